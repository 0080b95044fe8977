package ubl

import (
	"math/big"
	"strings"
)

// Decimal is a plain decimal number as a document writes it: a quantity, a price, a
// rate. It is kept as text, so that 1.50 stays 1.50.
type Decimal string

// parts takes the number apart, without the zeros that say nothing, and tells whether it
// is one. Numbers of more than 28 characters are none: nothing in trade has them, and
// 1e999999999 would take all memory.
func (d Decimal) parts() (negative bool, whole, fraction string, ok bool) {
	digits, negative := strings.CutPrefix(string(d), "-")
	whole, fraction, _ = strings.Cut(digits, ".")
	if len(d) > 28 || whole == "" && fraction == "" || digitsIn(whole) != len(whole) || digitsIn(fraction) != len(fraction) {
		return false, "", "", false
	}
	return negative, strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0"), true
}

// number gives the exact number, and whether it is one.
func (d Decimal) number() (*big.Rat, bool) {
	if _, _, _, ok := d.parts(); !ok {
		return nil, false
	}
	return new(big.Rat).SetString(string(d))
}

func (d Decimal) valid() bool {
	_, _, _, ok := d.parts()
	return ok
}

// sign gives -1, 0 or 1; of what is no number 0.
func (d Decimal) sign() int {
	negative, whole, fraction, ok := d.parts()
	switch {
	case !ok || whole == "" && fraction == "":
		return 0
	case negative:
		return -1
	}
	return 1
}

// equal tells whether two texts write the same number: "25" and "25.00".
func (d Decimal) equal(e Decimal) bool {
	n, w, f, ok := d.parts()
	m, v, g, also := e.parts()
	return ok && also && w == v && f == g && (n == m || w == "" && f == "")
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
