package ubl_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/ubl"
)

type doc = ubl.Document

// broken is a rule, a document that keeps it, and what breaks it. keeps, where the
// rule's condition needs it, changes the document in a way that looks alike and is allowed.
type broken struct {
	rule   string
	from   func() *doc
	breaks func(d *doc)
	keeps  func(d *doc)
}

func ehf() *doc {
	r := told()
	d, err := ubl.DraftReminder(&r, ubl.EHFReminder)
	if err != nil {
		panic(err)
	}
	return d
}

func plainReminder() *doc {
	r := told()
	d, err := ubl.DraftReminder(&r, ubl.PlainReminder)
	if err != nil {
		panic(err)
	}
	return d
}

var arithmetic = []broken{
	{"BR-CO-10", full, func(d *doc) { d.Totals.Lines.Minor++ }, nil},
	{"BR-CO-11", full, func(d *doc) { d.Totals.Allowances.Minor++ }, nil},
	{"BR-CO-12", full, func(d *doc) { d.Totals.Charges.Minor++ }, nil},
	{"BR-CO-13", full, func(d *doc) { d.Totals.Net.Minor++ }, nil},
	{"BR-CO-14", full, func(d *doc) { d.Taxes[0].Amount.Minor++ }, nil},
	{"BR-CO-15", full, func(d *doc) { d.Totals.Gross.Minor++ }, nil},
	{"BR-CO-16", full, func(d *doc) { d.Totals.Payable.Minor++ }, func(d *doc) { d.Totals.Payable.Minor++; d.Totals.Rounding.Minor++ }},
	{"rounding-in-gross", plain, func(d *doc) { d.Totals.Gross, d.Totals.Rounding, d.Totals.Payable = sek(12530), sek(30), sek(12530) },
		func(d *doc) { d.Totals.Rounding, d.Totals.Payable = sek(30), sek(12530) }},
	{"BR-CO-17", full, func(d *doc) { d.Taxes[0].Parts[0].Amount.Minor += 100 }, func(d *doc) { d.Taxes[0].Parts[0].Amount.Minor += 99 }},
	{"claims-differ", plainReminder, func(d *doc) { d.Claims[0].Debit.Minor++ }, nil},
	{"amount-large", plain, func(d *doc) { d.Totals.Payable.Minor = 1e13 + 1 }, func(d *doc) { d.Totals.Payable.Minor = -1e13 }},
	{"BR-CO-25", plain, func(d *doc) { d.Due = 0 }, func(d *doc) { d.Due, d.Terms = 0, []string{"30 dagar"} }},
	{"due-missing", plain, func(d *doc) { d.Due, d.Terms = 0, []string{"30 dagar"} }, func(d *doc) { d.Due, d.Totals.Payable.Minor = 0, -1 }},
	{"PEPPOL-EN16931-R051", full, func(d *doc) { d.Allowances[0].Amount.Currency = money.EUR }, nil},
	{"PEPPOL-EN16931-R005", full, func(d *doc) { d.TaxCurrency = money.SEK }, nil},
	{"BR-53", full, func(d *doc) { d.Taxes = d.Taxes[:1] }, func(d *doc) { d.Taxes, d.TaxCurrency = d.Taxes[:1], "" }},
	{"PEPPOL-EN16931-R053", full, func(d *doc) { d.Taxes[1].Parts = d.Taxes[0].Parts }, nil},
	{"PEPPOL-EN16931-R054", full, func(d *doc) { d.TaxCurrency = "" }, nil},
	{"PEPPOL-EN16931-R055", full, func(d *doc) { d.Taxes[1].Amount.Minor = -1 }, func(d *doc) { d.Taxes[1].Amount.Minor = 0 }},
}

