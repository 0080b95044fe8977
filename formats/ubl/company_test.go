package ubl_test

import (
	"encoding/base64"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/ubl"
)

const (
	bis3    = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
	billing = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
)

// pdf is the shortest file that begins as a PDF does.
var pdf = base64.StdEncoding.EncodeToString([]byte("%PDF-1.7\n% specifikation\n%%EOF\n"))

func sek(minor int64) ubl.Amount { return ubl.Amount{Minor: minor, Currency: money.SEK} }

func vat(id, percent string) ubl.Category {
	return ubl.Category{ID: id, Percent: ubl.Decimal(percent), Scheme: "VAT"}
}

func exempt(reason string) ubl.Category {
	c := vat("E", "0")
	c.Reason = reason
	return c
}

func line(id, name, quantity, unit, price string, amount int64, tax ubl.Category) ubl.Line {
	return ubl.Line{
		ID: id, Quantity: ubl.Measure{Value: ubl.Decimal(quantity), Unit: unit}, Amount: sek(amount),
		Item: ubl.Item{Name: name, Tax: tax}, Price: ubl.Price{Amount: ubl.Decimal(price), Currency: money.SEK},
	}
}

func seller() ubl.Party {
	return ubl.Party{
		Endpoint: ubl.ID{Value: "5560160680", Scheme: "0007"}, IDs: []ubl.ID{{Value: "L-1"}}, Trading: "Alkärret", Legal: "Alkärret Energi AB",
		OrgNo: ubl.ID{Value: "5560160680", Scheme: "0007"}, LegalForm: "Aktiebolag",
		Address: ubl.Address{Street: "Storgatan 1", Line: "Gårdshuset", PostCode: "111 22", Town: "Stockholm", Region: "Södermanland", Country: "SE"},
		Taxes:   []ubl.TaxNumber{{Number: "SE556016068001", Scheme: "VAT"}, {Number: "Godkänd för F-skatt", Scheme: "TAX"}},
		Contact: "Kundtjänst", Phone: "08-123 00", Email: "faktura@alkarret.example",
	}
}

func buyer() ubl.Party {
	return ubl.Party{
		Endpoint: ubl.ID{Value: "5567321707", Scheme: "0007"}, IDs: []ubl.ID{{Value: "7300010000001", Scheme: "0088"}}, Trading: "Björks Åkeri", Legal: "Björks Åkeri AB",
		OrgNo:   ubl.ID{Value: "5567321707", Scheme: "0007"},
		Address: ubl.Address{Street: "Hamnvägen 4", Street2: "Port B", PostCode: "417 05", Town: "Göteborg", Country: "SE"},
	}
}

