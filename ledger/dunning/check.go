package dunning

import (
	"fmt"

	"girod/ledger"
	"girod/ledger/store"
)

// laws are what must never be found: each a question whose rows are wrong.
var laws = []struct{ query, says string }{
	{`SELECT dunning.invoice, dunning.level FROM dunning JOIN reminder ON reminder.id = dunning.reminder
		WHERE reminder.invoice <> dunning.invoice OR reminder.level > dunning.level OR reminder.told_on > dunning.told_on ORDER BY dunning.invoice`,
		"invoice %d stands at step %d without the letter that brought it there"},
	{`SELECT reminder.invoice, reminder.id FROM reminder JOIN dunning ON dunning.invoice = reminder.invoice
		WHERE reminder.level > dunning.level OR reminder.id > dunning.reminder ORDER BY reminder.id`, "invoice %d was told by letter %d what its standing does not know"},
	{`SELECT dunning_charge.invoice, dunning_charge.charged_on FROM dunning_charge
		WHERE amount > 0 AND NOT EXISTS (SELECT 1 FROM item_posting JOIN posting ON posting.id = item_posting.posting JOIN entry ON entry.id = posting.entry
			WHERE item_posting.invoice = dunning_charge.invoice AND posting.amount = dunning_charge.amount AND entry.booked_on = dunning_charge.charged_on
				AND entry.why IN ('reminder-fee', 'late-compensation', 'plan-fee'))
		AND NOT EXISTS (SELECT 1 FROM fee_memo WHERE fee_memo.invoice = dunning_charge.invoice AND fee_memo.amount = dunning_charge.amount
			AND fee_memo.claimed_on = dunning_charge.charged_on)
		AND NOT EXISTS (SELECT 1 FROM client_charge WHERE client_charge.invoice = dunning_charge.invoice AND client_charge.amount = dunning_charge.amount
			AND client_charge.day = dunning_charge.charged_on)`, "invoice %d was charged on %d what the book did not book"},
}

// Check gives what is wrong with the reminders: a standing no letter explains, a charge that
// is in no entry.
func Check(tx *ledger.Tx) (wrongs []string, err error) {
	for _, l := range laws {
		if err == nil {
			err = tx.Each(l.query, nil, func(r *store.Row) error {
				wrongs = append(wrongs, fmt.Sprintf(l.says, r.Int(0), r.Int(1)))
				return nil
			})
		}
	}
	return wrongs, err
}
