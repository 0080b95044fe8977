package ubl

import (
	"girod/formats/date"
	"girod/formats/money"
)

// The tables of UBL's aggregates. Each row is an element and where it is kept; the
// order is that of UBL-CommonAggregateComponents-2.1.xsd.

var period = groupOf(
	day("StartDate", func(p *Period) *date.Date { return &p.From }),
	day("EndDate", func(p *Period) *date.Date { return &p.To }),
	text("DescriptionCode", func(p *Period) *string { return &p.Code }),
)

var address = groupOf(
	text("StreetName", func(a *Address) *string { return &a.Street }),
	text("AdditionalStreetName", func(a *Address) *string { return &a.Street2 }),
	text("CityName", func(a *Address) *string { return &a.Town }),
	text("PostalZone", func(a *Address) *string { return &a.PostCode }),
	text("CountrySubentity", func(a *Address) *string { return &a.Region }),
	within("AddressLine", text("Line", func(a *Address) *string { return &a.Line })),
	within("Country", text("IdentificationCode", func(a *Address) *string { return &a.Country })),
)

var taxNumber = groupOf(
	text("CompanyID", func(t *TaxNumber) *string { return &t.Number }),
	within("TaxScheme", text("ID", func(t *TaxNumber) *string { return &t.Scheme })),
)

var party = groupOf(
	identifier("EndpointID", func(p *Party) *ID { return &p.Endpoint }),
	identifiers("PartyIdentification", func(p *Party) *[]ID { return &p.IDs }),
	within("PartyName", text("Name", func(p *Party) *string { return &p.Trading })),
	one("PostalAddress", address, func(p *Party) *Address { return &p.Address }),
	many("PartyTaxScheme", taxNumber, func(p *Party) *[]TaxNumber { return &p.Taxes }),
	within("PartyLegalEntity",
		text("RegistrationName", func(p *Party) *string { return &p.Legal }),
		identifier("CompanyID", func(p *Party) *ID { return &p.OrgNo }),
		text("CompanyLegalForm", func(p *Party) *string { return &p.LegalForm })),
	within("Contact",
		text("Name", func(p *Party) *string { return &p.Contact }),
		text("Telephone", func(p *Party) *string { return &p.Phone }),
		text("ElectronicMail", func(p *Party) *string { return &p.Email })),
)

// role is a party in one of its roles.
func role(name string, of func(*Document) *Party) field[Document] {
	return within(name, one("Party", party, of))
}

var account = groupOf(
	text("ID", func(a *Account) *string { return &a.ID }),
	text("Name", func(a *Account) *string { return &a.Name }),
	within("FinancialInstitutionBranch",
		text("ID", func(a *Account) *string { return &a.Bank }),
		old(within("FinancialInstitution", text("ID", func(a *Account) *string { return &a.Bank })))), // before Peppol
)

var means = groupOf(
	coded("PaymentMeansCode", "name", func(m *Means) *string { return &m.Code }, func(m *Means) *string { return &m.Name }),
	day("PaymentDueDate", func(m *Means) *date.Date { return &m.Due }),
	texts("PaymentID", func(m *Means) *[]string { return &m.IDs }),
	within("CardAccount",
		text("PrimaryAccountNumberID", func(m *Means) *string { return &m.Card }),
		text("NetworkID", func(m *Means) *string { return &m.CardNetwork }),
		text("HolderName", func(m *Means) *string { return &m.CardHolder })),
	one("PayeeFinancialAccount", account, func(m *Means) *Account { return &m.Account }),
	within("PaymentMandate",
		text("ID", func(m *Means) *string { return &m.Mandate }),
		within("PayerFinancialAccount", text("ID", func(m *Means) *string { return &m.Payer }))),
)

var category = groupOf(
	text("ID", func(c *Category) *string { return &c.ID }),
	number("Percent", func(c *Category) *Decimal { return &c.Percent }),
	text("TaxExemptionReasonCode", func(c *Category) *string { return &c.ReasonCode }),
	text("TaxExemptionReason", func(c *Category) *string { return &c.Reason }),
	within("TaxScheme", text("ID", func(c *Category) *string { return &c.Scheme })),
)

