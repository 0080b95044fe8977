package report

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"girod/formats"
)

// CSV dresses a report as comma-separated values with a heading: rows and nothing else,
// so that a program or a spreadsheet adds them up. Text that a spreadsheet would take for
// a formula is guarded.
func CSV(w io.Writer) Dress { return &csvDress{w: csv.NewWriter(w)} }

type csvDress struct {
	w      *csv.Writer
	record []string
}

func (d *csvDress) Head(h *Head) error {
	for _, c := range h.Columns {
		d.record = append(d.record, c.Name)
	}
	return d.w.Write(d.record)
}

func (d *csvDress) Row(cells []Cell) error {
	d.record = d.record[:0]
	for _, c := range cells {
		s := c.String()
		if c.Kind == Text {
			s = formats.Cell(s)
		}
		d.record = append(d.record, s)
	}
	return d.w.Write(d.record)
}

func (d *csvDress) Foot(*Foot) error {
	d.w.Flush()
	return d.w.Error()
}

// JSON dresses a report as one object; each row is an object on a line of its own, by the
// columns' names. Money is text, for a program's floating point would not keep it; a cell
// with nothing in it is null. Names, codes and numbers are the same in every language: only
// the title and the notes are for people, in theirs.
func JSON(w io.Writer, in *Tongue) Dress { return &jsonDress{w: bufio.NewWriter(w), in: in} }

type jsonDress struct {
	w    *bufio.Writer
	in   *Tongue
	head Head
	rows int
	line bytes.Buffer
}

func (d *jsonDress) Head(h *Head) error {
	d.head = *h
	d.line.WriteString(`{"report":`)
	d.value(h.Name)
	d.line.WriteString(`,"title":`)
	d.value(d.in.Title(h.Name))
	d.line.WriteString(`,"language":`)
	d.value(d.in.Language)
	d.line.WriteString(`,"from":`)
	d.value(h.From)
	d.line.WriteString(`,"through":`)
	d.value(h.Through)
	d.line.WriteString(`,"rows":[`)
	return d.write()
}

func (d *jsonDress) Row(cells []Cell) error {
	if d.rows++; d.rows > 1 {
		d.line.WriteByte(',')
	}
	d.line.WriteByte('\n')
	d.object(cells)
	return d.write()
}

func (d *jsonDress) Foot(f *Foot) error {
	d.line.WriteString("\n],\"totals\":[")
	for i, cells := range f.Totals {
		if i > 0 {
			d.line.WriteByte(',')
		}
		d.object(cells)
	}
	d.line.WriteString(`],"notes":`)
	notes := []string{}
	for _, n := range f.Notes {
		notes = append(notes, d.in.note(d.head.Name, n))
	}
	d.value(notes)
	fmt.Fprintf(&d.line, ",\"waits\":%d}\n", f.Waits)
	if err := d.write(); err != nil {
		return err
	}
	return d.w.Flush()
}

func (d *jsonDress) object(cells []Cell) {
	d.line.WriteByte('{')
	for i, c := range cells {
		if i > 0 {
			d.line.WriteByte(',')
		}
		d.line.WriteString(strconv.Quote(d.head.Columns[i].Name)) // a plain word
		d.line.WriteByte(':')
		switch c.Kind {
		case Count:
			d.line.WriteString(c.String())
		case Nothing:
			d.line.WriteString("null")
		default:
			d.value(c.String())
		}
	}
	d.line.WriteByte('}')
}

// value writes what cannot fail: texts and days.
func (d *jsonDress) value(v any) {
	e := json.NewEncoder(&d.line)
	e.SetEscapeHTML(false)
	_ = e.Encode(v)
	d.line.Truncate(d.line.Len() - 1) // its line end
}

func (d *jsonDress) write() error {
	_, err := d.w.Write(d.line.Bytes())
	d.line.Reset()
	return err
}

