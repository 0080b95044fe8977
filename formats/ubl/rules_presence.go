package ubl

import (
	"encoding/base64"
	"slices"
	"strings"

	"girod/formats"
)

// What must be in a document at all, what it says it is, and what comes with it.
var presenceRules = []Rule{
	{"document-kind", Fatal, true, "the type code of an invoice: the code says credit note", invoices, func(d *Document, say say) {
		if d.Root == "Invoice" && (d.Type == "381" || d.Type == "396") {
			say(formats.Origin{}, d.Type, "")
		}
	}},
	// Only what we draft can break this: a reader finds nothing in such a place.
	{"no-place", Fatal, false, "nothing that UBL has no place for in a document of this kind", everybody, whole(func(d *Document) bool {
		switch d.Root {
		case "CreditNote":
			return d.Due == 0 && d.Project == "" && len(d.Claims) == 0
		case "Reminder":
			return d.Due == 0 && d.BuyerReference == "" && d.Project == "" && len(d.Billing) == 0 && len(d.Lines) == 0 && d.Order == Order{}
		}
		return len(d.Claims) == 0 && d.Sequence == ""
	})},
	{"BR-02", Fatal, false, "a number (ID)", everybody, whole(func(d *Document) bool { return d.Number != "" })},
	{"BR-03", Fatal, false, "a day of issue (IssueDate)", everybody, whole(func(d *Document) bool { return d.Issued.Valid() })},
	{"due-date", Fatal, false, "a day to pay that is in the calendar", everybody, whole(func(d *Document) bool {
		due := d.DueOn()
		return due == 0 || due.Valid()
	})},
	{"BR-04", Fatal, false, "a type code such as 380", bisBilling, whole(func(d *Document) bool { return d.Type != "" })},
	{"BR-05", Fatal, false, "DocumentCurrencyCode, a currency of ISO 4217", everybody, whole(func(d *Document) bool { return d.Currency.Decimals() >= 0 })},
	{"BR-12", Fatal, false, "LineExtensionAmount in the totals", european, whole(func(d *Document) bool { return d.Totals.Lines.Given() })},
	{"BR-13", Fatal, false, "TaxExclusiveAmount", european, whole(func(d *Document) bool { return d.Totals.Net.Given() })},
	{"BR-14", Fatal, false, "TaxInclusiveAmount", european, whole(func(d *Document) bool { return d.Totals.Gross.Given() })},
	{"BR-15", Fatal, false, "PayableAmount", everybody, whole(func(d *Document) bool { return d.Totals.Payable.Given() })},
	{"BR-16", Fatal, false, "at least one line", european, whole(func(d *Document) bool { return len(d.Lines) > 0 })},
	{"BR-29", Fatal, false, "a period that ends after it began", european, whole(func(d *Document) bool { return d.Period.forward() })},
	{"BR-52", Fatal, false, "an identifier of each supporting document", european, anyAttachment(func(a *Attachment) bool { return a.ID.Value != "" })},
	{"BR-55", Fatal, false, "the number of the invoice referred to", european, whole(func(d *Document) bool {
		return !slices.ContainsFunc(d.Billing, func(r Reference) bool { return r.ID == "" })
	})},
	{"PEPPOL-EN16931-CL006", Fatal, false, "the code of a VAT date: 3, 35 or 432", peppol, about(
		func(d *Document) string { return d.Period.Code }, listed("3 35 432"))},
	{"BR-CO-03", Fatal, false, "the day VAT falls due or the code of that day, not both", european, whole(func(d *Document) bool {
		return d.TaxPoint == 0 || d.Period.Code == ""
	})},
	{"BR-49", Fatal, false, "PaymentMeansCode", european, anyMeans((*Means).Ref, func(m *Means) bool { return m.Code != "" })},
	{"BR-50", Fatal, false, "the number of the account to pay to", european, anyMeans((*Means).Ref, func(m *Means) bool {
		return m.Account.ID != "" || m.Account.Name == "" && m.Account.Bank == ""
	})},
	{"BR-61", Fatal, false, "the account to pay to, for a credit transfer", european, anyMeans((*Means).Ref, func(m *Means) bool {
		return m.Account.ID != "" || m.Code != "30" && m.Code != "58"
	})},
	{"BR-51", Warning, false, "at most the first six and last four digits of a card", european, anyMeans(nothing, func(m *Means) bool {
		return digitsIn(m.Card) <= 10
	})},
	// Several ways to pay one invoice carry one reference (Peppol BIS 3, 6.4).
	{"payment-reference", Warning, false, "one payment reference in all PaymentMeans", peppol, whole(func(d *Document) bool {
		for i := range d.Means {
			if r := d.Means[i].Ref(); r != "" && r != d.Means[0].Ref() {
				return false
			}
		}
		return true
	})},
	{"reminder-refers", Fatal, false, "the number of the invoice that is reminded of (BillingReference)", reminders, whole(func(d *Document) bool {
		return len(d.references()) > 0
	})},
	{"PEPPOL-EN16931-R001", Fatal, false, "ProfileID", peppol, whole(func(d *Document) bool { return d.Profile != "" })},
	{"PEPPOL-EN16931-R002", Fatal, false, "one note at most", peppol, whole(func(d *Document) bool {
		return len(d.Notes) <= 1 || d.Supplier.Address.Country == "DE" && d.Customer.Address.Country == "DE"
	})},
	{"PEPPOL-EN16931-R003", Fatal, false, "a buyer's reference or an order's number", peppol, whole(func(d *Document) bool {
		return d.BuyerReference != "" || d.Order.ID != ""
	})},
	// A document that says it is something else is under no rule of Peppol's, so this is
	// for what says it keeps EN 16931 in the process of Peppol.
	{"PEPPOL-EN16931-R004", Fatal, false, "the CustomizationID of BIS 3", european, whole(func(d *Document) bool {
		return d.Profile != profileBilling || peppol(d)
	})},
	{"PEPPOL-EN16931-R007", Fatal, false, "a ProfileID such as " + profileBilling, bisBilling, whole(func(d *Document) bool {
		number, ok := strings.CutPrefix(d.Profile, "urn:fdc:peppol.eu:2017:poacc:billing:")
		return ok && len(number) == 6 && number[2:] == ":1.0" && digitsIn(number[:2]) == 2 || strings.Contains(d.Customization, "#conformant#")
	})},
	{"PEPPOL-EN16931-P0100", Fatal, false, "the type code of an invoice (UNCL 1001)", bisBilling, about(
		func(d *Document) string { return d.typeOf("Invoice") }, listed("71 80 82 84 102 218 219 326 331 380 382 383 384 386 388 393 395 553 575 623 780 817 870 875 876 877"))},
	{"PEPPOL-EN16931-P0101", Fatal, false, "the type code of a credit note (UNCL 1001)", bisBilling, about(
		func(d *Document) string { return d.typeOf("CreditNote") }, listed("381 396 81 83 532"))},
	{"PEPPOL-EN16931-P0112", Fatal, false, "another type code: 326 and 384 are for German parties", bisBilling, func(d *Document, say say) {
		if (d.Type == "326" || d.Type == "384") && (d.Supplier.Address.Country != "DE" || d.Customer.Address.Country != "DE") {
			say(formats.Origin{}, d.Type, "")
		}
	}},
	{"PEPPOL-EN16931-R080", Fatal, false, "one project reference at most", peppol, whole(func(d *Document) bool {
		n := 0
		for i := range d.Attachments {
			if d.Attachments[i].Type == "50" {
				n++
			}
		}
		return d.Root != "CreditNote" || n <= 1
	})},
	{"PEPPOL-EN16931-R061", Fatal, false, "the mandate of a direct debit", peppol, anyMeans((*Means).Ref, func(m *Means) bool {
		return m.Mandate != "" || m.Code != "49" && m.Code != "59"
	})},
	{"PEPPOL-EN16931-CL001", Fatal, false, "a file of a type Peppol carries: PDF, PNG, JPEG, CSV, XLSX, ODS", peppol, anyAttachment(func(a *Attachment) bool {
		return a.File == "" || slices.Contains(carried, a.MIME)
	})},
	{"attachment-name", Fatal, false, "the name of each file within", peppol, anyAttachment(func(a *Attachment) bool { return a.File == "" || a.FileName != "" })},
	{"attachment-content", Warning, false, "a file that is what its type says", everybody, anyAttachment(func(a *Attachment) bool { return a.File == "" || a.looksRight() })},
}

