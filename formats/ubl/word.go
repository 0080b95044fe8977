package ubl

import (
	"fmt"
	"slices"
	"strings"

	"girod/formats"
	"girod/formats/money"
)

// Invoice projects the document onto the neutral word: what the book needs of it and a
// person wants to see.
func (d *Document) Invoice() formats.Invoice {
	inv := formats.Invoice{
		Origin: d.Origin, Kind: d.Kind(), Number: d.Number, Issued: d.Issued, Due: d.DueOn(), Delivered: d.Delivery.On,
		Currency: d.currency(), Note: d.note(), Order: d.Order.ID, BuyerRef: d.BuyerReference,
		Issuer: d.Supplier.word(), Recipient: d.Customer.word(), Terms: strings.Join(d.Terms, "\n"),
		Prepaid: d.Totals.Prepaid.Minor, Rounding: d.Totals.Rounding.Minor, Payable: d.Totals.Payable.Minor,
	}
	vat := d.vat()
	inv.Net, inv.VAT, inv.Gross = d.net(), vat.Amount.Minor, d.gross()
	if d.Payee.given() {
		inv.Payee = d.Payee.word()
	}
	for _, b := range d.references() {
		inv.Refers = append(inv.Refers, b.ID)
	}
	for i := range d.Means {
		inv.Means = append(inv.Means, d.Means[i].word())
	}
	for i := range d.Allowances {
		inv.Allowances = append(inv.Allowances, d.Allowances[i].word())
	}
	for i := range vat.Parts {
		p := &vat.Parts[i]
		inv.Taxes = append(inv.Taxes, formats.TaxLine{
			Category: p.Tax.ID, Rate: string(p.Tax.Percent), Net: p.Taxable.Minor, VAT: p.Amount.Minor, Reason: p.Tax.Reason,
		})
	}
	for i := range d.Lines {
		inv.Lines = append(inv.Lines, d.Lines[i].word())
	}
	for i := range d.Claims {
		c := &d.Claims[i]
		inv.Lines = append(inv.Lines, formats.InvoiceLine{ID: c.ID, Text: c.Note, Amount: c.Debit.Minor - c.Credit.Minor})
	}
	for _, a := range d.Attachments {
		if a.File != "" || a.URI != "" {
			inv.Attachments = append(inv.Attachments, formats.Attachment{
				ID: a.ID.Value, Name: a.FileName, MIME: a.MIME, Text: a.Text, URI: a.URI, Base64: a.File,
			})
		}
	}
	return inv
}

// maxNote is as far as a person would read.
const maxNote = 16 << 10

// note joins the notes, a line each.
func (d *Document) note() string {
	var all string
	for _, n := range d.Notes {
		switch {
		case len(all)+len(n) > maxNote:
		case all == "":
			all = n
		default:
			all += "\n" + n
		}
	}
	return all
}

// references are the documents this one is about; a UBL Reminder names them line by line.
func (d *Document) references() []Reference {
	all := slices.Clip(d.Billing) // what is added goes elsewhere
	for i := range d.Claims {
		for _, b := range d.Claims[i].Billing {
			if len(all) == 0 || all[len(all)-1].ID != b.ID {
				all = append(all, b)
			}
		}
	}
	return all
}

// vat is the tax in the document's currency (BT-110). Another TaxTotal may repeat it in
// the currency of accounting (BT-111).
func (d *Document) vat() *TaxTotal {
	found := &TaxTotal{}
	for i := range d.Taxes {
		if t := &d.Taxes[i]; t.Amount.Currency == d.currency() && (len(found.Parts) == 0 || len(t.Parts) > 0) {
			found = t
		}
	}
	return found
}

// net is the sum without VAT; where the document gives none, it is made of its parts.
func (d *Document) net() int64 {
	if t := &d.Totals; !t.Net.Given() {
		return t.Lines.Minor - t.Allowances.Minor + t.Charges.Minor
	}
	return d.Totals.Net.Minor
}

func (d *Document) gross() int64 {
	if !d.Totals.Gross.Given() {
		return d.net() + d.vat().Amount.Minor
	}
	return d.Totals.Gross.Minor
}

// place tells where a line stands.
func (d *Document) place(i int) formats.Origin {
	if o := d.Lines[i].Origin; o.At != "" {
		return o
	}
	name := "InvoiceLine"
	if d.Root == "CreditNote" {
		name = "CreditNoteLine"
	}
	return formats.Origin{At: fmt.Sprintf("%s[%d]", name, i+1)}
}

// word projects a party. The trading name gives way to the registered one.
func (p *Party) word() formats.Party {
	w := formats.Party{
		Name: p.Name(), OrgNo: bare(p.OrgNo.Value), VATNo: p.VAT(), TaxStatus: p.TaxStatus(), EndpointID: p.Endpoint.String(),
		Email: p.Email, Phone: p.Phone, Street: p.Address.Street, Street2: p.Address.Street2,
		PostCode: p.Address.PostCode, Town: p.Address.Town, Country: p.Address.Country,
	}
	if len(p.IDs) > 0 {
		w.ID = p.IDs[0].Value
	}
	return w
}

// bare takes the separators out of a number.
func bare(number string) string { return strings.NewReplacer("-", "", " ", "").Replace(number) }

func (m *Means) word() formats.PaymentMeans {
	return formats.PaymentMeans{
		Code: m.Code, Ref: m.Ref(), Bank: m.Account.Bank,
		Account: formats.Account{ID: m.Account.ID, Scheme: m.Account.scheme()},
	}
}

// scheme tells what kind of number an account is (FORMATS.md 10.1).
func (a *Account) scheme() string {
	id := strings.ReplaceAll(a.ID, " ", "")
	switch {
	case id == "":
		return ""
	case a.Bank == bankgiro:
		return "BGNR"
	case a.Bank == plusgiro:
		return "PGNR"
	case len(id) >= 15 && id[0] >= 'A' && id[0] <= 'Z' && id[1] >= 'A' && id[1] <= 'Z' && strings.Trim(id[2:4], "0123456789") == "":
		return "IBAN"
	}
	return "BBAN"
}

// What stands where the bank's BIC would, for a Swedish giro.
const (
	bankgiro = "SE:BANKGIRO"
	plusgiro = "SE:PLUSGIRO"
)

func (a *Allowance) word() formats.Allowance {
	return formats.Allowance{
		Charge: a.Charge, Amount: a.Amount.Minor, Reason: a.Reason, Code: a.Code, Category: a.Tax.ID, Rate: string(a.Tax.Percent),
	}
}

func (l *Line) word() formats.InvoiceLine {
	w := formats.InvoiceLine{
		ID: l.ID, Text: l.Item.Name, Amount: l.Amount.Minor,
		Quantity: string(l.Quantity.Value), Unit: l.Quantity.Unit, Price: string(l.Price.Amount), PriceOf: string(l.Price.Of.Value),
		Category: l.Item.Tax.ID, Rate: string(l.Item.Tax.Percent),
	}
	for i := range l.Allowances {
		w.Allowances = append(w.Allowances, l.Allowances[i].word())
	}
	return w
}

// given makes an amount that is left out when it is nothing.
func given(minor int64, c money.Currency) Amount {
	if minor == 0 {
		return Amount{}
	}
	return Amount{minor, c}
}
