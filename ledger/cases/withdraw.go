package cases

import (
	"errors"
	"fmt"
	"strings"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// ErrWithdrawn: it was taken back before.
var ErrWithdrawn = errors.New("E_PAYMENT_WITHDRAWN: it was taken back before")

// Withdraw takes back what was registered by hand: every balance, the interest claimed and
// the customer's credit stand as they stood before, by reversals that say who and why.
// Registering it again is a new act.
func (d Desk) Withdraw(tx *ledger.Tx, id int64, reason string) (Registered, error) {
	r, err := FindRegistered(tx, id)
	if err == nil {
		err = short(reason, maxText)
	}
	switch {
	case err != nil:
		return r, err
	case r.Withdrawn != "":
		return r, fmt.Errorf("registered payment %d: %w", id, ErrWithdrawn)
	case strings.TrimSpace(reason) == "":
		return r, ledger.ErrReason
	}
	if err := r.chargeBack(tx, d, reason); err != nil {
		return r, fmt.Errorf("registered payment %d: %w", id, err)
	}
	done := map[ledger.EntryID]bool{0: true} // an agent has booked nothing
	for n := len(r.Shares) - 1; n >= 0; n-- {
		t := r.Shares[n]
		if done[t.Entry] {
			continue
		}
		done[t.Entry] = true
		if _, err := tx.Reverse(t.Entry, d.Today, reason); err != nil {
			return r, fmt.Errorf("registered payment %d: %w", id, err)
		}
	}
	if err := tx.Rise(r.cause(), d.Today, reason); err != nil {
		return r, err
	}
	for _, t := range r.Shares {
		if t.Assessed == 0 {
			continue
		}
		owed, err := tx.Balance(t.Invoice.ID)
		if err == nil {
			err = tx.AssessInterest(t.Invoice.ID, max(owed[ledger.Interest]-t.Assessed, 0))
		}
		if err != nil {
			return r, err
		}
	}
	_, err = tx.Exec(`INSERT INTO case_payment_withdrawn (payment, reason, at, actor) VALUES ($1, $2, $3, $4)`, id, reason, tx.Stamp(), tx.By())
	if err != nil {
		return r, err
	}
	r.Withdrawn = reason
	primary, err := tx.Invoice(r.Invoice)
	if err != nil {
		return r, err
	}
	e := Event{Kind: strings.ReplaceAll(string(r.Kind), "_", "-") + "-withdrawn", Text: money.Of(r.Amount, r.Currency).String() + " of " + r.On.String(), Details: reason}
	return r, d.tellPartner(tx, r.Case, primary, e, r.ID)
}

// tellPartner writes an event on a case, or on an invoice that is in none, and orders the
// message of it to the partner that has the case.
func (d Desk) tellPartner(tx *ledger.Tx, id int64, i ledger.Invoice, e Event, payment int64) error {
	if id == 0 {
		return tx.AddHistory(ledger.History{Party: i.Debtor, Invoice: i.ID, Kind: e.Kind, Text: e.Text})
	}
	c, err := Load(tx, id)
	if err != nil {
		return err
	}
	e.Case = id
	n, err := d.write(tx, e)
	if err != nil {
		return err
	}
	return d.send(tx, c, Word{Event: n, Payment: payment})
}

const registeredColumns = `SELECT p.id, p.debt_case, p.invoice, p.kind, p.first, p.day, p.amount, p.currency, p.surplus, p.reason, w.reason
	FROM case_payment p JOIN invoice i ON i.id = p.invoice LEFT JOIN case_payment_withdrawn w ON w.payment = p.id `

// FindRegistered gives what was registered by its number.
func FindRegistered(tx *ledger.Tx, id int64) (Registered, error) {
	list, err := registered(tx, `WHERE p.id = $1 AND i.tenant = $2`, id, tx.Tenant())
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("registered payment %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return Registered{}, err
	}
	return list[0], nil
}

// Payments gives what was registered by hand on a case, oldest first.
func (c Case) Payments(tx *ledger.Tx) ([]Registered, error) {
	return registered(tx, `WHERE p.debt_case = $1 ORDER BY p.id`, c.ID)
}

func registered(tx *ledger.Tx, where string, args ...any) (list []Registered, err error) {
	err = tx.Each(registeredColumns+where, args, func(row *store.Row) error {
		list = append(list, Registered{
			ID: row.Int(0), Case: row.Int(1),
			Registering: Registering{Kind: PaymentKind(row.Text(3)), Invoice: ledger.InvoiceID(row.Int(2)), First: ledger.Bucket(row.Int(4)), On: row.Date(5),
				Amount: row.Int(6), Reason: row.Text(9)},
			Currency: money.Currency(row.Text(7)), Surplus: row.Int(8), Withdrawn: row.Text(10),
		})
		return nil
	})
	for n := range list {
		if err == nil {
			list[n].Shares, err = sharesOf(tx, list[n].ID)
		}
	}
	return list, err
}

func sharesOf(tx *ledger.Tx, id int64) (list []Taken, err error) {
	err = tx.Each(`SELECT invoice, principal, fee, interest, cost, assessed, entry FROM case_payment_share WHERE payment = $1 ORDER BY line`, []any{id}, func(r *store.Row) error {
		list = append(list, Taken{Invoice: ledger.Invoice{ID: ledger.InvoiceID(r.Int(0))}, Of: ledger.Balance{r.Int(1), r.Int(2), r.Int(3), r.Int(4)},
			Assessed: r.Int(5), Entry: ledger.EntryID(r.Int(6))})
		return nil
	})
	for n := range list {
		if err == nil {
			list[n].Invoice, err = tx.Invoice(list[n].Invoice.ID)
		}
	}
	return list, err
}
