package cases_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/ledgertest"
)

var desk = cases.Desk{Today: date.Of(2026, 1, 7), Country: "SE"}

// refusedWith wants an error that says a code.
func refusedWith(t testing.TB, err error, code string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), code) {
		t.Errorf("%v, want %s", err, code)
	}
}

// tried runs what must be refused, and leaves the book as it was.
func tried(t testing.TB, book *ledger.Book, fn func(*ledger.Tx) error) (said error) {
	t.Helper()
	back := errors.New("back")
	err := book.Update(context.Background(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error {
		said = fn(tx)
		return back
	})
	if !errors.Is(err, back) {
		t.Fatal(err)
	}
	return said
}

// sound fails the test for what is wrong with the cases or the book.
func sound(t testing.TB, book *ledger.Book) {
	t.Helper()
	ledgertest.View(t, book, func(tx *ledger.Tx) error {
		wrongs, err := cases.Check(tx)
		for _, w := range wrongs {
			t.Error(w)
		}
		return err
	})
	ledgertest.Clean(t, book)
}

// opened opens a case and gives it.
func opened(t testing.TB, book *ledger.Book, n cases.New) (c cases.Case) {
	t.Helper()
	ledgertest.Update(t, book, func(tx *ledger.Tx) (err error) {
		c, err = desk.Open(tx, n)
		return err
	})
	return c
}

// load gives a case as it stands.
func load(t testing.TB, book *ledger.Book, id int64) (c cases.Case) {
	t.Helper()
	ledgertest.View(t, book, func(tx *ledger.Tx) (err error) {
		c, err = cases.Load(tx, id)
		return err
	})
	return c
}

// search gives the numbers of the hits, in order, of all pages of a size.
func search(t testing.TB, book *ledger.Book, q cases.Query, size int) (numbers []string, notes []string) {
	t.Helper()
	ledgertest.View(t, book, func(tx *ledger.Tx) error {
		after := ""
		for range 1000 {
			page, err := desk.Search(tx, "eva", q, cases.Paging{After: after, Limit: size})
			if err != nil {
				return err
			}
			if len(page.Hits) > size {
				t.Errorf("a page of %d hits, want at most %d", len(page.Hits), size)
			}
			for _, h := range page.Hits {
				numbers = append(numbers, h.Number)
			}
			notes = page.Notes
			if after = page.Next; after == "" {
				return nil
			}
		}
		return errors.New("pages without end")
	})
	return numbers, notes
}

// finds wants certain hits in order, whatever the size of the pages.
func finds(t testing.TB, book *ledger.Book, q cases.Query, want ...string) {
	t.Helper()
	for _, size := range []int{1, 2, 50} {
		got, _ := search(t, book, q, size)
		if !slices.Equal(got, want) {
			t.Errorf("%v by pages of %d: %v, want %v", q, size, got, want)
		}
	}
}

// person adds a debtor with an invoice and opens a case on it.
func person(t testing.TB, book *ledger.Book, p ledger.Party, i ledger.Invoice, n cases.New) (c cases.Case) {
	t.Helper()
	ledgertest.Update(t, book, func(tx *ledger.Tx) error {
		id, err := tx.AddParty(p)
		if err != nil {
			return err
		}
		i.Debtor, i.Kind, i.Net = id, ledger.KindInvoice, i.Gross
		if i.Currency == "" {
			i.Currency = money.SEK
		}
		inv, err := tx.IssueInvoice(i)
		if err != nil {
			return err
		}
		n.Invoices = []ledger.InvoiceID{inv}
		c, err = desk.Open(tx, n)
		return err
	})
	return c
}

// crowd opens n cases that differ in all a search can ask for.
func crowd(t testing.TB, book *ledger.Book, n int) {
	t.Helper()
	names := []string{"Anna Öberg", "Bengt Åkesson", "Örjan Anders Ek", "Ärla-Maj Öst", "René Müller", "Anders Andersson", "Firma Ljud & Ljus AB"}
	for k := range n {
		person(t, book, ledger.Party{CustomerNo: fmt.Sprintf("K-%03d", k), Name: names[k%len(names)], Country: "SE", Email: fmt.Sprintf("k%d@example.se", k)},
			ledger.Invoice{Number: fmt.Sprintf("F-%d", k), Ref: fmt.Sprintf("%d", 10000+k), Issued: date.Of(2025, 10, 1+k%28), Due: date.Of(2025, 11, 1+k%13),
				Gross: int64(10000 + 100*(k%11))},
			cases.New{Handler: []string{"bo", "eva", ""}[k%3], Department: []string{"Norr", "Syd"}[k%2], State: cases.States()[k%3], Registered: date.Of(2025, 12, 1+k%9)})
	}
}
