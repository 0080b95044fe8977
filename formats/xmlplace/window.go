package xmlplace

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"girod/formats"
)

// windowSize is large enough that moving a rest to the front is rare, and small
// enough to stay in the processor's cache.
const windowSize = 1 << 20

// errShort says that the token at pos may go on beyond what the window holds.
var errShort = errors.New("token goes on beyond the window")

// window is a piece of the file: buf[pos:end] has been read and not yet scanned.
type window struct {
	src    io.Reader
	buf    []byte
	pos    int
	end    int
	eof    bool
	opened bool
	left   int64 // bytes the file may still have
	limit  int64
}

func (w *window) open(src io.Reader, limit int64, size int) {
	w.src, w.limit, w.left = src, limit, limit
	w.buf = make([]byte, size)
}

// fill moves the unscanned rest to the front and reads more behind it. The window
// grows when it is full with one token; the limits on tokens bound that.
func (w *window) fill() error {
	if !w.opened {
		w.opened = true
		src, err := decoded(w.src)
		if err != nil {
			return err
		}
		w.src = src
	}
	w.end = copy(w.buf, w.buf[w.pos:w.end])
	w.pos = 0
	if w.end == len(w.buf) {
		w.buf = append(w.buf, make([]byte, len(w.buf))...)
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
