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
	leastRead   = 4 << 10
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
	broken error // the source gives no more, and this is why
	most   int   // the window grows to this size
	opened bool
	usual  string // encoding of this partner's files, whatever they declare
	named  string // the encoding declared, as far as it was found
}

func (w *window) open(src io.Reader, l formats.Limits, size int) {
	w.src, w.usual = &capped{src, l.Bytes, l.Bytes}, l.Encoding
	w.buf = make([]byte, size)
}

// capped gives a file up to its limit and never reads more than one byte beyond it.
type capped struct {
	src         io.Reader
	left, limit int64
}

func (c *capped) Read(p []byte) (int, error) {
	if int64(len(p)) > c.left {
		p = p[:c.left+1]
	}
	n, err := c.src.Read(p)
	if c.left -= int64(n); c.left < 0 {
		c.left = 0
		return n - 1, &formats.Error{Code: "xml-too-large", Want: fmt.Sprintf("a file of at most %d bytes", c.limit)}
	}
	return n, err
}

// fill moves the unscanned rest to the front and reads more behind it. The window
// also grows when it is full with one token; the limits on tokens bound that.
func (w *window) fill() error {
	if w.broken != nil {
		return w.broken
	}
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
		var err error
		if w.src, w.named, err = decoded(w.src, w.usual); err != nil {
			return err
		}
	}
	return w.more(min(len(w.buf)-w.end, max(leastRead, len(rest))))
}

// more reads at least so much, so that a source that drips does not have us look at the
// beginning of a long token again and again.
func (w *window) more(least int) error {
	for idle := 0; idle < 100; idle++ {
		n, err := w.src.Read(w.buf[w.end:])
		w.end += n
		least -= n
		switch {
		case err == io.EOF:
			w.eof = true
			return nil
		case err != nil:
			w.broken = err // told when all before it has been
			return nil
		case least <= 0:
			return nil
		case n > 0:
			idle = 0
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
