package svefaktura

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"

	"girod/formats"
	"girod/formats/xmlplace"
)

// parcel is what an ObjectEnvelope brought.
type parcel struct {
	at          formats.Origin
	belongs     string // number of the invoice; "" when it does not say
	attachments []formats.Attachment
}

// envelope reads ObjectEnvelope: the document it belongs to, and objects in base64.
func (r *reader) envelope() error {
	p := parcel{at: r.place()}
	err := r.each(func(name string) error {
		switch name {
		case "DocumentReference":
			return r.deep(&p.belongs, "DocumentID")
		case "EncodedObject":
			return r.object(&p)
		}
		return nil
	})
	r.parcels = append(r.parcels, p)
	return err
}

// object reads EncodedObject. Its data must be base64; a Svefaktura within is read.
func (r *reader) object(p *parcel) error {
	if err := r.keep(); err != nil {
		return err
	}
	var a formats.Attachment
	return r.each(func(name string) error {
		switch name {
		case "ObjectID":
			return r.text(&a.ID)
		case "EncodedData":
			at := r.place()
			a.MIME, a.Name = string(r.Attr("mimeCode")), string(r.Attr("filename"))
			data, err := r.data(at, &a)
			if err != nil {
				return err
			}
			if isXML(a.MIME) && r.within == "" && holds(data, r.l) { // an envelope in an attachment stays closed
				return r.attached(at, data)
			}
			p.attachments = append(p.attachments, a)
		}
		return nil
	})
}

// deliver gives each invoice its attachments.
func (f *file) deliver() {
	for _, p := range f.parcels {
		to := f.addressee(p.belongs)
		if to != nil {
			to.Attachments = append(to.Attachments, p.attachments...)
		} else if len(p.attachments) > 0 {
			f.sum.Find(f.l, formats.Finding{Origin: p.at, Code: "attachment-of-another",
				Text: "the attachments belong to " + strconv.Quote(formats.Excerpt(p.belongs)) + ", which is not in the file"})
		}
	}
}

// addressee finds the invoice that attachments belong to: the one named, or the only
// one.
func (f *file) addressee(number string) *document {
	for _, d := range f.invoices {
		if d.Number == number || number == "" && len(f.invoices) == 1 {
			return d
		}
	}
	return nil
}

// isXML tells whether an attachment says it is XML, or says nothing.
func isXML(mime string) bool { return mime == "" || strings.HasSuffix(mime, "xml") }

// data reads the base64 of the element just opened and gives what it stands for.
func (r *reader) data(at formats.Origin, a *formats.Attachment) ([]byte, error) {
	depth := r.Depth()
	var data []byte
	for {
		kind, err := r.Next()
		switch {
		case err != nil:
			return nil, err
		case kind == xmlplace.End && r.Depth() == depth:
			return data, nil
		case kind != xmlplace.Text || r.Depth() != depth:
			continue
		}
		a.Base64 = string(strip(r.Text()))
		if data, err = base64.StdEncoding.DecodeString(a.Base64); err != nil {
			return nil, refused(at, "attachment", "", "an attachment in base64: "+err.Error())
		}
	}
}

// strip leaves out the blanks that break base64 into lines.
func strip(text []byte) []byte {
	return bytes.Map(func(c rune) rune {
		if c == ' ' || c == '\t' || c == '\r' || c == '\n' {
			return -1
		}
		return c
	}, text)
}

// attached reads a Svefaktura that came as an attachment. Other XML is let be: whatever
// it is, it is not what we were sent.
func (r *reader) attached(at formats.Origin, data []byte) error {
	within := at.At + "/"
	err := r.read(bytes.NewReader(data), within)
	var e *formats.Error
	if errors.As(err, &e) && !strings.HasPrefix(e.At, within) {
		e.At = within + e.At
	}
	return err
}

// holds tells whether data is XML whose root is a Svefaktura.
func holds(data []byte, l formats.Limits) bool {
	if !bytes.ContainsRune(data[:min(len(data), 64)], '<') {
		return false // most attachments, which cost nothing so
	}
	x := xmlplace.NewReader(bytes.NewReader(data), l)
	for {
		kind, err := x.Next()
		if err != nil {
			return false
		}
		if kind == xmlplace.Start {
			return x.Space() == Space && x.Name() == "Invoice"
		}
	}
}
