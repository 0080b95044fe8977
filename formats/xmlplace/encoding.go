package xmlplace

import (
	"bytes"
	"encoding/binary"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"girod/formats"
)

// declared finds the encoding in an XML declaration; whether the declaration is well
// formed, and names no other encoding than the one found here, is seen to later.
var declared = regexp.MustCompile(`^<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"']*)["']`)

// tables are the encodings of eight bits, by canonical name.
var tables = map[string]*charmap.Charmap{
	"iso-8859-1": charmap.ISO8859_1, "iso-8859-15": charmap.ISO8859_15, "windows-1252": charmap.Windows1252,
}

// canonical gives the name by which we know an encoding.
func canonical(name string) string {
	switch name = strings.ToLower(name); name {
	case "utf8":
		return "utf-8"
	case "latin1", "l1", "iso_8859-1":
		return "iso-8859-1"
	case "latin-9", "latin9", "iso_8859-15":
		return "iso-8859-15"
	case "cp1252":
		return "windows-1252"
	case "ascii":
		return "us-ascii"
	}
	return name
}

// decoded gives a reader of the same document in UTF-8 without a byte order mark, and
// the encoding it declares. The encoding taken is the one the first bytes show and the
// declaration names; where the two contradict each other, or where we do not know the
// name, the file is refused.
//
// Some partners declare what is not so. With usual, the encoding their files are in:
//   - files that declare one of eight bits are in the usual one;
//   - files that declare UTF-8, or nothing, are in the usual one when their first
//     character beyond ASCII is not UTF-8. After that nothing is guessed.
func decoded(src io.Reader, usual string) (_ io.Reader, named string, err error) {
	head := make([]byte, headSize)
	n, err := io.ReadFull(src, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, "", err
	}
	head = head[:n]
	whole := io.MultiReader(bytes.NewReader(head), src)
	if order, mark := sixteen(head); order != nil {
		var start [3]byte
		io.ReadFull(whole, start[:mark])
		text, _, _ := decode16(order)(nil, head[mark:], false)
		if named = nameIn(text); (named != "" || mark == 0) && named != "utf-16" && named != width16(order) {
			return nil, "", contradiction(named, "UTF-16")
		}
		return &recoder{src: whole, decode: decode16(order)}, named, nil
	}
	named = nameIn(head)
	if rest, ok := bytes.CutPrefix(head, []byte("\xEF\xBB\xBF")); ok {
		if named = nameIn(rest); named != "" && named != "utf-8" {
			return nil, "", contradiction(named, "UTF-8")
		}
		return io.MultiReader(bytes.NewReader(rest), src), named, nil
	}
	decode, err := eight(named, canonical(usual))
	if err != nil || decode == nil {
		return whole, named, err
	}
	return &recoder{src: whole, decode: decode}, named, nil
}

// headSize is how far into a file its declaration may reach.
const headSize = 1024

// eight gives what decodes a file of eight-bit units, nil for UTF-8.
func eight(named, usual string) (decoder, error) {
	if usual != "" && usual != "utf-8" && tables[usual] == nil {
		return nil, unknown(usual)
	}
	switch {
	case named == "utf-16" || named == "utf-16le" || named == "utf-16be":
		return nil, contradiction(named, "8-bit characters")
	case named == "" || named == "utf-8":
		if table := tables[usual]; table != nil {
			return decodeEither(decode8(table, usual)), nil
		}
		return nil, nil
	case named != "us-ascii" && tables[named] == nil:
		return nil, unknown(named)
	case usual == "utf-8":
		return nil, nil
	case usual != "":
		return decode8(tables[usual], usual), nil
	case named == "us-ascii":
		return decodeASCII, nil
	}
	return decode8(tables[named], named), nil
}

