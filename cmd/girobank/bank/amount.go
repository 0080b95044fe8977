package bank

import (
	"fmt"
	"strconv"
	"strings"
)

// Amount is a number of öre or cents. The bank keeps accounts only in currencies
// with two decimals.
type Amount int64

// ParseAmount reads "1560", "1560.5" or "1560.00".
func ParseAmount(s string) (Amount, error) {
	whole, part, point := strings.Cut(s, ".")
	part = strings.TrimRight(part, "0")
	if whole == "" || len(part) > 2 || point && strings.HasSuffix(s, ".") {
		return 0, fmt.Errorf("%q is no amount", s)
	}
	for _, c := range whole + part {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("%q is no amount", s)
		}
	}
	n, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	if err != nil || n > 1e16 {
		return 0, fmt.Errorf("%q is too large an amount", s)
	}
	return Amount(n), nil
}

// String gives "1560.00".
func (a Amount) String() string {
	sign, n := "", int64(a)
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// MarshalText gives the form of String.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads the form of String.
func (a *Amount) UnmarshalText(b []byte) error {
	s, negative := strings.CutPrefix(string(b), "-")
	n, err := ParseAmount(s)
	if negative {
		n = -n
	}
	*a = n
	return err
}

// size is the amount without its sign, as statements print it beside CRDT or DBIT.
func (a Amount) size() Amount { return max(a, -a) }

// side is the sign as statements say it, seen by the account holder.
func (a Amount) side() string {
	if a < 0 {
		return "DBIT"
	}
	return "CRDT"
}