// Plain dresses a report as text in columns, in a language's words and with its numbers and
// days (R-BST-70). bold marks headings on a terminal; nil leaves them as they are.
func Plain(w io.Writer, in *Tongue, bold func(string) string) Dress {
	if bold == nil {
		bold = func(s string) string { return s }
	}
	return &textDress{w: bufio.NewWriter(w), in: in, bold: bold}
}

// looked is how many rows are looked at before the widths of columns are settled. What is
// wider further down pushes its line to the right.
const looked = 500

type textDress struct {
	w      *bufio.Writer
	in     *Tongue
	bold   func(string) string
	head   Head
	held   [][]string
	rows   int
	widths []int // once settled
}

func (d *textDress) Head(h *Head) error {
	d.head = *h
	_, err := d.w.WriteString(d.bold(d.in.heading(h)) + "\n")
	return err
}

func (d *textDress) Row(cells []Cell) error {
	d.rows++
	line := d.words(cells)
	if d.widths != nil {
		return d.line(line)
	}
	if d.held = append(d.held, line); len(d.held) >= looked {
		return d.settle(nil)
	}
	return nil
}

func (d *textDress) Foot(f *Foot) error {
	var totals [][]string
	for _, cells := range f.Totals {
		totals = append(totals, d.words(cells))
	}
	switch {
	case d.rows == 0:
		_, _ = d.w.WriteString(d.in.Manner("nothing") + "\n") // Flush tells
	case d.widths == nil:
		if err := d.settle(totals); err != nil {
			return err
		}
	}
	if d.rows > 0 {
		for _, line := range totals {
			if err := d.line(line); err != nil {
				return err
			}
		}
	}
	for _, n := range f.Notes {
		_, _ = d.w.WriteString(visible(d.in.note(d.head.Name, n)) + "\n")
	}
	return d.w.Flush()
}

// fromBook are the columns that repeat what stands in the book, and the kind of sentence it is.
var fromBook = map[string]string{"general-ledger.text": EntryText, "suspense.why": Evidence, "reconciliation.what": "booked", "holds.source": "source"}

func (d *textDress) words(cells []Cell) []string {
	line := make([]string, len(cells))
	for i, c := range cells {
		said := d.in.cell(d.head.Name, c)
		if kind := fromBook[d.head.Name+"."+d.head.Columns[i].Name]; kind != "" && c.Kind == Text {
			said, _ = d.in.Told(kind, c.Text)
		}
		line[i] = visible(said)
	}
	return line
}

// settle fixes the widths by the rows seen so far and writes them.
func (d *textDress) settle(totals [][]string) error {
	d.widths = make([]int, len(d.head.Columns))
	titles := make([]string, len(d.head.Columns))
	for i, c := range d.head.Columns {
		titles[i] = d.in.Column(d.head.Name, c.Name)
	}
	for _, lines := range [][][]string{{titles}, d.held, totals} {
		for _, line := range lines {
			for i, s := range line {
				d.widths[i] = max(d.widths[i], utf8.RuneCountInString(s))
			}
		}
	}
	if _, err := d.w.WriteString(d.bold(d.laid(titles)) + "\n"); err != nil {
		return err
	}
	for _, line := range d.held {
		if err := d.line(line); err != nil {
			return err
		}
	}
	d.held = nil
	return nil
}

func (d *textDress) line(line []string) error {
	_, err := d.w.WriteString(d.laid(line) + "\n")
	return err
}

// laid sets numbers right and words left.
func (d *textDress) laid(line []string) string {
	var b strings.Builder
	for i, s := range line {
		pad := strings.Repeat(" ", max(0, d.widths[i]-utf8.RuneCountInString(s)))
		if k := d.head.Columns[i].Kind; k == Money || k == Count || k == Share {
			s = pad + s
		} else {
			s += pad
		}
		b.WriteString(s)
		b.WriteString("  ")
	}
	return strings.TrimRight(b.String(), " ")
}

// visible makes a stranger's text safe on a terminal: a control character could move the
// cursor or forge a line.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == utf8.RuneError {
			return '�'
		}
		return r
	}, s)
}
