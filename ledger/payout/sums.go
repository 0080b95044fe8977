package payout

import (
	"fmt"
	"slices"
	"strings"

	"girod/formats/money"
)

// Sums are amounts of different currencies, by currency: what a batch comes to.
type Sums []money.Amount

// add takes an amount in.
func (s Sums) add(a money.Amount) (Sums, error) {
	i := slices.IndexFunc(s, func(b money.Amount) bool { return b.Currency >= a.Currency })
	if i < 0 || s[i].Currency != a.Currency {
		if i < 0 {
			i = len(s)
		}
		return slices.Insert(s, i, a), nil
	}
	sum, err := s[i].Add(a)
	s[i] = sum
	return s, err
}

// String gives "200.00 EUR + 1560.00 SEK".
func (s Sums) String() string {
	parts := make([]string, len(s))
	for i, a := range s {
		parts[i] = a.Decimal() + " " + string(a.Currency)
	}
	return strings.Join(parts, " + ")
}

// ParseSums reads what String gives, in any order; a sum that names no currency is of the
// one given.
func ParseSums(text string, other money.Currency) (s Sums, err error) {
	for part := range strings.SplitSeq(text, "+") {
		number, name, _ := strings.Cut(strings.TrimSpace(part), " ")
		c := other
		if name = strings.TrimSpace(name); name != "" {
			if c, err = money.ParseCurrency(name); err != nil {
				return nil, err
			}
		}
		if c == "" {
			return nil, fmt.Errorf("%q: want its currency too: 1560.00 SEK", strings.TrimSpace(part))
		}
		minor, err := money.Parse(number, c)
		if err != nil {
			return nil, err
		}
		if s, err = s.add(money.Of(minor, c)); err != nil {
			return nil, err
		}
	}
	return s, nil
}
