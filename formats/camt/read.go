package camt

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"girod/formats"
	"girod/formats/date"

	"girod/formats/xmlplace"
)

// Space is where the namespaces of all camt messages begin.
const Space = "urn:iso:std:iso:20022:tech:xsd:camt.05"

const newestVersion = 14

// reader follows one message.
type reader struct {
	xml    *xmlplace.Reader
	limits formats.Limits
	sink   formats.Sink
	sum    formats.Summary
	clip   formats.Clip
	text   []byte // the value just told, blanks trimmed
	seen   map[find]bool

	kind      formats.StatementKind
	createdOn date.Date
	statement statement
	entry     openEntry
	pay       *payment // open, or the last one
	held      *payment // a first payment without amount, kept until we know whether it is the only one
	pays      [2]payment

	cost      cost  // the amount read last
	onDay     onDay // the day read last
	mass      int64 // all amounts together: what makes an overflow of any sum impossible
	records   int64
	documents int
	scratch   []byte
}

// Read tells a camt.052, .053 or .054 to the sink. It gives the summary as far as it
// came also with an error.
func Read(src io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	return read(xmlplace.NewReader(src, l), l, sink)
}

func read(x *xmlplace.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	r := &reader{xml: x, limits: l.WithDefaults(), sink: sink, seen: make(map[find]bool)}
	x.Follow(r.place)
	err := r.all()
	return &r.sum, err
}

// place finds the document, in whatever envelope it lies, and the table of its version.
func (r *reader) place(space, name string) *xmlplace.Place {
	if name != "Document" {
		return nil
	}
	kind, version := messageOf(space)
	if version == 0 || r.sum.Version != "" {
		return xmlplace.Group(int(otherDocument))
	}
	name = nameOf(space)
	r.kind, r.sum.Format, r.sum.Version = kind, name[:len("camt.053")], name
	return tables[version]()
}

// messageOf tells a message and its version by the namespace, 0 when it is none of ours.
func messageOf(space string) (kind formats.StatementKind, version int) {
	rest, ok := strings.CutPrefix(space, Space)
	if !ok || len(rest) != len("3.001.08") {
		return "", 0
	}
	if n, err := fmt.Sscanf(rest[1:], ".001.%02d", &version); n != 1 || err != nil || version < 1 || version > newestVersion {
		return "", 0
	}
	if kind, ok = kinds[rest[:1]]; !ok {
		return "", 0
	}
	return kind, version
}

// nameOf gives "camt.053.001.08" of a namespace of ours.
func nameOf(space string) string { return space[len(Space)-len("camt.05"):] }

var kinds = map[string]formats.StatementKind{"2": formats.WithinDay, "3": formats.EndOfDay, "4": formats.Notification}

// all follows the document to its end.
func (r *reader) all() error {
	for {
		kind, err := r.xml.Next()
		if err != nil {
			if err == io.EOF {
				err = r.end()
			}
			return err
		}
		t := tag(r.xml.Tag())
		if kind == xmlplace.Text && t < foreign { // nearly always
			if err := r.value(t); err != nil {
				return err
			}
			continue
		}
		if t >= foreign {
			t -= foreign
			r.findFirst(t, "version", true, "content of another version than "+r.sum.Version)
		}
		switch kind {
		case xmlplace.Text:
			err = r.value(t)
		case xmlplace.Start:
			err = r.start(t)
		case xmlplace.End:
			err = r.close(t)
		case xmlplace.Empty:
			r.findFirst(t, "empty-element", false, "an empty element")
		}
		if err != nil {
			return err
		}
	}
}

