package ubl

import (
	"fmt"
	"io"
	"math/big"
	"strings"

	"girod/formats"
	"girod/formats/money"
)

// Write writes an invoice, a credit note, or as EHF has them a reminder or a payment
// request. What breaks a fatal rule is refused, with a *formats.Error and before the
// first byte. The same invoice gives the same bytes.
func Write(w io.Writer, inv formats.Invoice) error {
	d, err := Draft(&inv)
	if err != nil {
		return err
	}
	return WriteDocument(w, d)
}

// WriteDocument writes a document as it is, in the order of its schema, and refuses
// what breaks a fatal rule.
func WriteDocument(w io.Writer, d *Document) error {
	if roots[d.Root] == nil {
		return &formats.Error{Code: "document-kind", Got: d.Root, Want: "Invoice, CreditNote or Reminder"}
	}
	for _, f := range Check(d) {
		if f.Level == Fatal {
			return &formats.Error{Origin: f.Origin, Code: f.Code, Got: f.Got, Want: f.Want}
		}
	}
	return render(w, d)
}

// Draft makes the document of an invoice, as Peppol BIS 3 wants it. What the word leaves
// open is filled in: one VAT rate on all lines, one piece at the line's amount.
func Draft(inv *formats.Invoice) (*Document, error) {
	d := &Document{
		Root: "Invoice", Customization: customBIS3, Profile: profileBilling, Type: "380",
		Number: inv.Number, Issued: inv.Issued, Due: inv.Due, Currency: inv.Currency,
		BuyerReference: inv.BuyerRef, Order: Order{ID: inv.Order},
		Supplier: partyOf(&inv.Issuer), Customer: partyOf(&inv.Recipient),
		Delivery: Delivery{On: inv.Delivered},
	}
	if err := d.become(inv.Kind); err != nil {
		return nil, err
	}
	if inv.Note != "" {
		d.Notes = []string{inv.Note}
	}
	if inv.Terms != "" {
		d.Terms = []string{inv.Terms}
	}
	if inv.Payee.Name != "" {
		d.Payee = payeeOf(&inv.Payee)
	}
	for _, number := range inv.Refers {
		d.Billing = append(d.Billing, Reference{ID: number})
	}
	for i := range inv.Means {
		d.Means = append(d.Means, meansOf(&inv.Means[i]))
	}
	for _, a := range inv.Attachments {
		d.Attachments = append(d.Attachments, Attachment{
			ID: ID{Value: a.ID}, Text: a.Text, File: a.Base64, FileName: a.Name, MIME: a.MIME, URI: a.URI,
		})
	}
	if d.Root == "CreditNote" { // its day stands in PaymentMeans
		d.Due = 0
		for i := range d.Means {
			d.Means[i].Due = inv.Due
		}
	}
	return d, d.reckon(inv)
}

// become makes the document one of a kind.
func (d *Document) become(kind formats.DocumentKind) error {
	switch kind {
	case formats.InvoiceDocument:
	case formats.CreditNoteDocument:
		d.Root, d.Type = "CreditNote", "381"
	case formats.ReminderDocument:
		d.Customization, d.Profile, d.Type = customReminder, profileReminder, ""
	case formats.PaymentRequestDocument:
		d.Customization, d.Profile, d.Type = customRequest, profileRequest, ""
	default:
		return &formats.Error{Code: "document-kind", Got: string(kind), Want: "an invoice, a credit note, a reminder or a payment request"}
	}
	return nil
}

// reckon fills lines, VAT and totals.
func (d *Document) reckon(inv *formats.Invoice) error {
	c := inv.Currency
	taxes := inv.Taxes
	if len(taxes) == 0 {
		one, err := oneRate(inv)
		if err != nil {
			return err
		}
		taxes = []formats.TaxLine{one}
	}
	usual := categoryOf(taxes[0].Category, taxes[0].Rate)
	var lines, off, on int64
	for i := range inv.Lines {
		lines += inv.Lines[i].Amount
		d.Lines = append(d.Lines, lineOf(&inv.Lines[i], c, usual))
	}
	for _, a := range inv.Allowances {
		if a.Charge {
			on += a.Amount
		} else {
			off += a.Amount
		}
		d.Allowances = append(d.Allowances, allowanceOf(a, c, usual))
	}
	total := TaxTotal{Amount: Amount{inv.VAT, c}}
	for _, t := range taxes {
		part := TaxPart{Taxable: Amount{t.Net, c}, Amount: Amount{t.VAT, c}, Tax: categoryOf(t.Category, t.Rate)}
		if part.Tax.Reason = t.Reason; t.Reason == "" {
			part.Tax.Reason = reasons[t.Category]
		}
		total.Parts = append(total.Parts, part)
	}
	d.Taxes = []TaxTotal{total}
	d.Totals = Totals{
		Lines: Amount{lines, c}, Net: Amount{inv.Net, c}, Gross: Amount{inv.Gross, c}, Allowances: given(off, c), Charges: given(on, c),
		Prepaid: given(inv.Prepaid, c), Rounding: given(inv.Rounding, c), Payable: Amount{inv.Payable, c},
	}
	return nil
}

// reasons say why there is no VAT, where the invoice does not: BR-E-10, BR-AE-10 and so on.
var reasons = map[string]string{
	"E": "Exempt", "AE": "Reverse charge", "K": "Intra-community supply", "G": "Export", "O": "Not subject to VAT",
}

