package pain

import (
	"errors"
	"fmt"
	"io"
	"regexp"

	"girod/formats"
	"girod/formats/xmlplace"
)

// Bounds of a message that is kept in memory as a whole, which an order and a status
// report are: they are approved, compared and applied as one.
const (
	maxBytes     = 128 << 20
	maxTransfers = 100_000
)

// reader reads one message: xmlplace knows XML, this knows the elements of pain.
type reader struct {
	*xmlplace.Reader
	l       formats.Limits
	space   string
	sum     *formats.Summary
	records int
	lines   int
}

// messageName finds the name within a namespace; Swiss and German banks use
// namespaces of their own ("…/de/pain.002.001.03.ch.02.xsd").
var messageName = regexp.MustCompile(`(pain\.00[0-9]|camt\.029)\.00[0-9]\.[0-9]{2}`)

// open goes to the message within Document, past any envelope around it, and checks
// that it is of the kind asked for: "pain.001".
func open(r io.Reader, l formats.Limits, kind string) (*reader, error) {
	l = l.WithDefaults()
	l.Bytes = min(l.Bytes, maxBytes)
	x := &reader{Reader: xmlplace.NewReader(r, l).Count("PmtInf", "CdtTrfTxInf", "DrctDbtTxInf", "OrgnlPmtInfAndSts", "TxInfAndSts", "CxlDtls"), l: l}
	x.sum = &formats.Summary{Format: kind}
	for {
		event, err := x.Next()
		if errors.Is(err, io.EOF) {
			return nil, &formats.Error{Code: "not-" + kind, Want: "a " + kind + " message: there is none in the file"}
		}
		if err != nil {
			return nil, err
		}
		if event != xmlplace.Start || x.Name() != "Document" {
			continue
		}
		x.space = x.Space()
		x.sum.Version = messageName.FindString(x.space)
		if len(x.sum.Version) < len(kind) || x.sum.Version[:len(kind)] != kind {
			return nil, x.Refuse("not-"+kind, x.space, "a "+kind+" message")
		}
		if x.space != spaceISO+x.sum.Version {
			x.find("namespace", "the namespace is not that of ISO 20022 but "+x.space, false)
		}
		return x, nil
	}
}

// message reads the one element within Document with fn, and the rest of the file.
func (r *reader) message(name string, fn func(name string) error) error {
	found := false
	err := r.each(func(n string) error {
		if n != name && messageName.FindString(n) == "" { // .02 repeats the message's name
			return nil
		}
		if found {
			return r.Refuse("message-twice", n, "one "+name+" in a Document")
		}
		found = true
		return r.each(fn)
	})
	if err != nil {
		return err
	}
	if !found {
		return r.Refuse("message-empty", "", "the element "+name+" within Document")
	}
	return r.rest()
}

// rest reads the file to its end: what stands behind the message must be well-formed
// too, and no second message may hide there.
func (r *reader) rest() error {
	for {
		kind, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if kind == xmlplace.Start && r.Name() == "Document" {
			return r.Refuse("message-twice", "", "one Document in a file")
		}
	}
}

// each goes through the elements directly within the one just opened that are the
// message's own; another namespace's (extensions, signatures) are passed over.
func (r *reader) each(fn func(name string) error) error {
	return r.Each(func(name string) error {
		if r.Space() != r.space {
			return nil
		}
		return fn(name)
	})
}

// record counts what is kept in memory.
func (r *reader) record() error {
	if r.records++; int64(r.records) > min(r.l.Records, maxTransfers) {
		return r.Refuse("too-many", "", fmt.Sprintf("at most %d transfers in a message", min(r.l.Records, maxTransfers)))
	}
	return nil
}

// line counts remittance lines: a transfer may pay many invoices, but not all of them.
func (r *reader) line() error {
	if r.lines++; r.lines > 10*maxTransfers {
		return r.Refuse("too-many", "", fmt.Sprintf("at most %d remittance lines in a message", 10*maxTransfers))
	}
	return nil
}

// find adds a finding at the place just read.
func (r *reader) find(code, text string, doubt bool) {
	r.sum.Find(r.l, formats.Finding{Origin: r.Origin(), Code: code, Text: text, Doubt: doubt})
}
