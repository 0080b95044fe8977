package report

import (
	"cmp"
	"maps"
	"slices"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger/store"
)

// The reminder run tells what went out on each day, by step of the procedure, and what was
// due for a letter and got none, by the reason ("hold", "limitation").
func reminderRun() Report {
	return Report{
		Name:    "reminder-run",
		Options: []Option{TakesFrom},
		columns: fixed("@day", "#level", "kind", "channel", "state", "#reminders", "$principal", "$fee",
			"$interest", "$cost", "$total", "currency"),
		write: writeReminders,
	}
}

// letters are letters of one day that are counted together.
type letters struct {
	day                  date.Date
	level                int64
	kind, channel, state string
	currency             money.Currency
}

func (l letters) compare(m letters) int {
	return cmp.Or(cmp.Compare(l.day, m.day), cmp.Compare(l.level, m.level), cmp.Compare(l.kind, m.kind), cmp.Compare(l.channel, m.channel),
		cmp.Compare(l.state, m.state), cmp.Compare(l.currency, m.currency))
}

func writeReminders(q *query) (*Foot, error) {
	all, total := map[letters][]int64{}, sums{}
	err := q.stretches("reminder", func(first, next int64) error {
		return q.Each(`SELECT told_on, level, reminder.kind, channel, state, COUNT(*), SUM(principal), SUM(fee), SUM(interest), SUM(cost), SUM(total), reminder.currency
			FROM reminder CROSS JOIN invoice
			WHERE reminder.id >= $1 AND reminder.id < $2 AND told_on >= $3 AND told_on <= $4 AND invoice.id = reminder.invoice AND invoice.tenant = $5
			GROUP BY told_on, level, reminder.kind, channel, state, reminder.currency`, []any{first, next, q.From, q.Through, int64(q.Tenant())}, func(r *store.Row) error {
			k := letters{r.Date(0), r.Int(1), r.Text(2), r.Text(3), r.Text(4), money.Currency(r.Text(11))}
			if all[k] == nil {
				all[k] = make([]int64, 6)
			}
			for i := range all[k] {
				all[k][i] += r.Int(5 + i)
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	if err := q.leftAlone(all); err != nil {
		return nil, err
	}
	for _, k := range slices.SortedFunc(maps.Keys(all), letters.compare) {
		n := all[k]
		if k.kind != leftAlone {
			total.add(k.currency, n...)
		}
		if err := q.out.Row(reminderRow(day(k.day), k, n)); err != nil {
			return nil, err
		}
	}
	foot := &Foot{}
	total.each(func(c money.Currency, n []int64) {
		foot.Totals = append(foot.Totals, reminderRow(Cell{}, letters{kind: "sum", currency: c}, n))
	})
	_, err = q.One(`SELECT COUNT(*), COALESCE(SUM(sent), 0), COALESCE(SUM(skipped), 0), COALESCE(SUM(handed_over), 0)
		FROM dunning_run WHERE told_on >= $1 AND told_on <= $2 AND tenant = $3`, []any{q.From, q.Through, int64(q.Tenant())}, func(r *store.Row) error {
		foot.Notes = append(foot.Notes, Note{Code: "runs", Facts: []Cell{count(r.Int(0)), count(r.Int(1)), count(r.Int(2)), count(r.Int(3))}})
		return nil
	})
	return foot, err
}

// leftAlone is the kind of the lines of claims that got no letter.
const leftAlone = "left-alone"

// leftAlone counts the claims that were due for a letter and got none, by the reason.
func (q *query) leftAlone(all map[letters][]int64) error {
	return q.Each(`SELECT told_on, level, code, COUNT(*), invoice.currency FROM dunning_skip CROSS JOIN invoice
		WHERE told_on >= $1 AND told_on <= $2 AND invoice.id = dunning_skip.invoice AND invoice.tenant = $3
		GROUP BY told_on, level, code, invoice.currency`, []any{q.From, q.Through, int64(q.Tenant())}, func(r *store.Row) error {
		all[letters{day: r.Date(0), level: r.Int(1), kind: leftAlone, state: r.Text(2), currency: money.Currency(r.Text(4))}] = []int64{r.Int(3), 0, 0, 0, 0, 0}
		return nil
	})
}

func reminderRow(on Cell, k letters, n []int64) []Cell {
	row := []Cell{on, {}, word(k.kind), word(k.channel), word(k.state), count(n[0])}
	if k.level != 0 {
		row[1] = count(k.level)
	}
	for _, minor := range n[1:] {
		cell := sum(minor, k.currency)
		if k.kind == leftAlone {
			cell = Cell{}
		}
		row = append(row, cell)
	}
	return append(row, text(string(k.currency)))
}

func payouts() Report {
	return Report{
		Name:    "payouts",
		columns: fixed("state", "#payouts", "$amount", "currency", "oldest"),
		write:   writePayouts,
	}
}

// writePayouts tells of the states as they are now: the room of payouts keeps no others.
func writePayouts(q *query) (*Foot, error) {
	total := sums{}
	err := q.Each(`SELECT state, COUNT(*), SUM(amount), currency, MIN(created_at) FROM payout WHERE tenant = $1 GROUP BY state, currency ORDER BY state, currency`,
		[]any{int64(q.Tenant())}, func(r *store.Row) error {
			c := money.Currency(r.Text(3))
			total.add(c, r.Int(1), r.Int(2))
			return q.out.Row([]Cell{word(r.Text(0)), count(r.Int(1)), sum(r.Int(2), c), text(r.Text(3)), text(r.Text(4))})
		})
	foot := &Foot{Notes: []Note{{Code: "states-of-now"}}}
	total.each(func(c money.Currency, n []int64) {
		foot.Totals = append(foot.Totals, []Cell{word("sum"), count(n[0]), sum(n[1], c), text(string(c)), {}})
	})
	return foot, err
}
