package xmlplace

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// special marks, in the highest bit of each byte, the bytes of a word at which a text
// cannot simply go on: '<' '>' '&' and control characters. Marks above the lowest one
// may be false, and so may be all other bits and those of bytes beyond ASCII.
func special(w uint64) uint64 {
	angle := (w | ones*2) ^ ones*'>' // '<' and '>' differ in one bit
	amp := w ^ ones*'&'
	return (angle - ones) | (amp - ones) | (w - ones*0x20)
}

// piece is a stretch of text up to the next '<'.
type piece struct {
	end   int  // of the stretch
	lines int  // newlines in it
	plain bool // it can be handed out as it stands
	cut   bool // the window ends first
}

// scanText looks at text from i on: one pass that finds its end and refuses what may
// not stand in it.
func (r *Reader) scanText(i int) (p piece, err error) {
	from, high := i, false
	buf := r.buf[:r.end]
	p.plain = true
	for {
		for i+8 <= len(buf) {
			w := binary.LittleEndian.Uint64(buf[i:])
			if m := (special(w) | w) & highs; m != 0 {
				i += bits.TrailingZeros64(m) >> 3
				break
			}
			i += 8
		}
		if i >= len(buf) {
			p.cut = true
			break
		}
		c := buf[i]
		if c == '<' {
			break
		}
		switch {
		case c >= 0x80:
			high = true
		case c == '\n':
			p.lines++
		case c == '&', c == '\r':
			p.plain = false
		case c == '>':
			if i-from >= 2 && buf[i-1] == ']' && buf[i-2] == ']' {
				return p, r.refuse(i-2, "xml-cdata-end", "]]>", "]]&gt; in a text (XML 1.0, 2.4)")
			}
		case c < 0x20 && c != '\t':
			return p, r.refuse(i, "xml-character", r.around(i), "no control character")
		}
		i++
	}
	p.end = i
	if high && !p.cut {
		if at := badUTF8(buf[from:i]); at >= 0 {
			return p, r.refuse(from+at, "xml-utf8", r.around(from+at), "characters of XML in UTF-8, as declared")
		}
	}
	return p, nil
}

// badUTF8 gives where text stops being UTF-8 of characters that XML allows, or -1.
func badUTF8(text []byte) int {
	if bytes.IndexByte(text, 0xEF) < 0 && utf8.Valid(text) {
		return -1 // U+FFFE and U+FFFF begin with that byte
	}
	for i := 0; i < len(text); {
		c, n := utf8.DecodeRune(text[i:])
		if c == utf8.RuneError && n == 1 || !allowed(c) {
			return i
		}
		i += n
	}
	return -1
}

// allowed tells whether XML 1.0 [2] allows a character.
func allowed(c rune) bool {
	return c >= 0x20 && c <= 0xD7FF || c == '\t' || c == '\n' || c == '\r' || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000 && c <= 0x10FFFF
}

// readText takes the value at pos up to the next tag: in nearly all cases one plain
// stretch, else texts, CDATA sections and comments joined.
func (r *Reader) readText() error {
	end := plainEnd(r.buf[:r.end], r.pos)
	if end < 0 || end-r.pos > r.limits.Text || !r.tagAt(end) {
		return r.readPieces()
	}
	r.text = r.buf[r.pos:end:end]
	r.pos, r.inText = end, false
	r.value(r.line)
	return nil
}

// plainEnd gives the '<' that ends a text which can be handed out as it stands, or -1
// when there is something to it: a reference, a line end, a wrong character, the end
// of the window.
func plainEnd(buf []byte, from int) int {
	for i := from; i <= len(buf)-8; i += 8 {
		w := binary.LittleEndian.Uint64(buf[i:])
		m := (special(w) | w) & highs
		if m == 0 {
			continue
		}
		i += bits.TrailingZeros64(m) >> 3
		if buf[i] < 0x80 {
			if buf[i] != '<' {
				return -1
			}
			return i
		}
		return plainTail(buf, from, i)
	}
	return -1
}

// plainTail is plainEnd for a text that is not all ASCII; the first such byte is buf[i].
func plainTail(buf []byte, from, i int) int {
	for first := i; i <= len(buf)-8; i += 8 {
		w := binary.LittleEndian.Uint64(buf[i:])
		m := special(w) &^ w & highs
		if m == 0 {
			continue
		}
		i += bits.TrailingZeros64(m) >> 3
		if buf[i] != '<' || !latin(buf[first:i]) && badUTF8(buf[from:i]) >= 0 {
			return -1
		}
		return i
	}
	return -1
}

// latin tells whether a text is UTF-8 and all its characters lie below U+0800, as do
// those of most names in Europe.
func latin(text []byte) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < 0x80 {
			continue
		}
		if text[i] < 0xC2 || text[i] > 0xDF || i+1 == len(text) || text[i+1]&0xC0 != 0x80 {
			return false
		}
		i++
	}
	return true
}

// tagAt tells whether the '<' at i begins a tag within the root.
func (r *Reader) tagAt(i int) bool {
	return i+1 < r.end && r.buf[i+1] != '!' && r.buf[i+1] != '?' && r.node.parent != nil
}

// value tells the text just read, unless it is blank or nobody wants it.
func (r *Reader) value(line int) {
	if len(r.text) == 0 || blank[r.text[0]] && isBlank(r.text) {
		return
	}
	r.full = true
	if r.node.wanted {
		r.ready, r.textLine = true, line
	}
}

func isBlank(text []byte) bool {
	for _, c := range text {
		if !blank[c] {
			return false
		}
	}
	return true
}
