package finvoice

import (
	"strconv"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// document is an invoice with what only its checks need.
type document struct {
	formats.Invoice
	schema   string // Version of the root element
	rules    string // SpecificationIdentifier
	message  string
	created  string
	code     string // InvoiceTypeCode
	origin   string // OriginCode: Original, Copy, Cancel
	rows     amount // RowsTotalVatExcludedAmount
	discount amount
	charge   amount
	net, vat amount
	gross    amount
	rounding amount
	paid     amount
	toPay    amount // EpiInstructedAmount
	epiDue   date.Date
	apart    int64 // rows that have no amount without VAT, such as an advance
	partRefs []string
}

// version names the version the document says it has.
func (d *document) version() string {
	v := "Finvoice"
	if d.schema != "" {
		v += " " + d.schema
	}
	if strings.Contains(d.rules, "EN16931") {
		v += " (EN 16931)"
	}
	return v
}

// invoice reads the Finvoice just opened and checks it.
func (r *reader) invoice() (*document, error) {
	d := &document{schema: formats.Excerpt(string(r.Attr("Version")))}
	at := r.Origin()
	d.Origin = r.place()
	var accounts []formats.PaymentMeans
	err := r.Each(func(name string) error {
		if name == "SellerInformationDetails" {
			return r.sellerInformation(d, &accounts)
		}
		return r.part(d, name)
	})
	if err != nil {
		return nil, err
	}
	d.otherMeans(accounts)
	if err := r.kind(d, at); err != nil {
		return nil, err
	}
	if err := complete(d, at); err != nil {
		return nil, err
	}
	r.settle(d)
	return d, nil
}

// part reads one element of the invoice's first level.
func (r *reader) part(d *document, name string) error {
	switch name {
	case "MessageTransmissionDetails":
		return r.transmission(d)
	case "SellerPartyDetails":
		return r.party("Seller", &d.Issuer)
	case "SellerOrganisationUnitNumber":
		return r.first(&d.Issuer.EndpointID)
	case "SellerCommunicationDetails":
		return r.communication("Seller", &d.Issuer)
	case "BuyerPartyDetails":
		return r.party("Buyer", &d.Recipient)
	case "BuyerOrganisationUnitNumber":
		return r.first(&d.Recipient.EndpointID)
	case "BuyerCommunicationDetails":
		return r.communication("Buyer", &d.Recipient)
	case "DeliveryDetails":
		return r.Each(func(name string) error {
			if name == "DeliveryDate" {
				return r.day(&d.Delivered)
			}
			return nil
		})
	case "InvoiceDetails":
		return r.details(d)
	case "PartialPaymentDetails":
		return r.instalment(d)
	case "FactoringAgreementDetails":
		return r.factoring(d)
	case "InvoiceRow":
		return r.row(d)
	case "EpiDetails":
		return r.epi(d)
	}
	return nil
}

// transmission reads MessageTransmissionDetails: e-invoice addresses and the message's
// name.
func (r *reader) transmission(d *document) error {
	return r.Each(func(name string) error {
		return r.Each(func(name string) error {
			switch name {
			case "FromIdentifier":
				return r.text(&d.Issuer.EndpointID)
			case "ToIdentifier":
				return r.text(&d.Recipient.EndpointID)
			case "MessageIdentifier":
				return r.text(&d.message)
			case "MessageTimeStamp":
				return r.text(&d.created)
			case "SpecificationIdentifier":
				return r.text(&d.rules)
			}
			return nil
		})
	})
}

// instalment reads PartialPaymentDetails: a part of the whole, payable with its own
// reference.
func (r *reader) instalment(d *document) error {
	return r.Each(func(name string) error {
		if name != "PartialPaymentReferenceIdentifier" {
			return nil
		}
		var ref string
		if err := r.text(&ref); err != nil || ref == "" {
			return err
		}
		d.partRefs = append(d.partRefs, ref)
		return r.keep()
	})
}

// factoring reads FactoringAgreementDetails: who is paid instead of the issuer.
func (r *reader) factoring(d *document) error {
	err := r.Each(func(name string) error {
		switch name {
		case "FactoringPartyName":
			return r.first(&d.Payee.Name)
		case "FactoringPartyIdentifier":
			err := r.first(&d.Payee.OrgNo)
			d.Payee.OrgNo = separators.Replace(d.Payee.OrgNo)
			return err
		}
		return nil
	})
	if d.Payee.Name == "" {
		d.Payee.Name = d.Payee.OrgNo
	}
	return err
}

// kinds tells what the type codes of the banks' list mean to the book (implementation
// guidelines 3.0, InvoiceTypeCode).
var kinds = map[string]struct {
	kind formats.DocumentKind
	word string // why it is in doubt, "" when it is not
}{
	"INV01": {formats.InvoiceDocument, ""},
	"INV02": {formats.CreditNoteDocument, ""},
	"INV03": {formats.InvoiceDocument, "an interest invoice: it claims interest, not a principal"},
	"INV04": {formats.InvoiceDocument, "an internal invoice, which claims nothing"},
	"INV05": {formats.ReminderDocument, ""}, // a collection letter
	"INV06": {formats.InvoiceDocument, "a pro forma invoice, which claims nothing"},
	"INV07": {formats.InvoiceDocument, "a self-billed invoice, which its buyer wrote"},
	"INV08": {formats.ReminderDocument, ""},
	"INV09": {formats.InvoiceDocument, ""}, // paid by direct payment
	"TES01": {formats.InvoiceDocument, "a test invoice"},
}

// kind tells what the document is.
func (r *reader) kind(d *document, at formats.Origin) error {
	k, ok := kinds[d.code]
	if !ok {
		return refused(at, "document-kind", d.code, "an invoice or a credit note (InvoiceTypeCode INV01 to INV09)")
	}
	d.Kind = k.kind
	if k.word != "" {
		r.find(d, "document-kind", d.code+" is "+k.word, true)
	}
	switch d.origin {
	case "", "Original":
	case "Copy":
		r.find(d, "copy", "OriginCode is Copy: the invoice was sent before", true)
	default:
		r.find(d, "copy", "OriginCode is "+strconv.Quote(formats.Excerpt(d.origin))+", not Original", true)
	}
	if len(d.partRefs) > 0 {
		r.find(d, "instalments", "the invoice may be paid in "+strconv.Itoa(len(d.partRefs))+" parts, each with a reference of its own", false)
	}
	return nil
}

// complete refuses an invoice without what makes it a claim.
func complete(d *document, at formats.Origin) error {
	missing := func(what string) error { return refused(at, "missing", "", what+" in the invoice") }
	switch {
	case d.Number == "":
		return missing("a number (InvoiceNumber)")
	case !d.Issued.Valid():
		return missing("a day (InvoiceDate)")
	case !d.gross.given:
		return missing("its sum (InvoiceTotalVatIncludedAmount)")
	}
	d.Currency = d.gross.currency
	for _, a := range []amount{d.rows, d.discount, d.charge, d.net, d.vat, d.rounding, d.paid, d.toPay} {
		if a.given && a.currency != d.Currency {
			return refused(at, "currency", string(a.currency), "totals in the invoice's currency "+string(d.Currency))
		}
	}
	return nil
}

func (r *reader) find(d *document, code, text string, doubt bool) {
	r.sum.Find(r.l, formats.Finding{Origin: d.Origin, Code: code, Text: text, Doubt: doubt})
}

func (r *reader) differs(d *document, code, what string, got, want int64, doubt bool) {
	if got != want {
		r.find(d, code, what+" is "+money.Of(got, d.Currency).Decimal()+", want "+money.Of(want, d.Currency).Decimal(), doubt)
	}
}
