package dunning

import (
	"cmp"
	"fmt"
	"slices"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
)

// Filed is what was owed on one invoice at the end of a day: what is filed with an estate, a
// bankruptcy or a debt restructuring. What was paid or charged later is not in it.
type Filed struct {
	Invoice ledger.Invoice
	Owed    ledger.Balance // interest to that day, by the law's rates
	Total   int64
}

// File states the claim as of the decision that a hold stands for, oldest due first.
func File(tx *ledger.Tx, p *Policy, h hold.Hold) (list []Filed, err error) {
	invoices, err := underHold(tx, h)
	for _, i := range invoices {
		if err != nil {
			return nil, err
		}
		f := Filed{Invoice: i}
		if f.Owed, err = OwedOn(tx, p, &i, h.From); err != nil {
			return nil, fmt.Errorf("invoice %s: %w", i.Number, err)
		}
		for _, part := range f.Owed {
			f.Total += part
		}
		if f.Total != 0 {
			list = append(list, f)
		}
	}
	return list, err
}

// OwedOn gives what was owed on an invoice at the end of a day, interest to that day. What was
// paid or charged later is not in it, and of interest neither.
func OwedOn(tx *ledger.Tx, p *Policy, inv *ledger.Invoice, day date.Date) (owed ledger.Balance, err error) {
	if owed, err = tx.BalanceOn(inv.ID, day); err != nil {
		return owed, err
	}
	a, err := AssessOn(tx, p, inv, day)
	if err != nil {
		return owed, err
	}
	left := a.Owed + a.Paid
	err = tx.EachMoved([]ledger.InvoiceID{inv.ID}, func(m ledger.Moved) error {
		var l life
		if m.On <= day {
			_ = l.add(m) // which never fails
		}
		left -= l.paid
		return nil
	})
	owed[ledger.Interest] = max(left, 0)
	return owed, err
}

// underHold gives the invoices a hold is about that were there on its first day.
func underHold(tx *ledger.Tx, h hold.Hold) (list []ledger.Invoice, err error) {
	if h.Invoice != 0 {
		i, err := tx.Invoice(h.Invoice)
		list = append(list, i)
		if err != nil {
			return nil, err
		}
	} else if list, err = tx.InvoicesOf(h.Party); err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(i ledger.Invoice) bool { return i.Kind != ledger.KindInvoice || i.Issued > h.From })
	slices.SortStableFunc(list, func(a, b ledger.Invoice) int { return cmp.Compare(a.Due, b.Due) })
	return list, nil
}
