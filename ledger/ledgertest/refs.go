package ledgertest

import (
	"bufio"
	"context"
	"os"
	"strconv"
	"strings"
	"testing"

	"girod/ledger/store"
)

// OpenRefs fills a database with the open invoices of a table of references (reference,
// scheme, amount in minor units, currency, customer, invoice number; tab separated, with
// a heading): what a benchmark of payments is held against. The rows are written as they
// are, without the bookings a real invoice has.
func OpenRefs(tb testing.TB, db *store.DB, path string) (invoices int) {
	tb.Helper()
	err := db.Update(context.Background(), func(tx *store.Tx) error {
		party := tx.Bulk("party", "id", "customer_no", "name", "org_no", "email", "phone", "street", "street2", "post_code", "town", "country", "company", "email_bad", "tenant")
		invoice := tx.Bulk("invoice", "id", "number", "ref", "kind", "debtor", "issued", "due", "currency", "net", "vat", "gross", "concerns", "fee_agreed", "company", "file", "origin", "refers", "tenant")
		item := tx.Bulk("item", "invoice", "principal", "fee", "interest", "cost")
		parties := map[string]int64{}
		err := eachRef(path, func(f []string) error {
			if parties[f[4]] != 0 {
				return nil
			}
			id := int64(len(parties) + 1)
			parties[f[4]] = id
			return party.Int(id).Text(f[4]).Text("Customer " + f[4]).Text("").Text("").Text("").Text("").Text("").Text("").Text("").Text("SE").Int(0).Int(0).Int(1).End()
		})
		if err != nil {
			return err
		}
		if err := party.Flush(); err != nil {
			return err
		}
		err = eachRef(path, func(f []string) error {
			amount, err := strconv.ParseInt(f[2], 10, 64)
			if err != nil {
				return err
			}
			invoices++
			id := int64(invoices)
			err = invoice.Int(id).Text(f[5]).Text(f[0]).Text("invoice").Int(parties[f[4]]).Int(20261001).Int(20261031).Text(f[3]).
				Int(amount).Int(0).Int(amount).Text("").Int(1).Int(0).Text("").Text("").Null().Int(1).End()
			if err != nil {
				return err
			}
			return item.Int(id).Int(amount).Int(0).Int(0).Int(0).End()
		})
		if err != nil {
			return err
		}
		if err := invoice.Flush(); err != nil {
			return err
		}
		return item.Flush()
	})
	if err != nil {
		tb.Fatal(err)
	}
	return invoices
}

func eachRef(path string, fn func(fields []string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Scan() // the heading
	for lines.Scan() {
		if err := fn(strings.Split(lines.Text(), "\t")); err != nil {
			return err
		}
	}
	return lines.Err()
}
