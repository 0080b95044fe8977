package calendar

import (
	"fmt"
	"time"

	"github.com/rickar/cal/v2"

	"girod/formats/date"
	"girod/formats/money"
)

// Calendar tells bank days from others. The zero Calendar knows no holidays, only
// weekends.
type Calendar struct {
	name     string
	holidays []*cal.Holiday
	decreed  map[date.Date]bool // closed by Closing, not by a yearly rule
	closed   map[date.Date]bool // every holiday of the years computed ahead
	also     *Calendar          // of Both: a bank day must be one there too
}

// The years computed ahead: what a bank's file or a claim within limitation can name.
// Other years give the same answers, slower.
const firstYear, lastYear = 1990, 2060

func newCalendar(name string, holidays []*cal.Holiday) *Calendar {
	c := &Calendar{name: name, holidays: holidays, closed: make(map[date.Date]bool)}
	for year := firstYear; year <= lastYear; year++ {
		for _, d := range c.in(year) {
			c.closed[d] = true
		}
	}
	return c
}

// in gives the days a year's holidays fall on.
func (c *Calendar) in(year int) []date.Date {
	var days []date.Date
	for _, h := range c.holidays {
		if actual, _ := h.Calc(year); !actual.IsZero() {
			days = append(days, date.From(actual))
		}
	}
	return days
}

// Of gives the calendar a currency moves by: SEK by SE, EUR by TARGET.
func Of(c money.Currency) (*Calendar, error) {
	name, ok := map[money.Currency]string{money.SEK: "SE", money.NOK: "NO", money.DKK: "DK", money.EUR: "TARGET"}[c]
	if !ok {
		return nil, fmt.Errorf("no bank days are known for currency %q: want SEK, NOK, DKK or EUR", string(c))
	}
	return Named(name)
}

// Both gives the calendar of days that are bank days in a and in b.
func Both(a, b *Calendar) *Calendar {
	if a.also != nil {
		b = Both(a.also, b)
	}
	both := *a
	both.also = b
	return &both
}

// Closing gives a calendar with further closed days.
func (c *Calendar) Closing(days ...date.Date) *Calendar {
	more := *c
	more.decreed = make(map[date.Date]bool, len(c.decreed)+len(days))
	for d := range c.decreed {
		more.decreed[d] = true
	}
	for _, d := range days {
		more.decreed[d] = true
	}
	return &more
}

// Name gives "SE", or "SE+TARGET" for Both.
func (c *Calendar) Name() string {
	if c.also == nil {
		return c.name
	}
	return c.name + "+" + c.also.Name()
}

// IsBankDay tells whether banks are open on the day.
func (c *Calendar) IsBankDay(d date.Date) bool {
	switch d.Weekday() {
	case time.Saturday, time.Sunday:
		return false
	}
	if c.decreed[d] || c.holiday(d) {
		return false
	}
	return c.also == nil || c.also.IsBankDay(d)
}

func (c *Calendar) holiday(d date.Date) bool {
	year, _, _ := d.Split()
	if year >= firstYear && year <= lastYear {
		return c.closed[d]
	}
	for _, closed := range c.in(year) {
		if closed == d {
			return true
		}
	}
	return false
}

// Next gives the day itself if it is a bank day, else the first one after it.
func (c *Calendar) Next(d date.Date) date.Date {
	for !c.IsBankDay(d) {
		d = d.Add(1)
	}
	return d
}

// Previous gives the day itself if it is a bank day, else the last one before it.
func (c *Calendar) Previous(d date.Date) date.Date {
	for !c.IsBankDay(d) {
		d = d.Add(-1)
	}
	return d
}

// AddBankDays gives the n-th bank day after the day, or before it when n is negative.
// The day itself is not counted; with n = 0 it is [Calendar.Next].
func (c *Calendar) AddBankDays(d date.Date, n int) date.Date {
	if n == 0 {
		return c.Next(d)
	}
	for ; n > 0; n-- {
		d = c.Next(d.Add(1))
	}
	for ; n < 0; n++ {
		d = c.Previous(d.Add(-1))
	}
	return d
}

// BankDays counts the bank days in (from, to]; to must not lie before from.
func (c *Calendar) BankDays(from, to date.Date) int {
	n := 0
	for d := from.Add(1); d <= to; d = d.Add(1) {
		if c.IsBankDay(d) {
			n++
		}
	}
	return n
}
