package cases

import (
	"errors"
	"fmt"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// In an agent's books neither the claim nor the money that its client received was ever
// booked: what a person registers changes what the client claims, and no voucher is written
// (R-BST-61, 62). What a debtor has paid the client beyond that is the client's to give back.

// ErrCollected: what is credited has been collected, and other people's money is no credit.
var ErrCollected = errors.New("E_COLLECTED: the debtor has paid of it here")

// lower takes what was registered off the clients' claims.
func (r *Registered) lower(tx *ledger.Tx, primary ledger.Invoice) error {
	c := ledger.ClaimCharge{On: r.On, Why: ledger.CreditNote, Reason: r.Reason}
	if r.Kind == PaymentToClient {
		c.Why = ledger.PaidElsewhere
	}
	if r.Amount == 0 {
		if err := r.wholeClaim(tx, primary); err != nil {
			return err
		}
	}
	if r.Surplus > 0 && r.Kind != PaymentToClient {
		return fmt.Errorf("%w: %s more than is owed\nhint: girod payments undo frees what was paid, and it goes back to the debtor", ErrCollected, money.Of(r.Surplus, r.Currency))
	}
	for _, t := range r.Shares {
		c.Invoice = t.Invoice.ID
		charges, err := tx.LowerClaim(c, t.Of)
		if err != nil {
			return err
		}
		r.charges = append(r.charges, charges...)
	}
	return nil
}

// wholeClaim gives up all that is owed on the invoice whose order came back, but for what the
// agent has laid out: that is charged to the client. What was collected on it must be given
// back first.
func (r *Registered) wholeClaim(tx *ledger.Tx, primary ledger.Invoice) error {
	owed, err := tx.Balance(primary.ID)
	if err != nil {
		return err
	}
	outlays, err := tx.OutlaysOf(primary.ID)
	if err != nil {
		return err
	}
	collected := int64(0)
	err = tx.EachMoved([]ledger.InvoiceID{primary.ID}, func(m ledger.Moved) error {
		if m.Receipt != 0 {
			collected -= m.Amount
		}
		return nil
	})
	owed[ledger.Cost] -= outlays
	t := Taken{Invoice: primary}
	for b := range owed {
		t.Of[b] = max(owed[b], 0)
		r.Amount += t.Of[b]
	}
	r.Shares, r.Surplus = []Taken{t}, collected
	if err == nil && r.Amount == 0 && collected == 0 {
		err = fmt.Errorf("%w: nothing", ledger.ErrNotOwed)
	}
	return err
}

// keepCharges remembers by which charges it was done.
func (r *Registered) keepCharges(tx *ledger.Tx) error {
	for _, id := range r.charges {
		if _, err := tx.Exec(`INSERT INTO case_payment_charge (charge, payment) VALUES ($1, $2)`, id, r.ID); err != nil {
			return err
		}
	}
	return nil
}

// chargeBack takes those charges back.
func (r *Registered) chargeBack(tx *ledger.Tx, d Desk, reason string) error {
	err := tx.Each(`SELECT charge FROM case_payment_charge WHERE payment = $1 ORDER BY charge`, []any{r.ID}, func(row *store.Row) error {
		r.charges = append(r.charges, row.Int(0))
		return nil
	})
	for _, id := range r.charges {
		if err == nil {
			err = tx.TakeBackCharge(id, d.Today, reason)
		}
	}
	return err
}
