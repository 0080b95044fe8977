package settlement

import (
	"bytes"
	"errors"
	"io"

	"girod/formats"
)

// Format is the room's name in a summary.
const Format = "settlement"

// The kinds of a [formats.SettledPayment].
const (
	Sale       = "sale"
	Refund     = "refund" // negative
	Chargeback = "chargeback"
	Fee        = "fee"    // no payment: only the acquirer's charge
	Payout     = "payout" // we paid somebody by Swish; negative
	Return     = "return" // a refund or payout that came back; positive
)

// Mappings are reports known by configuration beside those known by themselves.
type Mappings []Mapping

// Is tells whether a file begins as one of the layouts known by themselves does.
func Is(head []byte) bool { return Mappings(nil).Is(head) }

// Read reads a report of a layout known by itself and tells the sink of each settlement,
// once the whole file has been seen. The summary counts settlements as entries and payments
// as details; its totals are what the bank should show.
func Read(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	return Mappings(nil).Read(r, l, sink)
}

// Is tells whether a file begins as a known or configured report does.
func (m Mappings) Is(head []byte) bool { return m.layout(head) != nil }

// Read is the package's Read for known and configured reports.
func (m Mappings) Read(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	l = l.WithDefaults()
	x := newRows(r, l)
	head, err := x.r.Peek(min(x.r.Size(), headSize))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(bytes.TrimSpace(head)) == 0 {
		return nil, x.refuse("", "empty", "", "a file that is not empty")
	}
	read := m.layout(head)
	if read == nil {
		x.line = 1
		return nil, x.refuse("", "settlement-layout", text(firstLine(head)), "a settlement report girod knows (Swish of Handelsbanken or Swedbank, girod's own), or a mapping that names its columns")
	}
	return read(x, sink)
}

// headSize is how much of a report is looked at to tell its layout.
const headSize = 4096

// layout finds out who reads a file that begins so.
func (m Mappings) layout(head []byte) func(*rows, formats.Sink) (*formats.Summary, error) {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), "\r\n ")
	if isHandelsbanken(head) {
		return readHandelsbanken
	}
	if isSwedbank(head) {
		return readSwedbank
	}
	for _, known := range append(Mappings{own}, m...) {
		if known.is(head) {
			return known.read
		}
	}
	return nil
}

func firstLine(head []byte) []byte {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return bytes.TrimSpace(line)
}
