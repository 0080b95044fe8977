package law

import (
	"cmp"
	"errors"
	"fmt"

	"girod/formats/date"
)

// Missing is the refusal of a day for which the tables hold no value.
type Missing struct {
	Country Country
	Key     string
	Debtor  Debtor
	Day     date.Date
	Last    Row // the last row before the day; the zero Row when there is none
}

func (e *Missing) Error() string {
	s := fmt.Sprintf("no %s for %s (%s) on %s", e.Key, e.Country, e.Debtor, e.Day)
	if e.Last.From != 0 {
		s += fmt.Sprintf(": the row of %s", e.Last.From)
		if e.Last.Value == "" {
			s += " has no value"
		} else {
			s += fmt.Sprintf(" (%s) serves until %s", e.Last.Value, e.Last.last())
		}
	}
	return s + "; look it up and confirm it in the configuration: " + e.wanted().Line()
}

func (e *Missing) wanted() Confirmation {
	from := e.Day
	switch {
	case e.Key == ReferenceRate:
		from = halfYearStart(e.Day)
	case e.Last.From != 0 && e.Last.Value == "":
		from = e.Last.From // the row is there: its value is what is wanted
	case e.Last.From != 0:
		from = e.Last.last().Add(1)
	}
	return Confirmation{Country: e.Country, Key: e.Key, Debtor: e.Last.Debtor, From: from}
}

// Unconfirmed is the refusal of a value that no public source gave and nobody has
// confirmed.
type Unconfirmed struct {
	Country Country
	Key     string
	Day     date.Date
	Row     Row
}

func (e *Unconfirmed) Error() string {
	return fmt.Sprintf("%s for %s on %s is not confirmed: the row of %s says %s (source: %s); check it and confirm it in the configuration: %s",
		e.Key, e.Country, e.Day, e.Row.From, e.Row.Value, e.Row.Source, e.wanted().Line())
}

func (e *Unconfirmed) wanted() Confirmation {
	return Confirmation{Country: e.Country, Key: e.Key, Debtor: e.Row.Debtor, From: e.Row.From, Value: e.Row.Value}
}

// Wanted gives what a person has to confirm before what an error refused can be done; ok is
// false for an error that no confirmation mends.
func Wanted(err error) (c Confirmation, ok bool) {
	var missing *Missing
	var unconfirmed *Unconfirmed
	switch {
	case errors.As(err, &missing):
		return missing.wanted(), true
	case errors.As(err, &unconfirmed):
		return unconfirmed.wanted(), true
	}
	return c, false
}

// Line says what to write under law.confirm; what may be left out is left out.
func (c Confirmation) Line() string {
	line := fmt.Sprintf("law.confirm, country %s", c.Country)
	if c.Key != ReferenceRate {
		line += ", key " + c.Key
	}
	if c.Debtor == Consumer || c.Debtor == Business {
		line += ", debtor " + string(c.Debtor)
	}
	return line + fmt.Sprintf(", validFrom %s, value %s, by and your name", c.From, cmp.Or(c.Value, "the value found"))
}

func halfYearStart(d date.Date) date.Date {
	year, month, _ := d.Split()
	if month <= 6 {
		return date.Of(year, 1, 1)
	}
	return date.Of(year, 7, 1)
}
