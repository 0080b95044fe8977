package bank

import (
	"slices"
	"strconv"
	"strings"

	"girod/formats/date"
)

// reason is why something was refused: an ISO 20022 reason code and words.
type reason struct{ Code, Text string }

func (r reason) refuses() bool { return r.Code != "" }

// verdict is what the bank answers to an order, level by level.
type verdict struct {
	Order   *order
	Group   reason // set: everything is refused
	Batches []batchVerdict
}

type batchVerdict struct {
	ID       string
	Reason   reason // set: the whole batch is refused
	Day      date.Date
	Ledger   *Ledger
	Payments []reason // one for each payment; the zero reason accepts
}

// status sums up: ACCP, PART or RJCT.
func (v *verdict) status() string {
	if v.Group.refuses() {
		return "RJCT"
	}
	yes, no := 0, 0
	for _, b := range v.Batches {
		for _, r := range b.Payments {
			if b.Reason.refuses() || r.refuses() {
				no++
			} else {
				yes++
			}
		}
	}
	return outcome(yes, no)
}

func (b *batchVerdict) status() string {
	if b.Reason.refuses() {
		return "RJCT"
	}
	no := 0
	for _, r := range b.Payments {
		if r.refuses() {
			no++
		}
	}
	return outcome(len(b.Payments)-no, no)
}

func outcome(yes, no int) string {
	switch {
	case no == 0:
		return "ACCP"
	case yes == 0:
		return "RJCT"
	}
	return "PART"
}

// judge decides about an order, from the outside in.
func (b *Bank) judge(o *order) *verdict {
	v := &verdict{Order: o}
	if first, seen := b.books.Seen[o.Header.MsgID]; seen && !b.options.Mode.is(Careless) {
		v.Group = reason{"DU01", "message id seen before, in file " + strconv.FormatInt(first, 10)}
		return v
	}
	count, sum := 0, Amount(0)
	for i := range o.Batches {
		bv, n, s := b.judgeBatch(&o.Batches[i])
		v.Batches = append(v.Batches, bv)
		count, sum = count+n, sum+s
	}
	v.Group = totals(o.Header.Count, o.Header.Sum, count, sum)
	if count == 0 {
		v.Group = reason{"AM18", "no transactions"}
	}
	return v
}

// totals holds the announced count and sum against the real ones; a sum may be
// left out.
func totals(saidCount, saidSum string, count int, sum Amount) reason {
	if n, err := strconv.Atoi(saidCount); saidCount != "" && (err != nil || n != count) {
		return reason{"AM18", "NbOfTxs " + saidCount + ", counted " + strconv.Itoa(count)}
	}
	if saidSum == "" {
		return reason{}
	}
	if s, err := ParseAmount(saidSum); err != nil || s != sum {
		return reason{"AM10", "CtrlSum " + saidSum + ", summed " + sum.String()}
	}
	return reason{}
}

func (b *Bank) judgeBatch(p *orderBatch) (v batchVerdict, count int, sum Amount) {
	v = batchVerdict{ID: p.ID, Ledger: b.ledger(p.Account.String())}
	for i := range p.Payments {
		amount, r := b.judgePayment(&p.Payments[i], v.Ledger)
		v.Payments = append(v.Payments, r)
		count, sum = count+1, sum+amount
	}
	day, err := date.Parse(p.day())
	v.Day = day
	switch {
	case p.Method != "TRF":
		v.Reason = reason{"FF01", "PmtMtd " + p.Method + ", want TRF"}
	case v.Ledger == nil:
		v.Reason = reason{"AC01", "debtor account " + p.Account.String() + " is not known here"}
	case p.Account.Currency != "" && p.Account.Currency != v.Ledger.Account.Currency:
		v.Reason = reason{"AM03", "debtor account is in " + v.Ledger.Account.Currency}
	case err != nil, day < b.books.Today, day.Days(b.books.Today) > 365:
		v.Reason = reason{"DT01", "requested day " + p.day() + ", today is " + b.books.Today.String()}
	default:
		v.Reason = totals(p.Count, p.Sum, count, sum)
	}
	return v, count, sum
}

func (b *Bank) judgePayment(p *orderedPayment, from *Ledger) (Amount, reason) {
	amount, err := ParseAmount(strings.TrimSpace(p.Amount.Text))
	if err != nil {
		return 0, reason{"AM12", err.Error()}
	}
	switch {
	case amount == 0:
		return amount, reason{"AM01", "amount is zero"}
	case from != nil && p.Amount.Currency != from.Account.Currency:
		return amount, reason{"AM03", "currency " + p.Amount.Currency + " from an account in " + from.Account.Currency}
	case p.EndToEndID == "" || len(p.EndToEndID) > 35 || len(p.InstrID) > 35:
		return amount, reason{"FF01", "EndToEndId and InstrId: want 1 to 35 characters"}
	case strings.TrimSpace(p.Payee.Name) == "":
		return amount, reason{"BE22", "payee has no name"}
	}
	if r := payee(p); r.refuses() {
		return amount, r
	}
	return amount, address(p.Payee)
}

// payee checks the account money goes to, by the kind it says it is.
func payee(p *orderedPayment) reason {
	a := p.Account
	bad := reason{"AC01", "payee account " + a.String() + ": check digits or form are wrong"}
	giro := a.Own == "BGNR" || a.Own == "PGNR" || slices.Contains([]string{"9900", "9960"}, p.Clearing)
	switch {
	case a.IBAN != "":
		if !goodIBAN(a.IBAN) {
			return bad
		}
	case giro:
		if !goodGiro(a.Other) {
			return bad
		}
		if ref, _ := p.reference(); ref != "" && a.Own == "BGNR" && !luhn(ref) && !strings.HasPrefix(ref, "RF") {
			return reason{"NARR", "OCR reference " + ref + " has a wrong check digit"}
		}
	case a.Code == "BBAN" && p.Amount.Currency == "NOK" && p.Clearing == "":
		if !goodNorwegian(a.Other) {
			return bad
		}
		if ref, _ := p.reference(); ref != "" && !goodKID(ref) {
			return reason{"RR06", "KID " + ref + " has a wrong check digit"}
		}
	case a.Code == "BBAN":
		if !goodBBAN(a.Other) {
			return bad
		}
	default:
		return bad
	}
	return reason{}
}

// address holds the rule of November 2026: an address has at least town and
// country; lines alone are refused. No address at all still passes.
func address(p orderParty) reason {
	a := p.Address
	switch {
	case a == nil:
		return reason{}
	case strings.TrimSpace(a.Town) == "" || strings.TrimSpace(a.Country) == "":
		return reason{"BE04", "address without town and country; address lines alone are no longer taken"}
	case len(a.Lines) > 2:
		return reason{"BE04", "more than two address lines"}
	}
	return reason{}
}
