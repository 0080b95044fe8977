package ubl_test

import (
	"errors"
	"testing"

	"girod/formats"
	"girod/formats/ubl"
)

// One rate is found for an invoice that names none; who charges none and has no VAT
// number stands outside VAT.
func TestOneRate(t *testing.T) {
	for _, c := range []struct {
		net, vat int64
		number   string
		want     ubl.Category
	}{
		{10000, 2500, "SE556016068001", vat("S", "25")},
		{10000, 1200, "SE556016068001", vat("S", "12")},
		{10001, 600, "SE556016068001", vat("S", "6")},
		{10000, 2550, "FI12345671", vat("S", "25.5")},
		{10000, 1350, "FI12345671", vat("S", "13.5")},
		{-10000, -2500, "SE556016068001", vat("S", "25")},
		{10000, 0, "SE556016068001", vat("Z", "0")},
		{10000, 0, "", vat("O", "")},
	} {
		inv := invoice()
		inv.Net, inv.VAT, inv.Issuer.VATNo, inv.Lines = c.net, c.vat, c.number, []formats.InvoiceLine{{ID: "1", Amount: c.net}}
		d, err := ubl.Draft(&inv)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Lines[0].Item.Tax; got != c.want || d.Taxes[0].Parts[0].Tax.ID != c.want.ID || d.Taxes[0].Parts[0].Taxable.Minor != c.net {
			t.Errorf("%d on %d: %+v", c.vat, c.net, got)
		}
	}
	inv := invoice()
	inv.VAT = inv.Net / 3
	var refused *formats.Error
	if _, err := ubl.Draft(&inv); !errors.As(err, &refused) || refused.Code != "vat-differs" {
		t.Errorf("a third: %v", err)
	}
}

// What the word leaves open is filled in as the country wants it.
func TestDraft(t *testing.T) {
	inv := invoice()
	inv.Issuer.TaxStatus = "Godkänd för F-skatt"
	inv.Means = []formats.PaymentMeans{
		{Ref: "10017", Account: formats.Account{ID: "5805-6201", Scheme: "BGNR"}},
		{Ref: "10017", Account: formats.Account{ID: "28 65 43-4", Scheme: "PGNR"}},
	}
	inv.Payee = formats.Party{ID: "P-1", Name: "Fakturabolaget AB", OrgNo: "5560360793", Street: "not wanted there"}
	inv.Lines = append(inv.Lines, formats.InvoiceLine{ID: "3", Text: "Frakt", Quantity: "2", Price: "10.50", Amount: 2100, Allowances: []formats.Allowance{{Charge: true, Amount: 100, Reason: "Tull"}}})
	d, err := ubl.Draft(&inv)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := d.Means[0], d.Means[1]; a.Code != "30" || a.Account != (ubl.Account{ID: "58056201", Bank: "SE:BANKGIRO"}) || b.Account != (ubl.Account{ID: "2865434", Bank: "SE:PLUSGIRO"}) {
		t.Errorf("%+v", d.Means)
	}
	if d.Supplier.VAT() != "SE556016068001" || d.Supplier.TaxStatus() != "Godkänd för F-skatt" || d.Supplier.OrgNo.Scheme != "0007" {
		t.Errorf("%+v", d.Supplier)
	}
	if d.Payee.Name() != "Fakturabolaget AB" || d.Payee.Address != (ubl.Address{}) {
		t.Errorf("%+v", d.Payee)
	}
	one, last := d.Lines[1], d.Lines[2]
	if one.Quantity != (ubl.Measure{Value: "-1", Unit: "C62"}) || one.Price.Amount != "50.00" {
		t.Errorf("a negative line is minus one piece: %+v", one)
	}
	if last.Quantity.Value != "2" || last.Price.Amount != "10.50" || !last.Allowances[0].Charge || last.Allowances[0].Tax.ID != "" {
		t.Errorf("%+v", last)
	}
	inv.Kind = formats.CreditNoteDocument
	if d, err = ubl.Draft(&inv); err != nil || d.Root != "CreditNote" || d.Type != "381" || d.Due != 0 || d.DueOn() != inv.Due {
		t.Errorf("%+v, %v", d, err)
	}
}
