package svefaktura

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"girod/formats"
	"girod/formats/money"
)

// tax is one TaxTotal: the VAT of the invoice, and its parts by rate.
type tax struct {
	amount
	parts []taxPart
}

type taxPart struct {
	taxable, tax amount
	category     string
	percent      string
	reason       string
}

// tax reads TaxTotal.
func (r *reader) tax(d *document) error {
	var t tax
	err := r.each(func(name string) error {
		switch name {
		case "TotalTaxAmount":
			return r.amount(&t.amount)
		case "TaxSubTotal":
			var p taxPart
			err := r.each(func(name string) error {
				switch name {
				case "TaxableAmount":
					return r.amount(&p.taxable)
				case "TaxAmount":
					return r.amount(&p.tax)
				case "TaxCategory":
					return r.each(func(name string) error {
						switch name {
						case "ID":
							return r.text(&p.category)
						case "Percent":
							return r.text(&p.percent)
						case "ExemptionReason":
							return r.text(&p.reason)
						}
						return nil
					})
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

// allowanceCharge reads a discount or charge on the whole invoice.
func (r *reader) allowanceCharge(d *document) error {
	var indicator string
	var sum amount
	var a formats.Allowance
	err := r.each(func(name string) error {
		switch name {
		case "ChargeIndicator":
			return r.text(&indicator)
		case "Amount":
			return r.amount(&sum)
		case "ReasonCode":
			a.Reason = string(r.Attr("name"))
			return r.text(&a.Code)
		case "TaxCategory":
			return r.category(&a.Category, &a.Rate)
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case indicator == "true" || indicator == "1":
		a.Charge = true
	case indicator != "false" && indicator != "0":
		return r.refuse("charge-indicator", indicator, "ChargeIndicator true (a charge) or false (an allowance)")
	}
	a.Amount = sum.minor
	d.Allowances = append(d.Allowances, a)
	return r.keep()
}

// totals reads LegalTotal.
func (r *reader) totals(d *document) error {
	return r.each(func(name string) error {
		switch name {
		case "LineExtensionTotalAmount":
			return r.amount(&d.lineExtension)
		case "TaxExclusiveTotalAmount":
			return r.amount(&d.net)
		case "TaxInclusiveTotalAmount":
			return r.amount(&d.gross)
		case "RoundOffAmount":
			return r.amount(&d.rounding)
		}
		return nil
	})
}

// settle fills the neutral amounts and holds the totals against one another. What the
// buyer pays is TaxInclusiveTotalAmount, rounding and all; the neutral Gross is what it
// was before rounding.
func (r *reader) settle(d *document) {
	var vat int64
	var parts []taxPart
	for _, t := range d.taxes {
		if !t.given || t.currency == d.Currency {
			vat += t.minor
			parts = append(parts, t.parts...)
		}
	}
	derived := d.lineExtension.minor
	for _, a := range d.Allowances {
		if a.Charge {
			derived += a.Amount
		} else {
			derived -= a.Amount
		}
	}
	if !d.net.given {
		d.net.minor = derived
	}
	d.Net, d.VAT, d.Rounding, d.Payable = d.net.minor, vat, d.rounding.minor, d.gross.minor
	d.Gross = d.Payable - d.Rounding

	var lines int64
	for _, l := range d.Lines {
		lines += l.Amount
	}
	if d.lineExtension.given {
		r.differs(d, "lines-differ", "LineExtensionTotalAmount", d.lineExtension.minor, lines, false)
		r.differs(d, "net-differs", "TaxExclusiveTotalAmount", d.Net, derived, true)
	}
	r.differs(d, "gross-differs", "TaxInclusiveTotalAmount", d.Payable, d.Net+d.VAT+d.Rounding, true)
	r.settleVAT(d, parts)
	if d.count != "" && d.count != strconv.Itoa(len(d.Lines)) {
		r.find(d, "count-differs", "LineItemCountNumeric is "+formats.Excerpt(d.count)+", there are "+strconv.Itoa(len(d.Lines))+" lines", false)
	}
	switch {
	case d.Kind == formats.CreditNoteDocument && d.Payable < 0:
		r.find(d, "credit-negative", "a credit note (381) of a negative amount is a claim or a credit, nobody can tell which", true)
	case d.Due == 0 && d.Kind == formats.InvoiceDocument && d.Payable > 0:
		r.find(d, "due-missing", "the invoice gives no due date", false)
	}
}

// settleVAT keeps the VAT by rate and holds its sum against the whole.
func (r *reader) settleVAT(d *document, parts []taxPart) {
	if len(parts) == 0 {
		return
	}
	var sum int64
	for _, p := range parts {
		sum += p.tax.minor
		d.Taxes = append(d.Taxes, formats.TaxLine{Category: p.category, Rate: p.percent, Net: p.taxable.minor, VAT: p.tax.minor, Reason: p.reason})
		if !p.plausible(d.Currency) {
			r.find(d, "vat-differs", fmt.Sprintf("VAT of %s on %s is not %s %%", money.Of(p.tax.minor, d.Currency).Decimal(),
				money.Of(p.taxable.minor, d.Currency).Decimal(), formats.Excerpt(p.percent)), false)
		}
	}
	r.differs(d, "vat-sum-differs", "TotalTaxAmount", d.VAT, sum, false)
}

func (r *reader) differs(d *document, code, what string, got, want int64, doubt bool) {
	if got != want {
		r.find(d, code, fmt.Sprintf("%s is %s, want %s", what, money.Of(got, d.Currency).Decimal(), money.Of(want, d.Currency).Decimal()), doubt)
	}
}

// plausible tells whether VAT is its rate of the taxable amount, to within one whole
// unit, the slack of invoices that round line by line.
func (p taxPart) plausible(c money.Currency) bool {
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
	for range c.Decimals() {
		slack *= 10
	}
	return off.Abs(off).Cmp(big.NewRat(slack, 1)) <= 0
}
