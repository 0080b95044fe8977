package cases

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
)

// Move takes a case to another state by an act of that name.
func (d Desk) Move(tx *ledger.Tx, id int64, act Act, text string) error {
	c, err := d.active(tx, id)
	if err != nil {
		return err
	}
	to, ok := moves[c.State][act]
	if !ok {
		return fmt.Errorf("case %s: %w: %q from %s", c.Number, ErrMove, act, c.State)
	}
	if err := d.change(tx, c, to, Active, Event{Kind: string(act), Text: text}); err != nil {
		return err
	}
	c.State = to
	return d.atPartner(tx, c)
}

// change writes a case's state and situation, keeps the counts and says why.
func (d Desk) change(tx *ledger.Tx, c Case, state State, activity Activity, why Event) error {
	if err := count(tx, c, -1); err != nil {
		return err
	}
	c.State, c.Activity = state, activity
	if err := count(tx, c, 1); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE debt_case SET state = $2, activity = $3 WHERE id = $1`, c.ID, state, activity); err != nil {
		return err
	}
	why.Case = c.ID
	return d.add(tx, why)
}

// Close ends the work on a case. One closed as paid or credited must owe nothing.
func (d Desk) Close(tx *ledger.Tx, id int64, outcome Outcome, text string) error {
	c, err := d.active(tx, id)
	if err != nil {
		return err
	}
	if !slices.Contains(Outcomes(), outcome) {
		return fmt.Errorf("case %s: %w: want an outcome of %v", c.Number, ErrMove, Outcomes())
	}
	if outcome == Paid || outcome == Credited {
		owed, err := Owed(tx, c.ID)
		if err != nil {
			return err
		}
		if owed > 0 {
			return fmt.Errorf("case %s: %w", c.Number, ErrOwed)
		}
	}
	return d.close(tx, c, outcome, text)
}

// close also ends what the case held, except of a revoked one whose invoices are yet to be
// credited.
func (d Desk) close(tx *ledger.Tx, c Case, outcome Outcome, text string) error {
	if _, err := tx.Exec(`UPDATE debt_case SET closed_on = $2, outcome = $3, dormant = 0, respite = 0, revoking = 0 WHERE id = $1`, c.ID, d.Today, outcome); err != nil {
		return err
	}
	if outcome != Revoked || d.Credit != nil {
		if err := d.liftAll(tx, c, "the case is closed"); err != nil {
			return err
		}
	}
	return d.change(tx, c, c.State, Closed, Event{Kind: "closed", Text: strings.TrimSuffix(string(outcome)+": "+text, ": ")})
}

// Reopen takes up a closed case again, in the state in which it was.
func (d Desk) Reopen(tx *ledger.Tx, id int64, text string) error {
	c, err := Load(tx, id)
	if err != nil {
		return err
	}
	if c.Activity != Closed {
		return fmt.Errorf("case %s: %w: it is not closed", c.Number, ErrMove)
	}
	if _, err := tx.Exec(`UPDATE debt_case SET closed_on = 0, outcome = '' WHERE id = $1`, c.ID); err != nil {
		return err
	}
	if err := d.change(tx, c, c.State, Active, Event{Kind: "reopened", Text: text}); err != nil {
		return err
	}
	return d.atPartner(tx, c)
}

// Assign gives a case to a handler; "" to nobody.
func (d Desk) Assign(tx *ledger.Tx, id int64, handler string) error {
	c, err := d.active(tx, id)
	if err == nil {
		err = short(handler, 100)
	}
	if err != nil || c.Handler == handler {
		return err
	}
	if _, err := tx.Exec(`UPDATE debt_case SET handler = $2 WHERE id = $1`, c.ID, handler); err != nil {
		return err
	}
	return d.add(tx, Event{Case: c.ID, Kind: "assigned", Text: cmp.Or(handler, "nobody")})
}

// Report keeps what the partner says of a case: its status in the partner's words, and
// its and the debtor's numbers there, where they are told (R-BST-71). Nothing here ever
// works a status out.
func (d Desk) Report(tx *ledger.Tx, id int64, status, partnerNo, debtorNo string, on date.Date) error {
	c, err := Load(tx, id)
	if err != nil {
		return err
	}
	for _, text := range []string{status, partnerNo, debtorNo} {
		if err := short(text, 100); err != nil {
			return err
		}
	}
	if on == 0 {
		on = d.Today
	}
	old := partnerKeys(c)
	c.PartnerNo, c.DebtorNo = cmp.Or(partnerNo, c.PartnerNo), cmp.Or(debtorNo, c.DebtorNo)
	_, err = tx.Exec(`UPDATE debt_case SET status = $2, status_kind = $3, status_on = $4, partner_no = $5, debtor_no = $6 WHERE id = $1`,
		c.ID, status, statusKinds[strings.ToLower(strings.TrimSpace(status))], on, c.PartnerNo, c.DebtorNo)
	if err != nil {
		return err
	}
	if err := dropKeys(tx, c.ID, old); err != nil {
		return err
	}
	if err := writeKeys(tx, c.ID, partnerKeys(c)); err != nil {
		return err
	}
	return d.add(tx, Event{Case: c.ID, Kind: "partner-status", Text: status})
}

// Rest lets a case lie through a day (R-BST-60): its reminders are held. Waking it is
// resting through yesterday, or no day.
func (d Desk) Rest(tx *ledger.Tx, id int64, through date.Date, text string) error {
	c, err := d.active(tx, id)
	if err != nil {
		return err
	}
	if through != 0 && through <= d.Today {
		return fmt.Errorf("case %s: %w: it can rest from today on, not through %s", c.Number, ErrMove, through)
	}
	if _, err := tx.Exec(`UPDATE debt_case SET dormant = $2 WHERE id = $1`, c.ID, through); err != nil {
		return err
	}
	if through == 0 {
		if err := d.lift(tx, c, hold.Dormant, "the case is woken"); err != nil {
			return err
		}
		return d.add(tx, Event{Case: c.ID, Kind: "woken", Text: text})
	}
	if err := d.put(tx, c, hold.Dormant, through, "rests"); err != nil {
		return err
	}
	return d.add(tx, Event{Case: c.ID, Kind: "rested", Text: strings.TrimSuffix("through "+through.String()+": "+text, ": ")})
}
