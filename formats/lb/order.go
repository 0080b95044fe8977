package lb

import (
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/fixed"
	"girod/formats/money"
	"girod/formats/reference"
)

// take turns to a record within a section.
func (r *reader) take(rec *fixed.Record) error {
	if r.s.kind == watchRegister {
		return r.watch(rec)
	}
	switch rec.Code() {
	case 14, 15, 16, 17, 54:
		return r.money(rec)
	case 25, 65:
		if err := r.text(rec); err != nil {
			return err
		}
	case 26, 27, 40:
		r.who(rec)
	case 49:
		r.comment(rec)
		return nil
	case 12, 13, 20, 21: // texts for all payees, headings; the totals of a report
	default:
		r.find(rec, 1, 2, "unknown-record", true, "a record of an unknown code was passed over: it may be money")
	}
	r.s.about = "record " + string(rec.Field(1, 2))
	return nil
}

// money reads a payment, deduction or credit note.
func (r *reader) money(rec *fixed.Record) error {
	if err := r.x.Tally(); err != nil {
		return err
	}
	amount, err := rec.Number(38, 49, "the amount in öre")
	if err != nil {
		return err
	}
	on := r.s.on
	if r.s.kind == isOrder && !rec.Blank(50, 55) {
		if on, err = r.day(rec, 50); err != nil {
			return err
		}
	}
	r.s.count++
	r.sum.Details++
	sum := &r.s.paid
	code := rec.Code()
	if minus(code) {
		sum = &r.s.deducted
	}
	*sum += amount // twelve digits, and at most as many of them as Limits.Records
	if *sum < 0 {
		return rec.Refuse(38, 49, "overflow", "amounts whose sum fits 64 bits")
	}
	t := r.transfer(rec, code, amount)
	r.s.about = names[code] + " of " + t.Amount.String() + " to " + t.To.ID + t.Payee.Name
	if r.order != nil {
		return r.add(t, on)
	}
	return nil
}

var names = map[int]string{14: "payment", 15: "deduction", 16: "credit note", 17: "credit note", 54: "payment"}

// minus tells the records that lessen what is paid.
func minus(code int) bool { return code >= 15 && code <= 17 }

func (r *reader) transfer(rec *fixed.Record, code int, amount int64) formats.Transfer {
	t := formats.Transfer{
		Origin: rec.Origin(1, fixed.Width), InstructionID: string(rec.AppendText(nil, 61, 80)),
		Amount: money.Of(amount, r.s.currency),
	}
	r.to(rec, code, &t)
	ref := string(rec.AppendText(nil, 13, 37))
	switch {
	case minus(code):
		t.Amount.Minor = -amount
		t.Invoices = []formats.Ref{{Kind: formats.CreditNote, Text: []byte(ref), Line: 1, Amount: -amount, Priced: true}}
	case reference.CheckOCR(ref, reference.OCR{}) == nil:
		t.Ref = ref
	default:
		t.Text = ref
	}
	return t
}

// to finds out who is paid: a plusgiro, a payee of the list by number, or a bankgiro.
func (r *reader) to(rec *fixed.Record, code int, t *formats.Transfer) {
	switch {
	case code == 54:
		t.To = formats.Account{ID: string(rec.Significant(3, 12)), Scheme: "PGNR"}
		if err := reference.CheckPlusgiro(t.To.ID); err != nil {
			r.find(rec, 3, 12, "plusgiro", true, "the payee's plusgiro "+formats.Excerpt(t.To.ID)+" is no plusgiro number, or its check digit is wrong")
		}
	case string(rec.Raw(3, 6)) != "0000":
		t.To = formats.Account{ID: r.bankgiro(rec, 3, 12, "the payee"), Scheme: "BGNR"}
		if p := r.s.payees[string(rec.Field(3, 12))]; p != nil {
			t.Payee = p.Party // reports name the holders of bankgiro numbers
		}
	default:
		r.listed(rec, t)
	}
}

// listed pays a payee of the payer's own list: to an account, or in cash by post.
func (r *reader) listed(rec *fixed.Record, t *formats.Transfer) {
	number := string(rec.Field(7, 12))
	p := r.s.payees["0000"+number]
	if p == nil {
		r.find(rec, 3, 12, "payee-unknown", r.s.kind == isOrder, "payee "+formats.Excerpt(number)+" has neither account (40) nor name (26) in the file; Bankgirot may know him")
		t.Payee.ID = number
		return
	}
	t.Payee = p.Party
	if p.salary {
		t.Purpose = "SALA"
	}
	if p.clearing == "" {
		return // cash, by post to his address
	}
	t.EndToEndID = p.message
	r.toAccount(rec, 3, 12, t, p.clearing, p.account)
}

// add puts a transfer into the group of its day.
func (r *reader) add(t formats.Transfer, on date.Date) error {
	at, ok := r.s.groups[on]
	if !ok {
		at = len(r.order.Groups)
		r.s.groups[on] = at
		r.order.Groups = append(r.order.Groups, formats.TransferGroup{
			Origin: t.Origin, ID: r.s.giro + " " + on.String(), On: on,
			From: formats.Account{ID: r.s.giro, Scheme: "BGNR", Currency: r.s.currency},
		})
	}
	g := &r.order.Groups[at]
	g.Count++
	g.Sum += t.Amount.Minor
	g.Transfer = append(g.Transfer, t)
	r.order.Count++
	r.s.last = place{at, len(g.Transfer) - 1}
	return nil
}

// maxText is more than the 90 lines that Bankgirot allows.
const maxText = 8 << 10

// text adds a line for the payee to the payment before it.
func (r *reader) text(rec *fixed.Record) error {
	if r.s.count == 0 {
		return rec.Refuse(1, 2, "lb-text", "a payment before the text for its payee")
	}
	if r.order == nil {
		return nil
	}
	t := &r.order.Groups[r.s.last.group].Transfer[r.s.last.transfer]
	if len(t.Text) > maxText {
		return rec.Refuse(1, 2, "payment-too-large", "texts of at most "+strconv.Itoa(maxText)+" bytes for one payment")
	}
	text := string(rec.AppendText(nil, 13, 62))
	if t.Text != "" {
		text = t.Text + " " + text
	}
	t.Text = text
	return nil
}

// who reads name, address and account of a payee, which stand before what is paid to him.
func (r *reader) who(rec *fixed.Record) {
	key := string(rec.Field(3, 12))
	p := r.s.payees[key]
	if p == nil {
		p = &payee{}
		p.ID = string(rec.Significant(7, 12))
		r.s.payees[key] = p
	}
	text := func(from, to int) string { return string(rec.AppendText(nil, from, to)) }
	switch rec.Code() {
	case 26:
		p.Name = text(13, 47)
		if extra := text(48, 80); extra != "" {
			p.Name += ", " + extra
		}
	case 27:
		p.Street, p.PostCode, p.Town = text(13, 47), text(48, 52), text(53, 72)
	case 40:
		p.clearing, p.account, p.message = text(13, 16), string(rec.Significant(17, 28)), text(29, 40)
		p.salary = rec.Char(41) == 'L'
	}
}
