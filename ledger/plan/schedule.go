package plan

import (
	"girod/config/calendar"
	"girod/formats/date"
)

// Every is how often an instalment falls due.
type Every string

// The rhythms.
const (
	Weekly      Every = "week"
	Fortnightly Every = "two-weeks"
	Monthly     Every = "month"
	Quarterly   Every = "quarter"
)

// Terms are what a schedule is made of: so many equal instalments, or as many of an amount
// as it takes.
type Terms struct {
	Instalments int
	Amount      int64
	First       date.Date
	Every       Every
	Grace       int   // days after the due day before the plan is broken
	Tolerance   int64 // what an instalment may lack and is not missed
}

// most bounds a plan: ten years of months.
const most = 120

// day is the due day of the n-th instalment, from 0. Months keep the day of the first one,
// or their last day where they have no such day.
func (t Terms) day(n int) date.Date {
	switch t.Every {
	case Weekly:
		return t.First.Add(7 * n)
	case Fortnightly:
		return t.First.Add(14 * n)
	case Quarterly:
		n *= 3
	}
	year, month, day := t.First.Split()
	month += n
	year, month = year+(month-1)/12, (month-1)%12+1
	for ; ; day-- {
		if d := date.Of(year, month, day); d.Valid() {
			return d
		}
	}
}

// count is how many instalments an amount makes.
func (t Terms) count(total int64) int {
	if t.Amount <= 0 {
		return t.Instalments
	}
	return int(min((total+t.Amount-1)/t.Amount, most+1))
}

// schedule divides a total. Equal instalments differ by an öre at most, the larger ones
// first; of instalments of an amount the last takes the rest. They sum to the total.
func (t Terms) schedule(total int64, bank *calendar.Calendar) ([]Instalment, error) {
	n := t.count(total)
	switch {
	case (t.Instalments > 0) == (t.Amount > 0):
		return nil, refuse(ErrTerms, "want a number of instalments, or an amount of each")
	case n < 1 || n > most || total < int64(n):
		return nil, refuse(ErrTerms, "%d instalments: want 1 to %d, none of them empty", n, most)
	case !t.First.Valid() || t.Grace < 0 || t.Tolerance < 0:
		return nil, refuse(ErrTerms, "want the day of the first instalment, and neither days of grace nor a tolerance below zero")
	case t.Every != Weekly && t.Every != Fortnightly && t.Every != Monthly && t.Every != Quarterly:
		return nil, refuse(ErrTerms, "every %q: want week, two-weeks, month or quarter", t.Every)
	}
	list := make([]Instalment, n)
	left := total
	for i := range list {
		due := t.day(i)
		share := t.Amount
		if t.Amount == 0 {
			share = (left + int64(n-i) - 1) / int64(n-i)
		}
		share = min(share, left)
		left -= share
		list[i] = Instalment{Number: i + 1, Due: due, Deadline: bank.Next(due).Add(t.Grace), Amount: share}
	}
	return list, nil
}
