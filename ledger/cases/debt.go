package cases

import (
	"girod/config/law"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/store"
)

// Debt is what is owed on one invoice of a case, by bucket, as the book has it.
type Debt struct {
	Invoice   ledger.Invoice
	Claimed   ledger.Balance // what was asked for in all
	Paid      ledger.Balance
	Reduced   ledger.Balance // credited, given up or otherwise settled without a payment
	Remaining ledger.Balance
}

// Debts gives the debt grid of a case, oldest due first (R-BST-39).
func (c Case) Debts(tx *ledger.Tx) (list []Debt, err error) {
	invoices, err := c.Invoices(tx)
	for _, i := range invoices {
		if err != nil {
			return nil, err
		}
		d := Debt{Invoice: i}
		if d.Remaining, err = tx.Balance(i.ID); err != nil {
			return nil, err
		}
		if err = d.claim(tx); err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, err
}

// claim works out what was paid and what was asked for: the gross of the invoice, each fee and
// cost that was charged, and of interest what was assessed, which is what was paid and what
// stands.
func (d *Debt) claim(tx *ledger.Tx) error {
	d.Claimed[ledger.Principal] = d.Invoice.Gross
	err := tx.EachMoved([]ledger.InvoiceID{d.Invoice.ID}, func(m ledger.Moved) error {
		switch {
		case m.Paid():
			d.Paid[m.Bucket] -= m.Amount
		case m.Amount > 0 && !m.TakesBack && (m.Bucket == ledger.Fee || m.Bucket == ledger.Cost):
			d.Claimed[m.Bucket] += m.Amount
		}
		return nil
	})
	d.Claimed[ledger.Interest] = d.Paid[ledger.Interest] + d.Remaining[ledger.Interest]
	for b := range d.Claimed {
		d.Reduced[b] = d.Claimed[b] - d.Paid[b] - d.Remaining[b]
	}
	return err
}

// The interest codes of the debt grid.
const (
	NoInterest    = "none"           // a decision has stopped it
	ReferencePlus = "reference_plus" // the reference rate and what the law puts upon it
)

// Rate gives the interest code of one debt with its margin (R-BST-40), and the rate that they
// come to on a day, by what the law says of such a debtor and due date. Both are "" where none
// is confirmed: they are told as unknown, never guessed.
func (c Case) Rate(tx *ledger.Tx, tables *law.Tables, d Debt, day date.Date) (code, margin, rate string, err error) {
	held, err := hold.On(tx, d.Invoice.ID, day)
	if err != nil || hold.InterestThrough(held) != 0 {
		return NoInterest, "", "", err
	}
	claim := law.Claim{Country: law.Country(c.Country), Debtor: law.Consumer, Due: d.Invoice.Due, Arose: d.Invoice.Issued}
	if d.Invoice.Company {
		claim.Debtor = law.Business
	}
	reference, upon, unsaid := tables.LateParts(claim, day)
	if unsaid != nil {
		return ReferencePlus, "", "", nil
	}
	return ReferencePlus, upon.String(), (reference + upon).String(), nil
}

// Sum adds a grid up.
func Sum(list []Debt) (sum Debt) {
	for _, d := range list {
		for b := range d.Claimed {
			sum.Claimed[b] += d.Claimed[b]
			sum.Paid[b] += d.Paid[b]
			sum.Reduced[b] += d.Reduced[b]
			sum.Remaining[b] += d.Remaining[b]
		}
	}
	return sum
}

// Owed gives all that is still owed in a case.
func Owed(tx *ledger.Tx, id int64) (owed int64, err error) {
	_, err = tx.One(`SELECT COALESCE(SUM(o.principal + o.fee + o.interest + o.cost), 0) FROM case_invoice i CROSS JOIN item o
		WHERE i.debt_case = $1 AND o.invoice = i.invoice`, []any{id}, func(r *store.Row) error {
		owed = r.Int(0)
		return nil
	})
	return owed, err
}
