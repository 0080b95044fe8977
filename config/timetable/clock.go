package timetable

import (
	"fmt"
	"time"

	"girod/formats/date"
)

// Clock is a time of day, in minutes after midnight.
type Clock int

// ParseClock reads "18:30"; "24:00" is the end of the day.
func ParseClock(text string) (Clock, error) {
	bad := fmt.Errorf("%q is not a time of day such as 18:30", text)
	if len(text) != 5 || text[2] != ':' {
		return 0, bad
	}
	n := 0
	for _, i := range []int{0, 1, 3, 4} {
		if text[i] < '0' || text[i] > '9' {
			return 0, bad
		}
		n = 10*n + int(text[i]-'0')
	}
	c := Clock(n/100*60 + n%100)
	if n%100 > 59 || c > 24*60 {
		return 0, bad
	}
	return c, nil
}

// String gives "18:30".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// MarshalText and UnmarshalText are for configuration.
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the form of String.
func (c *Clock) UnmarshalText(text []byte) (err error) {
	*c, err = ParseClock(string(text))
	return err
}

// Zone gives the place of a name of the IANA database ("Europe/Stockholm"). The
// binary brings the database along, so a missing one cannot be the reason.
func Zone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("time zone %q: name a place, such as Europe/Stockholm; the machine's own zone is nobody's bank", name)
	}
	in, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("time zone %q is not in the IANA database; want a place, such as Europe/Stockholm: %w", name, err)
	}
	return in, nil
}

// BusinessDate gives the day it is in a place at a moment.
func BusinessDate(at time.Time, in *time.Location) date.Date { return date.From(at.In(in)) }

// Moment gives the moment a clock in a place shows a time on a day. Where the clock
// jumps over it, that is the moment of the jump; where it shows it twice, the first.
func Moment(d date.Date, c Clock, in *time.Location) time.Time {
	y, m, day := d.Split()
	wanted := time.Date(y, time.Month(m), day, 0, int(c), 0, 0, time.UTC) // as though the place were UTC
	t := time.Date(y, time.Month(m), day, 0, int(c), 0, 0, in)
	switch shown := wall(t); {
	case shown.Before(wanted): // Date took the offset after the jump
		_, jump := t.ZoneBounds()
		return jump
	case shown.After(wanted): // Date took the offset before it
		jump, _ := t.ZoneBounds()
		return jump
	}
	// Shown twice: the same wall clock under the offset before the last jump.
	jump, _ := t.ZoneBounds()
	if !jump.IsZero() {
		_, now := t.Zone()
		_, before := jump.Add(-time.Second).Zone()
		if first := t.Add(time.Duration(now-before) * time.Second); first.Before(jump) && wall(first).Equal(wanted) {
			return first
		}
	}
	return t
}

// wall gives what a clock there shows, as though in UTC, so that it can be compared.
func wall(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}
