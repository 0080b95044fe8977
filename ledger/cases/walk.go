package cases

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"girod/ledger"
	"girod/ledger/store"
)

// walk is the way through one index in the order of the hits. All other conditions are
// looked at on the way, so what one page costs is bounded by how far it walks.
type walk struct {
	from  string // tables and conditions
	id    string // the column of the case's id
	value string // what is sorted by before the id, "" when the id alone sorts
	text  bool   // and it is a text
	up    bool   // rising
	keys  int    // how many of the search's keys it goes by itself
}

// place is where a walk stands: behind a row with this value and id.
type place struct {
	number int64
	text   string
	id     int64
}

// statement gathers a query and its arguments.
type statement struct {
	args []any
}

// arg gives the placeholder of an argument.
func (s *statement) arg(v any) string {
	s.args = append(s.args, v)
	return fmt.Sprintf("$%d", len(s.args))
}

// in holds a column to some texts.
func in(s *statement, column string, texts []string) string {
	var list []string
	for _, text := range texts {
		list = append(list, s.arg(text))
	}
	return column + " IN (" + strings.Join(list, ", ") + ")"
}

// step is a row of a walk.
type step struct {
	place
	fits     bool
	state    State
	activity Activity
	name     string // folded
}

// route chooses the index a search walks: the first key, else the favourites, else what
// it is sorted by.
func (c *criteria) route(s *statement) walk {
	switch by := c.order(); {
	case len(c.keys) > 0:
		return walk{from: keyRange(s, c.keys[0]), id: "k.debt_case", up: c.reverse, keys: 1}
	case c.favourites:
		return walk{from: "case_favourite f CROSS JOIN debt_case c WHERE f.owner = " + s.arg(c.owner) + " AND c.id = f.debt_case", id: "f.debt_case", up: c.reverse}
	case by == ByRegistered:
		return walk{from: "debt_case c WHERE " + between(s, "c.registered", c.registered, c.reverse), id: "c.id", value: "c.registered", up: c.reverse}
	case by == ByName:
		return walk{from: "debt_case c WHERE TRUE", id: "c.id", value: "c.name", text: true, up: !c.reverse}
	case by == ByIssued:
		return c.invoiceWalk(s, "issued", c.issued)
	case by == ByDue:
		return c.invoiceWalk(s, "due", c.due)
	case by == ByAmount:
		return c.invoiceWalk(s, "amount", c.amount)
	}
	return walk{from: "debt_case c WHERE " + c.column(s), id: "c.id", up: c.reverse}
}

// order is what the hits are sorted by: as asked, else by the range that was asked for.
func (c *criteria) order() Sort {
	if c.sort != "" || len(c.keys) > 0 || c.favourites {
		return Sort(cmp.Or(string(c.sort), string(ByNumber)))
	}
	for _, r := range []struct {
		span
		by Sort
	}{{c.due, ByDue}, {c.issued, ByIssued}, {c.amount, ByAmount}, {c.registered, ByRegistered}} {
		if r.set {
			return r.by
		}
	}
	return ByNumber
}

// sorted tells whether the walk's own order is not the one asked for.
func (c *criteria) sorted() bool {
	return (len(c.keys) > 0 || c.favourites || len(c.words) > 0) && c.sort != "" && (c.sort != ByNumber || len(c.words) > 0 && len(c.keys) == 0 && !c.favourites)
}

// column is the equality that an index of debt_case begins with.
func (c *criteria) column(s *statement) string {
	switch {
	case c.handler != "":
		return "c.handler = " + s.arg(c.handler)
	case len(c.departments) == 1:
		return "c.department = " + s.arg(c.departments[0])
	case c.activity != "" && c.state != "":
		return "c.activity = " + s.arg(c.activity) + " AND c.state = " + s.arg(c.state)
	case c.activity != "":
		return "c.activity = " + s.arg(c.activity)
	}
	return "TRUE"
}

func keyRange(s *statement, k key) string {
	return "case_key k CROSS JOIN debt_case c WHERE k.field = " + s.arg(k.field) + " AND k.value = " + s.arg(k.value) + " AND c.id = k.debt_case"
}

// between is the far end of a range, where the walk ends; its near end is where it begins.
func between(s *statement, column string, r span, up bool) string {
	switch {
	case !r.set:
		return "TRUE"
	case up:
		return column + " <= " + s.arg(r.to)
	}
	return column + " >= " + s.arg(r.from)
}

// invoiceWalk goes by a column of the cases' invoices. A case with several stands where
// the first of them is that fits.
func (c *criteria) invoiceWalk(s *statement, name string, r span) walk {
	column, before := "i."+name, ">"
	if c.reverse {
		before = "<"
	}
	within := ""
	if r.set {
		within = fmt.Sprintf(" AND o.%s BETWEEN %s AND %s", name, s.arg(r.from), s.arg(r.to))
	}
	return walk{
		from: fmt.Sprintf(`case_invoice i CROSS JOIN debt_case c WHERE %s AND c.id = i.debt_case AND NOT EXISTS (SELECT 1 FROM case_invoice o
			WHERE o.debt_case = i.debt_case AND (o.%s, o.invoice) %s (i.%s, i.invoice)%s)`, between(s, column, r, c.reverse), name, before, name, within),
		id: "i.debt_case", value: column, up: c.reverse,
	}
}