// full is an invoice that uses every business group of EN 16931.
func full() *ubl.Document {
	one := line("1", "El", "812", "KWH", "1.25", 100000, vat("S", "25"))
	one.Note, one.AccountingCost, one.OrderLine = "December", "4010", "3"
	one.Object, one.ObjectType = ubl.ID{Value: "735999123456789012", Scheme: "AVE"}, "130"
	one.Period = ubl.Period{From: date.Of(2025, 12, 1), To: date.Of(2025, 12, 31)}
	one.Allowances = []ubl.Allowance{{Reason: "Trogen kund", Code: "95", Amount: sek(1500)}}
	one.Price.Of = ubl.Measure{Value: "1", Unit: "KWH"}
	one.Price.Allowance = ubl.Discount{Amount: "0.05", From: "1.30", Currency: money.SEK}
	one.Item.Text, one.Item.BuyersID, one.Item.SellersID, one.Item.From = "Rörligt pris", "B-9", "S-9", "SE"
	one.Item.StandardID = ubl.ID{Value: "7300010000001", Scheme: "0160"}
	one.Item.Classes = []ubl.Class{{Code: "83101800", List: "TST", Version: "26.0801"}}
	one.Item.Properties = []ubl.Property{{Name: "Elområde", Value: "SE3"}}
	return &ubl.Document{
		Root: "Invoice", Customization: bis3, Profile: billing, Number: "1003", Issued: date.Of(2026, 1, 7), Due: date.Of(2026, 2, 6), Type: "380",
		Notes: []string{"El & nät, december <2025>"}, TaxPoint: date.Of(2025, 12, 31), Currency: money.SEK, TaxCurrency: money.EUR,
		AccountingCost: "4010:77", BuyerReference: "Ref 12", Period: ubl.Period{From: date.Of(2025, 12, 1), To: date.Of(2025, 12, 31)},
		Order: ubl.Order{ID: "PO-7", Sales: "SO-8"}, Billing: []ubl.Reference{{ID: "998", Issued: date.Of(2025, 12, 1)}, {ID: "K-3", Credit: true}},
		Despatch: "F-1", Receipt: "M-1", Originator: "U-1", Contract: "A-1", Project: "P-1",
		Attachments: []ubl.Attachment{
			{ID: ubl.ID{Value: "spec"}, Text: "Specifikation", File: pdf, FileName: "spec.pdf", MIME: "application/pdf"},
			{ID: ubl.ID{Value: "villkor"}, URI: "https://alkarret.example/villkor"},
			{ID: ubl.ID{Value: "735999123456789012", Scheme: "AVE"}, Type: "130"},
		},
		Supplier: seller(), Customer: buyer(),
		Payee:          ubl.Party{Trading: "Fakturabolaget AB", IDs: []ubl.ID{{Value: "P-1"}}, OrgNo: ubl.ID{Value: "5560360793", Scheme: "0007"}},
		Representative: ubl.Party{Trading: "Ombudet AB", Address: ubl.Address{Town: "Malmö", Country: "SE"}, Taxes: []ubl.TaxNumber{{Number: "SE556036079301", Scheme: "VAT"}}},
		Delivery: ubl.Delivery{
			On: date.Of(2025, 12, 31), To: ubl.ID{Value: "7300010000001", Scheme: "0088"}, Party: "Mottagningen",
			Address: ubl.Address{Street: "Kajen 2", PostCode: "417 06", Town: "Göteborg", Country: "SE"},
		},
		Means: []ubl.Means{
			{Code: "30", Name: "Bankgiro", IDs: []string{"10033"}, Account: ubl.Account{ID: "58056201", Name: "Alkärret", Bank: "SE:BANKGIRO"}},
			{Code: "30", IDs: []string{"10033"}, Account: ubl.Account{ID: "SE4550000000058398257466", Bank: "ESSESESS"}},
			{Code: "48", IDs: []string{"10033"}, Card: "1234", CardNetwork: "VISA", CardHolder: "B Björk"},
			{Code: "59", IDs: []string{"10033"}, Mandate: "MND-1", Payer: "SE4550000000058398257466"},
		},
		Terms: []string{"30 dagar netto"},
		Allowances: []ubl.Allowance{
			{Reason: "Rabatt", Code: "95", Percent: "10", Amount: sek(10000), Base: sek(100000), Tax: vat("S", "25")},
			{Charge: true, Reason: "Frakt", Code: "FC", Amount: sek(5000), Tax: vat("S", "25")},
		},
		Taxes: []ubl.TaxTotal{
			{Amount: sek(36264), Parts: []ubl.TaxPart{
				{Taxable: sek(95000), Amount: sek(23750), Tax: vat("S", "25")},
				{Taxable: sek(89285), Amount: sek(10714), Tax: vat("S", "12")},
				{Taxable: sek(30000), Amount: sek(1800), Tax: vat("S", "6")},
				{Taxable: sek(20000), Amount: sek(0), Tax: exempt("Försäkring")},
			}},
			{Amount: ubl.Amount{Minor: 3210, Currency: money.EUR}},
		},
		Totals: ubl.Totals{
			Lines: sek(239285), Net: sek(234285), Gross: sek(270549), Allowances: sek(10000), Charges: sek(5000),
			Prepaid: sek(20000), Rounding: sek(-49), Payable: sek(250500),
		},
		Lines: []ubl.Line{
			one,
			line("2", "Lunch", "10", "C62", "89.285", 89285, vat("S", "12")),
			line("3", "Böcker", "3", "C62", "100", 30000, vat("S", "6")),
			line("4", "Försäkring", "1", "C62", "200.00", 20000, vat("E", "0")),
		},
	}
}

// creditNote takes half of an invoice back.
func creditNote() *ubl.Document {
	d := plain()
	d.Root, d.Type, d.Number, d.Due = "CreditNote", "381", "1004", 0
	d.Means[0].Due = date.Of(2026, 3, 1)
	d.Billing = []ubl.Reference{{ID: "1003", Issued: date.Of(2026, 1, 7)}}
	return d
}

// fullCredit takes all of the full invoice back.
func fullCredit() *ubl.Document {
	d := full()
	d.Root, d.Type, d.Number, d.Due, d.Project = "CreditNote", "381", "1009", 0, ""
	d.Attachments = append(d.Attachments, ubl.Attachment{ID: ubl.ID{Value: "P-1"}, Type: "50"}) // the project, in a credit note
	for i := range d.Means {
		d.Means[i].Due = date.Of(2026, 3, 1)
	}
	return d
}

// plain is one line at one rate.
func plain() *ubl.Document {
	return &ubl.Document{
		Root: "Invoice", Customization: bis3, Profile: billing, Number: "1005", Issued: date.Of(2026, 1, 7), Due: date.Of(2026, 2, 6), Type: "380",
		Currency: money.SEK, BuyerReference: "Ref 12", Supplier: seller(), Customer: buyer(),
		Means:  []ubl.Means{{Code: "30", IDs: []string{"10058"}, Account: ubl.Account{ID: "58056201", Bank: "SE:BANKGIRO"}}},
		Taxes:  []ubl.TaxTotal{{Amount: sek(2500), Parts: []ubl.TaxPart{{Taxable: sek(10000), Amount: sek(2500), Tax: vat("S", "25")}}}},
		Totals: ubl.Totals{Lines: sek(10000), Net: sek(10000), Gross: sek(12500), Payable: sek(12500)},
		Lines:  []ubl.Line{line("1", "Bryggplats", "1", "C62", "100.00", 10000, vat("S", "25"))},
	}
}

