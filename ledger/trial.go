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

// TrialBalanceThrough is TrialBalance at the end of a day; no day takes all.
func (tx *Tx) TrialBalanceThrough(through date.Date) (list []AccountBalance, err error) {
	last := int64(through)
	if through == 0 {
		last = math.MaxInt64
	}
	err = tx.Each(`SELECT account.role, account.number, account.currency,
			SUM(CASE WHEN posting.amount > 0 THEN posting.amount ELSE 0 END),
			SUM(CASE WHEN posting.amount < 0 THEN -posting.amount ELSE 0 END)
		FROM posting JOIN entry ON entry.id = posting.entry JOIN account ON account.id = posting.account
		WHERE entry.booked_on <= $1 AND account.tenant = $2
		GROUP BY account.id, account.role, account.number, account.currency
		ORDER BY account.number, account.role, account.currency`, []any{last, tx.books.Tenant}, func(r *store.Row) error {
		list = append(list, AccountBalance{Role(r.Text(0)), r.Text(1), money.Currency(r.Text(2)), r.Int(3), r.Int(4), r.Int(3) - r.Int(4)})
		return nil
	})
	return list, err
}

// RoleBalance gives debit less credit of a role's accounts in a currency.
func (tx *Tx) RoleBalance(role Role, c money.Currency) (balance int64, err error) {
	_, err = tx.One(`SELECT COALESCE(SUM(posting.amount), 0) FROM posting JOIN account ON account.id = posting.account
		WHERE account.role = $1 AND account.currency = $2 AND account.tenant = $3`, []any{role, c, tx.books.Tenant}, func(r *store.Row) error {
		balance = r.Int(0)
		return nil
	})
	return balance, err
}