// start opens a group.
func (r *reader) start(t tag) error {
	switch t {
	case otherDocument:
		return r.xml.Refuse("camt-namespace", r.xml.Space(), Space+"2, …3 or …4.001.01 to .14, one Document in a file")
	case stmt:
		r.openStatement()
	case bal:
		r.statement.balance = balance{}
	case perCode:
		r.statement.claim = claim{said: said{at: r.xml.Origin()}}
	case entry:
		return r.openEntry()
	case batch:
		r.entry.batch = openBatch{}
	case details:
		return r.openPayment()
	case strd:
		r.pay.openLine()
	case docs:
		r.pay.openDocument()
	case typed:
		r.pay.line.typed = nil
	case document:
		if r.documents++; r.documents > 1 {
			return r.xml.Refuse("camt-two-documents", r.sum.Version, "one Document in a file: the second is not read")
		}
	}
	return nil
}

// close ends a group.
func (r *reader) close(t tag) error {
	switch t {
	case stmt:
		return r.closeStatement()
	case bal:
		return r.closeBalance()
	case entry:
		return r.closeEntry()
	case perCode:
		r.statement.closeClaim()
	case batch:
		r.closeBatch()
	case details:
		return r.closePayment()
	case strd:
		r.pay.closeLine()
	case docs:
		r.pay.closeDocument()
	}
	return nil
}

// value takes the text of a leaf to where it belongs.
func (r *reader) value(t tag) error {
	r.text = r.xml.Text()
	if first, last := r.text[0], r.text[len(r.text)-1]; first <= ' ' || last <= ' ' {
		r.text = bytes.TrimSpace(r.text)
		if !free(t) {
			r.findFirst(t, "blanks", false, "blanks around the value")
		}
	}
	if t > entry {
		r.entry.mix(t, r.text)
	}
	switch {
	case t > details && !r.pay.bounded():
		return r.tooLarge()
	case t > strd:
		r.lineValue(t)
	case t >= payMessage:
		r.pay.partyValue(t, r.text)
	case t > details:
		return r.paymentValue(t)
	case t > entry:
		return r.entryValue(t)
	case t > bal:
		return r.balanceValue(t)
	case t > stmt:
		return r.statementValue(t)
	default:
		return r.headerValue(t)
	}
	return nil
}

// free tells which texts people write, in which blanks mean nothing.
func free(t tag) bool {
	switch t {
	case entryText, payText, payInfo, payReturnText, lineText, payDebtor, payUltimateDebtor, payCreditor, payUltimateCreditor:
		return true
	}
	return false
}

func (r *reader) headerValue(t tag) error {
	switch t {
	case msgID:
		r.sum.MessageID = string(r.text)
	case msgCreated:
		r.sum.CreatedAt = string(r.text)
		var err error
		r.createdOn, err = r.day()
		return err
	case msgLastPage:
		if !isTrue(r.text) {
			r.find("not-last-page", false, "the message goes on in another file")
		}
	}
	return nil
}

// end is the end of the file.
func (r *reader) end() error {
	want := "a camt.052, camt.053 or camt.054: a Document in " + Space + "…"
	if r.sum.Version != "" {
		want = "at least one Stmt, Rpt or Ntfctn"
	}
	if len(r.sum.Statements) == 0 {
		return &formats.Error{Origin: formats.Origin{Line: 1}, Code: "camt-no-statement", Want: want}
	}
	return nil
}

func isTrue(text []byte) bool { return string(text) == "true" || string(text) == "1" }

// onDay is a day as it was written. Most days of a file are the same.
type onDay struct {
	text [32]byte
	size int
	day  date.Date
}

// day reads the value as a day, a time behind it cut off.
func (r *reader) day() (date.Date, error) {
	if string(r.text) == string(r.onDay.text[:r.onDay.size]) {
		return r.onDay.day, nil
	}
	d, err := date.Parse(r.text)
	if err != nil {
		return 0, r.xml.Refuse("date", string(r.text), "a day such as 2026-01-07")
	}
	if len(r.text) <= len(r.onDay.text) {
		r.onDay.size, r.onDay.day = copy(r.onDay.text[:], r.text), d
	}
	return d, nil
}
