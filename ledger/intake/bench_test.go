package intake_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// BenchmarkLanded takes a file of gen-camt from its bytes to the committed book: two
// passes, matching, posting with evidence and hash chain. GIROD_TX sets the payments (100
// an entry); GIROD_POSTGRES_BENCH=1 asks for PostgreSQL. Besides the time by the clock it
// tells processor time, which a busy machine blurs less: ours and the server's.
func BenchmarkLanded(b *testing.B) {
	tx := os.Getenv("GIROD_TX")
	if tx == "" {
		tx = "100000"
	}
	file, refs, _ := generate(b, "--tx", tx, "--tx-per-entry", "100")
	n, _ := strconv.Atoi(tx)
	ours, theirs := time.Duration(0), time.Duration(0)
	for b.Loop() {
		b.StopTimer()
		var db *store.DB
		if os.Getenv("GIROD_POSTGRES_BENCH") != "" {
			db = storetest.Postgres(b)
		} else {
			db = storetest.SQLite(b)
		}
		fill(b, db, refs)
		book := ledger.New(db, ledger.DefaultChart())
		read := reading(file)
		server := 0
		runtime.GC()
		began := processorTime(b)
		b.StartTimer()
		v, err := intake.Check(read, ourAccount)
		if err != nil {
			b.Fatal(err)
		}
		err = book.Update(context.Background(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error {
			server = backend(b, tx)
			theirs -= serverTime(b, server)
			out, err := intake.Apply(tx, v, read, intake.Desk{File: "f000001"})
			if err == nil && out.Payments != n {
				err = fmt.Errorf("%v", out)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		ours += processorTime(b) - began
		theirs += serverTime(b, server)
	}
	b.ReportMetric(ours.Seconds()*1e6/float64(n*b.N), "cpu-µs/payment")
	b.ReportMetric(theirs.Seconds()*1e6/float64(n*b.N), "server-µs/payment")
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "payments/s")
}

// processorTime is what this process has used so far.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// backend is the server's process for this transaction; 0 on SQLite.
func backend(b *testing.B, tx *ledger.Tx) (pid int) {
	if tx.Dialect() != store.Postgres {
		return 0
	}
	if _, err := tx.One(`SELECT pg_backend_pid()`, nil, func(r *store.Row) error {
		pid = int(r.Int(0))
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	return pid
}

// serverTime is what the server's process has used so far, in ticks of 10 ms.
func serverTime(b *testing.B, pid int) time.Duration {
	if pid == 0 {
		return 0
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Skip(err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// fill writes the open invoices of a refs file as rows, without booking them.
func fill(b testing.TB, db *store.DB, refs string) {
	parties := map[string]int64{}
	err := db.Update(context.Background(), func(tx *store.Tx) error {
		party := tx.Bulk("party", "id", "customer_no", "name", "org_no", "email", "phone", "street", "street2", "post_code", "town", "country", "company", "email_bad", "tenant")
		invoice := tx.Bulk("invoice", "id", "number", "ref", "kind", "debtor", "issued", "due", "currency", "net", "vat", "gross", "concerns", "fee_agreed", "company", "file", "origin", "refers", "tenant")
		item := tx.Bulk("item", "invoice", "principal", "fee", "interest", "cost")
		var err error
		id := int64(0)
		rows(b, refs, func(f []string) {
			if parties[f[4]] == 0 && err == nil {
				parties[f[4]] = int64(len(parties) + 1)
				err = party.Int(parties[f[4]]).Text(f[4]).Text("Customer " + f[4]).Text("").Text("").Text("").Text("").Text("").Text("").Text("").Text("SE").Int(0).Int(0).Int(1).End()
			}
		})
		if err == nil {
			err = party.Flush()
		}
		rows(b, refs, func(f []string) {
			id++
			amount, _ := strconv.ParseInt(f[2], 10, 64)
			if err == nil {
				err = invoice.Int(id).Text(f[5]).Text(f[0]).Text("invoice").Int(parties[f[4]]).Int(20261001).Int(20261031).Text("SEK").
					Int(amount).Int(0).Int(amount).Text("").Int(1).Int(0).Text("").Text("").Null().Int(1).End()
			}
			if err == nil {
				err = item.Int(id).Int(amount).Int(0).Int(0).Int(0).End()
			}
		})
		for _, bulk := range []*store.Bulk{invoice, item} {
			if err == nil {
				err = bulk.Flush()
			}
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}
