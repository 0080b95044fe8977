package report

import (
	"girod/ledger"
	"girod/ledger/store"
)

// Since gives this tenant's reports kept after another one, oldest first.
func Since(tx *ledger.Tx, id int64) (list []Kept, err error) {
	err = tx.Each(keptSelect+`WHERE id > $1 AND tenant = $2 ORDER BY id`, []any{id, int64(tx.Tenant())}, func(r *store.Row) error {
		k, err := keptOf(r)
		list = append(list, k)
		return err
	})
	return list, err
}

// Last gives the id of the report kept last of anybody's; 0 when there is none.
func Last(tx *ledger.Tx) (id int64, err error) {
	_, err = tx.One(`SELECT COALESCE(MAX(id), 0) FROM report_kept`, nil, func(r *store.Row) error { id = r.Int(0); return nil })
	return id, err
}
