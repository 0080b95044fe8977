package report

import (
	"cmp"
	"slices"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger/store"
)

func cashIn() Report {
	return Report{
		Name:    "cash-in",
		Options: []Option{TakesFrom, TakesAccount},
		columns: fixed("@day", "account", "rule", "#payments", "$in", "$takenBack", "$net", "currency"),
		write:   writeCash,
	}
}

// came is what payments of a day on an account were placed by one rule.
type came struct {
	day      date.Date
	account  string
	rule     string
	currency money.Currency
}

type cameSum struct{ payments, in, back int64 }

func writeCash(q *query) (*Foot, error) {
	all := map[came]cameSum{}
	err := q.stretches("receipt_row", func(first, next int64) error {
		return q.Each(`SELECT entry.booked_on, entry.bank_account, receipt_row.rule, entry.currency, COUNT(*),
				SUM(CASE WHEN receipt_row.amount > 0 THEN receipt_row.amount ELSE 0 END),
				SUM(CASE WHEN receipt_row.amount < 0 THEN -receipt_row.amount ELSE 0 END)
			FROM receipt_row CROSS JOIN entry
			WHERE receipt_row.id >= $1 AND receipt_row.id < $2 AND entry.id = receipt_row.entry
				AND entry.booked_on >= $3 AND entry.booked_on <= $4 AND ($5 = '' OR entry.bank_account = $5) AND +entry.tenant = $6
			GROUP BY entry.booked_on, entry.bank_account, receipt_row.rule, entry.currency`,
			[]any{first, next, q.From, q.Through, q.Account, int64(q.Tenant())}, func(r *store.Row) error {
				k := came{r.Date(0), r.Text(1), r.Text(2), money.Currency(r.Text(3))}
				s := all[k]
				all[k] = cameSum{s.payments + r.Int(4), s.in + r.Int(5), s.back + r.Int(6)}
				return nil
			})
	})
	if err != nil {
		return nil, err
	}
	days := make([]came, 0, len(all))
	for k := range all {
		days = append(days, k)
	}
	slices.SortFunc(days, func(a, b came) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.account, b.account), cmp.Compare(a.rule, b.rule), cmp.Compare(a.currency, b.currency))
	})
	return q.cashRows(days, all)
}

// cashRows gives the days, and for each rule and for all what it placed.
func (q *query) cashRows(days []came, all map[came]cameSum) (*Foot, error) {
	byRule, total := map[string]sums{}, sums{}
	var rules []string
	for _, k := range days {
		s := all[k]
		if byRule[k.rule] == nil {
			byRule[k.rule] = sums{}
			rules = append(rules, k.rule)
		}
		byRule[k.rule].add(k.currency, s.payments, s.in, s.back)
		total.add(k.currency, s.payments, s.in, s.back)
		if err := q.out.Row(cashRow(day(k.day), text(k.account), word(k.rule), k.currency, s.payments, s.in, s.back)); err != nil {
			return nil, err
		}
	}
	foot := &Foot{}
	slices.Sort(rules)
	for _, rule := range rules {
		byRule[rule].each(func(c money.Currency, n []int64) {
			foot.Totals = append(foot.Totals, cashRow(Cell{}, word("sum"), word(rule), c, n...))
		})
	}
	total.each(func(c money.Currency, n []int64) {
		foot.Totals = append(foot.Totals, cashRow(Cell{}, word("sum"), word("all"), c, n...))
	})
	return foot, nil
}

func cashRow(on, account, rule Cell, c money.Currency, n ...int64) []Cell {
	return []Cell{on, account, rule, count(n[0]), sum(n[1], c), sum(n[2], c), sum(n[1]-n[2], c), text(string(c))}
}
