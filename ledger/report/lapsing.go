package report

import (
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Lapse tells of each open invoice that has lapsed by a day through which day it lived; the
// room of limitation knows (DOMAIN.md 4.10).
type Lapse func(*ledger.Tx, date.Date) (map[ledger.InvoiceID]Lapsed, error)

// Lapsed is the last day on which a claim lived, or why nobody can tell.
type Lapsed struct {
	Lived date.Date
	Why   string
}

// lapsesWithin is how many days ahead a claim is told of: time enough to have a demand
// received or to ask the court.
const lapsesWithin = 90

// Lapsing lists the claims that have lapsed on the day of the report, and those that will
// within the next ninety days if nothing interrupts it. What the law's tables cannot tell,
// because nobody has confirmed a figure, stands there with that for its reason. Claims that
// were paid since are not told of: what is gone can lapse no more.
func lapsing() Report {
	return Report{
		Name:    "limitation",
		Options: []Option{TakesDebtor},
		columns: fixed("state", "customer", "name", "invoice", "@issued", "@due", "@lives", "$owed", "currency", "why"),
		write:   writeLapsing,
	}
}

// The states of a claim that grows old.
const (
	hasLapsed   = "lapsed"
	lapsesSoon  = "lapses-soon"
	lapseUnsure = "not-known"
)

func writeLapsing(q *query) (*Foot, error) {
	if q.Lapse == nil {
		return &Foot{}, nil
	}
	soon, err := q.Lapse(q.Tx, q.Through.Add(lapsesWithin))
	if err != nil || len(soon) == 0 {
		return &Foot{}, err
	}
	foot, total := &Foot{}, map[string]sums{hasLapsed: {}, lapsesSoon: {}, lapseUnsure: {}}
	err = q.Each(`SELECT invoice.id, party.customer_no, party.name, invoice.number, invoice.issued, invoice.due, invoice.currency,
			item.principal + item.fee + item.interest + item.cost
		FROM party CROSS JOIN invoice CROSS JOIN item
		WHERE party.tenant = $1 AND `+ofDebtor+` AND invoice.debtor = party.id AND invoice.kind = 'invoice' AND item.invoice = invoice.id
			AND item.principal + item.fee + item.interest + item.cost > 0
		ORDER BY party.customer_no, invoice.id`, []any{int64(q.Tenant()), q.Debtor}, func(r *store.Row) error {
		lapse, told := soon[ledger.InvoiceID(r.Int(0))]
		if !told {
			return nil
		}
		state, lives, c := lapsesSoon, day(lapse.Lived), money.Currency(r.Text(6))
		switch {
		case lapse.Why != "":
			state, lives = lapseUnsure, Cell{}
		case lapse.Lived < q.Through:
			state = hasLapsed
		}
		total[state].add(c, r.Int(7))
		return q.out.Row([]Cell{word(state), text(r.Text(1)), text(r.Text(2)), text(r.Text(3)), day(r.Date(4)), day(r.Date(5)), lives,
			sum(r.Int(7), c), text(string(c)), text(lapse.Why)})
	})
	for _, state := range []string{hasLapsed, lapsesSoon, lapseUnsure} {
		total[state].each(func(c money.Currency, n []int64) {
			foot.Totals = append(foot.Totals, []Cell{word(state), word("sum"), {}, {}, {}, {}, {}, sum(n[0], c), text(string(c)), {}})
		})
	}
	if q.Through < q.Today && len(foot.Totals) > 0 {
		foot.Notes = append(foot.Notes, Note{Code: "owed-now"})
	}
	return foot, err
}
