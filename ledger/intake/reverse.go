package intake

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// settled is what a receipt did for the claims that a reversal names.
type settled struct {
	receipt ledger.ReceiptID
	onThese int64 // of it, on these claims
	shares  []matching.Share
	credit  int64 // of it, kept as the payer's credit
	whole   int64 // what the bank has left of its amount
	part    bool  // only this much of it is taken back
}

// watchDebits finds the claims that the file's debits name.
func (a *applier) watchDebits() error {
	a.watch = map[matching.ID]bool{}
	for i := range a.v.debits {
		ids, err := a.matcher.Named(&a.v.debits[i])
		if err != nil {
			return err
		}
		for _, id := range ids {
			a.watch[id] = true
		}
	}
	return nil
}

// remember keeps what a receipt of this file settled, for a reversal in the same file.
func (a *applier) remember(receipt ledger.ReceiptID, p *formats.Payment, d *matching.Decision) {
	if len(d.Shares) == 0 {
		for i := range d.Credits {
			a.twice[d.Credits[i].Invoice] = true
		}
	}
	for i := range d.Shares {
		share := d.Shares[i]
		if !a.v.manyDebits && !a.watch[share.Claim] {
			continue
		}
		list := a.settled[share.Claim]
		if n := len(list); n == 0 || list[n-1].receipt != receipt {
			beyond := d.Credited() - foreign(d)
			if agents(a.tx) {
				beyond = p.Amount - d.Allocated()
			}
			list = append(list, settled{receipt: receipt, credit: beyond, whole: p.Amount})
		}
		list[len(list)-1].take(share)
		a.settled[share.Claim] = list
	}
}

func (s *settled) take(share matching.Share) {
	s.onThese += share.Amount
	s.shares = append(s.shares, share)
}

// earlierReceipt finds the latest receipt that settled the amount on the claims, alone or
// with what it brought beyond, and was not taken back since.
func (a *applier) earlierReceipt(ids []matching.ID, amount int64) (*settled, error) {
	all, err := a.receiptsOn(ids)
	for i := len(all) - 1; i >= 0 && err == nil; i-- {
		s := &all[i]
		// Taken back whole, its surplus must still be there.
		if s.onThese == amount || s.whole == amount && (s.onThese+s.credit == amount || s.credit == 0 && a.small(amount-s.onThese)) {
			return s, nil
		}
	}
	return nil, err
}

// receiptsOn gives the receipts that settle some of the claims still, each with what it settles
// of all of them. One of this file of which a part was taken back is asked of the book.
func (a *applier) receiptsOn(ids []matching.ID) (all []settled, err error) {
	if a.parted {
		if err := a.flush(); err != nil {
			return nil, err
		}
	}
	for _, id := range ids {
		list, err := a.inBook(id)
		if err != nil {
			return nil, err
		}
		for _, s := range a.settled[id] { // of this file, and perhaps written already
			if _, touched := a.taken[s.receipt]; !touched && !slices.ContainsFunc(list, func(have settled) bool { return have.receipt == s.receipt }) {
				list = append(list, s)
			}
		}
		for _, s := range list {
			i := len(all) - 1
			for i >= 0 && all[i].receipt != s.receipt {
				i--
			}
			if i < 0 {
				all = append(all, settled{receipt: s.receipt, credit: s.credit, whole: s.whole})
				i = len(all) - 1
			}
			for _, share := range s.shares {
				all[i].take(share)
			}
		}
	}
	return slices.DeleteFunc(all, func(s settled) bool { return a.taken[s.receipt] }), nil
}

