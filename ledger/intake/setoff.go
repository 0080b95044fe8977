package intake

import (
	"errors"
	"fmt"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// What a person is refused who says what money was that went out.
var (
	// ErrNothingTaken: of the payment nothing rests that went out.
	ErrNothingTaken = errors.New("nothing of this payment rests on suspense that went out")
	// ErrNothingSaid: nobody has said what this money was.
	ErrNothingSaid = errors.New("nothing of this payment was set off, or booked as a charge")
	// ErrCameNot: the other payment is none that came in.
	ErrCameNot = errors.New("this payment did not come in")
)

// TakeBack says of money that went out, and rests, that the bank took a payment back with it:
// what the payment settled is open again, and the two meet (T-15). What of the payment has left
// the house since goes on resting, until somebody makes it good.
func TakeBack(tx *ledger.Tx, out, receipt ledger.ReceiptID, on date.Date, reason string) (ledger.EntryID, error) {
	debit, left, r, err := opposed(tx, out, receipt, reason)
	if err != nil {
		return 0, err
	}
	if err := undoLeft(tx, receipt, on, reason); err != nil {
		return 0, err
	}
	here, err := tx.SuspenseOf(receipt)
	if err != nil {
		return 0, err
	}
	if here == 0 {
		return 0, fmt.Errorf("payment %d: %w", receipt, ErrRefunded)
	}
	id, err := meet(tx, setOff(r, restRole(tx), restRole(tx), debit.ID, min(here, left), on), out, reason)
	if err != nil {
		return 0, err
	}
	parts, err := partsOf(tx, receipt)
	if err != nil {
		return 0, err
	}
	has := r.Amount + debit.Amount
	for _, part := range parts {
		has += part.Amount
	}
	// A debit is of one payment: another that it meets is not the bank's to have taken back.
	_, err = tx.Exec(`INSERT INTO taken_back (receipt, by_receipt, whole) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, receipt, out, has <= 0)
	return id, errors.Join(err, dropProposals(tx, receipt))
}

// Meet says that a payment makes good what went out: what rests of it, or else what it left its
// payer as credit, meets that. What it settled stays settled.
func Meet(tx *ledger.Tx, out, receipt ledger.ReceiptID, on date.Date, reason string) (ledger.EntryID, error) {
	debit, left, r, err := opposed(tx, out, receipt, reason)
	if err != nil {
		return 0, err
	}
	from := restRole(tx)
	here, err := tx.SuspenseOf(receipt)
	if err == nil && here == 0 && !agents(tx) {
		var c ledger.CustomerCredit
		if c, err = tx.CustomerCredit(receipt, 0); errors.Is(err, ledger.ErrNotFound) {
			err = nil
		}
		from, here = ledger.RoleCustomerCredit, c.Rest
	}
	if err == nil && here == 0 {
		err = fmt.Errorf("payment %d: %w", receipt, ErrNothingRests)
	}
	if err != nil {
		return 0, err
	}
	id, err := meet(tx, setOff(r, from, restRole(tx), debit.ID, min(here, left), on), out, reason)
	if here > left {
		return id, err
	}
	return id, errors.Join(err, dropProposals(tx, receipt))
}

// Charge says of money that went out, and rests, that it was the bank's charge (T-20).
func Charge(tx *ledger.Tx, out ledger.ReceiptID, on date.Date, reason string) (ledger.EntryID, error) {
	debit, left, err := wentOut(tx, out, reason)
	if err != nil {
		return 0, err
	}
	key, err := nextKey(tx, "charged", out)
	if err != nil {
		return 0, err
	}
	return tx.Post(ledger.Entry{Key: key, Why: ledger.Allocated, BookedOn: on, Text: fmt.Sprintf("Payment %d is the bank's charge", out), Reason: reason, File: debit.File,
		Postings: []ledger.Posting{
			{Role: ledger.RoleBankFee, Amount: left, Currency: debit.Currency},
			{Role: restRole(tx), Amount: -left, Currency: debit.Currency, Receipt: out},
		}})
}

// Takable gives the payments that a debit may have taken back: those of its amount to the same
// account, the last first, of which the bank has taken nothing.
func Takable(tx *ledger.Tx, out ledger.Receipt) (list []ledger.Receipt, err error) {
	if out.Amount >= 0 {
		return nil, nil
	}
	var ids []ledger.ReceiptID
	err = tx.Each(`SELECT receipt.id FROM receipt WHERE receipt.amount = $1 AND receipt.account = $2 AND receipt.booked_on <= $3 AND receipt.tenant = $4
		AND NOT EXISTS (SELECT 1 FROM taken_back WHERE taken_back.receipt = receipt.id) ORDER BY receipt.id DESC LIMIT 5`,
		[]any{-out.Amount, out.Account, out.BookedOn, tx.Tenant()}, func(r *store.Row) error {
			ids = append(ids, ledger.ReceiptID(r.Int(0)))
			return nil
		})
	for _, id := range ids {
		if err != nil {
			return nil, err
		}
		var r ledger.Receipt
		r, err = tx.Receipt(id)
		list = append(list, r)
	}
	return list, err
}

// setOff is the booking by which what is left of a payment, on the role from, meets money that
// went out.
func setOff(r ledger.Receipt, from, to ledger.Role, out ledger.ReceiptID, amount int64, on date.Date) ledger.Entry {
	return ledger.Entry{
		Key: fmt.Sprintf("set-off:%d:1", out), Why: ledger.Allocated, BookedOn: on,
		Text: fmt.Sprintf("Payment %d set off against payment %d", r.ID, out), File: r.File,
		Postings: []ledger.Posting{
			{Role: from, Amount: amount, Receipt: r.ID, Currency: r.Currency},
			{Role: to, Amount: -amount, Receipt: out, Currency: r.Currency},
		},
	}
}

// meet books a setting off by hand: the two may have been parted before.
func meet(tx *ledger.Tx, e ledger.Entry, out ledger.ReceiptID, reason string) (id ledger.EntryID, err error) {
	e.Reason = reason
	if e.Key, err = nextKey(tx, "set-off", out); err != nil {
		return 0, err
	}
	return tx.Post(e)
}

// Separate takes back what was said of money that went out: it rests again, and so does what of a
// payment had met it. What that payment had settled before is placed anew, by hand or by the rules.
func Separate(tx *ledger.Tx, out ledger.ReceiptID, on date.Date, reason string) error {
	if reason == "" {
		return ErrNoReason
	}
	if err := tx.Poster().Flush(); err != nil {
		return err
	}
	var said []ledger.EntryID
	err := tx.Each(`SELECT DISTINCT entry.id FROM posting JOIN entry ON entry.id = posting.entry WHERE posting.receipt = $1 AND posting.late = 1 AND entry.tenant = $2
		AND (entry.key LIKE 'set-off:%' OR entry.key LIKE 'charged:%')
		AND NOT EXISTS (SELECT 1 FROM entry AS mirror WHERE mirror.reverses = entry.id) ORDER BY entry.id`, []any{out, tx.Tenant()}, func(r *store.Row) error {
		said = append(said, ledger.EntryID(r.Int(0)))
		return nil
	})
	if err == nil && len(said) == 0 {
		err = fmt.Errorf("payment %d: %w", out, ErrNothingSaid)
	}
	for _, id := range said {
		if err == nil {
			_, err = tx.Reverse(id, on, reason)
		}
	}
	if err == nil {
		_, err = tx.Exec(`DELETE FROM taken_back WHERE by_receipt = $1`, out)
	}
	return err
}

// opposed reads money that went out, and rests, and a payment that came in.
func opposed(tx *ledger.Tx, out, receipt ledger.ReceiptID, reason string) (debit ledger.Receipt, left int64, r ledger.Receipt, err error) {
	if debit, left, err = wentOut(tx, out, reason); err != nil {
		return debit, 0, r, err
	}
	if r, err = tx.Receipt(receipt); err != nil {
		return debit, 0, r, err
	}
	switch {
	case r.Amount <= 0:
		err = fmt.Errorf("payment %d: %w", receipt, ErrCameNot)
	case r.Currency != debit.Currency:
		err = fmt.Errorf("payment %d in %s, payment %d in %s: %w", out, debit.Currency, receipt, r.Currency, money.ErrCurrency)
	}
	return debit, left, r, err
}

// wentOut reads money that went out, and how much of it rests.
func wentOut(tx *ledger.Tx, out ledger.ReceiptID, reason string) (r ledger.Receipt, left int64, err error) {
	if reason == "" {
		return r, 0, ErrNoReason
	}
	if r, err = tx.Receipt(out); err != nil {
		return r, 0, err
	}
	rest, err := tx.SuspenseOf(out)
	if err == nil && rest >= 0 {
		err = fmt.Errorf("payment %d: %w", out, ErrNothingTaken)
	}
	return r, -rest, err
}

// undoLeft takes back what of a payment's match is still here: a surplus that was refunded or
// used, or a factor's money that was forwarded, is not.
func undoLeft(tx *ledger.Tx, receipt ledger.ReceiptID, on date.Date, reason string) error {
	_, err := undo(tx, receipt, on, reason, leftStanding)
	if errors.Is(err, ErrNotMatched) { // all of it rests, or is gone
		err = nil
	}
	return errors.Join(err, tx.Poster().Flush())
}

// leftStanding is standing without what is gone.
func leftStanding(tx *ledger.Tx, r ledger.Receipt) ([]ledger.Posting, error) {
	if err := tx.Poster().Flush(); err != nil {
		return nil, err
	}
	lines, err := standing(tx, r)
	left := lines[:0]
	for _, line := range lines {
		here := -line.Amount
		switch {
		case err != nil:
			return nil, err
		case line.Role == ledger.RoleCustomerCredit:
			var c ledger.CustomerCredit
			c, err = tx.CustomerCredit(r.ID, 0)
			here = c.Rest
		case line.Role == ledger.RoleMisdirected:
			here, err = tx.MisdirectedOf(r.ID)
		}
		if line.Amount = max(line.Amount, -here); line.Amount != 0 {
			left = append(left, line)
		}
	}
	return left, err
}
