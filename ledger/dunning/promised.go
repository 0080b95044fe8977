package dunning

import (
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Promised is what the last letter of a claim said, for whoever takes money for it.
type Promised struct {
	Invoice  ledger.InvoiceID
	Total    int64
	Interest int64 // claimed in it
	PayBy    date.Date
	Honoured bool // the total by that day settles the claim (DOMAIN.md 4.7)
}

const promised = `SELECT dunning.invoice, reminder.total, reminder.interest, reminder.pay_by, reminder.honoured
	FROM dunning JOIN reminder ON reminder.id = dunning.reminder `

func eachPromised(tx *ledger.Tx, query string, args []any, fn func(Promised) error) error {
	return tx.Each(query, args, func(r *store.Row) error {
		return fn(Promised{ledger.InvoiceID(r.Int(0)), r.Int(1), r.Int(2), r.Date(3), r.Int(4) == 1})
	})
}

// PromisedOf gives what the last letter of an invoice said; nothing when none was written.
func PromisedOf(tx *ledger.Tx, id ledger.InvoiceID) (p Promised, err error) {
	return p, eachPromised(tx, promised+`WHERE dunning.invoice = $1`, []any{id}, func(found Promised) error {
		p = found
		return nil
	})
}

// OwedPaying gives the interest that an invoice owes when an amount is paid on a day. It stops
// on that day; and a notice whose total came in time asked for no more than it said
// (DOMAIN.md 4.7).
func OwedPaying(tx *ledger.Tx, p *Policy, inv *ledger.Invoice, paid date.Date, amount int64) (int64, error) {
	said, err := PromisedOf(tx, inv.ID)
	if err != nil {
		return 0, err
	}
	if said.Total > 0 && said.Honoured && amount >= said.Total && paid <= p.inTime(said.PayBy) {
		owed, err := tx.Balance(inv.ID)
		return owed[ledger.Interest], err
	}
	return InterestOn(tx, p, inv, paid)
}

// PromisedAll calls fn for every claim of these books that was told of, in order of invoice.
func PromisedAll(tx *ledger.Tx, fn func(Promised) error) error {
	return eachPromised(tx, promised+`JOIN invoice ON invoice.id = dunning.invoice WHERE invoice.tenant = $1 ORDER BY dunning.invoice`, []any{tx.Tenant()}, fn)
}

// PromisedTotal gives the invoices whose last letter came to a total.
func PromisedTotal(tx *ledger.Tx, total int64, c money.Currency) (list []ledger.InvoiceID, err error) {
	err = tx.Each(`SELECT dunning.invoice FROM reminder JOIN dunning ON dunning.reminder = reminder.id JOIN invoice ON invoice.id = dunning.invoice
		WHERE reminder.total = $1 AND reminder.currency = $2 AND invoice.tenant = $3 ORDER BY dunning.invoice`, []any{total, c, tx.Tenant()}, func(r *store.Row) error {
		list = append(list, ledger.InvoiceID(r.Int(0)))
		return nil
	})
	return list, err
}
