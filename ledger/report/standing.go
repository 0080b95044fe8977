package report

import (
	"cmp"
	"math"
	"slices"

	"girod/formats/date"
	"girod/formats/money"
)

// Status (R-BST-18) answers how the stock of claims stands at the end of a day: how many
// are where, for how much, and how old. A claim stands in one state:
//
//	not-due      owed, its day has not come
//	overdue      owed, and nobody has been reminded
//	reminded     owed, and a reminder has been sent
//	invoicing, collection, monitoring
//	             owed, and part of an active case in that state (R-BST-28)
//	case-closed  owed, and its case was closed
//	settled      nothing is left of it
//	credit       a credit note nobody has used; it stands below zero
//
// All lines of a currency together are what stands on receivables, and beside it the
// interest assessed. age is the days since registration on average, oldest the most.
//
// The general report has a line for each state; the detailed one a line for each
// department, state and age.
func statusGeneral() Report {
	return Report{
		Name:    "status-general",
		Options: []Option{TakesRegistered, TakesDepartments, TakesSystem},
		columns: fixed("state", "#cases", "#claims", "$principal", "$fee", "$interest", "$cost",
			"$total", "$claimed", "$paid", "#age", "#oldest", "currency"),
		write: func(q *query) (*Foot, error) { return q.standings(false) },
	}
}

func statusDetailed() Report {
	return Report{
		Name:    "status-detailed",
		Options: []Option{TakesRegistered, TakesDepartments, TakesSystem},
		columns: fixed("department", "state", "days", "#cases", "#claims", "$principal", "$fee",
			"$interest", "$cost", "$total", "$claimed", "$paid", "#age", "#oldest", "currency"),
		write: func(q *query) (*Foot, error) { return q.standings(true) },
	}
}

// states are those a claim may stand in, in order of a claim's life.
var states = []string{"not-due", "overdue", "reminded", "invoicing", "collection", "monitoring", "case-closed", "settled", "credit"}

// state is where a claim stands at the end of a day.
func (c *claim) state(on date.Date) string {
	switch {
	case c.remaining() == [4]int64{}:
		return "settled"
	case c.credit:
		return "credit"
	case c.debtCase != 0 && c.caseActive:
		return c.caseState
	case c.debtCase != 0:
		return "case-closed"
	case c.reminded:
		return "reminded"
	case c.due >= on:
		return "not-due"
	}
	return "overdue"
}

// registeredAges are how long ago a claim may have been registered.
var registeredAges = []struct {
	most int
	name string
}{{30, "0-30"}, {90, "31-90"}, {180, "91-180"}, {365, "181-365"}, {math.MaxInt, "over-365"}}

// stands is claims that are counted together.
type stands struct {
	department string
	state, age int
	currency   money.Currency
}

func (s stands) compare(t stands) int {
	return cmp.Or(cmp.Compare(s.department, t.department), cmp.Compare(s.state, t.state), cmp.Compare(s.age, t.age), cmp.Compare(s.currency, t.currency))
}

// standing is how they stand. A case is counted in the place of its invoice that was
// registered first, so that no sum has it twice.
type standing struct {
	cases, claims    int64
	remaining        [4]int64
	claimed, settled int64
	days, oldest     int64
}

func (s *standing) add(c *claim, days int64, first bool) {
	s.claims++
	if first {
		s.cases++
	}
	for b, n := range c.remaining() {
		s.remaining[b] += n
		s.claimed += c.sums[charged][b]
		s.settled += c.sums[paid][b]
	}
	s.days += days
	s.oldest = max(s.oldest, days)
}

func (q *query) standings(detailed bool) (*Foot, error) {
	all, total, seen := map[stands]*standing{}, map[stands]*standing{}, seenCases{}
	at := func(m map[stands]*standing, k stands) *standing {
		if m[k] == nil {
			m[k] = &standing{}
		}
		return m[k]
	}
	err := q.eachClaim(func(c *claim) error {
		days := max(q.Through.Days(c.registered), 0)
		k := stands{state: slices.Index(states, c.state(q.Through)), currency: c.currency}
		if detailed {
			k.department = c.department
			for days > registeredAges[k.age].most {
				k.age++
			}
		}
		first := c.debtCase != 0 && seen.first(c.debtCase)
		at(all, k).add(c, int64(days), first)
		at(total, stands{currency: c.currency}).add(c, int64(days), first)
		return nil
	})
	if err != nil {
		return nil, err
	}
	keys := make([]stands, 0, len(all))
	for k := range all {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, stands.compare)
	for _, k := range keys {
		where := []Cell{word(states[k.state])}
		if detailed {
			where = []Cell{text(k.department), word(states[k.state]), word(registeredAges[k.age].name)}
		}
		if err := q.out.Row(standingRow(where, all[k], k.currency)); err != nil {
			return nil, err
		}
	}
	foot := &Foot{}
	for _, c := range currenciesOf(total) {
		where := make([]Cell, 1, 3)
		if where[0] = word("sum"); detailed {
			where = append(where, Cell{}, Cell{})
		}
		foot.Totals = append(foot.Totals, standingRow(where, total[stands{currency: c}], c))
	}
	switch {
	case q.Through < q.Today:
		foot.Notes = append(foot.Notes, Note{Code: interestUnknown})
	case len(total) > 0:
		foot.Notes = append(foot.Notes, Note{Code: interestAssessed})
	}
	return foot, nil
}

func currenciesOf(total map[stands]*standing) (list []money.Currency) {
	for k := range total {
		list = append(list, k.currency)
	}
	slices.Sort(list)
	return list
}

func standingRow(where []Cell, s *standing, c money.Currency) []Cell {
	row := append(where, count(s.cases), count(s.claims))
	row = append(row, bucketCells(s.remaining, c)...)
	return append(row, sum(s.claimed, c), sum(s.settled, c), count((s.days+s.claims/2)/s.claims), count(s.oldest), text(string(c)))
}

// seenCases remembers which cases were counted, a bit each: a million take 125 kB.
type seenCases map[int64]uint64

// first tells whether a case is seen for the first time.
func (s seenCases) first(id int64) bool {
	word, bit := id/64, uint64(1)<<(id%64)
	if s[word]&bit != 0 {
		return false
	}
	s[word] |= bit
	return true
}
