package svefaktura

import (
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// document is an invoice with what only its checks need.
type document struct {
	formats.Invoice
	code          string // InvoiceTypeCode
	count         string // LineItemCountNumeric
	lineExtension amount
	net, gross    amount
	rounding      amount
	taxes         []tax
}

// document reads the Invoice just opened and checks it.
func (r *reader) document() error {
	d := &document{}
	d.Origin = r.place()
	if err := r.each(func(name string) error { return r.part(d, name) }); err != nil {
		return err
	}
	if err := r.complete(d); err != nil {
		return err
	}
	r.settle(d)
	r.invoices = append(r.invoices, d)
	return r.keep()
}

// part reads one element of the invoice's first level.
func (r *reader) part(d *document, name string) error {
	switch name {
	case "ID":
		return r.text(&d.Number)
	case "IssueDate":
		return r.day(&d.Issued)
	case "InvoiceTypeCode":
		return r.text(&d.code)
	case "Note":
		return r.note(d)
	case "InvoiceCurrencyCode":
		return r.currency(d)
	case "LineItemCountNumeric":
		return r.text(&d.count)
	case "BuyerParty":
		return r.role(&d.Recipient)
	case "SellerParty":
		return r.role(&d.Issuer)
	case "Delivery":
		return r.each(func(name string) error {
			if name == "ActualDeliveryDateTime" {
				return r.day(&d.Delivered)
			}
			return nil
		})
	case "PaymentMeans":
		return r.means(d)
	case "PaymentTerms":
		return r.deep(&d.Terms, "Note")
	case "AllowanceCharge":
		return r.allowanceCharge(d)
	case "TaxTotal":
		return r.tax(d)
	case "LegalTotal":
		return r.totals(d)
	case "InvoiceLine":
		return r.line(d)
	case "RequisitionistDocumentReference":
		return r.requisitionist(d)
	case "InitialInvoiceDocumentReference":
		return r.refers(d)
	}
	return nil
}

// day reads a date, or the date of a time.
func (r *reader) day(into *date.Date) error {
	at := r.place()
	text, err := r.Value()
	if err != nil {
		return err
	}
	d, err := date.Parse(text)
	if err != nil {
		return refused(at, "date", text, "a day such as 2026-01-07")
	}
	*into = d
	return nil
}

// note keeps the Note as far as a person would read.
func (r *reader) note(d *document) error {
	var text string
	err := r.text(&text)
	if len(text) <= maxNote {
		d.Note = text
	}
	return err
}

// currency reads InvoiceCurrencyCode.
func (r *reader) currency(d *document) error {
	at := r.place()
	text, err := r.Value()
	if err != nil {
		return err
	}
	if d.Currency, err = money.ParseCurrency(text); err != nil {
		return refused(at, "currency", text, "a currency of ISO 4217")
	}
	return nil
}

// requisitionist reads whom the buyer wants the invoice shown to: at most two texts,
// a reference and a person.
func (r *reader) requisitionist(d *document) error {
	var text string
	err := r.deep(&text, "ID")
	switch {
	case d.BuyerRef == "":
		d.BuyerRef = text
	case text != "" && len(d.BuyerRef)+len(text) <= maxNote:
		d.BuyerRef += ", " + text
	}
	return err
}

// refers reads the number of the invoice that is credited.
func (r *reader) refers(d *document) error {
	var number string
	err := r.deep(&number, "ID")
	if err != nil || number == "" {
		return err
	}
	d.Refers = append(d.Refers, number)
	return r.keep()
}

// line reads InvoiceLine. The order is named on lines only; the first one stands for
// the invoice.
func (r *reader) line(d *document) error {
	if err := r.keep(); err != nil {
		return err
	}
	var line formats.InvoiceLine
	var sum amount
	var note string
	err := r.each(func(name string) error {
		switch name {
		case "ID":
			return r.text(&line.ID)
		case "InvoicedQuantity":
			line.Unit = string(r.Attr("quantityUnitCode"))
			return r.text(&line.Quantity)
		case "LineExtensionAmount":
			return r.amount(&sum)
		case "Note":
			return r.text(&note)
		case "OrderLineReference":
			if d.Order == "" {
				return r.deep(&d.Order, "OrderReference", "BuyersID")
			}
		case "Item":
			return r.item(&line)
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case !sum.given:
		return r.refuse("amount-missing", "", "LineExtensionAmount")
	case d.Currency != "" && sum.currency != d.Currency:
		return r.refuse("currency", string(sum.currency), "the invoice's currency "+string(d.Currency))
	}
	if line.Text == "" {
		line.Text = note
	}
	line.Amount = sum.minor
	d.Lines = append(d.Lines, line)
	return nil
}

// item reads Item: what was sold, at what price and which VAT.
func (r *reader) item(line *formats.InvoiceLine) error {
	return r.each(func(name string) error {
		switch name {
		case "Description":
			return r.text(&line.Text)
		case "TaxCategory":
			return r.category(&line.Category, &line.Rate)
		case "BasePrice":
			return r.each(func(name string) error {
				switch name {
				case "PriceAmount":
					return r.text(&line.Price)
				case "BaseQuantity":
					return r.text(&line.PriceOf)
				}
				return nil
			})
		}
		return nil
	})
}

// category reads TaxCategory.
func (r *reader) category(category, rate *string) error {
	return r.each(func(name string) error {
		switch name {
		case "ID":
			return r.text(category)
		case "Percent":
			return r.text(rate)
		}
		return nil
	})
}

// complete refuses an invoice without what makes it a claim.
func (r *reader) complete(d *document) error {
	missing := func(what string) error { return refused(d.Origin, "missing", "", what+" in the invoice") }
	switch {
	case d.Number == "":
		return missing("a number (ID)")
	case !d.Issued.Valid():
		return missing("a day of issue (IssueDate)")
	case !d.gross.given:
		return missing("what is to be paid (LegalTotal/TaxInclusiveTotalAmount)")
	}
	if d.Currency == "" { // the schema lets it be left out
		d.Currency = d.gross.currency
	}
	for _, a := range []amount{d.lineExtension, d.net, d.gross, d.rounding} {
		if a.given && a.currency != d.Currency {
			return refused(d.Origin, "currency", string(a.currency), "totals in the invoice's currency "+string(d.Currency))
		}
	}
	d.Kind = formats.InvoiceDocument
	switch d.code {
	case "380":
	case "381":
		d.Kind = formats.CreditNoteDocument
	default:
		r.find(d, "document-kind", "InvoiceTypeCode is "+strconv.Quote(formats.Excerpt(d.code))+", neither 380 (invoice) nor 381 (credit note)", true)
	}
	return nil
}

func (r *reader) find(d *document, code, text string, doubt bool) {
	r.sum.Find(r.l, formats.Finding{Origin: d.Origin, Code: code, Text: text, Doubt: doubt})
}
