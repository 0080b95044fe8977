package dunning

import (
	"girod/ledger"
	"girod/ledger/store"
)

// LettersSince calls fn for every letter of these books decided after another one, of
// whosever books that was, oldest first.
func LettersSince(tx *ledger.Tx, id int64, fn func(Reminder) error) error {
	return eachKept(tx, keptColumns+`JOIN invoice ON invoice.id = reminder.invoice WHERE reminder.id > $1 AND invoice.tenant = $2 ORDER BY reminder.id`,
		[]any{id, tx.Tenant()}, fn)
}

// LastLetter gives the id of the letter decided last in anybody's books; 0 when there is none.
func LastLetter(tx *ledger.Tx) (id int64, err error) {
	_, err = tx.One(`SELECT COALESCE(MAX(id), 0) FROM reminder`, nil, func(r *store.Row) error { id = r.Int(0); return nil })
	return id, err
}
