package finvoice

import (
	"fmt"
	"math/big"
	"strings"

	"girod/formats"
	"girod/formats/money"
)

// vatPart reads VatSpecificationDetails: the VAT at one rate.
func (r *reader) vatPart(d *document) error {
	var t formats.TaxLine
	var base, vat amount
	err := r.Each(func(name string) error {
		switch name {
		case "VatBaseAmount":
			return r.amount(&base)
		case "VatRateAmount":
			return r.amount(&vat)
		case "VatRatePercent":
			return r.decimal(&t.Rate)
		case "VatCode":
			return r.text(&t.Category)
		case "VatFreeText":
			return r.more(&t.Reason)
		}
		return nil
	})
	if err != nil {
		return err
	}
	t.Net, t.VAT = base.minor, vat.minor
	d.Taxes = append(d.Taxes, t)
	return r.keep()
}

// settle turns a credit note's amounts around, fills the neutral ones and holds the
// totals against one another.
func (r *reader) settle(d *document) {
	if d.Kind == formats.CreditNoteDocument {
		r.turn(d)
	}
	if !d.vat.given {
		for _, t := range d.Taxes {
			d.vat.minor += t.VAT
		}
	}
	if !d.net.given {
		d.net.minor = d.gross.minor - d.vat.minor
	}
	d.Net, d.VAT, d.Gross = d.net.minor, d.vat.minor, d.gross.minor
	d.Rounding, d.Prepaid = d.rounding.minor, d.paid.minor
	r.settleNet(d)
	r.settleGross(d)
	r.settleVAT(d)
	r.settleDue(d)
}

// turn makes what a credit note takes back positive. Finvoice writes it negative; a
// positive one may mean either.
func (r *reader) turn(d *document) {
	if d.gross.minor > 0 {
		r.find(d, "credit-positive", "a credit note (INV02) of a positive amount: Finvoice writes what is taken back as negative", true)
		return
	}
	for _, a := range []*amount{&d.rows, &d.discount, &d.charge, &d.net, &d.vat, &d.gross, &d.rounding, &d.paid, &d.toPay} {
		a.minor = -a.minor
	}
	d.apart = -d.apart
	for i := range d.Lines {
		d.Lines[i].Amount = -d.Lines[i].Amount
		d.Lines[i].Quantity = opposite(d.Lines[i].Quantity)
	}
	for i := range d.Taxes {
		d.Taxes[i].Net, d.Taxes[i].VAT = -d.Taxes[i].Net, -d.Taxes[i].VAT
	}
}

// opposite turns the sign of a number in text; either it or the price carries a line's.
func opposite(number string) string {
	if positive, negative := strings.CutPrefix(number, "-"); negative {
		return positive
	}
	return number
}

// settleNet holds the rows against the net.
func (r *reader) settleNet(d *document) {
	var rows int64
	for _, l := range d.Lines {
		rows += l.Amount
	}
	rows -= d.apart
	if d.rows.given {
		r.differs(d, "lines-differ", "RowsTotalVatExcludedAmount", d.rows.minor, rows, false)
		rows = d.rows.minor
	}
	if d.net.given {
		r.differs(d, "lines-differ", "InvoiceTotalVatExcludedAmount", d.Net, rows-d.discount.minor+d.charge.minor, false)
	}
}

// settleGross holds net, VAT, gross and what is to be paid against one another. An
// advance that stands as a row with VAT only was taken off the gross in the old
// versions.
func (r *reader) settleGross(d *document) {
	sum := d.Net + d.VAT
	switch {
	case d.Gross == sum:
	case d.apart != 0 && d.Gross == sum+d.apart:
		r.find(d, "advance-in-gross", "rows of "+money.Of(d.apart, d.Currency).Decimal()+" without VAT stand in InvoiceTotalVatIncludedAmount", false)
		d.Gross, d.Prepaid = sum, d.Prepaid-d.apart
	case d.Rounding != 0 && d.Gross == sum+d.Rounding:
		r.find(d, "rounding-in-gross", "the rounding of "+money.Of(d.Rounding, d.Currency).Decimal()+" stands in InvoiceTotalVatIncludedAmount already", false)
		d.Gross = sum
	default:
		r.differs(d, "gross-differs", "InvoiceTotalVatIncludedAmount", d.Gross, sum, true)
	}
	d.Payable = d.Gross - d.Prepaid + d.Rounding
	if d.toPay.given && (d.Kind != formats.CreditNoteDocument || d.toPay.minor != 0) { // nobody is told to pay a credit note
		r.differs(d, "payable-differs", "EpiInstructedAmount", d.toPay.minor, d.Payable, true)
		d.Payable = d.toPay.minor
	}
}

// settleVAT holds the VAT against its parts by rate.
func (r *reader) settleVAT(d *document) {
	var sum int64
	for _, t := range d.Taxes {
		sum += t.VAT
		if !plausible(t, d.Currency) {
			r.find(d, "vat-differs", fmt.Sprintf("VAT of %s on %s is not %s %%", money.Of(t.VAT, d.Currency).Decimal(), money.Of(t.Net, d.Currency).Decimal(), formats.Excerpt(t.Rate)), false)
		}
	}
	if len(d.Taxes) > 0 {
		r.differs(d, "vat-sum-differs", "InvoiceTotalVatAmount", d.VAT, sum, false)
	}
}

// settleDue takes the due date from where it stands.
func (r *reader) settleDue(d *document) {
	switch {
	case d.Due == 0:
		d.Due = d.epiDue
	case d.epiDue != 0 && d.epiDue != d.Due:
		r.find(d, "due-differs", "InvoiceDueDate is "+d.Due.String()+", the bank is to pay on "+d.epiDue.String()+"; the first counts", false)
	}
	if d.Due == 0 && d.Kind == formats.InvoiceDocument && d.Payable > 0 {
		r.find(d, "due-missing", "the invoice gives no due date", false)
	}
}

// plausible tells whether VAT is its rate of the base, to within one whole unit, the
// slack of invoices that round row by row.
func plausible(t formats.TaxLine, c money.Currency) bool {
	if t.Rate == "" {
		return true
	}
	if len(t.Rate) > 12 || strings.Trim(t.Rate, "0123456789.") != "" {
		return false // Rat would also read 1/3 and 1e999999999
	}
	rate, ok := new(big.Rat).SetString(t.Rate)
	if !ok {
		return false
	}
	want := rate.Mul(rate, big.NewRat(t.Net, 100))
	off := want.Sub(want, big.NewRat(t.VAT, 1))
	slack := int64(1)
	for range c.Decimals() {
		slack *= 10
	}
	return off.Abs(off).Cmp(big.NewRat(slack, 1)) <= 0
}
