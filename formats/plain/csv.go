package plain

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"girod/formats"
)

// rows gives the rows of a CSV file (RFC 4180, with any of three separators): fields
// may be quoted, and then hold separators, line ends and doubled quotes.
type rows struct {
	*lines
	separator byte
	first     int // line on which the row begins
	state     quoting
	cells     []string
}

// quoting is where a scan of a row stands.
type quoting byte

const (
	atStart  quoting = iota // of a field
	unquoted                // within a field without quotes
	quoted                  // within quotes
	after                   // behind a quote that ends the field or is doubled
)

// step goes on by one character.
func (q quoting) step(c, separator byte) quoting {
	switch {
	case q == quoted && c == '"':
		return after
	case q == quoted:
		return quoted
	case q == after && c == '"':
		return quoted
	case c == separator || c == '\n':
		return atStart
	case q == atStart && c == '"':
		return quoted
	case q == atStart && (c == ' ' || c == '\r'):
		return atStart
	case q == after && (c == ' ' || c == '\r'):
		return after
	}
	return unquoted
}

// read reads the next row, which may be of several lines; io.EOF when there is none.
func (x *rows) read() (string, error) {
	x.raw, x.state = x.raw[:0], atStart
	x.first = x.line + 1
	for {
		from := len(x.raw)
		if err := x.more(); err != nil {
			if err == io.EOF && from > 0 {
				err = &formats.Error{Origin: formats.Origin{Line: x.first}, Code: "quote", Want: "a quote that ends: the file does before it"}
			}
			return "", err
		}
		if from == 0 && bytes.IndexByte(x.raw, '"') < 0 {
			break // as nearly all rows do
		}
		for _, c := range x.raw[from:] {
			x.state = x.state.step(c, x.separator)
		}
		if x.state != quoted {
			break
		}
	}
	text, err := x.decode()
	return strings.TrimRight(string(text), "\r\n"), err
}

// split cuts a row into its cells, blanks around them trimmed. They are good until the
// next call.
func (x *rows) split(row string) ([]string, error) {
	x.cells = x.cells[:0]
	for {
		var cell string
		more := false
		if trimmed := strings.TrimLeft(row, " "); strings.HasPrefix(trimmed, `"`) {
			inside, rest, err := x.unquote(trimmed)
			if err != nil {
				return nil, err
			}
			if cell = inside; rest != "" {
				row, more = rest[1:], true
			}
		} else if i := strings.IndexByte(row, x.separator); i >= 0 {
			cell, row, more = row[:i], row[i+1:], true
		} else {
			cell = row
		}
		x.cells = append(x.cells, clean(cell))
		if !more {
			return x.cells, nil
		}
		if len(x.cells) > maxCells {
			return nil, x.at("columns", "", "at most 1000 columns")
		}
	}
}

const maxCells = 1000

// unquote reads a field in quotes; rest begins at the separator behind it.
func (x *rows) unquote(row string) (cell, rest string, err error) {
	var b strings.Builder
	rest = row[1:]
	for {
		i := strings.IndexByte(rest, '"')
		if i < 0 {
			return "", "", x.at("quote", row, "a quote that ends")
		}
		if !strings.HasPrefix(rest[i+1:], `"`) {
			if b.Len() == 0 {
				cell = rest[:i]
			} else {
				b.WriteString(rest[:i])
				cell = b.String()
			}
			rest = strings.TrimLeft(rest[i+1:], " ")
			break
		}
		b.WriteString(rest[:i+1])
		rest = rest[i+2:]
	}
	if rest != "" && rest[0] != x.separator {
		return "", "", x.at("quote", rest, `the end of the field behind its last quote; a quote within a field is written twice, ""`)
	}
	return cell, rest, nil
}

// at refuses something in the row.
func (x *rows) at(code, got, want string) *formats.Error {
	return &formats.Error{Origin: formats.Origin{Line: x.first}, Code: code, Got: formats.Excerpt(got), Want: want}
}

// clean trims a cell, and takes off the apostrophe that keeps a spreadsheet from taking
// a text for a formula (formats.Cell).
func clean(cell string) string {
	if cell == "" {
		return cell
	}
	if first, last := cell[0], cell[len(cell)-1]; first <= ' ' || last <= ' ' || first == 0xC2 || last == 0xA0 {
		cell = strings.Trim(cell, " \t\r\n\u00a0")
	}
	if strings.HasPrefix(cell, "'") && formula(cell[1:]) {
		return cell[1:]
	}
	return cell
}

// formula tells whether a spreadsheet would take a text for one, or for the guard of one.
func formula(text string) bool {
	text = strings.TrimLeft(text, "' ")
	if text == "" {
		return false
	}
	switch text[0] {
	case '=', '+', '-', '@':
		return true
	case 0xEF: // the same in full width, U+FF0B and so on
		return strings.HasPrefix(text, "＝") || strings.HasPrefix(text, "＋") || strings.HasPrefix(text, "－") || strings.HasPrefix(text, "＠")
	}
	return false
}

// separatorOf finds the separator of a heading: the sign of which it has most.
func separatorOf(heading string) (byte, bool) {
	best, most, tie := byte(0), 0, false
	for _, c := range []byte{';', '\t', ','} {
		n, q := 0, atStart
		for i := 0; i < len(heading); i++ {
			if q != quoted && heading[i] == c {
				n++
			}
			q = q.step(heading[i], c)
		}
		switch {
		case n > most:
			best, most, tie = c, n, false
		case n == most && n > 0:
			tie = true
		}
	}
	return best, most > 0 && !tie
}

