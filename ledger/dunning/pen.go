package dunning

import (
	"fmt"
	"strings"

	"girod/config/law"
	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/outbox"
	"girod/ledger/store"
)

// pen writes what a run decided, in sets.
type pen struct {
	reminders, charges, skips *store.Bulk

	mails    *outbox.Sheaf
	keys     string // how the keys of the day's entries begin
	head     int64  // the letters' letterhead
	first    int64  // the first letter's id of the range
	last     int64
	again    bool // a letter of the range is told again
	items    []int64
	interest []int64
	handed   []HandedOver
	late     []Compensated
	steps    [4][]int64 // of handed claims: the invoice, and how level, day and last day move
}

// begin readies the pen.
func (r *run) begin() error {
	r.pen.reminders = r.Bulk("reminder", "id", "letterhead", "invoice", "debtor", "level", "kind", "attempt", "told_on", "pay_by", "honoured", "channel", "principal", "fee",
		"interest", "cost", "total", "currency", "email", "told", "digest", "state")
	r.pen.charges = r.Bulk("dunning_charge", "invoice", "kind", "charged_on", "amount", "counted", "currency", "basis", "reminder")
	r.pen.skips = r.Bulk("dunning_skip", "told_on", "invoice", "level", "code", "why")
	r.pen.mails = outbox.NewSheaf(r.Tx, outbox.Mail)
	id, err := r.NextID("reminder")
	if err != nil {
		return err
	}
	r.pen.first, r.pen.last = id, id-1
	if r.pen.head, err = headOf(r.Tx, &formats.Reminder{Sender: r.p.Sender, Creditor: r.p.Creditor, PayTo: formats.PaymentMeans{Account: r.p.PayTo}}); err != nil {
		return err
	}
	r.poster = r.Poster()
	r.pen.keys = fmt.Sprintf("dunning:%d:%s:", r.Tenant(), r.day)
	return r.poster.Unused(r.pen.keys, r.pen.keys+"~") // the day was not done before
}

// skip notes a claim that was left alone.
func (r *run) skip(c *claim, s Step, reason *why) error {
	r.report.Skipped++
	return r.pen.skips.Int(int64(r.day)).Int(int64(c.ID)).Int(int64(s.Level)).Text(reason.code).Text(reason.text).End()
}

// write books the charges of a claim and keeps its letter.
func (r *run) write(c *claim, a *act) error {
	letter := int64(0)
	if a.letter != nil {
		r.pen.last++
		letter = r.pen.last
	}
	for _, made := range a.charges {
		if made.Amount.Minor > 0 && made.Kind == law.CollectionFee {
			r.demanded[r.survivor(c.Debtor)] = true
		}
		err := r.book(c, made, r.day)
		if err == nil {
			err = r.pen.charges.Int(int64(c.ID)).Text(made.Kind).Int(int64(made.On)).Int(made.Amount.Minor).Int(made.Counted).
				Text(string(c.Currency)).Text(made.basis).IntOrNull(letter).End()
		}
		if err != nil {
			return err
		}
	}
	switch {
	case a.letter != nil:
		return r.tell(c, a, letter)
	case a.step.Letter == HandOver:
		r.report.HandedOver++
		r.pen.handed = append(r.pen.handed, HandedOver{c.ID, c.Number, c.Debtor})
		for i, n := range []int64{int64(c.ID), 1, int64(r.day - c.before.on), int64(r.day - c.before.payBy)} {
			r.pen.steps[i] = append(r.pen.steps[i], n)
		}
		return r.AddHistory(ledger.History{Party: c.Debtor, Invoice: c.ID, Kind: "hand-over", Text: "Not paid after the last letter: handed over" + charged(a)})
	case len(a.charges) > 0:
		r.report.Charged++
		r.compensated(c, a)
		return r.AddHistory(ledger.History{Party: c.Debtor, Invoice: c.ID, Kind: "compensation", Text: "Late" + charged(a)})
	}
	return nil
}

// compensated gathers the claims whose debtors are told of the compensation, where that is
// wanted and nothing forbids a letter.
func (r *run) compensated(c *claim, a *act) {
	_, held := hold.Stopping(c.holds, hold.Reminders)
	if amount := a.charges[0].Amount.Minor; r.p.Compensated != nil && !held && amount > 0 {
		r.pen.late = append(r.pen.late, Compensated{c.Invoice, c.debtor, amount})
	}
}

// charged tells what a step cost.
func charged(a *act) string {
	var parts []string
	for _, made := range a.charges {
		if made.Amount.Minor > 0 {
			parts = append(parts, strings.ToLower(chargeWords[made.Kind])+" "+made.Amount.String())
		}
	}
	if parts == nil {
		return ""
	}
	return "; " + strings.Join(parts, ", ")
}

