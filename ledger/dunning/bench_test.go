package dunning

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"girod/config/calendar"
	"girod/config/law"
	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// sized is the value of an environment variable, or what stands for it.
func sized(name string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return usual
}

// BenchmarkRun is a day's job over open invoices, each of a debtor of its own: GIROD_CLAIMS of
// them (10,000 where nothing is said; the figure is 1,000,000), GIROD_DUE per cent
// of which get their first reminder today with a fee, by e-mail and by post in turns.
func BenchmarkRun(b *testing.B) {
	n, share := sized("GIROD_CLAIMS", 10_000), sized("GIROD_DUE", 100)
	for name, open := range map[string]func(testing.TB) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		b.Run(fmt.Sprintf("%s/%d/%d%%", name, n, share), func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				book := ledger.New(open(b), ledger.DefaultChart())
				overdue(b, book, n, share)
				p := benchPolicy(b)
				stop := watchHeap()
				before := processorTime(b)
				b.StartTimer()
				var r Report
				err := book.Update(context.Background(), at, "bench", func(tx *ledger.Tx) (err error) {
					r, err = Run(tx, &p, 20260122, lock{})
					return err
				})
				b.StopTimer()
				b.ReportMetric(float64((processorTime(b)-before).Microseconds())/float64(n), "cpu-µs/claim")
				b.ReportMetric(float64(stop())/(1<<20), "MiB-heap")
				if err != nil || r.Sent != n*share/100 {
					b.Fatalf("%+v, %v", r, err)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "claims/s")
			b.ReportMetric(float64(n*share/100*b.N)/b.Elapsed().Seconds(), "letters/s")
		})
	}
}

var at = time.Date(2026, 1, 22, 8, 0, 0, 0, time.UTC)

// processorTime is what this process has used so far: a busy machine does not blur it, but
// PostgreSQL's own part is not in it.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func benchPolicy(b *testing.B) Policy {
	b.Helper()
	tables, err := law.Load()
	if err != nil {
		b.Fatal(err)
	}
	sweden, err := calendar.Named("SE")
	if err != nil {
		b.Fatal(err)
	}
	p, err := Sweden(tables, sweden)
	if err != nil {
		b.Fatal(err)
	}
	p.Sender = formats.Party{Name: "Sjöviks Roddförening", OrgNo: "8020001239", Street: "Bryggvägen 2", PostCode: "12063", Town: "Stockholm", Country: "SE"}
	p.PayTo, p.PrintPartner = formats.Account{ID: "5805-6201", Scheme: "BGNR"}, "printer"
	return p
}

// watchHeap tells the largest heap there was until it is asked.
func watchHeap() (most func() uint64) {
	var peak atomic.Uint64
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.HeapAlloc))
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	return func() uint64 { close(done); <-ended; return peak.Load() }
}

// owed is what the invoices are about: 1500.00 and some, seldom the same.
func owed(i int) int64 { return 150_000 + int64(i*7919%50_021) }

// overdue fills a book with open invoices, by the set; those that are due fell due on five days.
func overdue(b *testing.B, book *ledger.Book, n, share int) {
	b.Helper()
	err := book.Update(context.Background(), at.AddDate(0, -2, 0), "bench", func(tx *ledger.Tx) error {
		parties := tx.Bulk("party", "id", "customer_no", "name", "org_no", "email", "phone", "street", "street2", "post_code", "town", "country", "company", "email_bad", "tenant")
		invoices := tx.Bulk("invoice", "id", "number", "ref", "kind", "debtor", "issued", "due", "currency", "net", "vat", "gross", "concerns", "fee_agreed",
			"company", "file", "origin", "tenant")
		items := tx.Bulk("item", "invoice", "principal", "fee", "interest", "cost")
		for i := 1; i <= n; i++ {
			no, email := strconv.Itoa(1_000_000+i), ""
			if i%2 == 0 {
				email = "d" + no + "@example.se"
			}
			err := parties.Int(int64(i)).Text(no).Text("Debtor " + no).Text("").Text(email).Text("").Text("Storgatan 1").Text("").Text("82430").
				Text("Hudiksvall").Text("SE").Int(0).Int(0).Int(1).End()
			if err != nil {
				return err
			}
		}
		if err := parties.Flush(); err != nil {
			return err
		}
		for i := 1; i <= n; i++ {
			no, due := strconv.Itoa(1_000_000+i), int64(20260301)
			if i*share%100 < share {
				due = 20260108 + int64(i%5)
			}
			err := invoices.Int(int64(i)).Text(no).Text(no).Text("invoice").Int(int64(i)).Int(20251215).Int(due).Text("SEK").Int(owed(i)).Int(0).Int(owed(i)).
				Text("Medlemsavgift 2026").Int(1).Int(0).Text("").Text("").Int(1).End()
			if err == nil {
				err = items.Int(int64(i)).Int(0).Int(0).Int(0).Int(0).End()
			}
			if err != nil {
				return err
			}
		}
		for _, rows := range []*store.Bulk{invoices, items} {
			if err := rows.Flush(); err != nil {
				return err
			}
		}
		p := tx.Poster()
		_ = p.Begin(ledger.Entry{Key: "opening", Why: ledger.InvoiceIssued, BookedOn: 20251215})
		sum := int64(0)
		for i := 1; i <= n; i++ {
			sum += owed(i)
			_ = p.Add(ledger.Posting{Role: ledger.RoleAR, Amount: owed(i), Currency: money.SEK, Invoice: ledger.InvoiceID(i)})
		}
		_ = p.Add(ledger.Posting{Role: ledger.RoleRevenue, Amount: -sum, Currency: money.SEK})
		_, err := p.End()
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}
