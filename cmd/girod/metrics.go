package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// What Prometheus may ask. The counters begin at 0 with each start, as is usual there.
var (
	filesTotal = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "girod_files_total", Help: "Files by what became of them.",
	}, []string{"outcome"})
	failures = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "girod_loop_failures_total", Help: "Turns of a loop that ended in an error.",
	}, []string{"loop"})
)

func count(outcome string, n int) { filesTotal.WithLabelValues(outcome).Add(float64(n)) }

// waitingGauge asks the house itself, at each scrape, what waits.
type waitingGauge struct {
	h    *house
	desc *prometheus.Desc
}

func (g waitingGauge) Describe(ch chan<- *prometheus.Desc) { ch <- g.desc }

func (g waitingGauge) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	list, err := g.h.waiting(ctx, g.h.t.now())
	if err != nil {
		ch <- prometheus.NewInvalidMetric(g.desc, err)
		return
	}
	n := map[string]int{"file": 0, "outgoing": 0, "payment": 0, "payout": 0}
	for _, w := range list {
		n[w.What]++
	}
	for what, count := range n {
		ch <- prometheus.MustNewConstMetric(g.desc, prometheus.GaugeValue, float64(count), what)
	}
}

// serveMetrics answers Prometheus on the loopback address of the configuration.
func (h *house) serveMetrics() (stop func(), err error) {
	if h.config.Metrics.Listen == "" {
		return func() {}, nil
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(filesTotal, failures, waitingGauge{h, prometheus.NewDesc(
		"girod_waiting", "Things that are not settled, by kind.", []string{"what"}, nil)})
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, MaxHeaderBytes: 16 << 10}
	l, err := net.Listen("tcp", h.config.Metrics.Listen)
	if err != nil {
		return nil, err
	}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			h.log.Error().Err(err).Msg("metrics ended")
		}
	}()
	return func() { _ = server.Close() }, nil
}
