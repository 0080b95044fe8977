package dunning

import (
	"encoding/json"

	"girod/ledger"
	"girod/ledger/store"
)

// LettersSince calls fn for every letter decided after another one, oldest first, and gives
// the id of the last; 0 begins with the first.
func LettersSince(tx *ledger.Tx, id int64, fn func(Reminder) error) (last int64, err error) {
	last = id
	err = tx.Each(`SELECT told, invoice, debtor, attempt, state, digest, id FROM reminder WHERE id > $1 ORDER BY id`, []any{id}, func(row *store.Row) error {
		r := Reminder{InvoiceID: ledger.InvoiceID(row.Int(1)), DebtorID: ledger.PartyID(row.Int(2)), Attempt: int(row.Int(3)),
			State: State(row.Text(4)), Digest: row.Text(5)}
		last = row.Int(6)
		if err := json.Unmarshal([]byte(row.Text(0)), &r.Reminder); err != nil {
			return err
		}
		return fn(r)
	})
	return last, err
}

// LastLetter gives the id of the letter decided last; 0 when there is none.
func LastLetter(tx *ledger.Tx) (id int64, err error) {
	_, err = tx.One(`SELECT COALESCE(MAX(id), 0) FROM reminder`, nil, func(r *store.Row) error { id = r.Int(0); return nil })
	return id, err
}
