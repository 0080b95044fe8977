package ubl

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"girod/formats/money"
)

// writer appends elements to a buffer: aggregates (cac) hold elements, basic ones (cbc)
// hold text.
type writer struct {
	b     bytes.Buffer
	depth int
}

// render writes a document as it is, in the order of its schema.
func render(w io.Writer, d *Document) error {
	x := &writer{}
	x.b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<" + d.Root + ` xmlns="` + spaceRoot + d.Root + `-2" xmlns:cac="` + spaceAggregate + `" xmlns:cbc="` + spaceBasic + "\">\n")
	x.depth = 1
	roots[d.Root].write(x, d)
	x.b.WriteString("</" + d.Root + ">\n")
	_, err := w.Write(x.b.Bytes())
	return err
}

const indent = "                                "

func (x *writer) line() { x.b.WriteString(indent[:min(2*x.depth, len(indent))]) }

// aggregate writes what holds elements, unless it would hold none: UBL allows no empty
// ones.
func (x *writer) aggregate(name string, content func()) {
	start := x.b.Len()
	x.line()
	x.b.WriteString("<cac:")
	x.b.WriteString(name)
	x.b.WriteString(">\n")
	inner := x.b.Len()
	x.depth++
	content()
	x.depth--
	if x.b.Len() == inner {
		x.b.Truncate(start)
		return
	}
	x.line()
	x.b.WriteString("</cac:")
	x.b.WriteString(name)
	x.b.WriteString(">\n")
}

// leaf writes a basic element; of its attributes (name, value, …) those with a value.
func (x *writer) leaf(name, text string, attrs ...string) {
	x.line()
	x.b.WriteString("<cbc:")
	x.b.WriteString(name)
	for i := 0; i < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			x.b.WriteByte(' ')
			x.b.WriteString(attrs[i])
			x.b.WriteString(`="`)
			x.escape(attrs[i+1], true)
			x.b.WriteByte('"')
		}
	}
	x.b.WriteByte('>')
	x.escape(text, false)
	x.b.WriteString("</cbc:")
	x.b.WriteString(name)
	x.b.WriteString(">\n")
}

// optional leaves out an element without text.
func (x *writer) optional(name, attr, value, text string) {
	switch {
	case text == "":
	case value == "":
		x.leaf(name, text)
	default:
		x.leaf(name, text, attr, value)
	}
}

// amount writes a sum, if there is one.
func (x *writer) amount(name string, a Amount) {
	if a.Given() {
		var digits [24]byte
		x.leaf(name, string(money.AppendDecimal(digits[:0], a.Minor, a.Currency.Decimals())), "currencyID", string(a.Currency))
	}
}

// escape writes text so that it can be read back: markup escaped, and what may not
// stand in XML at all left out. A line break in an attribute would be read as a blank.
func (x *writer) escape(s string, attribute bool) {
	if strings.IndexFunc(s, markup) < 0 {
		x.b.WriteString(s)
		return
	}
	for _, r := range strings.ToValidUTF8(s, "") {
		switch {
		case r == '&':
			x.b.WriteString("&amp;")
		case r == '<':
			x.b.WriteString("&lt;")
		case r == '>':
			x.b.WriteString("&gt;")
		case r == '"' && attribute:
			x.b.WriteString("&quot;")
		case r == '\r', attribute && (r == '\n' || r == '\t'):
			fmt.Fprintf(&x.b, "&#%d;", r)
		case r < ' ' && r != '\n' && r != '\t', r == 0xFFFE, r == 0xFFFF:
		default:
			x.b.WriteRune(r)
		}
	}
}

// markup tells what cannot stand as it is; an invalid byte decodes to U+FFFD.
func markup(r rune) bool {
	return r < ' ' || r == '&' || r == '<' || r == '>' || r == '"' || r >= 0xFFFD
}
