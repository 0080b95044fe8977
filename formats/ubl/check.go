package ubl

import (
	"math/big"
	"strconv"

	"girod/formats"
	"girod/formats/money"
)

// check refuses an invoice whose totals do not agree or that lacks what every
// receiver asks for, and finds the VAT rate.
func check(inv *formats.Invoice) (rate string, err error) {
	refuse := func(at, code, got, want string) error {
		return &formats.Error{Origin: formats.Origin{At: at}, Code: code, Got: got, Want: want}
	}
	var lines int64
	for _, l := range inv.Lines {
		lines += l.Amount
	}
	decimal := func(minor int64) string { return money.Of(minor, inv.Currency).Decimal() }
	switch {
	case inv.Kind != formats.InvoiceDocument && inv.Kind != formats.CreditNoteDocument:
		return "", refuse("", "document-kind", string(inv.Kind), "an invoice or a credit note")
	case inv.Number == "":
		return "", refuse("ID", "missing", "", "a number")
	case !inv.Issued.Valid():
		return "", refuse("IssueDate", "date", inv.Issued.String(), "a day of issue")
	case inv.Due != 0 && !inv.Due.Valid():
		return "", refuse("DueDate", "date", inv.Due.String(), "a day")
	case inv.Currency.Decimals() < 0:
		return "", refuse("DocumentCurrencyCode", "currency", string(inv.Currency), "a currency of ISO 4217")
	case inv.Issuer.Name == "" || inv.Recipient.Name == "":
		return "", refuse("", "party", "", "the names of issuer and recipient")
	case inv.Issuer.Country == "" || inv.Recipient.Country == "":
		return "", refuse("", "party", "", "the countries of issuer and recipient (BR-09, BR-11)")
	case len(inv.Lines) == 0:
		return "", refuse("", "missing", "", "at least one line (BR-16)")
	case lines != inv.Net:
		return "", refuse("LineExtensionAmount", "lines-differ", decimal(inv.Net), "the sum of the lines, "+decimal(lines))
	case inv.Gross != inv.Net+inv.VAT:
		return "", refuse("TaxInclusiveAmount", "gross-differs", decimal(inv.Gross), "net and VAT, "+decimal(inv.Net+inv.VAT))
	case inv.Payable != inv.Gross-inv.Prepaid+inv.Rounding:
		return "", refuse("PayableAmount", "payable-differs", decimal(inv.Payable), "gross less prepaid and rounded, "+decimal(inv.Gross-inv.Prepaid+inv.Rounding))
	}
	if rate := rateOf(inv.Net, inv.VAT); rate != "" {
		return rate, nil
	}
	return "", refuse("TaxAmount", "vat-differs", decimal(inv.VAT), "VAT at one rate on "+decimal(inv.Net))
}

// rateOf finds the rate that gives this VAT: Sweden's first (SE-R-006), then those of
// its neighbours.
func rateOf(net, vat int64) string {
	for _, rate := range []int64{25, 12, 6, 0, 15, 24, 14, 10} {
		num := new(big.Int).Mul(big.NewInt(net), big.NewInt(rate))
		if got, err := money.RoundHalfUp(num, big.NewInt(100)); err == nil && got == vat {
			return strconv.FormatInt(rate, 10)
		}
	}
	return ""
}
