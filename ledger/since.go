package ledger

import "girod/ledger/store"

// Written is how far a database has been written: whatever comes later has higher ids.
// Who looks what a stretch of work did asks for it before, and for what is new after.
type Written struct {
	Entry   EntryID
	History int64
	Memo    int64 // of fees that are earned when paid
}

// Written tells how far the books of all tenants have been written.
func (tx *Tx) Written() (w Written, err error) {
	_, err = tx.One(`SELECT COALESCE((SELECT MAX(id) FROM entry), 0), COALESCE((SELECT MAX(id) FROM history), 0),
		COALESCE((SELECT MAX(id) FROM fee_memo), 0)`, nil, func(r *store.Row) error {
		w = Written{EntryID(r.Int(0)), r.Int(1), r.Int(2)}
		return nil
	})
	return w, err
}

// HistorySince calls fn for what happened in these books after a row of their history.
func (tx *Tx) HistorySince(id int64, fn func(History) error) error {
	return tx.Each(`SELECT `+historyColumns+` FROM history WHERE id > $1 AND tenant = $2 ORDER BY id`, []any{id, tx.books.Tenant}, func(r *store.Row) error {
		return fn(historyOf(r))
	})
}
