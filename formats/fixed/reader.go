package fixed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"girod/formats"
)

const (
	bufferSize = 64 << 10
	// maxLine is what a line may have at most: eighty characters of four bytes, and
	// as many trailing blanks as any editor leaves.
	maxLine = 1 << 10
	// headSize is enough to see whether a file has line breaks at all.
	headSize = 4 * Width
)

// Reader cuts a file into records.
type Reader struct {
	src        io.Reader
	limits     formats.Limits
	buf        []byte
	pos, end   int
	taken      int64 // bytes read from src
	tallied    int64
	err        error // of src; io.EOF at its end
	started    bool
	breaks     byte // '\n', '\r', or 0 for a file without line breaks
	line       int
	blanks     [Width]byte
	rec        Record
	allAltered Altered
	only       *[100]bool // codes that Next gives; nil for all
	pair       Pair
}

// NewReader reads records from r. The limits that count are Bytes, and Records through
// [Reader.Tally].
func NewReader(r io.Reader, l formats.Limits) *Reader {
	return &Reader{src: r, limits: l.WithDefaults(), buf: make([]byte, bufferSize)}
}

// Next gives the next record, which is valid until the following call, or io.EOF.
// Empty lines are passed over, and so is the control-Z with which DOS ended a file.
func (x *Reader) Next() (*Record, error) {
	if x.plain() {
		return &x.rec, nil
	}
	return x.next()
}

// next gives a record that must be looked for or mended, or is the first.
func (x *Reader) next() (*Record, error) {
	if !x.started {
		x.start()
	}
	for {
		x.skip()
		text, err := x.cut()
		if err != nil {
			return nil, err
		}
		if x.rec.Ordinal > 0 && !x.wanted(text) {
			x.rec.Ordinal++
			continue
		}
		if empty(text) {
			continue
		}
		x.rec.Ordinal++
		x.rec.Line, x.rec.odd = x.line, true
		if x.breaks == 0 {
			x.rec.Line = x.rec.Ordinal
		}
		if err := x.shape(text); err != nil {
			return nil, err
		}
		x.allAltered |= x.rec.Altered
		return &x.rec, nil
	}
}

// Only makes Next pass over records whose first two columns are other digits than the
// codes given: a first pass that looks for sums goes at the speed of memory. What is
// passed over is counted and not looked at.
func (x *Reader) Only(codes ...int) {
	x.only = new([100]bool)
	for _, c := range codes {
		x.only[c] = true
	}
}

// wanted tells a line that Next must look at: of a code asked for, or of none.
func (x *Reader) wanted(text []byte) bool {
	if x.only == nil || len(text) < 2 {
		return true
	}
	a, b := text[0]-'0', text[1]-'0'
	return a > 9 || b > 9 || x.only[a*10+b]
}

// skip goes over whole lines in the buffer that Next need not look at.
func (x *Reader) skip() {
	if x.only == nil || x.breaks != '\n' {
		return
	}
	rest := x.buf[x.pos:x.end]
	for len(rest) > maxLine && !x.wanted(rest) {
		i := bytes.IndexByte(rest[:maxLine], '\n')
		if i < 2 {
			break
		}
		rest = rest[i+1:]
		x.line++
		x.rec.Ordinal++
	}
	x.pos = x.end - len(rest)
}

// plain takes a record as nearly all of them are: eighty printable characters of ISO
// 8859-1 and a line break. There is nothing to look for, and nothing to mend: the record
// is the bytes of the buffer where they stand.
func (x *Reader) plain() bool {
	size := x.cuts(x.pos)
	if size == 0 {
		return false
	}
	r := &x.rec
	r.chars = (*[Width]byte)(x.buf[x.pos:])
	if !r.plain() {
		return false
	}
	x.pos += size
	x.line++
	r.Ordinal++
	r.Line = x.line
	return true
}

// cuts tells how many bytes a line of eighty bytes takes that begins in the buffer, with
// its break; 0 when there is no such line.
func (x *Reader) cuts(at int) int {
	const cr, lf = Width, Width + 1
	switch {
	case x.breaks != '\n' || x.end-at < lf+1 || x.only != nil:
		return 0
	case x.buf[at+cr] == '\n':
		return cr + 1
	case x.buf[at+cr] == '\r' && x.buf[at+lf] == '\n':
		return lf + 1
	}
	return 0
}

