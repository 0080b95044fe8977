package mt940

import (
	"bytes"
	"math"
	"strconv"

	"girod/formats/date"
	"girod/formats/money"
)

// cut takes a field's tag from its line: ":61:…" gives "61". A line that begins
// otherwise goes on with the field before it.
func cut(line []byte) (tag, rest []byte, ok bool) {
	if len(line) < 4 || line[0] != ':' {
		return nil, line, false
	}
	end := 3
	if line[end] != ':' {
		end++
	}
	if len(line) <= end || line[end] != ':' {
		return nil, line, false
	}
	for _, c := range line[1:end] {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return nil, line, false
		}
	}
	return line[1:end], line[end+1:], true
}

// ends tells the line that ends a message: a hyphen, in a block form with the blocks
// that follow, at some banks with XXX.
func ends(line []byte) bool {
	if len(line) == 0 || line[0] != '-' {
		return false
	}
	rest := bytes.TrimRight(line[1:], " ")
	return len(rest) == 0 || rest[0] == '}' || string(rest) == "XXX"
}

// number reads so many digits, -1 when they are none.
func number(b []byte, n int) int {
	if len(b) < n {
		return -1
	}
	out := 0
	for _, c := range b[:n] {
		if c < '0' || c > '9' {
			return -1
		}
		out = out*10 + int(c-'0')
	}
	return out
}

// day reads YYMMDD. SWIFT puts years from 80 on into the last century.
func day(b []byte) (date.Date, bool) {
	n := number(b, 6)
	if n < 0 {
		return 0, false
	}
	d := date.Date(20_000_000 + n)
	if n >= 800_000 {
		d = date.Date(19_000_000 + n)
	}
	return d, d.Valid()
}

// entryDay gives the entry date, which has no year, the year that puts it nearest to
// the value date: 0102 beside 261231 is 2 January 2027.
func entryDay(b []byte, value date.Date) (date.Date, bool) {
	n := number(b, 4)
	if n < 0 {
		return 0, false
	}
	year, month, _ := value.Split()
	same := date.Date(year*10000 + n)
	if int(month) == n/100 && same.Valid() { // as good as always
		return same, true
	}
	var best date.Date
	least := math.MaxInt
	for y := year - 1; y <= year+1; y++ {
		d := date.Date(y*10000 + n)
		if !d.Valid() {
			continue
		}
		if apart := abs(d.Days(value)); apart < least {
			best, least = d, apart
		}
	}
	return best, best != 0
}

func abs(n int) int { return max(n, -n) }

// amountLength tells how many bytes from the start of b are digits and commas.
func amountLength(b []byte) int {
	n := 0
	for n < len(b) && (b[n] >= '0' && b[n] <= '9' || b[n] == ',') {
		n++
	}
	return n
}

// amount reads "1250,00", "1250," or "1250,5": the comma is obligatory, and further
// decimals than the currency has must be zeros.
func amount(b []byte, decimals int) (minor int64, ok bool) {
	comma := bytes.IndexByte(b, ',')
	if comma < 1 || comma > 14 || len(b)-comma-1 > 15 {
		return 0, false
	}
	var n int64
	for _, c := range b[:comma] {
		n = n*10 + int64(c-'0')
	}
	frac := b[comma+1:]
	for i := 0; i < decimals; i++ {
		n *= 10
		if i < len(frac) {
			if frac[i] == ',' {
				return 0, false
			}
			n += int64(frac[i] - '0')
		}
	}
	for i := decimals; i < len(frac); i++ {
		if frac[i] != '0' {
			return 0, false
		}
	}
	return n, true
}

// wantAmount says for people what an amount looks like.
func wantAmount(c money.Currency) string {
	return "an amount with a comma, such as 1250,00: at most 14 digits before it, no sign, at most " +
		strconv.Itoa(c.Decimals()) + " decimals (" + string(c) + ")"
}
