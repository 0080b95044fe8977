package correspondence

import (
	"girod/formats"
	"girod/ledger"
	"girod/ledger/dunning"
)

// Compensate tells businesses on the day it is claimed what their late payment costs them:
// the compensation alone, for the principal is the next reminder's. A claim nobody may be
// written to is left out, and its history says why.
func (d Desk) Compensate(tx *ledger.Tx, list []dunning.Compensated) error {
	var pieces []piece
	for i := range list {
		c := &list[i]
		w := about(formats.CompensationLetter, &c.Invoice)
		w.Cost, w.Compensation = c.Amount, c.Amount
		w.Fees = []formats.LetterFee{{Kind: dunning.CompensationFee, Amount: c.Amount, On: d.Today}}
		why, err := d.way(tx, w, &c.Debtor)
		if err != nil {
			return err
		}
		p := piece{word: w, invoice: c.Invoice.ID, to: c.Invoice.Debtor, attempt: 1}
		if why == "" {
			pieces = append(pieces, p)
			continue
		}
		l := Letter{Reminder: *w, InvoiceID: p.invoice, To: p.to}
		if err := l.note(tx, "letter-skipped", "No letter ("+string(w.Kind)+"): "+why); err != nil {
			return err
		}
	}
	if len(pieces) == 0 {
		return nil
	}
	_, err := d.put(tx, pieces)
	return err
}