var presence = []broken{
	{"document-kind", plain, func(d *doc) { d.Type = "381" }, func(d *doc) { d.Type = "383" }},
	{"no-place", creditNote, func(d *doc) { d.Due = date.Of(2026, 3, 1) }, nil},
	{"BR-02", plain, func(d *doc) { d.Number = "" }, nil},
	{"BR-03", plain, func(d *doc) { d.Issued = 20260230 }, nil},
	{"due-date", plain, func(d *doc) { d.Due = 20260230 }, func(d *doc) { d.Due = 0 }},
	{"BR-04", plain, func(d *doc) { d.Type = "" }, nil},
	{"BR-05", plain, func(d *doc) { d.Currency = "KRO" }, nil},
	{"BR-12", plain, func(d *doc) { d.Totals.Lines = ubl.Amount{} }, nil},
	{"BR-13", plain, func(d *doc) { d.Totals.Net = ubl.Amount{} }, nil},
	{"BR-14", plain, func(d *doc) { d.Totals.Gross = ubl.Amount{} }, nil},
	{"BR-15", plain, func(d *doc) { d.Totals.Payable = ubl.Amount{} }, func(d *doc) { d.Totals.Payable = sek(0) }},
	{"BR-16", plain, func(d *doc) { d.Lines = nil }, nil},
	{"BR-29", full, func(d *doc) { d.Period.To = date.Of(2025, 11, 30) }, func(d *doc) { d.Period.To = d.Period.From }},
	{"BR-52", full, func(d *doc) { d.Attachments[0].ID.Value = "" }, nil},
	{"BR-55", full, func(d *doc) { d.Billing[0].ID = "" }, nil},
	{"PEPPOL-EN16931-CL006", plain, func(d *doc) { d.Period.Code = "36" }, func(d *doc) { d.Period.Code = "432" }},
	{"BR-CO-03", full, func(d *doc) { d.Period.Code = "35" }, func(d *doc) { d.Period.Code, d.TaxPoint = "35", 0 }},
	{"BR-49", plain, func(d *doc) { d.Means[0].Code = "" }, nil},
	{"BR-50", plain, func(d *doc) { d.Means[0].Account.ID = "" }, func(d *doc) { d.Means[0].Account = ubl.Account{} }},
	{"BR-61", plain, func(d *doc) { d.Means[0].Account = ubl.Account{} }, func(d *doc) { d.Means[0].Account, d.Means[0].Code = ubl.Account{}, "1" }},
	{"BR-51", full, func(d *doc) { d.Means[2].Card = "4111111111111111" }, func(d *doc) { d.Means[2].Card = "411111******1111" }},
	{"payment-reference", full, func(d *doc) { d.Means[1].IDs[0] = "10041" }, func(d *doc) { d.Means[1].IDs = nil }},
	{"reminder-refers", ehf, func(d *doc) { d.Billing = nil }, nil},
	{"PEPPOL-EN16931-R001", plain, func(d *doc) { d.Profile = "" }, nil},
	{"PEPPOL-EN16931-R002", plain, func(d *doc) { d.Notes = []string{"a", "b"} }, func(d *doc) { d.Notes = []string{"a"} }},
	{"PEPPOL-EN16931-R003", plain, func(d *doc) { d.BuyerReference = "" }, func(d *doc) { d.BuyerReference, d.Order.ID = "", "PO" }},
	{"PEPPOL-EN16931-R004", plain, func(d *doc) { d.Customization = "urn:cen.eu:en16931:2017" }, func(d *doc) { d.Customization, d.Profile = "urn:cen.eu:en16931:2017", "x" }},
	{"PEPPOL-EN16931-R007", plain, func(d *doc) { d.Profile = "urn:fdc:peppol.eu:2017:poacc:billing:1" }, func(d *doc) { d.Profile = strings.Replace(billing, ":01:", ":02:", 1) }},
	{"PEPPOL-EN16931-P0100", plain, func(d *doc) { d.Type = "381" }, func(d *doc) { d.Type = "386" }},
	{"PEPPOL-EN16931-P0101", creditNote, func(d *doc) { d.Type = "380" }, func(d *doc) { d.Type = "396" }},
	{"PEPPOL-EN16931-P0112", plain, func(d *doc) { d.Type = "384" }, func(d *doc) { d.Type, d.Supplier.Address.Country, d.Customer.Address.Country = "384", "DE", "DE" }},
	{"PEPPOL-EN16931-R080", creditNote, func(d *doc) {
		d.Attachments = []ubl.Attachment{{ID: ubl.ID{Value: "P1"}, Type: "50"}, {ID: ubl.ID{Value: "P2"}, Type: "50"}}
	}, func(d *doc) { d.Attachments = []ubl.Attachment{{ID: ubl.ID{Value: "P1"}, Type: "50"}} }},
	{"PEPPOL-EN16931-R061", full, func(d *doc) { d.Means[3].Mandate = "" }, nil},
	{"PEPPOL-EN16931-CL001", full, func(d *doc) { d.Attachments[0].MIME = "text/html" }, nil},
	{"attachment-name", full, func(d *doc) { d.Attachments[0].FileName = "" }, nil},
	{"attachment-content", full, func(d *doc) { d.Attachments[0].File = "AAAA" }, func(d *doc) { d.Attachments[0].File = pdf[:8] + " \n" + pdf[8:] }},
}

