package dunning

import (
	"fmt"
	"math/big"
	"slices"

	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// Move changes what bears interest: the claim itself, a part payment, a credit.
type Move struct {
	On    date.Date
	Delta int64 // minor units
}

// Accrual is a claim as interest sees it.
type Accrual struct {
	Rates    law.Rates
	Count    law.DayCount
	Currency money.Currency
	Base     []Move    // in any order; fees, costs and interest bear none and are not here
	From     date.Date // counted from this day, which bears none itself ([law.Tables.InterestFrom])
	InTime   date.Date // a payment up to this day came in time (DOMAIN.md 4.9); zero: From
	To       date.Date // the last day that bears interest
	Free     []span    // days of a respite, by the first: they bear none
	Least    int64     // less than this is waived (4.8)
}

// Accrued is the interest of a claim and how it came about. Each assessment stands for
// days of unchanged base and is rounded once; its segments show the rest.
type Accrued struct {
	Assessments []law.Assessment
	Total       money.Amount // to be claimed
	Waived      money.Amount // computed, too small to claim
}

// Accrue computes the interest of a claim. A payment's own day still bears interest on the
// old base, the new one counts from the next day (DOMAIN.md 4.4); what the payment's
// rounding dropped stays dropped.
func Accrue(a Accrual) (Accrued, error) {
	r := Accrued{Total: money.Of(0, a.Currency), Waived: money.Of(0, a.Currency)}
	moves := slices.Clone(a.Base)
	slices.SortStableFunc(moves, func(x, y Move) int { return int(x.On - y.On) })
	base, from, inTime := int64(0), a.From, max(a.InTime, a.From)
	for _, m := range moves {
		if m.On > a.To {
			break
		}
		if m.On > inTime {
			if err := r.assess(a, base, from, m.On); err != nil {
				return Accrued{}, err
			}
			from = max(from, m.On)
		}
		sum, ok := money.Add(base, m.Delta)
		if !ok && m.Delta != 0 {
			return Accrued{}, fmt.Errorf("interest from %s: %w", a.From, money.ErrOverflow)
		}
		base = sum
	}
	if err := r.assess(a, base, from, a.To); err != nil {
		return Accrued{}, err
	}
	if r.Total.Minor < a.Least {
		r.Waived, r.Total = r.Total, r.Waived
	}
	return r, nil
}

// assess adds the days from one change to the next, without those of a respite: the debtor was
// given a new day to pay, and is late again when it has passed (R-AMI-22). A claim that is
// paid, or overpaid, bears none.
func (r *Accrued) assess(a Accrual, base int64, from, to date.Date) error {
	for _, s := range a.Free {
		if s.through <= from || s.from > to {
			continue
		}
		if err := r.stretch(a, base, from, s.from.Add(-1)); err != nil {
			return err
		}
		from = s.through
	}
	return r.stretch(a, base, from, to)
}

// stretch adds days on end.
func (r *Accrued) stretch(a Accrual, base int64, from, to date.Date) error {
	if to <= from || base <= 0 {
		return nil
	}
	one, err := law.Interest(a.Rates, law.Stretch{Principal: money.Of(base, a.Currency), Due: from, To: to, Count: a.Count})
	if err != nil {
		return err
	}
	r.Assessments = append(r.Assessments, one)
	r.Total, err = r.Total.Add(one.Interest)
	return err
}

// Exact gives the sum of all segments in minor units, before any rounding.
func (r Accrued) Exact() *big.Rat {
	sum := new(big.Rat)
	for _, a := range r.Assessments {
		sum.Add(sum, a.Exact())
	}
	return sum
}

// Lines gives the segments as a letter states them. Their amounts add up to what was
// computed, claimed or waived.
func (r Accrued) Lines() ([]formats.InterestLine, error) {
	var lines []formats.InterestLine
	for _, a := range r.Assessments {
		shares, err := a.Shares()
		if err != nil {
			return nil, err
		}
		for i, s := range a.Segments {
			lines = append(lines, formats.InterestLine{From: s.From, To: s.To, Days: s.Days, Rate: s.Rate.String(),
				Base: s.Principal.Minor, Amount: shares[i]})
		}
	}
	return lines, nil
}
