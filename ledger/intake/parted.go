package intake

import (
	"fmt"
	"strings"

	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// partTaken finds the payment of which the bank takes back a part: the only one that brought
// the claims as much and more. The part is what it settled last, the payer's surplus before
// all: the first buckets stay paid, in the order they were filled (DOMAIN.md 5.3). Where it may
// be of several, or its surplus has been used, a person decides, who is told which they are.
func (a *applier) partTaken(ids []matching.ID, amount int64) (*settled, string, error) {
	all, err := a.receiptsOn(ids)
	if err != nil {
		return nil, "", err
	}
	var fits []*settled
	var names []string
	for i := range all {
		s := &all[i]
		if amount >= s.onThese+s.credit || s.onThese+s.credit > s.whole {
			continue
		}
		fits = append(fits, s)
		names = append(names, fmt.Sprintf("pay%d", s.receipt))
	}
	switch {
	case len(fits) == 0:
		return nil, "reversal without payment", nil
	case len(fits) > 1:
		return nil, "reversal of a part: it may be of " + strings.Join(names, " / "), nil
	}
	s := fits[0]
	brought, err := a.surplusOf(s)
	if err != nil {
		return nil, "", err
	}
	if brought != s.credit {
		return nil, fmt.Sprintf("reversal of a part of %s, whose surplus has been used", names[0]), nil
	}
	return s.last(amount), "", nil
}

// surplusOf is what a payment brought beyond all it settled, whether it is still there or not.
func (a *applier) surplusOf(s *settled) (int64, error) {
	if err := a.flush(); err != nil {
		return 0, err
	}
	shares, err := stillSettled(a.tx, s.receipt)
	rest := s.whole
	for _, share := range shares {
		rest -= share.Amount
	}
	if a.small(rest) && s.credit == 0 {
		rest = 0 // rounded
	}
	return rest, err
}

// partsOf are the payments below zero by which the bank took parts of one back.
func partsOf(tx *ledger.Tx, receipt ledger.ReceiptID) (parts []ledger.Receipt, err error) {
	var ids []ledger.ReceiptID
	err = tx.Each(`SELECT by_receipt FROM taken_back WHERE receipt = $1 ORDER BY by_receipt`, []any{receipt}, func(r *store.Row) error {
		ids = append(ids, ledger.ReceiptID(r.Int(0)))
		return nil
	})
	for _, id := range ids {
		if err == nil {
			var part ledger.Receipt
			part, err = tx.Receipt(id)
			parts = append(parts, part)
		}
	}
	return parts, err
}

// stillSettled are the shares of a payment, and below zero those that the bank has taken back.
func stillSettled(tx *ledger.Tx, receipt ledger.ReceiptID) ([]ledger.Allocation, error) {
	shares, err := tx.AllocationsOf(receipt)
	if err != nil {
		return nil, err
	}
	parts, err := partsOf(tx, receipt)
	for _, part := range parts {
		if err == nil {
			var taken []ledger.Allocation
			taken, err = tx.AllocationsOf(part.ID)
			shares = append(shares, taken...)
		}
	}
	return shares, err
}

// last is the part of what a payment did that was done last.
func (s *settled) last(amount int64) *settled {
	part := &settled{receipt: s.receipt, whole: s.whole, part: true, credit: min(amount, s.credit)}
	left := amount - part.credit
	for i := len(s.shares) - 1; i >= 0 && left > 0; i-- {
		share := s.shares[i]
		share.Amount = min(share.Amount, left)
		left -= share.Amount
		part.take(share)
	}
	return part
}

// untellParts tells collectors that a part of what they were told of settles nothing any more.
func (a *applier) untellParts() error {
	for i := range a.after.parted {
		for _, s := range byClaim(a.after.parted[i].receipt, a.after.parted[i].shares) {
			var partner string
			_, err := a.tx.One(`SELECT partner FROM paid_to_client WHERE receipt = $1 AND invoice = $2 ORDER BY partner LIMIT 1`, []any{s.receipt, s.invoice},
				func(r *store.Row) error { partner = r.Text(0); return nil })
			if err != nil {
				return err
			}
			if partner == "" {
				continue
			}
			s.amount = -s.amount
			for b := range s.of {
				s.of[b] = -s.of[b]
			}
			if err := tellCollector(a.tx, partner, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// leftOf is what a payment that was taken back in part still settles, by claim.
func (a *applier) leftOf(part *settled) ([]onInvoice, error) {
	left, err := stillSettled(a.tx, part.receipt)
	sums := map[ledger.InvoiceID]int{}
	var list []onInvoice
	for i := range left {
		n, there := sums[left[i].Invoice]
		if !there {
			n, list = len(list), append(list, onInvoice{receipt: part.receipt, invoice: left[i].Invoice})
			sums[left[i].Invoice] = n
		}
		list[n].amount += left[i].Amount
		list[n].of[left[i].Bucket] += left[i].Amount
	}
	return list, err
}
