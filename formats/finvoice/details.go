package finvoice

import (
	"bytes"
	"strings"

	"girod/formats"
	"girod/formats/reference"
)

// details reads InvoiceDetails: numbers, days, totals and terms.
func (r *reader) details(d *document) error {
	return r.Each(func(name string) error {
		switch name {
		case "InvoiceTypeCode":
			return r.text(&d.code)
		case "OriginCode":
			return r.text(&d.origin)
		case "InvoiceNumber":
			return r.text(&d.Number)
		case "InvoiceDate":
			return r.day(&d.Issued)
		case "OriginalInvoiceNumber":
			return r.refers(d)
		case "OriginalInvoiceReference":
			return r.Each(func(name string) error {
				if name == "InvoiceNumber" {
					return r.refers(d)
				}
				return nil
			})
		case "SellersBuyerIdentifier":
			return r.text(&d.Recipient.ID)
		case "BuyersSellerIdentifier":
			return r.text(&d.Issuer.ID)
		case "OrderIdentifier":
			return r.text(&d.Order)
		case "BuyerReferenceIdentifier":
			return r.text(&d.BuyerRef)
		case "InvoiceFreeText":
			return r.more(&d.Note)
		case "VatSpecificationDetails":
			return r.vatPart(d)
		case "PaymentTermsDetails":
			return r.terms(d)
		}
		return r.total(d, name)
	})
}

// total reads one of the totals.
func (r *reader) total(d *document, name string) error {
	switch name {
	case "RowsTotalVatExcludedAmount":
		return r.amount(&d.rows)
	case "DiscountsTotalVatExcludedAmount":
		return r.amount(&d.discount)
	case "ChargesTotalVatExcludedAmount":
		return r.amount(&d.charge)
	case "InvoiceTotalVatExcludedAmount":
		return r.amount(&d.net)
	case "InvoiceTotalVatAmount":
		return r.amount(&d.vat)
	case "InvoiceTotalVatIncludedAmount":
		return r.amount(&d.gross)
	case "InvoiceTotalRoundoffAmount":
		return r.amount(&d.rounding)
	case "InvoicePaidAmount":
		return r.amount(&d.paid)
	}
	return nil
}

func (r *reader) refers(d *document) error {
	number, err := r.Value()
	if err != nil || number == "" {
		return err
	}
	d.Refers = append(d.Refers, number)
	return r.keep()
}

// terms reads PaymentTermsDetails.
func (r *reader) terms(d *document) error {
	return r.Each(func(name string) error {
		switch name {
		case "PaymentTermsFreeText":
			return r.more(&d.Terms)
		case "InvoiceDueDate":
			return r.day(&d.Due)
		}
		return nil
	})
}

