package correspondence

import (
	"fmt"

	"girod/ledger"
	"girod/ledger/store"
)

// laws are what must never be found: each a question whose rows are wrong.
var laws = []struct{ query, says string }{
	{`SELECT id FROM correspondence WHERE state IN ('rendered', 'sent') AND digest = '' ORDER BY id`, "letter w%06d has left, and nobody knows its bytes"},
	{`SELECT correspondence.id FROM correspondence JOIN invoice ON invoice.id = correspondence.invoice WHERE invoice.tenant <> correspondence.tenant ORDER BY 1`,
		"letter w%06d is about an invoice of other books"},
	{`SELECT correspondence.id FROM correspondence JOIN party ON party.id = correspondence.party WHERE party.tenant <> correspondence.tenant ORDER BY 1`,
		"letter w%06d is to somebody of other books"},
	{`SELECT correspondence.id FROM correspondence JOIN payout ON payout.id = correspondence.payout
		WHERE payout.tenant <> correspondence.tenant OR payout.state IN ('draft', 'validated', 'proposed', 'approved') ORDER BY 1`,
		"letter w%06d tells of money that has not left these books"},
	{`SELECT correspondence.id FROM correspondence LEFT JOIN reminder ON reminder.invoice = correspondence.invoice AND reminder.told_on <= correspondence.told_on
		WHERE correspondence.kind = 'withdrawn' AND reminder.id IS NULL ORDER BY 1`, "letter w%06d withdraws what nobody was reminded of"},
	{`SELECT id FROM correspondence WHERE (channel = 'mail') <> (email <> '') ORDER BY id`, "letter w%06d goes by e-mail to nobody, or by post to an address of e-mail"},
}

// Check gives what is wrong with the letters.
func Check(tx *ledger.Tx) (wrongs []string, err error) {
	for _, l := range laws {
		if err == nil {
			err = tx.Each(l.query, nil, func(r *store.Row) error {
				wrongs = append(wrongs, fmt.Sprintf(l.says, r.Int(0)))
				return nil
			})
		}
	}
	return wrongs, err
}
