package intake

import (
	"errors"
	"fmt"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/matching"
)

// What a person is refused when correcting a match.
var (
	// ErrNothingRests: the receipt has nothing left on suspense.
	ErrNothingRests = errors.New("nothing of this payment rests on suspense")
	// ErrTooMuch: the shares sum to more than rests.
	ErrTooMuch = errors.New("more than rests of this payment")
	// ErrMoreThanOwed: a share is larger than what is owed on its invoice.
	ErrMoreThanOwed = errors.New("more than is owed on this invoice")
	// ErrNoReason: a correction needs a reason, for the auditor.
	ErrNoReason = errors.New("give a reason")
	// ErrNotMatched: the receipt settled nothing, or was undone before.
	ErrNotMatched = errors.New("this payment settles nothing")
	// ErrTakenBack: the bank took the payment back, so there is nothing to correct.
	ErrTakenBack = errors.New("the bank has taken this payment back")
	// ErrRefunded: part of the payment has left the house again.
	ErrRefunded = errors.New("the surplus of this payment has been used or paid out")
)

// Order is which bucket a manual allocation fills first. The chosen one comes first, the
// others follow as the source document lists them: Kapital, Avgift, Ränta, Kostnad
// (DOMAIN.md §0.4, rule 5).
func Order(first ledger.Bucket) []ledger.Bucket {
	order := []ledger.Bucket{first}
	for _, b := range []ledger.Bucket{ledger.Principal, ledger.Fee, ledger.Interest, ledger.Cost} {
		if b != first {
			order = append(order, b)
		}
	}
	return order
}

// Part is what a person gives of a receipt to one invoice; 0 means as much as fits.
type Part struct {
	Invoice ledger.InvoiceID
	Amount  int64
}

// Allocate gives a receipt that rests on suspense to invoices, as a person decided
// (T-16). toCredit keeps what is left as customer credit of the first invoice's debtor;
// else it goes on resting. The entry's id proves what was done; who and when stand in it.
func Allocate(tx *ledger.Tx, receipt ledger.ReceiptID, parts []Part, order []ledger.Bucket, toCredit bool, on date.Date, reason string) (ledger.EntryID, error) {
	r, rest, err := rests(tx, receipt)
	if err != nil {
		return 0, err
	}
	left := rest
	e := ledger.Entry{Why: ledger.Allocated, BookedOn: on, Text: fmt.Sprintf("Payment %d allocated", receipt), Reason: reason, File: r.File}
	var party ledger.PartyID
	for _, part := range parts {
		invoice, err := tx.Invoice(part.Invoice)
		if err != nil {
			return 0, err
		}
		if invoice.Currency != r.Currency {
			return 0, fmt.Errorf("invoice %s in %s, payment in %s: %w", invoice.Number, invoice.Currency, r.Currency, money.ErrCurrency)
		}
		if party == 0 {
			party = invoice.Debtor
		}
		lines, used, err := fill(tx, invoice, part.Amount, left, order)
		if err != nil {
			return 0, err
		}
		left -= used
		e.Postings = append(e.Postings, lines...)
	}
	if toCredit && left > 0 && party != 0 {
		e.Postings = append(e.Postings, ledger.Posting{Role: ledger.RoleCustomerCredit, Amount: -left, Party: party})
		left = 0
	}
	if left == rest {
		return 0, fmt.Errorf("payment %d: %w", receipt, ErrMoreThanOwed)
	}
	e.Postings = append(e.Postings, ledger.Posting{Role: ledger.RoleSuspense, Amount: rest - left})
	id, err := correct(tx, e, "allocated", r)
	if err != nil {
		return 0, err
	}
	return id, errors.Join(learnOne(tx, r, party), dropProposals(tx, receipt))
}

// rests reads a receipt with what rests of it.
func rests(tx *ledger.Tx, id ledger.ReceiptID) (r ledger.Receipt, rest int64, err error) {
	if r, err = tx.Receipt(id); err != nil {
		return r, 0, err
	}
	if rest, err = tx.SuspenseOf(id); err != nil {
		return r, 0, err
	}
	if rest <= 0 {
		return r, 0, fmt.Errorf("payment %d: %w", id, ErrNothingRests)
	}
	return r, rest, nil
}

// fill gives the postings that settle an invoice's buckets in order, and what they took.
func fill(tx *ledger.Tx, invoice ledger.Invoice, want, left int64, order []ledger.Bucket) (lines []ledger.Posting, used int64, err error) {
	owed, err := tx.Balance(invoice.ID)
	if err != nil {
		return nil, 0, err
	}
	total := owed[0] + owed[1] + owed[2] + owed[3]
	switch {
	case total < 0 && (want == 0 || want == total): // a credit note is used up
		return []ledger.Posting{{Role: ledger.RoleAR, Amount: -total, Invoice: invoice.ID}}, total, nil
	case want > left:
		return nil, 0, fmt.Errorf("invoice %s: %w", invoice.Number, ErrTooMuch)
	case want > total:
		return nil, 0, fmt.Errorf("invoice %s: %w: %s", invoice.Number, ErrMoreThanOwed, money.Of(total, invoice.Currency))
	case want == 0:
		want = min(left, total)
	}
	for _, bucket := range order {
		take := min(want-used, owed[bucket])
		if take <= 0 {
			continue
		}
		lines = append(lines, shareLine(&matching.Share{Invoice: invoice.ID, Bucket: bucket, Amount: take}))
		used += take
	}
	return lines, used, nil
}

// learnOne teaches rule 6 whose account paid, as a person has said it.
func learnOne(tx *ledger.Tx, r ledger.Receipt, party ledger.PartyID) error {
	if len(r.PayerAccount) == 0 || party == 0 {
		return nil
	}
	l := payers{of: map[string]payer{}}
	l.met(r.ID, &formats.Payment{PayerAccount: r.PayerAccount}, &matching.Decision{Rule: 3, Party: party})
	return l.learn(tx, nil)
}

// nextKey makes the key of a correction: a receipt may be corrected many times, so they
// are counted.
func nextKey(tx *ledger.Tx, what string, receipt ledger.ReceiptID) (string, error) {
	for n := 1; ; n++ {
		key := fmt.Sprintf("%s:%d:%d", what, receipt, n)
		there, err := tx.HasEntry(key)
		if err != nil || !there {
			return key, err
		}
	}
}
