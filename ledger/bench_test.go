package ledger_test

import (
	"context"
	"math/rand/v2"
	"strconv"
	"syscall"
	"testing"
	"time"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// benchPayments is how many payments a round posts.
const benchPayments = 200_000

// BenchmarkPost posts payments against as many open invoices in random order, an entry
// for each hundred: one line on the bank, a hundred on receivables, a hundred receipts
// with what the matching saw, and the items. It reports payments a second, and the
// processor time of this process for each, which a busy machine does not blur.
func BenchmarkPost(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			used := time.Duration(0)
			for range b.N {
				b.StopTimer()
				book := ledger.New(open(b), ledger.DefaultChart())
				openInvoices(b, book, benchPayments)
				order := rand.New(rand.NewPCG(1, 2)).Perm(benchPayments)
				b.StartTimer()
				before := processorTime(b)
				if err := book.Update(context.Background(), ledgertest.At, "bench", func(tx *ledger.Tx) error {
					return postPayments(tx, order)
				}); err != nil {
					b.Fatal(err)
				}
				used += processorTime(b) - before
			}
			b.ReportMetric(float64(used.Microseconds())/float64(benchPayments)/float64(b.N), "cpu-µs/payment")
			b.ReportMetric(float64(benchPayments)*float64(b.N)/b.Elapsed().Seconds(), "payments/s")
		})
	}
}

// processorTime is what this process has used so far.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// openInvoices fills a book by the set.
func openInvoices(tb testing.TB, book *ledger.Book, n int) {
	ledgertest.Update(tb, book, func(tx *ledger.Tx) error {
		party, err := tx.AddParty(ledger.Party{CustomerNo: "1", Name: "Everybody"})
		if err != nil {
			return err
		}
		invoices := tx.Bulk("invoice", "id", "number", "ref", "kind", "debtor", "issued", "due", "currency", "net", "vat", "gross",
			"concerns", "fee_agreed", "company", "file", "origin", "tenant")
		items := tx.Bulk("item", "invoice", "principal", "fee", "interest", "cost")
		p := tx.Poster()
		for i := range n {
			id := int64(i + 1)
			number := strconv.Itoa(1_000_000 + i)
			if err := invoices.Int(id).Text(number).Text(number).Text("invoice").Int(int64(party)).Int(20251115).Int(20251215).Text("SEK").
				Int(10000).Int(0).Int(10000).Text("membership").Int(1).Int(0).Text("").Text("").Int(1).End(); err != nil {
				return err
			}
			if err := items.Int(id).Int(0).Int(0).Int(0).Int(0).End(); err != nil {
				return err
			}
		}
		if err := invoices.Flush(); err != nil {
			return err
		}
		if err := items.Flush(); err != nil {
			return err
		}
		_ = p.Begin(ledger.Entry{Key: "opening", Why: ledger.InvoiceIssued, BookedOn: 20251115})
		for i := range n {
			_ = p.Add(ledger.Posting{Role: ledger.RoleAR, Amount: 10000, Currency: money.SEK, Invoice: ledger.InvoiceID(i + 1)})
		}
		_ = p.Add(ledger.Posting{Role: ledger.RoleRevenue, Amount: -10000 * int64(n), Currency: money.SEK})
		_, err = p.End()
		return err
	})
}

func postPayments(tx *ledger.Tx, order []int) error {
	p := tx.Poster()
	receipt := ledger.Receipt{
		File: "f000017", Account: "1930", Currency: money.SEK, BookedOn: day, Payer: []byte("Anna Andersson"),
		PayerAccount: []byte("SE4550000000058398257466"), Text: []byte("Faktura 1000017 tack"), Rule: "reference",
	}
	var key, ref, evidence []byte
	for from := 0; from < len(order); from += 100 {
		to := min(from+100, len(order))
		key = strconv.AppendInt(append(key[:0], "camt:1930:"...), int64(from), 10)
		if err := p.Begin(ledger.Entry{Key: string(key), Why: ledger.PaymentReceived, BookedOn: day, Text: "Bank entry", File: "f000017"}); err != nil {
			return err
		}
		for i := from; i < to; i++ {
			ref = strconv.AppendInt(append(ref[:0], "2026010700"...), int64(1_000_000+i), 10)
			evidence = strconv.AppendInt(append(evidence[:0], "OCR "...), int64(1_000_000+order[i]), 10)
			receipt.EntryKey, receipt.BankRef, receipt.Evidence, receipt.Amount, receipt.Line = key, ref, evidence, 10000, i
			id := p.Receipt(receipt)
			if err := p.Add(ledger.Posting{Role: ledger.RoleAR, Amount: -10000, Currency: money.SEK, Invoice: ledger.InvoiceID(order[i] + 1), Receipt: id}); err != nil {
				return err
			}
		}
		if err := p.Add(ledger.Posting{Role: ledger.RoleBank, Amount: 10000 * int64(to-from), Currency: money.SEK}); err != nil {
			return err
		}
		if _, err := p.End(); err != nil {
			return err
		}
	}
	return nil
}
