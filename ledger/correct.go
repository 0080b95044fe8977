package ledger

import (
	"fmt"

	"girod/formats/date"
)

// undoneBy says what takes an event back, where a bare reversal would leave the bank's
// statement, a payout or a match saying something else than the book.
var undoneBy = map[Why]string{
	InvoiceIssued:   "an issued invoice is credited: girod invoices credit",
	PaymentReceived: "the bank's statement stands: girod payments undo gives the money another owner",
	PaymentReversed: "the bank's statement stands: allocate what it left on suspense",
	Allocated:       "girod payments undo takes back what a payment settled",
	PayoutSent:      "a payout is answered by the bank, or dissolved: girod payouts",
	PayoutDebited:   "the bank's statement stands: a returned payout comes back by itself",
	PayoutRejected:  "a payout is answered by the bank, or dissolved: girod payouts",
	PayoutReturned:  "the bank's statement stands: propose the payout anew",
	BankCharge:      "the bank's statement stands: book a correction beside it",
	BankMoved:       "the bank's statement stands: book a correction beside it",
	PaidElsewhere:   "girod cases withdraw takes back what was registered by hand",
	ClientCollected: "the bank's statement stands: book a correction beside it",
	OutlayPaid:      "girod clients outlay --back takes an outlay back",
	OutlayCharged:   "it follows a payment of the claim: undo that, girod payments undo",
	ClientOwes:      "it follows what the bank took back: the client pays it, or its next money does",

	CurrencyDifference: "girod payments undo takes back what a payment settled, in both currencies",
	CardSold:           "what was bought is told by the acquirer: its own correction comes in a later report",
	CardSettled:        "girod settlements part takes a settlement and a payment apart that a person met, or that met by themselves",
}

// Correct reverses an entry because a person says so: who and why stand in the mirror and
// in the history of each invoice it touches. What another act takes back is refused, and
// so is a reversal that would leave less than nothing owed on an invoice: what was paid
// since must have an owner first.
func (tx *Tx) Correct(id EntryID, on date.Date, reason string) (EntryID, error) {
	old, err := tx.Entry(id)
	if err != nil {
		return 0, err
	}
	if instead := undoneBy[old.Why]; instead != "" || old.Receipts > 0 {
		return 0, fmt.Errorf("voucher %s, %s: %w\nhint: %s", old.Voucher(), old.Why, ErrNotByHand, instead)
	}
	mirror, err := tx.Reverse(id, on, reason)
	if err != nil {
		return 0, err
	}
	e, err := tx.Entry(mirror)
	if err != nil {
		return 0, err
	}
	told := map[InvoiceID]bool{}
	for _, p := range e.Postings {
		if p.Invoice == 0 {
			continue
		}
		if err := tx.overReversed(p); err != nil {
			return 0, err
		}
		if told[p.Invoice] {
			continue
		}
		told[p.Invoice] = true
		l, err := tx.LossOf(p.Invoice)
		if err != nil {
			return 0, err
		}
		if l.Expected < 0 || l.Doubtful < 0 || l.Confirmed < 0 || l.Reclaimed < 0 {
			return 0, fmt.Errorf("voucher %s: %w: what came of that loss since must be reversed first", old.Voucher(), ErrNotByHand)
		}
		text := fmt.Sprintf("%s (%s) reversed by %s: %s", old.Voucher(), old.Text, e.Voucher(), reason)
		if err := tx.AddHistory(History{Invoice: p.Invoice, Kind: "reversed", Text: text}); err != nil {
			return 0, err
		}
	}
	return mirror, nil
}

// overReversed refuses a mirrored posting that took more from an item than was left.
func (tx *Tx) overReversed(p Posting) error {
	if p.Role != RoleAR && !isEarned(p.Role) || p.Bucket == Interest || p.Amount > 0 {
		return nil
	}
	i, err := tx.Invoice(p.Invoice)
	if err != nil || i.Kind == KindCredit {
		return err
	}
	owed, err := tx.Balance(p.Invoice)
	if err == nil && owed[p.Bucket] < 0 {
		err = fmt.Errorf("invoice %s: %w: its %s has been paid or reduced since\nhint: undo that first", i.Number, ErrNotByHand, p.Bucket)
	}
	return err
}
