package payout

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// credited is a customer's invoice of 1000.00, paid by somebody from 5805-6201, on which credit
// notes are written.
func (d *desk) credited(payer string) (party ledger.PartyID, invoice ledger.InvoiceID) {
	d.t.Helper()
	d.do(func(tx *ledger.Tx) (err error) {
		if party, err = tx.AddParty(ledger.Party{CustomerNo: "C1", Name: "Nils Holm"}); err != nil {
			return err
		}
		invoice, err = tx.IssueInvoice(ledger.Invoice{Number: "C-1", Kind: ledger.KindInvoice, Debtor: party, Issued: 20260101, Due: 20260131, Currency: "SEK",
			Net: 1000_00, Gross: 1000_00})
		if err != nil {
			return err
		}
		p := tx.Poster()
		p.Begin(ledger.Entry{Key: "paid", Why: ledger.PaymentReceived, BookedOn: 20260130, Text: "payment"})
		receipt := p.Receipt(ledger.Receipt{Account: "1930", Amount: 1000_00, Payer: []byte(payer), PayerAccount: []byte("58056201"), Currency: "SEK", BookedOn: 20260130})
		p.Add(ledger.Posting{Role: ledger.RoleBank, Amount: 1000_00, Currency: "SEK"})
		p.Add(ledger.Posting{Role: ledger.RoleAR, Amount: -1000_00, Currency: "SEK", Receipt: receipt, Invoice: invoice})
		if _, err := p.End(); err != nil {
			return err
		}
		return p.Flush()
	})
	return party, invoice
}

// refunded credits a part of the invoice and gives the refund of it.
func (d *desk) refunded(invoice ledger.InvoiceID, amount int64) (made []Payout) {
	d.t.Helper()
	d.do(func(tx *ledger.Tx) error {
		if _, err := tx.CreditInvoice(ledger.Credit{Invoice: invoice, Amount: amount, On: 20260205, Reason: "broken"}); err != nil {
			return err
		}
		r, err := ProposeRefunds(tx, david, money.Of(1, "SEK"), nil, nil)
		if made = r.Made; err == nil && len(r.Refused) > 0 {
			err = fmt.Errorf("refused: %v", r.Refused)
		}
		return err
	})
	return made
}

// paidOut takes payouts to the bank and has it debit them.
func (d *desk) paidOut(list []Payout) {
	d.t.Helper()
	var b Batch
	d.do(func(tx *ledger.Tx) (err error) {
		var ids []int64
		for _, p := range list {
			ids = append(ids, p.ID)
		}
		b, err = Propose(tx, david, "main", 20260212, nil, ids...)
		return err
	})
	d.sent(b)
	for i, p := range list {
		if !d.debit(Ref{EndToEnd: p.EndToEnd, Amount: p.Amount, On: 20260212, File: fmt.Sprint("paid", p.ID, i)}) {
			d.t.Errorf("%s was not debited", p.Name())
		}
	}
}

// TestCreditedTwice: what a second credit note gives a customer is his as the first was, and goes
// where the payment of the invoice came from.
func TestCreditedTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		party, invoice := d.credited("Nils Holm")
		d.payee(party, carin, d.at.AddDate(-1, 0, 0))
		first := d.refunded(invoice, 200_00)
		if waiting := d.refunded(invoice, 50_00); len(waiting) != 0 {
			t.Errorf("two refunds of one credit wait at once: %+v", waiting)
		}
		d.paidOut(first)
		second := d.refunded(invoice, 100_00) // and the 50.00
		if len(first) != 1 || len(second) != 1 || second[0].Amount.Minor != 150_00 || second[0].Source != first[0].Source+":2" {
			t.Fatalf("%+v, then %+v", first, second)
		}
		var flags []Flag
		d.look(func(tx *ledger.Tx) (err error) { flags, err = Flags(tx, second, Rules{}); return err })
		if len(flags) != 0 {
			t.Errorf("it goes where it came from, to who had paid, and is flagged %+v", flags)
		}
		d.paidOut(second)
		if n := d.balance(ledger.RoleCustomerCredit); n != 0 {
			t.Errorf("%d is owed still", n)
		}
	})
}

// TestCreditOfAThirdParty: a refund of a credited invoice that somebody else had paid is flagged.
func TestCreditOfAThirdParty(t *testing.T) {
	d := open(t, storetest.SQLite(t))
	party, invoice := d.credited("Grå Firma AB")
	d.payee(party, carin, d.at.AddDate(-1, 0, 0))
	list := d.refunded(invoice, 200_00)
	d.look(func(tx *ledger.Tx) error {
		flags, err := Flags(tx, list, Rules{})
		if len(flags) != 1 || flags[0].Kind != ThirdParty {
			t.Errorf("%+v", flags)
		}
		return err
	})
}

// TestSetBetween: who set an account does not approve a payout to it, though another has set the
// payee anew since the payout was made.
func TestSetBetween(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		party, _ := d.customer(1, 10000)
		d.payee(party, carin, d.at.AddDate(0, 0, -3))
		var b Batch
		d.do(func(tx *ledger.Tx) error {
			r, err := ProposeRefunds(tx, david, money.Of(1, "SEK"), nil, nil)
			if err != nil {
				return err
			}
			b, err = Propose(tx, david, "main", 20260212, nil, r.Made[0].ID)
			return err
		})
		d.payee(party, anna, d.at.Add(-time.Hour))
		d.look(func(tx *ledger.Tx) error {
			p, found, err := PayeeOf(tx, party)
			if !found || p.ChangedBy != "anna" {
				t.Errorf("%+v", p)
			}
			return err
		})
		for _, who := range []Person{carin, anna} {
			err := d.try(func(tx *ledger.Tx) error {
				_, _, err := Approve(tx, who, seen(b), Rules{Partner: "bank", Split: split}, 20260212)
				return err
			})
			if code(err) != FourEyes {
				t.Errorf("%s approves what goes to the account that they set: %v", who.Name, err)
			}
		}
	})
}

// TestEditedIsFlaggedAnew: what was looked into was another payout.
func TestEditedIsFlaggedAnew(t *testing.T) {
	d := open(t, storetest.SQLite(t))
	p, kinds := d.refund("Nils Holm", "SE4550000000058398257466", "5805-6201", 100, 1, 20)
	if !slices.Equal(kinds, []FlagKind{OtherAccount}) {
		t.Fatal(kinds)
	}
	var flags []Flag
	d.do(func(tx *ledger.Tx) error {
		if _, err := Clear(tx, bo, p.ID, "asked the customer, the account is his", Rules{}); err != nil {
			return err
		}
		edited, err := Edit(tx, david, p.ID, func(p *Payout) { p.To = formats.Account{Scheme: "BGNR", ID: "991-2346", Currency: "SEK"} }, nil)
		if err == nil {
			flags, err = Flags(tx, []Payout{edited}, Rules{})
		}
		return err
	})
	if len(flags) != 1 || flags[0].Cleared != "" {
		t.Errorf("%+v", flags)
	}
}
