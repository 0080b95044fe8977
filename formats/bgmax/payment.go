package bgmax

import (
	"bytes"

	"girod/formats"
	"girod/formats/fixed"
	"girod/formats/money"
)

// payment is the record 20 or 21 being read, with what follows it.
type payment struct {
	formats.Payment
	open    bool
	bytes   []byte // what the slices of the word point into
	payer   [10]byte
	serial  [12]byte
	code    byte // reference code of the 20
	channel byte
	image   byte
	deduct  byte
	parts   int64  // records 22 less records 23
	divided bool   // some of them have an amount
	info    []byte // address, and what has no field of its own
	ordinal int
	line    int
}

// maxLines bounds references and texts of one payment; the manual knows at most 90 texts.
const maxLines = 20_000

var (
	bgnr     = []byte("BGNR")
	noSerial = [12]byte([]byte("000000000000"))
)

// openPayment begins with a record 20 or 21, when the one before it is complete.
func (r *reader) openPayment(rec *fixed.Record, code int) error {
	if !r.in {
		return rec.Refuse(1, 2, "bgmax-section", "record 05, which opens a section, before its payments")
	}
	if err := r.closePayment(); err != nil {
		return err
	}
	if err := r.x.Tally(); err != nil {
		return err
	}
	amount, err := rec.Number(38, 55, "the amount in öre")
	if err != nil {
		return err
	}
	p := &r.pay
	p.reset()
	p.open, p.ordinal, p.line = true, rec.Ordinal, rec.Line
	r.summary.Details++
	p.Line, p.Ordinal, p.Amount, p.Priced = rec.Line, r.summary.Details, amount, true
	p.Currency, p.BookedOn = r.entry.Amount.Currency, r.entry.BookedOn
	p.PaidTo, p.PaidToScheme = r.giro, bgnr
	p.payer, p.serial = [10]byte(rec.Raw(3, 12)), [12]byte(rec.Raw(58, 69))
	p.code, p.channel, p.image, p.deduct = rec.Char(56), rec.Char(57), rec.Char(70), ' '
	if giro := rec.Significant(3, 12); len(giro) > 0 {
		p.PayerAccount, p.PayerScheme = p.keep(giro), bgnr
	}
	if p.serial != noSerial {
		p.BankRef = p.keep(rec.Field(58, 69))
	}
	if err := r.sumUp(rec, code, amount); err != nil {
		return err
	}
	p.reference(rec)
	return nil
}

// sumUp adds a payment or deduction to its section.
func (r *reader) sumUp(rec *fixed.Record, code int, amount int64) error {
	p, sum := &r.pay, &r.paid
	if code == 21 {
		sum = &r.deducted
		p.Direction, p.deduct = formats.Debit, rec.Char(71)
		r.counts[deductions]++
	} else {
		p.Direction = formats.Credit
		r.counts[payments]++
	}
	total, ok := money.Add(*sum, amount)
	if !ok {
		return rec.Refuse(38, 55, "overflow", "amounts whose sum fits 64 bits")
	}
	*sum = total
	if d := r.deposits[0].of(rec); d != nil && code == 20 {
		d.paid += amount // no more than r.paid, which fits
		d.met = true
	}
	return nil
}

// reset empties the payment and keeps its memory.
func (p *payment) reset() {
	bytes, info, refs, text := p.bytes[:0], p.info[:0], p.Refs[:0], p.Text[:0]
	*p = payment{}
	p.bytes, p.info, p.Refs, p.Text = bytes, info, refs, text
}

// keep copies a value, which is the record's, into the payment.
func (p *payment) keep(text []byte) []byte {
	if len(text) == 0 {
		return nil
	}
	start := len(p.bytes)
	p.bytes = append(p.bytes, text...)
	return p.bytes[start:len(p.bytes):len(p.bytes)]
}

// text copies columns for people into the payment, as UTF-8.
func (p *payment) text(rec *fixed.Record, from, to int) []byte {
	start := len(p.bytes)
	p.bytes = rec.AppendText(p.bytes, from, to)
	return p.bytes[start:len(p.bytes):len(p.bytes)]
}

// reference reads columns 13-37 of a record 20 to 23 by its reference code. Codes 2 and 4
// say that the reference is right; 0 and 1 that there is none; 3, 5 and those the manual
// keeps for later, that nobody vouches for it: it may be a good reference all the same, of
// a receiver who agreed no check, or an invoice number, so it is told as reference and as
// text. Several in one field (code 3) are text: the right ones follow as records 22.
func (p *payment) reference(rec *fixed.Record) {
	ref := rec.Field(13, 37)
	if len(ref) == 0 {
		return
	}
	switch rec.Char(56) {
	case '2', '4':
		p.Refs = append(p.Refs, formats.Ref{Kind: formats.CreditorRef, Text: p.keep(ref), Line: len(p.Refs) + 1})
	default:
		text := p.text(rec, 13, 37)
		p.Text = append(p.Text, text)
		if !bytes.ContainsAny(text, " ,;/") {
			p.Refs = append(p.Refs, formats.Ref{Kind: formats.CreditorRef, Text: text, Line: len(p.Refs) + 1})
		}
	}
}

