package mt940

import "bytes"

// isCut tells the German way: a business code of three digits, a character that
// separates, and then two digits for each subfield: "166?00GUTSCHRIFT?20EREF+4711".
func isCut(b []byte) bool {
	if len(b) < 6 || number(b, 3) < 0 {
		return false
	}
	switch c := b[3]; {
	case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == ' ', c == '\n', c >= 0x80:
		return false
	}
	return number(b[4:], 2) >= 0
}

// full is the length of a subfield of the purpose; one of that length goes on in the
// next without a blank.
const full = 27

// explainCut reads the subfields: 00 what kind of booking, 20-29 and 60-63 the purpose,
// 30 the other's bank, 31 account, 32-33 name, 34 the reason of a return.
func (p *payment) explainCut() {
	b := p.unwrapped()
	separator := b[3]
	code := b[:3]
	var purpose purpose
	purpose.from = p.compose()
	var name [2][]byte
	for rest := b[3:]; len(rest) >= 3; {
		subfield := number(rest[1:], 2)
		value := rest[3:]
		end := nextCut(value, separator)
		rest, value = value[end:], value[:end]
		switch {
		case subfield == 0:
			p.Info = bytes.TrimSpace(value)
		case subfield >= 20 && subfield <= 29, subfield >= 60 && subfield <= 63:
			p.addPurpose(&purpose, value)
		case subfield == 31:
			p.accountOf(bytes.TrimSpace(value))
		case subfield == 32, subfield == 33:
			name[subfield-32] = value
		case subfield == 34 && returned(code):
			p.Return = bytes.TrimSpace(value)
		}
	}
	p.explainPurpose(&purpose)
	from := p.compose()
	p.bytes = append(append(p.bytes, name[0]...), name[1]...)
	p.party(p.composed(from))
}

// returned tells the business codes of what came back: 108 and 109 a direct debit, 159 a
// transfer.
func returned(code []byte) bool {
	switch string(code) {
	case "108", "109", "159", "181", "184":
		return true
	}
	return false
}

// nextCut finds where the next subfield begins.
func nextCut(b []byte, separator byte) int {
	for i := 0; i+2 < len(b); i++ {
		if b[i] == separator && number(b[i+1:], 2) >= 0 {
			return i
		}
	}
	return len(b)
}

// purpose is the text of the subfields 20 to 29, joined.
type purpose struct {
	from   int     // in payment.bytes
	begins [40]int // where a subfield begins
	n      int
	short  bool // the last subfield was not full
}

func (p *payment) addPurpose(u *purpose, value []byte) {
	if u.short {
		p.bytes = append(p.bytes, ' ')
	}
	if u.n < len(u.begins) {
		u.begins[u.n] = len(p.bytes) - u.from
		u.n++
	}
	p.bytes = append(p.bytes, value...)
	u.short = len(value) < full
}

// explainPurpose takes the tags of SEPA out of the purpose ("EREF+4711 SVWZ+Invoice
// 17"). Without any it is text.
func (p *payment) explainPurpose(u *purpose) {
	b := p.bytes[u.from:len(p.bytes):len(p.bytes)]
	tag, start := "", 0
	next := 0
	for i := 0; i < len(b); i++ {
		for next < u.n && u.begins[next] < i {
			next++
		}
		begins := next < u.n && u.begins[next] == i
		if !begins && (i == 0 || b[i-1] != ' ') {
			continue
		}
		if t := sepaTag(b[i:]); t != "" {
			p.sepa(tag, b[start:i])
			tag, start = t, i+len(t)
			i = start - 1
		}
	}
	p.sepa(tag, b[start:])
}

// sepaTags are those of the German banks, with their plus signs.
var sepaTags = [...]string{
	"EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "SVWZ+", "ABWA+", "ABWE+",
	"IBAN+", "BIC+", "COAM+", "OAMT+", "PURP+", "ANAM+", "RREF+",
}

func sepaTag(b []byte) string {
	if len(b) < 4 || b[0] < 'A' || b[0] > 'S' {
		return ""
	}
	for _, t := range sepaTags {
		if len(b) >= len(t) && string(b[:len(t)]) == t {
			return t
		}
	}
	return ""
}

// sepa takes what stands behind a tag.
func (p *payment) sepa(tag string, value []byte) {
	value = bytes.TrimSpace(value)
	switch tag {
	case "", "SVWZ+":
		p.addText(value)
	case "EREF+":
		if !filler(value) {
			p.EndToEnd = first(p.EndToEnd, value)
		}
	case "KREF+":
		if !filler(value) {
			p.PaymentInfo = first(p.PaymentInfo, value)
		}
	case "ABWA+":
		if p.incoming {
			p.Payer = first(p.Payer, value)
		}
	case "IBAN+":
		p.accountOf(value)
	}
}
