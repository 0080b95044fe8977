package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// invoice books an invoice of the source system as a claim (T-01) or a credit note (T-05).
// What only looks like an invoice, a reminder or a payment request, never becomes one. The
// same document again is a duplicate; the same number with other content is held.
func (a *applier) invoice(i *formats.Invoice) error {
	if a.held != nil {
		return nil
	}
	print := fingerprint(i)
	var before string
	seen, err := a.tx.One(`SELECT fingerprint FROM invoice_seen WHERE issuer = $1 AND number = $2 AND tenant = $3`, []any{issuer(i), i.Number, a.tx.Tenant()},
		func(r *store.Row) error {
			before = r.Text(0)
			return nil
		})
	switch {
	case err != nil:
		return err
	case seen && before == print:
		a.out.Duplicates++
		return nil
	case seen:
		a.held = holdFile("conflict", i.Origin, "%s %s of %s came before with other content; reject it, or ask the issuer which one holds", i.Kind, i.Number, i.Issuer.Name)
		return nil
	}
	id, held, err := a.issue(i)
	if held != nil || err != nil {
		a.held = held
		return err
	}
	_, err = a.tx.Exec(`INSERT INTO invoice_seen (issuer, number, tenant, fingerprint, invoice, kind, file) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		issuer(i), i.Number, a.tx.Tenant(), print, id, string(i.Kind), a.desk.File)
	return err
}

// issue makes the claim, or says why not.
func (a *applier) issue(i *formats.Invoice) (ledger.InvoiceID, *Hold, error) {
	switch i.Kind {
	case formats.ReminderDocument, formats.PaymentRequestDocument:
		a.out.note("%s %s is no invoice: nothing is claimed for it", i.Kind, i.Number)
		return 0, nil, nil
	}
	if a.desk.Issuer != "" && bare(i.Issuer.OrgNo) != "" && bare(i.Issuer.OrgNo) != bare(a.desk.Issuer) {
		return 0, holdFile("issuer", i.Origin, "%s %s was issued by %s (%s), not by us", i.Kind, i.Number, i.Issuer.Name, i.Issuer.OrgNo), nil
	}
	claim, held := claimFrom(i)
	if held != nil {
		return 0, held, nil
	}
	client, before := a.client(i), ""
	if client != nil {
		before = client.No + "/"
		claim.Number = before + claim.Number
	}
	party, held, err := a.debtor(i, before)
	if held != nil || err != nil {
		return 0, held, err
	}
	claim.Debtor, claim.Company = party.ID, party.Company
	claim.FeeAgreed, claim.File = a.desk.FeeAgreed, a.desk.File
	if i.FeeAgreed != formats.NotSaid { // the invoice itself says so (R-ALK-23)
		claim.FeeAgreed = i.FeeAgreed == formats.IsAgreed
	}
	if claim.Kind == ledger.KindCredit {
		a.out.Credits++
		if claim.Refers, err = a.referred(i, client, party.ID); err != nil {
			return 0, nil, err
		}
	} else {
		a.out.Invoices++
	}
	issue := a.tx.IssueInvoice
	if client != nil {
		issue = func(claim ledger.Invoice) (ledger.InvoiceID, error) { return a.register(client, claim) }
	}
	id, err := issue(claim)
	switch {
	case errors.Is(err, ledger.ErrConflict), errors.Is(err, ledger.ErrAlready):
		return 0, holdFile("conflict", i.Origin, "invoice %s is in the book already, from another issuer or file; reject it", i.Number), nil
	case errors.Is(err, ledger.ErrNotOwed): // an agent has collected it, and the client has it perhaps
		return 0, holdFile("invoice", i.Origin, "%v; undo the payment that settled it (girod payments undo), release the file, and give back what then rests", err), nil
	case errors.Is(err, ledger.ErrInvoice), errors.Is(err, ledger.ErrClosed), errors.Is(err, ledger.ErrClient):
		return 0, holdFile("invoice", i.Origin, "%v", err), nil
	}
	if err == nil {
		err = a.otherRefs(id, i, claim.Ref)
	}
	return id, nil, err
}

// otherRefs keeps the further references of an invoice that may be paid in several ways:
// money that comes by any of them is for it.
func (a *applier) otherRefs(id ledger.InvoiceID, i *formats.Invoice, first string) error {
	for _, m := range i.Means {
		ref := string(matching.AppendRef(nil, m.Ref))
		if ref == "" || ref == first {
			continue
		}
		if _, err := a.tx.Exec(`INSERT INTO other_ref (ref, invoice) VALUES ($1, $2) ON CONFLICT (ref, invoice) DO NOTHING`, ref, id); err != nil {
			return err
		}
	}
	return nil
}

// claimFrom projects the document onto the book's words. A negative invoice is a credit
// note that the source system wrote as an invoice.
func claimFrom(i *formats.Invoice) (ledger.Invoice, *Hold) {
	c := ledger.Invoice{
		Number: i.Number, Kind: ledger.KindInvoice, Issued: i.Issued, Due: i.Due, Currency: i.Currency,
		Net: i.Net, VAT: i.VAT, Gross: i.Gross, Concerns: concerns(i), Origin: i.Origin.String(),
	}
	if i.Kind == formats.CreditNoteDocument {
		c.Kind = ledger.KindCredit
	}
	if c.Gross < 0 {
		c.Net, c.VAT, c.Gross = -c.Net, -c.VAT, -c.Gross
		if c.Kind = ledger.KindCredit; i.Kind == formats.CreditNoteDocument {
			c.Kind = ledger.KindInvoice
		}
	}
	// What is payable is owed: rounding to whole kronor belongs to the invoice, money paid
	// beforehand does not (DOMAIN.md §4.10). The book needs net + VAT = gross.
	if i.Rounding != 0 && i.Gross > 0 {
		c.Net += i.Rounding
		c.Gross += i.Rounding
	}
	if i.Prepaid != 0 {
		return c, holdFile("prepaid", i.Origin, "invoice %s says that %d minor units were paid beforehand; book it by hand", i.Number, i.Prepaid)
	}
	if c.Gross == 0 {
		return c, holdFile("invoice", i.Origin, "invoice %s amounts to nothing", i.Number)
	}
	if c.Due == 0 {
		c.Due = c.Issued.Add(usualDays)
		if c.Kind == ledger.KindCredit {
			c.Due = c.Issued
		}
	}
	for _, m := range i.Means {
		if m.Ref != "" {
			c.Ref = string(matching.AppendRef(nil, m.Ref))
			break
		}
	}
	return c, nil
}

// usualDays is when an invoice without a due date falls due: the 30 days of räntelagen 4 §.
const usualDays = 30

// concerns is what the invoice is for: the note, or its first line.
func concerns(i *formats.Invoice) string {
	if i.Note != "" {
		return formats.Excerpt(i.Note)
	}
	if len(i.Lines) > 0 {
		return formats.Excerpt(i.Lines[0].Text)
	}
	return ""
}

// referred finds the invoice a credit note reduces. One that names none of ours, or
// several, stands by itself.
func (a *applier) referred(i *formats.Invoice, client *Client, debtor ledger.PartyID) (ledger.InvoiceID, error) {
	if len(i.Refers) != 1 {
		return 0, nil
	}
	number := i.Refers[0]
	if client != nil {
		number = client.No + "/" + number
	}
	of, err := a.tx.InvoiceByNumber(number)
	if errors.Is(err, ledger.ErrNotFound) || err == nil && (of.Debtor != debtor || of.Currency != i.Currency || of.Kind != ledger.KindInvoice) {
		a.out.note("credit note %s refers to %s, which is no invoice of this customer: it stands by itself", i.Number, i.Refers[0])
		return 0, nil
	}
	return of.ID, err
}

func issuer(i *formats.Invoice) string {
	if no := bare(i.Issuer.OrgNo); no != "" {
		return no
	}
	return i.Issuer.Name
}

// fingerprint is over what the document claims; where it stood does not matter, nor do
// files that come along: a PDF made again is another file and the same claim.
func fingerprint(i *formats.Invoice) string {
	c := *i
	c.Origin, c.Attachments = formats.Origin{}, nil
	sum := sha256.Sum256(fmt.Appendf(nil, "%#v", c)) // not %v: Origin lends the whole its String
	return hex.EncodeToString(sum[:])
}