// plain takes eighty bytes for a record as they are, unless they must be mended or may be
// an empty line.
func (r *Record) plain() bool {
	control, strange := look(r.chars)
	if r.chars[0] == ' ' || control || strange && utf8.Valid(r.chars[:]) {
		return false
	}
	r.Altered, r.odd = 0, strange
	return true
}

// Ordinal is the number of records read so far.
func (x *Reader) Ordinal() int { return x.rec.Ordinal }

// End refuses what the end of the file reveals: a record that never came.
func (x *Reader) End(code, want string) error { return x.refuse(code, "", want) }

// Altered tells all liberties taken so far.
func (x *Reader) Altered() Altered { return x.allAltered }

// Findings tells the liberties taken with a file as plain findings: none puts money
// or identity in doubt, for the columns are certain. Missing trailing blanks are too
// common to be told.
func (x *Reader) Findings(tell func(formats.Finding)) {
	for _, f := range [...]struct {
		is         Altered
		code, text string
	}{
		{UTF8, "encoding", "the file is not ISO 8859-1 but UTF-8: somebody saved it again on its way from the bank"},
		{Tabs, "tabs", "the file has tabs where blanks belong: somebody edited it; they are read as blanks to the next column of eight"},
		{Unknown, "characters", "the file has characters that ISO 8859-1 lacks: a text was destroyed on its way from the bank"},
	} {
		if x.allAltered&f.is != 0 {
			tell(formats.Finding{Code: f.code, Text: f.text})
		}
	}
}

// Tally counts one payment (or whatever a format is about) and holds the file to
// Limits.Records.
func (x *Reader) Tally() error {
	if x.tallied++; x.tallied <= x.limits.Records {
		return nil
	}
	return x.rec.Refuse(1, 2, "too-many-records", "at most "+strconv.FormatInt(x.limits.Records, 10)+" payments in a file")
}

// start finds out how records end.
func (x *Reader) start() {
	x.started = true
	for x.end < headSize && x.fill() {
	}
	x.pos = len(bytes.TrimPrefix(x.buf[:x.end], []byte("\ufeff")))
	x.pos = x.end - x.pos
	head := x.buf[x.pos:min(x.end, x.pos+headSize)]
	first := bytes.IndexAny(head, "\r\n")
	if n := utf8.RuneCount(head[:max(first, 0)]); first < 0 || n > Width && n%Width == 0 || first > Width && first%Width == 0 {
		return // the break, if any, stands behind several records: it only ends the file
	}
	x.breaks = '\r'
	if bytes.IndexByte(head, '\n') >= 0 {
		x.breaks = '\n'
	}
}

// fill reads more and tells whether there was any.
func (x *Reader) fill() bool {
	if x.err != nil {
		return false
	}
	if x.pos > 0 {
		x.end = copy(x.buf, x.buf[x.pos:x.end])
		x.pos = 0
	}
	for range 100 {
		var n int
		n, x.err = x.src.Read(x.buf[x.end:])
		x.end += n
		x.taken += int64(n)
		if x.taken > x.limits.Bytes {
			x.err = x.refuse("limit-bytes", "more than "+strconv.FormatInt(x.limits.Bytes, 10)+" bytes", "a file within the limit of bytes")
		}
		if n > 0 || x.err != nil {
			return n > 0
		}
	}
	x.err = io.ErrNoProgress
	return false
}

// failed gives what ended the source: io.EOF or its error, with the place.
func (x *Reader) failed() error {
	var refusal *formats.Error
	if x.err == io.EOF || errors.As(x.err, &refusal) {
		return x.err
	}
	return fmt.Errorf("read after record %d: %w", x.rec.Ordinal, x.err)
}

// refuse makes a refusal of the file around the last record.
func (x *Reader) refuse(code, got, want string) error {
	return &formats.Error{
		Origin: formats.Origin{Line: x.line, At: fmt.Sprintf("record %d", x.rec.Ordinal)},
		Code:   code, Got: got, Want: want,
	}
}
