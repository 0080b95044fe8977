package ledger

import (
	"girod/formats/date"
	"girod/ledger/store"
)

// Balance is what is owed on an item, by bucket; below zero it is owed to the debtor.
type Balance = [4]int64

// OpenItem is an invoice or credit note that is not fully settled.
type OpenItem struct {
	Invoice
	Owed Balance
}

// Total is all buckets together.
func (o OpenItem) Total() int64 { return o.Owed[0] + o.Owed[1] + o.Owed[2] + o.Owed[3] }

// Balance gives what is owed on an invoice.
func (tx *Tx) Balance(id InvoiceID) (b Balance, err error) {
	there, err := tx.One(`SELECT principal, fee, interest, cost FROM item JOIN invoice ON invoice.id = item.invoice
		WHERE item.invoice = $1 AND tenant = $2`, []any{id, tx.books.Tenant}, func(r *store.Row) error {
		b = balanceOf(r, 0)
		return nil
	})
	return b, found(there, err, "invoice", id)
}

// BalanceOn gives what stood on an invoice at the end of a day. Interest is not in it: it is
// claimed without a booking, and worked out anew for the day.
func (tx *Tx) BalanceOn(id InvoiceID, day date.Date) (b Balance, err error) {
	err = tx.EachMoved([]InvoiceID{id}, func(m Moved) error {
		if m.On <= day && m.Bucket != Interest {
			b[m.Bucket] += m.Amount
		}
		return nil
	})
	return b, err
}

func balanceOf(r *store.Row, from int) Balance {
	return Balance{r.Int(from), r.Int(from + 1), r.Int(from + 2), r.Int(from + 3)}
}

const itemColumns = invoiceColumns + `, principal, fee, interest, cost FROM invoice JOIN item ON item.invoice = invoice.id`

// OpenItems calls fn for every item with something owed either way, in order of id.
func (tx *Tx) OpenItems(fn func(OpenItem) error) error {
	return tx.Each(`SELECT `+itemColumns+` WHERE tenant = $1 AND (principal <> 0 OR fee <> 0 OR interest <> 0 OR cost <> 0) ORDER BY id`, []any{tx.books.Tenant},
		func(r *store.Row) error { return fn(itemOf(r)) })
}

// OpenItemsOf gives the open items of a debtor and all that are one with it, oldest due first.
func (tx *Tx) OpenItemsOf(debtor PartyID) (list []OpenItem, err error) {
	kin, args, err := tx.kinMarks(debtor, tx.books.Tenant)
	if err != nil {
		return nil, err
	}
	err = tx.Each(`SELECT `+itemColumns+` WHERE tenant = $1 AND debtor IN (`+kin+`) AND (principal <> 0 OR fee <> 0 OR interest <> 0 OR cost <> 0)
		ORDER BY due, id`, args, func(r *store.Row) error {
		list = append(list, itemOf(r))
		return nil
	})
	return list, err
}

func itemOf(r *store.Row) OpenItem { return OpenItem{invoiceOf(r), balanceOf(r, 17)} }

// AssessInterest sets the interest claimed and not yet paid on an item. Nothing is
// booked: income arises when the debtor pays (DOMAIN.md 11, row 8).
func (tx *Tx) AssessInterest(id InvoiceID, owed int64) error {
	n, err := tx.Exec(`UPDATE item SET interest = $2 WHERE invoice = $1 AND EXISTS (SELECT 1 FROM invoice WHERE id = $1 AND tenant = $3)`, id, owed, tx.books.Tenant)
	return found(n == 1, err, "invoice", id)
}
