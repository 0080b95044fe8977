package ocrgiro

import (
	"encoding/binary"
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/fixed"
	"girod/formats/money"
	"girod/formats/reference"
)

// payment is the one being read: its halves are two records.
type payment struct {
	formats.Payment
	open   bool
	half   bool // item 2 has come
	kind   int
	number [7]byte // transaction number
	net    int64   // what it does to the account
	bytes  []byte
	refs   [1]formats.Ref
	lines  [1][]byte
}

// entry is one settlement: what the bank books as one sum.
type entry struct {
	formats.Entry
	open   bool
	key    [16]byte // columns 16-31: day, centre, day code, part, serial number
	day    date.Date
	recent [64][16]byte // keys of entries before, to see one that comes again
}

// kinds are the types of payment, in words for people.
var kinds = [...][]byte{
	10: []byte("giro, account debited"), 11: []byte("standing order"), 12: []byte("direct remittance"),
	13: []byte("business terminal giro"), 14: []byte("counter giro"), 15: []byte("AvtaleGiro"), 16: []byte("telegiro"),
	17: []byte("giro, paid in cash"), 18: []byte("reversal with KID"), 19: []byte("purchase with KID"),
	20: []byte("reversal with text"), 21: []byte("purchase with text"),
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

// ofPayment reads a record within an assignment of payments.
func (r *reader) ofPayment(rec *fixed.Record) error {
	if r.kind < 10 || r.kind > 21 {
		return rec.Refuse(5, 6, "payment-type", "a type of payment from 10 to 21: of another the sign of its money is not known")
	}
	switch r.record {
	case 30:
		if err := r.tellPayment(rec); err != nil {
			return err
		}
		return r.item1(rec)
	case 31:
		return r.item2(rec)
	case 32:
		return r.item3(rec)
	}
	return rec.Refuse(7, 8, "record", "amount item 1, 2 or 3 (30, 31, 32), or the end of the assignment (88)")
}

// item1 reads the half of a payment with its money.
func (r *reader) item1(rec *fixed.Record) (err error) {
	p, a := &r.pay, &r.assignment
	if err := r.records.Tally(); err != nil {
		return err
	}
	p.open, p.half, p.kind = true, false, r.kind
	if p.number = [7]byte(rec.Raw(9, 15)); r.first {
		if _, err = rec.Number(9, 15, "the transaction number"); err != nil {
			return err
		}
	}
	if !r.entry.open || [16]byte(rec.Raw(16, 31)) != r.entry.key {
		if err := r.nextEntry(rec, rec.Raw(16, 31)); err != nil {
			return err
		}
	}
	minor, err := rec.Number(33, 49, "the amount in øre")
	if err != nil {
		return err
	}
	if err := r.weigh(rec, minor); err != nil {
		return err
	}
	var note bool
	switch rec.Char(32) {
	case '-':
		note = true
	case '0', ' ':
	default:
		return rec.Refuse(32, 32, "sign", "0, or - for a credit note")
	}
	a.transactions++
	reversal := p.kind == 18 || p.kind == 20
	p.net = minor
	if note {
		p.net = -minor
	}
	a.sum += p.net
	if reversal {
		p.net = -p.net
	}
	if r.first {
		return nil
	}
	p.Line, p.Ordinal = rec.Line, r.entry.Payments+1
	p.Amount, p.Currency, p.Priced = minor, money.NOK, true
	p.Direction, p.Reversal, p.BookedOn = formats.Credit, reversal, r.entry.BookedOn
	if p.net < 0 {
		p.Direction = formats.Debit
	}
	p.bytes = append(p.bytes[:0], rec.Raw(16, 21)...) // of BankRef, which goes on in item 2
	p.Info, p.Text, p.Refs = kinds[p.kind], nil, nil
	r.readKID(rec)
	return nil
}

// readKID keeps the KID; zeros are none.
func (r *reader) readKID(rec *fixed.Record) {
	p := &r.pay
	kid := rec.AppendText(p.refs[0].Text[:0], 50, 74)
	if none(kid) {
		return
	}
	p.refs[0] = formats.Ref{Kind: formats.CreditorRef, Line: 1, Text: kid}
	p.Refs = p.refs[:]
	if reference.CheckKID(kid, reference.KIDEither) != nil {
		r.findFirst(rec, 50, 74, "kid", func() string {
			return "a KID with a wrong check digit by mod 10 and by mod 11: " + string(kid)
		})
	}
}

// none tells a field of zeros or blanks.
func none(b []byte) bool {
	for _, c := range b {
		if c != '0' && c != ' ' {
			return false
		}
	}
	return true
}

// nextEntry begins a settlement.
func (r *reader) nextEntry(rec *fixed.Record, key []byte) error {
	if err := r.tellEntryEnd(); err != nil {
		return err
	}
	a, e := &r.assignment, &r.entry
	on := e.day
	if on == 0 || string(key[:6]) != string(e.key[:6]) {
		var err error
		if on, err = rec.Day(16, fixed.DDMMYY, "the day of settlement"); err != nil {
			return err
		}
	}
	a.days.widen(on)
	a.entries++
	e.open, e.day, e.key = true, on, [16]byte(key)
	if r.first {
		if _, err := rec.Number(22, 31, "centre, day code, partial settlement and serial number"); err != nil {
			return err
		}
		if int64(len(r.ahead.nets)) >= r.limits.Held/8 {
			return rec.Refuse(16, 31, "limit-held", "settlements of several payments each, or a higher limit of bytes held in memory")
		}
		r.ahead.nets = append(r.ahead.nets, 0)
		return nil
	}
	r.again(rec)
	if r.ahead.net == len(r.ahead.nets) {
		return rec.Refuse(1, 8, "file-changed", "the same file that was read a moment ago")
	}
	net := r.ahead.nets[r.ahead.net]
	r.ahead.net++
	e.Entry = formats.Entry{
		Origin: formats.Origin{Line: rec.Line, At: r.place(rec)}, Ordinal: a.entries, BankRef: r.clip.String(key[6:]),
		Amount: money.Of(net, money.NOK), Direction: formats.Credit, Status: formats.Booked, BookedOn: on, Code: "OCR",
	}
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

// place gives "record 20" without asking for a new string each time.
func (r *reader) place(rec *fixed.Record) string {
	r.scratch = strconv.AppendInt(append(r.scratch[:0], "record "...), int64(rec.Ordinal), 10)
	return r.clip.String(r.scratch)
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

// item2 reads the half with the references. The form number, the archive reference and
// the day name the payment; where one of them is missing the other may name a whole
// batch, and the transaction number goes with it.
func (r *reader) item2(rec *fixed.Record) error {
	p := &r.pay
	if err := r.sameTransaction(rec, "amount item 1 (30)"); err != nil {
		return err
	}
	if p.half {
		return rec.Refuse(7, 8, "record", "one amount item 2 in a payment")
	}
	p.half = true
	if r.first {
		return nil
	}
	b := rec.AppendText(p.bytes, 16, 34)
	if none(rec.Raw(16, 25)) || none(rec.Raw(26, 34)) {
		b = append(append(b, '/'), rec.Raw(9, 15)...) // digits, as item 1 has shown
	}
	p.BankRef = b[:len(b):len(b)]
	p.PayerAccount, p.PayerScheme = nil, nil
	if !none(rec.Raw(48, 58)) {
		from := len(b)
		b = rec.AppendText(b, 48, 58)
		p.PayerAccount, p.PayerScheme = b[from:len(b):len(b)], bban
	}
	p.bytes = b
	return nil
}

var bban = []byte("BBAN")

// item3 reads the text of purchases and reversals.
func (r *reader) item3(rec *fixed.Record) error {
	p := &r.pay
	if err := r.sameTransaction(rec, "amount item 1 (30)"); err != nil {
		return err
	}
	if r.first || rec.Blank(16, 55) {
		return nil
	}
	if len(p.Text) > 0 {
		return rec.Refuse(7, 8, "record", "one amount item 3 in a payment")
	}
	p.lines[0] = rec.AppendText(p.lines[0][:0], 16, 55)
	p.Text = p.lines[:]
	return nil
}

// sameTransaction holds further records to the one that began a payment or a claim.
func (r *reader) sameTransaction(rec *fixed.Record, begin string) error {
	open, number, kind := r.pay.open, &r.pay.number, r.pay.kind
	if r.assignment.service == serviceAvtal {
		open, number, kind = r.claim.open, &r.claim.digits, r.claim.kind
	}
	switch {
	case !open:
		return rec.Refuse(7, 8, "record", begin+" first")
	case [7]byte(rec.Raw(9, 15)) != *number || r.kind != kind:
		return rec.Refuse(5, 15, "transaction", "type and number of the transaction this belongs to")
	}
	return nil
}

// tellPayment tells the payment that was read, whose records have all come.
func (r *reader) tellPayment(rec *fixed.Record) error {
	p, e, a := &r.pay, &r.entry, &r.assignment
	if !p.open {
		return nil
	}
	p.open = false
	if !p.half {
		return rec.Refuse(7, 8, "item-missing", "amount item 2 (31) of the payment before")
	}
	if p.net < 0 {
		a.total.Debit -= p.net
	} else {
		a.total.Credit += p.net
	}
	if r.first {
		r.ahead.nets[len(r.ahead.nets)-1] += p.net
		return nil
	}
	e.Payments++
	if r.sink.Payment == nil {
		return nil
	}
	return r.sink.Payment(&p.Payment)
}

func (r *reader) tellEntryEnd() error {
	e := &r.entry
	if !e.open {
		return nil
	}
	e.open = false
	if r.first || r.sink.EntryEnd == nil {
		return nil
	}
	return r.sink.EntryEnd(&e.Entry)
}
