// Package ledgertest is a small company's book for every other test: a choir
// association, a few members and firms that owe it, and their invoices.
//
// EachBook gives an empty book in each database, Company fills it, Update and View act
// in it at one fixed time, and Clean fails the test for every law that is broken:
// call it after each step that books something.
package ledgertest

import (
	"context"
	"testing"
	"time"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// At is the clock reading of all that happens in these books.
var At = time.Date(2026, 1, 7, 9, 30, 0, 0, time.UTC)

// By is who does it.
const By = "test"

// Each runs fn on a fresh SQLite and, where there is one, a fresh PostgreSQL database.
func Each(t *testing.T, fn func(t *testing.T, db *store.DB)) {
	t.Helper()
	storetest.Each(t, fn)
}

// EachBook runs fn on an empty book in each database.
func EachBook(t *testing.T, fn func(t *testing.T, book *ledger.Book)) {
	t.Helper()
	Each(t, func(t *testing.T, db *store.DB) { fn(t, ledger.New(db, ledger.DefaultChart())) })
}

// Update runs fn in a transaction of the book at At, and fails the test when it fails.
func Update(t testing.TB, book *ledger.Book, fn func(*ledger.Tx) error) {
	t.Helper()
	if err := book.Update(context.Background(), At, By, fn); err != nil {
		t.Fatal(err)
	}
}

// View runs fn on a snapshot of the book.
func View(t testing.TB, book *ledger.Book, fn func(*ledger.Tx) error) {
	t.Helper()
	if err := book.View(context.Background(), At, fn); err != nil {
		t.Fatal(err)
	}
}

// Clean fails the test for every law of the book that is broken.
func Clean(t testing.TB, book *ledger.Book) {
	t.Helper()
	View(t, book, func(tx *ledger.Tx) error {
		violations, err := tx.Check()
		for _, v := range violations {
			t.Error(v)
		}
		return err
	})
}

// Digest gives the book's digest.
func Digest(t testing.TB, book *ledger.Book) (digest string) {
	t.Helper()
	View(t, book, func(tx *ledger.Tx) (err error) {
		digest, err = ledger.Digest(tx)
		return err
	})
	return digest
}

// World is what Company made, by the names its tests use.
type World struct {
	Anna, Bengt, Firma ledger.PartyID
	// Choir is Anna's 1,500.00 with an OCR; Course her 250.00; Hall the firm's 12,500.00
	// with VAT; Sheet its 400.00 without a fee agreement; Refund a credit note of 100.00
	// on Hall; Summer is Bengt's 1,560.00.
	Choir, Course, Hall, Sheet, Refund, Summer ledger.InvoiceID
}

// Parties are the company's debtors.
func Parties() []ledger.Party {
	return []ledger.Party{
		{CustomerNo: "1001", Name: "Anna Öberg", OrgNo: "8503142386", Email: "anna@example.se", Street: "Storgatan 1", PostCode: "11122", Town: "Stockholm", Country: "SE"},
		{CustomerNo: "1002", Name: "Bengt Ek", Street: "Lillgatan 2", PostCode: "22233", Town: "Lund", Country: "SE"},
		{CustomerNo: "2001", Name: "Firma Ljud AB", OrgNo: "5560360793", Email: "ekonomi@ljud.example", Street: "Box 7", PostCode: "33344", Town: "Kalmar", Country: "SE", Company: true},
	}
}

// Company writes the company into an empty book.
func Company(t testing.TB, book *ledger.Book) (w World) {
	t.Helper()
	Update(t, book, func(tx *ledger.Tx) error {
		for i, to := range []*ledger.PartyID{&w.Anna, &w.Bengt, &w.Firma} {
			id, err := tx.AddParty(Parties()[i])
			if err != nil {
				return err
			}
			*to = id
		}
		issue := func(to *ledger.InvoiceID, number, ref string, debtor ledger.PartyID, net, vat int64, agreed bool) error {
			id, err := tx.IssueInvoice(ledger.Invoice{
				Number: number, Ref: ref, Kind: ledger.KindInvoice, Debtor: debtor, Issued: date.Of(2025, 11, 15), Due: date.Of(2025, 12, 15),
				Currency: money.SEK, Net: net, VAT: vat, Gross: net + vat, Concerns: "Membership 2026", FeeAgreed: agreed, Company: debtor == w.Firma,
			})
			*to = id
			return err
		}
		for _, i := range []struct {
			to          *ledger.InvoiceID
			number, ref string
			debtor      ledger.PartyID
			net, vat    int64
			agreed      bool
		}{
			{&w.Choir, "2025-1001", "202510019", w.Anna, 150000, 0, true},
			{&w.Course, "2025-1002", "202510027", w.Anna, 25000, 0, true},
			{&w.Hall, "2025-1003", "202510035", w.Firma, 1000000, 250000, true},
			{&w.Sheet, "2025-1004", "202510043", w.Firma, 40000, 0, false},
			{&w.Summer, "2025-1005", "202510050", w.Bengt, 156000, 0, true},
		} {
			if err := issue(i.to, i.number, i.ref, i.debtor, i.net, i.vat, i.agreed); err != nil {
				return err
			}
		}
		var err error
		w.Refund, err = tx.IssueInvoice(ledger.Invoice{
			Number: "2025-2001", Kind: ledger.KindCredit, Debtor: w.Firma, Issued: date.Of(2025, 11, 20), Due: date.Of(2025, 11, 20),
			Currency: money.SEK, Net: 8000, VAT: 2000, Gross: 10000, Concerns: "Hall, one evening less", Company: true, Refers: w.Hall,
		})
		return err
	})
	return w
}
