package report

import (
	"fmt"
	"strings"

	"girod/formats/date"
	"girod/ledger/store"
)

func reconciliation() Report {
	return Report{
		Name:    "reconciliation",
		Options: []Option{TakesFrom, TakesAccount},
		columns: fixed("account", "@day", "line", "what", "$opening", "$credit", "$debit",
			"$closing", "$booked", "$book", "$difference", "currency", "state"),
		write: writeReconciliation,
	}
}

// The states of a day.
const (
	agrees      = "agrees"
	differs     = "differs"
	gap         = "gap" // opens elsewhere than the statement before closed
	unsummed    = "does-not-add-up"
	noStatement = "no-statement"
)

// stated is all the statements of an account that end on one day.
type stated struct {
	names                           []string
	from, day                       date.Date
	balanced, gap                   bool
	opening, credit, debit, closing int64
}

// writeReconciliation sets two rows of days side by side for each account: what the bank
// says stands there at the end of a day, and what the book says. A difference is
// explained by what stands on one side only, which is listed after it.
func writeReconciliation(q *query) (*Foot, error) {
	foot := &Foot{}
	for i, b := range q.Banks {
		if q.Account != "" && q.Account != b.Key {
			continue
		}
		r := reconciler{query: q, bank: b, foot: foot, alone: q.mine(i)}
		if err := r.run(); err != nil {
			return nil, fmt.Errorf("account %s: %w", b.Key, err)
		}
	}
	return foot, nil
}

// mine tells which bookings on a ledger account are a bank account's own, by the keys
// that intake gives them. The first account with a number also has what is nobody's.
func (q *query) mine(i int) (condition func(args *[]any) string) {
	b, first := q.Banks[i], true
	var others []string
	for j, other := range q.Banks {
		if j != i && other.Number == b.Number && other.Currency == b.Currency {
			first = first && i < j
			others = append(others, other.Key)
		}
	}
	return func(args *[]any) string {
		names := others
		if !first {
			names = []string{b.Key}
		}
		var all []string
		for _, key := range names {
			for _, prefix := range []string{"bank:" + key + ":", "reversal:bank:" + key + ":"} {
				*args = append(*args, prefix)
				all = append(all, fmt.Sprintf("substr(entry.key, 1, %d) = $%d", len([]rune(prefix)), len(*args)))
			}
		}
		switch {
		case len(all) == 0:
			return ""
		case first:
			return " AND NOT (" + strings.Join(all, " OR ") + ")"
		}
		return " AND (" + strings.Join(all, " OR ") + ")"
	}
}

// reconciler goes along one bank account.
type reconciler struct {
	*query
	bank  Bank
	foot  *Foot
	alone func(args *[]any) string

	days          []moved // of the book, in order
	next          int
	book          int64 // what the book says stands there
	good, differs int
	left          int64 // the last difference
}

// moved is what the book moved on a day.
type moved struct {
	day    date.Date
	amount int64
}

func (r *reconciler) run() error {
	if err := r.movements(); err != nil {
		return err
	}
	all, err := r.statements()
	if err != nil {
		return err
	}
	r.book = r.bank.Opening
	var last date.Date
	for i := range all {
		s := &all[i]
		if err := r.unstated(s.from); err != nil {
			return err
		}
		if err := r.day(s); err != nil {
			return err
		}
		last = s.day
	}
	if err := r.unstated(always); err != nil {
		return err
	}
	if err := r.oneSided(last); err != nil {
		return err
	}
	r.foot.Waits += r.differs
	r.foot.Notes = append(r.foot.Notes, Note{Code: "days-agree", Facts: []Cell{
		text(r.bank.Key), count(int64(r.good)), count(int64(r.differs)), r.sum(r.left), text(string(r.bank.Currency)),
	}})
	return nil
}

// onBank are the postings on a bank account through a day. ofTenant reads them along the
// tenant's own entries instead of along the days of all.
const (
	onBank = ` FROM entry CROSS JOIN posting CROSS JOIN account
	WHERE entry.booked_on <= $1` + bankPostings
	ofTenant = ` FROM entry CROSS JOIN posting CROSS JOIN account
	WHERE entry.tenant = $4 AND +entry.booked_on <= $1` + bankPostings
	bankPostings = ` AND +posting.entry = entry.id AND posting.id >= entry.first AND posting.id < entry.first + entry.lines
		AND account.id = posting.account AND account.role IN ('bank', 'client_bank') AND account.number = $2 AND account.currency = $3 AND account.tenant = $4`
)

// movements reads the book's days. There may be a million entries but only so many days.
func (r *reconciler) movements() error {
	args := []any{r.Through, r.bank.Number, r.bank.Currency, int64(r.Tenant())}
	query := `SELECT entry.booked_on, SUM(posting.amount)` + onBank + r.alone(&args) + ` GROUP BY entry.booked_on ORDER BY entry.booked_on`
	return r.Each(query, args, func(row *store.Row) error {
		r.days = append(r.days, moved{row.Date(0), row.Int(1)})
		return nil
	})
}

