package cases_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/ledgertest"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// TestAnyActs does any acts in any order. Whatever is refused leaves nothing behind; the
// chain, the counts and the index hold after each, an act on a case that waits to be
// revoked is refused, and SQLite and PostgreSQL end with the same cases.
func TestAnyActs(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(rapid.Custom(drawStep), 1, 25).Draw(rt, "steps")
		book := ledger.New(storetest.SQLite(t), ledger.DefaultChart())
		play(t, book, steps)
		sound(t, book)
	})
}

func TestSameOnBoth(t *testing.T) {
	var all []act
	example := rapid.SliceOfN(rapid.Custom(drawStep), 60, 60)
	for seed := range 3 {
		all = append(all, example.Example(seed)...)
	}
	first := ""
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		play(t, book, all)
		sound(t, book)
		var text bytes.Buffer
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			for _, table := range []string{"debt_case", "case_invoice", "case_event", "case_request", "case_cost", "case_billed", "hold", "hold_event"} {
				if err := tx.DumpTable(table, &text); err != nil {
					return err
				}
			}
			return nil
		})
		if strings.Count(text.String(), "\n") < 60 {
			t.Errorf("little happened:\n%s", text.String())
		}
		if first == "" {
			first = text.String()
		} else if first != text.String() {
			t.Errorf("PostgreSQL has\n%s\nSQLite has\n%s", text.String(), first)
		}
	})
}

// act is one thing that is done to a case, as drawn.
type act struct {
	what, id, number int
}

func drawStep(t *rapid.T) act {
	return act{rapid.IntRange(0, 13).Draw(t, "what"), rapid.IntRange(1, 4).Draw(t, "case"), rapid.IntRange(0, 6).Draw(t, "number")}
}

// play does the acts, each in a transaction of its own; what is refused is undone.
func play(t testing.TB, book *ledger.Book, steps []act) {
	w := ledgertest.Company(t, book)
	d := desk
	for n, s := range steps {
		at := ledgertest.At
		before := loaded(t, book, int64(s.id))
		err := book.Update(context.Background(), at, ledgertest.By, func(tx *ledger.Tx) error { return s.do(tx, d, w, n) })
		if err != nil && !refusal(err) {
			t.Fatalf("%+v: %v", s, err)
		}
		if err == nil && before.Revoking != 0 && s.what >= 2 && s.what <= 5 {
			t.Fatalf("%+v was done to a case that waits to be revoked", s)
		}
	}
}

func loaded(t testing.TB, book *ledger.Book, id int64) (c cases.Case) {
	ledgertest.View(t, book, func(tx *ledger.Tx) error {
		c, _ = cases.Load(tx, id)
		return nil
	})
	return c
}

func refusal(err error) bool {
	for _, known := range []error{cases.ErrNotFound, cases.ErrMove, cases.ErrClosed, cases.ErrInvoices, cases.ErrOwed, cases.ErrRevoking, cases.ErrText, cases.ErrRequest,
		ledger.ErrNotFound, store.ErrUnique} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

func (s act) do(tx *ledger.Tx, d cases.Desk, w ledgertest.World, n int) error {
	id := int64(s.id)
	invoices := []ledger.InvoiceID{w.Choir, w.Course, w.Hall, w.Sheet, w.Summer, w.Refund, 99}
	switch s.what {
	case 0, 1:
		_, err := d.Open(tx, cases.New{Invoices: invoices[s.number:min(s.number+s.what+1, 7)], Department: fmt.Sprint(s.id % 2), Partner: []string{"", "alektum"}[s.number%2], State: cases.States()[s.number%3]})
		return err
	case 2:
		return d.Move(tx, id, acts[s.number%4], "")
	case 3:
		return d.Close(tx, id, cases.Outcomes()[s.number%5], "x")
	case 4:
		return d.Rest(tx, id, date.Of(2026, 1, 5+s.number), "")
	case 5:
		return d.Assign(tx, id, []string{"bo", "eva", ""}[s.number%3])
	case 6:
		return d.Reopen(tx, id, "")
	case 7:
		return d.Report(tx, id, fmt.Sprint("status ", s.number), fmt.Sprint("A ", s.number), []string{"", "G-1"}[s.number%2], 0)
	case 8:
		q := cases.Request{Case: id, Kind: []cases.RequestKind{cases.Message, cases.Respite, cases.Revoke}[s.number%3], Text: "please"}
		if q.Kind == cases.Respite {
			q.Through = desk.Today.Add(s.number)
		}
		_, err := d.Ask(tx, q)
		return err
	case 9:
		return d.Answer(tx, int64(s.number), s.id%2 == 0, "so be it")
	case 10:
		return d.AddInvoice(tx, id, invoices[s.number])
	case 11:
		return s.rename(tx, n)
	case 12:
		_, err := d.Charge(tx, id, int64(100*s.number), "cost")
		return err
	}
	return d.Note(tx, id, "a note")
}

// rename changes a debtor and brings the index after it.
func (s act) rename(tx *ledger.Tx, n int) error {
	p, err := tx.Party(ledger.PartyID(s.id))
	if err != nil {
		return err
	}
	switch s.number {
	case 0:
		p.CustomerNo = fmt.Sprint("N-", n)
	case 1:
		p.OrgNo = fmt.Sprint("80010181", n%90+10)
	default:
		p.Name, p.Email = fmt.Sprintf("Anna %c Ek", 'A'+rune(n%26)), fmt.Sprintf("anna%d@example.se", n)
	}
	if err := tx.UpdateParty(p); err != nil {
		return err
	}
	return cases.Refresh(tx)
}
