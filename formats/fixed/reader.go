package fixed

import (
	"bytes"
	"encoding/binary"
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
}

// NewReader reads records from r. The limits that count are Bytes, and Records through
// [Reader.Tally].
func NewReader(r io.Reader, l formats.Limits) *Reader {
	return &Reader{src: r, limits: l.WithDefaults(), buf: make([]byte, bufferSize)}
}

// Next gives the next record, which is valid until the following call, or io.EOF.
// Empty lines are passed over, and so is the control-Z with which DOS ended a file.
func (x *Reader) Next() (*Record, error) {
	if !x.started {
		x.start()
	}
	if x.plain() {
		return &x.rec, nil
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
// 8859-1 and a line break. There is nothing to look for, and nothing to mend.
func (x *Reader) plain() bool {
	const cr, lf = Width, Width + 1
	next := x.buf[x.pos:x.end]
	if x.breaks != '\n' || len(next) < lf+1 || x.only != nil {
		return false
	}
	n := cr + 1
	if next[cr] != '\n' {
		if n = lf + 1; next[cr] != '\r' || next[lf] != '\n' {
			return false
		}
	}
	control, strange := look((*[Width]byte)(next))
	if next[0] == ' ' || control || strange && utf8.Valid(next[:Width]) {
		return false
	}
	x.pos += n
	x.line++
	x.rec.Ordinal++
	x.rec.Line, x.rec.Altered, x.rec.odd, x.rec.chars = x.line, 0, strange, next[:Width]
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

// shape makes the bytes of a line eighty characters.
func (x *Reader) shape(text []byte) error {
	x.rec.Altered = 0
	switch {
	case odd(text) && !latin1(text):
		return x.rewrite(text)
	case len(text) == Width:
		x.rec.chars = text
	case len(text) < Width:
		x.rec.Altered = Padded
		x.rec.chars = pad(&x.blanks, text)
	default:
		x.rec.chars = text[:Width]
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
func pad(to *[Width]byte, text []byte) []byte {
	for i := copy(to[:], text); i < Width; i++ {
		to[i] = ' '
	}
	return to[:]
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
// ASCII.
func look(b *[Width]byte) (control, strange bool) {
	const low, high = blanks, 0x8080808080808080
	var less, more uint64
	for i := 0; i+16 <= Width; i += 16 {
		v, w := binary.LittleEndian.Uint64(b[i:]), binary.LittleEndian.Uint64(b[i+8:])
		less |= (v-low)&^v | (w-low)&^w
		more |= v | w
	}
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
				x.rec.chars = out[:]
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
	x.rec.chars = out[:]
	return nil
}

func readable(text []byte, wide bool) string {
	if wide {
		return string(text)
	}
	return string(AppendUTF8(nil, text))
}

func ascii(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// narrow gives the byte of a character, or the unknown.
func narrow(r rune) byte {
	if r < 0x80 || r >= 0xa0 && r <= 0xff {
		return byte(r)
	}
	for i, w := range windows {
		if w == r && r != '\ufffd' {
			return byte(0x80 + i)
		}
	}
	return unknown
}

// refuse makes a refusal of the file around the last record.
func (x *Reader) refuse(code, got, want string) error {
	return &formats.Error{
		Origin: formats.Origin{Line: x.line, At: fmt.Sprintf("record %d", x.rec.Ordinal)},
		Code:   code, Got: got, Want: want,
	}
}
