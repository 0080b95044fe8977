package ocrgiro

import (
	"fmt"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/fixed"
	"girod/formats/money"
)

// weigh adds an amount to the sum of all there are, which bounds every other sum.
func (r *reader) weigh(rec *fixed.Record, minor int64) error {
	sum, ok := money.Add(r.mass, minor)
	if !ok {
		return rec.Refuse(33, 49, "overflow", "amounts whose sum fits 64 bits")
	}
	r.mass = sum
	return nil
}

// endAssignment is record 88: the assignment's own count and sum.
func (r *reader) endAssignment(rec *fixed.Record) error {
	if err := r.flush(rec); err != nil {
		return err
	}
	a, t := &r.assignment, &r.transmission
	if err := r.control(rec, "assignment", a.transactions, a.records, a.sum); err != nil {
		return err
	}
	if err := r.controlDays(rec, a); err != nil {
		return err
	}
	t.assignments++
	t.transactions += a.transactions
	t.sum += a.sum
	a.open = false
	switch {
	case a.service == serviceOCR:
		return r.closeStatement()
	case a.kind != typeMandates:
		r.closeGroup()
	default:
		r.sum.Entries++
		r.sum.Details += int(a.transactions)
	}
	return nil
}

// endTransmission is record 89: the same over all assignments.
func (r *reader) endTransmission(rec *fixed.Record) error {
	t := &r.transmission
	count := t.transactions
	if said, err := rec.Number(9, 16, "the number of transactions"); err == nil && said == t.assignments && said != count {
		count = said
		r.find(rec.Origin(9, 16), "control-assignments", false, fmt.Sprintf("the end of the transmission counts its %d assignments, not its %d transactions", said, t.transactions))
	}
	if err := r.control(rec, "transmission", count, t.records, t.sum); err != nil {
		return err
	}
	t.open = false
	return r.tellDebits()
}

// control compares what an end record says with what was there. Count and sum are
// refused when they differ: the file is not the one that was sent. A record too many or
// too few that left both alone puts it in doubt.
func (r *reader) control(rec *fixed.Record, of string, transactions, records, sum int64) error {
	said, err := rec.Number(9, 16, "the number of transactions")
	if err != nil {
		return err
	}
	if said != transactions {
		return rec.Refuse(9, 16, "control-count", fmt.Sprintf("the number of transactions in the %s, %d", of, transactions))
	}
	total, err := rec.NumberOrBlank(25, 41, "the sum in øre")
	if err != nil {
		return err
	}
	if total != max(sum, -sum) { // the columns have no room for a sign
		return rec.Refuse(25, 41, "control-sum", fmt.Sprintf("the sum of the %s in øre, %d (reversals are added, credit notes taken off)", of, sum))
	}
	lines, err := rec.Number(17, 24, "the number of records")
	if err != nil {
		return err
	}
	if lines != records {
		r.find(rec.Origin(17, 24), "control-records", true, fmt.Sprintf("the %s has %d records, its end says %d", of, records, lines))
	}
	return nil
}

// controlDays compares first and last day, which stand in other columns for payments
// than for claims.
func (r *reader) controlDays(rec *fixed.Record, a *assignment) error {
	from := 42
	if a.service == serviceOCR {
		from = 48
	}
	first, err := rec.DayOrNone(from, fixed.DDMMYY, "the first day")
	if err != nil {
		return err
	}
	last, err := rec.DayOrNone(from+6, fixed.DDMMYY, "the last day")
	if err != nil {
		return err
	}
	if differ(first, a.days.from) || differ(last, a.days.to) {
		r.find(rec.Origin(from, from+11), "control-days", false, fmt.Sprintf("the assignment's days are %s to %s, its end says %s to %s", a.days.from, a.days.to, first, last))
	}
	return nil
}

// differ compares with a day that an end record may leave out.
func differ(said, is date.Date) bool { return said != 0 && said != is }

// flush tells what was read last and now is whole: a payment and its entry, a claim.
func (r *reader) flush(rec *fixed.Record) error {
	if err := r.tellPayment(rec); err != nil {
		return err
	}
	if err := r.tellEntryEnd(); err != nil {
		return err
	}
	return r.keepClaim(rec)
}

// end is the end of the file.
func (r *reader) end() error {
	if r.transmission.open {
		return r.records.End("ocrgiro-truncated", fmt.Sprintf("the end (NY000089) of the transmission that began at line %d; the file ends before it", r.transmission.line))
	}
	if r.transmissions == 0 {
		return &formats.Error{Origin: formats.Origin{Line: 1}, Code: "transmission-missing", Want: "NY000010, the start of a transmission"}
	}
	if !r.payments {
		r.sum.Format, r.sum.Version = FormatAvtaleGiro, "AvtaleGiro"
	}
	if !r.first {
		r.records.Findings(func(f formats.Finding) { r.sum.Find(r.limits, f) })
	}
	return nil
}

// find adds a finding; the first reader's are for nobody.
func (r *reader) find(at formats.Origin, code string, doubt bool, text string) {
	r.sum.Find(r.limits, formats.Finding{Origin: at, Code: code, Text: text, Doubt: doubt})
}

// findFirst adds a finding of which a file may have thousands: the first is told, the
// others are counted. text is not asked for in vain.
func (r *reader) findFirst(rec *fixed.Record, from, to int, code string, text func() string) {
	if r.first {
		return
	}
	if r.seen[code] {
		r.sum.MoreFindings++
		return
	}
	r.seen[code] = true
	r.find(rec.Origin(from, to), code, false, text())
}
