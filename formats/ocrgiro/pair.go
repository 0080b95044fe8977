package ocrgiro

import (
	"girod/formats/fixed"
	"girod/formats/money"
)

// pair takes a payment as nearly all are: its two halves stand one behind the other, it is
// no credit note, and no third record belongs to it. It does what [reader.item1], item2 and
// tellPayment do, without asking between what has come so far, and reads both halves where
// they stand. Where anything in them is to be refused or mended it takes nothing, and the
// same records are taken one by one.
func (r *reader) pair() (took bool, err error) {
	if !r.assignment.open || r.assignment.service != serviceOCR {
		return false, nil
	}
	pair := r.records.Pair()
	if pair == nil {
		return false, nil
	}
	p, one, two := &r.pay, &pair.One, &pair.Two
	kind, ok := usual(pair)
	if !ok || p.open && !p.half {
		return false, nil
	}
	number, err := transaction(one)
	if err != nil || seven(two) != number || one.Char(32) != '0' {
		return false, nil
	}
	minor, err := one.Number(33, 49, "")
	if err != nil {
		return false, nil
	}
	mass, ok := money.Add(r.mass, minor)
	if !ok || !r.records.TakePair() {
		return false, nil
	}
	if err := r.tellPayment(one); err != nil {
		return true, err
	}
	r.mass = mass
	r.transmission.records += 2
	r.assignment.records += 2
	p.open, p.half, p.kind, p.number = true, true, kind, number
	if err := r.inEntry(one); err != nil {
		return true, err
	}
	r.value(minor)
	if !r.first {
		r.describe(one)
		r.refer(two)
	}
	return true, r.tellPayment(two)
}

// usual tells the kind of payment of a pair that is NY09kk30 and NY09kk31, with a
// payment or the assignment's end behind it.
func usual(pair *fixed.Pair) (kind int, ok bool) {
	const (
		kinds   = 0xffff << 32
		payment = 'N' | 'Y'<<8 | '0'<<16 | '9'<<24 | '3'<<48 | '0'<<56
		half    = ('0' ^ '1') << 56 // in what a 31 differs from its 30
	)
	w := pair.One.Begins()
	if w&^kinds != payment || pair.Two.Begins() != w^half {
		return 0, false
	}
	if third := [2]byte(pair.Third[6:]); third != [2]byte{'3', '0'} && third != [2]byte{'8', '8'} {
		return 0, false
	}
	tens, units := byte(w>>32)-'0', byte(w>>40)-'0'
	kind = int(tens)*10 + int(units)
	return kind, units <= 9 && kind >= 10 && kind <= 21
}
