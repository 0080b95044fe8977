package fixed

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// cut gives the bytes of the next record.
func (x *Reader) cut() ([]byte, error) {
	if x.breaks == 0 {
		return x.cutWidth()
	}
	seen := 0
	for {
		if i := bytes.IndexByte(x.buf[x.pos+seen:x.end], x.breaks); i >= 0 {
			text := x.buf[x.pos : x.pos+seen+i]
			x.pos += seen + i + 1
			x.line++
			return bytes.TrimSuffix(text, []byte{'\r'}), nil
		}
		if seen = x.end - x.pos; seen > maxLine {
			x.line++
			return nil, x.refuse("record-length", "", "records of 80 characters with a line break after each")
		}
		if !x.fill() {
			break
		}
	}
	text := x.buf[x.pos:x.end]
	x.pos = x.end
	if len(text) == 0 || x.err != io.EOF {
		return nil, x.failed()
	}
	x.line++
	return text, nil
}

// cutWidth gives eighty characters of a file without line breaks. Characters are bytes
// unless the eighty are written in UTF-8.
func (x *Reader) cutWidth() ([]byte, error) {
	for x.end-x.pos < headSize && x.fill() {
	}
	rest := x.buf[x.pos:x.end]
	if x.err != nil && x.err != io.EOF && len(rest) < Width {
		return nil, x.failed()
	}
	if len(rest) == 0 {
		return nil, io.EOF
	}
	x.line = 1
	n := min(Width, len(rest))
	if wide := wideAs(rest, Width); odd(rest[:n]) && wide > 0 {
		n = wide
	}
	x.pos += n
	text := rest[:n]
	if n < Width && x.rec.Ordinal > 0 && !empty(text) {
		x.rec.Ordinal++
		x.rec.Line = x.rec.Ordinal
		return nil, x.refuse("record-length", string(AppendUTF8(nil, text)), "records of 80 characters; the file ends within one")
	}
	return text, nil
}

// wideAs gives the bytes of the first n characters of UTF-8, or 0 when it is not UTF-8.
func wideAs(b []byte, n int) int {
	at := 0
	for range n {
		if at == len(b) {
			break
		}
		r, size := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && size <= 1 {
			return 0
		}
		at += size
	}
	return at
}
