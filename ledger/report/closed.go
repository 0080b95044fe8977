package report

import (
	"fmt"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger/store"
)

// Closed cases (R-BST-18) lists the cases closed within the period, with their outcome and
// what was said about it, how long they took, and what each brought: claimed, paid,
// reduced (credited, given up or otherwise settled) and what remained. The amounts are
// those of the report's day, for money may come after the closing; a case opened again
// since stands there no more.
func closedCases() Report {
	return Report{
		Name:    "closed-cases",
		Options: []Option{TakesFrom, TakesRegistered, TakesDepartments, TakesSystem},
		columns: fixed("case", "department", "customer", "name", "@registered", "@closed", "#days",
			"outcome", "reason", "#claims", "$claimed", "$paid", "$reduced", "$remaining",
			"%success", "currency"),
		write: writeClosed,
	}
}

// ending is a case that was closed, and what became of its claims.
type ending struct {
	number, customer, name, outcome, reason string
	department                              string
	registered, closed                      date.Date
	currency                                money.Currency
	claims                                  int64
	claimed, paid, remaining                int64
}

// closedColumns are what a closed case has beside its claims. The event of its closing
// says the outcome and why.
const closedColumns = `debt_case.number, party.customer_no, party.name, debt_case.closed_on, debt_case.outcome,
	COALESCE((SELECT e.text FROM case_event e WHERE e.debt_case = debt_case.id AND e.kind = 'closed' ORDER BY e.id DESC LIMIT 1), '')`

// closedWithin are the cases of the period, and how they join their claims.
const closedWithin = ` AND case_invoice.debt_case = debt_case.id AND invoice.id = case_invoice.invoice
	AND debt_case.activity = 'closed' AND debt_case.closed_on >= $2 AND debt_case.closed_on <= $1`

func writeClosed(q *query) (*Foot, error) {
	total := sums{}
	var e ending
	err := q.walk(closedColumns, closedClaims, closedWithin, caseOrder, []any{q.From}, func(c *claim, r *store.Row) {
		c.end = ending{number: r.Text(caseColumn), customer: r.Text(caseColumn + 1), name: r.Text(caseColumn + 2), closed: r.Date(caseColumn + 3),
			outcome: r.Text(caseColumn + 4), reason: r.Text(caseColumn + 5)}
	}, func(c *claim) error {
		if e.number != c.end.number {
			if err := e.tell(q, total); err != nil {
				return err
			}
			e = c.end
			e.department, e.registered, e.currency = c.department, c.registered, c.currency
		}
		e.claims++
		left := c.remaining()
		for b := range left {
			e.claimed += c.sums[charged][b]
			e.paid += c.sums[paid][b]
			e.remaining += left[b]
		}
		return nil
	})
	if err == nil {
		err = e.tell(q, total)
	}
	foot := &Foot{}
	total.each(func(c money.Currency, n []int64) {
		foot.Totals = append(foot.Totals, []Cell{word("sum"), word(fmt.Sprintf("%d-cases", n[0])), {}, {}, {}, {}, count((n[1] + n[0]/2) / n[0]), {}, {}, count(n[2]),
			sum(n[3], c), sum(n[4], c), sum(n[3]-n[4]-n[5], c), sum(n[5], c), percent(n[4], n[3]), text(string(c))})
	})
	return foot, err
}

// tell gives the case's row and adds it to the total.
func (e *ending) tell(q *query, total sums) error {
	if e.number == "" {
		return nil
	}
	c, days := e.currency, int64(max(e.closed.Days(e.registered), 0))
	total.add(c, 1, days, e.claims, e.claimed, e.paid, e.remaining)
	return q.out.Row([]Cell{text(e.number), text(e.department), text(e.customer), text(e.name), day(e.registered), day(e.closed), count(days),
		word(e.outcome), text(strings.TrimPrefix(strings.TrimPrefix(e.reason, e.outcome), ": ")), count(e.claims), sum(e.claimed, c), sum(e.paid, c),
		sum(e.claimed-e.paid-e.remaining, c), sum(e.remaining, c), percent(e.paid, e.claimed), text(string(c))})
}
