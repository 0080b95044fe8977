package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
)

// Record is the dress a report is kept in for years: a line for the head, one for each
// row, one for the foot, each JSON that tells what every cell is. [Replay] pours it into
// any other dress, so one kept set of data gives every rendering (R-BST-17).
func Record(w io.Writer) Dress { return &recorder{json.NewEncoder(w)} }

// The lines of a record.
type (
	recordHead struct {
		Record  int            `json:"record"` // the version of this form
		Report  string         `json:"report"`
		From    date.Date      `json:"from"`
		Through date.Date      `json:"through"`
		Columns []recordColumn `json:"columns"`
	}
	recordColumn struct {
		Name string `json:"name"`
		Kind string `json:"kind"`
	}
	recordNote struct {
		Note  string       `json:"note"`
		Facts []recordCell `json:"facts"`
		Whose string       `json:"whose,omitempty"`
	}
	recordFoot struct {
		Totals [][]recordCell `json:"totals"`
		Notes  []recordNote   `json:"notes"`
		Waits  int            `json:"waits"`
	}
	// recordCell is a text, a count as a number, null, or an object: an amount with its
	// currency, a day, a share, a code.
	recordCell Cell
	cellObject struct {
		Amount   *string        `json:"amount,omitempty"`
		Currency money.Currency `json:"currency,omitempty"`
		Day      *date.Date     `json:"day,omitempty"`
		Tenths   *int64         `json:"tenths,omitempty"`
		Word     *string        `json:"word,omitempty"`
	}
)

const recordVersion = 2

// kindNames are how the kinds of cells are called in a record.
var kindNames = []string{"nothing", "text", "money", "day", "count", "share", "word"}

type recorder struct{ e *json.Encoder }

func (d *recorder) Head(h *Head) error {
	d.e.SetEscapeHTML(false)
	r := recordHead{recordVersion, h.Name, h.From, h.Through, nil}
	for _, c := range h.Columns {
		r.Columns = append(r.Columns, recordColumn{c.Name, kindNames[c.Kind]})
	}
	return d.e.Encode(r)
}

func (d *recorder) Row(cells []Cell) error { return d.e.Encode(recordCells(cells)) }

func (d *recorder) Foot(f *Foot) error {
	r := recordFoot{Totals: [][]recordCell{}, Notes: []recordNote{}, Waits: f.Waits}
	for _, cells := range f.Totals {
		r.Totals = append(r.Totals, recordCells(cells))
	}
	for _, n := range f.Notes {
		r.Notes = append(r.Notes, recordNote{n.Code, recordCells(n.Facts), n.Whose})
	}
	return d.e.Encode(r)
}

func recordCells(cells []Cell) []recordCell {
	out := make([]recordCell, len(cells))
	for i, c := range cells {
		out[i] = recordCell(c)
	}
	return out
}

// MarshalJSON gives the form of a cell.
func (c recordCell) MarshalJSON() ([]byte, error) {
	switch c.Kind {
	case Text:
		return encoded(c.Text)
	case Count:
		return encoded(c.N)
	case Money:
		amount := Cell(c).String()
		return encoded(cellObject{Amount: &amount, Currency: c.Currency})
	case Day:
		day := date.Date(c.N)
		return encoded(cellObject{Day: &day})
	case Share:
		return encoded(cellObject{Tenths: &c.N})
	case Word:
		return encoded(cellObject{Word: &c.Text})
	}
	return []byte("null"), nil
}

// encoded is JSON that keeps "<" as it is.
func encoded(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// errCell is what a cell of a record may not be.
var errCell = errors.New("not a cell")

// UnmarshalJSON reads the form of MarshalJSON.
func (c *recordCell) UnmarshalJSON(b []byte) (err error) {
	*c = recordCell{}
	switch {
	case bytes.Equal(b, []byte("null")):
		return nil
	case b[0] == '"':
		c.Kind = Text
		return json.Unmarshal(b, &c.Text)
	case b[0] != '{':
		c.Kind = Count
		return json.Unmarshal(b, &c.N)
	}
	var o cellObject
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&o); err != nil {
		return err
	}
	*c, err = o.cell()
	return err
}

