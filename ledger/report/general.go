package report

import (
	"fmt"

	"girod/formats/date"
	"girod/ledger/store"
)

func generalLedger() Report {
	return Report{
		Name:    "general-ledger",
		Options: []Option{TakesFrom, TakesAccount},
		columns: fixed("account", "line", "@day", "voucher", "text", "$debit", "$credit", "$balance", "currency", "file"),
		write:   writeGeneral,
	}
}

// basketful is how many postings are held at once.
const basketful = 30_000

// writeGeneral goes from account to account. Postings lie in the book in order of booking,
// and an index by account would cost every payment that comes in. So an account with many
// postings is read along the index of booking days and poured out as it is read; those
// with few are read together, as many as fit into a basket, and are held until their turn
// comes. A book of a million postings is so walked two or three times, whatever the number
// of its accounts, and no more than a basket is held.
func writeGeneral(q *query) (*Foot, error) {
	balances, err := Balances(q.Tx, q.From, q.Through)
	if err != nil {
		return nil, err
	}
	list := balances[:0]
	for _, b := range balances {
		if q.Account == "" || q.Account == b.Number {
			list = append(list, b)
		}
	}
	var held *basket
	for i := range list {
		switch {
		case list[i].Postings > basketful || list[i].Postings == 0:
			err = q.account(list[i], nil)
		default:
			if held == nil || i >= held.next {
				if held, err = q.fill(list[i:], i); err != nil {
					return nil, err
				}
			}
			err = q.account(list[i], held.of[i])
			delete(held.of, i)
		}
		if err != nil {
			return nil, err
		}
	}
	return &Foot{}, nil
}

// booked is a posting on an account, as the general ledger tells it.
type booked struct {
	day           date.Date
	voucher, text string
	amount        int64
	file          string
}

// basket holds the postings of several accounts.
type basket struct {
	of   map[int][]booked // by the account's place in the list
	next int              // the first account that did not fit
}

// fill reads the postings of accounts with few, from the i-th of the list on, as many as fit.
func (q *query) fill(rest []Balance, i int) (*basket, error) {
	held := &basket{of: map[int][]booked{}, next: i}
	places, room := map[int64]int{}, int64(basketful)
	for n, b := range rest {
		if b.Postings == 0 || b.Postings > basketful {
			continue
		}
		if room -= b.Postings; room < 0 {
			break
		}
		held.next = i + n + 1
		for _, id := range b.ids {
			places[id] = i + n
		}
	}
	err := q.postings(places, func(place int, p booked) error {
		held.of[place] = append(held.of[place], p)
		return nil
	})
	return held, err
}

// allPostings are the postings of a period in order of booking day. Which accounts are wanted
// is not said here: a database that takes few of them to be few walks them in a way that
// never ends. CROSS JOIN is how SQLite is told to take the tables in this order; elsewhere
// it is a plain join.
const allPostings = `SELECT posting.account, entry.booked_on, entry.series, entry.number, entry.text, posting.amount, entry.file
	FROM entry CROSS JOIN posting
	WHERE entry.booked_on >= $1 AND entry.booked_on <= $2
		AND +posting.entry = entry.id AND posting.id >= entry.first AND posting.id < entry.first + entry.lines AND +entry.tenant = $3
	ORDER BY entry.booked_on, entry.id, posting.id`

func (q *query) postings(wanted map[int64]int, fn func(place int, p booked) error) error {
	return q.Each(allPostings, []any{q.From, q.Through, int64(q.Tenant())}, func(r *store.Row) error {
		place, ok := wanted[r.Int(0)]
		if !ok {
			return nil
		}
		return fn(place, booked{r.Date(1), fmt.Sprintf("%s%d", r.Text(2), r.Int(3)), r.Text(4), r.Int(5), r.Text(6)})
	})
}

// account tells of one account: from the basket, or as it is read.
func (q *query) account(b Balance, held []booked) error {
	c, balance := b.Currency, b.Opening
	row := make([]Cell, len(q.head.Columns))
	row[0], row[8] = text(b.Number), text(string(c))
	edge := func(line string) error {
		row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[9] = word(line), Cell{}, Cell{}, Cell{}, Cell{}, Cell{}, sum(balance, c), Cell{}
		return q.out.Row(row)
	}
	tell := func(_ int, p booked) error {
		balance += p.amount
		row[1], row[2], row[3], row[4] = word("posting"), day(p.day), text(p.voucher), text(p.text)
		row[5], row[6], row[7], row[9] = sum(p.amount, c), Cell{}, sum(balance, c), text(p.file)
		if p.amount < 0 {
			row[5], row[6] = Cell{}, sum(-p.amount, c)
		}
		return q.out.Row(row)
	}
	err := edge("opening")
	for i := 0; i < len(held) && err == nil; i++ {
		err = tell(0, held[i])
	}
	if err == nil && held == nil && b.Postings > 0 {
		own := map[int64]int{}
		for _, id := range b.ids {
			own[id] = 0
		}
		err = q.postings(own, tell)
	}
	switch {
	case err != nil:
		return err
	case balance != b.Closing():
		return fmt.Errorf("account %s: its postings leave %d, the trial balance says %d", b.Number, balance, b.Closing())
	}
	return edge("closing")
}
