package plan

import (
	"cmp"
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
	Credited int64 // by credit notes and the like, less what was charged since
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

// movement is what a day did to the invoices of a plan.
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
	for i := range plans {
		list[i].Plan = plans[i]
		at[plans[i].ID] = &list[i]
	}
	err := tx.Each(`SELECT plan.id, entry.booked_on, CASE WHEN posting.receipt IS NULL THEN 0 ELSE 1 END, CAST(-SUM(posting.amount) AS BIGINT)
		FROM plan JOIN plan_invoice ON plan_invoice.plan = plan.id JOIN item_posting ON item_posting.invoice = plan_invoice.invoice
			JOIN posting ON posting.id = item_posting.posting JOIN entry ON entry.id = posting.entry JOIN account ON account.id = posting.account
		WHERE plan.id IN (SELECT id FROM plan WHERE `+where+`) AND plan.agreed_on <> 0 AND posting.entry > plan.mark
			AND account.role IN ('ar', 'interest_income', 'fee_income', 'late_comp_income')
		GROUP BY plan.id, entry.booked_on, CASE WHEN posting.receipt IS NULL THEN 0 ELSE 1 END ORDER BY plan.id, entry.booked_on, 3`, args,
		func(r *store.Row) error {
			s := at[ID(r.Int(0))]
			if r.Int(2) == 1 {
				s.Paid += r.Int(3)
			} else {
				s.Credited += r.Int(3)
			}
			s.moves = append(s.moves, movement{r.Date(1), r.Int(3)})
			return nil
		})
	if err != nil {
		return nil, err
	}
	// What was charged since and is earned when paid stands in no entry.
	err = tx.Each(`SELECT plan.id, fee_memo.claimed_on, CAST(SUM(fee_memo.amount) AS BIGINT)
		FROM plan JOIN plan_invoice ON plan_invoice.plan = plan.id JOIN fee_memo ON fee_memo.invoice = plan_invoice.invoice
		WHERE plan.id IN (SELECT id FROM plan WHERE `+where+`) AND plan.agreed_on <> 0 AND fee_memo.claimed_on > plan.agreed_on
		GROUP BY plan.id, fee_memo.claimed_on ORDER BY plan.id, fee_memo.claimed_on`, args, func(r *store.Row) error {
		s := at[ID(r.Int(0))]
		s.Credited -= r.Int(2)
		s.moves = append(s.moves, movement{r.Date(1), -r.Int(2)})
		slices.SortStableFunc(s.moves, func(a, b movement) int { return cmp.Compare(a.on, b.on) })
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
		list[i].fill(on)
	}
	return list, err
}

// fill lays what was settled into the instalments, in their order.
func (s *Standing) fill(on date.Date) {
	if s.Agreed == 0 {
		s.Owed = s.Total // the fee is not charged yet, nor the interest claimed
	}
	settled := s.Paid + s.Credited
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