// tell keeps the letter as told and orders it.
func (r *run) tell(c *claim, a *act, id int64) error {
	w := a.letter
	w.ID = name(id)
	told, err := bodyOf(w)
	if err != nil {
		return err
	}
	honoured := int64(0)
	if a.step.Honoured {
		honoured = 1
	}
	err = r.pen.reminders.Int(id).Int(r.pen.head).Int(int64(c.ID)).Int(int64(c.Debtor)).Int(int64(a.step.Level)).Text(string(w.Kind)).Int(int64(a.attempt)).
		Int(int64(w.On)).Int(int64(w.PayBy)).Int(honoured).Text(string(w.Channel)).Int(w.Principal).Int(w.Fee).Int(w.Interest).Int(w.Cost).
		Int(w.Total()).Text(string(w.Currency)).Text(strings.ToLower(a.email)).TextBytes(told).Text("").Text(string(Waits)).End()
	if err != nil {
		return err
	}
	if w.Channel == formats.ByPost {
		r.printed = true
	} else if err := r.pen.mails.Add("mail:"+w.ID, w.ID); err != nil {
		return err
	}
	r.pen.again = r.pen.again || a.attempt > 1
	if w.Interest != c.Owed[ledger.Interest] {
		r.pen.items, r.pen.interest = append(r.pen.items, int64(c.ID)), append(r.pen.interest, w.Interest-c.Owed[ledger.Interest])
	}
	r.report.Sent++
	if a.waived > 0 {
		err := r.AddHistory(ledger.History{Party: c.Debtor, Invoice: c.ID, Kind: "interest-waived",
			Text: money.Of(a.waived, c.Currency).String() + " of interest is below what we claim"})
		if err != nil {
			return err
		}
	}
	return r.AddHistory(ledger.History{Party: c.Debtor, Invoice: c.ID, Kind: "reminder",
		Text: fmt.Sprintf("%s %d (%s) by %s: %s to be paid by %s%s", letterWords[w.Kind], w.Level, w.ID, w.Channel, money.Of(w.Total(), w.Currency), w.PayBy, charged(a))})
}

// letterWords name the letters in the book.
var letterWords = map[formats.LetterKind]string{
	formats.ReminderLetter: "Reminder", formats.CollectionNotice: "Collection notice", formats.CollectionDemand: "Collection demand",
}

// flush sends a range's rows, and moves on where dunning stands with its claims.
func (r *run) flush() error {
	p := &r.pen
	for _, flush := range []func() error{
		r.poster.Flush, p.reminders.Flush, p.charges.Flush, p.skips.Flush, p.mails.Flush,
		func() error { return r.AddTo("item", "invoice", []string{"interest"}, p.items, [][]int64{p.interest}) },
		r.stand, r.hand, r.tellLate,
	} {
		if err := flush(); err != nil {
			return err
		}
	}
	p.first, p.again = p.last+1, false
	p.items, p.interest = p.items[:0], p.interest[:0]
	return nil
}

// stand notes where dunning stands after the range's letters.
func (r *run) stand() error {
	p := &r.pen
	if p.last < p.first {
		return nil
	}
	if p.again {
		_, err := r.Exec(`UPDATE reminder SET state = 'replaced' WHERE id IN (
			SELECT dunning.reminder FROM dunning JOIN reminder told ON told.invoice = dunning.invoice WHERE told.id >= $1 AND told.id <= $2 AND told.attempt > 1)`,
			p.first, p.last)
		if err != nil {
			return err
		}
	}
	_, err := r.Exec(`INSERT INTO dunning (invoice, reminder, level, told_on, pay_by)
		SELECT invoice, id, level, told_on, pay_by FROM reminder WHERE id >= $1 AND id <= $2
		ON CONFLICT (invoice) DO UPDATE SET reminder = excluded.reminder, level = excluded.level, told_on = excluded.told_on, pay_by = excluded.pay_by`,
		p.first, p.last)
	return err
}

// hand gives away the claims of a range that nobody paid.
func (r *run) hand() error {
	handed := r.pen.handed
	r.pen.handed = nil // the hook may keep them
	if len(handed) == 0 {
		return nil
	}
	s := &r.pen.steps
	if err := r.AddTo("dunning", "invoice", []string{"level", "told_on", "pay_by"}, s[0], s[1:]); err != nil {
		return err
	}
	for i := range s {
		s[i] = s[i][:0]
	}
	return r.p.HandOver(r.Tx, r.day, handed)
}

// tellLate has the debtors of a range told of the compensation.
func (r *run) tellLate() error {
	late := r.pen.late
	r.pen.late = nil // the hook may keep them
	if len(late) == 0 {
		return nil
	}
	return r.p.Compensated(r.Tx, r.day, late)
}

// finish orders the day's letters as one batch and writes the report.
func (r *run) finish() error {
	if r.printed {
		o := outbox.Order{Kind: outbox.Letters, Partner: r.p.PrintPartner, Key: outbox.Own(r.Tx, "letters:"+r.day.String()), Subject: r.day.String()}
		if err := outbox.Put(r.Tx, o); err != nil {
			return err
		}
	}
	if err := r.noteWanted(); err != nil {
		return err
	}
	_, err := r.Exec(`INSERT INTO dunning_run (tenant, told_on, sent, skipped, charged, handed_over, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		r.Tenant(), r.day, r.report.Sent, r.report.Skipped, r.report.Charged, r.report.HandedOver, stamp(r.Tx), r.By())
	return err
}
