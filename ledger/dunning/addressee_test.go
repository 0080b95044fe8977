package dunning

import (
	"testing"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/store/storetest"
)

// TestLettersGoToTheSurvivor: of somebody merged into another the letters go where that one
// lives now, under the number the invoice bears; what bounces there is marked there, and told
// again by post. What is no longer one goes where it went before.
func TestLettersGoToTheSurvivor(t *testing.T) {
	b := open(t, storetest.SQLite(t), true)
	b.bill("10010", 20260112, nil)
	b.bill("10020", 20270112, func(p *ledger.Party, _ *ledger.Invoice) {
		p.Name, p.Street, p.PostCode, p.Town = "Anna Ek", "Nygatan 7", "85230", "Sundsvall"
	})
	b.do(func(tx *ledger.Tx) error { return tx.MergeParty(1, 2, "married, and moved") })
	last := func() (r Reminder) {
		b.do(func(tx *ledger.Tx) error {
			return LettersSince(tx, 0, func(l Reminder) error { r = l; return nil })
		})
		return r
	}
	b.day = 20260122
	b.run()
	if l := last(); l.Channel != formats.ByMail || l.Debtor.Email != "d10020@example.se" || l.Debtor.Name != "Anna Ek" || l.Debtor.ID != "C10010" || l.DebtorID != 1 {
		t.Errorf("by mail: %+v of %d", l.Debtor, l.DebtorID)
	}
	b.day = 20260123
	b.do(func(tx *ledger.Tx) error {
		again, err := Bounce(tx, formats.Bounce{Invoice: "10010", Code: "5.1.1"})
		survivor, err2 := tx.Party(2)
		gone, err3 := tx.Party(1)
		if len(again) != 1 || !survivor.EmailBad || gone.EmailBad || err2 != nil || err3 != nil {
			t.Errorf("bounced: %v; bad %v and %v; %v %v", again, survivor.EmailBad, gone.EmailBad, err2, err3)
		}
		return err
	})
	b.run()
	if l := last(); l.Channel != formats.ByPost || l.Debtor.Street != "Nygatan 7" || l.Debtor.Town != "Sundsvall" || l.Attempt != 2 {
		t.Errorf("by post: %+v, attempt %d", l.Debtor, l.Attempt)
	}
	b.do(func(tx *ledger.Tx) error {
		if _, err := tx.PartParty(1, "her sister"); err != nil {
			return err
		}
		p, err := tx.Addressee(1)
		if p.Email != "d10010@example.se" || p.Town != "Hudiksvall" {
			t.Errorf("parted: %+v", p)
		}
		return err
	})
}
