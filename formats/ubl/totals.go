package ubl

import (
	"fmt"
	"math/big"
	"strings"

	"girod/formats"
	"girod/formats/money"
)

// tax is one TaxTotal: the VAT of the document in one currency, and its parts.
type tax struct {
	amount
	parts []taxPart
}

type taxPart struct {
	taxable, tax amount
	percent      string
}

// tax reads TaxTotal. A second one may repeat the VAT in the currency of accounting
// (BT-111).
func (r *reader) tax(d *document) error {
	var t tax
	err := r.each(func(name string) error {
		switch name {
		case "TaxAmount":
			return r.amount(&t.amount)
		case "TaxSubtotal":
			var p taxPart
			err := r.each(func(name string) error {
				switch name {
				case "TaxableAmount":
					return r.amount(&p.taxable)
				case "TaxAmount":
					return r.amount(&p.tax)
				case "TaxCategory":
					return r.deep(&p.percent, "Percent")
				}
				return nil
			})
			if err != nil {
				return err
			}
			t.parts = append(t.parts, p)
			return r.keep()
		}
		return nil
	})
	if err != nil {
		return err
	}
	d.taxes = append(d.taxes, t)
	return r.keep()
}

// totals reads LegalMonetaryTotal.
func (r *reader) totals(d *document) error {
	into := map[string]*amount{
		"LineExtensionAmount": &d.lineExtension, "TaxExclusiveAmount": &d.net, "TaxInclusiveAmount": &d.gross,
		"AllowanceTotalAmount": &d.allowance, "ChargeTotalAmount": &d.charge, "PrepaidAmount": &d.prepaid,
		"PayableRoundingAmount": &d.rounding, "PayableAmount": &d.payable,
	}
	return r.each(func(name string) error {
		if a := into[name]; a != nil {
			return r.amount(a)
		}
		return nil
	})
}

// complete refuses a document without what makes it a claim.
func (r *reader) complete(d *document) error {
	missing := func(what string) error {
		return &formats.Error{Origin: d.Origin, Code: "missing", Want: what + " in the document"}
	}
	switch {
	case d.Number == "":
		return missing("a number (ID)")
	case !d.Issued.Valid():
		return missing("a day of issue (IssueDate)")
	case !d.payable.given:
		return missing("what is to be paid (LegalMonetaryTotal/PayableAmount)")
	}
	if d.Currency == "" {
		d.Currency = d.payable.currency
		r.find(d, "schema", "DocumentCurrencyCode is missing; the payable amount is in "+string(d.Currency), false)
	}
	for _, a := range []amount{d.lineExtension, d.net, d.gross, d.allowance, d.charge, d.prepaid, d.rounding, d.payable} {
		if a.given && a.currency != d.Currency {
			return &formats.Error{Origin: d.Origin, Code: "currency", Got: string(a.currency), Want: "totals in the document's currency " + string(d.Currency)}
		}
	}
	if d.root == "Invoice" && (d.code == "381" || d.code == "396") {
		r.find(d, "document-kind", "an Invoice whose type code "+d.code+" says credit note", true)
	}
	return nil
}

func (r *reader) find(d *document, code, text string, doubt bool) {
	r.sum.Find(r.l, formats.Finding{Origin: d.Origin, Code: code, Text: text, Doubt: doubt})
}

// settle fills the neutral amounts and holds the totals against one another
// (EN 16931 BR-CO-10, 13 to 17).
func (r *reader) settle(d *document) error {
	c := d.Currency
	var vat tax
	for _, t := range d.taxes {
		if t.given && t.currency == c {
			vat = t
		}
	}
	if !d.net.given {
		d.net.minor = d.lineExtension.minor - d.allowance.minor + d.charge.minor
	}
	if !d.gross.given {
		d.gross.minor = d.net.minor + vat.minor
	}
	d.Net, d.VAT, d.Gross = d.net.minor, vat.minor, d.gross.minor
	d.Prepaid, d.Rounding, d.Payable = d.prepaid.minor, d.rounding.minor, d.payable.minor

	var lines int64
	for _, l := range d.Lines {
		lines += l.Amount
	}
	differs := func(code, what string, got, want int64, doubt bool) {
		if got != want {
			r.find(d, code, fmt.Sprintf("%s is %s, want %s", what, money.Of(got, c).Decimal(), money.Of(want, c).Decimal()), doubt)
		}
	}
	if d.lineExtension.given {
		differs("lines-differ", "LineExtensionAmount", d.lineExtension.minor, lines, false)
		differs("net-differs", "TaxExclusiveAmount", d.Net, d.lineExtension.minor-d.allowance.minor+d.charge.minor, true)
	}
	if d.Rounding != 0 && d.Gross == d.Net+d.VAT+d.Rounding && d.Payable == d.Gross-d.Prepaid {
		// Before EN 16931 the gross was rounded, not what is payable; the outcome is the same.
		r.find(d, "rounding-in-gross", "the rounding of "+money.Of(d.Rounding, c).Decimal()+" stands in TaxInclusiveAmount already", false)
	} else {
		differs("gross-differs", "TaxInclusiveAmount", d.Gross, d.Net+d.VAT, true)
		differs("payable-differs", "PayableAmount", d.Payable, d.Gross-d.Prepaid+d.Rounding, true)
	}
	if len(vat.parts) > 0 {
		var parts int64
		for _, p := range vat.parts {
			parts += p.tax.minor
			if !p.plausible() {
				r.find(d, "vat-differs", fmt.Sprintf("VAT of %s on %s is not %s %%", money.Of(p.tax.minor, c).Decimal(), money.Of(p.taxable.minor, c).Decimal(), p.percent), false)
			}
		}
		differs("vat-sum-differs", "TaxAmount", d.VAT, parts, false)
	}
	if d.Due == 0 && d.Kind == formats.InvoiceDocument && d.Payable > 0 {
		r.find(d, "due-missing", "the invoice gives no due date", false)
	}
	return nil
}

// plausible tells whether VAT is its rate of the taxable amount, to within one whole
// unit, the slack Peppol allows for rounding line by line (PEPPOL-EN16931 UBL).
func (p taxPart) plausible() bool {
	if p.percent == "" {
		return true
	}
	if len(p.percent) > 12 || strings.Trim(p.percent, "0123456789.") != "" {
		return false // Rat would also read 1/3 and 1e999999999
	}
	rate, ok := new(big.Rat).SetString(p.percent)
	if !ok {
		return false
	}
	want := rate.Mul(rate, big.NewRat(p.taxable.minor, 100))
	off := want.Sub(want, big.NewRat(p.tax.minor, 1))
	slack := int64(1)
	for range p.tax.currency.Decimals() {
		slack *= 10
	}
	return off.Abs(off).Cmp(big.NewRat(slack, 1)) <= 0
}
