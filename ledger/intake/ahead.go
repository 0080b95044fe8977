package intake

import (
	"errors"
	"slices"

	"girod/formats"
)

// ahead reads a file on a second core while the first books: what the reader tells is
// copied into batches that go round in a ring, so memory stays the same for any file. The
// sink is called by the caller's goroutine alone, in document order, and sees nothing of it.
func ahead(read Read) Read {
	return func(sink formats.Sink) (*formats.Summary, error) {
		r := ring{full: make(chan *batch, batches), empty: make(chan *batch, batches), stop: make(chan struct{})}
		for range batches {
			r.empty <- &batch{}
		}
		var sum *formats.Summary
		var readErr error
		go func() {
			defer close(r.full)
			sum, readErr = read(r.sink())
			r.send()
		}()
		var err error
		for b := range r.full {
			if err == nil {
				if err = b.tell(sink); err != nil {
					close(r.stop)
				}
			}
			b.clear()
			r.empty <- b
		}
		if err == nil {
			err = readErr
		}
		return sum, err
	}
}

const (
	batches   = 4
	batchSize = 256 // events
)

// errStopped ends the reading when the booking has failed.
var errStopped = errors.New("stopped")

// ring is the reader's end.
type ring struct {
	full, empty chan *batch
	stop        chan struct{}
	at          *batch
}

// event is one call of the sink: exactly one field is set, or end with its entry or
// statement.
type event struct {
	statement *formats.Statement
	entry     *formats.Entry
	payment   *formats.Payment
	invoice   *formats.Invoice
	status    *formats.StatusReport
	end       bool
}

// batch holds events with all they refer to.
type batch struct {
	events   []event
	payments []formats.Payment // reused: their slices point into the rest
	bytes    []byte
	refs     []formats.Ref
	texts    [][]byte
}

func (b *batch) clear() {
	clear(b.events) // entries and statements are garbage now
	b.events, b.payments = b.events[:0], b.payments[:0]
	b.bytes, b.refs, b.texts = b.bytes[:0], b.refs[:0], b.texts[:0]
}

// sink is what the reader is given.
func (r *ring) sink() formats.Sink {
	return formats.Sink{
		Statement:    func(s *formats.Statement) error { return r.put(event{statement: kept(s)}) },
		Entry:        func(e *formats.Entry) error { c := *e; return r.put(event{entry: &c}) },
		Payment:      r.payment,
		EntryEnd:     func(e *formats.Entry) error { c := *e; return r.put(event{entry: &c, end: true}) },
		StatementEnd: func(s *formats.Statement) error { return r.put(event{statement: kept(s), end: true}) },
		Invoice:      func(i *formats.Invoice) error { return r.put(event{invoice: keptInvoice(i)}) },
		Status:       func(s *formats.StatusReport) error { return r.put(event{status: keptStatus(s)}) },
	}
}

func kept(s *formats.Statement) *formats.Statement {
	c := *s
	c.Balances = slices.Clone(s.Balances)
	return &c
}

func keptInvoice(i *formats.Invoice) *formats.Invoice {
	c := *i
	c.Refers, c.Means, c.Lines = slices.Clone(i.Refers), slices.Clone(i.Means), slices.Clone(i.Lines)
	c.Attachments = nil // files that the book does not keep; the archive does
	return &c
}

func keptStatus(s *formats.StatusReport) *formats.StatusReport {
	c := *s
	c.Reasons, c.Groups = slices.Clone(s.Reasons), slices.Clone(s.Groups)
	for i := range c.Groups {
		g := &c.Groups[i]
		g.Reasons, g.Transfers = slices.Clone(g.Reasons), slices.Clone(g.Transfers)
		for j := range g.Transfers {
			g.Transfers[j].Reasons = slices.Clone(g.Transfers[j].Reasons)
		}
	}
	return &c
}

// room makes sure that there is a batch to write to.
func (r *ring) room() error {
	if r.at != nil && len(r.at.events) < batchSize {
		return nil
	}
	r.send()
	select {
	case r.at = <-r.empty:
		if cap(r.at.payments) == 0 {
			r.at.payments = make([]formats.Payment, 0, batchSize) // never grows: events point into it
		}
		return nil
	case <-r.stop:
		return errStopped
	}
}

func (r *ring) send() {
	if r.at != nil {
		r.full <- r.at
		r.at = nil
	}
}

func (r *ring) put(e event) error {
	if err := r.room(); err != nil {
		return err
	}
	r.at.events = append(r.at.events, e)
	return nil
}

func (r *ring) payment(p *formats.Payment) error {
	if err := r.room(); err != nil {
		return err
	}
	b := r.at
	b.payments = append(b.payments, *p)
	c := &b.payments[len(b.payments)-1]
	for _, field := range [...]*[]byte{&c.BankRef, &c.EndToEnd, &c.Instruction, &c.PaymentInfo, &c.MessageID, &c.UETR, &c.Return, &c.ReturnText,
		&c.Payer, &c.PayerAccount, &c.PayerProxy, &c.PayerScheme, &c.PayerID, &c.Payee, &c.PaidTo, &c.PaidToScheme, &c.Info, &c.Rate} {
		*field = b.keep(*field)
	}
	from := len(b.refs)
	for _, ref := range p.Refs {
		ref.Text = b.keep(ref.Text)
		b.refs = append(b.refs, ref)
	}
	c.Refs = b.refs[from:len(b.refs):len(b.refs)]
	from = len(b.texts)
	for _, text := range p.Text {
		b.texts = append(b.texts, b.keep(text))
	}
	c.Text = b.texts[from:len(b.texts):len(b.texts)]
	b.events = append(b.events, event{payment: c})
	return nil
}

// keep copies bytes into the batch. When its memory grows, what was kept stays where it
// was.
func (b *batch) keep(text []byte) []byte {
	if len(text) == 0 {
		return nil
	}
	from := len(b.bytes)
	b.bytes = append(b.bytes, text...)
	return b.bytes[from:len(b.bytes):len(b.bytes)]
}

// tell replays a batch.
func (b *batch) tell(sink formats.Sink) (err error) {
	for i := range b.events {
		switch e := &b.events[i]; {
		case e.payment != nil:
			err = sink.Payment(e.payment)
		case e.entry != nil && e.end:
			err = sink.EntryEnd(e.entry)
		case e.entry != nil:
			err = sink.Entry(e.entry)
		case e.statement != nil && e.end:
			err = sink.StatementEnd(e.statement)
		case e.statement != nil:
			err = sink.Statement(e.statement)
		case e.invoice != nil:
			err = sink.Invoice(e.invoice)
		default:
			err = sink.Status(e.status)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
