package law

import "girod/formats/date"

// LateRate gives the yearly rate a late claim bears on a day: reference rate + margin.
func (t *Tables) LateRate(c Country, who Debtor, day date.Date) (Rate, error) {
	rate, _, err := t.Late(c, who).On(day)
	return rate, err
}

// Late gives the statutory rate of late claims, for [Interest]. The margin of a claim
// whose due date chooses it (Denmark) is the one of the day: [Tables.LateOf] knows better.
func (t *Tables) Late(c Country, who Debtor) Rates {
	return lateRates{t, Claim{Country: c, Debtor: who}}
}

// LateOf gives the statutory rate of one claim. Danish claims that fell due before
// March 2013 keep their lower margin on every later day.
func (t *Tables) LateOf(c Claim) Rates { return lateRates{t, c} }

type lateRates struct {
	tables *Tables
	claim  Claim
}

func (l lateRates) On(day date.Date) (Rate, date.Date, error) {
	margin, marginLast, err := l.margin(day)
	if err != nil {
		return 0, 0, err
	}
	reference, last, err := l.tables.rate(l.claim.Country, ReferenceRate, l.claim.Debtor, day)
	return reference + margin, min(last, marginLast), err
}

func (l lateRates) margin(day date.Date) (Rate, date.Date, error) {
	rows := l.tables.about(l.claim.Country, LateRateMargin, l.claim.Debtor)
	if l.claim.Due == 0 || len(rows) == 0 || rows[0].DatedBy != ByDue {
		return l.tables.rate(l.claim.Country, LateRateMargin, l.claim.Debtor, day)
	}
	margin, _, err := l.tables.rate(l.claim.Country, LateRateMargin, l.claim.Debtor, l.claim.Due)
	return margin, date.Of(9999, 12, 31), err
}

// LateParts tells what the statutory rate of a claim on a day is made of, as a letter says
// it to the debtor.
func (t *Tables) LateParts(c Claim, day date.Date) (reference, margin Rate, err error) {
	margin, _, err = lateRates{t, c}.margin(day)
	if err != nil {
		return 0, 0, err
	}
	reference, _, err = t.rate(c.Country, ReferenceRate, c.Debtor, day)
	return reference, margin, err
}

func (t *Tables) rate(c Country, key string, who Debtor, day date.Date) (Rate, date.Date, error) {
	r, last, err := t.serving(c, key, who, day)
	if err != nil {
		return 0, 0, err
	}
	rate, err := ParseRate(r.Value)
	return rate, last, err
}