// statements gives the bank's days. A statement without balances goes on from the one
// before by what it booked.
func (r *reconciler) statements() (all []stated, err error) {
	closing := r.bank.Opening
	err = r.Each(`SELECT name, first_day, last_day, balanced, opening, credit, debit, closing FROM bank_statement
		WHERE account = $1 AND kind = 'statement' AND last_day <= $2 ORDER BY last_day, id`, []any{r.bank.Key, r.Through}, func(row *store.Row) error {
		s := stated{names: []string{row.Text(0)}, from: row.Date(1), day: row.Date(2), balanced: row.Bool(3), opening: row.Int(4),
			credit: row.Int(5), debit: row.Int(6), closing: row.Int(7)}
		if !s.balanced {
			s.opening, s.closing = closing, closing+s.credit-s.debit
		}
		s.gap = s.opening != closing
		closing = s.closing
		if n := len(all); n > 0 && all[n-1].day == s.day {
			d := &all[n-1]
			d.names, d.from, d.gap = append(d.names, s.names[0]), min(d.from, s.from), d.gap || s.gap
			d.credit, d.debit, d.closing = d.credit+s.credit, d.debit+s.debit, s.closing
			return nil
		}
		all = append(all, s)
		return nil
	})
	return all, err
}

// unstated gives the book's days before the bank's next, which no statement tells of.
func (r *reconciler) unstated(before date.Date) error {
	for ; r.next < len(r.days) && r.days[r.next].day < before; r.next++ {
		d := r.days[r.next]
		r.book += d.amount
		if d.day < r.From {
			continue
		}
		row := r.row(d.day, "day", "", noStatement)
		row[8], row[9] = r.sum(d.amount), r.sum(r.book)
		if err := r.out.Row(row); err != nil {
			return err
		}
	}
	return nil
}

// day sets a day's statement beside the book.
func (r *reconciler) day(s *stated) error {
	booked := int64(0)
	for ; r.next < len(r.days) && r.days[r.next].day <= s.day; r.next++ {
		booked += r.days[r.next].amount
	}
	r.book += booked
	r.left = s.closing - r.book
	state := agrees
	switch {
	case s.opening+s.credit-s.debit != s.closing && !s.gap:
		state = unsummed
	case r.left != 0:
		state = differs
	case s.gap:
		state = gap
	}
	if s.day < r.From {
		return nil
	}
	if state == agrees {
		r.good++
	} else {
		r.differs++
	}
	row := r.row(s.day, "day", strings.Join(s.names, " "), state)
	for i, n := range []int64{s.opening, s.credit, s.debit, s.closing, booked, r.book, r.left} {
		row[4+i] = r.sum(n)
	}
	return r.out.Row(row)
}

// oneSided lists what stands on the bank's side only, and of the days the bank has told
// of, what stands on the book's side only.
func (r *reconciler) oneSided(last date.Date) error {
	list := func(line, query string, args ...any) error {
		return r.Each(query, args, func(row *store.Row) error {
			amount := row.Int(2)
			cells := r.row(row.Date(0), line, row.Text(1), "")
			switch {
			case line == "book-only":
				cells[8] = r.sum(amount)
			case amount < 0:
				cells[6] = r.sum(-amount)
			default:
				cells[5] = r.sum(amount)
			}
			return r.out.Row(cells)
		})
	}
	err := list("statement-only", `SELECT day, text || ' ' || key, amount FROM bank_entry
		WHERE account = $1 AND statement <> 0 AND entry = 0 AND amount <> 0 AND day >= $2 AND day <= $3 ORDER BY day, id`, r.bank.Key, r.From, r.Through)
	if err != nil {
		return err
	}
	err = list("book-only", `SELECT day, text || ' ' || key, amount FROM bank_entry
		WHERE account = $1 AND statement = 0 AND entry <> 0 AND day >= $2 AND day <= $3 ORDER BY day, id`, r.bank.Key, r.From, last)
	if err != nil {
		return err
	}
	args := []any{last, r.bank.Number, r.bank.Currency, int64(r.Tenant()), r.From}
	byHand := `SELECT entry.booked_on, entry.series || CAST(entry.number AS TEXT) || ' ' || entry.text, posting.amount` + onBank +
		` AND entry.booked_on >= $5 AND substr(entry.key, 1, 5) <> 'bank:'` + r.alone(&args) + ` ORDER BY entry.booked_on, posting.id`
	return list("book-only", byHand, args...)
}

func (r *reconciler) row(on date.Date, line, what, state string) []Cell {
	cells := make([]Cell, len(r.head.Columns))
	cells[0], cells[1], cells[2], cells[3] = text(r.bank.Key), day(on), word(line), text(strings.TrimSpace(what))
	cells[11], cells[12] = text(string(r.bank.Currency)), word(state)
	return cells
}

func (r *reconciler) sum(n int64) Cell { return sum(n, r.bank.Currency) }
