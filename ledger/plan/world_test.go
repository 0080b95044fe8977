package plan

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/dunning"
	"girod/ledger/ledgertest"
)

// room is a desk in a company's book whose neighbours write down what they are told.
type room struct {
	testing.TB
	ledgertest.World
	book *ledger.Book
	desk Desk
	held map[ledger.InvoiceID]bool
	said []string
	paid []ledger.EntryID
	n    int
}

// perDay is the room's late interest, in öre a day from the due date: easy to count.
const perDay = 100

func furnish(t testing.TB, book *ledger.Book, country law.Country) *room {
	t.Helper()
	tables, err := law.Load()
	if err != nil {
		t.Fatal(err)
	}
	tables, err = tables.Confirm(law.Confirmation{Country: "FI", Key: law.TotalCap, Debtor: law.Consumer, From: 20130316, By: "Anna"})
	if err != nil {
		t.Fatal(err)
	}
	r := &room{TB: t, book: book, World: ledgertest.Company(t, book), held: map[ledger.InvoiceID]bool{}}
	say := func(format string, args ...any) { r.said = append(r.said, fmt.Sprintf(format, args...)) }
	r.desk = Desk{
		Today: 20260107, Country: country, Tables: tables, BankDays: bankDays(t), SlipDays: 10, PayWithin: 10, Language: "sv", PrintPartner: "printer",
		Sender: formats.Party{Name: "Kören", Country: "SE"}, PayTo: formats.Account{ID: "58056201", Scheme: "BGNR"},
		Interest: func(tx *ledger.Tx, inv *ledger.Invoice, to date.Date) (int64, error) {
			paid := int64(0)
			list, err := tx.AllocationsTo(inv.ID)
			for _, a := range list {
				if a.Bucket == ledger.Interest {
					paid += a.Amount
				}
			}
			return int64(to.Days(inv.Due))*perDay - paid, err
		},
		Assess: func(tx *ledger.Tx, inv *ledger.Invoice, to date.Date) (Assessed, error) {
			owed, err := r.desk.Interest(tx, inv, to)
			return Assessed{Owed: owed}, err
		},
		Promise: func(_ *ledger.Tx, id ledger.InvoiceID, total, interest int64, payBy date.Date) error {
			say("promised %d: %d with %d of interest by %s", id, total, interest, payBy)
			return nil
		},
		Doubts: func(tx *ledger.Tx) (func(Claimant) string, error) {
			ask, err := dunning.Doubts(tx)
			return func(c Claimant) string { return ask(dunning.Claimant(c)) }, err
		},
		Charges: dunning.ChargedOf, Charge: dunning.PutCharge, Explain: dunning.Explained,
		Hold: func(_ *ledger.Tx, id ledger.InvoiceID, _ ID, _ string) error {
			say("held %d", id)
			if r.held[id] {
				return errors.New("held twice")
			}
			r.held[id] = true
			return nil
		},
		Release: func(_ *ledger.Tx, id ledger.InvoiceID, _ string) error {
			if !r.held[id] {
				return errors.New("not held")
			}
			delete(r.held, id)
			return nil
		},
		Tell: func(_ *ledger.Tx, id ledger.InvoiceID, kind, _ string) error {
			say("%s %d", kind, id)
			return nil
		},
	}
	return r
}

func (r *room) try(fn func(tx *ledger.Tx) error) error {
	at := r.desk.Today.Time(ledgertest.At.Location()).Add(9 * 3600e9)
	return r.book.Update(context.Background(), at, "anna", fn)
}

func (r *room) do(fn func(tx *ledger.Tx) error) {
	r.Helper()
	if err := r.try(fn); err != nil {
		r.Fatal(err)
	}
}

// agreed proposes and agrees to a plan.
func (r *room) agreed(n New) (p Plan) {
	r.Helper()
	r.do(func(tx *ledger.Tx) (err error) {
		if p, err = r.desk.Propose(tx, n); err != nil {
			return err
		}
		p, err = r.desk.Agree(tx, p.ID, "letter of today")
		return err
	})
	return p
}

// pay lays a payment on a plan's invoices as matching rule 4 does: in their order, each in
// the order cost, fee, interest, principal. It gives what was taken.
func (r *room) pay(p *Plan, amount int64) (taken int64, err error) {
	err = r.try(func(tx *ledger.Tx) error {
		e := ledger.Entry{Key: fmt.Sprint("pay:", r.n), Why: ledger.PaymentReceived, BookedOn: r.desk.Today, Text: "Payment"}
		r.n++
		for _, o := range p.Invoices {
			owed, err := tx.Balance(o.Invoice)
			if err != nil {
				return err
			}
			for _, b := range []ledger.Bucket{ledger.Cost, ledger.Fee, ledger.Interest, ledger.Principal} {
				take := min(amount-taken, owed[b])
				if take <= 0 {
					continue
				}
				role := ledger.RoleAR
				if b == ledger.Interest {
					role = ledger.RoleInterestIncome
				}
				e.Postings = append(e.Postings, ledger.Posting{Role: role, Amount: -take, Invoice: o.Invoice, Bucket: b})
				taken += take
			}
		}
		if taken == 0 {
			return nil
		}
		e.Postings = append(e.Postings, ledger.Posting{Role: ledger.RoleBank, Amount: taken})
		poster := tx.Poster()
		_ = poster.Begin(e)
		id := poster.Receipt(ledger.Receipt{Account: "1930", EntryKey: []byte(e.Key), Amount: taken})
		for _, line := range e.Postings {
			if line.Currency = money.SEK; line.Role != ledger.RoleBank {
				line.Receipt = id
			}
			_ = poster.Add(line)
		}
		entry, err := poster.End()
		if err == nil {
			r.paid = append(r.paid, entry)
			err = poster.Flush()
		}
		return err
	})
	return taken, err
}

// run does a day's job.
func (r *room) run(on date.Date) (report Report) {
	r.Helper()
	r.desk.Today = on
	r.do(func(tx *ledger.Tx) (err error) {
		report, err = r.desk.Run(tx)
		return err
	})
	return report
}

// history is all that is told of an invoice.
func (r *room) history(id ledger.InvoiceID) (said string) {
	r.Helper()
	ledgertest.View(r, r.book, func(tx *ledger.Tx) error {
		list, err := tx.HistoryOfInvoice(id)
		for _, h := range list {
			said += h.Kind + " " + h.Text + "\n"
		}
		return err
	})
	return said
}

func (r *room) standing(id ID) (s Standing) {
	r.Helper()
	ledgertest.View(r, r.book, func(tx *ledger.Tx) (err error) {
		s, err = StandingOf(tx, id, r.desk.Today)
		return err
	})
	return s
}

// sound fails the test for every law of the plans and of the book that is broken.
func (r *room) sound() {
	r.Helper()
	ledgertest.View(r, r.book, func(tx *ledger.Tx) error {
		wrongs, err := Check(tx)
		for _, w := range wrongs {
			r.Error(w)
		}
		return err
	})
	ledgertest.Clean(r, r.book)
}