func unknown(name string) error {
	return &formats.Error{Origin: formats.Origin{Line: 1}, Code: "xml-encoding", Got: name,
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
	return canonical(string(m[1]))
}

// sixteen recognises UTF-16 by its byte order mark, or by the "<?" of a declaration in 16
// bits (XML 1.0, 4.3.3).
func sixteen(head []byte) (order binary.ByteOrder, mark int) {
	for _, k := range []struct {
		start string
		order binary.ByteOrder
		mark  int
	}{{"\xFE\xFF", binary.BigEndian, 2}, {"\xFF\xFE", binary.LittleEndian, 2}, {"\x00<\x00?", binary.BigEndian, 0}, {"<\x00?\x00", binary.LittleEndian, 0}} {
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

// decoder adds to out what in means in UTF-8, as far as it goes, and tells how much of
// it was used. At the end of the file all must be used.
type decoder func(out, in []byte, eof bool) (_ []byte, used int, err error)

// recoder turns a stream into UTF-8. What comes before a wrong character is handed
// out first, so that the refusal names the right line.
type recoder struct {
	src    io.Reader
	decode decoder
	in     []byte
	spare  []byte // memory of out
	out    []byte
	err    error
}

const recodeSize = 16 << 10

func (c *recoder) Read(p []byte) (int, error) {
	for len(c.out) == 0 {
		if c.err != nil {
			return 0, c.err
		}
		kept := len(c.in)
		c.in = slices.Grow(c.in, recodeSize)
		n, err := c.src.Read(c.in[kept : kept+recodeSize])
		c.in = c.in[:kept+n]
		out, used, wrong := c.decode(c.spare[:0], c.in, err == io.EOF)
		c.out, c.spare, c.err = out, out, wrong
		c.in = c.in[:copy(c.in, c.in[used:])]
		if c.err == nil {
			c.err = err
		}
	}
	n := copy(p, c.out)
	c.out = c.out[n:]
	return n, nil
}

func notIn(encoding string) error {
	return &formats.Error{Code: "xml-encoding", Want: "characters of " + encoding + ", as declared"}
}

// ascii counts the bytes below 0x80 that in begins with.
func ascii(in []byte) (n int) {
	for n+8 <= len(in) && binary.LittleEndian.Uint64(in[n:])&highs == 0 {
		n += 8
	}
	for n < len(in) && in[n] < 0x80 {
		n++
	}
	return n
}

func decode8(table *charmap.Charmap, name string) decoder {
	return func(out, in []byte, _ bool) ([]byte, int, error) {
		for used := 0; ; used++ {
			n := ascii(in[used:])
			out = append(out, in[used:used+n]...)
			if used += n; used == len(in) {
				return out, used, nil
			}
			c := table.DecodeByte(in[used])
			if c == utf8.RuneError {
				return out, used, notIn(name)
			}
			out = utf8.AppendRune(out, c)
		}
	}
}

func decodeASCII(out, in []byte, _ bool) ([]byte, int, error) {
	n := ascii(in)
	if n < len(in) {
		return append(out, in[:n]...), n, notIn("US-ASCII")
	}
	return append(out, in...), n, nil
}

// decodeEither leaves UTF-8 as it is, and takes a file whose first character beyond
// ASCII is not UTF-8 for what its sender usually writes.
func decodeEither(usual decoder) decoder {
	var decode decoder
	return func(out, in []byte, eof bool) ([]byte, int, error) {
		if decode == nil {
			n := ascii(in)
			switch c, size := utf8.DecodeRune(in[n:]); {
			case n == len(in) || !eof && !utf8.FullRune(in[n:]):
				return append(out, in[:n]...), n, nil
			case c == utf8.RuneError && size == 1:
				decode = usual
			default:
				decode = asIs
			}
		}
		return decode(out, in, eof)
	}
}

func asIs(out, in []byte, _ bool) ([]byte, int, error) { return append(out, in...), len(in), nil }

func decode16(order binary.ByteOrder) decoder {
	return func(out, in []byte, eof bool) ([]byte, int, error) {
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
		if eof && i < len(in) {
			return out, i, notIn("UTF-16")
		}
		return out, i, nil
	}
}
