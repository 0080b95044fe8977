package report

import (
	"fmt"
	"slices"

	"girod/ledger"
)

// Most reports are of one set of books, for an association's accounts are its own. Asked of
// several (R-ALK-12: a federation sees all below it), each answers for itself and the answers
// stand one below the other: the first column says whose a row is, and what they come to
// together stands last.

// at is the question put to one set of books.
func (q *query) at(b Books) *query {
	own := *q
	own.Tx, own.Whose, own.Banks, own.Lapse = q.For(ledger.Books{Tenant: b.Tenant}), nil, b.Banks, b.Lapse
	return &own
}

// several puts the question to each.
func (q *query) several(write func(*query) (*Foot, error)) (*Foot, error) {
	all := together{at: map[string]int{}}
	for _, b := range q.Whose {
		own, head := q.at(b), *q.head
		head.Columns = head.Columns[1:]
		own.head, own.out = &head, owned{q.out, text(b.Name)}
		foot, err := write(own)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", b.Name, err)
		}
		all.add(b.Name, foot)
	}
	all.foot.Totals = append(all.foot.Totals, all.totals...)
	return &all.foot, nil
}

// owned says before each row whose it is.
type owned struct {
	Dress
	whose Cell
}

func (d owned) Row(cells []Cell) error {
	return d.Dress.Row(slices.Insert(slices.Clone(cells), 0, d.whose))
}

// together is what several sets of books come to.
type together struct {
	foot   Foot
	totals [][]Cell       // of all
	at     map[string]int // where a total of all stands, by what it is a total of
}

func (t *together) add(whose string, foot *Foot) {
	t.foot.Waits += foot.Waits
	for _, cells := range foot.Totals {
		t.foot.Totals = append(t.foot.Totals, slices.Insert(slices.Clone(cells), 0, text(whose)))
		t.sum(cells)
	}
	for _, n := range foot.Notes {
		if len(n.Facts) > 0 { // what holds of them all is said once
			n.Whose = whose
		}
		if !slices.ContainsFunc(t.foot.Notes, func(o Note) bool { return o.Code == n.Code && o.Whose == n.Whose && len(n.Facts) == 0 }) {
			t.foot.Notes = append(t.foot.Notes, n)
		}
	}
}

// sum adds a total to that of all: of the same name, in the same currency.
func (t *together) sum(cells []Cell) {
	name := ""
	for _, c := range cells {
		if c.Kind == Money || c.Kind == Count {
			c.N = 0
		}
		name += fmt.Sprintf("%d %s|", c.Kind, c)
	}
	i, known := t.at[name]
	if !known {
		t.at[name] = len(t.totals)
		t.totals = append(t.totals, slices.Insert(slices.Clone(cells), 0, word("all")))
		return
	}
	for n, c := range cells {
		if c.Kind == Money || c.Kind == Count {
			t.totals[i][n+1].N += c.N
		}
	}
}
