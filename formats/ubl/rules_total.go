package ubl

import (
	"girod/formats"
	"girod/formats/money"
)

// The arithmetic of EN 16931: totals must agree with one another and with what they
// are made of. Every document is held to it, whatever it says of itself.
var totalRules = []Rule{
	{"BR-CO-10", Fatal, false, "the sum of the lines", invoices, func(d *Document, say say) {
		if d.Totals.Lines.Given() {
			d.differs(say, d.Totals.Origin, "LineExtensionAmount", d.Totals.Lines.Minor, d.sumOfLines())
		}
	}},
	{"BR-CO-11", Fatal, false, "the sum of the allowances", invoices, func(d *Document, say say) {
		d.differs(say, d.Totals.Origin, "AllowanceTotalAmount", d.Totals.Allowances.Minor, d.sumOfAllowances(false))
	}},
	{"BR-CO-12", Fatal, false, "the sum of the charges", invoices, func(d *Document, say say) {
		d.differs(say, d.Totals.Origin, "ChargeTotalAmount", d.Totals.Charges.Minor, d.sumOfAllowances(true))
	}},
	{"BR-CO-13", Fatal, true, "lines less allowances and with charges", everybody, func(d *Document, say say) {
		if t := &d.Totals; t.Lines.Given() {
			d.differs(say, d.Totals.Origin, "TaxExclusiveAmount", d.net(), t.Lines.Minor-t.Allowances.Minor+t.Charges.Minor)
		}
	}},
	{"BR-CO-14", Fatal, false, "the sum of the VAT of each rate", everybody, func(d *Document, say say) {
		vat, sum := d.vat(), int64(0)
		for i := range vat.Parts {
			sum += vat.Parts[i].Amount.Minor
		}
		if len(vat.Parts) > 0 {
			d.differs(say, vat.Origin, "TaxAmount", vat.Amount.Minor, sum)
		}
	}},
	{"BR-CO-15", Fatal, true, "net and VAT", everybody, func(d *Document, say say) {
		if !d.roundedInGross() {
			d.differs(say, d.Totals.Origin, "TaxInclusiveAmount", d.gross(), d.net()+d.vat().Amount.Minor)
		}
	}},
	{"BR-CO-16", Fatal, true, "gross less what is prepaid and rounded", everybody, func(d *Document, say say) {
		if t := &d.Totals; !d.roundedInGross() {
			d.differs(say, d.Totals.Origin, "PayableAmount", t.Payable.Minor, d.gross()-t.Prepaid.Minor+t.Rounding.Minor)
		}
	}},
	// Before EN 16931 the gross was rounded, not what is payable; the outcome is the same.
	{"rounding-in-gross", Fatal, false, "the rounding in PayableAmount only, not in TaxInclusiveAmount already", everybody, func(d *Document, say say) {
		if d.roundedInGross() {
			say(formats.Origin{}, d.Totals.Rounding.decimal(), "")
		}
	}},
	{"BR-CO-17", Fatal, false, "the rate's share of the taxable amount", everybody, func(d *Document, say say) {
		vat := d.vat()
		for _, p := range vat.Parts {
			want, ok := p.tax()
			if p.Tax.Percent == "" || ok && abs(p.Amount.Minor-want) < scale(d.currency().Decimals()) {
				continue
			}
			say(d.at(vat.Origin, "TaxSubtotal"),
				p.Amount.decimal(), "VAT of "+string(p.Tax.Percent)+" % on "+p.Taxable.decimal())
		}
	}},
	{"claims-differ", Fatal, true, "the sum of the lines", reminders, func(d *Document, say say) {
		if d.Root == "Reminder" && len(d.Claims) > 0 {
			var sum int64
			for i := range d.Claims {
				sum += d.Claims[i].Debit.Minor - d.Claims[i].Credit.Minor
			}
			d.differs(say, d.Totals.Origin, "PayableAmount", d.Totals.Payable.Minor, sum)
		}
	}},
	{"amount-large", Fatal, false, "amounts of at most " + money.Of(maxMinor, "SEK").Decimal(), everybody, func(d *Document, say say) {
		for _, a := range d.Totals.all() {
			if a.Minor > maxMinor || a.Minor < -maxMinor {
				say(formats.Origin{}, a.decimal(), "")
			}
		}
	}},
	{"BR-CO-25", Fatal, false, "a due date or payment terms", european, whole(func(d *Document) bool {
		return d.Totals.Payable.Minor <= 0 || d.DueOn() != 0 || len(d.Terms) > 0
	})},
	{"due-missing", Warning, false, "a due date", invoices, whole(func(d *Document) bool {
		return d.Kind() != formats.InvoiceDocument || d.Totals.Payable.Minor <= 0 || d.DueOn() != 0
	})},
	{"PEPPOL-EN16931-R051", Fatal, true, "amounts in the document's currency", everybody, func(d *Document, say say) {
		for _, a := range d.amounts() {
			if a.Given() && a.Currency != d.currency() {
				say(formats.Origin{}, string(a.Currency), "")
				return
			}
		}
	}},
	{"PEPPOL-EN16931-R005", Fatal, false, "a currency of accounting other than the document's", peppol, whole(func(d *Document) bool {
		return d.TaxCurrency == "" || d.TaxCurrency != d.Currency
	})},
	{"BR-53", Fatal, false, "the VAT in the currency of accounting", european, whole(func(d *Document) bool {
		return d.TaxCurrency == "" || d.accounted() != nil
	})},
	{"PEPPOL-EN16931-R053", Fatal, false, "one TaxTotal with the VAT of each rate", peppol, whole(func(d *Document) bool { return d.taxTotals(true) == 1 })},
	{"PEPPOL-EN16931-R054", Fatal, false, "one TaxTotal without parts when VAT is accounted for in another currency, else none", peppol, whole(func(d *Document) bool {
		return d.taxTotals(false) == min(1, len(d.TaxCurrency))
	})},
	{"PEPPOL-EN16931-R055", Fatal, false, "VAT of one sign in both currencies", peppol, whole(func(d *Document) bool {
		t := d.accounted()
		return t == nil || t.Amount.Minor >= 0 && d.vat().Amount.Minor >= 0 || t.Amount.Minor <= 0 && d.vat().Amount.Minor <= 0
	})},
}

