package codec

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"girod/formats"
	"girod/formats/camt"
	"girod/formats/pain"
	"girod/formats/ubl"
)

// headSize is how much of a file is looked at to recognise it: enough for any
// envelope and comment before the message.
const headSize = 64 << 10

// reader reads a file of one format and tells the sink what it says.
type reader func(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error)

// rooms lists the messages we read, by the start of their names.
var rooms = []struct {
	name string
	read reader
}{
	{"camt.052", camt.Read},
	{"camt.053", camt.Read},
	{"camt.054", camt.Read},
	{"pain.001", readTransfers},
	{"pain.002", readStatus},
	{"pain.008", readDebits},
	{"camt.029", readRecallAnswer},
	{"ubl", ubl.Read},
}

// Read recognises a file, reads it and tells sink what it says, in document order. A
// refusal is a *[formats.Error] that carries the file's name; an error of the sink or
// of r comes back wrapped. The file is read to its end.
func Read(r io.Reader, name string, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	b := bufio.NewReaderSize(r, headSize)
	head, err := b.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	format, err := Recognise(head, l)
	if err != nil {
		return nil, named(name, err)
	}
	sum, err := format.read(b, l, sink)
	if err != nil {
		return nil, named(name, err)
	}
	return sum, nil
}

// named puts the file's name on an error.
func named(name string, err error) error {
	var refused *formats.Error
	if errors.As(err, &refused) {
		if refused.File == "" {
			refused.File = name
		}
		return err
	}
	return fmt.Errorf("read %s: %w", name, err)
}

func readTransfers(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	order, sum, err := pain.ReadTransfers(r, l)
	if err == nil && sink.Transfers != nil {
		err = sink.Transfers(order)
	}
	return sum, err
}

func readStatus(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	report, sum, err := pain.ReadStatus(r, l)
	if err == nil && sink.Status != nil {
		err = sink.Status(report)
	}
	return sum, err
}

func readDebits(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	order, sum, err := pain.ReadDebits(r, l)
	if err == nil && sink.Debits != nil {
		err = sink.Debits(order)
	}
	if err == nil {
		notActedOn(sum, l)
	}
	return sum, err
}

func readRecallAnswer(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	answer, sum, err := pain.ReadRecallAnswer(r, l)
	if err == nil && sink.RecallAnswer != nil {
		err = sink.RecallAnswer(answer)
	}
	if err == nil {
		notActedOn(sum, l)
	}
	return sum, err
}

// notActedOn puts a readable message that nothing is done with in doubt: the daemon
// must hold it, or what it says would be dropped in silence.
func notActedOn(sum *formats.Summary, l formats.Limits) {
	sum.Find(l, formats.Finding{Code: "not-acted-on", Text: "girod names and counts " + sum.Version + " but does nothing with it", Doubt: true})
}