func nothing(*Means) string { return "" }

func (p Period) forward() bool { return p.From == 0 || p.To == 0 || p.From <= p.To }

// typeOf gives the type code of a document with that root.
func (d *Document) typeOf(root string) string {
	if d.Root != root {
		return ""
	}
	return d.Type
}

// listed tells whether a value is one of a list.
func listed(list string) func(string) bool {
	all := strings.Fields(list)
	return func(v string) bool { return slices.Contains(all, v) }
}

func digitsIn(s string) (n int) {
	for _, c := range []byte(s) {
		if c >= '0' && c <= '9' {
			n++
		}
	}
	return n
}

// anyAttachment is a rule about every supporting document.
func anyAttachment(ok func(a *Attachment) bool) test {
	return func(d *Document, say say) {
		for i := range d.Attachments {
			if a := &d.Attachments[i]; !ok(a) {
				say(formats.Origin{}, strings.TrimSpace(a.ID.Value+" "+a.MIME), "")
			}
		}
	}
}

var carried = []string{
	"application/pdf", "image/png", "image/jpeg", "text/csv",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.oasis.opendocument.spreadsheet",
}

// beginnings are how files of a type begin.
var beginnings = map[string]string{
	"application/pdf": "%PDF-", "image/png": "\x89PNG", "image/jpeg": "\xFF\xD8\xFF",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "PK", "application/vnd.oasis.opendocument.spreadsheet": "PK",
}

// looksRight decodes the first bytes of the file and no more.
func (a *Attachment) looksRight() bool {
	head := strings.Join(strings.Fields(a.File[:min(len(a.File), 64)]), "")
	file, err := base64.StdEncoding.DecodeString(head[:len(head)/4*4])
	return err == nil && strings.HasPrefix(string(file), beginnings[a.MIME])
}
