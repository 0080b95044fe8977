package fixed

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strconv"

	"girod/formats"
	"girod/formats/date"
)

// Width is the number of characters of a record.
const Width = 80

// Altered tells what was done to a record to make it eighty characters of ISO 8859-1.
type Altered uint8

// The liberties a reader takes.
const (
	Padded  Altered = 1 << iota // trailing blanks were missing
	UTF8                        // it was written as UTF-8
	Tabs                        // a tab became blanks
	Unknown                     // it has a character that is not in ISO 8859-1, or a control character
)

// unknown stands in a record for a character it cannot hold; it is read as U+FFFD.
const unknown = 0x1a

// Record is one record. It belongs to its Reader and is overwritten by the next.
type Record struct {
	Ordinal int // in the file, from 1, empty lines not counted
	Line    int // in the file, from 1; the ordinal where there are no line breaks
	Altered Altered
	odd     bool // it may have characters outside ASCII
	chars   *[Width]byte
}

// Is tells whether the record has a code in its first two columns.
func (r *Record) Is(code string) bool { return string(r.chars[:2]) == code }

// Code gives the first two columns as a number from 0 to 99, or -1.
func (r *Record) Code() int {
	a, b := r.chars[0]-'0', r.chars[1]-'0'
	if a > 9 || b > 9 {
		return -1
	}
	return int(a)*10 + int(b)
}

// Char gives the character of one column.
func (r *Record) Char(column int) byte { return r.chars[column-1] }

// Raw gives columns from to to as they stand, in ISO 8859-1.
func (r *Record) Raw(from, to int) []byte { return r.chars[from-1 : to] }

// Field gives columns without the blanks around, in ISO 8859-1: good for references
// and numbers, which are ASCII. Text for people is what AppendText gives.
func (r *Record) Field(from, to int) []byte {
	b := r.chars[from-1 : to]
	if b[0] != ' ' && b[len(b)-1] != ' ' {
		return b
	}
	if len(b) < 8 || len(b) > 64 {
		return bytes.Trim(b, " ")
	}
	last := len(b) - 8
	ink := inked(b[last:]) << last
	for i := 0; i < last; i += 8 {
		ink |= inked(b[i:]) << i
	}
	if ink == 0 {
		return b[:0]
	}
	return b[bits.TrailingZeros64(ink):bits.Len64(ink)]
}

// inked gives a bit for each of eight characters that is not blank. What differs from a
// blank carries into the high bit of its byte; the product brings the high bits together.
func inked(b []byte) uint64 {
	const low, high, together = 0x7f7f7f7f7f7f7f7f, 0x8080808080808080, 0x0102040810204080
	w := binary.LittleEndian.Uint64(b) ^ blanks
	return ((w&low + low | w) & high >> 7) * together >> 56
}

// blanks is eight of them: fields are mostly blank, and eight are compared as fast as one.
const blanks = 0x2020202020202020

// Significant gives a field without blanks and leading zeros: "" when it is all zeros.
func (r *Record) Significant(from, to int) []byte {
	b := r.Field(from, to)
	for len(b) > 0 && b[0] == '0' {
		b = b[1:]
	}
	return b
}

// Blank tells whether columns are all blank.
func (r *Record) Blank(from, to int) bool { return only(r.chars[from-1:to], 0, ' ') }

// None tells whether columns are zeros, blanks or both, which is how these formats write
// "none".
func (r *Record) None(from, to int) bool { return only(r.chars[from-1:to], ' '^'0', '0') }

// only tells whether all characters are c, when the given bits are set in them. Eight are
// compared at once; the last eight may be some of those before.
func only(b []byte, set, c byte) bool {
	const each = 0x0101010101010101
	if len(b) < 8 {
		for _, x := range b {
			if x|set != c {
				return false
			}
		}
		return true
	}
	sets, want := each*uint64(set), each*uint64(c)
	for i := 0; i < len(b)-8; i += 8 {
		if binary.LittleEndian.Uint64(b[i:])|sets != want {
			return false
		}
	}
	return binary.LittleEndian.Uint64(b[len(b)-8:])|sets == want
}

// Text gives the field as UTF-8, without the blanks around it: as it stands in the record
// or, where it has other characters than ASCII, appended to b.
func (r *Record) Text(b *[]byte, from, to int) []byte {
	if !r.odd {
		return r.Field(from, to)
	}
	start := len(*b)
	*b = AppendUTF8(*b, r.Field(from, to))
	return (*b)[start:len(*b):len(*b)]
}

// AppendText appends the field to b as UTF-8, without the blanks around it.
func (r *Record) AppendText(b []byte, from, to int) []byte { return r.Append(b, r.Field(from, to)) }

// Append appends a field that was taken from the record to b, as UTF-8.
func (r *Record) Append(b, field []byte) []byte {
	if !r.odd {
		return append(b, field...)
	}
	return AppendUTF8(b, field)
}