var ofLines = []broken{
	{"BR-21", plain, func(d *doc) { d.Lines[0].ID = "" }, nil},
	{"BR-22", plain, func(d *doc) { d.Lines[0].Quantity.Value = "" }, nil},
	{"BR-23", plain, func(d *doc) { d.Lines[0].Quantity.Unit = "" }, nil},
	{"BR-24", plain, func(d *doc) { d.Lines[0].Amount = ubl.Amount{} }, nil},
	{"BR-25", plain, func(d *doc) { d.Lines[0].Item.Name = "" }, nil},
	{"BR-26", plain, func(d *doc) { d.Lines[0].Price.Amount = "" }, nil},
	{"BR-27", plain, func(d *doc) { d.Lines[0].Price.Amount = "-100.00" }, func(d *doc) { d.Lines[0].Price.Amount = "0" }},
	{"BR-28", full, func(d *doc) { d.Lines[0].Price.Allowance.From = "-1.30" }, nil},
	{"BR-30", full, func(d *doc) { d.Lines[0].Period.To = date.Of(2025, 11, 30) }, func(d *doc) { d.Lines[0].Period.To = 0 }},
	{"BR-54", full, func(d *doc) { d.Lines[0].Item.Properties[0].Value = "" }, nil},
	{"BR-64", full, func(d *doc) { d.Lines[0].Item.StandardID.Scheme = "" }, func(d *doc) { d.Lines[0].Item.StandardID = ubl.ID{} }},
	{"BR-65", full, func(d *doc) { d.Lines[0].Item.Classes[0].List = "" }, nil},
	{"BR-CO-04", plain, func(d *doc) { d.Lines[0].Item.Tax.ID = "" }, nil},
	{"numbers", plain, func(d *doc) { d.Lines[0].Quantity.Value = "1,5" }, func(d *doc) { d.Lines[0].Quantity.Value = "-1.50" }},
	{"BR-31", full, func(d *doc) { d.Allowances[0].Amount = ubl.Amount{} }, nil},
	{"BR-32", full, func(d *doc) { d.Allowances[0].Tax.ID = "" }, nil},
	{"BR-33", full, func(d *doc) { d.Allowances[0].Reason, d.Allowances[0].Code = "", "" }, func(d *doc) { d.Allowances[0].Reason = "" }},
	{"BR-36", full, func(d *doc) { d.Allowances[1].Amount = ubl.Amount{} }, nil},
	{"BR-37", full, func(d *doc) { d.Allowances[1].Tax.ID = "" }, nil},
	{"BR-38", full, func(d *doc) { d.Allowances[1].Reason, d.Allowances[1].Code = "", "" }, func(d *doc) { d.Allowances[1].Code = "" }},
	{"BR-41", full, func(d *doc) { d.Lines[0].Allowances[0].Amount = ubl.Amount{} }, nil},
	{"BR-42", full, func(d *doc) { d.Lines[0].Allowances[0] = ubl.Allowance{Amount: sek(1500)} }, nil},
	{"BR-43", full, func(d *doc) { d.Lines[0].Allowances[0] = ubl.Allowance{Charge: true, Code: "FC"} }, nil},
	{"BR-44", full, func(d *doc) { d.Lines[0].Allowances[0] = ubl.Allowance{Charge: true, Amount: sek(1)} }, nil},
	{"PEPPOL-EN16931-CL002", full, func(d *doc) { d.Lines[0].Allowances[0].Code = "FC" }, func(d *doc) { d.Lines[0].Allowances[0].Code = "104" }},
	{"PEPPOL-EN16931-R041", full, func(d *doc) { d.Allowances[0].Base = ubl.Amount{} }, nil},
	{"PEPPOL-EN16931-R042", full, func(d *doc) { d.Allowances[0].Percent = "" }, nil},
	{"PEPPOL-EN16931-R040", full, func(d *doc) { d.Allowances[0].Amount.Minor += 3 }, func(d *doc) { d.Allowances[0].Amount.Minor += 2 }},
	{"PEPPOL-EN16931-R044", full, func(d *doc) { d.Lines[0].Price.Allowance.Charge = true }, nil},
	{"PEPPOL-EN16931-R046", full, func(d *doc) { d.Lines[0].Price.Allowance.From = "1.31" }, func(d *doc) { d.Lines[0].Price.Allowance.From = "1.300" }},
	{"PEPPOL-EN16931-R100", full, func(d *doc) { d.Lines[0].ObjectType = "50" }, nil},
	{"PEPPOL-EN16931-R110", full, func(d *doc) { d.Lines[0].Period.From = date.Of(2025, 11, 30) }, nil},
	{"PEPPOL-EN16931-R111", full, func(d *doc) { d.Lines[0].Period.To = date.Of(2026, 1, 1) }, nil},
	{"PEPPOL-EN16931-R120", full, func(d *doc) { d.Lines[0].Amount.Minor += 3 }, func(d *doc) { d.Lines[0].Amount.Minor += 2 }},
	{"PEPPOL-EN16931-R121", full, func(d *doc) { d.Lines[0].Price.Of.Value = "0" }, func(d *doc) { d.Lines[0].Price.Of.Value = "100" }},
	{"PEPPOL-EN16931-R130", full, func(d *doc) { d.Lines[0].Price.Of.Unit = "C62" }, nil},
}

