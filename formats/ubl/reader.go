package ubl

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/xmlplace"
)

// The namespaces of UBL 2.
const (
	spaceRoot      = "urn:oasis:names:specification:ubl:schema:xsd:" // Invoice-2, CreditNote-2, Reminder-2
	spaceAggregate = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
	spaceBasic     = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
)

// Bounds of a document, which is kept in memory as a whole. An attachment is one long
// text within it.
const (
	maxBytes      = 128 << 20
	maxAttachment = 24 << 20
	maxParts      = 100_000 // lines, payment means, references, tax parts
	maxText       = 64 << 10
	maxMinor      = 10_000_000_000_000 // so that no sum of maxParts overflows
)

// reader reads the documents of a file: xmlplace knows XML, this knows UBL's values.
type reader struct {
	*xmlplace.Reader
	l    formats.Limits
	sum  *formats.Summary
	kept int
}

// Read reads every invoice, credit note and reminder of a file, usually one, perhaps
// within an envelope (Standard Business Document), and tells sink.Invoice of each. The
// summary counts documents as entries and lines as details; its totals are the payable
// amounts. What breaks a rule ([Check]) is a finding.
func Read(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	return Documents(r, l, func(d *Document) error {
		if sink.Invoice == nil {
			return nil
		}
		inv := d.Invoice()
		return sink.Invoice(&inv)
	})
}

// Documents reads as [Read] does, and tells each document in full.
func Documents(r io.Reader, l formats.Limits, tell func(*Document) error) (*formats.Summary, error) {
	if l.Text == 0 {
		l.Text = maxAttachment
	}
	l = l.WithDefaults()
	l.Bytes = min(l.Bytes, maxBytes)
	x := &reader{Reader: xmlplace.NewReader(r, l).Count("InvoiceLine", "CreditNoteLine", "ReminderLine"), l: l, sum: &formats.Summary{}}
	for {
		kind, err := x.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if kind != xmlplace.Start || roots[x.Name()] == nil || x.Space() != spaceRoot+x.Name()+"-2" {
			continue
		}
		d, err := x.document()
		if err != nil {
			return nil, err
		}
		x.add(d)
		if err := tell(d); err != nil {
			return nil, err
		}
	}
	if x.sum.Entries == 0 {
		return nil, &formats.Error{Code: "not-ubl", Want: "a UBL Invoice, CreditNote or Reminder: there is none in the file"}
	}
	return x.sum, nil
}

// document reads the document just opened and checks it.
func (r *reader) document() (*Document, error) {
	d := &Document{Root: r.Name(), Origin: r.Origin()}
	if err := roots[d.Root].read(r, d); err != nil {
		return nil, err
	}
	if err := complete(d); err != nil {
		return nil, err
	}
	check(d, func(f Finding) { r.sum.Find(r.l, f.Finding) })
	return d, nil
}

// add takes a document into the summary. As many documents as maxBytes hold, of maxMinor
// each, do not overflow the sum.
func (r *reader) add(d *Document) {
	if r.sum.Entries == 0 {
		r.sum.Format, r.sum.Version = "ubl."+string(d.Kind()), d.version()
		r.sum.MessageID, r.sum.CreatedAt = d.Number, d.Issued.String()
	}
	r.sum.Entries++
	r.sum.Details += len(d.Lines) + len(d.Claims)
	side := formats.Credit
	if d.Kind() == formats.CreditNoteDocument {
		side = formats.Debit // it takes back
	}
	r.sum.Totals = formats.AddTotal(r.sum.Totals, d.currency(), side, d.Totals.Payable.Minor)
}

