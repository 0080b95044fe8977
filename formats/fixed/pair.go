package fixed

import "encoding/binary"

// Pair is two records that stand one behind the other, for formats that write a payment
// in two halves: both can be read where they stand, without keeping the first.
type Pair struct {
	One, Two Record
	Third    [8]byte // the first columns of what stands behind
	size     int     // bytes of both
}

// Pair looks at the next two records, and takes neither. It gives nil where they are not
// two lines of eighty bytes in the buffer with a third in sight: then Next must look. Until
// [Reader.TakePair] has said so they may be other than they seem.
func (x *Reader) Pair() *Pair {
	p := &x.pair
	first := x.cuts(x.pos)
	if first == 0 {
		return nil
	}
	second := x.cuts(x.pos + first)
	p.size = first + second
	if second == 0 || x.end-x.pos-p.size < len(p.Third) {
		return nil
	}
	rest := x.buf[x.pos:x.end]
	p.One.chars, p.Two.chars = (*[Width]byte)(rest), (*[Width]byte)(rest[first:])
	p.Third = [8]byte(rest[p.size:])
	return p
}

// TakePair takes the pair just looked at, and tallies it as one payment. It does not when a
// record must be mended or there may be no more payments: all is then as it was.
func (x *Reader) TakePair() bool {
	p := &x.pair
	if x.tallied == x.limits.Records || !p.One.plain() || !p.Two.plain() {
		return false
	}
	x.tallied++
	x.pos += p.size
	p.One.Ordinal, p.One.Line = x.rec.Ordinal+1, x.line+1
	p.Two.Ordinal, p.Two.Line = x.rec.Ordinal+2, x.line+2
	x.rec.Ordinal += 2
	x.line += 2
	return true
}

// Begins gives the first eight columns in one word, the first in its lowest byte.
func (r *Record) Begins() uint64 { return binary.LittleEndian.Uint64(r.chars[:8]) }
