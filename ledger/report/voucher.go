package report

import (
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Voucher is an entry as another bookkeeping takes it: with account numbers, without
// what is ours alone.
type Voucher struct {
	Series   string
	Number   int64
	BookedOn date.Date
	Text     string
	Reason   string
	File     string
	At       string // RFC 3339, UTC
	By       string
	Lines    []Line
	Summed   bool // it had more than MostLines: each account has one line for each side
}

// Line is a posting of a voucher.
type Line struct {
	Account string
	Amount  int64 // debit +, credit -
}

// MostLines is how many postings of a voucher are given one by one. A bank may put a
// million payments into one entry; who takes vouchers elsewhere wants its sums.
const MostLines = 1000

// voucherPostings are the postings of all vouchers in order of booking; see allPostings.
const voucherPostings = `SELECT entry.id, entry.lines, account.number, posting.amount,
			entry.series, entry.number, entry.booked_on, entry.text, entry.reason, entry.file, entry.at, entry.actor
		FROM entry CROSS JOIN posting CROSS JOIN account
		WHERE entry.booked_on >= $1 AND entry.booked_on <= $2 AND entry.currency = $3 AND +entry.tenant = $4
			AND +posting.entry = entry.id AND posting.id >= entry.first AND posting.id < entry.first + entry.lines AND account.id = posting.account
		ORDER BY entry.id, posting.id`

// Vouchers calls fn for the vouchers of a currency and a period, in order of booking. The
// voucher is overwritten by the next, and is never larger than MostLines and the chart.
func Vouchers(tx *ledger.Tx, from, through date.Date, c money.Currency, fn func(*Voucher) error) error {
	var w vouchers
	last := int64(0)
	err := tx.Each(voucherPostings, []any{from, through, c, int64(tx.Tenant())}, func(r *store.Row) error {
		if id := r.Int(0); id != last {
			if last != 0 {
				if err := fn(w.done()); err != nil {
					return err
				}
			}
			last = id
			w.v = Voucher{Series: r.Text(4), Number: r.Int(5), BookedOn: r.Date(6), Text: r.Text(7), Reason: r.Text(8), File: r.Text(9),
				At: r.Text(10), By: r.Text(11), Lines: w.v.Lines[:0], Summed: r.Int(1) > MostLines}
		}
		w.line(r.Text(2), r.Int(3))
		return nil
	})
	if err == nil && last != 0 {
		err = fn(w.done())
	}
	return err
}

// vouchers is the voucher being read.
type vouchers struct {
	v     Voucher
	sides [2]map[string]int64 // debit and credit by account, of a long one
	order []string
}

func (w *vouchers) line(account string, amount int64) {
	if !w.v.Summed {
		w.v.Lines = append(w.v.Lines, Line{account, amount})
		return
	}
	side := 0
	if amount < 0 {
		side = 1
	}
	if w.sides[0] == nil {
		w.sides = [2]map[string]int64{{}, {}}
	}
	if w.sides[0][account] == 0 && w.sides[1][account] == 0 {
		w.order = append(w.order, account)
	}
	w.sides[side][account] += amount
}

func (w *vouchers) done() *Voucher {
	for _, account := range w.order {
		for _, side := range w.sides {
			if n := side[account]; n != 0 {
				w.v.Lines = append(w.v.Lines, Line{account, n})
			}
		}
	}
	clear(w.sides[0])
	clear(w.sides[1])
	w.order = w.order[:0]
	return &w.v
}

// Currencies gives the currencies of the entries up to a day, with how many there are.
func Currencies(tx *ledger.Tx, from, through date.Date) (map[money.Currency]int64, error) {
	all := map[money.Currency]int64{}
	err := stretches(tx, "entry", func(first, next int64) error {
		return tx.Each(`SELECT currency, COUNT(*) FROM entry WHERE id >= $1 AND id < $2 AND booked_on >= $3 AND booked_on <= $4 AND tenant = $5 GROUP BY currency`,
			[]any{first, next, from, through, int64(tx.Tenant())}, func(r *store.Row) error {
				all[money.Currency(r.Text(0))] += r.Int(1)
				return nil
			})
	})
	return all, err
}
