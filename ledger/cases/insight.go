package cases

import (
	"girod/ledger"
	"girod/ledger/store"
)

// PaymentsIn gives the payments that an entry settled on the invoices of a case, in order: a
// booking in a history tells with them who paid, and how it came (R-BST-46, payment info).
// An entry may hold a whole day's payments; those for other debtors are not told.
func (c Case) PaymentsIn(tx *ledger.Tx, entry ledger.EntryID) (list []ledger.Receipt, err error) {
	var ids []ledger.ReceiptID
	err = tx.Each(`SELECT DISTINCT p.receipt FROM case_invoice i CROSS JOIN item_posting n CROSS JOIN posting p
		WHERE i.debt_case = $1 AND n.invoice = i.invoice AND p.id = n.posting AND p.entry = $2 AND p.receipt IS NOT NULL ORDER BY p.receipt`,
		[]any{c.ID, entry}, func(r *store.Row) error {
			ids = append(ids, ledger.ReceiptID(r.Int(0)))
			return nil
		})
	for _, id := range ids {
		if err != nil {
			return nil, err
		}
		var rec ledger.Receipt
		rec, err = tx.Receipt(id)
		list = append(list, rec)
	}
	return list, err
}
