package exchange_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"girod/exchange"
	"girod/exchange/durable"
	"girod/exchange/local"
	"girod/exchange/remote"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// BenchmarkSmallFiles takes files of 2 kB through the whole journey on the real disk:
// claimed, fetched, synced, journalled, applied, archived, read back, settled. The
// target is 100 files/s (RELIABILITY G15).
func BenchmarkSmallFiles(b *testing.B) {
	dir, state := b.TempDir(), b.TempDir()
	disk := durable.On(durable.OS{})
	x := exchange.New(exchange.Config{Store: storetest.SQLite(b), Disk: disk, Spool: filepath.Join(state, "s"), Archive: filepath.Join(state, "a"),
		Limits: exchange.Limits{LowWater: 1, LowNodes: 1},
		Prepare: func(context.Context, exchange.File, func() (io.ReadCloser, error)) (exchange.Book, error) {
			return func(*store.Tx, time.Time) (exchange.Outcome, error) { return exchange.Outcome{Format: "none"}, nil }, nil
		},
		Partners: []exchange.Partner{{ID: "p", Inbound: []string{"/"}, Dial: func(context.Context) (remote.Folder, error) { return local.Open(dir, disk) }}}})
	at := time.Date(2026, 1, 7, 7, 0, 0, 0, time.UTC)
	if err := x.Recover(b.Context(), at); err != nil {
		b.Fatal(err)
	}
	for i := range b.N {
		body := fmt.Appendf(make([]byte, 0, 2048), "%02040d", i)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("f%06d", i)), body, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for settled := 0; settled < b.N; {
		p, err := x.Poll(b.Context(), at)
		if err != nil || p.Settled == 0 {
			b.Fatal(p, err)
		}
		settled += p.Settled
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "files/s")
}
