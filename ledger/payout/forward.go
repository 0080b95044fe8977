package payout

import (
	"errors"
	"fmt"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Factor is who bought invoices, and where payments for them belong.
type Factor struct {
	Name     string
	To       formats.Account
	Clearing string
	BIC      string
}

// stray is money that came to us for an invoice that is sold.
type stray struct {
	receipt ledger.ReceiptID
	invoice ledger.Invoice
	amount  money.Amount
}

// Forwards is what ProposeForwards did.
type Forwards struct {
	Made    []Payout
	Refused []string // why a payout could not be made
}

// ProposeForwards makes a payout to the factor of each payment that came here for a sold
// invoice: the whole amount, with the invoice's own reference, for the debtor is not free
// until the factor has it (T-35, R-COL-37). People approve them as any other.
func ProposeForwards(tx *ledger.Tx, who Person, f Factor, check Check) (done Forwards, err error) {
	if err := who.needs(Preparer, "forwarding"); err != nil {
		return done, err
	}
	strays, err := straysLeft(tx)
	if err != nil {
		return done, err
	}
	for _, s := range strays {
		p := Payout{
			Source: fmt.Sprintf("stray:%d:%s", s.receipt, s.invoice.Number), Liability: ledger.Posting{Role: ledger.RoleMisdirected, Receipt: s.receipt},
			Payee: formats.Party{Name: f.Name}, To: f.To, Clearing: f.Clearing, BIC: f.BIC, Amount: s.amount, Ref: s.invoice.Ref,
		}
		if p.To.Currency = s.amount.Currency; p.Ref == "" {
			p.Text = s.invoice.Number
		}
		live, err := payouts(tx, `source = $1 AND live = 1`, p.Source)
		if err != nil {
			return done, err
		}
		if len(live) > 0 {
			continue
		}
		made, err := create(tx, who.Name, p, check)
		var no *Refusal
		switch {
		case errors.As(err, &no):
			done.Refused = append(done.Refused, no.Error())
			continue
		case err != nil:
			return done, err
		}
		done.Made = append(done.Made, made)
		err = tx.AddHistory(ledger.History{Party: s.invoice.Debtor, Invoice: s.invoice.ID, Kind: "forwarding",
			Text: fmt.Sprintf("%s that came here as pay%d goes to %s as %s", s.amount, s.receipt, f.Name, made.Name())})
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// stillStray refuses a file, booked by now, that forwards what is the factor's no more: its payment
// was placed otherwise since.
func (f *File) stillStray(tx *ledger.Tx, p *Payout) error {
	if p.Liability.Role != ledger.RoleMisdirected {
		return nil
	}
	rest, err := tx.MisdirectedOf(p.Liability.Receipt)
	if err == nil && rest < 0 {
		err = &Refusal{Changed, "payment file " + f.MessageID, fmt.Sprintf("the payment that %s forwards (pay%d) was placed otherwise since: dissolve the batch", p.Name(), p.Liability.Receipt)}
	}
	return err
}

// straysLeft gives the misdirected payments whose liability still stands in full.
func straysLeft(tx *ledger.Tx) (list []stray, err error) {
	err = tx.Each(`SELECT stray.receipt, stray.invoice, stray.amount FROM stray JOIN invoice ON invoice.id = stray.invoice
			JOIN misdirected ON misdirected.receipt = stray.receipt
		WHERE invoice.tenant = $1 AND stray.amount <= misdirected.rest
		ORDER BY stray.receipt, stray.invoice`, []any{tx.Tenant()}, func(r *store.Row) error {
		list = append(list, stray{receipt: ledger.ReceiptID(r.Int(0)), invoice: ledger.Invoice{ID: ledger.InvoiceID(r.Int(1))}, amount: money.Of(r.Int(2), "")})
		return nil
	})
	for i := 0; i < len(list) && err == nil; i++ {
		s := &list[i]
		s.invoice, err = tx.Invoice(s.invoice.ID)
		s.amount.Currency = s.invoice.Currency
	}
	return list, err
}
