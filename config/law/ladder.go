package law

import (
	"fmt"
	"math/big"
	"strings"

	"girod/formats/money"
)

// ladder is a value by the size of the principal: "100:14.00 1000:24.00 above:50.00", or
// one figure for all sizes. A last step "above:6400.00+1%" grows with what lies above
// the step before.
type ladder []rung

type rung struct {
	upTo  *big.Rat // in whole units of money; nil: above all others
	value *big.Rat
	grows *big.Rat // part of what lies above the rung below; nil: none
	text  string   // as the table has it
}

func parseLadder(text string) (ladder, error) {
	steps := strings.Fields(text)
	bad := fmt.Errorf("%q is neither a figure nor steps such as 100:14.00 above:24.00", text)
	var l ladder
	for i, step := range steps {
		limit, value, sized := strings.Cut(step, ":")
		if !sized {
			value = limit
		}
		r := rung{text: value}
		value, grows, growing := strings.Cut(value, "+")
		var ok bool
		if r.value, ok = parseFigure(value); !ok {
			return nil, bad
		}
		last := i == len(steps)-1
		switch {
		case sized && limit != "above":
			if r.upTo, ok = parseFigure(limit); !ok || last || i > 0 && r.upTo.Cmp(l[i-1].upTo) <= 0 {
				return nil, bad
			}
		case !last || sized != (len(steps) > 1) || growing && !sized:
			return nil, bad
		}
		if growing {
			percent, found := strings.CutSuffix(grows, "%")
			if r.grows, ok = parseFigure(percent); !ok || !found || !last {
				return nil, bad
			}
			r.grows.Quo(r.grows, big.NewRat(100, 1))
		}
		l = append(l, r)
	}
	if len(l) == 0 {
		return nil, bad
	}
	return l, nil
}

// parseFigure reads "60.00" or "1/20": digits, and one point or one stroke between them.
func parseFigure(text string) (*big.Rat, bool) {
	marks := 0
	for i, c := range text {
		switch {
		case c >= '0' && c <= '9':
		case (c == '.' || c == '/') && i > 0 && i < len(text)-1:
			marks++
		default:
			return nil, false
		}
	}
	if text == "" || len(text) > 20 || marks > 1 || strings.Contains(text, "/0") {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// checkAmounts refuses steps finer than the currency.
func (l ladder) checkAmounts(c money.Currency) error {
	for _, r := range l {
		for _, figure := range []*big.Rat{r.upTo, r.value} {
			if figure != nil && !inMinor(figure, c).IsInt() {
				return fmt.Errorf("%s: %s has no such part", r.text, c)
			}
		}
	}
	return nil
}

// sized tells whether the ladder asks how large the principal is.
func (l ladder) sized() bool { return len(l) > 1 }

// at gives the rung a principal stands on: up to and with its limit.
func (l ladder) at(principal money.Amount) (r rung, below *big.Rat) {
	below = new(big.Rat)
	for _, r = range l {
		if r.upTo == nil || principalRat(principal).Cmp(inMinor(r.upTo, principal.Currency)) <= 0 {
			return r, below
		}
		below = r.upTo
	}
	return r, below
}

func principalRat(a money.Amount) *big.Rat { return new(big.Rat).SetInt64(a.Minor) }

// inMinor turns whole units of a currency into its smallest.
func inMinor(units *big.Rat, c money.Currency) *big.Rat {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(c.Decimals(), 0))), nil)
	return new(big.Rat).Mul(units, new(big.Rat).SetInt(scale))
}

// floor gives the whole minor units of a sum that may be charged at most: a part of one
// is left to the debtor, since rounding up would charge more than the law allows.
func floor(minor *big.Rat) (int64, error) {
	whole := new(big.Int).Div(minor.Num(), minor.Denom())
	if !whole.IsInt64() {
		return 0, fmt.Errorf("%w: %s", money.ErrOverflow, whole)
	}
	return whole.Int64(), nil
}
