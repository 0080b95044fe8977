package sie

import (
	"bytes"
	"strconv"

	"girod/formats/date"
	"girod/formats/money"
)

// arena is how much text becomes strings at a time: one piece of memory for the texts of
// some hundred vouchers instead of one for each.
const arena = 16 << 10

// string keeps a field as text in UTF-8. Its memory is shared with its neighbours' and
// never written again.
func (x *reading) string(raw []byte) string {
	if len(raw) == 0 {
		return ""
	}
	if x.text.Cap()-x.text.Len() < 3*len(raw) {
		x.text.Reset()
		x.text.Grow(max(arena, 3*len(raw)))
	}
	from := x.text.Len()
	if ascii(raw) {
		x.text.Write(raw)
	} else if !x.src.charset.each(raw, func(r rune) { x.text.WriteRune(r) }) {
		x.mixed = true
	}
	return x.text.String()[from:]
}

// field is the nth field as text.
func (x *reading) field(n int) string { return x.string(x.rec.field(n)) }

// amount reads the nth field: a point, at most two decimals, a minus in front, no plus.
func (x *reading) amount(n int) (int64, error) {
	text := x.rec.field(n)
	digits, negative := bytes.CutPrefix(text, []byte{'-'})
	if plus, ok := bytes.CutPrefix(text, []byte{'+'}); ok {
		digits = plus
		if err := x.odd(x.at(n, "amount"), "amount-plus", string(text), "an amount without a plus (SIE 4B)", false); err != nil {
			return 0, err
		}
	}
	minor, err := money.Parse(digits, x.currency())
	point := bytes.IndexByte(digits, '.')
	if err != nil || x.strict != "" && point >= 0 && len(digits)-point > 3 {
		return 0, x.refuse(x.at(n, "amount"), "amount", string(text), "an amount with a point and at most two decimals, such as -1250.00 (SIE 4B)")
	}
	if negative {
		minor = -minor
	}
	return minor, nil
}

// currency is that of the book: kronor unless #VALUTA says otherwise.
func (x *reading) currency() money.Currency {
	if x.head.Currency == "" {
		return money.SEK
	}
	return x.head.Currency
}

// day reads a day written YYYYMMDD; of YYYY-MM-DD it tells that it is odd.
func day(text []byte) (d date.Date, iso, ok bool) {
	if len(text) == 10 {
		d, err := date.Parse(text)
		return d, true, err == nil
	}
	if len(text) != 8 {
		return 0, false, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false, false
		}
		d = d*10 + date.Date(c-'0')
	}
	return d, false, d.Valid()
}

const wantDay = "a day as YYYYMMDD (SIE 4B)"

// mustDay reads the nth field as a day the book needs.
func (x *reading) mustDay(n int, name string) (date.Date, error) {
	text := x.rec.field(n)
	d, iso, ok := day(text)
	if !ok {
		return 0, x.refuse(x.at(n, name), "day", string(text), wantDay)
	}
	if iso {
		return d, x.odd(x.at(n, name), "day-form", string(text), wantDay, false)
	}
	return d, nil
}

// mayDay reads the nth field as a day nothing hangs on; it may be missing.
func (x *reading) mayDay(n int, name string) (date.Date, error) {
	text := x.rec.field(n)
	if len(text) == 0 {
		return 0, nil
	}
	d, iso, ok := day(text)
	if !ok {
		d = 0
	}
	if !ok || iso {
		return d, x.odd(x.at(n, name), "day-form", string(text), wantDay, false)
	}
	return d, nil
}

// whole reads the nth field as a small whole number.
func (x *reading) whole(n int, name string) (int, error) {
	text := x.rec.field(n)
	i, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil {
		return 0, x.refuse(x.at(n, name), "number", string(text), "a whole number")
	}
	return int(i), nil
}

// account reads the nth field as an account and gives its place in the tally.
func (x *reading) account(n int) (int, error) {
	text := x.rec.field(n)
	if len(text) == 0 || len(text) > mostDigits {
		return 0, x.refuse(x.at(n, "account"), "account", string(text), "an account number of at most "+strconv.Itoa(mostDigits)+" digits")
	}
	for _, c := range text {
		if c >= '0' && c <= '9' {
			continue
		}
		if err := x.once("account-letters", string(text), "an account number of digits", false); err != nil {
			return 0, err
		}
		break
	}
	i, ok := x.tally.account(text)
	if !ok {
		return 0, x.refuse(x.at(n, "account"), "limit-accounts", string(text), "at most "+strconv.Itoa(mostAccounts)+" different accounts")
	}
	return i, nil
}

// objects reads the list in braces: pairs of dimension and object.
func (x *reading) objects(into []Object, keep bool) ([]Object, error) {
	list := x.rec.list()
	into = into[:0]
	if len(list)%2 != 0 {
		return into, x.odd("", "objects", string(bytes.Join(list, []byte(" "))), "pairs of dimension and object in braces, such as {1 \"100\"}", false)
	}
	for i := 0; i+1 < len(list); i += 2 {
		d, err := strconv.ParseInt(string(list[i]), 10, 32)
		if err != nil {
			if err := x.odd("", "objects", string(list[i]), "the number of a dimension", false); err != nil {
				return into, err
			}
			continue
		}
		if !keep {
			continue
		}
		into = append(into, Object{Dimension: int(d), Number: x.string(list[i+1])})
	}
	return into, nil
}