var ofParties = []broken{
	{"BR-06", plain, func(d *doc) { d.Supplier.Legal, d.Supplier.Trading, d.Supplier.Contact = "", "", "" }, nil},
	{"BR-07", plain, func(d *doc) { d.Customer.Legal, d.Customer.Trading = "", "" }, func(d *doc) { d.Customer.Legal = "" }},
	{"BR-09", plain, func(d *doc) { d.Supplier.Address.Country = "" }, nil},
	{"BR-11", plain, func(d *doc) { d.Customer.Address.Country = "" }, nil},
	{"BR-17", full, func(d *doc) { d.Payee.Trading = "" }, func(d *doc) { d.Payee = ubl.Party{} }},
	{"BR-18", full, func(d *doc) { d.Representative.Trading = "" }, func(d *doc) { d.Representative = ubl.Party{} }},
	{"BR-20", full, func(d *doc) { d.Representative.Address.Country = "" }, nil},
	{"BR-56", full, func(d *doc) { d.Representative.Taxes = nil }, nil},
	{"BR-57", full, func(d *doc) { d.Delivery.Address.Country = "" }, func(d *doc) { d.Delivery.Address = ubl.Address{} }},
	{"BR-62", plain, func(d *doc) { d.Supplier.Endpoint.Scheme = "" }, nil},
	{"BR-63", plain, func(d *doc) { d.Customer.Endpoint.Scheme = "" }, nil},
	{"BR-CO-09", plain, func(d *doc) { d.Supplier.Taxes[0].Number = "556016068001" }, func(d *doc) { d.Supplier.Taxes[0].Number = "EL123456789" }},
	{"BR-CO-26", plain, func(d *doc) { d.Supplier.IDs, d.Supplier.OrgNo, d.Supplier.Taxes = nil, ubl.ID{}, nil }, func(d *doc) { d.Supplier.IDs, d.Supplier.OrgNo = nil, ubl.ID{} }},
	{"PEPPOL-EN16931-R010", plain, func(d *doc) { d.Customer.Endpoint = ubl.ID{} }, nil},
	{"PEPPOL-EN16931-R020", plain, func(d *doc) { d.Supplier.Endpoint = ubl.ID{} }, nil},
	{"PEPPOL-EN16931-CL008", plain, func(d *doc) { d.Customer.Endpoint.Scheme = "9999" }, func(d *doc) { d.Customer.Endpoint.Scheme = "9930" }},
	{"PEPPOL-COMMON-R040", plain, func(d *doc) { d.Customer.Endpoint = ubl.ID{Value: "7300010000002", Scheme: "0088"} },
		func(d *doc) { d.Customer.Endpoint = ubl.ID{Value: "7300010000001", Scheme: "0088"} }},
	{"PEPPOL-COMMON-R041", norwegian, func(d *doc) { d.Supplier.Endpoint.Value = "974760674" }, nil},
	{"PEPPOL-COMMON-R042", danish, func(d *doc) { d.Supplier.Endpoint.Value = "1358562" }, func(d *doc) { d.Supplier.Endpoint.Value = "13585628" }},
	{"PEPPOL-COMMON-R049", plain, func(d *doc) { d.Customer.Endpoint.Value = "5567321708" }, func(d *doc) { d.Customer.Endpoint.Value = "8112189876" }},
}

