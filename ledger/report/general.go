package report

import (
	"fmt"

	"girod/ledger/store"
)

func generalLedger() Report {
	return Report{
		Name: "general-ledger", Title: "General ledger", Says: "every posting of every account, between its opening and its closing balance",
		Options: []Option{TakesFrom, TakesAccount},
		columns: fixed("account account", "line line", "@day day", "voucher voucher", "text text", "$debit debit", "$credit credit",
			"$balance balance", "currency currency", "file file"),
		write: writeGeneral,
	}
}

// writeGeneral walks account by account. An account is read along the index of booking
// days, so nothing is sorted and nothing held.
func writeGeneral(q *query) (*Foot, error) {
	balances, err := Balances(q.Tx, q.From, q.Through)
	if err != nil {
		return nil, err
	}
	foot := &Foot{}
	for _, b := range balances {
		if q.Account != "" && q.Account != b.Number {
			continue
		}
		if err := q.account(b, foot); err != nil {
			return nil, err
		}
	}
	return foot, nil
}

// accountPostings are one account's postings of a period in order of booking day. CROSS
// JOIN is how SQLite is told to take the tables in this order; elsewhere it is a plain join.
const accountPostings = `SELECT entry.booked_on, entry.series, entry.number, entry.text, posting.amount, entry.file
	FROM entry CROSS JOIN posting CROSS JOIN account
	WHERE entry.booked_on >= $1 AND entry.booked_on <= $2
		AND +posting.entry = entry.id AND posting.id >= entry.first AND posting.id < entry.first + entry.lines
		AND account.id = posting.account AND account.number = $3 AND account.currency = $4 AND +entry.tenant = $5
	ORDER BY entry.booked_on, entry.id, posting.id`

func (q *query) account(b Balance, foot *Foot) error {
	c, balance := b.Currency, b.Opening
	row := make([]Cell, len(q.head.Columns))
	row[0], row[8] = text(b.Number), text(string(c))
	edge := func(line string) error {
		row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[9] = text(line), Cell{}, Cell{}, text(line+" balance"), Cell{}, Cell{}, sum(balance, c), Cell{}
		return q.out.Row(row)
	}
	if err := edge("opening"); err != nil {
		return err
	}
	err := q.Each(accountPostings, []any{q.From, q.Through, b.Number, c, int64(q.Tenant())}, func(r *store.Row) error {
		amount := r.Int(4)
		balance += amount
		row[1], row[2], row[3], row[4] = text("posting"), day(r.Date(0)), text(fmt.Sprintf("%s%d", r.Text(1), r.Int(2))), text(r.Text(3))
		row[5], row[6], row[7], row[9] = sum(amount, c), Cell{}, sum(balance, c), text(r.Text(5))
		if amount < 0 {
			row[5], row[6] = Cell{}, sum(-amount, c)
		}
		return q.out.Row(row)
	})
	if err != nil {
		return err
	}
	if balance != b.Closing() {
		return fmt.Errorf("account %s: its postings leave %d, the trial balance says %d", b.Number, balance, b.Closing())
	}
	return edge("closing")
}
