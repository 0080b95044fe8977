package codec

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"girod/formats"
	"girod/formats/bounce"
	"girod/formats/xmlplace"
)

// Format is what a file was recognised as.
type Format struct {
	Name    string // "camt.053", "ubl"
	Version string // "camt.053.001.08"
	read    reader
}

// Recognise tells a file's format by its first bytes. A format we know but do not
// read, and what we do not know, are refusals.
func Recognise(head []byte, l formats.Limits) (Format, error) {
	if len(head) == 0 {
		return Format{}, &formats.Error{Code: "empty", Want: "a file that is not empty"}
	}
	if isXML(head) {
		return recogniseXML(head, l)
	}
	if bounce.Is(head) {
		return Format{Name: bounce.Format, Version: "bounce 1", read: bounce.Read}, nil
	}
	for _, s := range signatures {
		if s.is(head) {
			return Format{}, &formats.Error{Origin: formats.Origin{Line: 1}, Code: s.code, Got: s.name, Want: s.want}
		}
	}
	return Format{}, unknown(head)
}

// wantNow says what would have been read in place of a format we only know by name.
const wantNow = "camt.052, camt.053, camt.054, pain.001, pain.002 or a Peppol invoice: this format is recognised, its reader comes in a later release"

// unknown refuses what we have never seen, showing how it begins.
func unknown(head []byte) error {
	return &formats.Error{
		Origin: formats.Origin{Line: 1}, Code: "format-unknown", Got: begins(head),
		Want: "a file of a format girod knows (ISO 20022, Peppol)",
	}
}

// begins shows a file's first bytes: its text as far as it is text, else in hex.
func begins(head []byte) string {
	text := head[:min(len(head), 60)]
	for len(text) > 0 && !utf8.Valid(text) && len(text) > 56 {
		text = text[:len(text)-1] // a character cut in half is no sign of anything
	}
	strange := func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) && !unicode.IsSpace(r) }
	if !bytes.ContainsFunc(text, strange) {
		return strings.Join(strings.Fields(string(text)), " ")
	}
	return fmt.Sprintf("bytes % x", head[:min(len(head), 16)])
}

// isXML tells whether a file claims to be XML: its first character is '<', in
// whatever encoding.
func isXML(head []byte) bool {
	for _, bom := range []string{"\xEF\xBB\xBF", "\xFE\xFF", "\xFF\xFE"} {
		head = bytes.TrimPrefix(head, []byte(bom))
	}
	return bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n\x00"), []byte("<"))
}

// messageName finds the name of an ISO 20022 message in a namespace; national
// namespaces hold it too.
var messageName = regexp.MustCompile(`\b[a-z]{4}\.[0-9]{3}\.[0-9]{3}\.[0-9]{2}`)

// recogniseXML goes through the elements from the root on until one is of a namespace
// we know. What the guard refuses on the way is refused.
func recogniseXML(head []byte, l formats.Limits) (Format, error) {
	x := xmlplace.NewReader(bytes.NewReader(head), l)
	for {
		kind, err := x.Next()
		if err != nil {
			return Format{}, unrecognised(head, err)
		}
		if kind != xmlplace.Start {
			continue
		}
		format := ofElement(x.Space(), x.Name())
		if format.read != nil {
			return format, nil
		}
		if format.Name != "" {
			return Format{}, x.Refuse("format-later", format.Name, wantNow)
		}
	}
}

// unrecognised is the refusal of XML in which no known element was found before err.
// Where only the head ended, the file is well-formed so far and simply unknown.
func unrecognised(head []byte, err error) error {
	var refused *formats.Error
	if errors.As(err, &refused) && (refused.Code != "xml-truncated" || len(head) < headSize) {
		return err
	}
	return unknown(head)
}

// ofElement tells the format an element belongs to; without a reader when we only
// know its name. An envelope belongs to none: what it holds decides.
func ofElement(space, name string) Format {
	switch {
	case space == spaceUBL+"Invoice-2", space == spaceUBL+"CreditNote-2":
		return Format{Name: "ubl", read: roomOf("ubl")}
	case strings.HasPrefix(space, spaceUBL) && !strings.Contains(space, "Common"):
		return Format{Name: "UBL " + name}
	case space == "urn:sfti:documents:BasicInvoice:1:0":
		return Format{Name: "Svefaktura 1.0"}
	case space == "http://bxd.fi/xmldata/":
		return Format{Name: "Secure Envelope (ApplicationResponse)"}
	case name == "Finvoice":
		return Format{Name: "Finvoice"}
	}
	message := messageName.FindString(space)
	if message == "" || strings.HasPrefix(message, "head.") || name != "Document" {
		return Format{}
	}
	format := Format{Name: message[:8], Version: message, read: roomOf(message)}
	if format.read == nil {
		format.read = isoMessage
	}
	return format
}

// spaceUBL begins the namespace of every document of UBL 2.
const spaceUBL = "urn:oasis:names:specification:ubl:schema:xsd:"

// roomOf gives the reader of a message.
func roomOf(message string) reader {
	for _, room := range rooms {
		if strings.HasPrefix(message, room.name) {
			return room.read
		}
	}
	return nil
}

// signatures tell formats that are not XML by how they begin.
var signatures = []struct {
	name, code, want string
	is               func(head []byte) bool
}{
	{"BgMax", "format-later", wantNow, begin("01BGMAX")},
	{"Norwegian OCR giro or AvtaleGiro", "format-later", wantNow, begin("NY0000")},
	{"Bankgirot LB", "format-later", wantNow, func(head []byte) bool {
		return begin("11")(head) && bytes.Contains(head[:min(len(head), 80)], []byte("LEVERANT"))
	}},
	{"SIE", "format-later", wantNow, begin("#FLAGGA")},
	{"MT940", "format-later", wantNow, func(head []byte) bool {
		return begin("{1:F01")(head) || bytes.Contains(head[:min(len(head), 500)], []byte(":25:")) && begin(":20:")(head)
	}},
	{"TITO", "format-later", wantNow, begin("T00")},
	{"an OpenPGP message", "format-later", wantNow, begin("-----BEGIN PGP")},
	{"a PDF document", "format-people", wantFile, begin("%PDF-")},
	{"a zip archive", "format-packed", wantFile, begin("PK\x03\x04")},
	{"a gzip archive", "format-packed", wantFile, begin("\x1f\x8b")},
}

// wantFile is said of what is made for people, or packed, which is never opened: a
// small archive may unpack to more than any disk holds.
const wantFile = "the payment or invoice file itself, unpacked and meant for programs"

// begin matches the first bytes, blanks and a UTF-8 byte order mark left out.
func begin(with string) func([]byte) bool {
	return func(head []byte) bool {
		head = bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
		return bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte(with))
	}
}