// Number reads columns that must all be digits, whatever their number, as long as the
// value fits 64 bits: an amount in minor units, a count. want says for people what
// stands there: "the amount in öre".
func (r *Record) Number(from, to int, want string) (int64, error) {
	n, ok := digits(r.chars[from-1 : to])
	if !ok {
		return 0, r.notNumber(from, to, want)
	}
	return n, nil
}

// NumberOrBlank is Number, and 0 for blank columns.
func (r *Record) NumberOrBlank(from, to int, want string) (int64, error) {
	if r.Blank(from, to) {
		return 0, nil
	}
	return r.Number(from, to, want)
}

// digits is exact: no sign, no blank, no overflow. Eight are taken at once.
func digits(b []byte) (int64, bool) {
	const fits = 18 // digits, whatever they are
	for len(b) > fits && b[0] == '0' {
		b = b[1:]
	}
	if len(b) == 0 || len(b) > fits {
		n, err := strconv.ParseUint(string(b), 10, 63)
		return int64(n), err == nil
	}
	var n uint64
	for ; len(b) >= 8; b = b[8:] {
		eight, ok := digits8(binary.LittleEndian.Uint64(b))
		if !ok {
			return 0, false
		}
		n = n*1e8 + eight
	}
	for _, c := range b {
		d := uint64(c - '0')
		if d > 9 {
			return 0, false
		}
		n = n*10 + d
	}
	return int64(n), true
}

// digits8 gives the number of eight digits, the first in the lowest byte: neighbours are
// joined to numbers of two digits, those to four, those to eight.
func digits8(w uint64) (uint64, bool) {
	const high, zeros, six = 0xf0f0f0f0f0f0f0f0, 0x3030303030303030, 0x0606060606060606
	if w&high != zeros || (w+six)&high != zeros {
		return 0, false
	}
	w -= zeros
	w = w*10 + w>>8
	const pairs = 0x000000ff000000ff
	return ((w&pairs)*(100+1000000<<32) + (w>>16&pairs)*(1+10000<<32)) >> 32 & 0xffffffff, true
}

func (r *Record) notNumber(from, to int, want string) error {
	for _, c := range r.chars[from-1 : to] {
		if c < '0' || c > '9' {
			return r.Refuse(from, to, "digits", "digits only: "+want)
		}
	}
	return r.Refuse(from, to, "overflow", "a number that fits 64 bits: "+want)
}

// Form is how a day is written.
type Form uint8

// The forms in use: YYYYMMDD in BgMax, YYMMDD in LB, DDMMYY in OCR giro.
const (
	YYYYMMDD Form = iota
	YYMMDD
	DDMMYY
)

// String gives the form as manuals write it.
func (f Form) String() string { return [...]string{"YYYYMMDD", "YYMMDD", "DDMMYY"}[f] }

// Day reads a day that begins in a column. A year of two digits lies between 1980 and 2079.
func (r *Record) Day(from int, f Form, want string) (date.Date, error) {
	to := from + 5
	if f == YYYYMMDD {
		to = from + 7
	}
	n, ok := digits(r.chars[from-1 : to])
	d := int(n)
	switch f {
	case YYMMDD:
		d = date2(d/10000, d/100%100, d%100)
	case DDMMYY:
		d = date2(d%100, d/100%100, d/10000)
	}
	if day := date.Date(d); ok && day.Valid() {
		return day, nil
	}
	return 0, r.Refuse(from, to, "day", "a day of the calendar as "+f.String()+": "+want)
}

func date2(year, month, day int) int {
	year += 2000
	if year >= 2080 {
		year -= 100
	}
	return int(date.Of(year, month, day))
}

// DayOrNone is Day, and no day for columns that are blank or zeros.
func (r *Record) DayOrNone(from int, f Form, want string) (date.Date, error) {
	to := from + 5
	if f == YYYYMMDD {
		to = from + 7
	}
	if len(r.Significant(from, to)) == 0 {
		return 0, nil
	}
	return r.Day(from, f, want)
}

// At names columns of the record: "record 20, columns 38-55". It allocates.
func (r *Record) At(from, to int) string {
	b := strconv.AppendInt(append(make([]byte, 0, 40), "record "...), int64(r.Ordinal), 10)
	switch {
	case from == 1 && to == Width:
	case from == to:
		b = strconv.AppendInt(append(b, ", column "...), int64(from), 10)
	default:
		b = strconv.AppendInt(append(b, ", columns "...), int64(from), 10)
		b = strconv.AppendInt(append(b, '-'), int64(to), 10)
	}
	return string(b)
}

// Origin is where columns of the record stand. It allocates.
func (r *Record) Origin(from, to int) formats.Origin {
	return formats.Origin{Line: r.Line, At: r.At(from, to)}
}

// Refuse makes a refusal of columns of this record, quoting what stands there.
func (r *Record) Refuse(from, to int, code, want string) error {
	got := string(AppendUTF8(nil, bytes.TrimRight(r.Raw(from, to), " ")))
	return &formats.Error{Origin: r.Origin(from, to), Code: code, Got: got, Want: want}
}
