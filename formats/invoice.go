package formats

import (
	"girod/formats/date"
	"girod/formats/money"
)

// DocumentKind tells invoices from what only looks like one.
type DocumentKind string

const (
	InvoiceDocument        DocumentKind = "invoice"
	CreditNoteDocument     DocumentKind = "credit-note"
	ReminderDocument       DocumentKind = "reminder"        // EHF Reminder: UBL Invoice by root, not a claim
	PaymentRequestDocument DocumentKind = "payment-request" // EHF Payment Request, likewise
)

// Party is a person or an organisation as a document names it.
type Party struct {
	ID         string // customer number in the issuer's system
	Name       string
	OrgNo      string // organisation or personal number, separators removed
	VATNo      string
	EndpointID string // "0007:5567321707"
	Email      string
	Phone      string
	Street     string
	Street2    string
	PostCode   string
	Town       string
	Country    string // ISO 3166 alpha-2
}

// PaymentMeans is one way the issuer wants to be paid.
type PaymentMeans struct {
	Code    string // UNCL 4461: 30 credit transfer …
	Ref     string // PaymentID: OCR, KID, RF
	Account Account
	Bank    string // BIC, or SE:BANKGIRO, SE:PLUSGIRO
}

// InvoiceLine is one line, net of VAT.
type InvoiceLine struct {
	ID     string
	Text   string
	Amount int64 // minor units of the document's currency
}

// Invoice is an invoice or credit note. Amounts are minor units of Currency and
// positive for the document's own kind; a negative invoice stays negative.
type Invoice struct {
	Origin
	Kind      DocumentKind
	Number    string
	Issued    date.Date
	Due       date.Date
	Delivered date.Date
	Currency  money.Currency
	Net       int64 // without VAT
	VAT       int64
	Gross     int64 // with VAT
	Prepaid   int64
	Rounding  int64
	Payable   int64
	Refers    []string // numbers of the invoices a credit note or reminder refers to
	Note      string
	Order     string
	BuyerRef  string
	Issuer    Party
	Recipient Party
	Means     []PaymentMeans
	Lines     []InvoiceLine
}
