package camt

import (
	"bytes"

	"girod/formats"
	"girod/formats/money"
)

// payment is the TxDtls being read: the word, and what decides it at its end.
type payment struct {
	formats.Payment
	bytes         []byte // what the slices of the word point into
	own, tx, inst money.Amount
	contra        money.Amount
	hasOwn, hasTx bool
	hasInst       bool
	debtor        []byte
	debtorID      []byte
	creditor      []byte
	ultimateID    []byte
	charge        charge
	returned      bool // RtrInf stood in it
	line          remittance
}

// reset empties the payment and keeps its memory.
func (p *payment) reset() {
	bytes, refs, text := p.bytes[:0], p.Refs[:0], p.Text[:0]
	*p = payment{}
	p.bytes, p.Refs, p.Text = bytes, refs, text
}

// keep copies a value, which is the XML reader's, into the payment.
func (p *payment) keep(text []byte) []byte {
	start := len(p.bytes)
	p.bytes = append(p.bytes, text...)
	return p.bytes[start:len(p.bytes):len(p.bytes)]
}

// The bounds of one payment: bytes of all its texts, and lines of remittance. ISO
// 20022 allows the second without end; ten thousand invoices in one payment is what
// the largest chains settle.
const (
	maxPaymentBytes = 4 << 20
	maxLines        = 20_000
)

// bounded tells whether a payment leaves the memory room for others.
func (p *payment) bounded() bool {
	return len(p.bytes) <= maxPaymentBytes && len(p.Refs)+len(p.Text) <= maxLines
}

func (r *reader) tooLarge() error {
	return r.xml.Refuse("payment-too-large", "", "a payment of at most 20000 remittance lines and 4 MiB of text")
}

// openPayment begins a payment. One that was held because it has no amount is then
// not the only one of its entry, and goes without.
func (r *reader) openPayment() error {
	if err := r.tellEntry(); err != nil {
		return err
	}
	if err := r.count(); err != nil {
		return err
	}
	r.pay = &r.pays[0]
	if r.held == r.pay {
		r.pay = &r.pays[1]
	}
	if r.held != nil {
		r.entry.unpriced++
		if err := r.tellPayment(r.held); err != nil {
			return err
		}
		r.held = nil
	}
	p, e := r.pay, &r.entry
	p.reset()
	e.details++
	e.batch.details++
	p.Line, p.Ordinal = r.xml.Line(), e.details
	p.Currency, p.Direction, p.Reversal, p.BookedOn = e.Amount.Currency, e.Direction, e.Reversal, e.BookedOn
	return nil
}

func (r *reader) paymentValue(t tag) (err error) {
	p := r.pay
	switch t {
	case payAmount:
		p.own, err = r.amount()
		p.hasOwn = true
	case payTxAmount:
		p.tx, err = r.amount()
		p.hasTx = true
	case payInstructed:
		p.inst, p.hasInst = r.hint(t)
	case payDirection:
		p.Direction, err = r.direction()
	case payContra:
		p.contra, _ = r.hint(t)
	case payCharge:
		p.charge.next(r.charged(t, p.Currency))
	case payChargeSide:
		p.charge.turn(string(r.text) == "CRDT")
	case payChargeIncluded:
		p.charge.included(isTrue(r.text))
	case payChargeTotal:
		p.charge.add(r.charged(t, p.Currency))
	case payReturnText:
		p.returned = true
		p.ReturnText = p.joined(p.ReturnText, r.text)
	case agent:
		r.checkBIC(t)
	case payText:
		p.Text = append(p.Text, p.keep(r.text))
	}
	return err
}

// partyValue keeps the references and parties, which are most of a payment.
func (p *payment) partyValue(t tag, text []byte) {
	text = p.keep(text)
	switch t {
	case payMessage:
		p.MessageID = text
	case payBankRef:
		p.BankRef = text
	case payBankTx:
		p.BankRef = first(p.BankRef, text)
	case payPaymentInfo:
		p.PaymentInfo = text
	case payInstruction:
		p.Instruction = text
	case payEndToEnd:
		if !filler(text) {
			p.EndToEnd = text
		}
	case payUETR:
		p.UETR = text
	case payRate:
		p.Rate = first(p.Rate, text)
	case payDebtor:
		p.debtor = first(p.debtor, text)
	case payDebtorID:
		p.debtorID = first(p.debtorID, text)
	case payUltimateDebtor:
		p.Payer = first(p.Payer, text)
	case payUltimateDebtorID:
		p.ultimateID = first(p.ultimateID, text)
	case payCreditor:
		p.creditor = first(p.creditor, text)
	case payUltimateCreditor:
		p.Payee = first(p.Payee, text)
	case payDebtorIBAN:
		p.PayerAccount, p.PayerScheme = text, iban
	case payDebtorAccount:
		if !filler(text) {
			p.PayerAccount = first(p.PayerAccount, text)
		}
	case payDebtorScheme:
		p.PayerScheme = first(p.PayerScheme, text)
	case payDebtorProxyKind:
		p.PayerScheme = proxyScheme(p.PayerAccount, p.PayerScheme, text)
	case payDebtorProxy:
		p.PayerProxy = first(p.PayerProxy, text)
		p.PayerAccount = first(p.PayerAccount, text)
	case payCreditorIBAN:
		p.PaidTo, p.PaidToScheme = text, iban
	case payCreditorAccount:
		p.PaidTo = first(p.PaidTo, text)
	case payCreditorScheme:
		p.PaidToScheme = first(p.PaidToScheme, text)
	case payCreditorProxyKind:
		p.PaidToScheme = proxyScheme(p.PaidTo, p.PaidToScheme, text)
	case payCreditorProxy:
		p.PaidTo = first(p.PaidTo, text)
	case payReturn:
		p.Return = first(p.Return, text)
	case payReturned:
		p.returned = true
	case payInfo:
		p.Info = text
	}
}