var allowance = groupOf(
	flag("ChargeIndicator", func(a *Allowance) *bool { return &a.Charge }),
	text("AllowanceChargeReasonCode", func(a *Allowance) *string { return &a.Code }),
	text("AllowanceChargeReason", func(a *Allowance) *string { return &a.Reason }),
	number("MultiplierFactorNumeric", func(a *Allowance) *Decimal { return &a.Percent }),
	sum("Amount", func(a *Allowance) *Amount { return &a.Amount }),
	sum("BaseAmount", func(a *Allowance) *Amount { return &a.Base }),
	one("TaxCategory", category, func(a *Allowance) *Category { return &a.Tax }),
)

var taxTotal = groupOf(
	sum("TaxAmount", func(t *TaxTotal) *Amount { return &t.Amount }),
	many("TaxSubtotal", groupOf(
		sum("TaxableAmount", func(p *TaxPart) *Amount { return &p.Taxable }),
		sum("TaxAmount", func(p *TaxPart) *Amount { return &p.Amount }),
		one("TaxCategory", category, func(p *TaxPart) *Category { return &p.Tax }),
	), func(t *TaxTotal) *[]TaxPart { return &t.Parts }),
)

var totals = groupOf(
	sum("LineExtensionAmount", func(t *Totals) *Amount { return &t.Lines }),
	sum("TaxExclusiveAmount", func(t *Totals) *Amount { return &t.Net }),
	sum("TaxInclusiveAmount", func(t *Totals) *Amount { return &t.Gross }),
	sum("AllowanceTotalAmount", func(t *Totals) *Amount { return &t.Allowances }),
	sum("ChargeTotalAmount", func(t *Totals) *Amount { return &t.Charges }),
	sum("PrepaidAmount", func(t *Totals) *Amount { return &t.Prepaid }),
	sum("PayableRoundingAmount", func(t *Totals) *Amount { return &t.Rounding }),
	sum("PayableAmount", func(t *Totals) *Amount { return &t.Payable }),
)

var class = groupOf(field[Class]{
	"ItemClassificationCode",
	func(r *reader, c *Class) error {
		c.List, c.Version = string(r.Attr("listID")), string(r.Attr("listVersionID"))
		return r.text(&c.Code)
	},
	func(w *writer, c *Class) {
		w.leaf("ItemClassificationCode", c.Code, "listID", c.List, "listVersionID", c.Version)
	},
})

var item = groupOf(
	text("Description", func(i *Item) *string { return &i.Text }),
	text("Name", func(i *Item) *string { return &i.Name }),
	within("BuyersItemIdentification", text("ID", func(i *Item) *string { return &i.BuyersID })),
	within("SellersItemIdentification", text("ID", func(i *Item) *string { return &i.SellersID })),
	within("StandardItemIdentification", identifier("ID", func(i *Item) *ID { return &i.StandardID })),
	within("OriginCountry", text("IdentificationCode", func(i *Item) *string { return &i.From })),
	many("CommodityClassification", class, func(i *Item) *[]Class { return &i.Classes }),
	one("ClassifiedTaxCategory", category, func(i *Item) *Category { return &i.Tax }),
	many("AdditionalItemProperty", groupOf(
		text("Name", func(p *Property) *string { return &p.Name }),
		text("Value", func(p *Property) *string { return &p.Value }),
	), func(i *Item) *[]Property { return &i.Properties }),
)

var discount = groupOf(
	flag("ChargeIndicator", func(d *Discount) *bool { return &d.Charge }),
	unitPrice("Amount", func(d *Discount) *Decimal { return &d.Amount }, func(d *Discount) *money.Currency { return &d.Currency }),
	unitPrice("BaseAmount", func(d *Discount) *Decimal { return &d.From }, func(d *Discount) *money.Currency { return &d.Currency }),
)

var price = groupOf(
	unitPrice("PriceAmount", func(p *Price) *Decimal { return &p.Amount }, func(p *Price) *money.Currency { return &p.Currency }),
	measure("BaseQuantity", func(p *Price) *Measure { return &p.Of }),
	field[Price]{
		"AllowanceCharge",
		func(r *reader, p *Price) error { return discount.read(r, &p.Allowance) },
		func(w *writer, p *Price) {
			if p.Allowance.Amount != "" {
				w.aggregate("AllowanceCharge", func() { discount.write(w, &p.Allowance) })
			}
		},
	},
)
