package plan

import (
	"cmp"
	"maps"
	"slices"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
)

// Standing is how a plan stands in the book: what has come in since it was agreed, and what
// is still owed on its invoices.
type Standing struct {
	Plan
	Paid     int64 // by payments, less what the bank took back
	Credited int64 // by credit notes and the like
	Charged  int64 // since: reminders go on when a plan is broken
	Owed     int64
	Added    int64 // interest claimed since; below zero when some was given up
	Parts    []Part

	moves []movement
}

// Part is an instalment with what fills it.
type Part struct {
	Instalment
	Asked   int64 // its amount; of the last one, whatever is left
	Covered int64
	PaidOn  date.Date // the day it was covered
	State   PartState
}

// PartState is how an instalment stands on a day.
type PartState string

// How an instalment stands.
const (
	PartPaid   PartState = "paid"
	PartDue    PartState = "due"    // on a day to come
	PartLate   PartState = "late"   // past its day, within the days of grace
	PartShort  PartState = "short"  // and past them, but lacking no more than is let pass
	PartMissed PartState = "missed" // and lacking more
)

// movement is what a day did to the invoices of a plan; money that a person gave an owner later
// came on the day it came, as for interest.
type movement struct {
	on      date.Date
	settled int64
}

// StandingOf tells how a plan stands on a day.
func StandingOf(tx *ledger.Tx, id ID, on date.Date) (Standing, error) {
	p, err := Get(tx, id)
	if err != nil {
		return Standing{}, err
	}
	list, err := standings(tx, []Plan{p}, on, `id = $1`, id)
	if err != nil {
		return Standing{}, err
	}
	return list[0], nil
}

// Standings tells how all plans in a state stand on a day.
func Standings(tx *ledger.Tx, state State, on date.Date) ([]Standing, error) {
	list, err := All(tx, state)
	if err != nil {
		return nil, err
	}
	return standings(tx, list, on, `tenant = $1 AND (state = $2 OR $2 = '')`, tenant(tx), state)
}

// standings reads what the book says of plans, in a few queries for all of them.
func standings(tx *ledger.Tx, plans []Plan, on date.Date, where string, args ...any) ([]Standing, error) {
	list := make([]Standing, len(plans))
	at := make(map[ID]*Standing, len(plans))
	of := map[ledger.InvoiceID][]*Standing{}
	for i := range plans {
		s := &list[i]
		s.Plan = plans[i]
		at[s.ID] = s
		for _, o := range s.Invoices {
			if s.Agreed != 0 {
				of[o.Invoice] = append(of[o.Invoice], s)
			}
		}
	}
	err := tx.EachMoved(slices.Sorted(maps.Keys(of)), func(m ledger.Moved) error {
		for _, s := range of[m.Invoice] {
			s.moved(m)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = tx.Each(`SELECT plan_invoice.plan, CAST(SUM(item.principal + item.fee + item.interest + item.cost) AS BIGINT)
		FROM plan_invoice JOIN item ON item.invoice = plan_invoice.invoice
		WHERE plan_invoice.plan IN (SELECT id FROM plan WHERE `+where+`) GROUP BY plan_invoice.plan`, args, func(r *store.Row) error {
		at[ID(r.Int(0))].Owed = r.Int(1)
		return nil
	})
	for i := range list {
		slices.SortStableFunc(list[i].moves, func(a, b movement) int { return cmp.Compare(a.on, b.on) })
		list[i].fill(on)
	}
	return list, err
}

// moved takes what moved an invoice of the plan, if it did so since the plan began.
func (s *Standing) moved(m ledger.Moved) {
	switch {
	case m.Entry != 0 && int64(m.Entry) <= s.mark, m.Entry == 0 && m.Charge <= s.chargeMark:
		return
	case m.Paid():
		s.Paid -= m.Amount
	case m.Why == ledger.ReminderFee || m.Why == ledger.LateComp || m.Why == ledger.PlanFee:
		s.Charged += m.Amount
	default:
		s.Credited -= m.Amount
	}
	s.moves = append(s.moves, movement{m.Counts, -m.Amount})
}

// fill lays what was settled into the instalments, in their order.
func (s *Standing) fill(on date.Date) {
	if s.Agreed == 0 {
		s.Owed = s.Total // the fee is not charged yet, nor the interest claimed
	}
	settled := s.settled()
	whole := settled + s.Owed
	s.Added = whole - s.Total
	through := int64(0) // of the instalments so far
	for i, one := range s.Instalments {
		p := Part{Instalment: one}
		before := min(through, whole)
		through += one.Amount
		upTo := min(through, whole)
		if i == len(s.Instalments)-1 {
			upTo = whole
		}
		p.Asked = upTo - before
		p.Covered = min(max(settled-before, 0), p.Asked)
		switch {
		case p.Covered == p.Asked && s.Agreed != 0:
			p.State, p.PaidOn = PartPaid, s.reached(upTo)
		case on > one.Deadline && s.Agreed != 0 && p.Asked-p.Covered <= s.Tolerance:
			p.State = PartShort
		case s.Agreed == 0: // a proposal binds nobody: nothing falls due under it
			p.State = PartDue
		case on > one.Deadline:
			p.State = PartMissed
		case on > one.Due:
			p.State = PartLate
		default:
			p.State = PartDue
		}
		s.Parts = append(s.Parts, p)
	}
}

// settled is what is no longer to be paid of the plan.
func (s *Standing) settled() int64 { return s.Paid + s.Credited - s.Charged }

// reached is the day on which so much had been settled, for good.
func (s *Standing) reached(amount int64) (day date.Date) {
	sum := int64(0)
	for i, m := range s.moves {
		sum += m.settled
		last := i == len(s.moves)-1 || s.moves[i+1].on != m.on
		switch {
		case !last:
		case sum < amount:
			day = 0
		case day == 0:
			day = m.on
		}
	}
	return day
}

// lastPaid is the last day that settled anything.
func (s *Standing) lastPaid() date.Date {
	if len(s.moves) == 0 {
		return s.On
	}
	return s.moves[len(s.moves)-1].on
}

// missed gives the first instalment that is past its days of grace and lacks more than is let pass.
func (s *Standing) missed() (Part, bool) {
	for _, p := range s.Parts {
		if p.State == PartMissed {
			return p, true
		}
	}
	return Part{}, false
}
