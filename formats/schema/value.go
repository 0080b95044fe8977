package schema

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// value is what the text of an element may be.
type value struct {
	base        string // text, code, form, decimal, boolean, base64, date, dateTime, gYear, gYearMonth
	least, most int    // characters or bytes; most 0 is no bound
	codes       []string
	form        *form
	digits      int // of a decimal, in all
	fraction    int // and behind the point
	from, upto  *decimal
	zulu        bool // a time must be told in UTC, by a Z
}

// value reads "text 1..35", "code A B", "form [A-Z]{3}", "decimal 18.5 0..", "date", and
// the attribute behind it: "@Ccy CurrencyCode".
func (p *parser) value(k *kind, text string) error {
	text, attr, with := strings.Cut(text, " @")
	if with {
		name, of, _ := strings.Cut(attr, " ")
		k.attr = &attribute{name: name, of: p.kind(of)}
	}
	base, rest, _ := strings.Cut(text, " ")
	v := &value{base: base}
	k.value = v
	var err error
	switch base {
	case "text", "base64":
		if rest != "" {
			_, err = fmt.Sscanf(rest, "%d..%d", &v.least, &v.most)
		}
	case "code":
		v.codes = strings.Fields(rest)
	case "form":
		if v.form = p.forms[rest]; v.form == nil {
			v.form, err = parseForm(rest)
			p.forms[rest] = v.form
		}
	case "decimal":
		err = v.decimal(rest)
	case "date", "dateTime", "gYear", "gYearMonth", "boolean":
		v.zulu = rest == "Z"
	default:
		err = fmt.Errorf("%q: want a kind of value", base)
	}
	return err
}

// decimal reads "18.5 0.01..999".
func (v *value) decimal(text string) error {
	digits, bounds, _ := strings.Cut(text, " ")
	if _, err := fmt.Sscanf(digits, "%d.%d", &v.digits, &v.fraction); err != nil {
		return err
	}
	from, upto, _ := strings.Cut(bounds, "..")
	for _, b := range []struct {
		text string
		to   **decimal
	}{{from, &v.from}, {upto, &v.upto}} {
		if b.text == "" {
			continue
		}
		d, ok := parseDecimal([]byte(b.text))
		if !ok {
			return fmt.Errorf("%q: want a number", b.text)
		}
		*b.to = &d
	}
	return nil
}

// allows tells whether a text is such a value. Blanks around a number, a day or an
// indicator are none of it; in a text they count.
func (v *value) allows(text []byte) bool {
	switch v.base {
	case "text":
		return len(text) >= v.least && (v.most == 0 || len(text) <= v.most || utf8.RuneCount(text) <= v.most)
	case "code":
		for _, c := range v.codes {
			if string(text) == c {
				return true
			}
		}
		return false
	case "form":
		return v.form.matches(text)
	}
	text = bytes.Trim(text, " \t\r\n")
	switch v.base {
	case "decimal":
		return v.number(text)
	case "boolean":
		return string(text) == "true" || string(text) == "false" || string(text) == "1" || string(text) == "0"
	case "date":
		return isDate(text)
	case "dateTime":
		return isDateTime(text) && (!v.zulu || text[len(text)-1] == 'Z')
	case "gYear":
		return isYear(text)
	case "gYearMonth":
		return isYearMonth(text)
	}
	n, ok := base64Length(text)
	return ok && n >= v.least && (v.most == 0 || n <= v.most)
}

func (v *value) number(text []byte) bool {
	d, ok := parseDecimal(text)
	return ok && len(d.whole)+len(d.part) <= v.digits && len(d.part) <= v.fraction &&
		(v.from == nil || d.compare(v.from) >= 0) && (v.upto == nil || d.compare(v.upto) <= 0)
}

// base64Length counts the bytes that a text encodes; blanks in it mean nothing.
func base64Length(text []byte) (int, bool) {
	var kept []byte
	for _, field := range bytes.Fields(text) {
		kept = append(kept, field...)
	}
	n, err := base64.StdEncoding.Decode(make([]byte, base64.StdEncoding.DecodedLen(len(kept))), kept)
	return n, err == nil
}

// decimal is a number: its digits without the zeros that mean nothing.
type decimal struct {
	negative    bool
	whole, part []byte
}

func parseDecimal(text []byte) (d decimal, ok bool) {
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		d.negative = text[0] == '-'
		text = text[1:]
	}
	d.whole, d.part, _ = bytes.Cut(text, []byte{'.'})
	if len(d.whole)+len(d.part) == 0 || !digits(d.whole) || !digits(d.part) {
		return d, false
	}
	d.whole, d.part = bytes.TrimLeft(d.whole, "0"), bytes.TrimRight(d.part, "0")
	d.negative = d.negative && len(d.whole)+len(d.part) > 0
	return d, true
}

func digits(text []byte) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// compare gives -1, 0 or 1 as d is less than e, equal, or more.
func (d *decimal) compare(e *decimal) int {
	switch {
	case d.negative && !e.negative:
		return -1
	case !d.negative && e.negative:
		return 1
	case d.negative:
		return -d.size(e)
	}
	return d.size(e)
}

func (d *decimal) size(e *decimal) int {
	if len(d.whole) != len(e.whole) {
		return sign(len(d.whole) - len(e.whole))
	}
	if c := bytes.Compare(d.whole, e.whole); c != 0 {
		return c
	}
	return bytes.Compare(d.part, e.part)
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// String gives the number as a person writes it.
func (d *decimal) String() string {
	s := string(d.whole)
	if s == "" {
		s = "0"
	}
	if len(d.part) > 0 {
		s += "." + string(d.part)
	}
	if d.negative {
		s = "-" + s
	}
	return s
}

// number reads a bare whole number of at most nine digits, or -1.
func number(text []byte) int {
	if len(text) == 0 || len(text) > 9 || !digits(text) {
		return -1
	}
	n, _ := strconv.Atoi(string(text))
	return n
}
