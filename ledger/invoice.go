package ledger

import (
	"errors"
	"fmt"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger/store"
)

// InvoiceKind tells a claim from a reduction of one.
type InvoiceKind string

// The kinds of invoice.
const (
	KindInvoice InvoiceKind = "invoice"
	KindCredit  InvoiceKind = "credit"
)

// Invoice is the facts of an invoice or credit note; they never change. What is owed
// on it is its Balance.
type Invoice struct {
	ID        InvoiceID
	Number    string // in the source system: "2026-1004"
	Ref       string // payment reference, normalised: digits and capitals, no blanks
	Kind      InvoiceKind
	Debtor    PartyID
	Issued    date.Date
	Due       date.Date
	Currency  money.Currency
	Net       int64
	VAT       int64
	Gross     int64
	Concerns  string // what it is for, in the debtor's words
	FeeAgreed bool   // a reminder fee was agreed when the debt arose (R-ALK-23)
	Company   bool   // the debtor buys as a company
	File      string
	Origin    string
	Refers    InvoiceID // a credit note's invoice; 0 leaves the credit open by itself
}

const invoiceColumns = `id, number, ref, kind, debtor, issued, due, currency, net, vat, gross, concerns, fee_agreed, company, file, origin, refers`

// IssueInvoice writes an invoice with its item and posts T-01; a credit note posts T-05
// against the invoice it refers to, or opens an item of its own below zero. The same
// number again answers ErrAlready with the first one's id, or ErrConflict.
func (tx *Tx) IssueInvoice(i Invoice) (InvoiceID, error) {
	var err error
	if i.ID, err = tx.enterInvoice(i); err != nil {
		return i.ID, err
	}
	e := i.entry()
	if err := tx.onClaim(i, &e); err != nil {
		return 0, fmt.Errorf("credit note on invoice %d: %w", i.Refers, err)
	}
	_, err = tx.Post(e)
	return i.ID, err
}

// enterInvoice checks an invoice and writes its row under the next id. The same number again
// gives the id it has, with ErrAlready or ErrConflict.
func (tx *Tx) enterInvoice(i Invoice) (InvoiceID, error) {
	if err := tx.checkInvoice(i); err != nil {
		return 0, fmt.Errorf("invoice %s: %w", i.Number, err)
	}
	if old, err := tx.InvoiceByNumber(i.Number); err == nil {
		return old.ID, fmt.Errorf("invoice %s: %w", i.Number, sameInvoice(old, i))
	} else if !errors.Is(err, ErrNotFound) {
		return 0, err
	}
	id, err := tx.NextID("invoice")
	if err != nil {
		return 0, err
	}
	i.ID = InvoiceID(id)
	return i.ID, tx.insertInvoice(i)
}

func (tx *Tx) insertInvoice(i Invoice) error {
	var refers any
	if i.Refers != 0 {
		refers = i.Refers
	}
	_, err := tx.Exec(`INSERT INTO invoice (`+invoiceColumns+`, tenant)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		i.ID, i.Number, i.Ref, i.Kind, i.Debtor, i.Issued, i.Due, i.Currency, i.Net, i.VAT, i.Gross, i.Concerns, i.FeeAgreed,
		i.Company, i.File, i.Origin, refers, tx.books.Tenant)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO item (invoice, principal, fee, interest, cost) VALUES ($1, 0, 0, 0, 0)`, i.ID)
	return err
}

// sameInvoice tells a repetition from a conflict. Where it came from may differ: the
// same invoice may arrive in a second file.
func sameInvoice(old, i Invoice) error {
	i.ID, i.File, i.Origin = old.ID, old.File, old.Origin
	if old == i {
		return ErrAlready
	}
	return ErrConflict
}

