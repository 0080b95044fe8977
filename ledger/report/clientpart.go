package report

import (
	"errors"

	"girod/formats/money"
)

// clientSums sums the lines of a client statement by currency: what moved, and what was held
// before and after. It sums what stands in the lines, so the part of one client has sums of
// its own by the same rule.
type clientSums struct {
	by    sums
	width int
}

func (s *clientSums) add(row []Cell) {
	n := make([]int64, statedSums+2)
	switch row[2].Text {
	case "opening":
		n[statedSums] = row[statedHeld].N
	case "closing":
		n[statedSums+1] = row[statedHeld].N
	default:
		for i := range statedSums {
			n[i] = row[statedFirst+i].N
		}
	}
	s.width = len(row)
	s.by.add(money.Currency(row[statedCurrency].Text), n...)
}

func (s *clientSums) foot() *Foot {
	foot := &Foot{}
	s.by.each(func(c money.Currency, n []int64) {
		cells := make([]Cell, s.width)
		cells[0], cells[statedHeld], cells[statedCurrency] = word("sum"), sum(n[statedSums+1], c), text(string(c))
		for i := range statedSums {
			cells[statedFirst+i] = sum(n[i], c)
		}
		foot.Totals = append(foot.Totals, cells)
		foot.Notes = append(foot.Notes, Note{Code: "held-before", Facts: []Cell{sum(n[statedSums], c), text(string(c))}})
	})
	return foot
}

// ErrPart: a report of which no client's part can be taken.
var ErrPart = errors.New("not a statement of clients' money")

// OfClient pours what a client statement says of one account into a dress, with sums of its
// own: no client is shown another's (R-BST-22).
func OfClient(account string, out Dress) Dress {
	return &clientPart{out: out, account: account, totals: clientSums{by: sums{}}}
}

type clientPart struct {
	out     Dress
	account string
	totals  clientSums
}

func (p *clientPart) Head(h *Head) error {
	if h.Name != clientStatement().Name || len(h.Columns) != statedCurrency+1 {
		return ErrPart
	}
	return p.out.Head(h)
}

func (p *clientPart) Row(cells []Cell) error {
	if cells[0].Text != p.account {
		return nil
	}
	p.totals.add(cells)
	return p.out.Row(cells)
}

func (p *clientPart) Foot(*Foot) error { return p.out.Foot(p.totals.foot()) }
