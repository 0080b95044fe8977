package codec

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/moov-io/iso20022/pkg/document"

	"girod/formats"
	"girod/formats/xmlplace"
)

// maxValidated is the size up to which a message is kept and given to moov, which
// needs some six times as much memory.
const maxValidated = 16 << 20

// isoMessage reads an ISO 20022 message that has no room: the whole file goes through
// the guard first, and only what the guard took is shown to moov.
func isoMessage(r io.Reader, l formats.Limits, _ formats.Sink) (*formats.Summary, error) {
	kept := &keeper{most: maxValidated}
	sum, err := guard(io.TeeReader(r, kept), l)
	if err != nil {
		return nil, err
	}
	notActedOn(sum, l)
	note := func(text string) {
		sum.Find(l, formats.Finding{Code: "not-validated", Text: text})
	}
	if kept.over {
		note(fmt.Sprintf("larger than %d MiB: not validated", maxValidated>>20))
		return sum, nil
	}
	if says := complaint(kept.Bytes()); says != "" {
		note(says)
	}
	return sum, nil
}

// guard reads the whole file as XML and notes what every message says of itself.
func guard(r io.Reader, l formats.Limits) (*formats.Summary, error) {
	x := xmlplace.NewReader(r, l)
	sum := &formats.Summary{}
	said := map[string]string{}
	for {
		kind, err := x.Next()
		if errors.Is(err, io.EOF) {
			declared(sum, said, l)
			return sum, nil
		}
		if err != nil {
			return nil, err
		}
		switch {
		case kind == xmlplace.Start && sum.Version == "":
			if f := ofElement(x.Space(), x.Name()); f.read != nil {
				sum.Format, sum.Version = f.Name, f.Version
			}
		case kind == xmlplace.Text && sum.Version != "":
			head(sum, x.Name(), x.Text())
			if _, before := said[x.Name()]; !before && (x.Name() == "NbOfTxs" || x.Name() == "CtrlSum") {
				said[x.Name()] = formats.Excerpt(string(bytes.TrimSpace(x.Text())))
			}
		}
	}
}

// declared tells what a message's header says that it holds; nobody counted it.
func declared(sum *formats.Summary, said map[string]string, l formats.Limits) {
	if said["NbOfTxs"] == "" {
		return
	}
	text := "the message says that it holds " + said["NbOfTxs"] + " transactions"
	if said["CtrlSum"] != "" {
		text += ", together " + said["CtrlSum"]
	}
	sum.Find(l, formats.Finding{Code: "declared", Text: text + "; girod has not counted them"})
}

// head notes the first message identification and time of creation, which is those of
// the message: they stand in its header.
func head(sum *formats.Summary, name string, text []byte) {
	switch {
	case name == "MsgId" && sum.MessageID == "":
		sum.MessageID = formats.Excerpt(string(bytes.TrimSpace(text)))
	case name == "CreDtTm" && sum.CreatedAt == "":
		sum.CreatedAt = formats.Excerpt(string(bytes.TrimSpace(text)))
	}
}

// validate asks moov. It walks its types by reflection and may well panic on
// odd input; that is its finding, not our end.
func validate(file []byte) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("gave up: %v", p)
		}
	}()
	doc, err := document.ParseIso20022Document(file)
	if err != nil {
		return err
	}
	return doc.Validate()
}

// keeper keeps what is written to it, up to a bound.
type keeper struct {
	bytes.Buffer
	most int
	over bool
}

// Write keeps b unless that is too much; then it keeps nothing more.
func (k *keeper) Write(b []byte) (int, error) {
	if k.over || k.Len()+len(b) > k.most {
		k.over = true
		k.Buffer = bytes.Buffer{}
		return len(b), nil
	}
	return k.Buffer.Write(b)
}
