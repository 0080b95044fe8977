package bank

import (
	"fmt"
	"slices"
	"strings"
)

// enter notes every transfer of an order, those that wait for their day and those
// that were refused.
func (b *Bank) enter(t *Taken, v *verdict) {
	if v.Group.refuses() {
		return
	}
	for i, bv := range v.Batches {
		for k, why := range bv.Payments {
			p := &v.Order.Batches[i].Payments[k]
			if bv.Reason.refuses() {
				why = bv.Reason
			}
			amount, _ := ParseAmount(strings.TrimSpace(p.Amount.Text)) // judged: a refused one may be no amount
			ref, text := p.reference()
			x := &Transfer{
				File: t.ID, Message: v.Order.XMLName.Space, MsgID: v.Order.Header.MsgID, PmtInfID: bv.ID,
				InstrID: p.InstrID, EndToEndID: p.EndToEndID,
				From: v.Order.Batches[i].Account.String(), Name: p.Payee.Name, To: p.Account.String(),
				Amount: amount, Currency: p.Amount.Currency, Reference: ref, Text: text, Wanted: bv.Day, State: Waiting,
				AsOne: b.options.Batches && v.Order.Batches[i].AsOne == "true",
			}
			switch {
			case why.refuses():
				x.State, x.Reason = Refused, strings.TrimSpace(why.Code+" "+why.Text)
			case b.options.Mode.is(Liar) && i == 0 && k == 0:
				x.State, x.Reason = Ignored, "accepted and never executed"
			}
			b.books.Transfers = append(b.books.Transfers, x)
		}
	}
}

// execute moves the money of every transfer whose day has come. What the account
// cannot cover is refused now, by another pain.002.
func (b *Bank) execute(u User) error {
	if !b.days.IsBankDay(b.books.Today) {
		return nil
	}
	debited := map[Order]int{} // where on its account a PmtInf stands
	for _, x := range b.books.Transfers {
		if x.State != Waiting || x.Wanted > b.books.Today {
			continue
		}
		l := b.ledger(x.From)
		if l.Balance < x.Amount && !l.Account.Overdraft {
			x.State, x.Reason = Refused, "AM04"
			why := reason{"AM04", "the account does not cover it"}
			err := b.reply(u, &Reply{MsgID: x.MsgID, Name: x.Message, Status: "PART",
				Batches: []ReplyBatch{{ID: x.PmtInfID, Status: "PART", Payments: []ReplyPayment{{x.InstrID, x.EndToEndID, why}}}}})
			if err != nil {
				return err
			}
			continue
		}
		order := Order{x.MsgID, x.PmtInfID}
		if at, begun := debited[order]; begun && x.AsOne {
			b.debitToo(l, &l.Entries[at], x)
			continue
		}
		x.State, x.ExecutedOn, x.Ref = Executed, b.books.Today, b.ref()
		if x.AsOne {
			debited[order] = len(l.Entries)
			b.book(l, Entry{Ref: x.Ref, Amount: -x.Amount, Code: "ICDT/" + family(x.To), Batch: true, Order: &order, Details: []Detail{b.detail(x, x.Ref)}})
			continue
		}
		b.book(l, Entry{Ref: x.Ref, Amount: -x.Amount, Code: "ICDT/" + family(x.To), Details: []Detail{b.detail(x, x.Ref)}})
	}
	return nil
}

// debitToo takes one more transfer into the debit of its PmtInf.
func (b *Bank) debitToo(l *Ledger, e *Entry, x *Transfer) {
	x.State, x.ExecutedOn, x.Ref = Executed, b.books.Today, e.Ref
	e.Amount, l.Balance = e.Amount-x.Amount, l.Balance-x.Amount
	e.Details = append(e.Details, b.detail(x, e.Ref))
}

// family tells a transfer to a giro from one to an account.
func family(to string) string {
	if strings.IndexFunc(to, func(c rune) bool { return c >= 'A' }) < 0 && len(to) <= 9 {
		return "ATXN"
	}
	return "DMCT"
}

func (b *Bank) detail(x *Transfer, ref string) Detail {
	d := Detail{Ref: ref, Amount: x.Amount, Name: x.Name, Reference: x.Reference, Text: x.Text,
		MsgID: x.MsgID, PmtInfID: x.PmtInfID, InstrID: x.InstrID, EndToEndID: x.EndToEndID}
	if goodIBAN(x.To) {
		d.IBAN = x.To
	} else {
		d.Account = x.To
	}
	return d
}

// sendBack returns what was executed before today to accounts that are closed.
func (b *Bank) sendBack() {
	for _, x := range b.books.Transfers {
		if x.State != Executed || x.ExecutedOn >= b.books.Today || !slices.Contains(b.options.Closed, x.To) {
			continue
		}
		x.State, x.ReturnedOn = Returned, b.books.Today
		d := b.detail(x, b.ref())
		d.Return = "AC04"
		b.book(b.ledger(x.From), Entry{Ref: d.Ref, Amount: x.Amount, Code: "RCDT/ARET", Fresh: true, Details: []Detail{d}})
	}
}

// book puts an entry on an account.
func (b *Bank) book(l *Ledger, e Entry) {
	e.BookedOn, e.Number = b.books.Today, fmt.Sprintf("%s%07d", strings.ReplaceAll(b.books.Today.String(), "-", ""), b.number())
	l.Balance += e.Amount
	l.Entries = append(l.Entries, e)
}

// ref gives the bank's name for a booking.
func (b *Bank) ref() string { return fmt.Sprintf("GB%s%07d", b.books.Today.String()[2:4], b.number()) }
