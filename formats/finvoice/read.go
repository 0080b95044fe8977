package finvoice

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/xmlplace"
)

// Format is the name of the format in a summary.
const Format = "finvoice"

// spaceSOAP is the namespace of the frame that stands before an invoice.
const spaceSOAP = "http://schemas.xmlsoap.org/soap/envelope/"

// Bounds of a document, which is kept in memory as a whole; of a file, which is not,
// only formats.Limits.
const (
	maxText     = 24 << 20 // an attachment is one long text
	maxParts    = 100_000  // rows, accounts, references of one document
	maxNote     = 16 << 10
	maxAttached = 10                 // documents of attachments to an invoice
	maxMinor    = 10_000_000_000_000 // so that no sum of maxParts overflows
)

// Is tells whether a file is a Finvoice, alone or behind its SOAP frame. It is asked
// before XML is recognised by its root, which here is the frame's.
func Is(head []byte) bool {
	s := newSplitter(bytes.NewReader(head), math.MaxInt64)
	l := formats.Limits{Text: len(head) + 1}
	for range 2 {
		if more, err := s.next(); !more || err != nil {
			return false
		}
		x := xmlplace.NewReader(s, l)
		kind, err := x.Next()
		if err != nil || kind != xmlplace.Start {
			return false
		}
		if isFinvoice(x) {
			return true
		}
		if x.Space() != spaceSOAP || !passed(x) {
			return false
		}
	}
	return false
}

func isFinvoice(x *xmlplace.Reader) bool { return x.Space() == "" && x.Name() == "Finvoice" }

// passed reads a document to its end.
func passed(x *xmlplace.Reader) bool {
	for {
		if _, err := x.Next(); err != nil {
			return err == io.EOF
		}
	}
}

// reader reads one document of a file: xmlplace knows XML, this knows the elements.
type reader struct {
	*xmlplace.Reader
	l     formats.Limits
	sum   *formats.Summary
	lines int // before the document
	kept  int
}

// Read reads every Finvoice of a file and tells sink.Invoice of each, one at a time, so
// that memory knows the size of an invoice and not of the file. The summary counts
// invoices as entries and rows as details; its totals are what is to be paid, credit
// notes as debit.
func Read(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	if l.Text == 0 {
		l.Text = maxText
	}
	l = l.WithDefaults()
	f := &file{l: l, sink: sink, sum: &formats.Summary{Format: Format}, split: newSplitter(r, l.Bytes)}
	for {
		more, err := f.split.next()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		if err := f.document(); err != nil {
			return nil, err
		}
	}
	switch {
	case f.frame > 0:
		return nil, &formats.Error{Origin: formats.Origin{Line: f.frame}, Code: "frame-alone", Want: "a Finvoice behind the SOAP frame that announces it: the file ends"}
	case f.sum.Entries == 0:
		return nil, &formats.Error{Code: "not-finvoice", Want: "a Finvoice: there is none in the file"}
	}
	return f.sum, nil
}

// file is what is known of a file while its documents pass.
type file struct {
	l        formats.Limits
	sink     formats.Sink
	sum      *formats.Summary
	split    *splitter
	frame    int   // line of a SOAP frame that waits for its invoice
	attached int   // documents of attachments
	moved    int64 // sum of all amounts without sign, which bounds every total
}

// document reads one XML document of the file. The lines of a refusal count from the
// document's first until they are told.
func (f *file) document() error {
	r := &reader{xmlplace.NewReader(f.split, f.l).Count("InvoiceRow", "VatSpecificationDetails"), f.l, f.sum, f.split.begun, 0}
	d, err := f.root(r)
	if err == nil {
		err = r.end()
	}
	if err != nil {
		var e *formats.Error
		if errors.As(err, &e) && e.Line > 0 {
			e.Line += r.lines
		}
		return err
	}
	if d == nil {
		return nil
	}
	return f.tell(d)
}

// root sees what the document is by its root element; an invoice is given back.
func (f *file) root(r *reader) (*document, error) {
	if _, err := r.Next(); err != nil {
		return nil, err
	}
	switch {
	case isFinvoice(r.Reader):
		d, err := r.invoice()
		if err == nil && f.split.doctype {
			r.find(d, "doctype", "the declaration <!DOCTYPE Finvoice> before the invoice was passed over", false)
		}
		f.frame = 0
		return d, err
	case r.Space() == spaceSOAP && r.Name() == "Envelope":
		if f.frame > 0 {
			return nil, r.Refuse("frame-alone", "", "the Finvoice that the SOAP frame before announces, not another frame")
		}
		f.frame = r.lines + r.Line()
	case r.Name() == "Attachments" || r.Name() == "FinvoiceAttachments":
		if f.attached++; f.attached > maxAttached*f.sum.Entries {
			return nil, r.Refuse("attachment", "", "an invoice before its attachments")
		}
		f.frame = 0
		f.sum.Find(f.l, formats.Finding{Origin: r.place(), Code: "attachment", Text: "the attachments sent with the invoice are not kept"})
	default:
		return nil, r.Refuse("not-finvoice", r.Name(), "Finvoice, or the SOAP frame before one, as the root element")
	}
	return nil, nil
}

