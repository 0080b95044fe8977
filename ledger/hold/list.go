package hold

import (
	"fmt"

	"girod/ledger"
	"girod/ledger/store"
)

// Listed is a hold with whom it is about.
type Listed struct {
	Hold
	Number   string // of the invoice, "" on a debtor
	Customer string
	Name     string
}

// List gives the holds of these books in the order in which they were put; those that are
// over as well when ended is set.
func List(tx *ledger.Tx, ended bool) (list []Listed, err error) {
	if ended {
		return listed(tx, ``)
	}
	return listed(tx, ` AND e.day IS NULL`)
}

// Show gives one of them.
func Show(tx *ledger.Tx, id ID) (Listed, error) {
	list, err := listed(tx, ` AND hold.id = $2`, id)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("hold %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return Listed{}, err
	}
	return list[0], nil
}

func listed(tx *ledger.Tx, and string, args ...any) (list []Listed, err error) {
	err = tx.Each(`SELECT `+columns+`, i.number, p.customer_no, p.name`+from+`
		LEFT JOIN invoice i ON i.id = hold.invoice JOIN party p ON p.id = COALESCE(hold.party, i.debtor)
		WHERE hold.tenant = $1`+and+` ORDER BY hold.id`, append([]any{tx.Tenant()}, args...),
		func(r *store.Row) error {
			list = append(list, Listed{holdOf(r), r.Text(14), r.Text(15), r.Text(16)})
			return nil
		})
	return list, err
}

// Check gives what is wrong with the holds of the house: one for no reason we know, one
// about somebody who is not there or is in other books, one that says neither why nor who.
func Check(tx *ledger.Tx) (wrongs []string, err error) {
	err = tx.Each(`SELECT `+columns+`, COALESCE(p.tenant, 0), hold.tenant`+from+`
		LEFT JOIN invoice i ON i.id = hold.invoice LEFT JOIN party p ON p.id = COALESCE(hold.party, i.debtor) ORDER BY hold.id`, nil, func(r *store.Row) error {
		h := holdOf(r)
		switch {
		case !h.Reason.Known() || h.Reason.OfDebtor() && h.Invoice != 0:
			wrongs = append(wrongs, fmt.Sprintf("hold %d has the reason %q", h.ID, h.Reason))
		case r.Int(14) == 0:
			wrongs = append(wrongs, fmt.Sprintf("hold %d is about nobody", h.ID))
		case r.Int(14) != r.Int(15):
			wrongs = append(wrongs, fmt.Sprintf("hold %d stands in the books of tenant %d and is about one of tenant %d's", h.ID, r.Int(15), r.Int(14)))
		case h.Source == "" || h.By == "":
			wrongs = append(wrongs, fmt.Sprintf("hold %d says neither why nor who", h.ID))
		}
		return nil
	})
	return wrongs, err
}