var ofCountries = []broken{
	{"SE-R-001", plain, func(d *doc) { d.Supplier.Taxes[0].Number = "SE5560160680" }, nil},
	{"SE-R-002", plain, func(d *doc) { d.Supplier.Taxes[0].Number = "SE55601606800A" }, nil},
	{"SE-R-003", plain, func(d *doc) { d.Supplier.OrgNo.Value = "556016068A" }, nil},
	{"SE-R-004", plain, func(d *doc) { d.Supplier.OrgNo.Value = "556016-0680" }, nil},
	{"SE-R-013", plain, func(d *doc) { d.Supplier.OrgNo.Value = "5560160681" }, nil},
	{"SE-R-005", plain, func(d *doc) { d.Supplier.Taxes[1].Number = "Innehar F-skattsedel" }, func(d *doc) { d.Supplier.Taxes[1].Number = "GODKÄND FÖR F-SKATT" }},
	{"SE-R-006", plain, func(d *doc) { d.Lines[0].Item.Tax.Percent = "24" }, func(d *doc) { d.Lines[0].Item.Tax.Percent = "25.00" }},
	{"SE-R-007", plain, plusgiro("28654-4"), plusgiro("286544")},
	{"SE-R-010", plain, plusgiro("123456789"), plusgiro("12")},
	{"SE-R-008", plain, func(d *doc) { d.Means[0].Account.ID = "5805-6201" }, nil},
	{"SE-R-009", plain, func(d *doc) { d.Means[0].Account.ID = "580562" }, func(d *doc) { d.Means[0].Account.ID = "9912346" }},
	{"SE-R-011", plain, func(d *doc) { d.Means[0].Code = "50" }, nil},
	{"SE-R-012", plain, func(d *doc) { d.Means[0].Code = "31" }, func(d *doc) { d.Means[0].Code, d.Customer.Address.Country = "31", "NO" }},
	{"NO-R-001", norwegian, func(d *doc) { d.Supplier.Taxes[0].Number = "NO974760673" }, func(d *doc) { d.Supplier.Taxes[0].Number = "SE556016068001" }},
	{"NO-R-002", norwegian, func(d *doc) { d.Supplier.Taxes = d.Supplier.Taxes[:1] }, nil},
	{"DK-R-002", danish, func(d *doc) { d.Supplier.OrgNo = ubl.ID{} }, nil},
	{"DK-R-014", danish, func(d *doc) { d.Supplier.OrgNo.Scheme = "0096" }, nil},
	{"DK-R-016", danish, func(d *doc) { d.Root, d.Totals.Payable.Minor = "CreditNote", -1 }, func(d *doc) { d.Totals.Payable.Minor = -1 }},
	{"DK-R-005", danish, func(d *doc) { d.Means[0].Code = "30" }, func(d *doc) { d.Means[0].Code = "58" }},
	{"DK-R-006", danish, func(d *doc) { d.Means[0].Code = "42" }, func(d *doc) { d.Means[0].Code, d.Means[0].Account.Bank = "42", "3000" }},
	{"DK-R-007", danish, func(d *doc) { d.Means[0].Code = "49" }, func(d *doc) { d.Means[0].Code, d.Means[0].Mandate, d.Means[0].Payer = "49", "M", "1" }},
	{"DK-R-008", danish, giro("71#000100017156728", "1234567"), giro("01#", "1234567")},
	{"DK-R-009", danish, giro("04#123456789012345", "12345678"), giro("04#1234567890123456", "12345678")},
	{"DK-R-010", danish, func(d *doc) { d.Means[0].Account.ID = "1234567" }, nil},
	{"DK-R-011", danish, func(d *doc) { d.Means[0].IDs[0] = "71#12345678901234" }, func(d *doc) { d.Means[0].IDs[0] = "75#1234567890123456" }},
}