// row reads InvoiceRow. A row may be all text, or an amount that is only known with VAT
// (an advance taken off at the end); rows within it explain it and are not counted.
func (r *reader) row(d *document) error {
	if err := r.keep(); err != nil {
		return err
	}
	at := r.Origin()
	var l formats.InvoiceLine
	var position, free string
	var net, vat, whole amount
	err := r.Each(func(name string) error {
		switch name {
		case "RowPositionIdentifier":
			return r.text(&position)
		case "RowIdentifier":
			return r.text(&l.ID)
		case "ArticleName":
			return r.text(&l.Text)
		case "RowFreeText":
			return r.more(&free)
		case "InvoicedQuantity", "DeliveredQuantity":
			if l.Quantity == "" {
				l.Unit = string(r.Attr("QuantityUnitCode"))
				return r.decimal(&l.Quantity)
			}
		case "UnitPriceAmount":
			return r.decimal(&l.Price)
		case "RowVatRatePercent":
			return r.decimal(&l.Rate)
		case "RowVatCode":
			return r.text(&l.Category)
		case "RowVatAmount":
			return r.amount(&vat)
		case "RowVatExcludedAmount":
			return r.amount(&net)
		case "RowAmount":
			return r.amount(&whole)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, a := range []amount{net, whole} {
		if a.given && d.gross.given && a.currency != d.gross.currency {
			return refused(at, "currency", string(a.currency), "the invoice's currency "+string(d.gross.currency))
		}
	}
	switch {
	case net.given:
		l.Amount = net.minor
	case whole.given && vat.given:
		l.Amount = whole.minor - vat.minor
	case whole.given:
		l.Amount = whole.minor
		d.apart += whole.minor
	}
	if position != "" {
		l.ID = position
	}
	if l.Text == "" {
		l.Text = free
	}
	d.Lines = append(d.Lines, l)
	return nil
}

// decimal reads a number as a text with a point; what is none is kept as it stands.
func (r *reader) decimal(into *string) error {
	err := r.text(into)
	*into = strings.Replace(*into, ",", ".", 1)
	return err
}

// epi reads EpiDetails: what a bank needs to pay the invoice.
func (r *reader) epi(d *document) error {
	var m formats.PaymentMeans
	err := r.Each(func(name string) error {
		switch name {
		case "EpiPartyDetails":
			return r.epiParties(&m)
		case "EpiPaymentInstructionDetails":
			return r.instruction(d, &m)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if m != (formats.PaymentMeans{}) {
		d.Means = append(d.Means, m)
	}
	return r.keep()
}

func (r *reader) epiParties(m *formats.PaymentMeans) error {
	return r.Each(func(name string) error {
		return r.Each(func(name string) error {
			switch name {
			case "EpiBfiIdentifier":
				return r.text(&m.Bank)
			case "EpiAccountID":
				return r.account(&m.Account)
			}
			return nil
		})
	})
}

// instruction reads EpiPaymentInstructionDetails.
func (r *reader) instruction(d *document, m *formats.PaymentMeans) error {
	return r.Each(func(name string) error {
		switch name {
		case "EpiRemittanceInfoIdentifier":
			return r.remittance(d, m)
		case "EpiInstructedAmount":
			return r.amount(&d.toPay)
		case "EpiDateOptionDate":
			return r.day(&d.epiDue)
		}
		return nil
	})
}

// remittance reads the reference. A second one must be the other form of the first.
func (r *reader) remittance(d *document, m *formats.PaymentMeans) error {
	at := r.place()
	ref, err := r.Value()
	if err != nil || ref == "" {
		return err
	}
	if reference.CheckViite(ref) != nil && reference.CheckRF(ref) != nil {
		r.sum.Find(r.l, formats.Finding{Origin: at, Code: "reference", Text: "the reference " + formats.Excerpt(ref) + " is neither a viite nor an RF reference: its check digits do not agree"})
	}
	switch {
	case m.Ref == "":
		m.Ref = ref
	case !same(m.Ref, ref):
		r.sum.Find(r.l, formats.Finding{Origin: at, Code: "reference-differs", Text: "the references " + formats.Excerpt(m.Ref) + " and " + formats.Excerpt(ref) + " name different things", Doubt: true})
	}
	return nil
}

// same tells whether two references name the same thing: viite 1232 is RF321232.
func same(a, b string) bool {
	return bytes.Equal(reference.Normalise([]byte(a), nil), reference.Normalise([]byte(b), nil))
}

// otherMeans adds the seller's further accounts, payable with the same reference, and
// the references of instalments.
func (d *document) otherMeans(accounts []formats.PaymentMeans) {
	ref := ""
	if len(d.Means) > 0 {
		ref = d.Means[0].Ref
	}
	seen := map[string]bool{}
	for _, m := range d.Means {
		seen[separators.Replace(m.Account.ID)] = true
	}
	for _, m := range accounts {
		id := separators.Replace(m.Account.ID)
		if id == "" || seen[id] {
			continue
		}
		seen[id] = true
		m.Ref = ref
		d.Means = append(d.Means, m)
	}
	for _, part := range d.partRefs {
		m := formats.PaymentMeans{Ref: part}
		if len(d.Means) > 0 {
			m.Account, m.Bank = d.Means[0].Account, d.Means[0].Bank
		}
		d.Means = append(d.Means, m)
	}
}