// cell is the one thing an object may hold.
func (o cellObject) cell() (c recordCell, err error) {
	switch o {
	case cellObject{Amount: o.Amount, Currency: o.Currency}:
		if o.Amount == nil {
			return c, errCell
		}
		currency, err := money.ParseCurrency(string(o.Currency))
		if err != nil {
			return c, err
		}
		n, err := signedMinor(*o.Amount, currency)
		return recordCell{Kind: Money, N: n, Currency: currency}, err
	case cellObject{Day: o.Day}:
		return recordCell{Kind: Day, N: int64(*o.Day)}, nil
	case cellObject{Tenths: o.Tenths}:
		return recordCell{Kind: Share, N: *o.Tenths}, nil
	case cellObject{Word: o.Word}:
		return recordCell{Kind: Word, Text: *o.Word}, nil
	}
	return c, errCell
}

// ErrRecord is wrapped by the error of a record that cannot be read.
var ErrRecord = errors.New("not a kept report")

// maxRecordLine is more than any row of a report takes.
const maxRecordLine = 1 << 20

// Replay reads a record and pours it into a dress, row by row.
func Replay(r io.Reader, out Dress) (*Foot, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64<<10), maxRecordLine)
	p := replay{out: out}
	n := 0
	for lines.Scan() {
		if n++; p.foot != nil {
			return nil, fmt.Errorf("%w: line %d stands behind its end", ErrRecord, n)
		}
		if err := p.line(n, lines.Bytes()); err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrRecord, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%w: line %d: %w", ErrRecord, n+1, err)
	}
	if p.foot == nil {
		return nil, fmt.Errorf("%w: it was cut off after line %d", ErrRecord, n)
	}
	return p.foot, nil
}

// replay is a record being read.
type replay struct {
	out     Dress
	columns int
	foot    *Foot
}

func (p *replay) line(n int, b []byte) error {
	switch {
	case n == 1:
		return p.head(b)
	case len(b) > 0 && b[0] == '[':
		cells, err := p.cells(b)
		if err != nil {
			return err
		}
		return p.out.Row(cells)
	}
	var f recordFoot
	if err := json.Unmarshal(b, &f); err != nil {
		return err
	}
	p.foot = &Foot{Waits: f.Waits}
	for _, total := range f.Totals {
		cells, err := p.wide(total)
		if err != nil {
			return err
		}
		p.foot.Totals = append(p.foot.Totals, cells)
	}
	for _, n := range f.Notes {
		facts := make([]Cell, len(n.Facts))
		for i, c := range n.Facts {
			facts[i] = Cell(c)
		}
		p.foot.Notes = append(p.foot.Notes, Note{n.Note, facts, n.Whose})
	}
	return p.out.Foot(p.foot)
}

func (p *replay) head(b []byte) error {
	var r recordHead
	if err := json.Unmarshal(b, &r); err != nil {
		return err
	}
	if r.Record != recordVersion || len(r.Columns) == 0 {
		return fmt.Errorf("version %d with %d columns", r.Record, len(r.Columns))
	}
	h := Head{Name: r.Report, From: r.From, Through: r.Through}
	for _, c := range r.Columns {
		kind := slices.Index(kindNames, c.Kind)
		if kind < 0 {
			return fmt.Errorf("column %q of kind %q", c.Name, c.Kind)
		}
		h.Columns = append(h.Columns, Column{c.Name, Kind(kind)})
	}
	p.columns = len(h.Columns)
	return p.out.Head(&h)
}

func (p *replay) cells(b []byte) ([]Cell, error) {
	var row []recordCell
	if err := json.Unmarshal(b, &row); err != nil {
		return nil, err
	}
	return p.wide(row)
}

// wide holds a row to the width of the head.
func (p *replay) wide(row []recordCell) ([]Cell, error) {
	if len(row) != p.columns {
		return nil, fmt.Errorf("%d cells under %d columns", len(row), p.columns)
	}
	cells := make([]Cell, len(row))
	for i, c := range row {
		cells[i] = Cell(c)
	}
	return cells, nil
}

// signedMinor reads what Decimal wrote.
func signedMinor(text string, c money.Currency) (int64, error) {
	digits, negative := strings.CutPrefix(text, "-")
	n, err := money.Parse(digits, c)
	if err == nil && money.Of(n, c).Decimal() != digits {
		err = errCell
	}
	if negative {
		n = -n
	}
	return n, err
}
