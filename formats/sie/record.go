package sie

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"

	"girod/formats"
)

// odd is what was wrong with a line though its fields could be told apart.
type odd byte

const (
	oddQuote   odd = 1 << iota // a quote never closed
	oddControl                 // a control character
	oddGlue                    // text straight behind a closing quote
	oddList                    // a list never closed, or a second one
)

// record is a line cut into fields. Fields are raw bytes without their quotes, valid
// until the next record.
type record struct {
	line     int
	width    int    // bytes
	label    []byte // "#VER", "{" or "}"
	tokens   [][]byte
	from, to int // of tokens, that stood in the braces of a list of objects
	listed   bool
	odd      odd
}

// field gives the nth field, the list not counted, or nothing where there is none.
func (r *record) field(n int) []byte {
	if n >= r.from {
		n += r.to - r.from
	}
	if n >= len(r.tokens) {
		return nil
	}
	return r.tokens[n]
}

// number is the nth field as a person counts: from one, the list being a field.
func (r *record) number(n int) int {
	if r.listed && n >= r.from {
		n++
	}
	return n + 1
}

// list gives the fields in the braces.
func (r *record) list() [][]byte { return r.tokens[r.from:r.to] }

// source cuts a file into records, finding out its characters on the way.
type source struct {
	r       *bufio.Reader
	limits  formats.Limits
	line    int
	taken   int64
	records int64
	charset charset
	bom     bool
	held    []byte // the line at which the characters were found out
	rec     record
}

func newSource(r io.Reader, l formats.Limits) *source {
	return &source{r: bufio.NewReaderSize(r, max(l.Text+2, 4096)), limits: l}
}

func (s *source) refuse(code, got, want string) error {
	return &formats.Error{Origin: formats.Origin{Line: s.line}, Code: code, Got: got, Want: want}
}

// next gives the next line that is not empty, or io.EOF.
func (s *source) next() (*record, error) {
	for {
		line, err := s.read()
		if err != nil {
			return nil, err
		}
		if s.line == 1 {
			if cut, ok := bytes.CutPrefix(line, []byte("\ufeff")); ok {
				line, s.bom, s.charset = cut, true, utf8Text
			}
		}
		if s.cut(line); s.rec.label == nil {
			continue
		}
		if s.rec.brace() == 0 {
			s.records++
		}
		if s.records > s.limits.Records {
			return nil, s.refuse("too-many-records", "", "at most "+strconv.FormatInt(s.limits.Records, 10)+" records in a file")
		}
		return &s.rec, nil
	}
}

// read gives a line without its end. A line is never longer than Limits.Text.
func (s *source) read() ([]byte, error) {
	line, err := s.r.ReadSlice('\n')
	s.line++
	s.taken += int64(len(line))
	switch {
	case s.taken > s.limits.Bytes:
		return nil, s.refuse("limit-bytes", "more than "+strconv.FormatInt(s.limits.Bytes, 10)+" bytes", "a file within the limit of bytes")
	case errors.Is(err, bufio.ErrBufferFull) || len(line) > s.limits.Text+2:
		return nil, s.refuse("limit-text", "", "lines of at most "+strconv.Itoa(s.limits.Text)+" bytes")
	case err != nil && (!errors.Is(err, io.EOF) || len(line) == 0):
		return nil, err
	}
	if s.charset == unsure && !ascii(line) {
		if line, err = s.findOut(line); err != nil {
			return nil, err
		}
	}
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte{'\n'}), []byte{'\r'}), nil
}

// findOut decides the character set by the first line that is not ASCII and what stands
// behind it.
func (s *source) findOut(line []byte) ([]byte, error) {
	s.held = append(s.held[:0], line...) // peeking moves the reader's own copy
	behind, err := s.r.Peek(min(s.r.Size(), 16<<10))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err // told once only: the next read may say the file ended
	}
	s.charset = decide(append(append([]byte(nil), s.held...), behind...))
	return s.held, nil
}

// cut makes fields of a line. Quotes are undone in place.
func (s *source) cut(line []byte) {
	r := &s.rec
	*r = record{line: s.line, width: len(line), tokens: r.tokens[:0]}
	inList := false
	for i := 0; i < len(line); {
		switch c := line[i]; {
		case c == ' ' || c == '\t':
			i++
		case c == '"':
			var token []byte
			token, i = r.quoted(line, i+1)
			r.add(token)
		case c == '{' && r.label != nil && !r.listed:
			r.listed, inList = true, true
			r.from = len(r.tokens)
			i++
		case c == '}' && inList:
			inList = false
			r.to = len(r.tokens)
			i++
		default:
			if c == '{' && r.label != nil {
				r.odd |= oddList
			}
			from := i
			for i < len(line) && line[i] != ' ' && line[i] != '\t' && !(inList && line[i] == '}') {
				if line[i] < ' ' || line[i] == 0x7f {
					r.odd |= oddControl
				}
				i++
			}
			r.add(line[from:i])
		}
	}
	if inList {
		r.to = len(r.tokens)
		r.odd |= oddList
	}
	if len(r.tokens) == 0 && len(r.label) == 1 && r.label[0] == 0x1a {
		r.label = nil // the control-Z with which DOS ended a file
	}
}

// brace gives the brace a line consists of, or 0.
func (r *record) brace() byte {
	if len(r.label) == 1 && len(r.tokens) == 0 && (r.label[0] == '{' || r.label[0] == '}') {
		return r.label[0]
	}
	return 0
}

// add appends a field; the first is the label.
func (r *record) add(token []byte) {
	if r.label == nil {
		r.label = token
		return
	}
	r.tokens = append(r.tokens, token)
}

// quoted reads a field up to its closing quote and gives where it ended. \" is a quote;
// any other backslash is a backslash.
func (r *record) quoted(line []byte, i int) ([]byte, int) {
	from := i
	for i < len(line) && line[i] != '"' && line[i] != '\\' && line[i] >= ' ' {
		i++ // as far as nothing has to be undone, which is mostly the whole field
	}
	to := i
	for ; i < len(line); i++ {
		c := line[i]
		if c == '"' {
			if i+1 < len(line) && line[i+1] != ' ' && line[i+1] != '\t' && line[i+1] != '}' {
				r.odd |= oddGlue
			}
			return line[from:to], i + 1
		}
		if c == '\\' && i+1 < len(line) && line[i+1] == '"' {
			i++
			c = '"'
		}
		if c < ' ' || c == 0x7f {
			r.odd |= oddControl
		}
		line[to] = c
		to++
	}
	r.odd |= oddQuote
	return line[from:to], i
}
