// Package date is a calendar day without a time and without a zone.
//
// Bank files speak of days: the day a payment was booked, the day an invoice falls
// due. A day that passes through a time zone becomes another day sooner or later
// (a statement of the 28th booked on the 27th is a classic of this trade), so a Date
// can be made from a clock reading only by naming the place whose day is meant.
package date

import (
	"fmt"
	"time"
)

// Date is a day as the number yyyymmdd: 20260107. It sorts as days do and is kept
// as that number in the database. The zero Date is no day.
type Date int32

// Of gives the day of a year, a month (1-12) and a day.
func Of(year, month, day int) Date { return Date(year*10000 + month*100 + day) }

// From gives the day that a clock reading falls on in its own location.
func From(t time.Time) Date {
	y, m, d := t.Date()
	return Of(y, int(m), d)
}

// Parse reads "2026-01-07", the only form files of ISO 20022 and UBL allow. A time
// or zone behind it ("2026-01-07T10:00:00+01:00", "2026-01-07Z") is cut off, not
// converted.
func Parse[T string | []byte](text T) (Date, error) {
	bad := func() (Date, error) { return 0, fmt.Errorf("%q is not a day such as 2026-01-07", string(text)) }
	if len(text) < 10 || text[4] != '-' || text[7] != '-' {
		return bad()
	}
	if len(text) > 10 {
		switch text[10] {
		case 'T', 'Z', '+', '-':
		default:
			return bad()
		}
	}
	digits := true
	number := func(from, to int) int {
		n := 0
		for i := from; i < to; i++ {
			c := text[i]
			digits = digits && c >= '0' && c <= '9'
			n = n*10 + int(c-'0')
		}
		return n
	}
	d := Of(number(0, 4), number(5, 7), number(8, 10))
	if !digits || !d.Valid() {
		return bad()
	}
	return d, nil
}

// Valid tells whether the day exists.
func (d Date) Valid() bool {
	y, m, day := d.Split()
	if y < 1 || m < 1 || m > 12 || day < 1 {
		return false
	}
	return day <= 28 || day <= time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// Split gives year, month and day.
func (d Date) Split() (year, month, day int) {
	n := int(d)
	return n / 10000, n / 100 % 100, n % 100
}

// Time gives midnight of the day in a location.
func (d Date) Time(in *time.Location) time.Time {
	y, m, day := d.Split()
	return time.Date(y, time.Month(m), day, 0, 0, 0, 0, in)
}

// Add gives the day n days later; n may be negative.
func (d Date) Add(n int) Date { return From(d.Time(time.UTC).AddDate(0, 0, n)) }

// Days gives the number of days from e to d: positive when d is later.
func (d Date) Days(e Date) int { return int(d.Time(time.UTC).Sub(e.Time(time.UTC)) / (24 * time.Hour)) }

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time(time.UTC).Weekday() }

// String gives "2026-01-07", and "" for no day.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	y, m, day := d.Split()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, day)
}

// MarshalText gives the form of String, for JSON and YAML.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the form of String.
func (d *Date) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	if len(text) != 10 {
		return fmt.Errorf("%q is not a day such as 2026-01-07", text)
	}
	*d, err = Parse(text)
	return err
}
