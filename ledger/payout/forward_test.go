package payout

import (
	"errors"
	"testing"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// TestForward: 800.00 came for a sold invoice. It is forwarded once, and again when the bank
// sends it back; a payment that was placed otherwise since is not (R-COL-37).
func TestForward(t *testing.T) { // T-35
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		factor := Factor{Name: "Fakturabolaget", To: formats.Account{Scheme: "BGNR", ID: "7123458"}}
		forward := func() (made []Payout) {
			d.do(func(tx *ledger.Tx) error {
				done, err := ProposeForwards(tx, anna, factor, nil)
				made = done.Made
				return err
			})
			return made
		}
		var receipt ledger.ReceiptID
		d.do(func(tx *ledger.Tx) error {
			party, err := tx.AddParty(ledger.Party{CustomerNo: "S1", Name: "Nils Holm"})
			if err != nil {
				return err
			}
			id, err := tx.IssueInvoice(ledger.Invoice{Number: "F-1", Ref: "10017", Kind: ledger.KindInvoice, Debtor: party, Issued: 20260101, Due: 20260131,
				Currency: "SEK", Net: 80000, Gross: 80000})
			if err != nil {
				return err
			}
			p := tx.Poster()
			p.Begin(ledger.Entry{Key: "stray", Why: ledger.PaymentReceived, BookedOn: 20260202, Text: "payment"})
			receipt = p.Receipt(ledger.Receipt{Account: "1930", Amount: 80000})
			p.Add(ledger.Posting{Role: ledger.RoleBank, Amount: 80000, Currency: "SEK"})
			p.Add(ledger.Posting{Role: ledger.RoleMisdirected, Amount: -80000, Currency: "SEK", Receipt: receipt})
			if _, err := p.End(); err != nil {
				return err
			}
			if err := p.Flush(); err != nil {
				return err
			}
			_, err = tx.Exec(`INSERT INTO stray (receipt, invoice, amount) VALUES ($1, $2, 80000)`, receipt, id)
			return err
		})
		made := forward()
		if len(made) != 1 || made[0].Ref != "10017" || made[0].Amount.Minor != 80000 || made[0].Liability.Receipt != receipt {
			t.Fatalf("%+v", made)
		}
		if again := forward(); len(again) != 0 {
			t.Errorf("forwarded twice: %+v", again)
		}
		var b Batch
		d.do(func(tx *ledger.Tx) (err error) {
			b, err = Propose(tx, anna, "main", 20260212, nil, made[0].ID)
			return err
		})
		d.sent(b)
		if again := forward(); len(again) != 0 {
			t.Errorf("on its way: %+v", again)
		}
		if got := d.balance(ledger.RoleMisdirected); got != 0 {
			t.Error(got)
		}
		d.do(func(tx *ledger.Tx) error {
			list, err := In(tx, b.ID)
			if err != nil {
				return err
			}
			return answered(tx, report(b, list, "2026-02-11T10:00:00", "RJCT"), "f1")
		})
		if again := forward(); len(again) != 1 || d.balance(ledger.RoleMisdirected) != -80000 {
			t.Errorf("refused, and not made anew: %+v", again)
		}
		// Proposed again, and placed otherwise before its file is made: nothing leaves.
		d.do(func(tx *ledger.Tx) error {
			all, err := payouts(tx, `state = 'validated'`)
			if err != nil {
				return err
			}
			b, err = Propose(tx, anna, "main", 20260212, nil, all[0].ID)
			return err
		})
		err := d.try(func(tx *ledger.Tx) error {
			_, err := tx.Post(ledger.Entry{Key: "undone:1:1", Why: ledger.Allocated, BookedOn: 20260211, Text: "undone", Reason: "ours", Postings: []ledger.Posting{
				{Role: ledger.RoleMisdirected, Amount: 80000, Currency: "SEK", Receipt: receipt}, {Role: ledger.RoleSuspense, Amount: -80000, Currency: "SEK", Receipt: receipt}}})
			if err != nil {
				return err
			}
			_, _, err = Approve(tx, bo, seen(b), Rules{Partner: "bank", Split: split}, 20260212)
			return errors.Join(err, SetRendered(tx, b.MessageID, "digest"))
		})
		if code(err) != Changed {
			t.Errorf("the factor is sent what is another's: %v", err)
		}
	})
}
