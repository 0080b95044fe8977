package fixed

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"unicode/utf8"

	"girod/formats"
)

// shape makes the bytes of a line eighty characters.
func (x *Reader) shape(text []byte) error {
	x.rec.Altered = 0
	switch {
	case odd(text) && !latin1(text):
		return x.rewrite(text)
	case len(text) == Width:
		x.rec.chars = (*[Width]byte)(text)
	case len(text) < Width:
		x.rec.Altered = Padded
		x.rec.chars = pad(&x.blanks, text)
	default:
		x.rec.chars = (*[Width]byte)(text)
		if rest := bytes.TrimRight(text[Width:], " "); len(rest) > 0 {
			return x.tooLong(string(rest))
		}
	}
	return nil
}

func (x *Reader) tooLong(rest string) error {
	return &formats.Error{
		Origin: formats.Origin{Line: x.rec.Line, At: fmt.Sprintf("record %d, columns from 81", x.rec.Ordinal)},
		Code:   "record-length", Got: rest, Want: "a record of at most 80 characters",
	}
}

// pad copies a short line between blanks.
func pad(to *[Width]byte, text []byte) *[Width]byte {
	for i := copy(to[:], text); i < Width; i++ {
		to[i] = ' '
	}
	return to
}

// odd tells whether text has a byte outside printable ASCII. Eight bytes are tried at
// once: 0x20 is taken from each, and what was less, or had its high bit set, shows it.
func odd(text []byte) bool {
	const low, high = blanks, 0x8080808080808080
	var seen uint64
	for len(text) >= 8 {
		w := binary.LittleEndian.Uint64(text)
		seen |= w | (w - low)
		text = text[8:]
	}
	for _, c := range text {
		seen |= uint64(c) | uint64(c-0x20)
	}
	return seen&high != 0
}

// look tells whether a record has control characters, and whether it has others outside
// ASCII. Each of the ten words is written down, for their places are then known when this
// is compiled: it is the one thing done to every record of every file.
func look(b *[Width]byte) (control, strange bool) {
	const low, high = blanks, 0x8080808080808080
	var less, more uint64
	word := func(at int) {
		w := binary.LittleEndian.Uint64(b[at : at+8])
		less |= (w - low) &^ w
		more |= w
	}
	word(0)
	word(8)
	word(16)
	word(24)
	word(32)
	word(40)
	word(48)
	word(56)
	word(64)
	word(72)
	return less&high != 0, more&high != 0
}

// latin1 tells eighty characters that can stand as they are although not all are ASCII:
// without control characters, and not UTF-8.
func latin1(text []byte) bool {
	if len(text) != Width {
		return false
	}
	control, _ := look((*[Width]byte)(text))
	return !control && !utf8.Valid(text)
}

// empty tells a line of blanks, tabs, a control-Z or nothing.
func empty(text []byte) bool {
	for _, c := range text {
		switch c {
		case ' ', '\t', '\r', '\n', 0x1a:
		default:
			return false
		}
	}
	return true
}

// rewrite makes eighty characters of a line that has something else than ASCII.
func (x *Reader) rewrite(text []byte) error {
	wide := !ascii(text) && utf8.Valid(text)
	if wide {
		x.rec.Altered |= UTF8
	}
	out, at := &x.blanks, 0
	for i := 0; i < len(text); {
		c, size := text[i], 1
		if wide && c >= utf8.RuneSelf {
			var r rune
			r, size = utf8.DecodeRune(text[i:])
			c = narrow(r)
		}
		i += size
		n := 1
		switch {
		case c == '\t':
			x.rec.Altered |= Tabs
			c, n = ' ', 8-at%8
		case c < ' ':
			x.rec.Altered |= Unknown
			c = unknown
		}
		for ; n > 0; n-- {
			if at >= Width && c != ' ' {
				x.rec.chars = out
				return x.tooLong(readable(text[i-size:], wide))
			}
			if at < Width {
				out[at] = c
			}
			at++
		}
	}
	if at < Width {
		x.rec.Altered |= Padded
		for ; at < Width; at++ {
			out[at] = ' '
		}
	}
	x.rec.chars = out
	return nil
}