// end reads on to the end of the document.
func (r *reader) end() error {
	for {
		if _, err := r.Next(); err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
	}
}

// tell takes an invoice into the summary and passes it on.
func (f *file) tell(d *document) error {
	if f.sum.Entries == 0 {
		f.sum.Version, f.sum.MessageID, f.sum.CreatedAt = d.version(), d.message, d.created
	}
	f.sum.Entries++
	f.sum.Details += len(d.Lines)
	var fits bool
	if f.moved, fits = money.Add(f.moved, max(d.Payable, -d.Payable)); !fits {
		return &formats.Error{Origin: d.Origin, Code: "sum-large", Want: "amounts whose sum fits 64 bits"}
	}
	if int64(f.sum.Entries) > f.l.Records {
		return &formats.Error{Origin: d.Origin, Code: "too-many", Want: fmt.Sprintf("at most %d invoices in a file", f.l.Records)}
	}
	side := formats.Credit
	if d.Kind == formats.CreditNoteDocument {
		side = formats.Debit
	}
	f.sum.Totals = formats.AddTotal(f.sum.Totals, d.Currency, side, d.Payable)
	if f.sink.Invoice == nil {
		return nil
	}
	return f.sink.Invoice(&d.Invoice)
}

// place names where the reader stands in the file.
func (r *reader) place() formats.Origin {
	o := r.Origin()
	o.Line += r.lines
	return o
}

// refused is a refusal of something that stands at a place of the document.
func refused(at formats.Origin, code, got, want string) error {
	return &formats.Error{Origin: at, Code: code, Got: formats.Excerpt(got), Want: want}
}

// keep counts what is kept in memory of a document.
func (r *reader) keep() error {
	if r.kept++; r.kept > maxParts {
		return r.Refuse("too-many", "", fmt.Sprintf("at most %d rows and parts in an invoice", maxParts))
	}
	return nil
}

// text reads the element's value.
func (r *reader) text(into *string) error {
	s, err := r.Value()
	if err == nil {
		*into = s
	}
	return err
}

// first reads the element's value unless one was read before: names come once in each
// language.
func (r *reader) first(into *string) error {
	if *into != "" {
		return nil
	}
	return r.text(into)
}

// more adds a line to a text, as far as a person would read.
func (r *reader) more(into *string) error {
	s, err := r.Value()
	switch {
	case s == "" || len(*into)+len(s) > maxNote:
	case *into == "":
		*into = s
	default:
		*into += "\n" + s
	}
	return err
}

// day reads a date such as 20260107, the only Format there is.
func (r *reader) day(into *date.Date) error {
	at := r.Origin()
	text, err := r.Value()
	if err != nil || text == "" { // systems write empty elements for what they do not know
		return err
	}
	d := date.Date(0)
	if len(text) == 8 {
		d, err = date.Parse(text[:4] + "-" + text[4:6] + "-" + text[6:])
	}
	if err != nil || d == 0 {
		return refused(at, "date", text, "a day such as 20260107 (CCYYMMDD)")
	}
	*into = d
	return nil
}

// amount is a sum with its sign and whether the file gave it.
type amount struct {
	minor    int64
	currency money.Currency
	given    bool
}

// amount reads an element with an AmountCurrencyIdentifier and a decimal comma. An empty
// one says nothing.
func (r *reader) amount(into *amount) error {
	at := r.Origin()
	code := string(r.Attr("AmountCurrencyIdentifier"))
	text, err := r.Value()
	if err != nil || text == "" {
		return err
	}
	c, err := money.ParseCurrency(code)
	if err != nil {
		return refused(at, "currency", code, "a currency of ISO 4217 in the attribute AmountCurrencyIdentifier")
	}
	digits, negative := strings.CutPrefix(text, "-")
	whole, decimals, comma := strings.Cut(digits, ",")
	number := whole
	if comma {
		number += "." + decimals
	}
	minor, err := money.Parse(number, c)
	switch {
	case err != nil || strings.Contains(digits, "."):
		return refused(at, "amount", text, fmt.Sprintf("an amount with a decimal comma and at most %d decimals, such as 1560,00 (%s)", c.Decimals(), c))
	case minor > maxMinor:
		return refused(at, "amount-large", text, "an amount of at most "+money.Of(maxMinor, c).Decimal())
	case negative:
		minor = -minor
	}
	*into = amount{minor, c, true}
	return nil
}