// readCSV reads a CSV file; header gives its columns where it has no heading.
func (x *reader) readCSV(header []string) error {
	r := &rows{lines: x.lines, separator: x.separator}
	var heading []column
	for i, h := range header {
		heading = append(heading, none)
		if h != "" {
			heading[i], _ = x.column(h)
			x.lined = x.lined || heading[i] == lineAmount
		}
	}
	begun := false
	for {
		text, err := r.read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		switch {
		case strings.Trim(text, " ;,\t\"") == "":
			continue
		case strings.HasPrefix(strings.TrimLeft(text, ` "`), "#"):
			err = x.directive(r, text, begun)
		case !begun && strings.HasPrefix(text, "sep=") && len(text) == 5: // Excel's own first row
			r.separator = text[4]
		case heading == nil:
			heading, err = x.heading(r, text)
		default:
			err = x.data(r, text, heading)
		}
		if err != nil {
			return err
		}
		begun = true
	}
	if heading == nil {
		return r.at("empty", "", "a heading of column names, and a row an invoice")
	}
	return nil
}

// directive reads a row that begins with #: the layout's version and settings, the
// control total, or a remark.
func (x *reader) directive(r *rows, text string, begun bool) error {
	separator := r.separator
	if separator == 0 {
		separator = ';'
		word := strings.TrimLeft(strings.TrimPrefix(strings.TrimLeft(text, ` "`), "#"+Format), `" 1`)
		if word != "" && (word[0] == ',' || word[0] == '\t') {
			separator = word[0]
		}
	}
	cells, err := (&rows{lines: r.lines, separator: separator, first: r.first}).split(text)
	if err != nil {
		return err
	}
	for len(cells) < 4 {
		cells = append(cells, "")
	}
	switch word := strings.ToLower(cells[0]); {
	case word == "#total" || word == "#summa" || word == "#sum":
		return x.controlRow(r.first, cells[1], cells[2], cells[3], x.decimal)
	case word == "#"+Format && !begun:
		return x.layout(r, cells[1], cells[2:])
	case word == "#"+Format+" 1" && !begun:
		return x.layout(r, "1", cells[1:])
	case word == "#" || strings.HasPrefix(word, "# "):
		return nil
	}
	return r.at("remark", cells[0], `#total, or a remark with a blank behind its #; the row #`+Format+` stands first`)
}

// layout reads the first row: version and settings.
func (x *reader) layout(r *rows, version string, settings []string) error {
	if version != "1" {
		return r.at("version", version, "version 1 of the layout "+Format)
	}
	for _, s := range settings {
		if s == "" {
			continue
		}
		key, value, ok := strings.Cut(s, "=")
		err := error(wrong("", s, "a setting such as currency=SEK"))
		if ok {
			err = x.set(strings.TrimSpace(key), strings.TrimSpace(value))
		}
		if e, refused := err.(*formats.Error); refused {
			e.Line, e.At = r.first, strings.TrimPrefix(e.At+" in the first row", " ")
			return e
		}
	}
	r.separator = x.separator
	x.lines.told(x.charset)
	return nil
}

// heading reads the names of the columns. All that are unknown are told at once.
func (x *reader) heading(r *rows, text string) ([]column, error) {
	if r.separator == 0 {
		separator, ok := separatorOf(text)
		if !ok {
			return nil, r.at("separator", text, "a heading of column names with semicolons, commas or tabs between them")
		}
		r.separator = separator
	}
	cells, err := r.split(text)
	if err != nil {
		return nil, err
	}
	var has [columns + 1]bool
	heading := make([]column, len(cells))
	for i, cell := range cells {
		c, ok := x.column(cell)
		switch {
		case cell == "":
			c = none
		case !ok:
			c = none
			err = x.fault(r.first, columns, fault{"heading", "the name of a column of girod-invoices 1, one that the mapping names, or x- before one that is nobody's business"}, cell)
		case c != none && has[c]:
			err = x.fault(r.first, c, fault{"heading-twice", "each column once"}, cell)
		}
		if err != nil {
			return nil, err
		}
		heading[i], has[c] = c, true
	}
	for c := range columns {
		has[c] = has[c] || x.defaults[c] != ""
	}
	x.lined = has[lineAmount]
	switch {
	case !has[number]:
		err = x.fault(r.first, number, fault{"heading-missing", "a column of invoice numbers"}, "")
	case !has[issued]:
		err = x.fault(r.first, issued, fault{"heading-missing", "a column of invoice dates"}, "")
	case !has[toPay] && !has[gross] && !(has[net] && has[vat]):
		err = x.fault(r.first, toPay, fault{"heading-missing", "a column of what is to be paid (to_pay), or of gross"}, "")
	}
	if err == nil && len(x.faults) > 0 {
		err = errEnough // rows under an unknown heading say nothing
	}
	return heading, err
}

// data reads a row of an invoice.
func (x *reader) data(r *rows, text string, heading []column) error {
	cells, err := r.split(text)
	if e, ok := err.(*formats.Error); ok {
		return x.keep(e)
	}
	if x.control {
		return x.fault(r.first, columns, fault{"after-total", "nothing behind the row #total"}, text)
	}
	for len(cells) > len(heading) && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) != len(heading) {
		want := fault{"columns", "as many columns as the heading has, " + strconv.Itoa(len(heading)) + "; this row has " + strconv.Itoa(len(cells))}
		return x.fault(r.first, columns, want, text)
	}
	row := x.fresh(r.first)
	for i, c := range heading {
		if c != none {
			row.cells[c] = cells[i]
		}
	}
	return x.take(row)
}
