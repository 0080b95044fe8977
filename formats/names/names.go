package names

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Word is a word of a name in the form in which equal words are equal.
type Word struct {
	Text string
	Form bool // it could be a form of company, or a little word: what stands in many names
}

// forms are the ends of companies' names in the Nordic countries, and the little words
// between. They are looked up before accents are taken off: Ås is no AS.
var forms = map[string]bool{
	"ab": true, "aktiebolag": true, "aktiebolaget": true, "hb": true, "handelsbolag": true, "handelsbolaget": true,
	"kb": true, "kommanditbolag": true, "kommanditbolaget": true, "as": true, "a/s": true, "asa": true, "ans": true,
	"aps": true, "i/s": true, "k/s": true, "p/s": true, "oy": true, "oyj": true,
	"och": true, "og": true, "ja": true, "and": true, "the": true, "av": true, "i": true,
}

// Words gives the words of a name.
func Words(name string) (words []Word) {
	add := func(text string, form bool) {
		if text = short.Replace(text); text != "" {
			words = append(words, Word{text, form})
		}
	}
	for _, part := range strings.Fields(norm.NFC.String(strings.ToLower(name))) {
		if bare := strings.Trim(strings.ReplaceAll(part, ".", ""), ",;()\""); forms[bare] {
			add(strings.ReplaceAll(bare, "/", ""), true) // "A/S" and "A.S." are AS
			continue
		}
		for _, piece := range strings.FieldsFunc(part, sign) {
			for _, letters := range Letters(piece) {
				add(letters, forms[piece])
			}
		}
	}
	return words
}

// short writes the two letters of banks without the sign of a vowel as the one they come to
// without its accent: AASE, ASE and Åse are one.
var short = strings.NewReplacer("aa", "a", "ae", "a", "oe", "o")

// One tells whether two words are the same one. A form that stands in both names says
// nothing of whose they are.
func One(a, b Word) bool { return a.Text == b.Text && !(a.Form && b.Form) }

// Telling counts the words of a name that tell people apart.
func Telling(words []Word) (n int) {
	for _, w := range words {
		if !w.Form {
			n++
		}
	}
	return n
}

// Common counts the words two names have in common, in any order, as one tells whether two
// are equal; each stands for one only. Sure ones are a form in neither name.
func Common(a, b []Word, one func(a, b Word) bool) (common, sure int) {
	taken := make([]bool, len(b))
	for _, x := range a {
		for i, y := range b {
			if taken[i] || !one(x, y) {
				continue
			}
			taken[i] = true
			if common++; !x.Form && !y.Form {
				sure++
			}
			break
		}
	}
	return common, sure
}

// Letters gives the words of a text in lower case and the letters A to Z, nearly one for
// one, so that a part of a word stays a part: what a search by a piece of a name goes by.
func Letters(text string) []string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch spelt, own := respelled[r]; {
		case own:
			b.WriteString(spelt)
		case unicode.Is(unicode.Mn, r): // an accent by itself
		default:
			b.WriteRune(r)
		}
	}
	return strings.FieldsFunc(b.String(), sign)
}

// respelled are letters that do not fall apart into a basic one and an accent.
var respelled = map[rune]string{'æ': "ae", 'ø': "o", 'œ': "oe", 'ß': "ss", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ı': "i"}

// Alphabetic gives a name as lists are sorted by: in lower case, é with e and ü with u, but
// å, ä, æ, ö and ø behind z, where a Nordic reader looks for them.
func Alphabetic(name string) string {
	var words []string
	for _, word := range strings.FieldsFunc(norm.NFC.String(strings.ToLower(name)), sign) {
		var b strings.Builder
		for _, r := range word {
			if strings.ContainsRune("åäæöø", r) {
				b.WriteRune(r)
				continue
			}
			b.WriteString(strings.Join(Letters(string(r)), ""))
		}
		words = append(words, b.String())
	}
	return strings.Join(words, " ")
}

func sign(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)
}
