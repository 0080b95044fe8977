package report

import (
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Lapse tells of each open invoice that has lapsed by a day why; the room of limitation
// knows (DOMAIN.md 4.10).
type Lapse func(*ledger.Tx, date.Date) (map[ledger.InvoiceID]string, error)

// lapsesWithin is how many days ahead a claim is told of: time enough to have a demand
// received or to ask the court.
const lapsesWithin = 90

// Lapsing lists the claims that have lapsed on the day of the report, and those that will
// within the next ninety days if nothing interrupts it. What the law's tables cannot tell,
// because nobody has confirmed a figure, stands there with that for its reason.
func lapsing() Report {
	return Report{
		Name: "limitation", Title: "Limitation", Says: "claims that have lapsed, and those that will within 90 days if nothing interrupts it",
		Options: []Option{TakesDebtor},
		columns: fixed("state state", "customer customer", "name name", "invoice invoice", "@issued issued", "@due due", "$owed owed", "currency currency", "why why"),
		write:   writeLapsing,
	}
}

func writeLapsing(q *query) (*Foot, error) {
	if q.Lapse == nil {
		return &Foot{}, nil
	}
	passed, err := q.Lapse(q.Tx, q.Through)
	if err != nil {
		return nil, err
	}
	soon, err := q.Lapse(q.Tx, q.Through.Add(lapsesWithin))
	if err != nil || len(soon) == 0 {
		return &Foot{}, err
	}
	foot, total := &Foot{}, map[string]sums{"lapsed": {}, "lapses soon": {}}
	err = q.Each(`SELECT invoice.id, party.customer_no, party.name, invoice.number, invoice.issued, invoice.due, invoice.currency,
			item.principal + item.fee + item.interest + item.cost
		FROM party CROSS JOIN invoice CROSS JOIN item
		WHERE party.tenant = $1 AND `+ofDebtor+` AND invoice.debtor = party.id AND invoice.kind = 'invoice' AND item.invoice = invoice.id
			AND item.principal + item.fee + item.interest + item.cost > 0
		ORDER BY party.customer_no, invoice.id`, []any{int64(q.Tenant()), q.Debtor}, func(r *store.Row) error {
		id, state, c := ledger.InvoiceID(r.Int(0)), "lapses soon", money.Currency(r.Text(6))
		why, told := soon[id]
		if !told {
			return nil
		}
		if now, lapsed := passed[id]; lapsed {
			state, why = "lapsed", now
		}
		total[state].add(c, r.Int(7))
		return q.out.Row([]Cell{text(state), text(r.Text(1)), text(r.Text(2)), text(r.Text(3)), day(r.Date(4)), day(r.Date(5)), sum(r.Int(7), c), text(string(c)), text(why)})
	})
	for _, state := range []string{"lapsed", "lapses soon"} {
		total[state].each(func(c money.Currency, n []int64) {
			foot.Totals = append(foot.Totals, []Cell{text(state), text("sum"), {}, {}, {}, {}, sum(n[0], c), text(string(c)), {}})
		})
	}
	return foot, err
}
