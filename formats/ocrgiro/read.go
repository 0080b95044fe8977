package ocrgiro

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"

	"girod/formats"
	"girod/formats/fixed"
)

// The names of the two formats; a file that mixes them is called by the first.
const (
	Format           = "ocrgiro"
	FormatAvtaleGiro = "avtalegiro"
)

// Is tells whether a file begins with the start record of a transmission.
func Is(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
	return bytes.HasPrefix(bytes.TrimLeft(head, " \r\n"), []byte("NY000010"))
}

// The services, and the assignments within AvtaleGiro.
const (
	serviceNone  = 0
	serviceOCR   = 9
	serviceAvtal = 21

	typeClaims   = 0
	typeMandates = 24
	typeCancels  = 36
)

// reader goes through the file once; there are two of them, the first without a sink.
type reader struct {
	records *fixed.Reader
	limits  formats.Limits
	sink    formats.Sink
	sum     formats.Summary
	clip    formats.Clip

	ahead *ahead
	first bool // this one fills ahead

	transmission transmission
	assignment   assignment
	entry        entry
	pay          payment
	claim        claim
	order        formats.DebitOrder
	held         int64 // bytes of claims kept until their transmission ends

	transmissions, assignments int
	payments                   bool // the file has assignments of OCR giro

	service, kind, record int   // of the record at hand
	mass                  int64 // all amounts together: what makes an overflow of any sum impossible
	scratch               []byte
	seen                  map[string]bool
}

// transmission is what lies between records 10 and 89.
type transmission struct {
	open         bool
	number       string
	sender       string
	line         int
	records      int64
	transactions int64
	assignments  int64
	sum          int64 // as record 89 has it
}

// assignment is what lies between records 20 and 88.
type assignment struct {
	open         bool
	service      int
	kind         int
	line         int
	number       string
	account      string
	records      int64
	transactions int64
	sum          int64 // as record 88 has it: reversals added, credit notes taken off
	days         days
	statement    formats.Statement
	entries      int
	total        formats.Total
}

// maxAssignments is one for each account of a very large group, every day for a year.
const maxAssignments = 100_000

// Read tells a file of OCR giro or AvtaleGiro to the sink: payments as statements,
// claims as debits, mandates. It gives the summary as far as it came also with an error.
func Read(src io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	l = l.WithDefaults()
	var ahead ahead
	last := &reader{sum: formats.Summary{Format: Format, Version: "OCR giro"}}
	err := formats.Twice(src, l, func(r io.Reader) error {
		last = newReader(r, l, formats.Sink{}, &ahead)
		last.first = true
		return last.all()
	}, func(r io.Reader) error {
		last = newReader(r, l, sink, &ahead)
		return last.all()
	})
	return &last.sum, err
}

func newReader(r io.Reader, l formats.Limits, sink formats.Sink, a *ahead) *reader {
	return &reader{
		records: fixed.NewReader(r, l), limits: l, sink: sink, ahead: a, seen: map[string]bool{},
		sum: formats.Summary{Format: Format, Version: "OCR giro"},
	}
}

// all follows the file to its end.
func (r *reader) all() error {
	for {
		took, err := r.pair()
		if err != nil {
			return err
		}
		if took {
			continue
		}
		rec, err := r.records.Next()
		if err == nil {
			err = r.take(rec)
		} else if errors.Is(err, io.EOF) {
			return r.end()
		}
		if err != nil {
			return err
		}
	}
}

// take reads one record by the six digits behind NY.
func (r *reader) take(rec *fixed.Record) error {
	const high, zeros, six = 0xf0f0f0f0f0f00000, 0x3030303030300000, 0x0606060606060000
	w := binary.LittleEndian.Uint64(rec.Raw(1, 8))
	switch {
	case w&0xffff != 'N'|'Y'<<8:
		return rec.Refuse(1, 2, "record", "NY, with which each record begins")
	case w&high != zeros || (w+six)&high != zeros:
		return rec.Refuse(3, 8, "record", "digits: service, type and kind of record")
	}
	w = (w - zeros) >> 16
	w = w*10 + w>>8 // two digits each
	r.service, r.kind, r.record = int(w&0xff), int(w>>16&0xff), int(w>>32&0xff)
	r.transmission.records++
	if a := &r.assignment; a.open && r.service == a.service && r.record != 20 {
		a.records++
		switch {
		case r.record == 88:
			return r.endAssignment(rec)
		case a.service == serviceOCR:
			return r.ofPayment(rec)
		case a.kind == typeMandates:
			return r.ofMandate(rec)
		default:
			return r.ofClaim(rec)
		}
	}
	return r.frame(rec)
}

// frame reads what stands around assignments.
func (r *reader) frame(rec *fixed.Record) error {
	t := &r.transmission
	switch {
	case r.assignment.open:
		return rec.Refuse(3, 8, "assignment-open", fmt.Sprintf("a record of the assignment of service %02d that began at line %d, or its end (88)", r.assignment.service, r.assignment.line))
	case r.service == serviceNone && r.record == 10 && !t.open:
		return r.openTransmission(rec)
	case !t.open:
		return rec.Refuse(1, 8, "transmission-missing", "NY000010, the start of a transmission")
	case r.service == serviceNone && r.record == 89:
		return r.endTransmission(rec)
	case r.record == 20 && (r.service == serviceOCR || r.service == serviceAvtal):
		return r.openAssignment(rec)
	case r.record == 20:
		return rec.Refuse(3, 4, "service", "service 09 (OCR giro) or 21 (AvtaleGiro)")
	}
	return rec.Refuse(1, 8, "record", "the start of an assignment (20) or the end of the transmission (89)")
}

func (r *reader) openTransmission(rec *fixed.Record) error {
	r.transmission = transmission{open: true, line: rec.Line, number: text(rec, 17, 23), sender: text(rec, 9, 16), records: 1}
	t := &r.transmission
	if r.transmissions++; r.transmissions == 1 {
		r.sum.MessageID = t.number
	}
	r.order = formats.DebitOrder{MessageID: t.number, Initiator: formats.Party{ID: t.sender}}
	return nil
}

// text gives columns as a string of UTF-8.
func text(rec *fixed.Record, from, to int) string { return string(rec.AppendText(nil, from, to)) }

func (r *reader) openAssignment(rec *fixed.Record) error {
	if r.service == serviceAvtal && r.kind != typeClaims && r.kind != typeMandates && r.kind != typeCancels ||
		r.service == serviceOCR && r.kind != 0 {
		return rec.Refuse(5, 6, "assignment-type", "00 payments or claims, 24 mandates or 36 cancellations")
	}
	r.assignment = assignment{
		open: true, service: r.service, kind: r.kind, line: rec.Line,
		number: text(rec, 18, 24), account: text(rec, 25, 35), records: 1,
	}
	a := &r.assignment
	if _, err := rec.Number(25, 35, "the account, 11 digits"); err != nil {
		return err
	}
	if r.assignments++; r.assignments > maxAssignments {
		return rec.Refuse(1, 8, "too-many-assignments", "at most "+strconv.Itoa(maxAssignments)+" assignments in a file")
	}
	r.payments = r.payments || a.service == serviceOCR
	switch {
	case a.service == serviceOCR:
		return r.openStatement(rec)
	case a.kind != typeMandates:
		return r.openGroup(rec)
	}
	return nil
}
