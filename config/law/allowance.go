package law

import (
	"fmt"
	"slices"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
)

// Allowance is what may be charged now, after all that was charged before.
type Allowance struct {
	Amount  money.Amount // may be zero; Basis.Note then says why
	Counted int64        // of the ceiling, what goes into the compensation charged before
	Basis   Basis
}

// Allow gives what a claim may be charged on a day: the ceiling of the kind, unless it
// was not agreed, comes too early or too often, less what is counted into the
// compensation for late payment, within the total the law sets. A rule that nobody has
// confirmed refuses; it never counts as no rule.
func (t *Tables) Allow(kind Kind, c Claim, before []Charged, on date.Date) (Allowance, error) {
	ceiling, basis, err := t.Ceiling(kind, c, on)
	if err != nil {
		return Allowance{}, err
	}
	for _, b := range before {
		if b.Amount.Minor != 0 && b.Amount.Currency != ceiling.Currency {
			return Allowance{}, fmt.Errorf("%s for %s: %w: the law's is %s, charged before was %s", kind, c.Country, money.ErrCurrency, ceiling.Currency, b.Amount)
		}
	}
	a := Allowance{Amount: ceiling, Basis: basis}
	for _, rule := range []func(Kind, Claim, []Charged, date.Date, *Allowance) error{t.needed, t.inTime, t.notTooMany, t.beyond, t.compensated, t.capped} {
		if err := rule(kind, c, before, on, &a); err != nil {
			return Allowance{}, err
		}
		if a.Amount.Minor == 0 && a.Counted == 0 {
			break
		}
	}
	return a, nil
}

// none takes the amount away and says why.
func (a *Allowance) none(row Row, note string) {
	a.Amount.Minor, a.Counted = 0, 0
	a.because(row, note)
}

func (a *Allowance) because(row Row, note string) {
	a.Basis.Rows = append(a.Basis.Rows, row)
	a.Basis.Note = note
}

// needed: a fee that must be agreed is nothing where it was not (R-ALK-23), and a demand
// may cost only after a notice gave the debtor his chance.
func (t *Tables) needed(kind Kind, c Claim, before []Charged, on date.Date, a *Allowance) error {
	if !t.knows(kind+needs, c) {
		return nil
	}
	row, err := t.forClaim(kind+needs, c, on)
	if err != nil {
		return err
	}
	gone := func(kinds ...Kind) bool {
		return slices.ContainsFunc(before, func(b Charged) bool { return b.On < on && slices.Contains(kinds, b.Kind) })
	}
	switch {
	case row.Value == "agreement" && !c.FeeAgreed:
		a.none(row, "not agreed")
	case row.Value == "agreement":
	case row.Value == "notice" && !gone(notices...):
		a.none(row, "no notice went before it")
	case row.Value == "notice":
	case !gone(row.Value):
		a.none(row, "no "+row.Value+" went before it")
	}
	return nil
}

func (t *Tables) inTime(kind Kind, c Claim, before []Charged, on date.Date, a *Allowance) error {
	if kind == LateCompensation && on <= c.Due {
		a.none(a.Basis.Rows[0], "not late yet")
	}
	if !slices.Contains(notices, kind) {
		return nil
	}
	last := date.Date(0)
	for _, b := range before {
		if slices.Contains(notices, b.Kind) {
			last = max(last, b.On)
		}
	}
	first, basis, err := t.SendFrom(kind, c, last, on)
	if err == nil && on < first {
		a.none(basis.Rows[len(basis.Rows)-1], "too early: from "+first.String())
	}
	return err
}

func (t *Tables) notTooMany(kind Kind, c Claim, before []Charged, on date.Date, a *Allowance) error {
	full, row, err := t.exhausted(kind, c, before, on)
	if err == nil && full {
		a.none(row, "charged as often as the law allows")
	}
	return err
}

// beyond takes off what was charged already of a charge that grew: a heavy case's cost
// is not added to the light one's.
func (t *Tables) beyond(kind Kind, c Claim, before []Charged, on date.Date, a *Allowance) error {
	if !t.knows(kind+includes, c) {
		return nil
	}
	row, err := t.forClaim(kind+includes, c, on)
	if err != nil {
		return err
	}
	used := int64(0)
	for _, b := range before {
		if b.Kind == row.Value {
			used += b.Amount.Minor + b.Counted
		}
	}
	if used > 0 {
		a.Amount.Minor = max(a.Amount.Minor-used, 0)
		a.because(row, "beyond the "+row.Value+" charged before")
	}
	return nil
}

// compensated holds the compensation for late payment against the costs it stands for. It
// "replaces" them, or they are "counted" into it: then only what exceeds it may be
// charged, and fees charged before are taken off it.
func (t *Tables) compensated(kind Kind, c Claim, before []Charged, on date.Date, a *Allowance) error {
	charged := sum(before, LateCompensation)
	if kind != LateCompensation && charged == 0 {
		return nil
	}
	row, err := t.forClaim(LateCompensation+offset, c, on)
	if err != nil {
		return err
	}
	how, rest, _ := strings.Cut(row.Value, " ")
	covers := strings.Fields(rest)
	switch {
	case kind == LateCompensation:
		if used := min(sum(before, covers...), a.Amount.Minor); used > 0 {
			a.Amount.Minor -= used
			a.because(row, "less the fees charged before")
		}
	case !slices.Contains(covers, kind):
	case how == "replaces":
		a.Counted = a.Amount.Minor
		a.Amount.Minor = 0
		a.because(row, "the compensation for late payment replaces it")
	case how == "counts":
		room := charged
		for _, b := range before {
			room -= b.Counted
		}
		a.Counted = min(a.Amount.Minor, max(room, 0))
		a.Amount.Minor -= a.Counted
		if a.Counted > 0 {
			a.because(row, "less what the compensation for late payment covers")
		}
	}
	return nil
}

// capped keeps all costs of a claim within the total the law sets, where it sets one.
func (t *Tables) capped(kind Kind, c Claim, before []Charged, on date.Date, a *Allowance) error {
	if kind == TotalCap || !t.knows(TotalCap, c) {
		return nil
	}
	most, basis, err := t.Ceiling(TotalCap, c, on)
	if err != nil {
		return err
	}
	room := max(most.Minor-sum(before, everything), 0)
	if a.Amount.Minor > room {
		a.Amount.Minor = room
		a.because(basis.Rows[0], "all costs together reach "+most.String())
	}
	return nil
}

const everything Kind = "*"

// sum adds what was charged of some kinds; everything adds all.
func sum(before []Charged, kinds ...Kind) (total int64) {
	for _, b := range before {
		if slices.Contains(kinds, b.Kind) || slices.Contains(kinds, everything) {
			total += b.Amount.Minor
		}
	}
	return total
}
