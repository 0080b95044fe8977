package report

import (
	"cmp"
	"math"
	"slices"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Balance is an account over a period: what stood on it before, what moved, what stands
// on it after.
type Balance struct {
	Number        string
	Role          ledger.Role // of several that share the number, the first by name
	Currency      money.Currency
	Opening       int64
	Debit, Credit int64 // of the period; both positive
	Postings      int64 // of the period

	ids []int64 // of the accounts in it
}

// Closing is what stands on the account at the end.
func (b Balance) Closing() int64 { return b.Opening + b.Debit - b.Credit }

// Balances gives every account by number, of a period; no From begins with the book.
// It is one walk along the postings, a stretch at a time.
func Balances(tx *ledger.Tx, from, through date.Date) ([]Balance, error) {
	byID := map[int64]*Balance{}
	err := tx.Each(`SELECT id, number, role, currency FROM account WHERE tenant = $1`, []any{int64(tx.Tenant())}, func(r *store.Row) error {
		byID[r.Int(0)] = &Balance{Number: r.Text(1), Role: ledger.Role(r.Text(2)), Currency: money.Currency(r.Text(3)), ids: []int64{r.Int(0)}}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = stretches(tx, "posting", func(first, next int64) error {
		return tx.Each(`SELECT posting.account,
				SUM(CASE WHEN entry.booked_on < $3 THEN posting.amount ELSE 0 END),
				SUM(CASE WHEN entry.booked_on >= $3 AND posting.amount > 0 THEN posting.amount ELSE 0 END),
				SUM(CASE WHEN entry.booked_on >= $3 AND posting.amount < 0 THEN -posting.amount ELSE 0 END),
				SUM(CASE WHEN entry.booked_on >= $3 THEN 1 ELSE 0 END)
			FROM posting CROSS JOIN entry
			WHERE posting.id >= $1 AND posting.id < $2 AND entry.id = posting.entry AND entry.booked_on <= $4 AND +entry.tenant = $5
			GROUP BY posting.account`, []any{first, next, from, through, int64(tx.Tenant())}, func(r *store.Row) error {
			b := byID[r.Int(0)]
			b.Opening += r.Int(1)
			b.Debit += r.Int(2)
			b.Credit += r.Int(3)
			b.Postings += r.Int(4)
			return nil
		})
	})
	return merged(byID), err
}

// merged gives one balance for each number and currency that has moved.
func merged(byID map[int64]*Balance) []Balance {
	list := make([]Balance, 0, len(byID))
	for _, b := range byID {
		if b.Opening != 0 || b.Postings != 0 {
			list = append(list, *b)
		}
	}
	slices.SortFunc(list, func(a, b Balance) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Role, b.Role))
	})
	out := list[:0]
	for _, b := range list {
		if n := len(out); n > 0 && out[n-1].Number == b.Number && out[n-1].Currency == b.Currency {
			out[n-1].Opening += b.Opening
			out[n-1].Debit += b.Debit
			out[n-1].Credit += b.Credit
			out[n-1].Postings += b.Postings
			out[n-1].ids = append(out[n-1].ids, b.ids...)
			continue
		}
		out = append(out, b)
	}
	return out
}

// always is later than any day.
const always = date.Date(math.MaxInt32)

func trialBalance() Report {
	return Report{
		Name:    "trial-balance",
		Options: []Option{TakesFrom, TakesAccount},
		columns: fixed("account", "role", "$opening", "$debit", "$credit", "$closing", "currency"),
		write: func(q *query) (*Foot, error) {
			balances, err := Balances(q.Tx, q.From, q.Through)
			if err != nil {
				return nil, err
			}
			total := sums{}
			for _, b := range balances {
				if q.Account != "" && q.Account != b.Number {
					continue
				}
				total.add(b.Currency, b.Opening, b.Debit, b.Credit, b.Closing())
				if err := q.out.Row(balanceRow(text(b.Number), string(b.Role), b.Currency, b.Opening, b.Debit, b.Credit, b.Closing())); err != nil {
					return nil, err
				}
			}
			foot := &Foot{}
			total.each(func(c money.Currency, n []int64) {
				foot.Totals = append(foot.Totals, balanceRow(Cell{}, "sum", c, n...))
			})
			return foot, nil
		},
	}
}

func balanceRow(number Cell, role string, c money.Currency, n ...int64) []Cell {
	return []Cell{number, word(role), sum(n[0], c), sum(n[1], c), sum(n[2], c), sum(n[3], c), text(string(c))}
}
