package codec

import (
	"bytes"
	"io"
	"regexp"

	"github.com/moov-io/iso20022/pkg/document"

	"girod/formats"
	"girod/formats/schema"
)

// strictly reads a file once more and holds it to its schema, and beside that to what
// moov-io/iso20022 knows of the version. Other formats than ISO 20022 have no schema of
// their own beside what their rooms find. What it finds has room of its own, or a file
// that its room finds much in would hide its breaks.
func (g Reading) strictly(r io.Reader, sum *formats.Summary) error {
	if messageName.FindString(sum.Version) == "" {
		return nil
	}
	var breaks formats.Summary
	if err := g.breaks(r, sum.Version, &breaks); err != nil {
		return err
	}
	sum.Findings = append(sum.Findings, breaks.Findings...)
	sum.MoreFindings += breaks.MoreFindings
	return nil
}

// breaks finds where a message breaks its schema.
func (g Reading) breaks(r io.Reader, message string, found *formats.Summary) error {
	if ofMessage(message) == nil || !moovKnows(message) {
		return schema.Check(r, g.Limits, found) // what has no room, moov has been asked about already
	}
	kept := &keeper{most: maxValidated}
	if err := schema.Check(io.TeeReader(r, kept), g.Limits, found); err != nil {
		return err
	}
	if kept.over || schema.Knows(message) && len(found.Findings) == 0 {
		return nil // moov is never asked to overrule what our own rules find right
	}
	if says := complaint(kept.Bytes()); says != "" && !unread.MatchString(says) {
		found.Find(g.Limits, formats.Finding{Code: "moov", Text: says})
	}
	return nil
}

func moovKnows(message string) bool {
	_, err := document.NewDocument(schema.Space + message)
	return err == nil
}

// faults are the complaints of moov-io/iso20022 v0.2.1 that say nothing of the file; a
// test holds a right message to each.
var faults = []*regexp.Regexp{
	// It wants all alternatives of a choice to stand: with an IBAN also a number of
	// another kind, with CancellationReason33Choice/Cd also Prtry.
	regexp.MustCompile(`\w+Choice\b`),
	// It reads times as Go does, which has no 24:00:00 and none without a zone.
	regexp.MustCompile(`^parsing time ".*(hour out of range|as "Z07:00")`),
}

// unread tells a file that moov did not take: it wants UTF-8, a namespace without a prefix
// and no envelope.
var unread = regexp.MustCompile(`The (type of file is invalid|namespace of document is)`)

// lengths is another fault: it counts bytes where the schemas count characters, so that a
// name with å, ä or ö may be too long.
var lengths = regexp.MustCompile(`has invalid length`)

// complaint is what moov says of a file, "" where that is a fault of its own.
func complaint(file []byte) string {
	err := validate(file)
	if err == nil {
		return ""
	}
	says := err.Error()
	for _, fault := range faults {
		if fault.MatchString(says) {
			return ""
		}
	}
	if lengths.MatchString(says) && bytes.ContainsFunc(file, func(c rune) bool { return c >= 0x80 }) {
		return ""
	}
	return "moov-io/iso20022 says: " + formats.Excerpt(says)
}
