package plain

import (
	"encoding/json"
	"io"
	"strings"

	"girod/formats"
)

// readJSON reads JSON Lines: an object a line.
func (x *reader) readJSON() error {
	r := &rows{lines: x.lines}
	r.lines.told(utf)
	x.lined = true // an object has its lines within; the same number twice is still refused
	for first := true; ; first = false {
		text, err := r.readLine()
		if err == io.EOF {
			return nil
		}
		if err == nil && text != "" {
			err = x.object(r, text, first)
		}
		if err != nil {
			return err
		}
	}
}

// readLine reads one line; in JSON Lines no value goes over several.
func (x *rows) readLine() (string, error) {
	x.raw = x.raw[:0]
	x.first = x.line + 1
	if err := x.more(); err != nil {
		return "", err
	}
	text, err := x.decode()
	return strings.TrimSpace(string(text)), err
}

// object reads one line: the settings, the control total or an invoice.
func (x *reader) object(r *rows, text string, first bool) error {
	p := &scan{text: text, line: r.first}
	row := x.fresh(r.first)
	var has [columns]bool
	kind := ""
	var t control
	err := p.object(func(key string) error {
		switch {
		case key == Format && first && kind == "":
			kind = Format
			version, _, err := p.scalar()
			if err == nil && version != "1" {
				err = r.at("version", version, "version 1 of the layout "+Format)
			}
			return err
		case kind == Format:
			value, _, err := p.scalar()
			if err == nil {
				if wrong, ok := x.set(key, value).(*formats.Error); ok {
					wrong.Line = r.first
					err = wrong
				}
			}
			return err
		case key == "total" && kind == "":
			kind = key
			return t.read(p)
		case key == "lines":
			return p.array(func() error { return x.lineObject(p, row) })
		}
		return x.member(p, row, &has, key)
	})
	if err == nil {
		err = p.end()
	}
	if e, ok := err.(*formats.Error); ok {
		if kind == Format {
			return e
		}
		return x.keep(e)
	}
	switch {
	case err != nil || kind == Format:
		return err
	case kind == "total":
		return x.controlRow(r.first, t.count, t.sum, t.currency, '.')
	case x.control:
		return x.fault(r.first, columns, fault{"after-total", "nothing behind the total"}, text)
	}
	return x.takeWhole(row)
}

// takeWhole takes an invoice that came in one object, with its lines.
func (x *reader) takeWhole(r *row) error {
	lines := r.lines
	r.lines = nil
	if x.held && r.cells[number] != "" && x.sameNumber(r, false) {
		return x.fault(r.line, number, fault{"number-twice", "a number that the line before does not have"}, r.cells[number])
	}
	if err := x.take(r); err != nil {
		return err
	}
	for k := range lines {
		if !x.held {
			return nil
		}
		if err := x.addLine(&lines[k]); err != nil {
			return err
		}
	}
	return nil
}

// member reads one member of an invoice's object.
func (x *reader) member(p *scan, r *row, has *[columns]bool, key string) error {
	c, ok := x.column(key)
	if !ok {
		return p.refuse("heading", key, "a name of girod-invoices 1, one that the mapping names, or x- before one that is nobody's business")
	}
	value, exact, err := p.scalar()
	if err != nil || c == none {
		return err
	}
	if has[c] {
		return p.refuse("key-twice", key, "each name once")
	}
	has[c], r.cells[c], r.exact[c] = true, clean(value), exact
	return nil
}

// lineObject reads one line of an invoice.
func (x *reader) lineObject(p *scan, r *row) error {
	if len(r.lines) >= maxLines {
		return p.refuse("too-many", "", "at most 100000 lines of an invoice")
	}
	l := row{line: r.line}
	err := p.object(func(key string) error {
		value, exact, err := p.scalar()
		switch key {
		case "line", "id":
			l.cells[line] = clean(value)
		case "line_text", "text":
			l.cells[lineText] = clean(value)
		case "line_amount", "amount":
			l.cells[lineAmount], l.exact[lineAmount] = clean(value), exact
		default:
			return p.refuse("heading", key, "line, line_text and line_amount within lines")
		}
		return err
	})
	r.lines = append(r.lines, l)
	return err
}

