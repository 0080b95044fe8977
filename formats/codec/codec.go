package codec

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"girod/formats"
	"girod/formats/pain"
	"girod/formats/plain"
	"girod/formats/settlement"
)

// headSize is how much of a file is looked at to recognise it: enough for any
// envelope and comment before the message.
const headSize = 64 << 10

// reader reads a file of one format and tells the sink what it says.
type reader func(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error)

// Reading is how one partner's files are read: within which limits, and what the columns
// of tables are called that have names of the partner's own.
type Reading struct {
	Limits      formats.Limits
	Settlements settlement.Mappings // acquirers' reports beside those known by themselves
	Invoices    *plain.Mapping      // a business system's export of invoices; nil: our own layout
}

// Read recognises a file, reads it and tells sink what it says, in document order, with
// nothing known of the partner but limits. See [Reading.Read].
func Read(r io.Reader, name string, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	return Reading{Limits: l}.Read(r, name, sink)
}

// Read recognises a file, reads it and tells sink what it says, in document order. A
// refusal is a *[formats.Error] that carries the file's name; an error of the sink or
// of r comes back wrapped. The file is read to its end; where r can seek, formats that
// tell sums last are read without holding the file in memory.
func (g Reading) Read(r io.Reader, name string, sink formats.Sink) (*formats.Summary, error) {
	head, whole, err := Begin(r)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	format, err := g.recognise(head)
	if err != nil {
		return nil, named(name, err)
	}
	idle := 0
	sum, err := format.read(whole, g.Limits, counting(sink, &idle))
	if err != nil {
		return nil, named(name, err)
	}
	format.envelope.judge(sum.Version, sum, g.Limits)
	if idle > 0 || format.idle {
		notActedOn(sum, g.Limits)
	}
	return sum, nil
}

// Begin gives the first bytes of a file, enough to recognise it, and the whole file.
func Begin(r io.Reader) (head []byte, whole io.Reader, err error) {
	b := bufio.NewReaderSize(r, headSize)
	head, err = b.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, err
	}
	s, ok := r.(io.Seeker)
	if !ok {
		return head, b, nil
	}
	head = append([]byte(nil), head...)
	if at, err := s.Seek(0, io.SeekCurrent); err == nil {
		if _, err := s.Seek(at-int64(b.Buffered()), io.SeekStart); err == nil {
			return head, r, nil
		}
	}
	return head, b, nil
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
	if err == nil {
		err = sink.Debits(order)
	}
	return sum, err
}

func readRecallAnswer(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	answer, sum, err := pain.ReadRecallAnswer(r, l)
	if err == nil {
		err = told(sink.RecallAnswer, answer)
	}
	return sum, err
}

// counting counts what a file tells that girod does nothing with yet: it must not be
// dropped in silence, whatever else stands in the file.
func counting(sink formats.Sink, idle *int) formats.Sink {
	s := sink
	s.Debits = func(o *formats.DebitOrder) error { *idle++; return told(sink.Debits, o) }
	s.Mandate = func(m *formats.MandateChange) error { *idle++; return told(sink.Mandate, m) }
	return s
}

func told[T any](fn func(*T) error, v *T) error {
	if fn == nil {
		return nil
	}
	return fn(v)
}

// notActedOn puts a readable message that nothing is done with in doubt: the daemon
// must hold it, or what it says would be dropped in silence.
func notActedOn(sum *formats.Summary, l formats.Limits) {
	name := sum.Version
	if name == "" {
		name = sum.Format
	}
	sum.Find(l, formats.Finding{Code: "not-acted-on", Text: "girod names and counts " + name + " but does nothing with it", Doubt: true})
}
