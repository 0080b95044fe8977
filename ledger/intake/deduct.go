package intake

import (
	"fmt"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// A giro nets: a payer who has a credit note of ours sends it along with his payments, and
// the bank pays the difference, telling each (BgMax, record 21). A deduction that names a
// credit note uses it up. Where the note has lowered its invoice already (T-05) the payment
// of the whole invoice brought that much too much, and the deduction takes that back.

// netted is a deduction that waits for the surplus it takes back, which may stand behind it
// in the same entry.
type netted struct {
	receipt ledger.ReceiptID
	invoice ledger.InvoiceID // that the credit note lowered
	amount  int64
}

// surplus is what a payment of the entry at hand brought beyond its invoice.
type surplus struct {
	receipt ledger.ReceiptID
	invoice ledger.InvoiceID
	amount  int64
}

// deduction books a deduction that names a credit note of ours, and tells whether it did.
func (a *applier) deduction(p *formats.Payment, ids []matching.ID) (bool, error) {
	x := a.claims.index
	for _, id := range ids {
		if open := -x.Total(id); open >= p.Amount {
			return true, a.useNote(p, id)
		}
	}
	for _, id := range ids {
		of, err := a.lowered(x.Invoice(id))
		if err != nil {
			return false, err
		}
		if of == 0 {
			continue
		}
		if err := a.begin(ledger.PaymentReversed); err != nil {
			return true, err
		}
		receipt := a.receipt(p, -p.Amount, "netted", fmt.Appendf(nil, "rule 7: credit note taken off the deposit: %s", amount(p)), true)
		a.cur.moved(-p.Amount)
		a.add(ledger.Posting{Role: ledger.RoleSuspense, Amount: p.Amount, Receipt: receipt})
		a.cur.netted = append(a.cur.netted, netted{receipt, of, p.Amount})
		return true, nil
	}
	return false, nil
}

// useNote takes a deduction off a credit note that stands open.
func (a *applier) useNote(p *formats.Payment, id matching.ID) error {
	if err := a.begin(ledger.PaymentReversed); err != nil {
		return err
	}
	receipt := a.receipt(p, -p.Amount, "netted", fmt.Appendf(nil, "rule 7: credit note netted; open %s, taken off %s", amount(&formats.Payment{Amount: a.claims.index.Total(id), Currency: p.Currency}), amount(p)), false)
	a.cur.moved(-p.Amount)
	a.add(ledger.Posting{Role: ledger.RoleAR, Amount: p.Amount, Invoice: a.claims.index.Invoice(id), Receipt: receipt})
	a.claims.index.Restore(id, ledger.Principal, p.Amount)
	a.out.Rules[7]++
	a.out.sum(p.Currency).TakenBack += p.Amount
	return nil
}

// lowered gives the invoice that a credit note has lowered; 0 for an invoice, and for a
// note that stands by itself.
func (a *applier) lowered(id ledger.InvoiceID) (of ledger.InvoiceID, err error) {
	_, err = a.tx.One(`SELECT refers FROM invoice WHERE id = $1 AND kind = 'credit' AND refers IS NOT NULL`, []any{id}, func(r *store.Row) error {
		of = ledger.InvoiceID(r.Int(0))
		return nil
	})
	return of, err
}

// spent notes that part of a payment's surplus is gone: should the bank take the payment back,
// there is so much less to take.
func (a *applier) spent(receipt ledger.ReceiptID, amount int64) {
	for _, list := range a.settled {
		for i := range list {
			if list[i].receipt == receipt {
				list[i].credit -= amount
			}
		}
	}
}

// net takes the entry's deductions back from the surplus of its payments, by bookings that
// follow the entry's own: one receipt's credit, another's suspense. What finds none rests.
func (a *applier) net() {
	c := &a.cur
	for _, n := range c.netted {
		left := n.amount
		for i := range c.surplus {
			s := &c.surplus[i]
			take := min(left, s.amount)
			if s.invoice != n.invoice || take <= 0 {
				continue
			}
			left -= take
			s.amount -= take
			a.spent(s.receipt, take)
			currency := c.e.Amount.Currency
			c.after = append(c.after, ledger.Entry{
				Key: fmt.Sprintf("netted:%d:%d", n.receipt, s.receipt), Why: ledger.Allocated, BookedOn: c.e.BookedOn,
				Text: "Credit note taken off the deposit", File: a.desk.File,
				Postings: []ledger.Posting{
					{Role: ledger.RoleCustomerCredit, Amount: take, Receipt: s.receipt, Currency: currency},
					{Role: ledger.RoleSuspense, Amount: -take, Receipt: n.receipt, Currency: currency},
				},
			})
		}
		a.out.sum(c.e.Amount.Currency).TakenBack += n.amount
		if left > 0 {
			a.out.Suspense++
			a.out.Rules[9]++
		} else {
			a.out.Rules[7]++
		}
	}
}