func plusgiro(number string) func(*doc) {
	return func(d *doc) { d.Means[0].Account = ubl.Account{ID: number, Bank: "SE:PLUSGIRO"} }
}

func giro(ref, number string) func(*doc) {
	return func(d *doc) { d.Means[0].Code, d.Means[0].IDs[0], d.Means[0].Account.ID = "50", ref, number }
}

func outside() *doc { return untaxed("O", "Ideell förening") }

// supply is goods sold to another country of the union.
func supply() *doc {
	d := untaxed("K", "Unionsintern försäljning")
	d.Delivery.On, d.Delivery.Address = date.Of(2026, 1, 7), ubl.Address{Town: "Tallinn", Country: "EE"}
	return d
}

// ofTax breaks the rules of each category alike.
func ofTax() []broken {
	rows := []broken{
		{"BR-CO-18", plain, func(d *doc) { d.Taxes[0].Parts = nil }, nil},
		{"BR-45", full, func(d *doc) { d.Taxes[0].Parts[3].Taxable = ubl.Amount{} }, nil},
		{"BR-46", full, func(d *doc) { d.Taxes[0].Parts[3].Amount = ubl.Amount{} }, nil},
		{"BR-47", plain, func(d *doc) { d.Taxes[0].Parts[0].Tax.ID = "" }, nil},
		{"BR-48", plain, func(d *doc) { d.Taxes[0].Parts[0].Tax.Percent = "" }, func(d *doc) { *d = *untaxed("O", "Ideell förening") }},
		{"BR-IC-11", supply, func(d *doc) { d.Delivery.On = 0 }, func(d *doc) { d.Delivery.On, d.Period.To = 0, date.Of(2026, 1, 31) }},
		{"BR-IC-12", supply, func(d *doc) { d.Delivery.Address = ubl.Address{} }, nil},
		{"BR-O-11", outside, func(d *doc) { d.Taxes[0].Parts = append(d.Taxes[0].Parts, plain().Taxes[0].Parts[0]) }, nil},
		{"BR-O-12", outside, func(d *doc) { d.Lines = append(d.Lines, plain().Lines[0]) }, func(d *doc) { d.Lines = append(d.Lines, d.Lines[0]) }},
		{"BR-O-13", outside, func(d *doc) { d.Allowances = full().Allowances[:1] }, func(d *doc) { d.Allowances = full().Allowances[1:] }},
		{"BR-O-14", outside, func(d *doc) { d.Allowances = full().Allowances[1:] }, func(d *doc) { d.Allowances = full().Allowances[:1] }},
		{"BR-S-01", plain, func(d *doc) { d.Taxes[0].Parts[0].Tax.ID = "Z" }, nil},
		{"BR-S-02", plain, func(d *doc) { d.Supplier.Taxes = nil }, func(d *doc) { d.Supplier.Taxes = d.Supplier.Taxes[1:] }},
		{"BR-S-05", plain, func(d *doc) { d.Lines[0].Item.Tax.Percent = "0" }, nil},
		{"BR-S-08", full, func(d *doc) { d.Taxes[0].Parts[1].Taxable.Minor += 100 }, func(d *doc) { d.Taxes[0].Parts[1].Taxable.Minor += 99 }},
		{"BR-S-10", plain, func(d *doc) { d.Taxes[0].Parts[0].Tax.Reason = "Export" }, nil},
	}
	for rule, code := range map[string][2]string{
		"P0104": {"VATEX-EU-G", "G"}, "P0105": {"VATEX-EU-O", "O"}, "P0106": {"VATEX-EU-IC", "K"}, "P0107": {"vatex-eu-ae", "AE"},
		"P0108": {"VATEX-EU-D", "E"}, "P0109": {"VATEX-EU-F", "E"}, "P0110": {"VATEX-EU-I", "E"}, "P0111": {"VATEX-EU-J", "E"},
	} {
		rows = append(rows, broken{"PEPPOL-EN16931-" + rule, plain,
			func(d *doc) { d.Taxes[0].Parts[0].Tax.ReasonCode = code[0] },
			func(d *doc) { d.Taxes[0].Parts[0].Tax.ReasonCode, d.Taxes[0].Parts[0].Tax.ID = code[0], code[1] }})
	}
	for id, rule := range map[string]string{"Z": "BR-Z", "E": "BR-E", "AE": "BR-AE", "K": "BR-IC", "G": "BR-G", "O": "BR-O"} {
		reason := "Anges här"
		if id == "Z" {
			reason = ""
		}
		from := func() *doc { return untaxed(id, reason) }
		rows = append(rows,
			broken{rule + "-01", from, func(d *doc) { d.Taxes[0].Parts[0].Tax.ID = "S" }, nil},
			broken{rule + "-05", from, func(d *doc) { d.Lines[0].Item.Tax.Percent = "25" }, nil},
			broken{rule + "-08", from, func(d *doc) { d.Taxes[0].Parts[0].Taxable.Minor++ }, nil},
			broken{rule + "-09", from, func(d *doc) { d.Taxes[0].Parts[0].Amount.Minor = 1 }, nil},
			broken{rule + "-10", from, func(d *doc) {
				if p := &d.Taxes[0].Parts[0].Tax; id == "Z" {
					p.Reason = "Export"
				} else {
					p.Reason = ""
				}
			}, nil},
		)
		numbers := broken{rule + "-02", from, func(d *doc) { d.Supplier.Taxes = nil }, nil}
		if id == "O" {
			numbers.breaks = func(d *doc) { d.Supplier.Taxes = seller().Taxes }
		}
		rows = append(rows, numbers)
	}
	return rows
}

