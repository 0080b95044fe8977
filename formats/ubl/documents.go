package ubl

import (
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// The tables of the documents themselves, in the order of UBL-Invoice-2.1.xsd,
// UBL-CreditNote-2.1.xsd and UBL-Reminder-2.1.xsd.
var roots = map[string]*group[Document]{
	"Invoice": groupOf(join(
		identity,
		[]field[Document]{
			issued,
			day("DueDate", func(d *Document) *date.Date { return &d.Due }),
			text("InvoiceTypeCode", func(d *Document) *string { return &d.Type }),
			notes, taxPoint,
		},
		accounting,
		[]field[Document]{
			buyerReference, invoicePeriod, order, billing, despatch, receipt, originator, contract, attachments,
			within("ProjectReference", text("ID", func(d *Document) *string { return &d.Project })),
		},
		parties, delivery, payment,
		[]field[Document]{lines("InvoiceLine", "InvoicedQuantity")},
	)...),
	"CreditNote": groupOf(join(
		identity,
		[]field[Document]{
			issued, taxPoint,
			text("CreditNoteTypeCode", func(d *Document) *string { return &d.Type }),
			notes,
		},
		accounting,
		[]field[Document]{buyerReference, invoicePeriod, order, billing, despatch, receipt, contract, attachments, originator},
		parties, delivery, payment,
		[]field[Document]{lines("CreditNoteLine", "CreditedQuantity")},
	)...),
	"Reminder": groupOf(join(
		identity,
		[]field[Document]{
			issued,
			text("ReminderTypeCode", func(d *Document) *string { return &d.Type }),
			text("ReminderSequenceNumeric", func(d *Document) *string { return &d.Sequence }),
			notes, taxPoint,
		},
		accounting,
		[]field[Document]{one("ReminderPeriod", period, func(d *Document) *Period { return &d.Period }), attachments},
		parties, payment,
		[]field[Document]{many("ReminderLine", claim, func(d *Document) *[]Claim { return &d.Claims })},
	)...),
}

func join(parts ...[]field[Document]) (all []field[Document]) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

var identity = []field[Document]{
	text("UBLVersionID", func(d *Document) *string { return &d.UBLVersion }),
	text("CustomizationID", func(d *Document) *string { return &d.Customization }),
	text("ProfileID", func(d *Document) *string { return &d.Profile }),
	text("ID", func(d *Document) *string { return &d.Number }),
}

var (
	issued   = day("IssueDate", func(d *Document) *date.Date { return &d.Issued })
	taxPoint = day("TaxPointDate", func(d *Document) *date.Date { return &d.TaxPoint })
	notes    = texts("Note", func(d *Document) *[]string { return &d.Notes })
)

var accounting = []field[Document]{
	currency("DocumentCurrencyCode", func(d *Document) *money.Currency { return &d.Currency }),
	currency("TaxCurrencyCode", func(d *Document) *money.Currency { return &d.TaxCurrency }),
	text("AccountingCost", func(d *Document) *string { return &d.AccountingCost }),
}

var (
	buyerReference = text("BuyerReference", func(d *Document) *string { return &d.BuyerReference })
	invoicePeriod  = one("InvoicePeriod", period, func(d *Document) *Period { return &d.Period })
	order          = within("OrderReference",
		text("ID", func(d *Document) *string { return &d.Order.ID }),
		text("SalesOrderID", func(d *Document) *string { return &d.Order.Sales }))
	billing     = many("BillingReference", billed, func(d *Document) *[]Reference { return &d.Billing })
	despatch    = within("DespatchDocumentReference", text("ID", func(d *Document) *string { return &d.Despatch }))
	receipt     = within("ReceiptDocumentReference", text("ID", func(d *Document) *string { return &d.Receipt }))
	originator  = within("OriginatorDocumentReference", text("ID", func(d *Document) *string { return &d.Originator }))
	contract    = within("ContractDocumentReference", text("ID", func(d *Document) *string { return &d.Contract }))
	attachments = many("AdditionalDocumentReference", attachment, func(d *Document) *[]Attachment { return &d.Attachments })
)

var parties = []field[Document]{
	role("AccountingSupplierParty", func(d *Document) *Party { return &d.Supplier }),
	role("AccountingCustomerParty", func(d *Document) *Party { return &d.Customer }),
	one("PayeeParty", party, func(d *Document) *Party { return &d.Payee }),
	one("TaxRepresentativeParty", party, func(d *Document) *Party { return &d.Representative }),
}

var delivery = []field[Document]{one("Delivery", groupOf(
	day("ActualDeliveryDate", func(v *Delivery) *date.Date { return &v.On }),
	within("DeliveryLocation",
		identifier("ID", func(v *Delivery) *ID { return &v.To }),
		one("Address", address, func(v *Delivery) *Address { return &v.Address })),
	within("DeliveryParty", within("PartyName", text("Name", func(v *Delivery) *string { return &v.Party }))),
), func(d *Document) *Delivery { return &d.Delivery })}

var payment = []field[Document]{
	many("PaymentMeans", means, func(d *Document) *[]Means { return &d.Means }),
	within("PaymentTerms", texts("Note", func(d *Document) *[]string { return &d.Terms })),
	many("AllowanceCharge", allowance, func(d *Document) *[]Allowance { return &d.Allowances }),
	placed(many("TaxTotal", taxTotal, func(d *Document) *[]TaxTotal { return &d.Taxes }),
		func(d *Document) *formats.Origin { return &d.Taxes[len(d.Taxes)-1].Origin }),
	placed(one("LegalMonetaryTotal", totals, func(d *Document) *Totals { return &d.Totals }),
		func(d *Document) *formats.Origin { return &d.Totals.Origin }),
}

// billed is the invoice or credit note that a document is about.
var billed = groupOf(referenceTo("InvoiceDocumentReference", false), referenceTo("CreditNoteDocumentReference", true))

func referenceTo(name string, credit bool) field[Reference] {
	g := groupOf(
		text("ID", func(f *Reference) *string { return &f.ID }),
		day("IssueDate", func(f *Reference) *date.Date { return &f.Issued }))
	return field[Reference]{
		name,
		func(r *reader, f *Reference) error {
			f.Credit = credit
			return g.read(r, f)
		},
		func(w *writer, f *Reference) {
			if f.Credit == credit {
				w.aggregate(name, func() { g.write(w, f) })
			}
		},
	}
}

// attachment is a supporting document. The file within stays as it came.
var attachment = groupOf(
	identifier("ID", func(a *Attachment) *ID { return &a.ID }),
	text("DocumentTypeCode", func(a *Attachment) *string { return &a.Type }),
	text("DocumentDescription", func(a *Attachment) *string { return &a.Text }),
	within("Attachment",
		field[Attachment]{
			"EmbeddedDocumentBinaryObject",
			func(r *reader, a *Attachment) error {
				a.MIME, a.FileName = string(r.Attr("mimeCode")), string(r.Attr("filename"))
				return r.file(&a.File)
			},
			func(w *writer, a *Attachment) {
				if a.File != "" {
					w.leaf("EmbeddedDocumentBinaryObject", a.File, "mimeCode", a.MIME, "filename", a.FileName)
				}
			},
		},
		within("ExternalReference", text("URI", func(a *Attachment) *string { return &a.URI }))),
)

// lines is InvoiceLine or CreditNoteLine, which differ in the name of the quantity.
func lines(name, quantity string) field[Document] {
	return placed(many(name, groupOf(
		text("ID", func(l *Line) *string { return &l.ID }),
		text("Note", func(l *Line) *string { return &l.Note }),
		measure(quantity, func(l *Line) *Measure { return &l.Quantity }),
		sum("LineExtensionAmount", func(l *Line) *Amount { return &l.Amount }),
		text("AccountingCost", func(l *Line) *string { return &l.AccountingCost }),
		one("InvoicePeriod", period, func(l *Line) *Period { return &l.Period }),
		within("OrderLineReference", text("LineID", func(l *Line) *string { return &l.OrderLine })),
		within("DocumentReference",
			identifier("ID", func(l *Line) *ID { return &l.Object }),
			text("DocumentTypeCode", func(l *Line) *string { return &l.ObjectType })),
		many("AllowanceCharge", allowance, func(l *Line) *[]Allowance { return &l.Allowances }),
		one("Item", item, func(l *Line) *Item { return &l.Item }),
		one("Price", price, func(l *Line) *Price { return &l.Price }),
	), func(d *Document) *[]Line { return &d.Lines }),
		func(d *Document) *formats.Origin { return &d.Lines[len(d.Lines)-1].Origin })
}

// placed makes what was read last remember where it stood, for those who are told of it.
func placed(f field[Document], at func(*Document) *formats.Origin) field[Document] {
	read := f.read
	f.read = func(r *reader, d *Document) error {
		origin := r.Origin()
		if err := read(r, d); err != nil {
			return err
		}
		*at(d) = origin
		return nil
	}
	return f
}

// claim is ReminderLine: what is owed, and what has been paid of it.
var claim = groupOf(
	text("ID", func(c *Claim) *string { return &c.ID }),
	text("Note", func(c *Claim) *string { return &c.Note }),
	sum("DebitLineAmount", func(c *Claim) *Amount { return &c.Debit }),
	sum("CreditLineAmount", func(c *Claim) *Amount { return &c.Credit }),
	number("PenaltySurchargePercent", func(c *Claim) *Decimal { return &c.Percent }),
	sum("Amount", func(c *Claim) *Amount { return &c.Amount }),
	one("ReminderPeriod", period, func(c *Claim) *Period { return &c.Period }),
	many("BillingReference", billed, func(c *Claim) *[]Reference { return &c.Billing }),
)
