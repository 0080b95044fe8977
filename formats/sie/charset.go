package sie

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// charset is what a file's bytes mean. #FORMAT says PC8 in every file, so it is found
// out from the bytes.
type charset byte

const (
	unsure charset = iota // only ASCII so far
	pc8                   // code page 437
	latin                 // ISO 8859-1, read as Windows-1252, which holds it
	utf8Text
)

func (c charset) String() string {
	return [...]string{"ASCII", "code page 437", "Latin-1", "UTF-8"}[c]
}

// ascii tells whether no byte is beyond ASCII.
func ascii(b []byte) bool {
	for len(b) >= 8 {
		if (b[0]|b[1]|b[2]|b[3]|b[4]|b[5]|b[6]|b[7])&0x80 != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// decide finds the character set of a sample that is not all ASCII: text that is valid
// UTF-8 by chance is rare, and between the other two the letters åäöÅÄÖ vote.
func decide(sample []byte) charset {
	whole := sample
	for i := 0; i < utf8.UTFMax && !utf8.Valid(whole) && len(whole) > 0; i++ {
		whole = whole[:len(whole)-1] // the sample may end inside a character
	}
	if len(whole) > 0 && utf8.Valid(whole) {
		return utf8Text
	}
	votes := 0
	for _, c := range sample {
		switch c {
		case 0xE4, 0xE5, 0xF6, 0xC4, 0xC5, 0xD6: // in Latin-1
			votes++
		case 0x84, 0x86, 0x94, 0x8E, 0x8F, 0x99: // in code page 437
			votes--
		}
	}
	if votes > 0 {
		return latin
	}
	return pc8
}

// each gives the characters of raw bytes; false for bytes that are none in UTF-8, which
// are then taken for Latin-1.
func (c charset) each(raw []byte, tell func(rune)) (valid bool) {
	valid = true
	for i := 0; i < len(raw); {
		r, n := rune(raw[i]), 1
		switch {
		case r < 0x80:
		case c == latin:
			r = charmap.Windows1252.DecodeByte(raw[i])
		case c == utf8Text:
			if r, n = utf8.DecodeRune(raw[i:]); r == utf8.RuneError && n == 1 {
				r, valid = charmap.Windows1252.DecodeByte(raw[i]), false
			}
		default:
			r = charmap.CodePage437.DecodeByte(raw[i])
		}
		tell(r)
		i += n
	}
	return valid
}

// respelling is for letters of our neighbours that code page 437 lacks and that do not
// fall apart into a letter and an accent.
var respelling = strings.NewReplacer("ø", "ö", "Ø", "Ö", "ð", "d", "Ð", "D", "þ", "th", "Þ", "Th", "đ", "d", "Đ", "D", "ł", "l", "Ł", "L",
	"œ", "oe", "Œ", "Oe", "ŧ", "t", "Ŧ", "T", "ŋ", "n", "Ŋ", "N", "–", "-", "—", "-", "−", "-", "‐", "-", "‑", "-",
	"’", "'", "‘", "'", "“", `"`, "”", `"`, "„", `"`, "…", "...", "€", "EUR", "\u00a0", " ", "\u202f", " ", "•", "*", "©", "(c)", "®", "(R)", "§", "par.", "×", "x")

// appendPC8 writes text in code page 437. What the code page lacks is respelt, in the
// last resort as a question mark; control characters become blanks.
func appendPC8(b []byte, text string) (out []byte, respelt bool) {
	for _, r := range text {
		switch {
		case r == '\u00a0': // the code page has it at FF, where many programs read nothing good
			b, respelt = append(b, ' '), true
			continue
		case r >= ' ' && r < 0x7f:
			b = append(b, byte(r))
			continue
		case r < ' ' || r == 0x7f:
			b, respelt = append(b, ' '), true
			continue
		}
		if c, ok := charmap.CodePage437.EncodeRune(r); ok {
			b = append(b, c)
			continue
		}
		b, respelt = appendRespelt(b, r), true
	}
	return b, respelt
}

func appendRespelt(b []byte, r rune) []byte {
	plain := respelling.Replace(string(r))
	if plain == string(r) {
		plain = norm.NFD.String(plain)
	}
	n := len(b)
	for _, p := range plain {
		if p >= 0x300 && p < 0x370 { // an accent by itself
			continue
		}
		c, ok := charmap.CodePage437.EncodeRune(p)
		if !ok {
			c = '?'
		}
		b = append(b, c)
	}
	if len(b) == n && (r < 0x300 || r >= 0x370) {
		b = append(b, '?')
	}
	return b
}
