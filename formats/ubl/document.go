package ubl

import (
	"strings"

	"girod/formats"
	"girod/formats/money"
)

// Customisations that make a UBL Invoice something else, and those we name.
const (
	customBIS3       = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
	customEN16931    = "urn:cen.eu:en16931:2017"
	customReminder   = ":ehf:reminder:"
	customPayRequest = ":payment-request:"
	profileBilling   = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
)

// document is an invoice with what only its checks need.
type document struct {
	formats.Invoice
	root          string // Invoice or CreditNote
	customization string
	ublVersion    string
	code          string // InvoiceTypeCode, CreditNoteTypeCode
	lineExtension amount
	net, gross    amount
	allowance     amount
	charge        amount
	prepaid       amount
	rounding      amount
	payable       amount
	taxes         []tax
}

// kind tells what the document is: by customisation first.
func (d *document) kind() formats.DocumentKind {
	switch {
	case strings.Contains(d.customization, customReminder):
		return formats.ReminderDocument
	case strings.Contains(d.customization, customPayRequest):
		return formats.PaymentRequestDocument
	case d.root == "CreditNote":
		return formats.CreditNoteDocument
	}
	return formats.InvoiceDocument
}

// version names the rules the document says it follows.
func (d *document) version() string {
	switch {
	case d.Kind == formats.ReminderDocument:
		return "EHF Reminder 3"
	case d.Kind == formats.PaymentRequestDocument:
		return "EHF Payment Request 3"
	case strings.HasPrefix(d.customization, customBIS3):
		return "BIS 3"
	case strings.HasPrefix(d.customization, customEN16931):
		return "EN 16931"
	case d.ublVersion != "":
		return "UBL " + d.ublVersion
	}
	return "UBL 2"
}

// document reads the Invoice or CreditNote just opened and checks it.
func (r *reader) document() (*document, error) {
	d := &document{root: r.Name()}
	d.Origin = r.Origin()
	if err := r.each(func(name string) error { return r.part(d, name) }); err != nil {
		return nil, err
	}
	d.Kind = d.kind()
	if err := r.complete(d); err != nil {
		return nil, err
	}
	return d, r.settle(d)
}

// part reads one element of the document's first level.
func (r *reader) part(d *document, name string) error {
	switch name {
	case "UBLVersionID":
		return r.text(&d.ublVersion)
	case "CustomizationID":
		return r.text(&d.customization)
	case "ID":
		return r.text(&d.Number)
	case "IssueDate":
		return r.day(&d.Issued)
	case "DueDate":
		return r.day(&d.Due)
	case "InvoiceTypeCode", "CreditNoteTypeCode":
		return r.text(&d.code)
	case "Note":
		return r.note(d)
	case "DocumentCurrencyCode":
		return r.currency(d)
	case "BuyerReference":
		return r.text(&d.BuyerRef)
	case "OrderReference":
		return r.deep(&d.Order, "ID")
	case "BillingReference":
		return r.refers(d)
	case "AccountingSupplierParty":
		return r.role(&d.Issuer)
	case "AccountingCustomerParty":
		return r.role(&d.Recipient)
	case "Delivery":
		return r.each(func(name string) error {
			if name == "ActualDeliveryDate" {
				return r.day(&d.Delivered)
			}
			return nil
		})
	case "PaymentMeans":
		return r.means(d)
	case "TaxTotal":
		return r.tax(d)
	case "LegalMonetaryTotal":
		return r.totals(d)
	case "InvoiceLine", "CreditNoteLine":
		return r.lineOf(d)
	}
	return nil
}

// note keeps every Note, a line each, as far as a person would read.
func (r *reader) note(d *document) error {
	var text string
	err := r.text(&text)
	switch {
	case text == "" || len(d.Note)+len(text) > maxNote:
	case d.Note == "":
		d.Note = text
	default:
		d.Note += "\n" + text
	}
	return err
}

// currency reads DocumentCurrencyCode.
func (r *reader) currency(d *document) error {
	origin := r.Origin()
	text, err := r.Value()
	if err != nil {
		return err
	}
	c, err := money.ParseCurrency(text)
	if err != nil {
		return &formats.Error{Origin: origin, Code: "currency", Got: formats.Excerpt(text), Want: "a currency of ISO 4217"}
	}
	d.Currency = c
	return nil
}

// refers reads the number of the invoice that is credited or reminded of.
func (r *reader) refers(d *document) error {
	return r.each(func(name string) error {
		if name != "InvoiceDocumentReference" && name != "CreditNoteDocumentReference" {
			return nil
		}
		var number string
		err := r.deep(&number, "ID")
		if err != nil || number == "" {
			return err
		}
		d.Refers = append(d.Refers, number)
		return r.keep()
	})
}

// lineOf reads InvoiceLine or CreditNoteLine.
func (r *reader) lineOf(d *document) error {
	if err := r.keep(); err != nil {
		return err
	}
	var line formats.InvoiceLine
	var sum amount
	err := r.each(func(name string) error {
		switch name {
		case "ID":
			return r.text(&line.ID)
		case "LineExtensionAmount":
			return r.amount(&sum)
		case "Item":
			return r.deep(&line.Text, "Name")
		}
		return nil
	})
	if err == nil && !sum.given {
		err = r.Refuse("amount-missing", "", "LineExtensionAmount")
	}
	if err == nil && d.Currency != "" && sum.currency != d.Currency {
		err = r.Refuse("currency", string(sum.currency), "the document's currency "+string(d.Currency))
	}
	line.Amount = sum.minor
	d.Lines = append(d.Lines, line)
	return err
}