// untaxed is the plain invoice without VAT, for a reason.
func untaxed(id, reason string) *ubl.Document {
	d := plain()
	c := vat(id, "0")
	if id == "O" {
		c.Percent, d.Supplier.Taxes = "", []ubl.TaxNumber{{Number: "Godkänd för F-skatt", Scheme: "TAX"}}
	} else {
		d.Customer.Taxes = []ubl.TaxNumber{{Number: "SE556732170701", Scheme: "VAT"}}
	}
	d.Lines[0].Item.Tax = c
	c.Reason = reason
	d.Taxes[0] = ubl.TaxTotal{Amount: sek(0), Parts: []ubl.TaxPart{{Taxable: sek(10000), Amount: sek(0), Tax: c}}}
	d.Totals.Gross, d.Totals.Payable = sek(10000), sek(10000)
	return d
}

// norwegian is an invoice from Norway, paid with a KID.
func norwegian() *ubl.Document {
	d := plain()
	d.Number = "1006"
	d.Supplier = ubl.Party{
		Endpoint: ubl.ID{Value: "974760673", Scheme: "0192"}, Legal: "Fjordkraft Eksempel AS", OrgNo: ubl.ID{Value: "974760673", Scheme: "0192"},
		Address: ubl.Address{Street: "Havnegata 48", PostCode: "8910", Town: "Brønnøysund", Country: "NO"},
		Taxes:   []ubl.TaxNumber{{Number: "NO974760673MVA", Scheme: "VAT"}, {Number: "Foretaksregisteret", Scheme: "TAX"}},
	}
	d.Means = []ubl.Means{{Code: "30", IDs: []string{"0012345674"}, Account: ubl.Account{ID: "15062200006"}}}
	return in(d, money.NOK)
}

// danish is an invoice between Danes, paid with a FIK card.
func danish() *ubl.Document {
	d := plain()
	d.Number = "1007"
	d.Supplier = ubl.Party{
		Endpoint: ubl.ID{Value: "DK13585628", Scheme: "0184"}, Legal: "Havnens Elværk A/S", OrgNo: ubl.ID{Value: "13585628", Scheme: "0184"},
		Address: ubl.Address{Street: "Kajen 1", PostCode: "8000", Town: "Aarhus", Country: "DK"}, Taxes: []ubl.TaxNumber{{Number: "DK13585628", Scheme: "VAT"}},
	}
	d.Customer.Address.Country = "DK"
	d.Means = []ubl.Means{{Code: "93", IDs: []string{"71#000100017156728"}, Account: ubl.Account{ID: "12345678"}}}
	return in(d, money.DKK)
}

// in puts every amount of a plain document in another currency.
func in(d *ubl.Document, c money.Currency) *ubl.Document {
	d.Currency, d.Lines[0].Amount.Currency, d.Lines[0].Price.Currency = c, c, c
	for _, a := range []*ubl.Amount{&d.Totals.Lines, &d.Totals.Net, &d.Totals.Gross, &d.Totals.Payable, &d.Taxes[0].Amount, &d.Taxes[0].Parts[0].Taxable, &d.Taxes[0].Parts[0].Amount} {
		a.Currency = c
	}
	return d
}

// told is a second reminder of an invoice, with fee, costs and interest.
func told() formats.Reminder {
	return formats.Reminder{
		ID: "r000017", Level: 2, Language: "nb", On: date.Of(2026, 3, 10), PayBy: date.Of(2026, 3, 24), Invoice: "1006", Issued: date.Of(2026, 1, 7),
		Due: date.Of(2026, 2, 6), Concerns: "Strøm", Gross: 12500, Currency: money.NOK, Principal: 10000, Fee: 3500, Cost: 0, Interest: 110,
		Lines: []formats.InterestLine{
			{From: date.Of(2026, 2, 7), To: date.Of(2026, 2, 28), Days: 22, Rate: "12.50", Base: 10000, Amount: 75},
			{From: date.Of(2026, 3, 1), To: date.Of(2026, 3, 10), Days: 10, Rate: "12.50", Base: 10000, Amount: 45},
		},
		InterestPaid: 10,
		Sender: formats.Party{
			Name: "Fjordkraft Eksempel AS", OrgNo: "974760673", VATNo: "NO974760673MVA", EndpointID: "0192:974760673", TaxStatus: "Foretaksregisteret",
			Street: "Havnegata 48", PostCode: "8910", Town: "Brønnøysund", Country: "NO",
		},
		Debtor: formats.Party{ID: "K-77", Name: "Bjørk Transport AS", OrgNo: "923609016", EndpointID: "0192:923609016", PostCode: "0150", Town: "Oslo", Country: "NO"},
		PayTo:  formats.PaymentMeans{Code: "30", Ref: "0012345674", Account: formats.Account{ID: "1506 22 00006", Scheme: "BBAN"}},
	}
}