func abs(n int64) int64 { return max(n, -n) }

func (d *Document) sumOfLines() (sum int64) {
	for i := range d.Lines {
		sum += d.Lines[i].Amount.Minor
	}
	return sum
}

func (d *Document) sumOfAllowances(charges bool) (sum int64) {
	for i := range d.Allowances {
		if d.Allowances[i].Charge == charges {
			sum += d.Allowances[i].Amount.Minor
		}
	}
	return sum
}

// roundedInGross tells whether the gross holds the rounding already.
func (d *Document) roundedInGross() bool {
	t := &d.Totals
	return t.Rounding.Minor != 0 && d.gross() == d.net()+d.vat().Amount.Minor+t.Rounding.Minor && t.Payable.Minor == d.gross()-t.Prepaid.Minor
}

// amounts are all those that must be in the document's currency.
func (d *Document) amounts() (all []Amount) {
	for i := range d.Allowances {
		all = append(all, d.Allowances[i].Amount, d.Allowances[i].Base)
	}
	for i := range d.Lines {
		for j := range d.Lines[i].Allowances {
			all = append(all, d.Lines[i].Allowances[j].Amount, d.Lines[i].Allowances[j].Base)
		}
		all = append(all, Amount{0, d.Lines[i].Price.Currency})
	}
	for i := range d.Claims {
		all = append(all, d.Claims[i].Debit, d.Claims[i].Credit)
	}
	for _, p := range d.vat().Parts {
		all = append(all, p.Taxable, p.Amount)
	}
	return all
}

// accounted is the VAT in the currency of accounting (BT-111).
func (d *Document) accounted() *TaxTotal {
	for i := range d.Taxes {
		if t := &d.Taxes[i]; d.TaxCurrency != "" && t.Amount.Currency == d.TaxCurrency {
			return t
		}
	}
	return nil
}

func (d *Document) taxTotals(withParts bool) (n int) {
	for i := range d.Taxes {
		if len(d.Taxes[i].Parts) > 0 == withParts {
			n++
		}
	}
	return n
}