// namedDebit finds the direct debit that the bank takes back by the name we gave it, where
// the bank says no more: the payment named no invoice, or the name is the only thing that
// tells two alike apart (DOMAIN.md §5.3, direct debit refund).
func (a *applier) namedDebit(p *formats.Payment) (*settled, error) {
	name := debitName(p)
	if name == "" {
		return nil, nil
	}
	if a.collected.Has([]byte(name), 0) { // of this file, and perhaps not written yet
		if err := errors.Join(a.flush(), a.after.debits.Flush()); err != nil {
			return nil, err
		}
	}
	var receipt ledger.ReceiptID
	several := false
	err := a.tx.Each(`SELECT direct_debit.receipt FROM direct_debit JOIN receipt ON receipt.id = direct_debit.receipt
		WHERE direct_debit.name = $1 AND direct_debit.tenant = $2 AND receipt.amount = $3
		AND NOT EXISTS (SELECT 1 FROM taken_back WHERE taken_back.receipt = direct_debit.receipt)`, []any{name, a.tx.Tenant(), p.Amount}, func(r *store.Row) error {
		several = several || receipt != 0
		receipt = ledger.ReceiptID(r.Int(0))
		return nil
	})
	if err != nil || receipt == 0 || several {
		return nil, err
	}
	return a.ofReceipt(receipt)
}

// ofReceipt gives what a receipt in the book settles now, on all its claims.
func (a *applier) ofReceipt(receipt ledger.ReceiptID) (*settled, error) {
	shares, err := a.tx.AllocationsOf(receipt)
	if err != nil {
		return nil, err
	}
	r, err := a.tx.Receipt(receipt)
	if err != nil {
		return nil, err
	}
	s := &settled{receipt: receipt, whole: r.Amount}
	if agents(a.tx) {
		if s.credit, err = a.tx.SuspenseOf(receipt); err != nil {
			return nil, err
		}
	} else if c, err := a.tx.CustomerCredit(receipt, 0); err == nil {
		s.credit = c.Rest
	} else if !errors.Is(err, ledger.ErrNotFound) {
		return nil, err
	}
	sums := map[ledger.InvoiceID]*ledger.Balance{}
	var order []ledger.InvoiceID
	for _, share := range shares {
		if sums[share.Invoice] == nil {
			sums[share.Invoice] = &ledger.Balance{}
			order = append(order, share.Invoice)
		}
		sums[share.Invoice][share.Bucket] += share.Amount
	}
	for _, invoice := range order {
		ids, err := a.claims.adding(`WHERE invoice.id = $1`, invoice)
		if err != nil {
			return nil, err
		}
		for bucket, amount := range sums[invoice] {
			if amount != 0 {
				s.take(matching.Share{Claim: ids[0], Invoice: invoice, Bucket: ledger.Bucket(bucket), Amount: amount})
			}
		}
	}
	if off := r.Amount - s.onThese; len(s.shares) == 0 || off != s.credit && (s.credit != 0 || !a.small(off)) {
		return nil, nil // its surplus is gone, or part of it rests
	}
	return s, nil
}

// debitName is our own name for a direct debit, which the bank gives back; "" for none.
func debitName(p *formats.Payment) string {
	if name := string(p.EndToEnd); name != "NOTPROVIDED" {
		return name
	}
	return ""
}

// collected tells a direct debit that we issued.
func collected(code string) bool { return strings.HasPrefix(code, "PMNT/IDDT/") }