var iban = []byte("IBAN")

// first gives what came first.
func first(have, text []byte) []byte {
	if len(have) > 0 {
		return have
	}
	return text
}

// filler tells the constants that programs write where there is no end-to-end id, or no
// account.
func filler(id []byte) bool {
	if len(id) == 0 || id[0]|0x20 != 'n' {
		return false
	}
	return bytes.EqualFold(id, []byte("NOTPROVIDED")) || bytes.EqualFold(id, []byte("NOT PROVIDED"))
}

func (r *reader) closePayment() error {
	p, e := r.pay, &r.entry
	r.price(p)
	if len(p.Payer) == 0 {
		p.Payer, p.PayerID = p.debtor, p.debtorID
	} else {
		p.PayerID = p.ultimateID
	}
	p.Payee = first(p.Payee, p.creditor)
	p.Charges = p.charge.taken()
	if p.returned && len(p.Return) == 0 {
		p.Return = noReason(p.ReturnText)
	}
	p.fromEntry(e)
	e.refs += len(p.BankRef) + len(p.EndToEnd) + len(p.Refs)
	if !p.Priced && p.Ordinal == 1 {
		r.held = p
		return nil
	}
	if !p.Priced {
		e.unpriced++
	}
	return r.tellPayment(p)
}

// price finds the payment's amount: its own, else the transaction's, else what was
// instructed; only one in the entry's currency counts (FORMATS.md 5.2). What the
// payer ordered in another currency is kept beside it.
func (r *reader) price(p *payment) {
	c := r.entry.Amount.Currency
	switch {
	case p.hasOwn && p.own.Currency == c:
		p.Amount, p.Priced = p.own.Minor, true
	case p.hasTx && p.tx.Currency == c:
		p.Amount, p.Priced = p.tx.Minor, true
	case p.hasInst && p.inst.Currency == c:
		p.Amount, p.Priced = p.inst.Minor, true
	}
	switch {
	case p.hasInst && p.inst.Currency != c:
		p.InstructedAmount, p.InstructedCurrency = p.inst.Minor, p.inst.Currency
	case p.hasOwn && p.own.Currency != c:
		p.InstructedAmount, p.InstructedCurrency = p.own.Minor, p.own.Currency
	case p.hasTx && p.tx.Currency != c:
		p.InstructedAmount, p.InstructedCurrency = p.tx.Minor, p.tx.Currency
	case p.contra.Currency != "" && p.contra.Currency != c:
		p.InstructedAmount, p.InstructedCurrency = p.contra.Minor, p.contra.Currency
	}
}

// instructed takes what was ordered in another currency from the entry, whose only
// payment this is.
func (p *payment) instructed(a money.Amount) {
	if p.InstructedCurrency == "" && a.Currency != "" && a.Currency != p.Currency {
		p.InstructedAmount, p.InstructedCurrency = a.Minor, a.Currency
	}
}

// fromEntry adds what the entry says of all its payments: the order they were part of,
// and the own bankgiro that was paid.
func (p *payment) fromEntry(e *openEntry) {
	p.MessageID = first(p.MessageID, e.batch.message)
	p.PaymentInfo = first(p.PaymentInfo, e.batch.paymentInfo)
	p.Rate = first(p.Rate, e.rate)
	if p.Direction != formats.Credit || len(p.PaidTo) > 0 {
		return
	}
	if giro := giroIn(e.ref); giro != nil {
		p.PaidTo, p.PaidToScheme = p.keep(giro), bgnr
	}
}

var bgnr = []byte("BGNR")

// giroIn gives the bankgiro in an entry reference such as SEB's
// "BG52827999 00444-0010452".
func giroIn(ref []byte) []byte {
	number, ok := bytes.CutPrefix(ref, []byte("BG"))
	if !ok {
		return nil
	}
	number, _, _ = bytes.Cut(number, []byte(" "))
	digits := len(number) - bytes.Count(number, []byte("-"))
	if digits < 7 || digits > 8 || len(bytes.Trim(number, "0123456789-")) > 0 {
		return nil
	}
	return number
}

// tellPayment adds a payment to its entry's sum and tells it.
func (r *reader) tellPayment(p *payment) error {
	if p.Priced {
		side := signed(p.Amount, p.Direction, r.entry.Direction)
		r.entry.sum += side
		r.entry.batch.sum += side
	}
	if r.sink.Payment == nil {
		return nil
	}
	return r.sink.Payment(&p.Payment)
}

// tellWhole tells an entry without details as one payment with Ordinal 0.
func (r *reader) tellWhole() error {
	p, e := &r.pays[0], &r.entry
	p.reset()
	p.Line, p.Amount, p.Priced = e.Line, e.Amount.Minor, true
	p.Currency, p.Direction, p.Reversal, p.BookedOn = e.Amount.Currency, e.Direction, e.Reversal, e.BookedOn
	p.BankRef, p.Info = p.keep(e.bankRef), p.keep(e.text)
	p.Charges = e.Charges
	p.instructed(e.inst)
	p.fromEntry(e)
	if r.sink.Payment == nil {
		return nil
	}
	return r.sink.Payment(&p.Payment)
}
