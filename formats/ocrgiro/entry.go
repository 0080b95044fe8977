package ocrgiro

import (
	"encoding/binary"
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/fixed"
	"girod/formats/money"
)

// entry is one settlement: what the bank books as one sum.
type entry struct {
	formats.Entry
	open   bool
	key    [16]byte // columns 16-31: day, centre, day code, part, serial number
	net    int64    // as far as the first reader has come
	day    date.Date
	recent [64][16]byte // keys of entries before, to see one that comes again
}

func (r *reader) openStatement(rec *fixed.Record) error {
	a, t := &r.assignment, &r.transmission
	r.entry.open, r.entry.recent = false, [64][16]byte{}
	a.total.Currency = money.NOK
	if r.first {
		return nil
	}
	var d days
	if n := r.ahead.day; n < len(r.ahead.days) {
		d = r.ahead.days[n]
		r.ahead.day++
	}
	a.statement = formats.Statement{
		Origin: rec.Origin(1, fixed.Width), Kind: formats.Notification, MessageID: t.number,
		ID: t.number + "/" + a.number + "/" + d.to.String(), From: d.from, To: d.to,
		Account: formats.Account{ID: a.account, Scheme: "BBAN", Currency: money.NOK},
	}
	if r.sink.Statement == nil {
		return nil
	}
	return r.sink.Statement(&a.statement)
}

func (r *reader) closeStatement() error {
	a := &r.assignment
	one := formats.StatementSummary{ID: a.statement.ID, Account: a.statement.Account, Entries: a.entries, Details: int(a.transactions)}
	if a.transactions > 0 {
		one.Totals = []formats.Total{a.total}
		for _, t := range []*[]formats.Total{&r.sum.Totals, &r.sum.Booked} {
			*t = formats.AddTotal(*t, money.NOK, formats.Credit, a.total.Credit)
			*t = formats.AddTotal(*t, money.NOK, formats.Debit, a.total.Debit)
		}
	}
	r.sum.Statements = append(r.sum.Statements, one)
	r.sum.Entries += a.entries
	r.sum.Details += int(a.transactions)
	if r.first {
		r.ahead.days = append(r.ahead.days, a.days)
	}
	if r.sink.StatementEnd == nil {
		return nil
	}
	return r.sink.StatementEnd(&a.statement)
}

// inEntry begins a settlement, unless a payment belongs to the one that is open.
func (r *reader) inEntry(rec *fixed.Record) error {
	if key := [16]byte(rec.Raw(16, 31)); !r.entry.open || key != r.entry.key {
		return r.nextEntry(rec, key)
	}
	return nil
}

func (r *reader) nextEntry(rec *fixed.Record, key [16]byte) error {
	if err := r.tellEntryEnd(); err != nil {
		return err
	}
	a, e := &r.assignment, &r.entry
	on := e.day
	if on == 0 || [6]byte(key[:6]) != [6]byte(e.key[:6]) {
		var err error
		if on, err = rec.Day(16, fixed.DDMMYY, "the day of settlement"); err != nil {
			return err
		}
	}
	a.days.widen(on)
	a.entries++
	e.open, e.day, e.key = true, on, key
	if r.first {
		if _, err := rec.Number(22, 31, "centre, day code, partial settlement and serial number"); err != nil {
			return err
		}
		if e.net = 0; r.ahead.nets.bytes > r.limits.Held {
			return rec.Refuse(16, 31, "limit-held", "settlements of several payments each, or a higher limit of bytes held in memory")
		}
		return nil
	}
	r.again(rec)
	net, ok := r.ahead.nets.next()
	if !ok {
		return rec.Refuse(1, 8, "file-changed", "the same file that was read a moment ago")
	}
	r.nameEntry(rec, key)
	e.Ordinal, e.Payments = a.entries, 0
	e.Amount, e.Direction, e.Status, e.BookedOn, e.Code = money.Of(net, money.NOK), formats.Credit, formats.Booked, on, "OCR"
	if net < 0 {
		e.Amount, e.Direction = e.Amount.Neg(), formats.Debit
	}
	if r.sink.Entry == nil {
		return nil
	}
	return r.sink.Entry(&e.Entry)
}

func (d *days) widen(on date.Date) {
	if d.from == 0 || on < d.from {
		d.from = on
	}
	d.to = max(d.to, on)
}

// nameEntry says where the entry stands, "record 20", and what the bank calls it, without
// asking for new strings each time.
func (r *reader) nameEntry(rec *fixed.Record, key [16]byte) {
	e := &r.entry
	r.scratch = append(append(r.scratch[:0], key[6:]...), "record "...)
	r.scratch = strconv.AppendInt(r.scratch, int64(rec.Ordinal), 10)
	both := r.clip.String(r.scratch)
	e.BankRef, e.Line, e.At = both[:10], rec.Line, both[10:]
}

// again tells when the payments of one settlement do not stand together: then the bank
// has booked one sum where here are two. Only the entries just before are looked at.
func (r *reader) again(rec *fixed.Record) {
	e := &r.entry
	hash := binary.LittleEndian.Uint64(e.key[8:]) * 0x9E3779B97F4A7C15
	at := &e.recent[hash>>58]
	if *at == e.key {
		r.findFirst(rec, 16, 31, "settlement-split", func() string {
			return "payments of one settlement that do not stand together; the account statement has one sum for them"
		})
	}
	*at = e.key
}

func (r *reader) tellEntryEnd() error {
	e := &r.entry
	if !e.open {
		return nil
	}
	e.open = false
	if r.first {
		r.ahead.nets.add(e.net)
	}
	if r.sink.EntryEnd == nil {
		return nil
	}
	return r.sink.EntryEnd(&e.Entry)
}
