package xmlplace

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"girod/formats"
)

// The window begins small, because most files are, and grows as a file goes on to what
// makes moving a rest to the front rare and still stays in the processor's cache.
const (
	firstWindow = 16 << 10
	windowSize  = 256 << 10
)

// errShort says that the token at pos may go on beyond what the window holds.
var errShort = errors.New("token goes on beyond the window")

// window is a piece of the file: buf[pos:end] has been read and not yet scanned.
type window struct {
	src    io.Reader
	buf    []byte
	pos    int
	end    int
	eof    bool
	most   int // the window grows to this size
	opened bool
	left   int64 // bytes the file may still have
	limit  int64
}

func (w *window) open(src io.Reader, limit int64, size int) {
	w.src, w.limit, w.left = src, limit, limit
	w.buf = make([]byte, size)
}

// fill moves the unscanned rest to the front and reads more behind it. The window
// also grows when it is full with one token; the limits on tokens bound that.
func (w *window) fill() error {
	size := len(w.buf)
	switch {
	case w.end == size && size < w.most:
		size *= 4
	case w.end-w.pos == size:
		size *= 2
	}
	rest := w.buf[w.pos:w.end]
	if size > len(w.buf) {
		w.buf = make([]byte, size)
	}
	w.pos, w.end = 0, copy(w.buf, rest)
	if !w.opened {
		w.opened = true
		src, err := decoded(w.src)
		if err != nil {
			return err
		}
		w.src = src
	}
	for range 100 {
		n, err := w.src.Read(w.buf[w.end:])
		w.end += n
		w.left -= int64(n)
		switch {
		case w.left < 0:
			return &formats.Error{Code: "xml-too-large", Want: fmt.Sprintf("a file of at most %d bytes", w.limit)}
		case err == io.EOF:
			w.eof = true
			return nil
		case err != nil:
			return err
		case n > 0:
			return nil
		}
	}
	return io.ErrNoProgress
}

// refusef makes the refusal of what stands at buf[at]. Its line is exact, its path is
// filled in by Next.
func (r *Reader) refuse(at int, code, got, want string) error {
	line := r.line + bytes.Count(r.buf[r.pos:at], newline)
	return &formats.Error{Origin: formats.Origin{Line: line}, Code: code, Got: formats.Excerpt(got), Want: want}
}

var newline = []byte{'\n'}

// around gives what stands at buf[at], for the Got of an error.
func (r *Reader) around(at int) string {
	return string(bytes.ToValidUTF8(r.buf[at:min(at+40, r.end)], []byte("\uFFFD")))
}
