package law

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"girod/formats/date"
)

// Confirmation says that a person has looked a value up and answers for it.
type Confirmation struct {
	Country Country
	Key     string    // "" means [ReferenceRate]
	Debtor  Debtor    // "" means [Everyone]
	From    date.Date // first day of the row
	Value   string    // "" when the row has the value already
	By      string    // who; stands in the row's source
}

// Confirm gives tables in which a row is confirmed. With a value it fills a row that
// has none, corrects one that was unconfirmed, or adds the next one (the reference rate
// of the coming half-year, a raised fee). What stands confirmed with another value is
// not changed: that is for a new version of the tables, with a source.
func (t *Tables) Confirm(c Confirmation) (*Tables, error) {
	if c.Key == "" {
		c.Key = ReferenceRate
	}
	if c.Debtor == "" {
		c.Debtor = Everyone
	}
	what := fmt.Sprintf("confirming %s for %s (%s) from %s", c.Key, c.Country, c.Debtor, c.From)
	if c.By == "" {
		return nil, fmt.Errorf("%s: say by whom", what)
	}
	about := subject{c.Country, c.Key, c.Debtor}
	rows := t.rows[about]
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: the tables know no such row", what)
	}
	at, found := slices.BinarySearchFunc(rows, c.From, func(r Row, d date.Date) int { return int(r.From - d) })
	row := Row{Country: c.Country, Key: c.Key, Debtor: c.Debtor, From: c.From,
		Unit: rows[0].Unit, DatedBy: rows[0].DatedBy, Statute: rows[0].Statute}
	if found {
		row = rows[at]
	}
	switch {
	case row.Confirmed && (c.Value == "" || c.Value == row.Value):
		return t, nil
	case row.Confirmed:
		return nil, fmt.Errorf("%s: %s is confirmed already, by %s; the value %s is another", what, row.Value, row.Source, c.Value)
	case c.Value != "":
		row.Value = c.Value
	case row.Value == "":
		return nil, fmt.Errorf("%s: the row has no value; give the one you found", what)
	}
	row.Confirmed, row.Source = true, "configuration: "+c.By
	if err := row.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return t.with(about, at, found, row), nil
}

// with copies the tables with one row replaced or inserted.
func (t *Tables) with(about subject, at int, replace bool, row Row) *Tables {
	next := &Tables{rows: maps.Clone(t.rows)}
	rows := slices.Clone(t.rows[about])
	if replace {
		rows[at] = row
	} else {
		rows = slices.Insert(rows, at, row)
	}
	next.rows[about] = rows
	return next
}

// Open gives the rows nobody has confirmed that serve on a day or later, for girod check.
func (t *Tables) Open(day date.Date) []Row {
	var open []Row
	for _, rows := range t.rows {
		for i, r := range rows {
			replaced := i+1 < len(rows) && rows[i+1].From <= day
			if !r.Confirmed && !replaced && r.last() >= day {
				open = append(open, r)
			}
		}
	}
	slices.SortFunc(open, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Country, b.Country), cmp.Compare(a.Key, b.Key),
			cmp.Compare(a.Debtor, b.Debtor), cmp.Compare(a.From, b.From))
	})
	return open
}
