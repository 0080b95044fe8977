package ubl

import (
	"fmt"
	"io"
	"strings"

	"girod/formats"
)

// Write writes a simple Peppol BIS 3 invoice or credit note: one VAT rate, lines
// without quantities beyond one, no allowances. The totals must agree; what a
// receiver would refuse is refused here, with a *formats.Error and before the first
// byte. The same invoice gives the same bytes.
func Write(w io.Writer, inv formats.Invoice) error {
	rate, err := check(&inv)
	if err != nil {
		return err
	}
	x := &writer{currency: inv.Currency}
	root := "Invoice"
	if inv.Kind == formats.CreditNoteDocument {
		root = "CreditNote"
	}
	x.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<` + root +
		` xmlns="urn:oasis:names:specification:ubl:schema:xsd:` + root + `-2" xmlns:cac="` + spaceAggregate + `" xmlns:cbc="` + spaceBasic + `">` + "\n")
	x.depth = 1
	x.head(&inv, root)
	x.party("AccountingSupplierParty", &inv.Issuer)
	x.party("AccountingCustomerParty", &inv.Recipient)
	if inv.Delivered.Valid() {
		x.open("Delivery")
		x.leaf("ActualDeliveryDate", inv.Delivered.String())
		x.close("Delivery")
	}
	for i := range inv.Means {
		x.means(&inv, &inv.Means[i], root)
	}
	x.totals(&inv, rate)
	for i := range inv.Lines {
		x.line(&inv.Lines[i], root, rate)
	}
	x.raw("</" + root + ">\n")
	_, err = io.WriteString(w, x.b.String())
	return err
}

// head writes the document's own fields in the schema's order.
func (x *writer) head(inv *formats.Invoice, root string) {
	x.leaf("CustomizationID", customBIS3)
	x.leaf("ProfileID", profileBilling)
	x.leaf("ID", inv.Number)
	x.leaf("IssueDate", inv.Issued.String())
	if root == "Invoice" {
		x.optional("DueDate", inv.Due.String())
		x.leaf("InvoiceTypeCode", "380")
	} else {
		x.leaf("CreditNoteTypeCode", "381")
	}
	x.optional("Note", inv.Note)
	x.leaf("DocumentCurrencyCode", string(inv.Currency))
	x.optional("BuyerReference", inv.BuyerRef)
	if inv.Order != "" {
		x.open("OrderReference")
		x.leaf("ID", inv.Order)
		x.close("OrderReference")
	}
	for _, number := range inv.Refers {
		x.open("BillingReference")
		x.open("InvoiceDocumentReference")
		x.leaf("ID", number)
		x.close("InvoiceDocumentReference")
		x.close("BillingReference")
	}
}

// party writes AccountingSupplierParty or AccountingCustomerParty.
func (x *writer) party(role string, p *formats.Party) {
	x.open(role)
	x.open("Party")
	if scheme, id, ok := strings.Cut(p.EndpointID, ":"); ok {
		x.leafWith("EndpointID", "schemeID", scheme, id)
	}
	if p.ID != "" {
		x.open("PartyIdentification")
		x.leaf("ID", p.ID)
		x.close("PartyIdentification")
	}
	x.open("PartyName")
	x.leaf("Name", p.Name)
	x.close("PartyName")
	x.open("PostalAddress")
	x.optional("StreetName", p.Street)
	x.optional("AdditionalStreetName", p.Street2)
	x.optional("CityName", p.Town)
	x.optional("PostalZone", p.PostCode)
	x.open("Country")
	x.leaf("IdentificationCode", p.Country)
	x.close("Country")
	x.close("PostalAddress")
	if p.VATNo != "" {
		x.open("PartyTaxScheme")
		x.leaf("CompanyID", p.VATNo)
		x.vat()
		x.close("PartyTaxScheme")
	}
	x.open("PartyLegalEntity")
	x.leaf("RegistrationName", p.Name)
	if p.OrgNo != "" && p.Country == "SE" {
		x.leafWith("CompanyID", "schemeID", "0007", p.OrgNo) // Swedish organisation number (EAS)
	} else {
		x.optional("CompanyID", p.OrgNo)
	}
	x.close("PartyLegalEntity")
	if p.Phone != "" || p.Email != "" {
		x.open("Contact")
		x.optional("Telephone", p.Phone)
		x.optional("ElectronicMail", p.Email)
		x.close("Contact")
	}
	x.close("Party")
	x.close(role)
}

// means writes PaymentMeans; a credit note's due date stands here.
func (x *writer) means(inv *formats.Invoice, m *formats.PaymentMeans, root string) {
	code := m.Code
	if code == "" {
		code = "30" // credit transfer, which giro payments are (SE-R-011)
	}
	x.open("PaymentMeans")
	x.leaf("PaymentMeansCode", code)
	if root == "CreditNote" {
		x.optional("PaymentDueDate", inv.Due.String())
	}
	x.optional("PaymentID", m.Ref)
	if m.Account.ID != "" {
		bank := m.Bank
		switch m.Account.Scheme {
		case "BGNR":
			bank = "SE:BANKGIRO"
		case "PGNR":
			bank = "SE:PLUSGIRO"
		}
		x.open("PayeeFinancialAccount")
		x.leaf("ID", strings.NewReplacer("-", "", " ", "").Replace(m.Account.ID))
		if bank != "" {
			x.open("FinancialInstitutionBranch")
			x.leaf("ID", bank)
			x.close("FinancialInstitutionBranch")
		}
		x.close("PayeeFinancialAccount")
	}
	x.close("PaymentMeans")
}

// totals writes TaxTotal and LegalMonetaryTotal.
func (x *writer) totals(inv *formats.Invoice, rate string) {
	x.open("TaxTotal")
	x.amount("TaxAmount", inv.VAT)
	x.open("TaxSubtotal")
	x.amount("TaxableAmount", inv.Net)
	x.amount("TaxAmount", inv.VAT)
	x.category("TaxCategory", rate)
	x.close("TaxSubtotal")
	x.close("TaxTotal")
	x.open("LegalMonetaryTotal")
	x.amount("LineExtensionAmount", inv.Net)
	x.amount("TaxExclusiveAmount", inv.Net)
	x.amount("TaxInclusiveAmount", inv.Gross)
	if inv.Prepaid != 0 {
		x.amount("PrepaidAmount", inv.Prepaid)
	}
	if inv.Rounding != 0 {
		x.amount("PayableRoundingAmount", inv.Rounding)
	}
	x.amount("PayableAmount", inv.Payable)
	x.close("LegalMonetaryTotal")
}

// line writes InvoiceLine or CreditNoteLine: one piece at the line's amount; a
// negative line is minus one piece, since a price may not be negative (BR-27).
func (x *writer) line(l *formats.InvoiceLine, root, rate string) {
	name, quantity := "InvoiceLine", "InvoicedQuantity"
	if root == "CreditNote" {
		name, quantity = "CreditNoteLine", "CreditedQuantity"
	}
	pieces, price := "1", l.Amount
	if price < 0 {
		pieces, price = "-1", -price
	}
	text := l.Text
	if text == "" {
		text = fmt.Sprintf("Line %s", l.ID)
	}
	x.open(name)
	x.leaf("ID", l.ID)
	x.leafWith(quantity, "unitCode", "C62", pieces)
	x.amount("LineExtensionAmount", l.Amount)
	x.open("Item")
	x.leaf("Name", text)
	x.category("ClassifiedTaxCategory", rate)
	x.close("Item")
	x.open("Price")
	x.amount("PriceAmount", price)
	x.close("Price")
	x.close(name)
}
