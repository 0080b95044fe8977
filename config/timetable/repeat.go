package timetable

import (
	"fmt"
	"slices"

	"girod/formats/date"
)

// Repeat is how often something planned for a day comes back (R-BST-19).
type Repeat string

// The repeats; Once does not come back.
const (
	Once    Repeat = "once"
	Week    Repeat = "week"
	Month   Repeat = "month"
	Quarter Repeat = "quarter"
	Year    Repeat = "year"
)

// Repeats gives them in order.
func Repeats() []Repeat { return []Repeat{Once, Week, Month, Quarter, Year} }

// Known tells whether it is one of them.
func (r Repeat) Known() bool { return slices.Contains(Repeats(), r) }

// On gives the day of the nth time, 0 being the first. Months are counted from the first
// day, so that what began on January 31 comes on February 28 and again on March 31.
func (r Repeat) On(first date.Date, n int) date.Date {
	switch r {
	case Week:
		return first.Add(7 * n)
	case Month:
		return addMonths(first, n)
	case Quarter:
		return addMonths(first, 3*n)
	case Year:
		return addMonths(first, 12*n)
	}
	return first
}

// Times counts how often it has come by the end of a day.
func (r Repeat) Times(first, day date.Date) int {
	if day < first {
		return 0
	}
	if minDays[r] == 0 {
		return 1
	}
	n, most := 0, day.Days(first)/minDays[r]+1
	for n < most && r.On(first, n) <= day {
		n++
	}
	return n
}

// minDays is the shortest time from one to the next, of those that come again.
var minDays = map[Repeat]int{Week: 7, Month: 28, Quarter: 89, Year: 365}

// addMonths keeps to the last day of a month that is too short.
func addMonths(d date.Date, n int) date.Date {
	year, month, day := d.Split()
	months := year*12 + month - 1 + n
	year, month = months/12, months%12+1
	for ; ; day-- {
		if d := date.Of(year, month, day); d.Valid() {
			return d
		}
	}
}

// Period is a stretch of days around a day (Urvalsperiod, R-BST-20). Weeks begin on
// Monday, as ISO 8601 has them.
type Period string

// The periods.
const (
	AllTime         Period = "all"
	CurrentWeek     Period = "current-week"
	PreviousWeek    Period = "previous-week"
	CurrentMonth    Period = "current-month"
	PreviousMonth   Period = "previous-month"
	CurrentQuarter  Period = "current-quarter"
	PreviousQuarter Period = "previous-quarter"
	CurrentYear     Period = "current-year"
	PreviousYear    Period = "previous-year"
)

// Periods gives them in order.
func Periods() []Period {
	return []Period{AllTime, CurrentWeek, PreviousWeek, CurrentMonth, PreviousMonth, CurrentQuarter, PreviousQuarter, CurrentYear, PreviousYear}
}

// Of gives the first and the last day of the period as it is on a day. A current one ends
// on the day itself, for nobody knows the days after it; AllTime has no first day.
func (p Period) Of(day date.Date) (first, last date.Date, err error) {
	year, month, _ := day.Split()
	switch p {
	case AllTime:
		return 0, day, nil
	case CurrentWeek:
		return monday(day), day, nil
	case PreviousWeek:
		return monday(day).Add(-7), monday(day).Add(-1), nil
	case CurrentMonth:
		return date.Of(year, month, 1), day, nil
	case PreviousMonth:
		return before(date.Of(year, month, 1), 1)
	case CurrentQuarter:
		return quarter(year, month), day, nil
	case PreviousQuarter:
		return before(quarter(year, month), 3)
	case CurrentYear:
		return date.Of(year, 1, 1), day, nil
	case PreviousYear:
		return before(date.Of(year, 1, 1), 12)
	}
	return 0, 0, fmt.Errorf("period %q: want one of %v", p, Periods())
}

func monday(d date.Date) date.Date { return d.Add(-(int(d.Weekday()) + 6) % 7) }

func quarter(year, month int) date.Date { return date.Of(year, (month-1)/3*3+1, 1) }

// before gives the months that end before a first day.
func before(first date.Date, months int) (date.Date, date.Date, error) {
	return addMonths(first, -months), first.Add(-1), nil
}
