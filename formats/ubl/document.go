package ubl

import (
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// Document is an invoice, credit note or reminder in full: every business group of
// EN 16931 that carries money, identity, dates, references, parties or tax, named as
// UBL names them. [Document.Invoice] projects it onto the neutral words.
type Document struct {
	formats.Origin
	Root           string // Invoice, CreditNote or Reminder
	UBLVersion     string
	Customization  string // BT-24, whose rules the document says it keeps
	Profile        string // BT-23, the process it belongs to
	Number         string // BT-1
	Issued         date.Date
	Due            date.Date // BT-9; a credit note has it in PaymentMeans
	Type           string    // BT-3: 380 invoice, 381 credit note, 326 … (UNCL 1001)
	Sequence       string    // of a Reminder: "2" is the second
	Notes          []string
	TaxPoint       date.Date // BT-7
	Currency       money.Currency
	TaxCurrency    money.Currency // BT-6, when VAT is accounted for in another
	AccountingCost string
	BuyerReference string
	Period         Period
	Order          Order
	Billing        []Reference // BG-3, the invoices this is about
	Despatch       string
	Receipt        string
	Originator     string
	Contract       string
	Project        string
	Attachments    []Attachment // BG-24
	Supplier       Party
	Customer       Party
	Payee          Party // BG-10
	Representative Party // BG-11, the seller's for tax
	Delivery       Delivery
	Means          []Means
	Terms          []string
	Allowances     []Allowance
	Taxes          []TaxTotal
	Totals         Totals
	Lines          []Line
	Claims         []Claim // lines of a Reminder
}

// currency gives the document's currency; one without is in that of what is payable.
func (d *Document) currency() money.Currency {
	if d.Currency == "" {
		return d.Totals.Payable.Currency
	}
	return d.Currency
}

// DueOn gives the day payment is due: an invoice says it itself, a credit note in
// PaymentMeans.
func (d *Document) DueOn() date.Date {
	for i := range d.Means {
		if d.Due == 0 {
			return d.Means[i].Due
		}
	}
	return d.Due
}

// Amount is a sum with its sign: negative invoices and lines exist. Without a
// currency the document does not give it.
type Amount struct {
	Minor    int64
	Currency money.Currency
}

// Given tells whether the document gives the amount.
func (a Amount) Given() bool { return a.Currency != "" }

func (a Amount) decimal() string { return money.Of(a.Minor, a.Currency).Decimal() }

// ID is an identifier and the scheme it is from: {"5567321707", "0007"}.
type ID struct{ Value, Scheme string }

// String gives "0007:5567321707".
func (id ID) String() string {
	if id.Scheme == "" || id.Value == "" {
		return id.Value
	}
	return id.Scheme + ":" + id.Value
}

// Measure is a quantity and its unit.
type Measure struct {
	Value Decimal
	Unit  string
}

// Period is BG-14 or BG-26.
type Period struct {
	From, To date.Date
	Code     string // BT-8, which date the VAT follows
}

// Order is BT-13 and BT-14.
type Order struct{ ID, Sales string }

// Reference names another document.
type Reference struct {
	ID     string
	Issued date.Date
	Credit bool // it is a credit note
}

// Attachment is a supporting document: within, or at an address.
type Attachment struct {
	ID       ID
	Type     string // 130: not a document but an object that is invoiced
	Text     string
	File     string // base64, as it came
	FileName string
	MIME     string
	URI      string
}

// Party is a company or person.
type Party struct {
	Endpoint  ID // BT-34, where it takes e-invoices
	IDs       []ID
	Trading   string
	Address   Address
	Taxes     []TaxNumber
	Legal     string // registered name
	OrgNo     ID
	LegalForm string
	Contact   string
	Phone     string
	Email     string
}

// Address is a postal address.
type Address struct {
	Street, Street2, Line, Town, PostCode, Region, Country string
}

// TaxNumber is a registration for a tax: Scheme VAT, or another such as TAX.
type TaxNumber struct{ Number, Scheme string }

// VAT gives the party's VAT number (BT-31). Before Peppol the scheme was often left out.
func (p *Party) VAT() string { return p.tax(true) }

// TaxStatus gives the registration for another tax (BT-32), "Godkänd för F-skatt".
func (p *Party) TaxStatus() string { return p.tax(false) }

func (p *Party) tax(vat bool) string {
	for _, t := range p.Taxes {
		if (t.Scheme == "VAT" || t.Scheme == "") == vat {
			return t.Number
		}
	}
	return ""
}

// Name gives the registered name, else the trading name, else the contact's.
func (p *Party) Name() string {
	switch {
	case p.Legal != "":
		return p.Legal
	case p.Trading != "":
		return p.Trading
	}
	return p.Contact
}

// given tells whether the document names the party at all.
func (p *Party) given() bool { return p.Name() != "" || p.Address.Country != "" || len(p.Taxes) > 0 }

// Delivery is BG-13.
type Delivery struct {
	On      date.Date
	To      ID
	Address Address
	Party   string
}

// Means is BG-16, one way to be paid.
type Means struct {
	Code        string // UNCL 4461
	Name        string
	Due         date.Date
	IDs         []string // PaymentID: OCR, KID, RF; Peppol has one
	Card        string   // the first and last digits of the card it was paid by
	CardNetwork string
	CardHolder  string
	Account     Account
	Mandate     string // of a direct debit
	Payer       string // the account debited
}

// Account is where to pay.
type Account struct {
	ID, Name string
	Bank     string // BIC; SE:BANKGIRO, SE:PLUSGIRO
}

// Ref gives the payment reference.
func (m *Means) Ref() string {
	if len(m.IDs) > 0 {
		return m.IDs[0]
	}
	return ""
}

// Allowance is BG-20, BG-21, BG-27 or BG-28: taken off, or put on when Charge is set.
type Allowance struct {
	Charge  bool
	Code    string
	Reason  string
	Percent Decimal
	Amount  Amount
	Base    Amount
	Tax     Category
}

// signed gives what it does to the sum it belongs to.
func (a *Allowance) signed() int64 {
	if a.Charge {
		return a.Amount.Minor
	}
	return -a.Amount.Minor
}

// Category is a category of VAT (BT-118): S standard, Z zero, E exempt, AE reverse
// charge, K within the union, G export, O outside the scope.
type Category struct {
	ID         string
	Percent    Decimal
	ReasonCode string
	Reason     string
	Scheme     string // VAT
}

// TaxTotal is the VAT in one currency; the one in the document's has the parts (BG-23).
type TaxTotal struct {
	formats.Origin
	Amount Amount
	Parts  []TaxPart
}

// TaxPart is the VAT of one category and rate.
type TaxPart struct {
	Taxable, Amount Amount
	Tax             Category
}

// Totals is BG-22.
type Totals struct {
	formats.Origin
	Lines, Net, Gross, Allowances, Charges, Prepaid, Rounding, Payable Amount
}

// Line is BG-25.
type Line struct {
	formats.Origin
	ID             string
	Note           string
	Quantity       Measure
	Amount         Amount
	AccountingCost string
	Period         Period
	OrderLine      string
	Object         ID // BT-128, what is invoiced
	ObjectType     string
	Allowances     []Allowance
	Item           Item
	Price          Price
}

// Item is BG-31.
type Item struct {
	Text, Name          string
	BuyersID, SellersID string
	StandardID          ID
	From                string // country of origin
	Classes             []Class
	Tax                 Category
	Properties          []Property
}

// Class is an item's place in a list of kinds of goods.
type Class struct{ Code, List, Version string }

// Property is BG-32.
type Property struct{ Name, Value string }

// Price is BG-29. A price may have more decimals than its currency.
type Price struct {
	Amount    Decimal
	Currency  money.Currency
	Of        Measure // BT-149
	Allowance Discount
}

// Discount is how the price came from the gross price.
type Discount struct {
	Charge       bool
	Amount, From Decimal
	Currency     money.Currency
}

// Claim is a line of a UBL Reminder.
type Claim struct {
	ID            string
	Note          string
	Debit, Credit Amount
	Percent       Decimal // of late interest
	Amount        Amount
	Period        Period
	Billing       []Reference
}

// Customisations that make a UBL Invoice something else, and those we name.
const (
	customBIS3     = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
	customEN16931  = "urn:cen.eu:en16931:2017"
	customReminder = customBIS3 + "#conformant#urn:fdc:anskaffelser.no:2019:ehf:reminder:3.0"
	customRequest  = "urn:fdc:anskaffelser.no:2019:ehf:spec:payment-request:3.0"

	profileBilling  = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
	profileReminder = "urn:fdc:anskaffelser.no:2019:ehf:postaward:g3:06:1.0"
	profileRequest  = "urn:fdc:anskaffelser.no:2019:ehf:postaward:g3:07:1.0"
)

// Kind tells what the document is: by customisation first, or a reminder would become
// a second claim.
func (d *Document) Kind() formats.DocumentKind {
	switch {
	case d.Root == "Reminder", strings.Contains(d.Customization, ":ehf:reminder:"):
		return formats.ReminderDocument
	case strings.Contains(d.Customization, ":payment-request:"):
		return formats.PaymentRequestDocument
	case d.Root == "CreditNote":
		return formats.CreditNoteDocument
	}
	return formats.InvoiceDocument
}

// version names the rules the document says it follows.
func (d *Document) version() string {
	switch {
	case d.Root == "Reminder":
		return "UBL Reminder 2"
	case d.Kind() == formats.ReminderDocument:
		return "EHF Reminder 3"
	case d.Kind() == formats.PaymentRequestDocument:
		return "EHF Payment Request 3"
	case strings.HasPrefix(d.Customization, customBIS3):
		return "BIS 3"
	case strings.HasPrefix(d.Customization, customEN16931):
		return "EN 16931"
	case d.UBLVersion != "":
		return "UBL " + d.UBLVersion
	}
	return "UBL 2"
}
