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
	p, a := &r.pay, &r.assignment
	if err = r.records.Tally(); err != nil {
		return err
	}
	p.open, p.half, p.kind = true, false, r.kind
	if p.number, err = transaction(rec); err != nil {
		return err
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
