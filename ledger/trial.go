package ledger

import (
	"math"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger/store"
)

// AccountBalance is what was debited and credited on an account.
type AccountBalance struct {
	Role     Role
	Number   string
	Currency money.Currency
	Debit    int64
	Credit   int64 // as a positive number
	Balance  int64 // debit less credit
}

// TrialBalance gives every account's balance, by number. The balances of a currency sum
// to zero, or something is broken.
func (tx *Tx) TrialBalance() ([]AccountBalance, error) { return tx.TrialBalanceThrough(0) }

// stretch is how many postings are summed at once: SQLite sorts what it groups, in memory.
const stretch = 250_000

// TrialBalanceThrough is TrialBalance at the end of a day; no day takes all. It is one walk
// along the postings.
func (tx *Tx) TrialBalanceThrough(through date.Date) (list []AccountBalance, err error) {
	last, postings := int64(through), int64(0)
	if through == 0 {
		last = math.MaxInt64
	}
	err = tx.Each(`SELECT COALESCE(MAX(id), 0) FROM posting`, nil, func(r *store.Row) error {
		postings = r.Int(0)
		return nil
	})
	sums := map[int64][2]int64{} // debit and credit by account
	for from := int64(1); from <= postings && err == nil; from += stretch {
		err = tx.Each(`SELECT posting.account,
				SUM(CASE WHEN posting.amount > 0 THEN posting.amount ELSE 0 END),
				SUM(CASE WHEN posting.amount < 0 THEN -posting.amount ELSE 0 END)
			FROM posting CROSS JOIN entry
			WHERE posting.id >= $1 AND posting.id < $2 AND entry.id = posting.entry AND entry.booked_on <= $3 AND +entry.tenant = $4
			GROUP BY posting.account`, []any{from, from + stretch, last, tx.books.Tenant}, func(r *store.Row) error {
			s := sums[r.Int(0)]
			sums[r.Int(0)] = [2]int64{s[0] + r.Int(1), s[1] + r.Int(2)}
			return nil
		})
	}
	if err != nil {
		return nil, err
	}
	err = tx.Each(`SELECT id, role, number, currency FROM account WHERE tenant = $1 ORDER BY number, role, currency`, []any{tx.books.Tenant}, func(r *store.Row) error {
		if s, moved := sums[r.Int(0)]; moved {
			list = append(list, AccountBalance{Role(r.Text(1)), r.Text(2), money.Currency(r.Text(3)), s[0], s[1], s[0] - s[1]})
		}
		return nil
	})
	return list, err
}
