package intake

import (
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
)

// LastStatement gives the day up to which an account's end-of-day statements have come
// and been reconciled; no day when none has. Reminders wait for it: a payment may stand
// in the statement that is missing.
func LastStatement(tx *ledger.Tx, account string) (last date.Date, err error) {
	_, err = tx.One(`SELECT COALESCE(MAX(last_day), 0) FROM bank_statement WHERE account = $1 AND kind = 'statement'`, []any{account},
		func(r *store.Row) error {
			last = r.Date(0)
			return nil
		})
	return last, err
}
