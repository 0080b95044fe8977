package ledger

import "math/bits"

// split divides an amount over what is left of net and VAT, in proportion and exact to
// the öre: both are rounded down, and what is left over goes to the larger remainder, to
// net when they are equal. Taking all that is left takes exactly both, so the parts of
// any series of splits add up.
func split(amount, net, vat int64) (ofNet, ofVAT int64) {
	whole := net + vat
	if whole <= 0 || amount <= 0 {
		return amount, 0
	}
	ofNet, remNet := share(amount, net, whole)
	ofVAT, remVAT := share(amount, vat, whole)
	if left := amount - ofNet - ofVAT; left > 0 { // one at most: two remainders below whole
		if remVAT > remNet {
			ofVAT += left
		} else {
			ofNet += left
		}
	}
	return ofNet, ofVAT
}

// Proportion is amount*part/whole, rounded down, exact inside.
func Proportion(amount, part, whole int64) (int64, error) {
	if amount < 0 || part < 0 || part > whole || whole <= 0 {
		return 0, ErrOverflow
	}
	q, _ := share(amount, part, whole)
	return q, nil
}

// share is amount*part/whole with its remainder, exact inside. No part is larger than the
// whole, so the quotient fits.
func share(amount, part, whole int64) (int64, uint64) {
	hi, lo := bits.Mul64(uint64(amount), uint64(part))
	q, r := bits.Div64(hi, lo, uint64(whole))
	return int64(q), r
}
