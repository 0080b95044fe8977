package payout

import (
	"testing"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

func (d *desk) askBack(id int64) (r Recall, err error) {
	err = d.try(func(tx *ledger.Tx) (err error) {
		r, err = AskBack(tx, anna, id, "DUPL", "paid twice", "bank")
		return err
	})
	return r, err
}

func houses(string, money.Currency) (House, error) {
	return House{Initiator: formats.Party{Name: "Kören", OrgNo: "8020001239"}, FromBIC: "ESSESESS"}, nil
}

// TestRecall: three payouts due on the 12th are called back on the 11th. The bank stops the
// first, refuses the second, and has not decided on the third; the second, paid meanwhile,
// is asked for again, and comes back as money.
func TestRecall(t *testing.T) { // T-17 T-18
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		b, list := d.proposed(3)
		if _, err := d.askBack(list[0].ID); code(err) != NotRecalled {
			t.Errorf("before it was sent: %v", err)
		}
		d.sent(b)
		var asked [3]Recall
		for i := range list {
			var err error
			if asked[i], err = d.askBack(list[i].ID); err != nil || len(asked[i].ID) > 35 {
				t.Fatal(asked[i].ID, err)
			}
		}
		if _, err := d.askBack(list[0].ID); code(err) != NotRecalled {
			t.Errorf("twice: %v", err)
		}
		d.do(func(tx *ledger.Tx) error {
			o, err := RecallOrder(tx, asked[0].ID, "pain.001.001.09", houses)
			if o.OriginalMessageID != b.MessageID || o.Transfers[0].EndToEndID != list[0].EndToEnd || o.Transfers[0].On != 20260212 || o.BankBIC != "ESSESESS" {
				t.Errorf("%+v", o)
			}
			waiting, err2 := outbox.Waiting(tx)
			n := 0
			for _, w := range waiting {
				if w.Kind == outbox.Recalls {
					n++
				}
			}
			if n != 3 || err2 != nil {
				t.Error(n, err2)
			}
			if err == nil {
				err = SetRecallRendered(tx, asked[0].ID, "one")
			}
			if again := SetRecallRendered(tx, asked[0].ID, "other"); code(again) != Changed {
				t.Error(again)
			}
			return err
		})
		answer := func(a formats.RecallAnswer) error {
			return d.try(func(tx *ledger.Tx) error { return RecallAnswered(tx, &a, "f000009") })
		}
		for _, a := range []formats.RecallAnswer{
			{CaseID: asked[0].ID, Status: "CNCL"},
			{Transfers: []formats.RecalledTransfer{{CancellationID: asked[1].ID, Status: "RJCR", Reasons: []formats.Reason{{Code: "ARDT", Text: "gone"}}}}},
			{Transfers: []formats.RecalledTransfer{{EndToEndID: list[2].EndToEnd, Status: "PDCR"}}},
			{CaseID: asked[0].ID, Status: "RJCR"}, // after the last word: changes nothing
		} {
			if err := answer(a); err != nil {
				t.Fatal(err)
			}
		}
		for _, a := range []formats.RecallAnswer{{CaseID: "R-OTHER", Status: "CNCL"}, {Transfers: []formats.RecalledTransfer{{EndToEndID: "X", Status: "ACCR"}}}} {
			if err := answer(a); code(err) != UnknownMessage {
				t.Errorf("what was never asked: %v", err)
			}
		}
		d.look(func(tx *ledger.Tx) error {
			for i, want := range []struct {
				recall RecallState
				state  State
			}{{RecallAccepted, Rejected}, {RecallRefused, Sent}, {RecallAsked, Sent}} {
				p, err := Get(tx, list[i].ID)
				if err != nil {
					return err
				}
				r, err := RecallsOf(tx, p.ID)
				if err != nil || len(r) != 1 || r[0].State != want.recall || p.State != want.state {
					t.Errorf("%d: %+v %s %v", i, r, p.State, err)
				}
			}
			left, err := RecallsOpen(tx)
			if len(left) != 1 {
				t.Errorf("%+v", left)
			}
			return err
		})
		if got := d.balance(ledger.RoleInTransit); got != -50000 {
			t.Error(got)
		}
		// The second is debited, asked for again, and the bank agrees: only the money tells.
		d.debit(Ref{EndToEnd: list[1].EndToEnd, Amount: money.Of(20000, "SEK"), On: 20260212, File: "f1"})
		d.at = d.at.AddDate(0, 0, 2)
		again, err := d.askBack(list[1].ID)
		if err != nil || again.ID == asked[1].ID {
			t.Fatal(again.ID, err)
		}
		if err := answer(formats.RecallAnswer{CaseID: again.ID, Status: "CNCL"}); err != nil {
			t.Fatal(err)
		}
		d.do(func(tx *ledger.Tx) error {
			p, err := Get(tx, list[1].ID)
			if p.State != Settled || err != nil {
				t.Error(p.State, err)
			}
			matched, _, err := CameBack(tx, Ref{EndToEnd: p.EndToEnd, Amount: p.Amount, On: 20260214, Reason: "FOCR", File: "f2"})
			if !matched {
				t.Error("the money was not recognised")
			}
			return err
		})
		if got := d.states(b.ID); got[2] != Returned {
			t.Error(got)
		}
	})
}