// laterTwin prefers a payment that came after the one found and became the customer's credit
// whole: of an invoice paid twice the bank takes back the second, and the first still settles
// it. One that was used or refunded since is not there to be taken.
func (a *applier) laterTwin(ids []matching.ID, amount int64, found *settled) (*settled, error) {
	for _, id := range ids {
		party, invoice := a.claims.index.Party(id), a.claims.index.Invoice(id)
		if a.twice[invoice] { // of this file, and perhaps not written yet
			if err := a.flush(); err != nil {
				return nil, err
			}
		}
		err := a.tx.Each(`SELECT customer_credit.id FROM customer_credit JOIN receipt_row ON receipt_row.id = customer_credit.id
			WHERE customer_credit.party = $1 AND customer_credit.invoice = $2 AND customer_credit.rest > 0 AND customer_credit.rest = $3 AND receipt_row.amount = $3
			AND NOT EXISTS (SELECT 1 FROM taken_back WHERE taken_back.receipt = customer_credit.id)
			AND NOT EXISTS (SELECT 1 FROM allocation WHERE allocation.invoice = $2 AND allocation.receipt = customer_credit.id)
			ORDER BY customer_credit.id`, []any{party, invoice, amount}, func(r *store.Row) error {
			if receipt := ledger.ReceiptID(r.Int(0)); found == nil || receipt > found.receipt {
				found = &settled{receipt: receipt, credit: amount, whole: amount}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// small tells a difference that was rounded away when the receipt came.
func (a *applier) small(off int64) bool {
	policy := policyOf(a.tx, a.desk)
	tolerance := policy.Off(a.cur.e.Amount.Currency)
	return off <= tolerance && off >= -tolerance
}

// inBook gives the receipts of earlier files that settle a claim, with what of them the bank
// has not taken back.
func (a *applier) inBook(id matching.ID) (list []settled, err error) {
	invoice := a.claims.index.Invoice(id)
	err = a.tx.Each(`SELECT receipt.id, allocation.bucket, CAST(SUM(allocation.amount) AS BIGINT), receipt.amount, COALESCE(customer_credit.rest, 0)
		FROM allocation LEFT JOIN taken_back ON taken_back.by_receipt = allocation.receipt JOIN receipt ON receipt.id = COALESCE(taken_back.receipt, allocation.receipt)
		LEFT JOIN customer_credit ON customer_credit.id = receipt.id
		WHERE allocation.invoice = $1 AND receipt.currency = (SELECT currency FROM invoice WHERE id = $1)
		GROUP BY receipt.id, allocation.bucket, receipt.amount, customer_credit.rest HAVING SUM(allocation.amount) > 0
		ORDER BY receipt.id, MIN(allocation.id)`, []any{invoice}, func(r *store.Row) error {
		receipt := ledger.ReceiptID(r.Int(0))
		if n := len(list); n == 0 || list[n-1].receipt != receipt {
			list = append(list, settled{receipt: receipt, whole: r.Int(3), credit: r.Int(4)})
		}
		list[len(list)-1].take(matching.Share{Claim: id, Invoice: invoice, Bucket: ledger.Bucket(r.Int(1)), Amount: r.Int(2)})
		return nil
	})
	for i := range list {
		s := &list[i]
		if a.taken[s.receipt] { // whole, by this file, and perhaps not written yet: it does not count
			continue
		}
		if err == nil {
			s.credit, err = restBefore(a.tx, s.receipt, s.credit)
		}
		if err == nil {
			var parts []ledger.Receipt
			parts, err = partsOf(a.tx, s.receipt)
			for _, part := range parts {
				s.whole += part.Amount // below zero
			}
		}
	}
	return list, err
}

// reverse gives claims back what a payment had settled: ar, earned interest and the
// payer's credit against the bank (T-15). The index is told as well, so that the invoice
// can be paid again within the same file.
func (a *applier) reverse(p *formats.Payment, s *settled) error {
	if err := a.begin(ledger.PaymentReversed); err != nil {
		return err
	}
	evidence := strconv.AppendInt([]byte("takes back receipt "), int64(s.receipt), 10)
	if s.part {
		evidence = fmt.Appendf(nil, "takes back a part of receipt %d of %s: what it settled last is open again", s.receipt, money.Of(s.whole, p.Currency))
	}
	receipt := a.receipt(p, -p.Amount, "reversal", evidence, false)
	a.cur.moved(-p.Amount)
	for _, share := range s.shares {
		line := a.claims.states.settles(&share)
		line.Amount, line.Receipt = share.Amount, receipt
		a.add(line)
		a.claims.index.Restore(share.Claim, share.Bucket, share.Amount)
	}
	a.takeRest(p.Amount-s.onThese, s, receipt)
	whole := s.whole <= p.Amount
	a.taken[s.receipt], a.parted = whole, a.parted || !whole
	if s.part {
		a.after.parted = append(a.after.parted, *s)
	} else {
		a.after.untold = append(a.after.untold, s.receipt)
	}
	if agents(a.tx) {
		a.after.lessened = append(a.after.lessened, *s)
	}
	a.after.lastDay = max(a.after.lastDay, a.cur.e.BookedOn)
	if err := errors.Join(a.interestBack(s), a.chargesBack(s)); err != nil {
		return err
	}
	if _, err := a.tx.Exec(`INSERT INTO taken_back (receipt, by_receipt, whole) VALUES ($1, $2, $3)`, s.receipt, receipt, whole); err != nil {
		return err
	}
	a.out.Reversed++
	a.out.sum(p.Currency).TakenBack += p.Amount
	a.out.note("line %d: %s was taken back: the invoice is open again", p.Line, amount(p))
	return nil
}

// chargesBack lets the charges rise that had fallen by the payment, of this file or before: they
// were of somebody who had not paid.
func (a *applier) chargesBack(s *settled) error {
	gone, err := a.tx.Fallen(cause(s.receipt))
	if err != nil {
		return err
	}
	if len(gone) > 0 {
		a.after.risen = append(a.after.risen, fall{s.receipt, ledger.Fall{Cause: cause(s.receipt), On: a.cur.e.BookedOn, Reason: "the bank takes the payment back"}})
	}
	a.after.fallen = slices.DeleteFunc(a.after.fallen, func(f fall) bool {
		if f.receipt == s.receipt {
			gone = append(gone, f.Fall)
		}
		return f.receipt == s.receipt
	})
	for _, f := range gone {
		i := slices.IndexFunc(s.shares, func(share matching.Share) bool { return share.Invoice == f.Invoice })
		if i >= 0 {
			a.claims.index.Restore(s.shares[i].Claim, ledger.Fee, f.Fee)
			a.claims.index.Restore(s.shares[i].Claim, ledger.Cost, f.Cost)
		}
	}
	return nil
}

// interestBack gives the claims back the interest that the payment had moved.
func (a *applier) interestBack(s *settled) error {
	moved := a.after.interest.takeBack(s.receipt, s.part)
	if len(moved) == 0 {
		var err error
		if moved, err = movedBy(a.tx, s.receipt); err != nil {
			return err
		}
		if s.part { // what ran on is owed whatever became of the money
			maps.DeleteFunc(moved, func(_ ledger.InvoiceID, delta int64) bool { return delta > 0 })
		}
		a.after.moved = append(a.after.moved, moved)
	}
	done := map[ledger.InvoiceID]bool{}
	for _, share := range s.shares {
		if delta := moved[share.Invoice]; delta != 0 && !done[share.Invoice] {
			done[share.Invoice] = true
			a.claims.index.Restore(share.Claim, ledger.Interest, -delta)
		}
	}
	return nil
}

// takeRest reverses what the payment brought beyond its claims: rounding, or the payer's
// credit. That credit stands under the first receipt, so it is fetched by an entry of its
// own, over suspense.
func (a *applier) takeRest(off int64, s *settled, receipt ledger.ReceiptID) {
	switch {
	case off == 0:
	case s.credit == 0 && !agents(a.tx):
		a.add(ledger.Posting{Role: ledger.RoleRounding, Amount: off, Receipt: receipt})
	default:
		a.add(ledger.Posting{Role: a.restRole(), Amount: off, Receipt: receipt})
		currency, from := a.cur.e.Amount.Currency, ledger.RoleCustomerCredit
		if agents(a.tx) {
			from = a.restRole()
		}
		a.cur.after = append(a.cur.after, ledger.Entry{
			Key: fmt.Sprintf("surplus:%d:%d", s.receipt, receipt), Why: ledger.Allocated, BookedOn: a.cur.e.BookedOn,
			Text: "Surplus of a payment taken back", File: a.desk.File,
			Postings: []ledger.Posting{
				{Role: from, Amount: off, Receipt: s.receipt, Currency: currency},
				{Role: a.restRole(), Amount: -off, Receipt: receipt, Currency: currency},
			},
		})
	}
}