// complete refuses a document without what makes it a claim, or with money of which we
// cannot tell how much it is.
func complete(d *Document) error {
	missing := func(what string) error {
		return &formats.Error{Origin: d.Origin, Code: "missing", Want: what + " in the document"}
	}
	switch t := &d.Totals; {
	case d.Number == "":
		return missing("a number (ID)")
	case !d.Issued.Valid():
		return missing("a day of issue (IssueDate)")
	case !t.Payable.Given():
		return missing("what is to be paid (LegalMonetaryTotal/PayableAmount)")
	}
	for _, a := range d.Totals.all() {
		if a.Given() && a.Currency != d.currency() {
			return &formats.Error{Origin: d.Origin, Code: "currency", Got: string(a.Currency), Want: "totals in the document's currency " + string(d.currency())}
		}
	}
	for i := range d.Lines {
		switch l := &d.Lines[i]; {
		case !l.Amount.Given():
			return &formats.Error{Origin: d.place(i), Code: "amount-missing", Want: "LineExtensionAmount"}
		case l.Amount.Currency != d.currency():
			return &formats.Error{Origin: d.place(i), Code: "currency", Got: string(l.Amount.Currency), Want: "the document's currency " + string(d.currency())}
		}
	}
	return nil
}

func (t *Totals) all() [8]Amount {
	return [8]Amount{t.Lines, t.Net, t.Gross, t.Allowances, t.Charges, t.Prepaid, t.Rounding, t.Payable}
}

// keep counts what is kept in memory.
func (r *reader) keep() error {
	if r.kept++; int64(r.kept) > min(maxParts, r.l.Records) {
		return r.Refuse("too-many", "", fmt.Sprintf("at most %d lines and parts in a file", min(maxParts, r.l.Records)))
	}
	return nil
}

// wrong refuses the value just read, which began at a line.
func (r *reader) wrong(line int, code, got, want string) error {
	return &formats.Error{Origin: formats.Origin{Line: line, At: r.Path()}, Code: code, Got: formats.Excerpt(got), Want: want}
}

// text reads the element's value; an empty one leaves what stands there.
func (r *reader) text(into *string) error {
	line := r.Line()
	s, err := r.Value()
	switch {
	case err != nil:
		return err
	case len(s) > maxText:
		return r.wrong(line, "xml-text", s[:maxText], fmt.Sprintf("a text of at most %d bytes", maxText))
	case s != "":
		*into = s
	}
	return nil
}

// file reads an embedded file, which may be far longer than any text.
func (r *reader) file(into *string) (err error) {
	*into, err = r.Value()
	return err
}

// day reads a date.
func (r *reader) day(into *date.Date) error {
	line := r.Line()
	text, err := r.Value()
	if err != nil {
		return err
	}
	d, err := date.Parse(text)
	if err != nil {
		return r.wrong(line, "date", text, "a day such as 2026-01-07")
	}
	*into = d
	return nil
}

// currency reads a currency's code.
func (r *reader) currency(into *money.Currency) error {
	line := r.Line()
	text, err := r.Value()
	if err != nil {
		return err
	}
	c, err := money.ParseCurrency(text)
	if err != nil {
		return r.wrong(line, "currency", text, "a currency of ISO 4217")
	}
	*into = c
	return nil
}

// flag reads true or false. Taking one for the other would turn an allowance into a
// charge, so nothing else is taken.
func (r *reader) flag(into *bool) error {
	line := r.Line()
	text, err := r.Value()
	if err != nil {
		return err
	}
	switch text {
	case "true", "1":
		*into = true
	case "false", "0":
		*into = false
	default:
		return r.wrong(line, "indicator", text, "true or false")
	}
	return nil
}

// amount reads an element with a currencyID. A minus is UBL's right: negative
// invoices and lines exist.
func (r *reader) amount(into *Amount) error {
	line := r.Line()
	code := r.Attr("currencyID")
	c, err := money.ParseCurrency(code)
	if err != nil {
		return r.wrong(line, "currency", string(code), "a currency of ISO 4217 in the attribute currencyID")
	}
	text, err := r.Value()
	if err != nil {
		return err
	}
	digits, negative := strings.CutPrefix(text, "-")
	minor, err := money.Parse(digits, c)
	if err != nil {
		return r.wrong(line, "amount", text, fmt.Sprintf("a plain amount of at most %d decimals (%s)", c.Decimals(), c))
	}
	if minor > maxMinor {
		return r.wrong(line, "amount-large", text, "an amount of at most "+money.Of(maxMinor, c).Decimal())
	}
	if negative {
		minor = -minor
	}
	*into = Amount{minor, c}
	return nil
}
