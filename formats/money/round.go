package money

import "math/big"

// RoundHalfUp gives the whole number nearest to num/den; a half goes away from zero
// (DOMAIN.md 4.5). den must be positive.
func RoundHalfUp(num, den *big.Int) int64 {
	twice := new(big.Int).Lsh(new(big.Int).Abs(num), 1)
	twice.Add(twice, den)
	twice.Quo(twice, new(big.Int).Lsh(den, 1))
	if num.Sign() < 0 {
		twice.Neg(twice)
	}
	return twice.Int64()
}
