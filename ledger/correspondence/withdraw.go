package correspondence

import (
	"girod/formats"
	"girod/ledger"
	"girod/ledger/dunning"
	"girod/ledger/store"
)

// Withdraw tells the debtor of an invoice that was reminded of that it falls, in full or in
// part. It gives the letter's name, or "" when none is written: nobody had been reminded, or
// the history says why not.
func (d Desk) Withdraw(tx *ledger.Tx, invoice ledger.InvoiceID, credit formats.LetterCredit) (name string, err error) {
	reminded, err := dunning.Of(tx, invoice)
	if err != nil || len(reminded) == 0 {
		return "", err
	}
	inv, err := tx.Invoice(invoice)
	if err != nil {
		return "", err
	}
	left, err := tx.Balance(invoice)
	if err != nil || -left[ledger.Principal] >= credit.Amount { // all of it had been paid: the refund's letter tells
		return "", err
	}
	w := about(formats.WithdrawnLetter, &inv)
	w.Principal, w.Fee, w.Interest, w.Cost = max(left[ledger.Principal], 0), max(left[ledger.Fee], 0), max(left[ledger.Interest], 0), max(left[ledger.Cost], 0)
	w.Credit = &credit
	return d.tell(tx, piece{word: w, invoice: invoice, to: inv.Debtor, attempt: 1})
}

// LastInvoice is the newest document of the book: what a file brings comes after it.
func LastInvoice(tx *ledger.Tx) (last ledger.InvoiceID, err error) {
	_, err = tx.One(`SELECT COALESCE(MAX(id), 0) FROM invoice`, nil, func(r *store.Row) error {
		last = ledger.InvoiceID(r.Int(0))
		return nil
	})
	return last, err
}

// WithdrawSince tells the debtors whose reminded invoices fall by the credit notes that came
// after a document: those of a file that has just been booked. The source's credit note
// says no more than its number, so no reason is told. Of a claim that had been paid nothing falls:
// the letter of the refund tells of it.
func (d Desk) WithdrawSince(tx *ledger.Tx, after ledger.InvoiceID) error {
	type fall struct {
		invoice ledger.InvoiceID
		credit  formats.LetterCredit
	}
	var falls []fall
	err := tx.Each(`SELECT note.refers, note.number, note.issued, note.gross FROM invoice note
			JOIN entry ON entry.key = 'invoice:' || note.number AND entry.tenant = note.tenant
		WHERE note.id > $1 AND note.kind = 'credit' AND note.tenant = $2 AND EXISTS (SELECT 1 FROM reminder WHERE reminder.invoice = note.refers)
			AND EXISTS (SELECT 1 FROM posting JOIN account ON account.id = posting.account WHERE posting.id >= entry.first AND posting.id < entry.first + entry.lines
				AND posting.invoice = note.refers AND account.role IN ('ar', 'fee_income', 'late_comp_income'))
		ORDER BY note.id`, []any{after, tx.Tenant()}, func(r *store.Row) error {
		falls = append(falls, fall{ledger.InvoiceID(r.Int(0)), formats.LetterCredit{Number: r.Text(1), On: r.Date(2), Amount: r.Int(3)}})
		return nil
	})
	for _, f := range falls {
		if err == nil {
			_, err = d.Withdraw(tx, f.invoice, f.credit)
		}
	}
	return err
}
