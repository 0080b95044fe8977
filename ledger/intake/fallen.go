package intake

import (
	"fmt"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// fallen is what reminders charged of an invoice after the money for it had come: a file that
// was late, a payment that rested. It is taken back (T-06), and stands again when the payment
// turns out to be somebody else's or the bank takes it back.
type fallen struct {
	receipt ledger.ReceiptID
	invoice ledger.InvoiceID
	give    ledger.Balance
}

// fell gathers what falls with a decision, by invoice.
func fell(receipt ledger.ReceiptID, d *matching.Decision) (list []fallen) {
	for _, s := range d.Fallen {
		if n := len(list); n == 0 || list[n-1].invoice != s.Invoice {
			list = append(list, fallen{receipt: receipt, invoice: s.Invoice})
		}
		list[len(list)-1].give[s.Bucket] += s.Amount
	}
	return list
}

// letFall takes the charges back, and keeps by whose payment.
func letFall(tx *ledger.Tx, list []fallen) error {
	for _, f := range list {
		done, err := tx.CreditBuckets(ledger.Credit{Invoice: f.invoice, On: date.From(tx.At()), Reason: fmt.Sprintf("pay%d came before it was charged", f.receipt)}, f.give)
		if err == nil {
			_, err = tx.Exec(`INSERT INTO charge_fallen (entry, receipt) VALUES ($1, $2)`, done.Entry, f.receipt)
		}
		if err != nil {
			return fmt.Errorf("payment %d: what was charged after it: %w", f.receipt, err)
		}
	}
	return nil
}

// standAgain puts back what had fallen with a payment that no longer settles anything.
func standAgain(tx *ledger.Tx, receipt ledger.ReceiptID, on date.Date, reason string) error {
	var entries []ledger.EntryID
	err := tx.Each(`SELECT entry FROM charge_fallen WHERE receipt = $1 ORDER BY entry`, []any{receipt}, func(r *store.Row) error {
		entries = append(entries, ledger.EntryID(r.Int(0)))
		return nil
	})
	for _, id := range entries {
		if err == nil {
			_, err = tx.Correct(id, on, reason)
		}
	}
	if err == nil && len(entries) > 0 {
		_, err = tx.Exec(`DELETE FROM charge_fallen WHERE receipt = $1`, receipt)
	}
	return err
}
