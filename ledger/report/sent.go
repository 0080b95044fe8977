package report

import (
	"fmt"

	"girod/formats/money"
	"girod/ledger/store"
)

func reminderRun() Report {
	return Report{
		Name: "reminder-run", Title: "Reminder runs", Says: "what each run sent, by level and channel, and what it left alone",
		Options: []Option{TakesFrom},
		columns: fixed("@day day", "#level level", "channel channel", "state state", "#reminders reminders", "$principal principal", "$fee fee",
			"$interest interest", "$cost cost", "$total total", "currency currency"),
		write: writeReminders,
	}
}

func writeReminders(q *query) (*Foot, error) {
	total := sums{}
	err := q.Each(`SELECT told_on, level, channel, state, COUNT(*), SUM(principal), SUM(fee), SUM(interest), SUM(cost), SUM(total), currency
		FROM reminder WHERE told_on >= $1 AND told_on <= $2
		GROUP BY told_on, level, channel, state, currency ORDER BY told_on, level, channel, state, currency`,
		[]any{q.From, q.Through}, func(r *store.Row) error {
			c := money.Currency(r.Text(10))
			n := []int64{r.Int(4), r.Int(5), r.Int(6), r.Int(7), r.Int(8), r.Int(9)}
			total.add(c, n...)
			return q.out.Row(reminderRow(day(r.Date(0)), count(r.Int(1)), r.Text(2), r.Text(3), c, n))
		})
	if err != nil {
		return nil, err
	}
	foot := &Foot{}
	total.each(func(c money.Currency, n []int64) {
		foot.Totals = append(foot.Totals, reminderRow(Cell{}, Cell{}, "sum", "", c, n))
	})
	var runs, skipped int64
	_, err = q.One(`SELECT COUNT(*), COALESCE(SUM(skipped), 0) FROM dunning_run WHERE told_on >= $1 AND told_on <= $2`, []any{q.From, q.Through},
		func(r *store.Row) error {
			runs, skipped = r.Int(0), r.Int(1)
			return nil
		})
	foot.Notes = append(foot.Notes, fmt.Sprintf("runs: %d; invoices due for a reminder and left alone: %d", runs, skipped))
	return foot, err
}

func reminderRow(on, level Cell, channel, state string, c money.Currency, n []int64) []Cell {
	row := []Cell{on, level, text(channel), text(state), count(n[0])}
	for _, minor := range n[1:] {
		row = append(row, sum(minor, c))
	}
	return append(row, text(string(c)))
}

func payouts() Report {
	return Report{
		Name: "payouts", Title: "Payouts by state", Says: "how many payouts stand where, and for how much",
		columns: fixed("state state", "#payouts payouts", "$amount amount", "currency currency", "oldest oldest"),
		write:   writePayouts,
	}
}

// writePayouts tells of the states as they are now: the room of payouts keeps no others.
func writePayouts(q *query) (*Foot, error) {
	total := sums{}
	err := q.Each(`SELECT state, COUNT(*), SUM(amount), currency, MIN(created_at) FROM payout GROUP BY state, currency ORDER BY state, currency`,
		nil, func(r *store.Row) error {
			c := money.Currency(r.Text(3))
			total.add(c, r.Int(1), r.Int(2))
			return q.out.Row([]Cell{text(r.Text(0)), count(r.Int(1)), sum(r.Int(2), c), text(r.Text(3)), text(r.Text(4))})
		})
	foot := &Foot{Notes: []string{"The states are those of now, whatever the day."}}
	total.each(func(c money.Currency, n []int64) {
		foot.Totals = append(foot.Totals, []Cell{text("sum"), count(n[0]), sum(n[1], c), text(string(c)), {}})
	})
	return foot, err
}
