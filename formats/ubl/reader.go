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
	spaceInvoice    = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
	spaceCreditNote = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
	spaceAggregate  = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
	spaceBasic      = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
)

// Bounds of a document, which is kept in memory as a whole. An attachment is one long
// text within it, read over and not kept.
const (
	maxBytes      = 128 << 20
	maxAttachment = 24 << 20
	maxParts      = 100_000 // lines, payment means, references, tax parts
	maxNote       = 16 << 10
	maxMinor      = 10_000_000_000_000 // so that no sum of maxParts overflows
)

// reader reads the documents of a file: xmlplace knows XML, this knows UBL's elements.
type reader struct {
	*xmlplace.Reader
	l    formats.Limits
	sum  *formats.Summary
	kept int
}

// Read reads every invoice and credit note of a file, usually one, perhaps within an
// envelope (Standard Business Document), and tells sink.Invoice of each. The summary
// counts documents as entries and lines as details; its totals are the payable
// amounts.
func Read(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	if l.Text == 0 {
		l.Text = maxAttachment
	}
	l = l.WithDefaults()
	l.Bytes = min(l.Bytes, maxBytes)
	x := &reader{Reader: xmlplace.NewReader(r, l).Count("InvoiceLine", "CreditNoteLine"), l: l, sum: &formats.Summary{}}
	for {
		kind, err := x.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if kind != xmlplace.Start || !isDocument(x.Space(), x.Name()) {
			continue
		}
		d, err := x.document()
		if err != nil {
			return nil, err
		}
		x.add(d)
		if sink.Invoice != nil {
			if err := sink.Invoice(&d.Invoice); err != nil {
				return nil, err
			}
		}
	}
	if x.sum.Entries == 0 {
		return nil, &formats.Error{Code: "not-ubl", Want: "a UBL Invoice or CreditNote: there is none in the file"}
	}
	return x.sum, nil
}

func isDocument(space, name string) bool {
	return space == spaceInvoice && name == "Invoice" || space == spaceCreditNote && name == "CreditNote"
}

// add takes a document into the summary.
func (r *reader) add(d *document) {
	if r.sum.Entries == 0 {
		r.sum.Format, r.sum.Version = "ubl."+string(d.Kind), d.version()
		r.sum.MessageID, r.sum.CreatedAt = d.Number, d.Issued.String()
	}
	r.sum.Entries++
	r.sum.Details += len(d.Lines)
	r.sum.Totals = formats.AddTotal(r.sum.Totals, d.Currency, formats.Credit, d.Payable)
}

// each goes through the elements directly within the one just opened that are UBL's;
// extensions and signatures are passed over.
func (r *reader) each(fn func(name string) error) error {
	return r.Each(func(name string) error {
		switch r.Space() {
		case spaceAggregate, spaceBasic:
			return fn(name)
		}
		return nil
	})
}

// keep counts what is kept in memory.
func (r *reader) keep() error {
	if r.kept++; int64(r.kept) > min(maxParts, r.l.Records) {
		return r.Refuse("too-many", "", fmt.Sprintf("at most %d lines and parts in a file", min(maxParts, r.l.Records)))
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

// deep reads the first value found at a path below the element just opened.
func (r *reader) deep(into *string, path ...string) error {
	if len(path) == 0 {
		return r.text(into)
	}
	return r.each(func(name string) error {
		if name == path[0] && *into == "" {
			return r.deep(into, path[1:]...)
		}
		return nil
	})
}

// day reads a date.
func (r *reader) day(into *date.Date) error {
	origin := r.Origin()
	text, err := r.Value()
	if err != nil {
		return err
	}
	d, err := date.Parse(text)
	if err != nil {
		return &formats.Error{Origin: origin, Code: "date", Got: formats.Excerpt(text), Want: "a day such as 2026-01-07"}
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

// amount reads an element with a currencyID. A minus is UBL's right: negative
// invoices and lines exist.
func (r *reader) amount(into *amount) error {
	origin := r.Origin()
	code := string(r.Attr("currencyID"))
	text, err := r.Value()
	if err != nil {
		return err
	}
	c, err := money.ParseCurrency(code)
	if err != nil {
		return &formats.Error{Origin: origin, Code: "currency", Got: formats.Excerpt(code), Want: "a currency of ISO 4217 in the attribute currencyID"}
	}
	digits, negative := strings.CutPrefix(text, "-")
	minor, err := money.Parse(digits, c)
	if err != nil {
		return &formats.Error{Origin: origin, Code: "amount", Got: formats.Excerpt(text), Want: fmt.Sprintf("a plain amount of at most %d decimals (%s)", c.Decimals(), c)}
	}
	if minor > maxMinor {
		return &formats.Error{Origin: origin, Code: "amount-large", Got: formats.Excerpt(text), Want: "an amount of at most " + money.Of(maxMinor, c).Decimal()}
	}
	if negative {
		minor = -minor
	}
	*into = amount{minor, c, true}
	return nil
}
