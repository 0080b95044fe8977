package dunning

import (
	"errors"
	"strconv"

	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/store"
)

// charge is a charge of a claim, made or to be made; a notice that cost nothing is one too,
// since the law counts days from it.
type charge struct {
	law.Charged
	basis string
}

// readCharges reads what was charged before. Of a charge that fell the letter is left, from
// which the law counts days.
func (r *run) readCharges(some []*claim) error {
	return r.Each(`SELECT invoice, kind, charged_on, `+standingCharge+`, currency FROM dunning_charge
		WHERE `+among("invoice")+` AND `+stillCounts+` ORDER BY invoice, charged_on, kind`, naming(some, (*claim).number), func(row *store.Row) error {
		c := sought(some, ledger.InvoiceID(row.Int(0)))
		c.charged = append(c.charged, charge{Charged: law.Charged{Kind: row.Text(1), On: row.Date(2),
			Amount: money.Of(row.Int(3), money.Currency(row.Text(5))), Counted: row.Int(4)}})
		return nil
	})
}

// claim is what the law asks of a claim. The day it arose is the invoice's: the book knows
// no earlier one.
func (c *claim) claim(country law.Country) law.Claim {
	return law.Claim{Country: country, Debtor: kindOf(&c.Invoice), Principal: money.Of(c.Owed[ledger.Principal], c.Currency),
		Arose: c.Issued, Due: c.Due, FeeAgreed: c.FeeAgreed}
}

// first is the question what a claim that was never charged may be charged.
type first struct {
	kind  law.Kind
	claim law.Claim
}

// allow asks the law what may be charged. Of a million claims most are alike to it: it is
// asked once for those that were never charged.
func (r *run) allow(kind law.Kind, c *claim) (made charge, err error) {
	if len(c.charged) > 0 {
		return r.ask(kind, c)
	}
	q := first{kind, c.claim(r.p.Procedure.Country)}
	if !r.p.Tables.BySize(kind, q.claim) {
		q.claim.Principal.Minor = 0
	}
	made, known := r.allowed[q]
	if known {
		return made, nil
	}
	if made, err = r.ask(kind, c); err == nil {
		r.allowed[q] = made
	}
	return made, err
}

// ask asks the law what may be charged, after all that was charged before. A claim in
// another currency than the law's figures bears none.
func (r *run) ask(kind law.Kind, c *claim) (charge, error) {
	before := make([]law.Charged, len(c.charged))
	for i := range c.charged {
		before[i] = c.charged[i].Charged
	}
	a, err := r.p.Tables.Allow(kind, c.claim(r.p.Procedure.Country), before, r.day)
	none := charge{Charged: law.Charged{Kind: kind, On: r.day, Amount: money.Of(0, c.Currency)}}
	switch {
	case errors.Is(err, money.ErrCurrency) || err == nil && a.Amount.Currency != c.Currency:
		return none, nil
	case err != nil:
		if top, _, told := r.p.Tables.Ceiling(kind, c.claim(r.p.Procedure.Country), r.day); told == nil && top.Currency != c.Currency {
			return none, nil
		}
		return charge{}, err
	}
	if r.p.CostAbove && a.Counted > 0 {
		above(&a, before)
	}
	return charge{law.Charged{Kind: kind, On: r.day, Amount: a.Amount, Counted: a.Counted}, a.Basis.String()}, nil
}

// above charges what the ordinary costs amount to beyond the compensation.
func above(a *law.Allowance, before []law.Charged) {
	room := int64(0)
	for _, b := range before {
		if b.Kind == law.LateCompensation {
			room += b.Amount.Minor
		} else {
			room -= b.Counted
		}
	}
	if over := a.Counted - max(room, 0); over > 0 {
		a.Counted -= over
		a.Amount.Minor += over
		a.Basis.Note = "what the costs amount to beyond the compensation"
	}
}

// compensate charges a business the compensation for late payment as soon as late interest
// is due, once.
func (r *run) compensate(c *claim, act *act) error {
	if !r.p.Compensation || !c.Company || c.rest() || !r.late(c) || c.chargedFor(law.LateCompensation) {
		return nil
	}
	if _, held := hold.Stopping(c.holds, hold.Fees); held {
		return nil
	}
	made, err := r.allow(law.LateCompensation, c)
	if err != nil {
		return err
	}
	act.add(c, made)
	return nil
}

