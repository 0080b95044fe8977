package payout

import (
	"girod/ledger"
	"girod/ledger/store"
)

// Since gives this tenant's payouts made after another one, oldest first.
func Since(tx *ledger.Tx, id int64) ([]Payout, error) {
	return payouts(tx, `id > $1`, id)
}

// Last gives the id of the payout made last in anybody's books; 0 when there is none.
func Last(tx *ledger.Tx) (id int64, err error) {
	_, err = tx.One(`SELECT COALESCE(MAX(id), 0) FROM payout`, nil, func(r *store.Row) error { id = r.Int(0); return nil })
	return id, err
}
