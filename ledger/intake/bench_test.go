package intake_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"

	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// BenchmarkLanded takes a file of gen-camt from its bytes to the committed book: two
// passes, matching, posting with evidence and hash chain. GIROD_TX sets the payments (100
// an entry); GIROD_POSTGRES_BENCH=1 asks for PostgreSQL.
func BenchmarkLanded(b *testing.B) {
	tx := os.Getenv("GIROD_TX")
	if tx == "" {
		tx = "100000"
	}
	file, refs, _ := generate(b, "--tx", tx, "--tx-per-entry", "100")
	n, _ := strconv.Atoi(tx)
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
		b.StartTimer()
		v, err := intake.Check(read, ourAccount)
		if err != nil {
			b.Fatal(err)
		}
		err = book.Update(context.Background(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error {
			out, err := intake.Apply(tx, v, read, intake.Desk{File: "f000001"})
			if err == nil && out.Payments != n {
				err = fmt.Errorf("%v", out)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "payments/s")
}

// fill writes the open invoices of a refs file as rows, without booking them.
func fill(b testing.TB, db *store.DB, refs string) {
	parties := map[string]int64{}
	err := db.Update(context.Background(), func(tx *store.Tx) error {
		party := tx.Bulk("party", "id", "customer_no", "name", "org_no", "email", "phone", "street", "street2", "post_code", "town", "country", "company", "email_bad")
		invoice := tx.Bulk("invoice", "id", "number", "ref", "kind", "debtor", "issued", "due", "currency", "net", "vat", "gross", "concerns", "fee_agreed", "company", "file", "origin", "refers")
		item := tx.Bulk("item", "invoice", "principal", "fee", "interest", "cost")
		var err error
		id := int64(0)
		rows(b, refs, func(f []string) {
			if parties[f[4]] == 0 && err == nil {
				parties[f[4]] = int64(len(parties) + 1)
				err = party.Int(parties[f[4]]).Text(f[4]).Text("Customer " + f[4]).Text("").Text("").Text("").Text("").Text("").Text("").Text("").Text("SE").Int(0).Int(0).End()
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
					Int(amount).Int(0).Int(amount).Text("").Int(1).Int(0).Text("").Text("").Null().End()
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
