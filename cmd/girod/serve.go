package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"girod/exchange"
	"girod/exchange/durable"
	"girod/exchange/local"
)

// loop is one thing the daemon does again and again.
type loop struct {
	name  string
	every time.Duration
	// do does what is due at an instant and tells whether anything moved.
	do func(ctx context.Context, at time.Time) (moved bool, err error)
}

// loops are all that run --once does, in the order of a day: what came in is booked before the
// day's letters are decided, and what those order is sent last.
func (h *house) loops() []loop { return slices.Concat(h.turns()...) }

// turns are the same as the daemon does them, side by side: loops of one turn follow each other.
func (h *house) turns() [][]loop {
	return [][]loop{
		{{"receive", h.shortestPoll(), h.pollPartners}},
		h.daily(),
		{{"render", 15 * time.Second, h.ofEach((*house).renderOrders)}},
		{{"send", 15 * time.Second, h.sendFiles}},
		{{"mail", 30 * time.Second, h.ofEach((*house).sendMail)}},
		{{"watch answers", 5 * time.Minute, h.missedAnswers}},
	}
}

// daily is one day's work: what the calendar alone calls for. It touches the house's own
// book and archive and nothing outside, so that simulate can run it on a copy. Its order makes
// the book: an invoice whose plan is broken today is reminded today, and reports come last.
func (h *house) daily() []loop {
	return []loop{
		{"plans", 5 * time.Minute, h.ofEach((*house).plans)},
		{"remind", 5 * time.Minute, h.ofEach((*house).remind)},
		{"report", 5 * time.Minute, h.ofEachSeat((*house).produceReports)},
	}
}

// graceful is how long loops may finish their step after the signal; then we exit anyway,
// because dying at any line is safe.
const graceful = 30 * time.Second

// serve runs the loops until the context ends.
func (h *house) serve(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	nudge := make(chan struct{}, 1)
	beat := &heart{now: h.t.now}
	var wg sync.WaitGroup
	for _, turn := range h.turns() {
		wg.Go(func() { h.turn(ctx, turn, nudge, beat, cancel) })
	}
	wg.Go(func() { h.watchDrops(ctx, nudge) })
	wg.Go(func() {
		if err := watchdog(ctx, beat.alive); err != nil {
			h.log.Warn().Err(err).Msg("watchdog off")
		}
	})
	stopMetrics, err := h.serveMetrics()
	if err != nil {
		cancel(err)
	} else {
		defer stopMetrics()
		notifyReady(h.log)
		h.log.Info().Int("partners", len(h.config.Partners)).Stringer("database", h.db.Dialect()).Msg("serving")
	}
	<-ctx.Done()
	notifyStopping()
	ended := make(chan struct{})
	go func() { wg.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(graceful):
		h.log.Warn().Msg("a step did not end in time")
	}
	h.log.Info().Msg("stopped")
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

// turn does the work of loops, one after the other at one instant, when it is due. An error is
// told and tried again at the next turn; a disk that can no longer be trusted ends the daemon.
func (h *house) turn(ctx context.Context, loops []loop, nudge <-chan struct{}, beat *heart, stop context.CancelCauseFunc) {
	tick := time.NewTicker(loops[0].every)
	defer tick.Stop()
	if loops[0].name != "receive" {
		nudge = nil // only receiving is hurried by file events
	}
	for {
		at := h.t.now()
		for _, l := range loops {
			beat.begin(l.name)
			if _, err := l.do(ctx, at); err != nil && ctx.Err() == nil {
				h.log.Error().Str("loop", l.name).Err(err).Msg("loop failed")
				failures.WithLabelValues(l.name).Inc()
				if durable.IsFatal(err) {
					stop(fmt.Errorf("%s: %w", l.name, err))
				}
			}
			beat.end(l.name)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-nudge:
		}
	}
}

// shortestPoll is how often partners are looked at.
func (h *house) shortestPoll() time.Duration {
	shortest := time.Minute
	for _, p := range h.config.Partners {
		shortest = min(shortest, p.Poll)
	}
	return max(shortest, time.Second)
}

func (h *house) pollPartners(ctx context.Context, at time.Time) (bool, error) {
	handed, handErr := h.takeHanded(ctx, at)
	p, err := h.x.Poll(ctx, at)
	err = errors.Join(handErr, err)
	if p.Applied > 0 {
		err = errors.Join(err, h.retryGaps(ctx, at))
	}
	count("applied", p.Applied)
	count("held", p.Held)
	count("duplicate", p.Duplicates)
	return handed || p.Fetched+p.Applied+p.Held+p.Archived+p.Settled > 0, err
}

// retryGaps lets statements that were held because one before them was missing be looked
// at again, now that something came: the chain may have closed.
func (h *house) retryGaps(ctx context.Context, at time.Time) error {
	held, err := h.x.Files(ctx, exchange.Filter{State: exchange.OnHold})
	for _, f := range held {
		if f.Code == "gap" {
			err = errors.Join(err, h.x.LookAgain(ctx, at, f.ID, "another file came; the chain may have closed"))
		}
	}
	return err
}

func (h *house) sendFiles(ctx context.Context, at time.Time) (bool, error) {
	p, err := h.x.SendDue(ctx, at)
	count("sent", p.Sent)
	count("in-doubt", p.Doubt)
	return p.Sent+p.Doubt > 0, err
}

// watchDrops lets file events of local folders, and of files handed in, hurry the next
// listing.
func (h *house) watchDrops(ctx context.Context, nudge chan<- struct{}) {
	var dirs []string
	for _, p := range h.config.Partners {
		handed := filepath.Join(h.handedDir(), p.ID)
		if err := h.disk.MkdirAll(handed); err != nil {
			h.log.Warn().Err(err).Msg("handed-in files wait for the timer")
			continue
		}
		dirs = append(dirs, handed)
		for _, dir := range p.Inbound {
			if p.Local != "" {
				dirs = append(dirs, filepath.Join(h.config.Path(p.Local), dir))
			}
		}
	}
	if err := local.Watch(ctx, dirs, nudge); err != nil && ctx.Err() == nil {
		h.log.Warn().Err(err).Msg("file events off; the timer goes on")
	}
}

// heart knows whether the loops turn: one that has been in a step for longer than stuck
// is taken for hung, and the watchdog goes hungry.
type heart struct {
	now   func() time.Time
	since sync.Map // loop name → *atomic.Int64, unix seconds; 0 between steps
}

// stuck is longer than any step may take: the largest file on a slow link.
const stuck = 30 * time.Minute

func (b *heart) begin(name string) {
	v, _ := b.since.LoadOrStore(name, new(atomic.Int64))
	v.(*atomic.Int64).Store(b.now().Unix())
}

func (b *heart) end(name string) {
	if v, ok := b.since.Load(name); ok {
		v.(*atomic.Int64).Store(0)
	}
}

func (b *heart) alive() bool {
	ok := true
	b.since.Range(func(_, v any) bool {
		began := v.(*atomic.Int64).Load()
		ok = began == 0 || b.now().Sub(time.Unix(began, 0)) < stuck
		return ok
	})
	return ok
}
