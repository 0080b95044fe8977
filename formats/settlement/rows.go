package settlement

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// rows cuts a report into rows and fields. Fields are valid until the next row. A row is a
// line: no acquirer breaks a line within quotes, and one that may would have no end.
type rows struct {
	r      *bufio.Reader
	limits formats.Limits
	sep    byte
	point  byte // the decimal sign
	line   int
	width  int // bytes of the row
	taken  int64
	fields [][]byte
	names  []string // of columns, for refusals
}

func newRows(r io.Reader, l formats.Limits) *rows {
	return &rows{r: bufio.NewReaderSize(r, max(l.Text+2, 4096)), limits: l}
}

func (x *rows) refuse(at, code, got, want string) error {
	return &formats.Error{Origin: formats.Origin{Line: x.line, At: at}, Code: code, Got: text([]byte(got)), Want: want}
}

// at names a column of the current row.
func (x *rows) at(n int) string {
	if n < len(x.names) && x.names[n] != "" {
		return "column " + strconv.Itoa(n+1) + " (" + x.names[n] + ")"
	}
	return "column " + strconv.Itoa(n+1)
}

// next gives the next line that is not empty, or io.EOF.
func (x *rows) next() ([]byte, error) {
	for {
		line, err := x.r.ReadSlice('\n')
		x.line++
		x.taken += int64(len(line))
		switch {
		case x.taken > x.limits.Bytes:
			return nil, x.refuse("", "limit-bytes", "more than "+strconv.FormatInt(x.limits.Bytes, 10)+" bytes", "a file within the limit of bytes")
		case errors.Is(err, bufio.ErrBufferFull) || len(line) > x.limits.Text+2:
			return nil, x.refuse("", "limit-text", "", "lines of at most "+strconv.Itoa(x.limits.Text)+" bytes")
		case err != nil && (!errors.Is(err, io.EOF) || len(line) == 0):
			return nil, err
		}
		if x.line == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		line = bytes.TrimRight(line, "\r\n\x1a")
		if x.width = len(line); len(bytes.TrimSpace(line)) > 0 {
			return line, nil
		}
	}
}

// row gives the fields of the next row.
func (x *rows) row() ([][]byte, error) {
	line, err := x.next()
	if err != nil {
		return nil, err
	}
	return x.fields, x.cut(line)
}

// cut makes fields of a line. Quotes (RFC 4180) are undone in place, blanks around a field
// are none of it.
func (x *rows) cut(line []byte) error {
	x.fields = x.fields[:0]
	for {
		for len(line) > 0 && line[0] == ' ' {
			line = line[1:]
		}
		if len(line) == 0 || line[0] != '"' {
			field, rest, more := bytes.Cut(line, []byte{x.sep})
			x.fields = append(x.fields, bytes.TrimSpace(field))
			if !more {
				return nil
			}
			line = rest
			continue
		}
		field, rest, ok := unquote(line[1:])
		rest = bytes.TrimLeft(rest, " ")
		if !ok || len(rest) > 0 && rest[0] != x.sep {
			return x.refuse(x.at(len(x.fields)), "quote", string(line[:min(len(line), 40)]), "a field whose quotes close at its end (RFC 4180)")
		}
		x.fields = append(x.fields, field)
		if len(rest) == 0 {
			return nil
		}
		line = rest[1:]
	}
}

// unquote reads up to the closing quote; two quotes are one.
func unquote(line []byte) (field, rest []byte, ok bool) {
	to := 0
	for i := 0; i < len(line); i++ {
		if line[i] == '"' {
			if i+1 == len(line) || line[i+1] != '"' {
				return line[:to], line[i+1:], true
			}
			i++
		}
		line[to] = line[i]
		to++
	}
	return nil, nil, false
}

// field gives the nth field, or nothing.
func (x *rows) field(n int) []byte {
	if n < 0 || n >= len(x.fields) {
		return nil
	}
	return x.fields[n]
}

// text is a field as text: UTF-8 where it is that, else Windows-1252, control characters
// as blanks.
func text(raw []byte) string {
	plain := func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}
	simple := true
	for _, c := range raw {
		simple = simple && c >= ' ' && c < 0x7f
	}
	if simple {
		return string(raw)
	}
	if utf8.Valid(raw) {
		return strings.Map(plain, string(raw))
	}
	var b strings.Builder
	for _, c := range raw {
		b.WriteRune(plain(charmap.Windows1252.DecodeByte(c)))
	}
	return b.String()
}

// sparse finds what separates the columns of a heading: whichever of the three is there most.
func sparse(heading []byte) byte {
	best := byte(',')
	for _, c := range []byte{';', '\t'} {
		if bytes.Count(heading, []byte{c}) > bytes.Count(heading, []byte{best}) {
			best = c
		}
	}
	return best
}

// decimal is the decimal sign that goes with a separator.
func decimal(sep byte) byte {
	if sep == ',' {
		return '.'
	}
	return ','
}

// amount reads the nth field; a minus may stand in front.
func (x *rows) amount(n int, c money.Currency) (int64, error) {
	raw := x.field(n)
	digits, negative := bytes.CutPrefix(raw, []byte{'-'})
	other := byte('.')
	if x.point == '.' {
		other = ','
	}
	var buf [40]byte
	if len(digits) > len(buf) || bytes.IndexByte(digits, other) >= 0 {
		return 0, x.badAmount(n, c)
	}
	plain := append(buf[:0], digits...)
	if i := bytes.IndexByte(plain, ','); i >= 0 {
		plain[i] = '.'
	}
	minor, err := money.Parse(plain, c)
	if err != nil {
		return 0, x.badAmount(n, c)
	}
	if negative {
		minor = -minor
	}
	return minor, nil
}

var signs = map[byte]string{'.': "point", ',': "comma"}

func (x *rows) badAmount(n int, c money.Currency) error {
	return x.refuse(x.at(n), "amount", string(x.field(n)), "an amount of "+string(c)+" with a decimal "+signs[x.point]+", at most "+strconv.Itoa(c.Decimals())+" decimals and no blanks")
}

// day reads the nth field as a day, a time behind it left off.
func (x *rows) day(n int, form string) (date.Date, error) {
	raw := x.field(n)
	d, ok := dayOf(raw, form)
	if !ok {
		return 0, x.refuse(x.at(n), "day", string(raw), "a day as "+form)
	}
	return d, nil
}

// The forms of a day a mapping may name.
const (
	dayISO   = "YYYY-MM-DD"
	dayPlain = "YYYYMMDD"
	dayDots  = "DD.MM.YYYY"
	daySlash = "DD/MM/YYYY"
)

func dayOf(raw []byte, form string) (date.Date, bool) {
	if len(raw) < len(form) || len(raw) > len(form) && raw[len(form)] != ' ' && raw[len(form)] != 'T' {
		return 0, false
	}
	var parts [3]int // year, month, day
	for i := range len(form) {
		part := strings.IndexByte("YMD", form[i])
		switch c := raw[i]; {
		case part < 0 && c != form[i], part >= 0 && (c < '0' || c > '9'):
			return 0, false
		case part >= 0:
			parts[part] = parts[part]*10 + int(c-'0')
		}
	}
	day := date.Of(parts[0], parts[1], parts[2])
	return day, day.Valid()
}
