package xmlplace

import (
	"bytes"
	"encoding/binary"
	"io"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"girod/formats"
)

// declared finds the encoding in an XML declaration; whether the declaration is well
// formed is seen to later.
var declared = regexp.MustCompile(`^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']*)["']`)

// decoded gives a reader of the same document in UTF-8 without a byte order mark. The
// encoding is the one the first bytes show and the declaration names; where the two
// contradict each other, or where we do not know the name, the file is refused.
func decoded(src io.Reader) (io.Reader, error) {
	head := make([]byte, 1024)
	n, err := io.ReadFull(src, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	head = head[:n]
	whole := io.MultiReader(bytes.NewReader(head), src)
	if order, mark := sixteen(head); order != nil {
		var start [3]byte
		io.ReadFull(whole, start[:mark])
		text, _, _ := decode16(order)(head[mark:])
		if name := nameIn(text); name != "" && name != "utf-16" && name != width16(order) {
			return nil, contradiction(name, "UTF-16")
		}
		return &recoder{src: whole, decode: decode16(order)}, nil
	}
	name := nameIn(head)
	if rest, ok := bytes.CutPrefix(head, []byte("\xEF\xBB\xBF")); ok {
		if name = nameIn(rest); name != "" && name != "utf-8" {
			return nil, contradiction(name, "UTF-8")
		}
		return io.MultiReader(bytes.NewReader(rest), src), nil
	}
	switch name {
	case "", "utf-8":
		return whole, nil
	case "iso-8859-1", "latin1":
		return &recoder{src: whole, decode: decode8(charmap.ISO8859_1, "ISO-8859-1")}, nil
	case "iso-8859-15", "latin-9":
		return &recoder{src: whole, decode: decode8(charmap.ISO8859_15, "ISO-8859-15")}, nil
	case "windows-1252", "cp1252":
		return &recoder{src: whole, decode: decode8(charmap.Windows1252, "windows-1252")}, nil
	case "us-ascii", "ascii":
		return &recoder{src: whole, decode: decodeASCII}, nil
	case "utf-16", "utf-16le", "utf-16be":
		return nil, contradiction(name, "8-bit characters")
	}
	return nil, &formats.Error{Origin: formats.Origin{Line: 1}, Code: "xml-encoding", Got: name,
		Want: "UTF-8, UTF-16, ISO-8859-1, ISO-8859-15, windows-1252 or US-ASCII"}
}

func contradiction(name, bytes string) error {
	return &formats.Error{Origin: formats.Origin{Line: 1}, Code: "xml-encoding", Got: name,
		Want: "the encoding that the file is in: its bytes are " + bytes}
}

// nameIn gives the declared encoding in lower case.
func nameIn(head []byte) string {
	m := declared.FindSubmatch(head)
	if m == nil {
		return ""
	}
	name := strings.ToLower(string(m[1]))
	if name == "utf8" {
		return "utf-8"
	}
	return name
}

// sixteen recognises UTF-16 by its byte order mark, or by "<" in 16 bits.
func sixteen(head []byte) (order binary.ByteOrder, mark int) {
	for _, k := range []struct {
		start string
		order binary.ByteOrder
		mark  int
	}{{"\xFE\xFF", binary.BigEndian, 2}, {"\xFF\xFE", binary.LittleEndian, 2}, {"\x00<", binary.BigEndian, 0}, {"<\x00", binary.LittleEndian, 0}} {
		if bytes.HasPrefix(head, []byte(k.start)) {
			return k.order, k.mark
		}
	}
	return nil, 0
}

func width16(order binary.ByteOrder) string {
	if order == binary.ByteOrder(binary.BigEndian) {
		return "utf-16be"
	}
	return "utf-16le"
}

// recoder turns a stream into UTF-8. What comes before a wrong character is handed
// out first, so that the refusal names the right line.
type recoder struct {
	src    io.Reader
	decode func(in []byte) (out []byte, used int, err error)
	in     []byte
	out    []byte
	err    error
}

func (c *recoder) Read(p []byte) (int, error) {
	for len(c.out) == 0 {
		if c.err != nil {
			return 0, c.err
		}
		c.in = append(c.in, make([]byte, 16<<10)...)
		n, err := c.src.Read(c.in[len(c.in)-16<<10:])
		c.in = c.in[:len(c.in)-16<<10+n]
		out, used, wrong := c.decode(c.in)
		c.out, c.err = out, wrong
		c.in = c.in[:copy(c.in, c.in[used:])]
		if c.err == nil {
			c.err = err
		}
		if c.err == io.EOF && len(c.in) > 0 {
			c.err = notIn("UTF-16")
		}
	}
	n := copy(p, c.out)
	c.out = c.out[n:]
	return n, nil
}

func notIn(encoding string) error {
	return &formats.Error{Code: "xml-encoding", Want: "characters of " + encoding + ", as declared"}
}

func decode8(table *charmap.Charmap, name string) func([]byte) ([]byte, int, error) {
	return func(in []byte) ([]byte, int, error) {
		out := make([]byte, 0, len(in)+len(in)/8)
		for i, b := range in {
			c := table.DecodeByte(b)
			if c == utf8.RuneError {
				return out, i, notIn(name)
			}
			out = utf8.AppendRune(out, c)
		}
		return out, len(in), nil
	}
}

func decodeASCII(in []byte) ([]byte, int, error) {
	for i, b := range in {
		if b >= 0x80 {
			return bytes.Clone(in[:i]), i, notIn("US-ASCII")
		}
	}
	return bytes.Clone(in), len(in), nil
}

func decode16(order binary.ByteOrder) func([]byte) ([]byte, int, error) {
	return func(in []byte) ([]byte, int, error) {
		out := make([]byte, 0, len(in))
		i := 0
		for i+2 <= len(in) {
			c, n := rune(order.Uint16(in[i:])), 2
			if utf16.IsSurrogate(c) {
				if i+4 > len(in) {
					break
				}
				if c, n = utf16.DecodeRune(c, rune(order.Uint16(in[i+2:]))), 4; c == utf8.RuneError {
					return out, i, notIn("UTF-16")
				}
			}
			out = utf8.AppendRune(out, c)
			i += n
		}
		return out, i, nil
	}
}
