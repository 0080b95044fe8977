package law

import (
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
	from := e.Day
	switch {
	case e.Key == ReferenceRate:
		from = halfYearStart(e.Day)
	case e.Last.From != 0 && e.Last.Value == "":
		from = e.Last.From // the row is there: its value is what is wanted
	case e.Last.From != 0:
		from = e.Last.last().Add(1)
	}
	return s + "; look it up and " + confirmHint(e.Country, e.Key, e.Last.Debtor, from, "the value found")
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
	return fmt.Sprintf("%s for %s on %s is not confirmed: the row of %s says %s (source: %s); check it and %s",
		e.Key, e.Country, e.Day, e.Row.From, e.Row.Value, e.Row.Source,
		confirmHint(e.Country, e.Key, e.Row.Debtor, e.Row.From, e.Row.Value))
}

// confirmHint says what to write under law.confirm; what may be left out is left out.
func confirmHint(c Country, key string, who Debtor, from date.Date, value string) string {
	hint := fmt.Sprintf("confirm it in the configuration: law.confirm, country %s", c)
	if key != ReferenceRate {
		hint += ", key " + key
	}
	if who == Consumer || who == Business {
		hint += ", debtor " + string(who)
	}
	return hint + fmt.Sprintf(", validFrom %s, value %s, by and your name", from, value)
}

func halfYearStart(d date.Date) date.Date {
	year, month, _ := d.Split()
	if month <= 6 {
		return date.Of(year, 1, 1)
	}
	return date.Of(year, 7, 1)
}
