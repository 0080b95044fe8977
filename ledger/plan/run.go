package plan

import (
	"fmt"
	"sync"

	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
)

// Report is what a day did to the plans.
type Report struct {
	Day     date.Date
	Kept    []ID
	Broken  []Miss
	Claimed []ID      // running interest went into the last instalment
	Waiting []Waiting // a person must look
}

// Miss is an instalment that broke its plan.
type Miss struct {
	Plan       ID
	Instalment Instalment
	Covered    int64
}

// Run is the daily job: plans that are paid are closed, those that missed an instalment
// are broken, and running interest is claimed with the last one. Money that came in must
// be known up to the day (the caller's interlock). The same day again does nothing.
func (d Desk) Run(tx *ledger.Tx) (Report, error) {
	r := Report{Day: d.Today}
	list, err := Standings(tx, Active, d.Today)
	if err != nil {
		return r, fmt.Errorf("plans of %s: %w", d.Today, err)
	}
	doubts := d.Doubts
	once := sync.OnceValues(func() (func(Claimant) string, error) { return doubts(tx) })
	d.Doubts = func(*ledger.Tx) (func(Claimant) string, error) { return once() }
	for i := range list {
		if err := d.one(tx, &list[i], &r); err != nil {
			return r, fmt.Errorf("plans of %s: %s: %w", d.Today, list[i].ID.Name(), err)
		}
	}
	return r, nil
}

// one does the day's work on a plan.
func (d Desk) one(tx *ledger.Tx, s *Standing, r *Report) error {
	miss, missed := s.missed()
	last := s.Instalments[len(s.Instalments)-1]
	to := last.Due
	if s.Owed <= 0 {
		to, missed = s.lastPaid(), false
	}
	if !missed && s.Interest == Runs && s.assessed < to && (s.Owed <= 0 || d.Today >= last.Due.Add(-d.SlipDays)) {
		more, err := d.claim(tx, s, to)
		_, lacking := law.Wanted(err)
		switch {
		case lacking:
			r.Waiting = append(r.Waiting, Waiting{s.ID, err.Error()})
			return nil
		case err != nil:
			return err
		case more:
			r.Claimed = append(r.Claimed, s.ID)
			return nil
		}
	}
	switch {
	case s.Owed <= 0, missed && s.settled() >= s.Total, !missed && d.Today > last.Deadline:
		r.Kept = append(r.Kept, s.ID)
		return d.keep(tx, s)
	case missed:
		if why, err := d.Waits(tx, s); err != nil || why != "" {
			r.Waiting = append(r.Waiting, Waiting{s.ID, why})
			return err
		}
		err := d.breakUp(tx, s, miss)
		if _, lacking := law.Wanted(err); lacking { // nothing is written yet
			r.Waiting = append(r.Waiting, Waiting{s.ID, err.Error()})
			return nil
		}
		r.Broken = append(r.Broken, Miss{s.ID, miss.Instalment, miss.Covered})
		return err
	}
	return nil
}

// claim puts the interest that ran into the last instalment, and tells whether it changed
// anything.
func (d Desk) claim(tx *ledger.Tx, s *Standing, to date.Date) (more bool, err error) {
	sum := int64(0)
	for _, o := range s.Invoices {
		inv, err := tx.Invoice(o.Invoice)
		if err != nil {
			return false, err
		}
		now, err := tx.Balance(o.Invoice)
		if err != nil {
			return false, err
		}
		owed, err := d.Interest(tx, &inv, to)
		if err != nil {
			return false, err
		}
		if owed == now[ledger.Interest] {
			continue
		}
		sum += owed - now[ledger.Interest]
		if err := tx.AssessInterest(o.Invoice, owed); err != nil {
			return false, err
		}
	}
	s.assessed = to
	if _, err := tx.Exec(`UPDATE plan SET assessed = $2 WHERE id = $1`, s.ID, to); err != nil {
		return false, err
	}
	if sum == 0 {
		return false, nil
	}
	last := s.Parts[len(s.Parts)-1]
	text := fmt.Sprintf("interest of %s to %s goes into the last instalment: %s by %s", s.show(sum), to, s.show(last.Asked-last.Covered+sum), last.Due)
	if err := s.tell(tx, "plan-interest", text); err != nil {
		return true, err
	}
	return true, d.tellInterest(tx, s, sum)
}

