package mail

import (
	"time"

	"girod/ledger/store"
)

// Receipt is what stands in the record of a letter: it was begun before the server was called,
// and ended with the server's words.
type Receipt struct {
	Result
	MessageID string
	Attempts  int
	At        time.Time // of the last attempt
}

// ReceiptOf gives the record of the letter with a key; false where none was ever tried.
func ReceiptOf(tx *store.Tx, key string) (r Receipt, tried bool, err error) {
	tried, err = tx.One(`SELECT message_id, state, attempt, answer, at FROM mail WHERE key = $1`, []any{key}, func(row *store.Row) (err error) {
		r = Receipt{Result: Result{State: State(row.Text(1)), Answer: row.Text(3)}, MessageID: row.Text(0), Attempts: int(row.Int(2))}
		r.At, err = time.Parse(time.RFC3339, row.Text(4))
		return err
	})
	return r, tried, err
}
