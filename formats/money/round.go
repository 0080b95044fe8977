package money

import (
	"fmt"
	"math/big"
)

// RoundHalfUp gives the whole number nearest to num/den; a half goes away from zero
// (DOMAIN.md 4.5). den must be positive. A result beyond 64 bits is an [ErrOverflow].
func RoundHalfUp(num, den *big.Int) (int64, error) {
	if den.Sign() <= 0 {
		return 0, fmt.Errorf("rounding %s/%s: want a positive denominator", num, den)
	}
	nearest := new(big.Int).Lsh(new(big.Int).Abs(num), 1)
	nearest.Add(nearest, den)
	nearest.Quo(nearest, new(big.Int).Lsh(den, 1))
	if num.Sign() < 0 {
		nearest.Neg(nearest)
	}
	if !nearest.IsInt64() {
		return 0, fmt.Errorf("%w: %s", ErrOverflow, nearest)
	}
	return nearest.Int64(), nil
}