// oneRate finds the one rate that gives the invoice's VAT. Who charges none and has no
// VAT number stands outside VAT.
func oneRate(inv *formats.Invoice) (formats.TaxLine, error) {
	rate := rateOf(inv.Net, inv.VAT)
	switch {
	case rate == "":
		return formats.TaxLine{}, &formats.Error{
			Origin: formats.Origin{At: "TaxTotal/TaxAmount"}, Code: "vat-differs",
			Got:  money.Of(inv.VAT, inv.Currency).Decimal(),
			Want: "VAT at one rate on " + money.Of(inv.Net, inv.Currency).Decimal() + ", or the VAT of each rate (Taxes)",
		}
	case rate == "0" && inv.Issuer.VATNo == "":
		return formats.TaxLine{Category: "O", Net: inv.Net, VAT: inv.VAT}, nil
	case rate == "0":
		return formats.TaxLine{Category: "Z", Rate: rate, Net: inv.Net, VAT: inv.VAT}, nil
	}
	return formats.TaxLine{Category: "S", Rate: rate, Net: inv.Net, VAT: inv.VAT}, nil
}

// rateOf finds the rate that gives this VAT: Sweden's first (SE-R-006), then those of
// its neighbours. They are in tenths of a percent, as Finland has halves.
func rateOf(net, vat int64) string {
	for _, rate := range []int64{250, 120, 60, 0, 150, 255, 240, 140, 135, 100} {
		num := new(big.Int).Mul(big.NewInt(net), big.NewInt(rate))
		if got, err := money.RoundHalfUp(num, big.NewInt(1000)); err == nil && got == vat {
			return strings.TrimSuffix(string(money.AppendDecimal(nil, rate, 1)), ".0")
		}
	}
	return ""
}

func categoryOf(id, rate string) Category {
	return Category{ID: id, Percent: Decimal(rate), Scheme: "VAT"}
}

// partyOf makes a party. A Swedish organisation number gets its scheme (ICD 0007), as
// do those of the neighbours.
func partyOf(p *formats.Party) Party {
	v := Party{
		Trading: p.Name, Legal: p.Name, OrgNo: ID{Value: p.OrgNo}, Phone: p.Phone, Email: p.Email,
		Address: Address{Street: p.Street, Street2: p.Street2, PostCode: p.PostCode, Town: p.Town, Country: p.Country},
	}
	if scheme, id, ok := strings.Cut(p.EndpointID, ":"); ok {
		v.Endpoint = ID{id, scheme}
	}
	if p.ID != "" {
		v.IDs = []ID{{Value: p.ID}}
	}
	if p.OrgNo != "" {
		v.OrgNo.Scheme = orgSchemes[p.Country]
	}
	if p.VATNo != "" {
		v.Taxes = append(v.Taxes, TaxNumber{p.VATNo, "VAT"})
	}
	if p.TaxStatus != "" {
		v.Taxes = append(v.Taxes, TaxNumber{p.TaxStatus, "TAX"})
	}
	return v
}

// orgSchemes are the schemes of national organisation numbers (ISO 6523 ICD). Denmark
// asks for its own (DK-R-014).
var orgSchemes = map[string]string{"SE": "0007", "NO": "0192", "DK": "0184", "FI": "0212"}

// payeeOf makes a payee, of whom Peppol wants no more than name and number.
func payeeOf(p *formats.Party) Party {
	v := Party{Trading: p.Name, OrgNo: ID{Value: p.OrgNo}}
	if p.ID != "" {
		v.IDs = []ID{{Value: p.ID}}
	}
	return v
}

func meansOf(m *formats.PaymentMeans) Means {
	v := Means{Code: m.Code, Account: Account{ID: bare(m.Account.ID), Bank: m.Bank}}
	if v.Code == "" {
		v.Code = "30" // credit transfer, which giro payments are (SE-R-011)
	}
	switch m.Account.Scheme {
	case "BGNR":
		v.Account.Bank = bankgiro
	case "PGNR":
		v.Account.Bank = plusgiro
	}
	if m.Ref != "" {
		v.IDs = []string{m.Ref}
	}
	return v
}

func allowanceOf(a formats.Allowance, c money.Currency, usual Category) Allowance {
	v := Allowance{Charge: a.Charge, Code: a.Code, Reason: a.Reason, Amount: Amount{a.Amount, c}, Tax: usual}
	if a.Category != "" {
		v.Tax = categoryOf(a.Category, a.Rate)
	}
	return v
}

// lineOf makes a line: where it says no quantity, one piece at its amount; a negative
// line is minus one piece, since a price may not be negative (BR-27).
func lineOf(l *formats.InvoiceLine, c money.Currency, usual Category) Line {
	v := Line{
		ID: l.ID, Amount: Amount{l.Amount, c}, Quantity: Measure{Decimal(l.Quantity), l.Unit},
		Item:  Item{Name: l.Text, Tax: usual},
		Price: Price{Amount: Decimal(l.Price), Currency: c, Of: Measure{Value: Decimal(l.PriceOf)}},
	}
	if l.Category != "" {
		v.Item.Tax = categoryOf(l.Category, l.Rate)
	}
	gross := l.Amount
	for _, a := range l.Allowances {
		line := allowanceOf(a, c, Category{})
		line.Tax = Category{} // a line's allowance has the line's
		gross -= line.signed()
		v.Allowances = append(v.Allowances, line)
	}
	if v.Quantity.Value == "" && v.Price.Amount == "" {
		v.Quantity.Value = "1"
		if gross < 0 {
			v.Quantity.Value, gross = "-1", -gross
		}
		v.Price.Amount = Decimal(money.Of(gross, c).Decimal())
	}
	if v.Quantity.Unit == "" {
		v.Quantity.Unit = "C62" // a piece
	}
	if v.Item.Name == "" {
		v.Item.Name = fmt.Sprintf("Line %s", l.ID)
	}
	return v
}
