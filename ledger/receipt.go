package ledger

import (
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger/store"
)

// Receipt is one payment as the bank told it, with how it was placed. The byte slices
// given to a Poster are copied, so a reader's buffers serve.
type Receipt struct {
	ID           ReceiptID
	Entry        EntryID // given by the book: the entry it was booked in
	File         string  // journal file, that of the entry
	Account      string  // own bank account, as the chart numbers it: "1930"
	EntryKey     []byte  // the statement entry it is part of
	BankRef      []byte  // the bank's own name for it, the best duplicate key
	EndToEnd     []byte  // the payer's name for it, which a bank that takes it back gives; written, not read
	Amount       int64   // below zero when the bank took it back
	Currency     money.Currency
	BookedOn     date.Date
	Payer        []byte
	PayerAccount []byte
	Text         []byte // all the payer said
	Rule         string // which matching rule placed it
	Evidence     []byte // what the rule saw
	Line         int    // in the file
}

const receiptColumns = `receipt.id, receipt.entry, receipt.file, receipt.account, receipt.entry_key, receipt.bank_ref, receipt.amount,
	receipt.currency, receipt.booked_on, receipt.payer, receipt.payer_account, receipt.text, receipt.rule, receipt.evidence, receipt.line`

const receiptSelect = `SELECT ` + receiptColumns + ` FROM receipt `

// Receipt gives a receipt by its id.
func (tx *Tx) Receipt(id ReceiptID) (rec Receipt, err error) {
	there, err := tx.One(receiptSelect+`WHERE receipt.id = $1 AND receipt.tenant = $2`, []any{id, tx.books.Tenant}, func(r *store.Row) error {
		rec = receiptOf(r)
		return nil
	})
	return rec, found(there, err, "receipt", id)
}

// Receipts calls fn for receipts in order of id, from the given one on.
func (tx *Tx) Receipts(from ReceiptID, fn func(Receipt) error) error {
	return tx.Each(receiptSelect+`WHERE receipt.id >= $1 AND receipt.tenant = $2 ORDER BY receipt.id`, []any{from, tx.books.Tenant},
		func(r *store.Row) error { return fn(receiptOf(r)) })
}

func receiptOf(r *store.Row) Receipt {
	return Receipt{
		ID: ReceiptID(r.Int(0)), Entry: EntryID(r.Int(1)), File: r.Text(2), Account: r.Text(3), EntryKey: []byte(r.Text(4)),
		BankRef: []byte(r.Text(5)), Amount: r.Int(6), Currency: money.Currency(r.Text(7)), BookedOn: r.Date(8),
		Payer: []byte(r.Text(9)), PayerAccount: []byte(r.Text(10)), Text: []byte(r.Text(11)), Rule: r.Text(12),
		Evidence: []byte(r.Text(13)), Line: int(r.Int(14)),
	}
}

// Allocation is a part of a receipt that settled a bucket of an invoice.
type Allocation struct {
	Entry   EntryID
	Receipt ReceiptID
	Invoice InvoiceID
	Bucket  Bucket
	Amount  int64 // below zero when it was taken back
}

const allocationColumns = `SELECT entry, receipt, invoice, bucket, amount FROM allocation `

// AllocationsTo gives what payments have settled on an invoice, oldest first.
func (tx *Tx) AllocationsTo(id InvoiceID) ([]Allocation, error) {
	return tx.allocations(allocationColumns+`WHERE invoice = $1 AND tenant = $2 ORDER BY id`, id, tx.books.Tenant)
}

// AllocationsOf gives what a receipt has settled.
func (tx *Tx) AllocationsOf(id ReceiptID) ([]Allocation, error) {
	const columns = `SELECT posting.entry, posting.receipt, posting.invoice, posting.bucket, -posting.amount
		FROM posting JOIN account ON account.id = posting.account AND account.role IN ('ar', 'interest_income', 'fee_income', 'late_comp_income', 'client_funds') `
	list, err := tx.allocations(columns+`JOIN receipt_row ON receipt_row.id = posting.receipt JOIN entry ON entry.id = receipt_row.entry
		WHERE posting.receipt = $1 AND receipt_row.id = $1 AND posting.invoice IS NOT NULL AND account.tenant = $2
		AND posting.id >= entry.first AND posting.id < entry.first + entry.lines ORDER BY posting.id`, id, tx.books.Tenant)
	if err != nil {
		return nil, err
	}
	later, err := tx.allocations(columns+`WHERE receipt = $1 AND late = 1 AND invoice IS NOT NULL AND account.tenant = $2 ORDER BY posting.id`, id, tx.books.Tenant)
	return append(list, later...), err
}

func (tx *Tx) allocations(query string, args ...any) (list []Allocation, err error) {
	err = tx.Each(query, args, func(r *store.Row) error {
		list = append(list, Allocation{EntryID(r.Int(0)), ReceiptID(r.Int(1)), InvoiceID(r.Int(2)), Bucket(r.Int(3)), r.Int(4)})
		return nil
	})
	return list, err
}
