// Package money keeps amounts exactly: a whole number of a currency's smallest
// unit, never a binary fraction.
//
// Amounts come as text and stay whole numbers until they are written as text. How
// many decimals a currency has is ISO 4217's to say (SEK 2, JPY 0, KWD 3, CLF 4). A
// text with more decimals than that, unless the surplus is zeros, is refused and
// never rounded; so are signs, commas, exponents, blanks and digits of other
// scripts, because a bank file that holds one was made by a broken program and
// guessing is how öre get lost. Two currencies never meet in one sum.
package money

import (
	"errors"
	"fmt"
	"math"
	"strconv"
)

// Amount is a number of minor units (öre, cents) of a currency: {156000, SEK} is
// 1560.00 kronor.
type Amount struct {
	Minor    int64
	Currency Currency
}

// Of makes an amount of minor units.
func Of(minor int64, c Currency) Amount { return Amount{minor, c} }

// ErrCurrency is wrapped by the error of arithmetic over two currencies.
var ErrCurrency = errors.New("different currencies")

// ErrOverflow is wrapped when a sum does not fit.
var ErrOverflow = errors.New("amount too large")

// Add gives a+b.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.Currency != b.Currency {
		return a, fmt.Errorf("%w: %s and %s", ErrCurrency, a.Currency, b.Currency)
	}
	sum, ok := Add(a.Minor, b.Minor)
	if !ok {
		return a, fmt.Errorf("%w: %s + %s", ErrOverflow, a, b)
	}
	return Amount{sum, a.Currency}, nil
}

// Add adds minor units and tells whether the sum fits. The lowest int64 does not count
// as fitting, since it alone has no opposite for [Amount.Neg] to give.
func Add(a, b int64) (sum int64, ok bool) {
	sum = a + b // wraps around when it does not fit, and then moves the wrong way
	return sum, (sum > a) == (b > 0) && sum != math.MinInt64
}

// Neg gives the amount with the other sign.
func (a Amount) Neg() Amount { return Amount{-a.Minor, a.Currency} }

// Sign gives -1, 0 or 1.
func (a Amount) Sign() int {
	switch {
	case a.Minor < 0:
		return -1
	case a.Minor > 0:
		return 1
	}
	return 0
}

// String gives "1560.00 SEK", and the bare minor units where no currency is known.
func (a Amount) String() string {
	if a.Currency == "" {
		return a.Decimal()
	}
	return a.Decimal() + " " + string(a.Currency)
}

// Decimal gives the number with the currency's decimals: "1560.00".
func (a Amount) Decimal() string { return string(AppendDecimal(nil, a.Minor, a.Currency.Decimals())) }

// AppendDecimal writes minor units as a decimal number with a point and so many decimals,
// at most 5. Fewer than none, which is what an unknown currency has, means none.
func AppendDecimal(b []byte, minor int64, decimals int) []byte {
	u := uint64(minor)
	if minor < 0 {
		b = append(b, '-')
		u = -u
	}
	if decimals <= 0 {
		return strconv.AppendUint(b, u, 10)
	}
	scale := pow10[decimals]
	b = strconv.AppendUint(b, u/scale, 10)
	b = append(b, '.')
	frac := u % scale
	for i := decimals - 1; i >= 0; i-- {
		b = append(b, byte('0'+frac/pow10[i]%10))
	}
	return b
}

var pow10 = [...]uint64{1, 10, 100, 1000, 10000, 100000}
