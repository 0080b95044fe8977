// Package outcome writes the file that tells an accounting system what became of each
// payment: which invoice it settled and in which bucket, by which rule and on which
// evidence, and what is left over and why.
//
// One line is one share of a payment, so a payment that settles three invoices is three
// lines with the same bankRef; what no claim took is a line of its own without an
// invoice. A reader who adds up allocated over the lines of a payment, and adds the
// rest, gets its amount to the öre.
//
// The file comes as JSON lines (one object a line; amounts as strings with the
// currency's decimals, days as 2026-01-07) or as CSV with the same names as its
// heading. Both are written line by line, whatever the number of payments.
package outcome

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// Form is how the lines are written.
type Form string

const (
	JSON Form = "json"
	CSV  Form = "csv"
)

// Writer writes outcomes one after another. The first error sticks and is given by Close.
type Writer struct {
	form  Form
	lines *bufio.Writer
	json  *json.Encoder
	csv   *csv.Writer
	count int
	err   error
}

// line is an outcome as it stands in the file; the order of fields is the contract.
type line struct {
	File      string         `json:"file"`
	BankRef   string         `json:"bankRef"`
	Date      date.Date      `json:"date"`
	Amount    string         `json:"amount"`
	Currency  money.Currency `json:"currency"`
	Payer     string         `json:"payer"`
	Invoice   string         `json:"invoice"`
	Bucket    string         `json:"bucket"`
	Allocated string         `json:"allocated"`
	Rule      string         `json:"rule"`
	Evidence  string         `json:"evidence"`
	Rest      string         `json:"rest"`
	Reason    string         `json:"reason"`
}

var heading = []string{"file", "bankRef", "date", "amount", "currency", "payer", "invoice", "bucket",
	"allocated", "rule", "evidence", "rest", "reason"}

// NewWriter starts a file; CSV begins with its heading.
func NewWriter(w io.Writer, form Form) (*Writer, error) {
	out := &Writer{form: form, lines: bufio.NewWriterSize(w, 64<<10)}
	switch form {
	case JSON:
		out.json = json.NewEncoder(out.lines)
		out.json.SetEscapeHTML(false)
	case CSV:
		out.csv = csv.NewWriter(out.lines)
		out.err = out.csv.Write(heading)
	default:
		return nil, fmt.Errorf("outcome file: form %q: want json or csv", form)
	}
	return out, nil
}

// Write adds one line.
func (w *Writer) Write(o *formats.Outcome) error {
	if w.err != nil {
		return w.err
	}
	if o.Currency.Decimals() < 0 {
		w.err = fmt.Errorf("outcome line %d: currency %q: want a currency of ISO 4217", w.count+1, o.Currency)
		return w.err
	}
	number := func(minor int64) string { return money.Of(minor, o.Currency).Decimal() }
	l := line{o.File, o.BankRef, o.Date, number(o.Amount), o.Currency, o.Payer, o.Invoice, o.Bucket,
		number(o.Allocated), o.Rule, o.Evidence, number(o.Rest), o.Reason}
	if w.form == JSON {
		w.err = w.json.Encode(l)
	} else {
		w.err = w.csv.Write([]string{l.File, formats.Cell(l.BankRef), l.Date.String(), l.Amount, string(l.Currency),
			formats.Cell(l.Payer), formats.Cell(l.Invoice), l.Bucket, l.Allocated, l.Rule,
			formats.Cell(l.Evidence), l.Rest, formats.Cell(l.Reason)})
	}
	w.count++
	return w.err
}

// Count is the number of lines written, without the heading.
func (w *Writer) Count() int { return w.count }

// Close flushes what is buffered; it does not close the file below.
func (w *Writer) Close() error {
	if w.csv != nil {
		w.csv.Flush()
		if w.err == nil {
			w.err = w.csv.Error()
		}
	}
	if err := w.lines.Flush(); w.err == nil {
		w.err = err
	}
	if w.err != nil {
		return fmt.Errorf("outcome file: %w", w.err)
	}
	return nil
}