// breaks tells whether a document breaks a rule.
func breaks(d *doc, rule string) *ubl.Finding {
	for _, f := range ubl.Check(d) {
		if f.Rule == rule {
			return &f
		}
	}
	return nil
}

// Every rule has a document that keeps it and one that breaks it.
func TestRules(t *testing.T) {
	levels := map[string]ubl.Rule{}
	for _, r := range ubl.Rules() {
		if _, twice := levels[r.Name]; twice {
			t.Errorf("%s stands twice in the table", r.Name)
		}
		levels[r.Name] = r
	}
	tested := map[string]bool{}
	for _, rows := range [][]broken{arithmetic, presence, ofLines, ofParties, ofCountries, ofTax()} {
		for _, row := range rows {
			tested[row.rule] = true
			rule, known := levels[row.rule]
			if !known {
				t.Errorf("%s is not in the table", row.rule)
				continue
			}
			if f := breaks(row.from(), row.rule); f != nil {
				t.Errorf("%s: the document that keeps it: %+v", row.rule, f)
			}
			if row.keeps != nil {
				d := row.from()
				if row.keeps(d); breaks(d, row.rule) != nil {
					t.Errorf("%s: broken by what keeps it: %+v", row.rule, breaks(d, row.rule))
				}
			}
			if row.breaks == nil {
				continue
			}
			d := row.from()
			row.breaks(d)
			f := breaks(d, row.rule)
			if f == nil {
				t.Errorf("%s: not broken", row.rule)
				continue
			}
			if f.Level != rule.Level || f.Doubt != rule.Doubt || f.Code != strings.ToLower(row.rule) || f.Want == "" || !strings.Contains(f.Text, "want ") || f.At == "" && d.Origin.At != "" {
				t.Errorf("%s: %+v", row.rule, f)
			}
			var refused *formats.Error
			if err := ubl.WriteDocument(io.Discard, d); f.Level == ubl.Fatal && !errors.As(err, &refused) {
				t.Errorf("%s is fatal, and was written: %v", row.rule, err)
			}
		}
	}
	for name := range levels {
		if !tested[name] {
			t.Errorf("%s has no test", name)
		}
	}
	for name, d := range documents() {
		for _, f := range ubl.Check(d) {
			t.Errorf("%s: %s", name, f.Text)
		}
	}
}
