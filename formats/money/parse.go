package money

import (
	"fmt"
	"math"
)

// maxDigits is what ISO 20022 allows an amount: 18 digits in all.
const maxDigits = 18

// Parse reads a plain decimal number such as "1560", "1560.5" or "1560.00" as minor
// units of a currency. More decimals than the currency has are taken only when they
// are zeros ("25000.000" SEK stands in real files). The error says what was wanted.
func Parse[T string | []byte](text T, c Currency) (int64, error) {
	decimals := c.Decimals()
	if decimals < 0 {
		return 0, fmt.Errorf("currency %q: want a currency of ISO 4217", string(c))
	}
	minor, reason := parse(text, decimals)
	if reason != "" {
		return 0, fmt.Errorf("%q: want %s (%s has %d decimals)", string(text), reason, string(c), decimals)
	}
	return minor, nil
}

// parse gives the minor units, or what was wanted instead. It allocates nothing, and
// the common case of a well-formed amount is one pass.
func parse[T string | []byte](text T, decimals int) (int64, string) {
	var n uint64
	digits, point := 0, -1
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c >= '0' && c <= '9':
			if point >= 0 && i-point > decimals {
				if c != '0' {
					return 0, "no more decimals than the currency has"
				}
				continue
			}
			digits++
			if digits > maxDigits {
				return 0, "at most 18 digits"
			}
			n = n*10 + uint64(c-'0')
		case c == '.' && point < 0:
			point = i
		default:
			return 0, "digits and one point, no sign, comma, blank or exponent"
		}
	}
	if digits == 0 || point == 0 || point == len(text)-1 {
		return 0, "digits on both sides of the point"
	}
	have := 0
	if point >= 0 {
		have = min(len(text)-point-1, decimals)
	}
	scale := pow10[decimals-have]
	if n > math.MaxInt64/scale {
		return 0, "an amount that fits 64 bits"
	}
	return int64(n * scale), ""
}
