package plan

import (
	"fmt"

	"girod/config/law"
	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Agree begins a plan: the debtor has said yes, in the document given; a fee wants one. The
// fee is booked (T-26), the interest claimed as agreed, and reminders rest by a hold that
// says the debt was acknowledged. What is owed must be what was proposed for.
func (d Desk) Agree(tx *ledger.Tx, id ID, document string) (Plan, error) {
	p, err := Get(tx, id)
	if err != nil {
		return p, err
	}
	switch {
	case !p.State.may(Active):
		return p, fmt.Errorf("%s: %w", id.Name(), refuse(ErrState, "it is %s and cannot be agreed to", p.State))
	case p.Fee > 0 && document == "":
		return p, fmt.Errorf("%s: %w", id.Name(), refuse(ErrUnwritten, "a fee of %s wants a written plan: name the document, or propose without the fee", p.show(p.Fee)))
	case d.Today > p.Instalments[0].Deadline:
		return p, fmt.Errorf("%s: %w", id.Name(), refuse(ErrTerms, "its first instalment was due on %s: propose anew", p.Instalments[0].Due))
	}
	if err := p.unchanged(tx); err != nil {
		return p, fmt.Errorf("%s: %w", id.Name(), err)
	}
	if err := d.replace(tx, &p); err != nil {
		return p, err
	}
	p.Document = document
	if err := d.book(tx, &p); err != nil {
		return p, err
	}
	if err := p.move(tx, Active, d.Today); err != nil {
		return p, err
	}
	source := p.ID.Name() + " agreed"
	if document != "" {
		source += ": " + document
	}
	for _, o := range p.Invoices {
		if err := d.Hold(tx, o.Invoice, p.ID, source); err != nil {
			return p, err
		}
		if err := d.Tell(tx, o.Invoice, "plan-created", source); err != nil {
			return p, err
		}
	}
	if err := p.tell(tx, "plan-agreed", fmt.Sprintf("%d instalments, %s in all, the first on %s, interest %s", len(p.Instalments), p.show(p.Total), p.Instalments[0].Due, p.Interest)); err != nil {
		return p, err
	}
	return p, d.write(tx, &p, formats.PlanLetter, formats.LetterPlan{})
}

// unchanged refuses a plan whose invoices owe something else than when it was proposed.
func (p *Plan) unchanged(tx *ledger.Tx) error {
	for _, o := range p.Invoices {
		now, err := tx.Balance(o.Invoice)
		if err != nil {
			return err
		}
		was := o.Balance
		was[ledger.Interest] = o.claimed
		if now != was {
			return refuse(ErrChanged, "what is owed on invoice %s has changed since %s: propose anew", o.Number, p.On)
		}
	}
	return nil
}

// replace ends the plan that this one replaces, and its hold: the debtor acknowledges the
// debt anew.
func (d Desk) replace(tx *ledger.Tx, p *Plan) error {
	if p.Replaces == 0 {
		return nil
	}
	old, err := Get(tx, p.Replaces)
	if err != nil {
		return err
	}
	stood := old.State == Active
	if err := old.move(tx, Replaced, d.Today); err != nil {
		return err
	}
	if stood {
		if err := d.release(tx, &old, "was replaced by "+p.ID.Name()); err != nil {
			return err
		}
	}
	return old.tell(tx, "plan-replaced", "by "+p.ID.Name())
}

// book claims the interest that was agreed, charges the fee on the first invoice (T-26) and
// notes it with the charges of that, and marks where the plan begins in the book.
func (d Desk) book(tx *ledger.Tx, p *Plan) error {
	for _, o := range p.Invoices {
		if o.Balance[ledger.Interest] != o.claimed {
			if err := tx.AssessInterest(o.Invoice, o.Balance[ledger.Interest]); err != nil {
				return err
			}
		}
	}
	if p.Fee > 0 {
		first := p.Invoices[0]
		err := tx.Charge(ledger.Charge{
			Key: "plan-fee:" + p.ID.Name(), Why: ledger.PlanFee, On: d.Today, Text: "Fee of " + p.ID.Name() + ", invoice " + first.Number,
			Invoice: first.Invoice, Amount: p.Fee, Currency: p.Currency,
		})
		if err == nil {
			err = tx.Poster().Flush()
		}
		if err == nil {
			err = d.Charge(tx, first.Invoice, law.Charged{Kind: p.FeeKind, On: d.Today, Amount: money.Of(p.Fee, p.Currency)}, p.FeeBasis)
		}
		if err != nil {
			return err
		}
	}
	charges := "fee_memo" // what is claimed and in no entry
	if tx.Keeping() == ledger.Agent {
		charges = "client_charge"
	}
	_, err := tx.One(`SELECT COALESCE(MAX(id), 0), (SELECT COALESCE(MAX(id), 0) FROM `+charges+`) FROM entry`, nil, func(r *store.Row) error {
		p.mark, p.chargeMark = r.Int(0), r.Int(1)
		return nil
	})
	return err
}

// Cancel gives up a plan. One that was active leaves its invoices where reminders stood.
func (d Desk) Cancel(tx *ledger.Tx, id ID, reason string) (Plan, error) {
	p, err := Get(tx, id)
	if err != nil {
		return p, err
	}
	if reason == "" {
		return p, fmt.Errorf("%s: %w", id.Name(), ledger.ErrReason)
	}
	was := p.State
	if err := p.move(tx, Cancelled, d.Today); err != nil {
		return p, err
	}
	if was == Active {
		if err := d.release(tx, &p, "cancelled: "+reason); err != nil {
			return p, err
		}
	}
	return p, p.tell(tx, "plan-cancelled", reason)
}

// release lets reminders go on for all invoices of a plan.
func (d Desk) release(tx *ledger.Tx, p *Plan, why string) error {
	for _, o := range p.Invoices {
		if err := d.Release(tx, o.Invoice, p.ID.Name()+" "+why); err != nil {
			return err
		}
	}
	return nil
}