func (tx *Tx) checkInvoice(i Invoice) error {
	sum, fits := money.Add(i.Net, i.VAT)
	switch {
	case i.Number == "":
		return fmt.Errorf("%w: it has no number", ErrInvoice)
	case i.Kind != KindInvoice && i.Kind != KindCredit:
		return fmt.Errorf("%w: kind %q", ErrInvoice, i.Kind)
	case i.Gross <= 0 || !fits || sum != i.Gross:
		return fmt.Errorf("%w: net %d and VAT %d do not make a gross of %d above zero", ErrInvoice, i.Net, i.VAT, i.Gross)
	case i.Net < 0 || i.VAT < 0: // it would stand on the wrong side of revenue or of the tax (T-01)
		return fmt.Errorf("%w: net %s and VAT %s: neither is below nothing", ErrInvoice, money.Of(i.Net, i.Currency), money.Of(i.VAT, i.Currency))
	case !i.Issued.Valid() || !i.Due.Valid():
		return fmt.Errorf("%w: issued %q, due %q", ErrInvoice, i.Issued, i.Due)
	case i.Refers != 0 && i.Kind != KindCredit:
		return fmt.Errorf("%w: only a credit note refers to another", ErrInvoice)
	}
	if _, err := tx.Party(i.Debtor); err != nil {
		return err
	}
	if i.Refers == 0 {
		return nil
	}
	of, err := tx.Invoice(i.Refers)
	if err == nil && (of.Debtor != i.Debtor || of.Currency != i.Currency || of.Kind != KindInvoice) {
		err = fmt.Errorf("%w: %s is not an invoice of this debtor in %s", ErrInvoice, of.Number, i.Currency)
	}
	return err
}

// entry is T-01 or T-05.
func (i Invoice) entry() Entry {
	e := Entry{Key: "invoice:" + i.Number, Why: InvoiceIssued, BookedOn: i.Issued, Text: "Invoice " + i.Number, File: i.File, Origin: i.Origin}
	sign, item := int64(1), i.ID
	if i.Kind == KindCredit {
		e.Why, e.Text, sign = CreditNote, "Credit note "+i.Number, -1
		if i.Refers != 0 {
			item = i.Refers
		}
	}
	for _, p := range []Posting{
		{Role: RoleAR, Amount: sign * i.Gross, Invoice: item},
		{Role: RoleRevenue, Amount: -sign * i.Net},
		{Role: RoleVATOut, Amount: -sign * i.VAT},
	} {
		if p.Currency = i.Currency; p.Amount != 0 {
			e.Postings = append(e.Postings, p)
		}
	}
	return e
}

// Invoice gives an invoice by its id.
func (tx *Tx) Invoice(id InvoiceID) (Invoice, error) {
	return tx.invoice(id, `SELECT `+invoiceColumns+` FROM invoice WHERE id = $1 AND tenant = $2`)
}

// InvoiceByNumber gives an invoice by its number in the source system.
func (tx *Tx) InvoiceByNumber(number string) (Invoice, error) {
	return tx.invoice(number, `SELECT `+invoiceColumns+` FROM invoice WHERE number = $1 AND tenant = $2`)
}

func (tx *Tx) invoice(key any, query string) (i Invoice, err error) {
	there, err := tx.One(query, []any{key, tx.books.Tenant}, func(r *store.Row) error {
		i = invoiceOf(r)
		return nil
	})
	return i, found(there, err, "invoice", key)
}

// InvoicesOf gives the invoices of a debtor and all that are one with it, oldest first.
func (tx *Tx) InvoicesOf(debtor PartyID) (list []Invoice, err error) {
	kin, args, err := tx.kinMarks(debtor, tx.books.Tenant)
	if err != nil {
		return nil, err
	}
	err = tx.Each(`SELECT `+invoiceColumns+` FROM invoice WHERE tenant = $1 AND debtor IN (`+kin+`) ORDER BY id`, args, func(r *store.Row) error {
		list = append(list, invoiceOf(r))
		return nil
	})
	return list, err
}

// Invoices calls fn for every invoice in order of id.
func (tx *Tx) Invoices(fn func(Invoice) error) error {
	return tx.Each(`SELECT `+invoiceColumns+` FROM invoice WHERE tenant = $1 ORDER BY id`, []any{tx.books.Tenant}, func(r *store.Row) error { return fn(invoiceOf(r)) })
}

func invoiceOf(r *store.Row) Invoice {
	return Invoice{
		ID: InvoiceID(r.Int(0)), Number: r.Text(1), Ref: r.Text(2), Kind: InvoiceKind(r.Text(3)), Debtor: PartyID(r.Int(4)),
		Issued: r.Date(5), Due: r.Date(6), Currency: money.Currency(r.Text(7)), Net: r.Int(8), VAT: r.Int(9), Gross: r.Int(10),
		Concerns: r.Text(11), FeeAgreed: r.Bool(12), Company: r.Bool(13), File: r.Text(14), Origin: r.Text(15),
		Refers: InvoiceID(r.Int(16)),
	}
}
