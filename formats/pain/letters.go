package pain

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// basic tells the character set every bank takes (EPC217-08, ISO 20022 Latin).
func basic(r rune) bool {
	switch {
	case r >= '0' && r <= '9', r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z':
		return true
	}
	switch r {
	case '/', '-', '?', ':', '(', ')', '.', ',', '\'', '+', ' ':
		return true
	}
	return false
}

// respelled are letters that do not come apart into a basic one and an accent, and
// signs with a near relative.
var respelled = map[rune]string{
	'æ': "ae", 'Æ': "AE", 'ø': "o", 'Ø': "O", 'œ': "oe", 'Œ': "OE", 'ß': "ss",
	'đ': "d", 'Đ': "D", 'ð': "d", 'Ð': "D", 'þ': "th", 'Þ': "Th", 'ł': "l", 'Ł': "L", 'ı': "i",
	'’': "'", '‘': "'", '`': "'", '´': "'", '"': "'", '”': "'", '“': "'",
	'–': "-", '—': "-", '_': "-", '&': "+", '@': "(at)", ';': ",", '!': ".", '*': ".",
	'[': "(", ']': ")", '{': "(", '}': ")", '\\': "/", '|': "/", '€': "EUR", '%': " pct", '§': "S",
}

// letters writes text in the characters the bank takes: allowed ones as they are, the
// rest respelled, control characters as blanks. Runs of blanks become one.
func (p Profile) letters(text string) string {
	if plain(text) {
		return text
	}
	var b strings.Builder
	blank := true // so that leading blanks go
	put := func(s string) {
		for _, r := range s {
			if r == ' ' && blank {
				continue
			}
			blank = r == ' '
			b.WriteRune(r)
		}
	}
	for _, r := range norm.NFC.String(text) {
		switch {
		case basic(r) || strings.ContainsRune(p.Letters, r):
			put(string(r))
		case unicode.IsSpace(r) || unicode.IsControl(r):
			put(" ")
		default:
			put(p.respell(r))
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// plain tells a text that is written as it is, which most are.
func plain(text string) bool {
	blank := true
	for _, r := range text {
		if !basic(r) || r == ' ' && blank {
			return false
		}
		blank = r == ' '
	}
	return !blank || text == ""
}

// respell gives basic letters for one that is not allowed; "." stands for what has no
// spelling, so that a reader sees that something was there.
func (p Profile) respell(r rune) string {
	if s, ok := p.Respell[r]; ok {
		return s
	}
	if s, ok := respelled[r]; ok {
		return s
	}
	var b strings.Builder
	for _, part := range norm.NFKD.String(string(r)) {
		if basic(part) {
			b.WriteRune(part)
		}
	}
	if b.Len() == 0 {
		return "."
	}
	return b.String()
}

// cut shortens text to n characters, not leaving a blank at its end.
func cut(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		text = string(runes[:n])
	}
	return strings.TrimRight(text, " ")
}