// take adds a record 22 to 29.
func (p *payment) take(r *reader, rec *fixed.Record, code int) error {
	if len(p.Refs)+len(p.Text) > maxLines {
		return rec.Refuse(1, 2, "payment-too-large", "a payment of at most 20000 references and texts")
	}
	switch code {
	case 22, 23:
		return p.extra(r, rec, code)
	case 25:
		p.Text = append(p.Text, p.text(rec, 3, 52))
	case 26:
		p.name(rec)
	case 27:
		p.address(rec, 3, 37)
		p.address(rec, 38, 46)
	case 28:
		p.address(rec, 3, 37)
		if rec.Blank(38, 72) {
			p.address(rec, 73, 74)
		} else {
			p.address(rec, 38, 72)
		}
	case 29:
		p.PayerID = p.keep(identity(rec.Field(3, 14)))
	}
	return nil
}

func (p *payment) name(rec *fixed.Record) {
	start := len(p.bytes)
	p.bytes = rec.AppendText(p.bytes, 3, 37)
	if more := rec.Field(38, 72); len(more) > 0 {
		if len(p.bytes) > start {
			p.bytes = append(p.bytes, ", "...)
		}
		p.bytes = rec.Append(p.bytes, more)
	}
	p.Payer = p.bytes[start:len(p.bytes):len(p.bytes)]
}

// address adds a part of the payer's address to what is told for people.
func (p *payment) address(rec *fixed.Record, from, to int) {
	field := rec.Field(from, to)
	if len(field) == 0 {
		return
	}
	if len(p.info) > 0 {
		p.info = append(p.info, ", "...)
	}
	p.info = rec.Append(p.info, field)
}

// identity takes the leading zeros off an organisation number: ten digits, or twelve
// for a person with his century.
func identity(id []byte) []byte {
	for len(id) > 10 && id[0] == '0' {
		id = id[1:]
	}
	return id
}

// extra adds a record 22, or 23, which is negative. It repeats the payer and the serial
// number of its payment.
func (p *payment) extra(r *reader, rec *fixed.Record, code int) error {
	if err := r.x.Tally(); err != nil {
		return err
	}
	amount, err := rec.Number(38, 55, "the amount of the reference in öre")
	if err != nil {
		return err
	}
	r.counts[references]++
	if string(rec.Raw(3, 12)) != string(p.payer[:]) || string(rec.Raw(58, 69)) != string(p.serial[:]) {
		r.find(rec, 3, 69, "reference-of-another", true, "an extra reference whose payer or serial number is not that of the payment before it")
	}
	if code == 23 {
		amount = -amount
	}
	if p.code != '0' && (code == 23 || amount != 0) {
		r.find(rec, 1, 55, "reference-divided", false, "a reference with an amount, or a negative one (23), which belong to extended form registration only (reference code 0)")
	}
	before := len(p.Refs)
	p.reference(rec)
	if amount != 0 {
		sum, ok := money.Add(p.parts, amount)
		if !ok {
			return rec.Refuse(38, 55, "overflow", "amounts whose sum fits 64 bits")
		}
		p.parts, p.divided = sum, true
		if len(p.Refs) == before { // an amount without a reference, or with several
			p.Refs = append(p.Refs, formats.Ref{Kind: formats.CreditorRef, Line: before + 1})
		}
	}
	if len(p.Refs) > before {
		ref := &p.Refs[before]
		ref.Amount, ref.Priced = amount, amount != 0
		if code == 23 {
			ref.Kind = formats.CreditNote
		}
	}
	return nil
}

// closePayment tells the payment that was open, now that all is known of it.
func (r *reader) closePayment() error {
	p := &r.pay
	if !p.open {
		return nil
	}
	p.open = false
	if p.divided && p.parts != p.Amount {
		r.findAt(p.origin(), "references-differ", false, "the references sum to "+
			money.Of(p.parts, p.Currency).String()+", the payment is "+money.Of(p.Amount, p.Currency).String())
	}
	p.inform()
	return tell(r.sink.Payment, &p.Payment)
}

func (p *payment) origin() formats.Origin {
	rec := fixed.Record{Ordinal: p.ordinal, Line: p.line}
	return rec.Origin(38, 55)
}

// The words for the codes that have no field in a payment.
var (
	channels = [...]string{'2': "by LB file", '3': "by paper form", '4': "by Autogiro"}
	deducts  = [...]string{'0': "deducted whole", '1': "deducted in part, a rest remains", '2': "last part of a deduction"}
)

// inform adds channel, kind of deduction and image to the address.
func (p *payment) inform() {
	p.say(word(channels[:], p.channel))
	p.say(word(deducts[:], p.deduct))
	if p.image == '1' {
		p.say("the bank keeps an image")
	}
	p.Info = p.info
}

func (p *payment) say(word string) {
	if word == "" {
		return
	}
	if len(p.info) > 0 {
		p.info = append(p.info, "; "...)
	}
	p.info = append(p.info, word...)
}

func word(words []string, code byte) string {
	if int(code) < len(words) {
		return words[code]
	}
	return ""
}
