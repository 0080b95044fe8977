package payout

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// refund makes Nils Holm's refund of a payment and gives its flags. He was invoiced 100.00.
func (d *desk) refund(payer, from, to string, surplus int64, times int, set int) (p Payout, kinds []FlagKind) {
	d.t.Helper()
	d.last++
	n := d.last
	var party ledger.PartyID
	d.do(func(tx *ledger.Tx) (err error) {
		party, err = tx.AddParty(ledger.Party{CustomerNo: fmt.Sprint("N", n), Name: "Nils Holm"})
		if err != nil {
			return err
		}
		_, err = tx.IssueInvoice(ledger.Invoice{Number: fmt.Sprint("I", n), Kind: ledger.KindInvoice, Debtor: party, Issued: 20260101, Due: 20260131, Currency: "SEK",
			Net: 10000, Gross: 10000})
		if err != nil {
			return err
		}
		poster := tx.Poster()
		for i := range times {
			poster.Begin(ledger.Entry{Key: fmt.Sprint("o:", n, ":", i), Why: ledger.PaymentReceived, BookedOn: 20260202, Text: "payment"})
			receipt := poster.Receipt(ledger.Receipt{Account: "1930", Amount: surplus, Payer: []byte(payer), PayerAccount: []byte(from)})
			poster.Add(ledger.Posting{Role: ledger.RoleBank, Amount: surplus, Currency: "SEK"})
			poster.Add(ledger.Posting{Role: ledger.RoleCustomerCredit, Amount: -surplus, Currency: "SEK", Receipt: receipt, Party: party})
			if _, err := poster.End(); err != nil {
				return err
			}
		}
		return poster.Flush()
	})
	now := d.at
	d.at = now.AddDate(0, 0, -set)
	d.do(func(tx *ledger.Tx) error {
		return SetPayee(tx, carin, Payee{Party: party, To: formats.Account{Scheme: "BGNR", ID: to}}, "SEK", nil)
	})
	d.at = now
	d.do(func(tx *ledger.Tx) error {
		r, err := ProposeRefunds(tx, david, money.Of(1, "SEK"), nil, nil)
		for _, made := range r.Made {
			if made.Liability.Party == party {
				p = made
			}
		}
		if err != nil {
			return err
		}
		flags, err := Flags(tx, []Payout{p}, Rules{})
		for _, f := range flags {
			kinds = append(kinds, f.Kind)
		}
		return err
	})
	return p, kinds
}

// TestFlags holds what DOMAIN.md 9 wants looked into. A refund to the account it came from
// has no flag for the account, however new it is here.
func TestFlags(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		for _, c := range []struct {
			payer, from, to string
			surplus         int64
			times, set      int
			want            []FlagKind
		}{
			{"Nils Holm", "58056201", "5805-6201", 20000, 1, 1, nil},
			{"Nils Holm", "SE4550000000058398257466", "5805-6201", 20000, 1, 14, []FlagKind{OtherAccount, AccountChanged}},
			{"Nils Holm", "SE4550000000058398257466", "5805-6201", 20000, 1, 15, []FlagKind{OtherAccount}},
			{"Nils Holm", "", "5805-6201", 20000, 1, 15, []FlagKind{OtherAccount}},
			{"Nils Holm", "58056201", "5805-6201", 20001, 1, 15, []FlagKind{LargeRefund}},
			{"HOLM NILS", "58056201", "5805-6201", 100, 1, 15, nil},
			{"Grå Firma AB", "58056201", "5805-6201", 100, 1, 15, []FlagKind{ThirdParty}},
			{"Nils Holm", "58056201", "5805-6201", 100, 2, 15, nil},
			{"Nils Holm", "58056201", "5805-6201", 100, 3, 15, []FlagKind{ManySmall}},
		} {
			if _, got := d.refund(c.payer, c.from, c.to, c.surplus, c.times, c.set); !slices.Equal(got, c.want) {
				t.Errorf("%+v: %v", c, got)
			}
		}
	})
}

// TestFlagBlocks: a flagged payout is approved only after a second person has looked into
// it, who is neither its preparer nor set its account.
func TestFlagBlocks(t *testing.T) {
	d := open(t, storetest.SQLite(t))
	p, _ := d.refund("Grå Firma AB", "58056201", "5805-6201", 100, 1, 1)
	var b Batch
	d.do(func(tx *ledger.Tx) (err error) {
		b, err = Propose(tx, david, "main", 20260212, nil, p.ID)
		return err
	})
	approve := func(tx *ledger.Tx) error {
		_, _, err := Approve(tx, bo, seen(b), Rules{Split: split}, 0)
		return err
	}
	if err := d.try(approve); code(err) != Flagged {
		t.Error(err)
	}
	clear := func(who Person, reason string) error {
		return d.try(func(tx *ledger.Tx) error { _, err := Clear(tx, who, p.ID, reason, Rules{}); return err })
	}
	for _, c := range []struct {
		who    Person
		reason string
		want   Code
	}{{david, "his firm", NoAccess}, {bo, "", Incomplete}, {carin, "his firm", FourEyes}, {eve, "his firm", NoAccess}} {
		if err := clear(c.who, c.reason); code(err) != c.want {
			t.Errorf("%s: %v", c.who.Name, err)
		}
	}
	if err := clear(bo, "Grå Firma is his own; he showed the receipt"); err != nil {
		t.Fatal(err)
	}
	if err := clear(bo, "again"); code(err) != WrongState {
		t.Error(err)
	}
	d.do(approve)
}

// TestCancel gives up payouts and batches before they have left, and never after.
func TestCancel(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		b, list := d.proposed(3)
		if err := d.try(func(tx *ledger.Tx) error { return Cancel(tx, anna, list[0].ID, "") }); code(err) != Incomplete {
			t.Error(err)
		}
		d.do(func(tx *ledger.Tx) error {
			_, _, err := Approve(tx, bo, seen(b), Rules{Partner: "bank", Split: split}, 0)
			return err
		})
		d.do(func(tx *ledger.Tx) error { return Cancel(tx, anna, list[0].ID, "he wants it on the next invoice") })
		if got := d.states(b.ID); !slices.Equal(got, []State{Void}) {
			t.Error(got)
		}
		d.look(func(tx *ledger.Tx) error {
			o, err := outbox.Get(tx, "pain.001:"+b.MessageID)
			if o.State != outbox.Failed || !strings.Contains(o.Reason, "next invoice") {
				t.Errorf("%+v", o)
			}
			for i, want := range []State{Void, Validated, Validated} {
				p, err := Get(tx, list[i].ID)
				if err != nil || p.State != want {
					t.Error(p.State, want, err)
				}
			}
			return err
		})
		var again Batch
		d.do(func(tx *ledger.Tx) (err error) {
			again, err = Propose(tx, anna, "main", 20260212, nil, list[1].ID, list[2].ID)
			return errors.Join(err, CancelBatch(tx, anna, again.ID, "wrong day"))
		})
		d.look(func(tx *ledger.Tx) error {
			p, err := Get(tx, list[2].ID)
			if p.State != Void || p.Reason != "wrong day" {
				t.Errorf("%+v", p)
			}
			return err
		})
		gone, left := d.proposed(1)
		d.sent(gone)
		for _, err := range []error{
			d.try(func(tx *ledger.Tx) error { return Cancel(tx, anna, left[0].ID, "too late") }),
			d.try(func(tx *ledger.Tx) error { return CancelBatch(tx, anna, gone.ID, "too late") }),
		} {
			if code(err) != WrongState {
				t.Error(err)
			}
		}
	})
}
