package ubl

import (
	"bytes"
	"strings"

	"girod/formats/money"
)

// writer appends elements to a buffer: aggregates (cac) open and close, basic ones
// (cbc) hold text.
type writer struct {
	b        bytes.Buffer
	depth    int
	currency money.Currency
}

func (x *writer) raw(s string) { x.b.WriteString(s) }

func (x *writer) indent() { x.raw(strings.Repeat("  ", x.depth)) }

func (x *writer) open(name string) {
	x.indent()
	x.raw("<cac:" + name + ">\n")
	x.depth++
}

func (x *writer) close(name string) {
	x.depth--
	x.indent()
	x.raw("</cac:" + name + ">\n")
}

// leafWith writes a basic element with one attribute.
func (x *writer) leafWith(name, attr, value, text string) {
	x.indent()
	x.raw("<cbc:" + name)
	if attr != "" {
		x.raw(" " + attr + `="` + escape(value) + `"`)
	}
	x.raw(">" + escape(text) + "</cbc:" + name + ">\n")
}

func (x *writer) leaf(name, text string) { x.leafWith(name, "", "", text) }

// optional leaves out an element without text: UBL allows no empty ones.
func (x *writer) optional(name, text string) {
	if text != "" {
		x.leaf(name, text)
	}
}

func (x *writer) amount(name string, minor int64) {
	x.leafWith(name, "currencyID", string(x.currency), money.Of(minor, x.currency).Decimal())
}

// category writes a VAT category: S standard, or Z when nothing is charged.
func (x *writer) category(name, rate string) {
	code := "S"
	if rate == "0" {
		code = "Z"
	}
	x.open(name)
	x.leaf("ID", code)
	x.leaf("Percent", rate)
	x.vat()
	x.close(name)
}

func (x *writer) vat() {
	x.open("TaxScheme")
	x.leaf("ID", "VAT")
	x.close("TaxScheme")
}

// escape writes text so that it can be read back: markup escaped, and what may not
// stand in XML at all left out.
func escape(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, escaper.Replace(strings.ToValidUTF8(s, "")))
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
