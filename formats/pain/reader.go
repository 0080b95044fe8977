package pain

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
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
}

// messageName finds the name within a namespace; Swiss and German banks use
// namespaces of their own ("…/de/pain.002.001.03.ch.02.xsd").
var messageName = regexp.MustCompile(`pain\.00[0-9]\.00[0-9]\.[0-9]{2}`)

// open goes to the message within Document, past any envelope around it, and checks
// that it is of the kind asked for: "pain.001".
func open(r io.Reader, l formats.Limits, kind string) (*reader, error) {
	l = l.WithDefaults()
	l.Bytes = min(l.Bytes, maxBytes)
	x := &reader{Reader: xmlplace.NewReader(r, l).Count("PmtInf", "CdtTrfTxInf", "DrctDbtTxInf", "OrgnlPmtInfAndSts", "TxInfAndSts"), l: l}
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

// texts reads leaves by name into their fields and passes over the rest.
func (r *reader) texts(into map[string]*string) error {
	return r.each(func(name string) error {
		if p := into[name]; p != nil {
			return r.text(p)
		}
		return nil
	})
}

// text reads the element's value.
func (r *reader) text(into *string) error {
	s, err := r.Value()
	if err == nil {
		*into = s
	}
	return err
}

// deep reads the first value found at a path below the element just opened.
func (r *reader) deep(into *string, path ...string) error {
	if len(path) == 0 {
		return r.text(into)
	}
	return r.each(func(name string) error {
		if name == path[0] && *into == "" {
			return r.deep(into, path[1:]...)
		}
		return nil
	})
}

// amount reads an element with a Ccy.
func (r *reader) amount() (money.Amount, error) {
	origin := r.Origin()
	ccy := string(r.Attr("Ccy"))
	text, err := r.Value()
	if err != nil {
		return money.Amount{}, err
	}
	c, err := money.ParseCurrency(ccy)
	if err != nil {
		return money.Amount{}, &formats.Error{Origin: origin, Code: "currency", Got: formats.Excerpt(ccy), Want: "a currency of ISO 4217 in the attribute Ccy"}
	}
	minor, err := money.Parse(text, c)
	if err != nil {
		return money.Amount{}, &formats.Error{Origin: origin, Code: "amount", Got: formats.Excerpt(text), Want: fmt.Sprintf("a plain amount of at most %d decimals (%s)", c.Decimals(), c)}
	}
	return money.Of(minor, c), nil
}

// day reads an ISODate.
func (r *reader) day(into *date.Date) error {
	origin := r.Origin()
	text, err := r.Value()
	if err != nil {
		return err
	}
	d, err := date.Parse(text)
	if err != nil {
		return &formats.Error{Origin: origin, Code: "date", Got: formats.Excerpt(text), Want: "a day such as 2026-01-07"}
	}
	*into = d
	return nil
}

// number reads a count.
func (r *reader) number(into *int) error {
	origin := r.Origin()
	text, err := r.Value()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || len(text) > 15 {
		return &formats.Error{Origin: origin, Code: "count", Got: formats.Excerpt(text), Want: "a whole number"}
	}
	*into = n
	return nil
}

// record counts what is kept in memory.
func (r *reader) record() error {
	if r.records++; int64(r.records) > min(r.l.Records, maxTransfers) {
		return r.Refuse("too-many", "", fmt.Sprintf("at most %d transfers in a message", min(r.l.Records, maxTransfers)))
	}
	return nil
}

// find adds a finding at the place just read.
func (r *reader) find(code, text string, doubt bool) {
	r.sum.Find(r.l, formats.Finding{Origin: r.Origin(), Code: code, Text: text, Doubt: doubt})
}

// join puts pieces of a text together, as far as a person would read.
func join(text, piece, between string) string {
	if text == "" || piece == "" {
		return text + piece
	}
	if len(text)+len(piece) > 8<<10 {
		return text
	}
	return text + between + piece
}

// reason reads StsRsnInf: a code, or the bank's own, and texts. Banks cut a long text
// into several AddtlInf, in the middle of a word too (seen at a Finnish bank), so a
// piece that fills its 105 characters goes on without a blank.
func (r *reader) reason() (formats.Reason, error) {
	var out formats.Reason
	long := false
	err := r.each(func(name string) error {
		var text string
		switch name {
		case "Rsn":
			return r.each(func(string) error { return r.text(&out.Code) })
		case "AddtlInf", "AddtlStsRsnInf":
			if err := r.text(&text); err != nil {
				return err
			}
			between := " "
			if long {
				between = ""
			}
			out.Text, long = join(out.Text, text, between), len([]rune(text)) >= 100
		}
		return nil
	})
	return out, err
}
