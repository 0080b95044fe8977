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
// (T-16), bucket by bucket in an order. What the rules do about a claim beside settling it
// is done here too: interest is brought to the day the money came, a notice that was paid in
// time is honoured, a collector is told. toCredit keeps what is left as customer credit of
// the first invoice's debtor; else it goes on resting. The entry's id proves what was done;
// who and when stand in it.
func Allocate(tx *ledger.Tx, receipt ledger.ReceiptID, parts []Part, order []ledger.Bucket, toCredit bool, d Desk, on date.Date, reason string) (ledger.EntryID, error) {
	r, rest, err := rests(tx, receipt)
	if err != nil {
		return 0, err
	}
	b := byHand{placer: placing(tx, d), r: r, in: r.Currency, left: rest, order: order,
		entry: ledger.Entry{Why: ledger.Allocated, BookedOn: on, Text: fmt.Sprintf("Payment %d allocated", receipt), Reason: reason, File: r.File}}
	if err := b.turnTo(parts); err != nil {
		return 0, err
	}
	for _, part := range parts {
		if err := b.give(part); err != nil {
			return 0, err
		}
	}
	if b.in != r.Currency {
		return b.exchanged(rest)
	}
	if toCredit && b.left > 0 && b.party != 0 && !agents(tx) {
		b.entry.Postings = append(b.entry.Postings, ledger.Posting{Role: ledger.RoleCustomerCredit, Amount: -b.left, Party: b.party})
		b.left = 0
	}
	if b.left == rest {
		return 0, fmt.Errorf("payment %d: %w", receipt, ErrMoreThanOwed)
	}
	b.entry.Postings = append(b.entry.Postings, ledger.Posting{Role: restRole(tx), Amount: rest - b.left})
	id, err := correct(tx, b.entry, "allocated", r)
	if err != nil {
		return 0, err
	}
	if err := tx.Poster().Flush(); err != nil {
		return 0, err
	}
	if agents(tx) {
		if err := errors.Join(retain(tx, b.given, on), evenOut(tx, on)); err != nil {
			return 0, err
		}
	}
	return id, b.tell()
}

// tell does what an allocation leaves to be done.
func (b *byHand) tell() error {
	return errors.Join(flagPassed(b.tx, b.passed), tellCollectors(b.tx, b.desk, b.direct), learnOne(b.tx, b.r, b.party), dropProposals(b.tx, b.r.ID))
}

// byHand is an allocation that a person makes.
type byHand struct {
	placer
	r      ledger.Receipt
	in     money.Currency // of the claims
	left   int64
	order  []ledger.Bucket
	entry  ledger.Entry
	party  ledger.PartyID
	direct []onInvoice
	passed []onInvoice
	given  []onInvoice
}

// give gives an invoice its part.
func (b *byHand) give(part Part) error {
	invoice, err := b.tx.Invoice(part.Invoice)
	if err != nil {
		return err
	}
	if invoice.Currency != b.in {
		return fmt.Errorf("invoice %s in %s, beside one in %s: %w", invoice.Number, invoice.Currency, b.in, money.ErrCurrency)
	}
	if b.party == 0 {
		b.party = invoice.Debtor
	}
	d, err := b.bring(part)
	if err != nil {
		return err
	}
	lines, used, err := b.fill(invoice, part.Amount)
	if err != nil {
		return err
	}
	b.left -= used
	b.entry.Postings = append(b.entry.Postings, lines...)
	s := onInvoice{receipt: b.r.ID, invoice: invoice.ID, amount: used}
	for _, line := range lines {
		s.of[line.Bucket] -= line.Amount
	}
	b.given = append(b.given, s)
	if d.State&matching.AtPartner != 0 && used > 0 {
		b.direct = append(b.direct, s)
	}
	if d.Passed {
		b.passed = append(b.passed, s)
	}
	return nil
}

// bring brings an invoice to the day the money came, as the rules do: its interest, and what was
// charged since.
func (b *byHand) bring(part Part) (*matching.Decision, error) {
	ids, err := b.claims.adding(`WHERE invoice.id = $1 AND invoice.tenant = $2`, part.Invoice, b.tx.Tenant())
	if err != nil {
		return nil, err
	}
	amount := part.Amount
	if amount == 0 {
		amount = b.left
	}
	told := repeated(b.r, amount)
	told.Currency = b.in
	d, err := b.matcher.Due(&told, ids[0], amount)
	if err != nil {
		return nil, err
	}
	b.entry.Text += string(d.Evidence)
	var moves interestMoves
	moves.add(b.r.ID, d)
	return d, errors.Join(moves.applyLater(b.tx), letFall(b.tx, falls(b.r.ID, d, b.r.BookedOn, b.entry.BookedOn)))
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
func (b *byHand) fill(invoice ledger.Invoice, want int64) (lines []ledger.Posting, used int64, err error) {
	owed, err := b.tx.Balance(invoice.ID)
	if err != nil {
		return nil, 0, err
	}
	total := owed[0] + owed[1] + owed[2] + owed[3]
	switch {
	case total < 0 && (want == 0 || want == total): // a credit note is used up
		return []ledger.Posting{{Role: ledger.RoleAR, Amount: -total, Invoice: invoice.ID}}, total, nil
	case want > b.left:
		return nil, 0, fmt.Errorf("invoice %s: %w", invoice.Number, ErrTooMuch)
	case want > total:
		return nil, 0, fmt.Errorf("invoice %s: %w: %s", invoice.Number, ErrMoreThanOwed, money.Of(total, invoice.Currency))
	case want == 0:
		want = min(b.left, total)
	}
	for _, bucket := range b.order {
		take := min(want-used, owed[bucket])
		if take <= 0 {
			continue
		}
		lines = append(lines, b.claims.states.settles(&matching.Share{Invoice: invoice.ID, Bucket: bucket, Amount: take}))
		used += take
	}
	return lines, used, nil
}

// learnOne teaches rule 6 whose account paid, as a person has said it.
func learnOne(tx *ledger.Tx, r ledger.Receipt, party ledger.PartyID) error {
	if len(r.PayerAccount) == 0 || party == 0 {
		return nil
	}
	l, err := payersOf(tx)
	if err != nil {
		return err
	}
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
