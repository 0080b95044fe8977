package formats

import (
	"encoding/base64"
	"fmt"
	"strings"

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
	TaxStatus  string // registration other than for VAT: "Godkänd för F-skatt"
}

// PaymentMeans is one way the issuer wants to be paid.
type PaymentMeans struct {
	Code    string // UNCL 4461: 30 credit transfer …
	Ref     string // PaymentID: OCR, KID, RF
	Account Account
	Bank    string // BIC, or SE:BANKGIRO, SE:PLUSGIRO
}

// InvoiceLine is one line, net of VAT. Quantity, Price and Rate are plain decimal
// numbers as the document writes them; "" when it does not say.
type InvoiceLine struct {
	ID         string
	Text       string
	Amount     int64 // minor units of the document's currency
	Quantity   string
	Unit       string // UN/ECE Recommendation 20: "KWH", "C62" for a piece
	Price      string // of one unit, or of PriceOf units
	PriceOf    string
	Category   string // of VAT, UNCL 5305: S standard, Z zero, E exempt, AE reverse charge, O outside
	Rate       string // of VAT, in percent: "25"
	Allowances []Allowance
}

// Allowance is what is taken off a document or a line, or put on it when Charge is
// set. Category and Rate are those of its VAT; a line's allowance has the line's.
type Allowance struct {
	Charge   bool
	Amount   int64
	Reason   string
	Code     string // UNCL 5189, for a charge UNCL 7161
	Category string
	Rate     string
}

// TaxLine is the VAT of a document at one category and rate.
type TaxLine struct {
	Category string
	Rate     string // "" outside the scope of VAT
	Net      int64
	VAT      int64
	Reason   string // why there is no VAT
}

// Attachment is a file that came within a document, or whose address is told there.
type Attachment struct {
	ID     string
	Name   string
	MIME   string // "application/pdf"
	Text   string
	URI    string
	Base64 string // the file as the document carries it
}

// Attach makes an attachment of a file.
func Attach(name, mime string, file []byte) Attachment {
	return Attachment{ID: name, Name: name, MIME: mime, Base64: base64.StdEncoding.EncodeToString(file)}
}

// Decode gives the file. It is decoded only when somebody wants it.
func (a Attachment) Decode() ([]byte, error) {
	text := strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' {
			return -1
		}
		return r
	}, a.Base64)
	file, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("attachment %s: %w", a.Name, err)
	}
	return file, nil
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

	Terms       string      // of payment, in words
	Payee       Party       // who is paid, when not the issuer (a factoring company)
	Allowances  []Allowance // of the document as a whole
	Taxes       []TaxLine   // one for each category and rate; none means one rate on all
	Attachments []Attachment
	FeeAgreed   Agreed // on a fee for reminders (R-ALK-23)
}

// Agreed tells what a document says of an agreement: nothing as a rule.
type Agreed byte

// What a document may say.
const (
	NotSaid Agreed = iota
	IsAgreed
	NotAgreed
)
