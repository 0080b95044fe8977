package plain

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"girod/formats"
)

// The charsets. Nobody writes ISO 8859-1 without meaning windows-1252.
const (
	utf     = "utf-8"
	western = "windows-1252"
)

// lines gives the lines of a file in UTF-8.
type lines struct {
	src     *bufio.Reader
	left    int64
	longest int
	line    int    // of the line last read, from 1
	charset string // "" until a row has shown it
	fixed   bool   // the charset was told, not found out
	raw     []byte
	text    []byte
}

// newLines recognises a byte order mark; one of UTF-16, as Excel's "Unicode text" has,
// has the whole file decoded.
func newLines(r io.Reader, l formats.Limits) *lines {
	b := bufio.NewReaderSize(r, 64<<10)
	x := &lines{src: b, left: l.Bytes, longest: l.Text}
	head, _ := b.Peek(3)
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		b.Discard(3)
		x.charset, x.fixed = utf, true
	case bytes.HasPrefix(head, []byte("\xFF\xFE")), bytes.HasPrefix(head, []byte("\xFE\xFF")):
		decoder := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
		x.src = bufio.NewReaderSize(transform.NewReader(b, decoder), 64<<10)
		x.charset, x.fixed = utf, true
	}
	return x
}

// told fixes the charset that the file or its mapping names. A byte order mark knows
// better.
func (x *lines) told(charset string) {
	if charset != "" && !x.fixed {
		x.charset, x.fixed = charset, true
	}
}

// more appends the next line to raw, without changing it; io.EOF when there is none.
func (x *lines) more() error {
	for {
		part, err := x.src.ReadSlice('\n')
		x.raw = append(x.raw, part...)
		if x.left -= int64(len(part)); x.left < 0 {
			return x.refuse("limit-bytes", "", "a smaller file, or a higher limit of bytes")
		}
		if len(x.raw) > x.longest {
			return x.refuse("limit-text", "", fmt.Sprintf("rows of at most %d bytes", x.longest))
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err == io.EOF && len(part) == 0:
			return io.EOF
		case err != nil && err != io.EOF:
			return err
		}
		x.line++
		return nil
	}
}

// decode gives raw in UTF-8. A file is in UTF-8 until a row is not; if all rows before
// it were ASCII they may as well have been windows-1252, and the file is.
func (x *lines) decode() ([]byte, error) {
	if bytes.IndexByte(x.raw, 0) >= 0 {
		return nil, x.refuse("character", "", "text, without NUL characters")
	}
	valid := utf8.Valid(x.raw)
	if valid && (x.charset == utf || !bytes.ContainsFunc(x.raw, func(r rune) bool { return r >= utf8.RuneSelf })) {
		return x.raw, nil
	}
	switch {
	case x.charset == "" && valid:
		x.charset = utf
	case x.charset == "":
		x.charset = western
	case x.charset == utf && !valid:
		return nil, x.refuse("charset", "", "characters in UTF-8, as in the rows before")
	case x.charset == western && valid && !x.fixed:
		return nil, x.refuse("charset", "", "one charset in all rows: those before are in windows-1252, this one in UTF-8 (or say charset=windows-1252)")
	}
	if x.charset == utf {
		return x.raw, nil
	}
	x.text = x.text[:0]
	for _, c := range x.raw {
		r := charmap.Windows1252.DecodeByte(c)
		if r == utf8.RuneError {
			return nil, x.refuse("charset", fmt.Sprintf("byte %02x", c), "characters in windows-1252")
		}
		x.text = utf8.AppendRune(x.text, r)
	}
	return x.text, nil
}

func (x *lines) refuse(code, got, want string) *formats.Error {
	return &formats.Error{Origin: formats.Origin{Line: max(x.line, 1)}, Code: code, Got: got, Want: want}
}