// start is the near end of a range, where a walk begins.
func (c *criteria) start(w walk) place {
	r := map[string]span{"c.registered": c.registered, "i.issued": c.issued, "i.due": c.due, "i.amount": c.amount}[w.value]
	switch {
	case w.up && r.set:
		return place{number: r.from, id: math.MinInt64}
	case w.up:
		return place{number: math.MinInt64, id: math.MinInt64}
	case r.set:
		return place{number: r.to, text: "\U0010FFFF", id: math.MaxInt64}
	}
	return place{number: math.MaxInt64, text: "\U0010FFFF", id: math.MaxInt64}
}

// fits is all conditions in one expression over the case c; the first keys are seen to.
func (c *criteria) fits(s *statement, keys int) string {
	all := []string{"TRUE"}
	and := func(condition ...string) { all = append(all, strings.Join(condition, "")) }
	for _, k := range c.keys[keys:] {
		and("EXISTS (SELECT 1 FROM case_key x WHERE x.field = ", s.arg(k.field), " AND x.value = ", s.arg(k.value), " AND x.debt_case = c.id)")
	}
	if c.favourites {
		and("EXISTS (SELECT 1 FROM case_favourite x WHERE x.owner = ", s.arg(c.owner), " AND x.debt_case = c.id)")
	}
	for _, w := range c.words {
		and("c.letters LIKE ", s.arg("%"+w+"%")) // no word holds a sign that LIKE reads
	}
	for _, e := range [][2]string{
		{"c.activity", string(c.activity)}, {"c.state", string(c.state)}, {"c.handler", c.handler}, {"c.status", c.status}, {"c.currency", string(c.currency)}, {"c.country", c.country},
	} {
		if e[1] != "" {
			and(e[0], " = ", s.arg(e[1]))
		}
	}
	if len(c.departments) > 0 {
		and(in(s, "c.department", c.departments))
	}
	if c.registered.set {
		and("c.registered BETWEEN ", s.arg(c.registered.from), " AND ", s.arg(c.registered.to))
	}
	if invoices := c.invoiceFits(s); invoices != "" {
		and(invoices)
	}
	if c.owed.set {
		and(`(SELECT COALESCE(SUM(o.principal + o.fee + o.interest + o.cost), 0) FROM case_invoice x CROSS JOIN item o
			WHERE x.debt_case = c.id AND o.invoice = x.invoice) BETWEEN `, s.arg(c.owed.from), " AND ", s.arg(c.owed.to))
	}
	return strings.Join(all, " AND ")
}

// invoiceFits wants one invoice of the case that fits all that is said of invoices.
func (c *criteria) invoiceFits(s *statement) string {
	var all []string
	for _, r := range []struct {
		column string
		span
	}{{"x.issued", c.issued}, {"x.due", c.due}, {"x.amount", c.amount}} {
		if r.set {
			all = append(all, fmt.Sprintf("%s BETWEEN %s AND %s", r.column, s.arg(r.from), s.arg(r.to)))
		}
	}
	if all == nil {
		return ""
	}
	return "EXISTS (SELECT 1 FROM case_invoice x WHERE x.debt_case = c.id AND " + strings.Join(all, " AND ") + ")"
}

// query writes a walk from a place on, at most limit rows of it.
func (c *criteria) query(s *statement, w walk, from place, extra string, limit int) string {
	order, compare := "DESC", "<"
	if w.up {
		order, compare = "ASC", ">"
	}
	if extra == "" {
		extra = "0, ''"
	}
	var behind string
	sort, value := w.id+" "+order, extra
	switch {
	case w.value == "":
		behind = fmt.Sprintf("%s %s %s", w.id, compare, s.arg(from.id))
	case w.text:
		behind = fmt.Sprintf("(%s, %s) %s (%s, %s)", w.value, w.id, compare, s.arg(from.text), s.arg(from.id))
		sort, value = w.value+" "+order+", "+sort, "0, "+w.value
	default:
		behind = fmt.Sprintf("(%s, %s) %s (%s, %s)", w.value, w.id, compare, s.arg(from.number), s.arg(from.id))
		sort, value = w.value+" "+order+", "+sort, w.value+", ''"
	}
	return fmt.Sprintf("SELECT %s, %s, (%s), c.state, c.activity, c.letters FROM %s AND %s ORDER BY %s LIMIT %s", w.id, value, c.fits(s, w.keys), w.from, behind, sort, s.arg(limit))
}

// errEnough ends a walk that has what it went for.
var errEnough = fmt.Errorf("enough")

// run walks and calls fn for each row.
func (c *criteria) run(tx *ledger.Tx, query string, args []any, fn func(step) error) error {
	err := tx.Each(query, args, func(r *store.Row) error {
		return fn(step{place{r.Int(1), r.Text(2), r.Int(0)}, r.Bool(3), State(r.Text(4)), Activity(r.Text(5)), r.Text(6)})
	})
	if err == errEnough {
		return nil
	}
	return err
}
