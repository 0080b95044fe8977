package law

import (
	"fmt"
	"slices"

	"girod/formats/date"
)

// Country is an ISO 3166 code: SE, NO, FI or DK.
type Country string

// Debtor tells who owes: consumers are protected by other rules and rates. A public body
// counts as a business, as the directive on late payment has it.
type Debtor string

// Everyone in a row means that it serves both.
const (
	Consumer Debtor = "consumer"
	Business Debtor = "business"
	Everyone Debtor = "all"
)

// ReferenceRate is the key of the half-yearly rate. The margins upon it have keys too.
const (
	ReferenceRate  = "reference_rate"
	LateRateMargin = "late_rate_margin"
)

// Row is one line of the tables: what the law says of one thing from a day on.
type Row struct {
	Country   Country
	Key       string
	Debtor    Debtor
	From      date.Date
	Until     date.Date // last day; zero: until the next row
	Value     string    // "60.00", "1/20", "14"; "" when it was not found
	Unit      string    // "SEK", "% p.a.", "days", "of inkassosats"
	DatedBy   DatedBy   // which day chooses the row
	Confirmed bool
	Statute   string // the act and its section; "" where practice, not law, says so
	Source    string // where the authors read it
	Note      string
}

// DatedBy names the day that chooses among rows: a new table is for new claims only, a
// new rate for new days.
type DatedBy string

// The days that choose.
const (
	ByAct    DatedBy = ""       // the day of the act: a notice is sent, a day bears interest
	ByOrigin DatedBy = "origin" // the day the claim arose
	ByDue    DatedBy = "due"    // the claim's due date
)

// last gives the last day a row can serve, whatever row follows it.
func (r Row) last() date.Date {
	switch {
	case r.Until != 0:
		return r.Until
	case r.Key == ReferenceRate:
		return halfYearEnd(r.From)
	}
	return date.Of(9999, 12, 31)
}

// Tables is what the law says, by country, thing, kind of debtor and day. It never
// changes: [Tables.Confirm] gives another.
type Tables struct {
	rows map[subject][]Row // by From
}

type subject struct {
	country Country
	key     string
	debtor  Debtor
}

func newTables(rows []Row) (*Tables, error) {
	t := &Tables{rows: make(map[subject][]Row)}
	for _, r := range rows {
		s := subject{r.Country, r.Key, r.Debtor}
		t.rows[s] = append(t.rows[s], r)
	}
	for s, rows := range t.rows {
		slices.SortStableFunc(rows, func(a, b Row) int { return int(a.From - b.From) })
		for i := 1; i < len(rows); i++ {
			if rows[i].From == rows[i-1].From {
				return nil, fmt.Errorf("%s %s (%s): two rows of %s", s.country, s.key, s.debtor, rows[i].From)
			}
			if rows[i].DatedBy != rows[0].DatedBy {
				return nil, fmt.Errorf("%s %s (%s): rows dated by %q and %q", s.country, s.key, s.debtor, rows[0].DatedBy, rows[i].DatedBy)
			}
		}
	}
	return t, nil
}

// Row gives the row that serves on a day, confirmed and with a value; the error is a
// *[Missing] or an *[Unconfirmed]. A row for the kind of debtor goes before one for all.
func (t *Tables) Row(c Country, key string, who Debtor, day date.Date) (Row, error) {
	r, _, err := t.serving(c, key, who, day)
	return r, err
}

// serving also gives the last day the row serves.
func (t *Tables) serving(c Country, key string, who Debtor, day date.Date) (Row, date.Date, error) {
	rows := t.about(c, key, who)
	after, _ := slices.BinarySearchFunc(rows, day+1, func(r Row, d date.Date) int { return int(r.From - d) })
	if after == 0 {
		return Row{}, 0, &Missing{Country: c, Key: key, Debtor: who, Day: day}
	}
	r := rows[after-1]
	last := r.last()
	if after < len(rows) {
		last = min(last, rows[after].From.Add(-1))
	}
	switch {
	case r.Value == "" || day > last:
		return r, 0, &Missing{Country: c, Key: key, Debtor: who, Day: day, Last: r}
	case !r.Confirmed:
		return r, 0, &Unconfirmed{Country: c, Key: key, Day: day, Row: r}
	}
	return r, last, nil
}

// about gives the rows of a thing; those for the kind of debtor go before those for all.
func (t *Tables) about(c Country, key string, who Debtor) []Row {
	if rows := t.rows[subject{c, key, who}]; rows != nil {
		return rows
	}
	return t.rows[subject{c, key, Everyone}]
}
