package svefaktura

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"girod/formats"
	"girod/formats/money"
	"girod/formats/xmlplace"
)

// Format is the name of the format in a summary, Version the only one there is.
const (
	Format  = "svefaktura"
	Version = "Svefaktura 1.0"
)

// Space is the namespace of the Invoice, by which a file is recognised; SpaceEnvelope
// is that of an ObjectEnvelope.
const (
	Space         = "urn:sfti:documents:BasicInvoice:1:0"
	SpaceEnvelope = "urn:sfti:documents:ObjectEnvelope:1:0"
)

const (
	spaceAggregate = "urn:sfti:CommonAggregateComponents:1:0"
	spaceBasic     = "urn:oasis:names:tc:ubl:CommonBasicComponents:1:0"
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

// file is what is known of a file while it is read. Invoices wait for its end, since
// their attachments may stand behind them.
type file struct {
	l        formats.Limits
	sum      *formats.Summary
	kept     int
	invoices []*document
	parcels  []parcel
}

// reader reads one document: xmlplace knows XML, this knows the elements.
type reader struct {
	*xmlplace.Reader
	*file
	within string // "EncodedObject[1]/EncodedData/" for what was found in an attachment
}

// Read reads every Svefaktura of a file, usually one, and tells sink.Invoice of each.
// The summary counts invoices as entries and lines as details; its totals are what is
// to be paid, credit notes as debit.
func Read(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	if l.Text == 0 {
		l.Text = maxAttachment
	}
	l = l.WithDefaults()
	l.Bytes = min(l.Bytes, maxBytes)
	f := &file{l: l, sum: &formats.Summary{Format: Format, Version: Version}}
	if err := f.read(r, ""); err != nil {
		return nil, err
	}
	if len(f.invoices) == 0 {
		return nil, &formats.Error{Code: "not-svefaktura", Want: "a Svefaktura 1.0 (Invoice in " + Space + "): there is none in the file"}
	}
	f.deliver()
	for _, d := range f.invoices {
		f.add(d)
		if sink.Invoice == nil {
			continue
		}
		if err := sink.Invoice(&d.Invoice); err != nil {
			return nil, err
		}
	}
	return f.sum, nil
}

// read goes through a document, which may be an envelope around what we look for.
func (f *file) read(src io.Reader, within string) error {
	r := &reader{xmlplace.NewReader(src, f.l).Count("InvoiceLine", "PaymentMeans", "EncodedObject"), f, within}
	for {
		kind, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case kind != xmlplace.Start:
			continue
		}
		switch {
		case r.Space() == Space && r.Name() == "Invoice":
			err = r.document()
		case r.Space() == SpaceEnvelope && r.Name() == "ObjectEnvelope":
			err = r.envelope()
		}
		if err != nil {
			return err
		}
	}
}

// add takes an invoice into the summary.
func (f *file) add(d *document) {
	if f.sum.Entries == 0 {
		f.sum.MessageID, f.sum.CreatedAt = d.Number, d.Issued.String()
	}
	f.sum.Entries++
	f.sum.Details += len(d.Lines)
	side := formats.Credit
	if d.Kind == formats.CreditNoteDocument {
		side = formats.Debit
	}
	f.sum.Totals = formats.AddTotal(f.sum.Totals, d.Currency, side, d.Payable)
}

// place names where the reader stands.
func (r *reader) place() formats.Origin {
	o := r.Origin()
	o.At = r.within + o.At
	return o
}

func (r *reader) refuse(code, got, want string) error {
	return refused(r.place(), code, got, want)
}

func refused(at formats.Origin, code, got, want string) error {
	return &formats.Error{Origin: at, Code: code, Got: formats.Excerpt(got), Want: want}
}

// each goes through the elements directly within the one just opened that are a
// Svefaktura's; others are passed over.
func (r *reader) each(fn func(name string) error) error {
	return r.Each(func(name string) error {
		switch r.Space() {
		case Space, SpaceEnvelope, spaceAggregate, spaceBasic:
			return fn(name)
		}
		return nil
	})
}

// keep counts what is kept in memory.
func (r *reader) keep() error {
	if r.kept++; int64(r.kept) > min(maxParts, r.l.Records) {
		return r.refuse("too-many", "", fmt.Sprintf("at most %d lines and parts in a file", min(maxParts, r.l.Records)))
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

// amount is a sum with its sign and whether the file gave it.
type amount struct {
	minor    int64
	currency money.Currency
	given    bool
}

// amount reads an element with an amountCurrencyID.
func (r *reader) amount(into *amount) error {
	at := r.place()
	code := string(r.Attr("amountCurrencyID"))
	text, err := r.Value()
	if err != nil {
		return err
	}
	c, err := money.ParseCurrency(code)
	if err != nil {
		return refused(at, "currency", code, "a currency of ISO 4217 in the attribute amountCurrencyID")
	}
	digits, negative := bytes.CutPrefix([]byte(text), []byte("-"))
	minor, err := money.Parse(digits, c)
	switch {
	case err != nil:
		return refused(at, "amount", text, fmt.Sprintf("a plain amount of at most %d decimals (%s)", c.Decimals(), c))
	case minor > maxMinor:
		return refused(at, "amount-large", text, "an amount of at most "+money.Of(maxMinor, c).Decimal())
	case negative:
		minor = -minor
	}
	*into = amount{minor, c, true}
	return nil
}
