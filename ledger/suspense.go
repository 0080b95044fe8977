package ledger

import (
	"girod/formats/money"
	"girod/ledger/store"
)

// OpenSuspense is a receipt of which something rests with no owner. It is filled and
// emptied by postings on the role suspense that name the receipt.
type OpenSuspense struct {
	Receipt
	Rest int64
}

// OpenSuspense gives every receipt with a rest, oldest first.
func (tx *Tx) OpenSuspense() (list []OpenSuspense, err error) {
	err = tx.Each(`SELECT `+receiptColumns+`, suspense.rest
		FROM suspense JOIN receipt ON receipt.id = suspense.receipt
		WHERE rest <> 0 AND receipt.tenant = $1 ORDER BY receipt.id`, []any{tx.books.Tenant}, func(r *store.Row) error {
		list = append(list, OpenSuspense{receiptOf(r), r.Int(15)})
		return nil
	})
	return list, err
}

// SuspenseOf gives what rests of a receipt on suspense; nothing for one never there.
func (tx *Tx) SuspenseOf(id ReceiptID) (rest int64, err error) {
	_, err = tx.One(`SELECT rest FROM suspense JOIN receipt ON receipt.id = suspense.receipt
		WHERE suspense.receipt = $1 AND receipt.tenant = $2`, []any{id, tx.books.Tenant}, func(r *store.Row) error {
		rest = r.Int(0)
		return nil
	})
	return rest, err
}

// MisdirectedOf gives what of a receipt is still the factor's who bought its invoice (T-35).
func (tx *Tx) MisdirectedOf(id ReceiptID) (rest int64, err error) {
	_, err = tx.One(`SELECT rest FROM misdirected WHERE receipt = $1 AND tenant = $2`, []any{id, tx.books.Tenant}, func(r *store.Row) error {
		rest = r.Int(0)
		return nil
	})
	return rest, err
}

// CustomerCredit is a surplus of a known payer. A posting on customer_credit that names
// its Receipt (or, where a credit note left it over, its Invoice alone) moves it.
type CustomerCredit struct {
	Party    PartyID
	Receipt  ReceiptID // 0 when a credit note left it over
	Invoice  InvoiceID // what it was paid for, when that is known
	Currency money.Currency
	Rest     int64
}

const creditColumns = `SELECT id, party, invoice, currency, rest FROM customer_credit `

// CustomerCredits calls fn for every credit with a rest, in order of key.
func (tx *Tx) CustomerCredits(fn func(CustomerCredit) error) error {
	return tx.Each(creditColumns+`WHERE rest > 0 AND tenant = $1 ORDER BY id`, []any{tx.books.Tenant}, func(r *store.Row) error { return fn(creditOf(r)) })
}

// CustomerCreditsOf gives the credits of a party and all that are one with it.
func (tx *Tx) CustomerCreditsOf(party PartyID) (list []CustomerCredit, err error) {
	kin, args, err := tx.kinMarks(party, tx.books.Tenant)
	if err != nil {
		return nil, err
	}
	err = tx.Each(creditColumns+`WHERE tenant = $1 AND party IN (`+kin+`) AND rest > 0 ORDER BY id`, args, func(r *store.Row) error {
		list = append(list, creditOf(r))
		return nil
	})
	return list, err
}

// CustomerCredit gives the credit of a receipt (or of an invoice, when receipt is 0).
func (tx *Tx) CustomerCredit(receipt ReceiptID, invoice InvoiceID) (c CustomerCredit, err error) {
	id := creditID(receipt, invoice)
	there, err := tx.One(creditColumns+`WHERE id = $1 AND tenant = $2`, []any{id, tx.books.Tenant}, func(r *store.Row) error {
		c = creditOf(r)
		return nil
	})
	return c, found(there, err, "customer credit", id)
}

func creditOf(r *store.Row) CustomerCredit {
	c := CustomerCredit{Party: PartyID(r.Int(1)), Invoice: InvoiceID(r.Int(2)), Currency: money.Currency(r.Text(3)), Rest: r.Int(4)}
	c.Receipt = ReceiptID(max(r.Int(0), 0))
	return c
}
