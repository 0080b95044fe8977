package ledger

import (
	"encoding/hex"

	"girod/ledger/store"
)

// Heads gives the ends of the two chains, of entries and of history, in hex: the values
// to note somewhere outside, because a chain that was cut at its end shows no break. ""
// stands for a chain without links.
func (tx *Tx) Heads() (entries, history string, err error) {
	for _, c := range []struct {
		table string
		head  *string
	}{{"entry", &entries}, {"history", &history}} {
		_, err := tx.One(`SELECT hash FROM `+c.table+` ORDER BY id DESC LIMIT 1`, nil, func(r *store.Row) error {
			*c.head = hex.EncodeToString(r.Bytes(0))
			return nil
		})
		if err != nil {
			return "", "", err
		}
	}
	return entries, history, nil
}