// fee charges a step's fee. A letter told again costs nothing more, nor one about a rest.
func (r *run) fee(c *claim, act *act) error {
	if act.step.Fee == "" {
		return nil
	}
	free := charge{Charged: law.Charged{Kind: act.step.Fee, On: r.day, Amount: money.Of(0, c.Currency)}}
	if _, held := hold.Stopping(c.holds, hold.Fees); held || act.attempt > 1 || c.rest() {
		act.add(c, free)
		return nil
	}
	if r.joined(c, act.step) {
		free.basis = "one demand for each debtor: the fee is in that of another claim"
		act.add(c, free)
		return nil
	}
	made, err := r.allow(act.step.Fee, c)
	if err != nil {
		return err
	}
	act.add(c, made)
	return nil
}

// add puts a charge with those that are made now, and among those before for what follows.
func (a *act) add(c *claim, made charge) {
	a.charges = append(a.charges, made)
	c.charged = append(c.charged, made)
}

func (c *claim) chargedFor(kind law.Kind) bool {
	for _, b := range c.charged {
		if b.Kind == kind {
			return true
		}
	}
	return false
}

// bucketOf is where a charge is owed: fees on the invoice, the rest on the case.
func bucketOf(kind law.Kind) ledger.Bucket {
	if kind == law.LateCompensation {
		return ledger.Cost
	}
	return ledger.Fee
}

// explained gives the charges as a letter tells them, each with its ground: what is left of
// them where a part was paid, the oldest first (inkassoloven § 10 wants size and ground).
// Where more is owed than was charged, a case added costs of its own, and the sums alone
// are told.
func explained(charged []charge, fee, cost int64) (list []formats.LetterFee) {
	paid := map[ledger.Bucket]int64{ledger.Fee: -fee, ledger.Cost: -cost}
	for _, b := range charged {
		paid[bucketOf(b.Kind)] += b.Amount.Minor
	}
	if paid[ledger.Fee] < 0 || paid[ledger.Cost] < 0 {
		return nil
	}
	for _, b := range charged {
		bucket := bucketOf(b.Kind)
		gone := min(paid[bucket], b.Amount.Minor)
		paid[bucket] -= gone
		if left := b.Amount.Minor - gone; left > 0 {
			list = append(list, formats.LetterFee{Kind: b.Kind, Amount: left, On: b.On})
		}
	}
	return list
}

// readEarned finds out how a claim earns a fee of today.
func (r *run) readEarned(some []*claim) error {
	ids := make([]ledger.InvoiceID, len(some))
	for i, c := range some {
		ids[i] = c.ID
	}
	whenPaid, err := r.WillBeWhenPaid(r.day, ids...)
	for _, c := range some {
		c.whenPaid = whenPaid[c.ID]
	}
	return err
}

// book claims a charge: T-02, or T-03 for the compensation, or the memo of either.
func (r *run) book(c *claim, made charge, on date.Date) error {
	if made.Amount.Minor == 0 {
		return nil
	}
	why := ledger.ReminderFee
	if made.Kind == law.LateCompensation {
		why = ledger.LateComp
	}
	return r.poster.Charge(ledger.Charge{Key: r.pen.keys + strconv.FormatInt(int64(c.ID), 10) + ":" + made.Kind, Why: why, On: on,
		Text: chargeWords[made.Kind] + ", invoice " + c.Number, Invoice: c.ID, Amount: made.Amount.Minor, Currency: c.Currency}, c.whenPaid)
}

// chargeWords name a charge in the book.
var chargeWords = map[law.Kind]string{
	law.ReminderFee: "Reminder fee", law.NoticeFee: "Collection notice fee", law.CollectionFee: "Collection demand fee",
	law.LaterDemandFee: "Later demand fee", law.OwnDemandFee: "Demand fee", law.HandoverFee: "Collection fee",
	law.LateCompensation: "Compensation for late payment",
}
