package sie

import (
	"hash/crc32"

	"golang.org/x/text/encoding/charmap"
)

// checksum is #KSUMMA: the CRC-32 that zlib computes, over labels and fields without
// what separates them, in code page 437. A program that writes another character set
// under the name of PC8 may sum either form, so both are kept.
type checksum struct {
	form, raw pending // in code page 437; as the bytes stand
	lacks     bool    // a character that code page 437 does not have
}

// pending is a sum with the bytes not yet in it: fields are short, and summing many at
// once is faster.
type pending struct {
	crc uint32
	buf []byte
}

func (p *pending) add(b []byte) {
	p.buf = append(p.buf, b...)
	if len(p.buf) > 4096 {
		p.sum()
	}
}

func (p *pending) sum() uint32 {
	p.crc = crc32.Update(p.crc, crc32.IEEETable, p.buf)
	p.buf = p.buf[:0]
	return p.crc
}

// add sums one label or field given in the file's own character set.
func (k *checksum) add(c charset, field []byte) {
	if c <= pc8 || ascii(field) {
		k.form.add(field)
		k.raw.add(field)
		return
	}
	k.raw.add(field)
	c.each(field, func(r rune) {
		b, ok := charmap.CodePage437.EncodeRune(r)
		k.lacks = k.lacks || !ok
		k.form.buf = append(k.form.buf, b)
	})
}
