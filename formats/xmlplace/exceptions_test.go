package xmlplace

import (
	"bytes"
	"io"
	"regexp"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// This is the whole list of what we take and encoding/xml does not, or reads otherwise.
// Everything else that it refuses we refuse, and what both take reads alike
// (FuzzAgainstStandard).
//
//  1. Names of XML 1.0's fifth edition (2008), such as ȷ: its tables are those of the
//     fourth. See fifthEdition.
//  2. UTF-16, and a byte order mark: it wants UTF-8 without one. See inUTF8.
//  3. A carriage return by reference (&#13;) is a character (XML 1.0, 2.11 speaks of
//     literal line ends only); it makes a newline of it. See newlines.
//  4. A line end or tab that stands literally in an attribute is a space (3.3.3); it
//     leaves it. See oneLine.
//  5. It leaves namespace declarations among the attributes, where they cannot be told
//     from attributes whose namespace is called "xmlns". See declaration.
//
// And this is what it takes and we refuse, each with the paragraph that forbids it:
// DOCTYPE (by our own rule), text and CDATA outside the root [1], a second root [1], an attribute
// twice (3.1, Namespaces 6.3), a prefix that is not declared (Namespaces 5), names with
// a colon at either end (Namespaces 4), the prefixes xml and xmlns misused (Namespaces
// 3), a "--" before the end of a comment [15], a declaration of another form than [23]
// or not at the very beginning (2.8), processing instructions called XML in any case
// [17], and all beyond the limits.

// fifthEdition tells whether a refusal by encoding/xml is one of a name that the fifth
// edition allows.
func fifthEdition(err error) bool { return strings.Contains(err.Error(), "invalid XML name") }

// newlines makes line ends comparable in documents that have references.
func newlines(doc []byte, told string) string {
	if !bytes.Contains(doc, []byte("&#")) {
		return told
	}
	return lineEnds.ReplaceAllString(told, `\n`)
}

var lineEnds = regexp.MustCompile(`(\\r|\\n)+`) // as %q writes them

// oneLine takes away what encoding/xml leaves in attributes.
var oneLine = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")

// declaration tells an attribute that may be a namespace declaration.
func declaration(space, name string) bool { return space == "xmlns" || space == "" && name == "xmlns" }

var declaredEncoding = regexp.MustCompile(`^(<\?xml[^>]*?encoding\s*=\s*)("[^"]*"|'[^']*')`)

// inUTF8 gives a document in the form encoding/xml begins to read.
func inUTF8(doc []byte) []byte {
	order := unicode.BigEndian
	switch {
	case bytes.HasPrefix(doc, []byte("\xEF\xBB\xBF")):
		return doc[3:]
	case bytes.HasPrefix(doc, []byte("\xFF\xFE")), bytes.HasPrefix(doc, []byte("<\x00")):
		order = unicode.LittleEndian
	case !bytes.HasPrefix(doc, []byte("\xFE\xFF")) && !bytes.HasPrefix(doc, []byte("\x00<")):
		return doc
	}
	doc, err := unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Bytes(doc)
	if err != nil {
		return nil
	}
	doc = bytes.TrimPrefix(doc, []byte("\uFEFF"))
	return declaredEncoding.ReplaceAll(doc, []byte(`$1"UTF-8"`))
}

// charset is what encoding/xml asks for encodings other than UTF-8.
func charset(label string, in io.Reader) (io.Reader, error) {
	tables := map[string]encoding.Encoding{
		"iso-8859-1": charmap.ISO8859_1, "iso-8859-15": charmap.ISO8859_15, "windows-1252": charmap.Windows1252,
	}
	if table := tables[canonical(label)]; table != nil {
		return table.NewDecoder().Reader(in), nil
	}
	return in, nil
}
