package plain

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"girod/formats"
)

// Format is the layout's name; Version is the one we read and write.
const (
	Format  = "girod-invoices"
	Version = "girod-invoices 1"
)

// Bounds of one invoice and of what is told of a bad file.
const (
	maxRow   = 1 << 20 // bytes of a row, unless configured
	maxLines = 100_000
	maxMinor = 10_000_000_000_000 // so that no sum of maxLines overflows
	maxTold  = 20                 // wrong rows told at once
)

// Is tells whether a file is in our layout: it says so in its first row, or every column
// of its heading is one of ours, a number, a day and an amount among them.
func Is(head []byte) bool {
	head, _, _ = bytes.Cut(bytes.TrimPrefix(head[:min(len(head), 4096)], []byte("\xEF\xBB\xBF")), []byte("\n"))
	text, err := (&lines{raw: head}).decode()
	if err != nil {
		return false
	}
	first := strings.TrimRight(string(text), "\r")
	if strings.HasPrefix(first, "#"+Format) || strings.HasPrefix(first, `{"`+Format+`"`) {
		return true
	}
	separator, ok := separatorOf(first)
	if !ok {
		return false
	}
	cells, err := (&rows{separator: separator}).split(first)
	if err != nil {
		return false
	}
	var has [columns + 1]bool
	for _, cell := range cells {
		c, ok := known[fold(cell)]
		if !ok {
			return false
		}
		has[c] = true
	}
	return has[number] && has[issued] && (has[toPay] || has[gross])
}

// Read reads a file in our layout and tells sink.Invoice of each invoice. The summary
// counts invoices as entries and lines as details; its totals are what is to be paid,
// credit notes as debit.
func Read(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	return Reader{}.Read(r, l, sink)
}

// Reader reads a customer's export as our layout, by a mapping.
type Reader struct{ Mapping Mapping }

// Read reads a file as [Read] does. Of a file with wrong rows some invoices may have been
// told before the refusal, as of any file.
func (r Reader) Read(src io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	s, err := r.Mapping.settings()
	if err != nil {
		return nil, err
	}
	if l.Text == 0 {
		l.Text = maxRow
	}
	x := &reader{l: l.WithDefaults(), sink: sink, settings: s, sum: &formats.Summary{Format: Format, Version: Version}, of: new(row), spare: new(row)}
	x.lines = newLines(src, x.l)
	x.lines.told(s.charset)
	head, _ := x.lines.src.Peek(1)
	if len(head) == 1 && head[0] == '{' {
		err = x.readJSON()
	} else {
		err = x.readCSV(r.Mapping.Header)
	}
	if err == nil {
		err = x.end()
	}
	if err = x.whole(err); err != nil {
		return nil, err
	}
	return x.sum, nil
}

// reader is what is known of a file while its rows pass.
type reader struct {
	*settings
	lines   *lines
	l       formats.Limits
	sink    formats.Sink
	sum     *formats.Summary
	shown   byte // how decimals were written where it could be seen
	held    bool // an invoice is being put together
	of      *row // its first row
	spare   *row
	invoice formats.Invoice
	lined   bool // the file has line columns
	faults  []*formats.Error
	totals  tally
	moved   int64 // sum of all amounts without sign, which bounds every total
	control bool  // the control row has been read
	stopped error // what the sink ended the reading with
}

// errEnough ends the reading when enough wrong rows were found.
var errEnough = errors.New("enough wrong rows")

// fault keeps what is wrong with a row; reading goes on, so that the clerk is told all
// of it at once.
func (x *reader) fault(line int, c column, f fault, got string) error {
	at := "row"
	if c < columns {
		at = "column " + c.String()
	}
	return x.keep(&formats.Error{Origin: formats.Origin{Line: line, At: at}, Code: f.code, Got: formats.Excerpt(got), Want: f.want})
}

func (x *reader) keep(e *formats.Error) error {
	x.faults = append(x.faults, e)
	if len(x.faults) >= min(maxTold, x.l.Findings) {
		return errEnough
	}
	return nil
}

// whole puts everything that is wrong into one refusal. An error of the sink or of the
// source comes back as it is.
func (x *reader) whole(err error) error {
	refused, ok := err.(*formats.Error)
	switch {
	case x.stopped != nil:
		return x.stopped
	case err == nil || err == errEnough:
	case ok:
		x.faults = append(x.faults, refused)
	default:
		return err
	}
	if len(x.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(x.faults, func(a, b *formats.Error) int { return a.Line - b.Line })
	first := *x.faults[0]
	for _, e := range x.faults[1:] {
		first.Want += "\n  also " + e.Error()
	}
	if err == errEnough && len(x.faults) > 1 {
		first.Want += fmt.Sprintf("\n  and so on: %d wrong rows were enough", len(x.faults))
	}
	return &first
}
