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
	"girod/formats/seal"
	"girod/formats/svefaktura"
	"girod/formats/xmlplace"
)

// Format is what a file was recognised as.
type Format struct {
	Name    string // "camt.053", "ubl"
	Version string // "camt.053.001.08"
	read    reader
	idle    bool

	envelope *envelope // the header of ISO 20022 around the message; nil without one
}

// Recognise tells a file's format by its first bytes. A format we know but do not
// read, and what we do not know, are refusals.
func Recognise(head []byte, l formats.Limits) (Format, error) {
	return Reading{Limits: l}.recognise(head)
}

func (g Reading) recognise(head []byte) (Format, error) {
	if len(head) == 0 {
		return Format{}, &formats.Error{Code: "empty", Want: "a file that is not empty"}
	}
	if r := ofText(head); r != nil {
		return Format{Name: r.Room, Version: r.Versions, read: r.read, idle: r.idle}, nil
	}
	if isXML(head) {
		return recogniseXML(head, g.Limits)
	}
	for _, s := range signatures {
		if s.is(head) {
			return Format{}, &formats.Error{Origin: formats.Origin{Line: 1}, Code: s.code, Got: s.name, Want: s.want}
		}
	}
	if read := g.mapped(head); read != nil {
		return Format{Name: "mapped", read: read}, nil
	}
	return Format{}, unknown(head)
}

// unknown refuses what we have never seen, showing how it begins.
func unknown(head []byte) error {
	return &formats.Error{
		Origin: formats.Origin{Line: 1}, Code: "format-unknown", Got: shown(head),
		Want: "a file of a format girod knows: ISO 20022, BgMax, OCR giro, MT940, Peppol, Svefaktura, Finvoice, SIE, girod-invoices …",
	}
}

// shown shows a file's first bytes: its text as far as it is text, else in hex.
func shown(head []byte) string {
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
	var around *envelope
	for {
		kind, err := x.Next()
		if err != nil {
			return Format{}, unrecognised(head, err)
		}
		if kind == xmlplace.Text && strings.Contains(x.Space(), ":head.001.") {
			if around == nil {
				around = &envelope{}
			}
			around.hear(x)
		}
		if kind != xmlplace.Start {
			continue
		}
		format := ofElement(x.Space(), x.Name())
		if format.read != nil {
			format.envelope = around
			return format, nil
		}
		if format.Name != "" {
			return Format{}, x.Refuse(format.Version, format.Name, wantOf[format.Version])
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
// know its name, and then Version says why it is refused. An envelope belongs to none:
// what it holds decides.
func ofElement(space, name string) Format {
	switch {
	case strings.HasPrefix(space, spaceUBL) && ublRoots[name]:
		return Format{Name: "ubl", read: ofRoom("ubl")}
	case strings.HasPrefix(space, spaceUBL) && !strings.Contains(space, "Common"):
		return Format{Name: "UBL " + name, Version: "format-other"}
	case space == svefaktura.Space, space == svefaktura.SpaceEnvelope:
		return Format{Name: "svefaktura", read: ofRoom("svefaktura")}
	case space == seal.SpaceEnvelope:
		return Format{Name: "a Secure Envelope (" + name + ")", Version: "sealed"}
	}
	message := messageName.FindString(space)
	if message == "" || strings.HasPrefix(message, "head.") || name != "Document" {
		return Format{}
	}
	format := Format{Name: message[:8], Version: message, read: isoMessage}
	if r := ofMessage(message); r != nil {
		format.read, format.idle = r.read, r.idle
	}
	return format
}

// spaceUBL begins the namespace of every document of UBL 2.
const spaceUBL = "urn:oasis:names:specification:ubl:schema:xsd:"

// ublRoots are the documents of UBL that the room of invoices reads.
var ublRoots = map[string]bool{"Invoice": true, "CreditNote": true, "Reminder": true}

// wantOf tells what would have been read in place of a format we only know by name.
var wantOf = map[string]string{
	"sealed":       "the file within: what is sealed is opened first, by the seal in the partner's configuration (partners, seal)",
	"format-other": "a format girod reads (girod inspect --formats lists them); this one it only knows by name",
}

// signatures tell formats that we know by how they begin and do not read.
var signatures = []struct {
	name, code, want string
	is               func(head []byte) bool
}{
	{"Finnish TITO", "format-other", wantOf["format-other"], begins("T00")},
	{"an OpenPGP message", "sealed", wantOf["sealed"], begins("-----BEGIN PGP MESSAGE")},
	{"a file with Bankgirot's HMAC seal", "sealed", wantOf["sealed"], func(head []byte) bool {
		return len(head) > 12 && string(head[:2]) == "00" && string(head[8:12]) == "HMAC"
	}},
	{"a PDF document", "format-people", wantFile, begins("%PDF-")},
	{"a zip archive", "format-packed", wantFile, begins("PK\x03\x04")},
	{"a gzip archive", "format-packed", wantFile, begins("\x1f\x8b")},
}

// wantFile is said of what is made for people, or packed, which is never opened: a
// small archive may unpack to more than any disk holds.
const wantFile = "the payment or invoice file itself, unpacked and meant for programs"

// begins matches the first bytes, blanks and a UTF-8 byte order mark left out.
func begins(with string) func([]byte) bool {
	return func(head []byte) bool {
		head = bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
		return bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte(with))
	}
}
