package camt

import "girod/formats/money"

// charge gathers what banks took of an entry or a payment (Chrgs): in .02 the element
// repeats, later its records do, and some banks give the total only.
type charge struct {
	sum   int64 // of the records that are part of the amount
	last  int64 // the record being read
	mass  int64 // of all records: keeps the sum from overflowing
	any   bool
	total int64 // TtlChrgsAndTaxAmt
}

// next begins a record; what banks charge is a debit until it says otherwise.
func (c *charge) next(minor int64) {
	mass, ok := money.Add(c.mass, minor)
	if !ok {
		c.last = 0
		return
	}
	c.mass, c.last, c.any = mass, minor, true
	c.sum += minor
}

// turn makes the record one that the bank gives back.
func (c *charge) turn(credit bool) {
	if credit {
		c.sum -= c.last
		c.last = -c.last
		c.sum += c.last
	}
}

// included hears whether the amount is less the charge (ChrgInclInd). One that is not
// is booked on its own, and not taken from this amount.
func (c *charge) included(yes bool) {
	if !yes {
		c.sum -= c.last
		c.last = 0
	}
}

// add adds a total.
func (c *charge) add(minor int64) {
	if sum, ok := money.Add(c.total, minor); ok {
		c.total = sum
	}
}

// taken is what the amount is short of.
func (c *charge) taken() int64 {
	if !c.any {
		return c.total
	}
	return c.sum
}

// charged reads a charge; only one in the currency of its amount can be short of it.
func (r *reader) charged(t tag, in money.Currency) int64 {
	if a, ok := r.hint(t); ok && a.Currency == in {
		return a.Minor
	}
	return 0
}
