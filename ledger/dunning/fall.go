package dunning

import (
	"fmt"

	"girod/config/law"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/store"
)

// fallen tells a charge that is owed no more ([ledger.Fall]): a plan's fee was agreed, and is
// never among them.
const fallen = `EXISTS (SELECT 1 FROM charge_fallen f WHERE f.invoice = dunning_charge.invoice AND f.risen = 0 AND dunning_charge.charged_on > f.after
	AND dunning_charge.charged_on <= f.through AND ` + byLateness + `)`

const (
	byLateness = `dunning_charge.kind NOT IN ('` + law.PlanFee + `', '` + law.ShortPlanFee + `')`
	// standingCharge is what of a charge the law counts, and stillCounts what it knows: of a
	// fee that fell the letter is left.
	standingCharge = `CASE WHEN ` + fallen + ` THEN 0 ELSE dunning_charge.amount END, CASE WHEN ` + fallen + ` THEN 0 ELSE counted END`
	stillCounts    = `NOT (dunning_charge.kind = '` + law.LateCompensation + `' AND ` + fallen + `)`
)

// Standing is how a claim stood at the end of a day.
type Standing struct {
	Last  Promised       // by the last letter that had gone; the zero one for none
	Since ledger.Balance // charged since, of what is open; and how much more interest was claimed than before
	Later int64          // of the principal: settled by money that came since
}

// LateSince calls fn for the invoices of which something was claimed after a day, in no order.
func LateSince(tx *ledger.Tx, after date.Date, fn func(ledger.InvoiceID)) error {
	query, args := `SELECT invoice FROM reminder WHERE told_on > $1 UNION SELECT invoice FROM dunning_charge WHERE charged_on > $1 AND reminder IS NULL
		UNION SELECT invoice FROM dunning_promise WHERE told_on > $1`, []any{after}
	if tx.Keeping() == ledger.Agent {
		query, args = `SELECT DISTINCT invoice FROM client_charge WHERE day > $1 AND bucket <> 0`, []any{after}
	}
	return tx.Each(query, args, func(r *store.Row) error {
		fn(ledger.InvoiceID(r.Int(0)))
		return nil
	})
}

// StandingOn gives how a claim stood at the end of a day, and whether anything was claimed of it since.
func StandingOn(tx *ledger.Tx, id ledger.InvoiceID, day date.Date) (s Standing, late bool, err error) {
	if s.Since, s.Later, err = chargedSince(tx, id, day, forever); err != nil {
		return s, false, err
	}
	now, err := PromisedOf(tx, id)
	if err != nil {
		return s, false, err
	}
	if s.Last = now; now.On > day {
		if s.Last, err = promisedBy(tx, id, day); err != nil {
			return s, false, err
		}
		s.Since[ledger.Interest] += max(now.Interest-s.Last.Interest, 0)
	}
	return s, now.On > day || s.Since != (ledger.Balance{}), nil
}

// chargedSince sums what was charged of a claim after a day, through another, only because it
// was late, and has not fallen: a plan's fee was agreed, and what an agent has laid out was
// spent. later is what payments that came after the day have settled of its principal.
func chargedSince(tx *ledger.Tx, id ledger.InvoiceID, after, through date.Date) (b ledger.Balance, later int64, err error) {
	err = tx.EachMoved([]ledger.InvoiceID{id}, func(m ledger.Moved) error {
		switch {
		case m.Paid() && m.Bucket == ledger.Principal && m.Counts > after:
			later -= m.Amount
		case m.Paid() || m.Bucket == ledger.Principal || m.On <= after || m.On > through || m.Why == ledger.PlanFee:
		case m.Bucket != ledger.Interest || m.Why == ledger.ClaimCharged: // other interest is told by letters
			b[m.Bucket] += m.Amount
		}
		return nil
	})
	if err != nil || b == (ledger.Balance{}) {
		return b, later, err
	}
	owed, err := tx.Balance(id)
	if err == nil && tx.Keeping() == ledger.Agent {
		var outlays int64
		outlays, err = tx.OutlaysOf(id)
		owed[ledger.Cost] -= outlays
	}
	for bucket := range b { // what was charged first was paid first
		b[bucket] = max(min(b[bucket], owed[bucket]), 0)
	}
	return b, later, err
}

// LetFallUnder lets the charges fall that were made on days on which a hold, put later,
// forbade them; and claims no interest beyond a decision's day. Claim and filing then agree.
func LetFallUnder(tx *ledger.Tx, p *Policy, h hold.Hold, today date.Date) error {
	if _, stops := hold.Stopping([]hold.Hold{h}, hold.Fees); !stops || h.From >= today {
		return nil
	}
	invoices, err := underHold(tx, h)
	for i := range invoices {
		if err == nil {
			err = letFallOf(tx, p, &invoices[i], h, today)
		}
	}
	return err
}

func letFallOf(tx *ledger.Tx, p *Policy, i *ledger.Invoice, h hold.Hold, today date.Date) error {
	before := h.From.Add(-1)
	since, _, err := chargedSince(tx, i.ID, before, through(h))
	if err != nil {
		return err
	}
	reason := h.Reason.Words() + " since " + h.From.String()
	err = tx.LetFall(ledger.Fall{Invoice: i.ID, After: before, Through: h.Through, Fee: since[ledger.Fee], Cost: since[ledger.Cost], On: today,
		Cause: fmt.Sprintf("hold %d", h.ID), Reason: reason})
	if err != nil || !h.Reason.StopsInterest() {
		return err
	}
	owed, err := tx.Balance(i.ID)
	if err != nil || owed[ledger.Interest] <= 0 {
		return err
	}
	due, err := InterestOn(tx, p, i, today)
	switch {
	case err != nil || due >= owed[ledger.Interest]:
		return err
	case tx.Keeping() == ledger.Agent:
		return tx.ChargeClaim(ledger.ClaimCharge{Invoice: i.ID, Bucket: ledger.Interest, Amount: due - owed[ledger.Interest], On: today, Reason: reason})
	}
	return tx.AssessInterest(i.ID, due)
}

// through is the last day of a hold.
func through(h hold.Hold) date.Date {
	if h.Through == 0 {
		return forever
	}
	return h.Through
}
