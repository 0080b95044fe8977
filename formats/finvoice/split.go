package finvoice

import (
	"bufio"
	"bytes"
	"io"
	"regexp"

	"girod/formats"
)

// splitter hands out one XML document of a file after another, each as a reader that
// ends where its document does. It knows of XML only what is needed to find that end:
// tags, comments, CDATA sections and declarations. Whether a piece is well-formed its
// reader says; should the two disagree, the reader finds its document cut short.
type splitter struct {
	src   *bufio.Reader
	left  int64 // bytes the file may still have
	lines int   // newlines handed out so far
	begun int   // newlines before this document
	whole bool  // the file is in UTF-16 and is not cut

	state   state
	quote   byte // within a tag's attribute value
	last    byte // of a tag
	closing bool // the tag is an end tag
	mark    byte // what stands before the '>' that ends a section
	need    int  // how often
	seen    int

	depth   int
	closed  bool // the root element has closed
	over    bool // the document has ended
	doctype bool // it began with the DOCTYPE we know
	out     []byte
	err     error
}

type state byte

const (
	inText    state = iota
	inTag           // ends with '>' outside quotes
	inSection       // comment, CDATA, instruction: ends with mark, need times, and '>'
)

// look is how much of the file is seen ahead: what a '<' begins, or a DOCTYPE, must show
// in it.
const look = 512

func newSplitter(r io.Reader, most int64) *splitter {
	return &splitter{src: bufio.NewReaderSize(r, 64<<10), left: most}
}

// next goes to the next document; false at the end of the file.
func (s *splitter) next() (bool, error) {
	for s.err == nil {
		head, err := s.src.Peek(4)
		if len(head) == 0 {
			if err == io.EOF {
				err = nil
			}
			return false, err
		}
		if !blank(head[0]) {
			s.whole = bytes.HasPrefix(head, []byte("\xFE\xFF")) || bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.IndexByte(head, 0) >= 0
			break
		}
		s.hand(head[:1])
	}
	s.state, s.depth, s.closed, s.over, s.doctype, s.out, s.begun = inText, 0, false, false, false, nil, s.lines
	return s.err == nil, s.err
}

func blank(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }

// hand gives out bytes that have been looked at.
func (s *splitter) hand(b []byte) {
	s.out = b
	s.lines += bytes.Count(b, []byte("\n"))
	if s.left -= int64(len(b)); s.left < 0 {
		s.out, s.err = nil, &formats.Error{Code: "limit-bytes", Want: "a smaller file, or a higher limit of bytes"}
	}
	if _, err := s.src.Discard(len(b)); err != nil && s.err == nil {
		s.err = err
	}
}

// Read gives the bytes of the document.
func (s *splitter) Read(p []byte) (int, error) {
	for len(s.out) == 0 {
		switch {
		case s.err != nil:
			return 0, s.err
		case s.over:
			return 0, io.EOF
		}
		head, err := s.src.Peek(look)
		if len(head) == 0 {
			s.over, s.err = true, err
			if err == io.EOF {
				s.err = nil
			}
			continue
		}
		ahead, _ := s.src.Peek(s.src.Buffered())
		if n := s.doctypeAt(ahead); n > 0 {
			s.hand(ahead[:n])
			s.doctype, s.out = true, blanked(s.out)
			continue
		}
		s.hand(ahead[:s.scan(ahead)])
	}
	n := copy(p, s.out)
	s.out = s.out[n:]
	return n, nil
}

// scan gives how much of what lies ahead belongs to the document, as far as that can be
// told yet; it stops in front of a '<' whose meaning lies beyond.
func (s *splitter) scan(b []byte) int {
	if s.whole {
		return len(b)
	}
	for i := 0; i < len(b); {
		switch s.state {
		case inTag:
			i += s.tag(b[i:])
		case inSection:
			i += s.section(b[i:])
		default:
			i += s.text(b[i:])
			if i == len(b) || s.over || len(b)-i < look && i > 0 || s.doctypeAt(b[i:]) > 0 {
				return i
			}
			if s.closed && !bytes.HasPrefix(b[i:], []byte("<!--")) {
				s.over = true // another document begins
				return i
			}
			i += s.open(b[i:])
		}
	}
	return len(b)
}

// text goes on to the next '<'. Behind the root only blanks still belong to it.
func (s *splitter) text(b []byte) int {
	n := bytes.IndexByte(b, '<')
	if n < 0 {
		n = len(b)
	}
	if s.closed {
		for i := range n {
			if !blank(b[i]) {
				s.over = true
				return i
			}
		}
	}
	return n
}

// open sees what a '<' begins, and goes past the beginning.
func (s *splitter) open(b []byte) int {
	for _, k := range []struct {
		begin string
		mark  byte
		need  int
	}{{"<!--", '-', 2}, {"<![CDATA[", ']', 2}, {"<?", '?', 1}} {
		if bytes.HasPrefix(b, []byte(k.begin)) {
			s.state, s.mark, s.need, s.seen = inSection, k.mark, k.need, 0
			return len(k.begin)
		}
	}
	s.state, s.quote, s.last, s.closing = inTag, 0, 0, bytes.HasPrefix(b, []byte("</"))
	if !s.closing && !bytes.HasPrefix(b, []byte("<!")) {
		s.depth++
	}
	return 1
}

// tag goes to the tag's '>'.
func (s *splitter) tag(b []byte) int {
	for i, c := range b {
		switch {
		case s.quote != 0:
			if c == s.quote {
				s.quote = 0
			}
		case c == '"' || c == '\'':
			s.quote = c
		case c == '>':
			if s.closing || s.last == '/' {
				s.depth--
				s.closed = s.closed || s.depth <= 0
			}
			s.state = inText
			return i + 1
		}
		s.last = c
	}
	return len(b)
}

// section goes to the end of a comment, a CDATA section or an instruction.
func (s *splitter) section(b []byte) int {
	for i, c := range b {
		switch {
		case c == s.mark:
			s.seen = min(s.seen+1, s.need)
		case c == '>' && s.seen == s.need:
			s.state = inText
			return i + 1
		default:
			s.seen = 0
		}
	}
	return len(b)
}

// known is the DOCTYPE of old Finvoices. It names a file that we have no need of and
// has no declarations of its own.
var known = regexp.MustCompile(`^<!DOCTYPE\s+Finvoice\s+SYSTEM\s+("[^"<>&\[]*"|'[^'<>&\[]*')\s*>`)

// doctypeAt gives the length of the known DOCTYPE that stands before the root.
func (s *splitter) doctypeAt(b []byte) int {
	if s.depth > 0 || s.closed || s.doctype || s.state != inText || !bytes.HasPrefix(b, []byte("<!DOCTYPE")) {
		return 0
	}
	return len(known.Find(b[:min(len(b), look)]))
}

// blanked keeps of a stretch only its lines.
func blanked(b []byte) []byte {
	return bytes.Map(func(c rune) rune {
		if c == '\n' {
			return c
		}
		return ' '
	}, b)
}
