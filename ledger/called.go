package ledger

import (
	"slices"
	"strings"
	"unicode"
)

// plainer writes the letters of the North as the banks do that know A to Z alone.
var plainer = strings.NewReplacer("aa", "a", "å", "a", "ä", "a", "æ", "a", "ae", "a", "ö", "o", "ø", "o", "oe", "o", "é", "e", "è", "e", "ü", "u", "á", "a", "à", "a", "ó", "o")

// Called gives a name in the form by which parties are found that may be called so: its words in
// order, in small letters without accents. "ÖBERG ÅSA", "Asa Oeberg" and "Åsa Öberg" are one. Who
// is alike need not be the same.
func Called(name string) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) { // an accent by itself
			return -1
		}
		return r
	}, strings.ToLower(name))
	words := strings.FieldsFunc(plainer.Replace(bare), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	slices.Sort(words)
	return strings.Join(words, " ")
}