// control is what a total's object says.
type control struct{ count, sum, currency string }

func (t *control) read(p *scan) error {
	return p.object(func(key string) error {
		value, _, err := p.scalar()
		switch key {
		case "count":
			t.count = value
		case "sum":
			t.sum = value
		case "currency":
			t.currency = value
		default:
			return p.refuse("heading", key, "count, sum and currency within total")
		}
		return err
	})
}

// scan goes through the JSON of one line (RFC 8259). Numbers stay text, for they are
// money.
type scan struct {
	text string
	at   int
	line int
}

func (p *scan) refuse(code, got, want string) error {
	return &formats.Error{Origin: formats.Origin{Line: p.line}, Code: code, Got: formats.Excerpt(got), Want: want}
}

func (p *scan) bad(want string) error {
	return p.refuse("json", p.text[min(p.at, len(p.text)):], want)
}

// peek gives the next character that is no blank, 0 at the end.
func (p *scan) peek() byte {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

func (p *scan) eat(c byte) bool {
	if p.peek() != c {
		return false
	}
	p.at++
	return true
}

// end sees that nothing follows.
func (p *scan) end() error {
	if p.peek() != 0 {
		return p.bad("the end of the line behind its object")
	}
	return nil
}

// object calls fn for each member, standing before its value.
func (p *scan) object(fn func(key string) error) error {
	if !p.eat('{') {
		return p.bad("an object, { … }")
	}
	if p.eat('}') {
		return nil
	}
	for {
		key, err := p.str()
		if err != nil {
			return err
		}
		if !p.eat(':') {
			return p.bad("a colon behind a name")
		}
		if err := fn(key); err != nil {
			return err
		}
		if p.eat('}') {
			return nil
		}
		if !p.eat(',') {
			return p.bad("a comma or } behind a value")
		}
	}
}

// array calls fn for each element.
func (p *scan) array(fn func() error) error {
	if !p.eat('[') {
		return p.bad("an array, [ … ]")
	}
	if p.eat(']') {
		return nil
	}
	for {
		if err := fn(); err != nil {
			return err
		}
		if p.eat(']') {
			return nil
		}
		if !p.eat(',') {
			return p.bad("a comma or ] behind an element")
		}
	}
}

// str reads a string.
func (p *scan) str() (string, error) {
	if !p.eat('"') {
		return "", p.bad("a text in quotes")
	}
	from, escaped := p.at, false
	for ; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; {
		case c == '\\':
			escaped = true
			p.at++
		case c < ' ':
			return "", p.bad("no control character within a text")
		case c == '"':
			p.at++
			if !escaped {
				return p.text[from : p.at-1], nil
			}
			var s string
			if json.Unmarshal([]byte(p.text[from-1:p.at]), &s) != nil {
				return "", p.refuse("json", p.text[from-1:p.at], "a text whose escapes are those of JSON")
			}
			return s, nil
		}
	}
	return "", p.refuse("json", p.text[from-1:], "a text whose quotes end")
}

// scalar reads a text, a number as it is written, or null, which is nothing.
func (p *scan) scalar() (value string, number bool, err error) {
	c := p.peek()
	switch {
	case c == '"':
		value, err = p.str()
		return value, false, err
	case c == '-' || c >= '0' && c <= '9':
		from := p.at
		for p.at < len(p.text) && strings.IndexByte("+-.0123456789eE", p.text[p.at]) >= 0 {
			p.at++
		}
		return p.text[from:p.at], true, nil
	}
	for _, word := range []string{"null", "true", "false"} {
		if strings.HasPrefix(p.text[p.at:], word) {
			p.at += len(word)
			if word == "null" {
				word = ""
			}
			return word, false, nil
		}
	}
	return "", false, p.bad("a text, a number or null")
}
