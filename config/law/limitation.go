package law

import (
	"fmt"
	"slices"
	"strconv"

	"girod/formats/date"
)

// Interruption is a kind of event that may begin the period of limitation anew. What each
// does, and for how long, is the country's to say: a letter does it in Sweden, and does
// nothing in Norway.
type Interruption string

// The kinds of interruption (R-BST-46).
const (
	Payment         Interruption = "payment"         // interest or a part, by the debtor
	Acknowledgement Interruption = "acknowledgement" // a promise or recognition by the debtor
	Demand          Interruption = "demand"          // a written demand the debtor received
	Court           Interruption = "court"           // action brought, or the claim filed
	Judgment        Interruption = "judgment"        // the claim is established and enforceable
)

// Interrupted is an event in the life of a claim.
type Interrupted struct {
	Kind Interruption
	On   date.Date // of a demand, the day the debtor got it
}

// Limitation is how long a claim lives, and why.
type Limitation struct {
	Start    date.Date     // where the running period began
	Last     date.Date     // the last day on which the claim can be interrupted
	Applied  []Interrupted // what began a new period, by day
	Idle     []Interrupted // what had no effect: of no such kind here, or too late
	Final    date.Date     // the day no interruption can move, or zero
	Basis    Basis
	lastYear int
}

// Limited tells whether the claim has lapsed on a day.
func (l Limitation) Limited(on date.Date) bool { return on > l.Last }

// Limitation runs the clock of a claim over its events: each in time begins a period of
// its own length, none revives a claim that has lapsed. Events may come in any order.
func (t *Tables) Limitation(c Claim, events []Interrupted, on date.Date) (Limitation, error) {
	l, years, err := t.begin(c, on)
	if err != nil {
		return Limitation{}, err
	}
	if t.knows("limitation_final_years", c) {
		n, row, err := t.count("limitation_final_years", c, on)
		if err != nil {
			return Limitation{}, err
		}
		l.Final = addYears(c.Due, n)
		l.Basis.Rows = append(l.Basis.Rows, row)
	}
	l.lastYear = years
	l.run(l.Start, years)
	sorted := slices.Clone(events)
	slices.SortStableFunc(sorted, func(a, b Interrupted) int { return int(a.On - b.On) })
	for _, e := range sorted {
		if e.On > on {
			continue // not yet
		}
		if err := t.interrupt(&l, c, e, years, on); err != nil {
			return Limitation{}, err
		}
	}
	return l, nil
}

// begin gives the first period: its start and its length in years.
func (t *Tables) begin(c Claim, on date.Date) (l Limitation, years int, err error) {
	years, row, err := t.count(LimitationYears, c, on)
	if err != nil {
		return l, 0, err
	}
	from, err := t.forClaim("limitation_start", c, on)
	if err != nil {
		return l, 0, err
	}
	l.Basis.Rows = []Row{row, from}
	l.Start = c.Arose
	if from.Value == "due" {
		l.Start = c.Due
	}
	if l.Start == 0 {
		return l, 0, fmt.Errorf("limitation in %s runs from the claim's day (%s): want that day", c.Country, from.Value)
	}
	if c.Due == 0 && t.knows("limitation_final_years", c) {
		return l, 0, fmt.Errorf("limitation in %s ends so many years after the due date: want it", c.Country)
	}
	return l, years, nil
}

func (t *Tables) interrupt(l *Limitation, c Claim, e Interrupted, years int, on date.Date) error {
	row, err := t.forClaim("limitation_after_"+string(e.Kind), c, on)
	if err != nil {
		return err
	}
	// A judgment's longer period is not cut back to the short one by a later event.
	length := max(years, l.lastYear)
	switch {
	case row.Value == "none" || l.Limited(e.On) || e.On < l.Start:
		l.Idle = append(l.Idle, e)
		return nil
	case row.Value != "full":
		if length, err = strconv.Atoi(row.Value); err != nil {
			return fmt.Errorf("%s %s of %s: %q is neither full, none nor years", row.Country, row.Key, row.From, row.Value)
		}
	}
	l.Applied = append(l.Applied, e)
	l.Basis.Rows = append(l.Basis.Rows, row)
	l.lastYear = length
	l.run(e.On, length)
	return nil
}

func (l *Limitation) run(from date.Date, years int) {
	l.Start, l.Last = from, addYears(from, years)
	if l.Final != 0 {
		l.Last = min(l.Last, l.Final)
	}
}

// addYears gives the same day years later; a 29 February becomes the 28th where the year
// has none.
func addYears(d date.Date, years int) date.Date {
	year, month, day := d.Split()
	if later := date.Of(year+years, month, day); later.Valid() {
		return later
	}
	return date.Of(year+years, month, day-1)
}
