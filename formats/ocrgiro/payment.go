package ocrgiro

import (
	"encoding/binary"

	"girod/formats"
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
	number uint64 // transaction number, as its seven characters stand
	net    int64  // what it does to the account
	bytes  []byte
	refs   [1]formats.Ref
	lines  [1][]byte
}

// kinds are the types of payment, in words for people.
var kinds = [...][]byte{
	10: []byte("giro, account debited"), 11: []byte("standing order"), 12: []byte("direct remittance"),
	13: []byte("business terminal giro"), 14: []byte("counter giro"), 15: []byte("AvtaleGiro"), 16: []byte("telegiro"),
	17: []byte("giro, paid in cash"), 18: []byte("reversal with KID"), 19: []byte("purchase with KID"),
	20: []byte("reversal with text"), 21: []byte("purchase with text"),
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
	p := &r.pay
	if err = r.records.Tally(); err != nil {
		return err
	}
	p.open, p.half, p.kind = true, false, r.kind
	if p.number, err = transaction(rec); err != nil {
		return err
	}
	if err := r.inEntry(rec); err != nil {
		return err
	}
	minor, err := rec.Number(33, 49, "the amount in øre")
	if err != nil {
		return err
	}
	if err := r.weigh(rec, minor); err != nil {
		return err
	}
	switch rec.Char(32) {
	case '-':
		minor = -minor
	case '0', ' ':
	default:
		return rec.Refuse(32, 32, "sign", "0, or - for a credit note")
	}
	r.value(minor)
	if !r.first {
		r.describe(rec)
		for i := range p.Refs {
			p.Refs[i].Text = p.keep(p.Refs[i].Text)
		}
	}
	return nil
}

// value adds a payment to its assignment; credit notes are negative. What a reversal does
// to the account is not what the control sum says.
func (r *reader) value(minor int64) {
	p, a := &r.pay, &r.assignment
	a.transactions++
	a.sum += minor
	if p.net = minor; p.reverses() {
		p.net = -minor
	}
}

func (p *payment) reverses() bool { return p.kind == 18 || p.kind == 20 }

// keep copies what stands in a record, for the record will be gone when it is told.
func (p *payment) keep(text []byte) []byte {
	if len(text) == 0 {
		return nil
	}
	start := len(p.bytes)
	p.bytes = append(p.bytes, text...)
	return p.bytes[start:len(p.bytes):len(p.bytes)]
}

// describe reads what the half with the money tells of a payment.
func (r *reader) describe(rec *fixed.Record) {
	p := &r.pay
	p.bytes = p.bytes[:0]
	p.Line, p.Ordinal, p.BookedOn = rec.Line, r.entry.Payments+1, r.entry.BookedOn
	p.Currency, p.Priced, p.Reversal = money.NOK, true, p.reverses()
	p.Amount, p.Direction = p.net, formats.Credit
	if p.net < 0 {
		p.Amount, p.Direction = -p.net, formats.Debit
	}
	p.Info, p.Text, p.Refs = kinds[p.kind], nil, nil
	if rec.None(50, 74) {
		return
	}
	ref := &p.refs[0]
	ref.Kind, ref.Line, ref.Text = formats.CreditorRef, 1, rec.Text(&p.bytes, 50, 74)
	p.Refs = p.refs[:]
	if reference.CheckKID(ref.Text, reference.KIDEither) != nil {
		r.findFirst(rec, 50, 74, "kid", func() string {
			return "a KID with a wrong check digit by mod 10 and by mod 11: " + string(ref.Text)
		})
	}
}

// item2 reads the half with the references.
func (r *reader) item2(rec *fixed.Record) error {
	p := &r.pay
	if err := r.sameTransaction(rec, "amount item 1 (30)"); err != nil {
		return err
	}
	if p.half {
		return rec.Refuse(7, 8, "record", "one amount item 2 in a payment")
	}
	p.half = true
	if !r.first {
		r.refer(rec)
		p.PayerAccount = p.keep(p.PayerAccount)
	}
	return nil
}

// refer reads references and account. The form number, the archive reference and the day
// of settlement name the payment; where one of them is missing the other may name a whole
// batch, and the transaction number goes with it.
func (r *reader) refer(rec *fixed.Record) {
	p := &r.pay
	start := len(p.bytes)
	b := append(p.bytes, r.entry.key[:6]...)
	b = rec.AppendText(b, 16, 34)
	if rec.None(16, 25) || rec.None(26, 34) {
		b = append(append(b, '/'), rec.Raw(9, 15)...) // digits, as item 1 has shown
	}
	p.bytes, p.BankRef = b, b[start:len(b):len(b)]
	p.PayerAccount, p.PayerScheme = nil, nil
	if !rec.None(48, 58) {
		p.PayerAccount, p.PayerScheme = rec.Text(&p.bytes, 48, 58), bban
	}
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
	open, number, kind := r.pay.open, r.pay.number, r.pay.kind
	if r.assignment.service == serviceAvtal {
		open, number, kind = r.claim.open, r.claim.digits, r.claim.kind
	}
	switch {
	case !open:
		return rec.Refuse(7, 8, "record", begin+" first")
	case seven(rec) != number || r.kind != kind:
		return rec.Refuse(5, 15, "transaction", "type and number of the transaction this belongs to")
	}
	return nil
}

// seven gives columns 9-15 as they stand, in one word; the column before is shifted out.
func seven(rec *fixed.Record) uint64 { return binary.LittleEndian.Uint64(rec.Raw(8, 15)) >> 8 }

// transaction gives the number of a transaction, which must be digits.
func transaction(rec *fixed.Record) (uint64, error) {
	const high, zeros, six = 0xf0f0f0f0f0f0f0, 0x30303030303030, 0x06060606060606
	w := seven(rec)
	if w&high != zeros || (w+six)&high != zeros {
		_, err := rec.Number(9, 15, "the transaction number")
		return 0, err
	}
	return w, nil
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
		e.net += p.net
		return nil
	}
	e.Payments++
	if r.sink.Payment == nil {
		return nil
	}
	return r.sink.Payment(&p.Payment)
}
