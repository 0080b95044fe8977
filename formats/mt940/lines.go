package mt940

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"

	"girod/formats"
)

// lines gives a file line by line, without copying what is clean.
type lines struct {
	src    io.Reader
	limits formats.Limits
	buf    []byte // of which from..to is still unread
	from   int
	to     int
	ended  bool
	number int    // of the line given last
	read   int64  // bytes of the file so far
	clean  []byte // the last line as valid UTF-8, where it was not
}

// minBuffer is what is read at once; a longer line makes it grow up to Limits.Text.
const minBuffer = 32 << 10

func newLines(r io.Reader, l formats.Limits) *lines {
	return &lines{src: r, limits: l, buf: make([]byte, minBuffer)}
}

// next gives the next line without its end, valid until the next call; io.EOF after the
// last.
func (x *lines) next() ([]byte, error) {
	scanned := 0
	for {
		if i := bytes.IndexByte(x.buf[x.from+scanned:x.to], '\n'); i >= 0 {
			line := x.buf[x.from : x.from+scanned+i]
			x.from += scanned + i + 1
			return x.give(line)
		}
		scanned = x.to - x.from
		if scanned > x.limits.Text {
			x.number++
			return nil, x.refuse("line-too-long", "lines of at most "+strconv.Itoa(x.limits.Text)+" bytes")
		}
		if x.ended {
			if scanned == 0 {
				return nil, io.EOF
			}
			line := x.buf[x.from:x.to]
			x.from = x.to
			return x.give(line)
		}
		if err := x.fill(); err != nil {
			return nil, err
		}
	}
}

func (x *lines) give(line []byte) ([]byte, error) {
	x.number++
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	if len(line) > x.limits.Text {
		return nil, x.refuse("line-too-long", "lines of at most "+strconv.Itoa(x.limits.Text)+" bytes")
	}
	return line, nil
}

// fill reads more behind what is unread.
func (x *lines) fill() error {
	if x.from > 0 {
		copy(x.buf, x.buf[x.from:x.to])
		x.from, x.to = 0, x.to-x.from
	}
	if x.to == len(x.buf) {
		x.buf = append(x.buf, make([]byte, len(x.buf))...)
	}
	for range 100 {
		n, err := x.src.Read(x.buf[x.to:])
		x.to += n
		if x.read += int64(n); x.read > x.limits.Bytes {
			return x.refuse("file-too-large", "a file of at most "+strconv.FormatInt(x.limits.Bytes, 10)+" bytes")
		}
		switch {
		case errors.Is(err, io.EOF):
			x.ended = true
			return nil
		case err != nil:
			return err
		case n > 0:
			return nil
		}
	}
	return io.ErrNoProgress
}

func (x *lines) refuse(code, want string) error {
	return &formats.Error{Origin: formats.Origin{Line: x.number}, Code: code, Want: want}
}

// text gives a line fit for people: what is no UTF-8 was ISO 8859-1, and a control
// character is a blank. Almost every line is clean and is given as it is.
func (x *lines) text(line []byte) (text []byte, latin1 bool) {
	if plain(line) {
		return line, false
	}
	latin1 = !utf8.Valid(line)
	if !latin1 && !control(line) {
		return line, false
	}
	out := x.clean[:0]
	for _, c := range line {
		switch {
		case c < ' ' || c == 0x7f:
			out = append(out, ' ')
		case latin1:
			out = utf8.AppendRune(out, rune(c))
		default:
			out = append(out, c)
		}
	}
	x.clean = out
	return out, latin1
}

// control tells whether a line has a control character: less than a blank, or a delete.
// Eight bytes are tried at once, as in plain.
func control(line []byte) bool {
	const low, high, deletes, one = 0x2020202020202020, 0x8080808080808080, 0x7f7f7f7f7f7f7f7f, 0x0101010101010101
	var seen uint64
	for ; len(line) >= 8; line = line[8:] {
		w := binary.LittleEndian.Uint64(line)
		d := w ^ deletes
		seen |= (w-low)&^w | (d-one)&^d
	}
	for _, c := range line {
		if c < ' ' || c == 0x7f {
			return true
		}
	}
	return seen&high != 0
}

// plain tells printable ASCII. Eight bytes are tried at once: 0x20 is taken from each,
// and what was less, or had its high bit set, shows it.
func plain(line []byte) bool {
	const low, high = 0x2020202020202020, 0x8080808080808080
	var seen uint64
	for ; len(line) >= 8; line = line[8:] {
		w := binary.LittleEndian.Uint64(line)
		seen |= w | (w - low)
	}
	for _, c := range line {
		seen |= uint64(c) | uint64(c-0x20)
	}
	return seen&high == 0
}
