package ubl

import (
	"math/big"
	"strings"
)

// Decimal is a plain decimal number as a document writes it: a quantity, a price, a
// rate. It is kept as text, so that 1.50 stays 1.50.
type Decimal string

// number gives the exact number, and whether it is one. Numbers of more than 28
// characters are none: nothing in trade has them, and 1e999999999 would take all memory.
func (d Decimal) number() (*big.Rat, bool) {
	digits := strings.TrimPrefix(string(d), "-")
	if digits == "" || len(digits) > 28 || strings.Trim(digits, "0123456789.") != "" || strings.Count(digits, ".") > 1 || digits == "." {
		return nil, false
	}
	return new(big.Rat).SetString(string(d))
}

// sign gives -1, 0 or 1; of what is no number 0.
func (d Decimal) sign() int {
	n, ok := d.number()
	if !ok {
		return 0
	}
	return n.Sign()
}

// equal tells whether two texts write the same number: "25" and "25.00".
func (d Decimal) equal(e Decimal) bool {
	if d == e {
		return true
	}
	a, ok := d.number()
	b, also := e.number()
	return ok && also && a.Cmp(b) == 0
}

// minorOf gives the number in minor units of a currency with so many decimals.
func minorOf(n *big.Rat, decimals int) *big.Rat {
	return new(big.Rat).Mul(n, big.NewRat(scale(decimals), 1))
}

// scale is 10 to the power of a currency's decimals.
func scale(decimals int) int64 {
	s := int64(1)
	for range decimals {
		s *= 10
	}
	return s
}

// near tells whether an amount is a number of minor units, to within a slack of them.
func near(minor int64, n *big.Rat, slack int64) bool {
	off := new(big.Rat).Sub(n, new(big.Rat).SetInt64(minor))
	return off.Abs(off).Cmp(new(big.Rat).SetInt64(slack)) <= 0
}

// percentOf gives so many percent of an amount.
func percentOf(percent *big.Rat, minor int64) *big.Rat {
	return new(big.Rat).Mul(percent, big.NewRat(minor, 100))
}