// tellInterest writes to the debtor what the last instalment has become, since the slip he
// was given asks for less.
func (d Desk) tellInterest(tx *ledger.Tx, s *Standing, sum int64) error {
	last := &s.Parts[len(s.Parts)-1]
	if last.Asked += sum; last.Asked <= last.Covered {
		return nil // nothing is left to ask for
	}
	return d.write(tx, &s.Plan, formats.PlanInterestLetter, formats.LetterPlan{Added: max(sum, 0), Instalments: s.told(0)})
}

// keep closes a plan that is paid. Who paid all that the agreement's letter names, in time,
// has kept it too: what is missing then is interest that ran on, of which that letter gives
// no sum. So has who lacks no more at the end than is let pass. It stays owed, and the next
// reminder asks for it.
func (d Desk) keep(tx *ledger.Tx, s *Standing) error {
	if err := s.move(tx, Kept, d.Today); err != nil {
		return err
	}
	if err := d.release(tx, &s.Plan, "is kept: all that was agreed is paid"); err != nil {
		return err
	}
	text := s.show(s.Paid) + " paid, the last on " + s.lastPaid().String()
	switch {
	case s.Owed > 0 && s.settled() >= s.Total:
		text += "; " + s.show(s.Owed) + " of the interest that ran on is still owed"
	case s.Owed > 0:
		text += "; " + s.show(s.Owed) + " that is lacking is still owed"
	}
	return s.tell(tx, "plan-kept", text)
}

// breakUp ends a plan that missed an instalment: reminders go on where they stood, and the
// debtor is told what he owes now. The interest is in it that the plan had given up or let
// run: asked for later, a debtor who paid all that the letter wants would still owe it.
func (d Desk) breakUp(tx *ledger.Tx, s *Standing, miss Part) error {
	told := s.told(miss.Number)
	if d.PrintPartner != "" {
		if err := d.revive(tx, &s.Plan); err != nil {
			return err
		}
	}
	if err := s.move(tx, Broken, d.Today); err != nil {
		return err
	}
	text := fmt.Sprintf("instalment %d of %s, due on %s: %s paid by %s", miss.Number, s.show(miss.Asked), miss.Due, s.show(miss.Covered), miss.Deadline)
	if err := d.release(tx, &s.Plan, "is broken: "+text); err != nil {
		return err
	}
	for _, o := range s.Invoices {
		if err := d.Tell(tx, o.Invoice, "plan-missed", s.ID.Name()+": "+text); err != nil {
			return err
		}
	}
	if err := s.tell(tx, "plan-broken", text); err != nil {
		return err
	}
	if err := d.write(tx, &s.Plan, formats.PlanBrokenLetter, formats.LetterPlan{Instalments: told}); err != nil || d.PrintPartner == "" {
		return err
	}
	return d.promise(tx, &s.Plan)
}

// revive claims the interest that has run on the invoices of a plan, to today; none of it
// where a rate is wanting.
func (d Desk) revive(tx *ledger.Tx, p *Plan) error {
	owed := make([]int64, len(p.Invoices))
	for i, o := range p.Invoices {
		inv, err := tx.Invoice(o.Invoice)
		if err != nil {
			return err
		}
		a, err := d.Assess(tx, &inv, d.Today)
		if err != nil {
			return err
		}
		owed[i] = a.Owed
	}
	for i, o := range p.Invoices {
		if err := tx.AssessInterest(o.Invoice, owed[i]); err != nil {
			return err
		}
	}
	return nil
}

// promise holds us to the letter: what it asks for, paid by its last day, is all (DOMAIN.md 4.7),
// and nothing more is sent or charged before.
func (d Desk) promise(tx *ledger.Tx, p *Plan) error {
	for _, o := range p.Invoices {
		now, err := tx.Balance(o.Invoice)
		if total := (Owed{Balance: now}).total(); err == nil && total > 0 {
			err = d.Promise(tx, o.Invoice, total, max(now[ledger.Interest], 0), d.payBy())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// payBy is the last day to pay what a letter of today asks for.
func (d Desk) payBy() date.Date { return d.BankDays.Next(d.Today.Add(d.PayWithin)) }
