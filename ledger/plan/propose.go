package plan

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"girod/config/law"
	"girod/formats/money"
	"girod/ledger"
)

// New is what a person proposes.
type New struct {
	Invoices []ledger.InvoiceID // in the order payments shall settle them; none: as the plan replaced had them
	Terms    Terms
	Interest Interest
	NoFee    bool
	Replaces ID // an earlier plan of the same debt
}

// Propose makes a plan that binds nobody yet: what is owed today with interest as it is to
// be, the fee the law allows, and the schedule.
func (d Desk) Propose(tx *ledger.Tx, n New) (Plan, error) {
	p := Plan{On: d.Today, Every: n.Terms.Every, Grace: n.Terms.Grace, Tolerance: n.Terms.Tolerance, Interest: n.Interest, State: Proposed, Replaces: n.Replaces}
	if !slices.Contains([]Interest{Runs, Frozen, Waived}, p.Interest) {
		return p, refuse(ErrTerms, "interest %q: want runs, frozen or waived", p.Interest)
	}
	if n.Terms.First < d.Today {
		return p, refuse(ErrTerms, "the first instalment on %s: that day has passed", n.Terms.First)
	}
	if n.Replaces != 0 {
		old, err := Get(tx, n.Replaces)
		if err != nil {
			return p, err
		}
		if !old.State.may(Replaced) {
			return p, fmt.Errorf("%s: %w", old.ID.Name(), refuse(ErrState, "it is %s and cannot be replaced", old.State))
		}
		p.Ref, p.rests = old.Ref, old.State == Active && old.Interest == Frozen
		for i := 0; i < len(old.Invoices) && len(n.Invoices) == 0; i++ {
			n.Invoices = append(n.Invoices, old.Invoices[i].Invoice)
		}
	}
	claim, err := d.gather(tx, &p, n.Invoices)
	if err != nil {
		return p, err
	}
	if !n.NoFee && n.Replaces == 0 { // a changed agreement costs no second one
		if err := d.fee(tx, &p, claim, n.Terms.count(p.Total)); err != nil {
			return p, err
		}
		p.Total += p.Fee
	}
	if p.Instalments, err = n.Terms.schedule(p.Total, d.BankDays); err != nil {
		return p, err
	}
	id, err := tx.NextID("plan")
	if err != nil {
		return p, err
	}
	p.ID = ID(id)
	if p.Ref == "" {
		if p.Ref, err = mint(tx, p.Currency, p.ID); err != nil {
			return p, err
		}
	}
	if err := p.keep(tx); err != nil {
		return p, err
	}
	return p, p.tell(tx, "plan-proposed", fmt.Sprintf("%d instalments, %s in all, the first on %s", len(p.Instalments), p.show(p.Total), p.Instalments[0].Due))
}

// gather takes the invoices into a plan with what is owed on each, and gives the claim as
// the law sees it.
func (d Desk) gather(tx *ledger.Tx, p *Plan, ids []ledger.InvoiceID) (claim law.Claim, err error) {
	if len(ids) == 0 {
		return claim, refuse(ErrTerms, "want invoices")
	}
	var kin []ledger.PartyID // all that are one with the debtor of the first
	for i, id := range ids {
		inv, err := tx.Invoice(id)
		if err != nil {
			return claim, err
		}
		o := Owed{Invoice: id, Number: inv.Number}
		if o.Balance, err = tx.Balance(id); err != nil {
			return claim, err
		}
		switch {
		case slices.Contains(ids[:i], id):
			return claim, refuse(ErrTerms, "invoice %s stands in it twice", inv.Number)
		case i > 0 && (!slices.Contains(kin, inv.Debtor) || inv.Currency != p.Currency):
			return claim, refuse(ErrTerms, "invoice %s is of another debtor or currency", inv.Number)
		case inv.Kind != ledger.KindInvoice || o.Balance[ledger.Principal] < 0 || o.total() <= 0:
			return claim, refuse(ErrTerms, "nothing is owed on invoice %s", inv.Number)
		}
		if err := free(tx, inv, p.Replaces); err != nil {
			return claim, err
		}
		o.claimed = o.Balance[ledger.Interest]
		if o.Balance[ledger.Interest], err = d.interest(tx, &inv, p, o.claimed); err != nil {
			return claim, err
		}
		if i == 0 {
			if kin, err = tx.Kin(inv.Debtor); err != nil {
				return claim, err
			}
			p.Debtor, p.Currency = inv.Debtor, inv.Currency
		}
		p.Invoices = append(p.Invoices, o)
		total, fits := money.Add(p.Total, o.total())
		if p.Total = total; !fits {
			return claim, money.ErrOverflow
		}
		d.add(&claim, &inv, o.Balance[ledger.Principal])
	}
	return claim, nil
}

// add takes an invoice into what the law is asked about: the whole debt, from its first
// day.
func (d Desk) add(c *law.Claim, inv *ledger.Invoice, principal int64) {
	if c.Arose == 0 {
		*c = law.Claim{Country: d.Country, Debtor: law.Consumer, Principal: money.Of(0, inv.Currency), Arose: inv.Issued, Due: inv.Due, FeeAgreed: inv.FeeAgreed}
	}
	if inv.Company {
		c.Debtor = law.Business
	}
	c.Principal.Minor += principal // all of it has fit into the plan's total
	c.Arose, c.Due = min(c.Arose, inv.Issued), min(c.Due, inv.Due)
}

// free refuses an invoice that another agreement stands on.
func free(tx *ledger.Tx, inv ledger.Invoice, replaced ID) error {
	list, err := Of(tx, inv.ID)
	if err != nil {
		return err
	}
	for i := range list {
		if other := &list[i]; other.ID != replaced && (other.State == Proposed || other.State == Active) {
			return refuse(ErrTerms, "invoice %s stands in %s, which is %s: replace or cancel that", inv.Number, other.ID.Name(), other.State)
		}
	}
	return nil
}

// interest is what a plan claims of an invoice's late interest, to the day of the
// proposal. A frozen plan that replaces a frozen one leaves it where it froze.
func (d Desk) interest(tx *ledger.Tx, inv *ledger.Invoice, p *Plan, claimed int64) (int64, error) {
	switch {
	case p.Interest == Waived:
		return 0, nil
	case p.Interest == Frozen && p.rests:
		return claimed, nil
	}
	n, err := d.Interest(tx, inv, p.On)
	if err != nil {
		return 0, fmt.Errorf("invoice %s: %w\nhint: confirm the rate, or propose with the interest waived", inv.Number, err)
	}
	return max(n, 0), nil
}

// fee is what the plan may cost the debtor, and why. A country whose law gives no such fee
// gets none; nor is a plan charged on a day that had one already: it is the same agreement,
// put right.
func (d Desk) fee(tx *ledger.Tx, p *Plan, claim law.Claim, instalments int) error {
	kind := law.PlanFee
	if n, err := d.Tables.Count(d.Country, "short_plan_instalments", claim.Debtor, d.Today); err == nil && instalments <= n {
		kind = law.ShortPlanFee
	}
	before, err := d.charged(tx, p)
	if err != nil {
		return err
	}
	for _, b := range before {
		if (b.Kind == law.PlanFee || b.Kind == law.ShortPlanFee) && b.On == d.Today {
			p.FeeBasis = "a plan of the same day was charged for"
			return nil
		}
	}
	a, err := d.Tables.Allow(kind, claim, before, d.Today)
	var missing *law.Missing
	switch {
	case errors.As(err, &missing) && missing.Last.From == 0:
		p.FeeBasis = fmt.Sprintf("no law of %s lets a plan cost a %s", d.Country, claim.Debtor)
	case err != nil:
		return err
	case a.Amount.Currency != p.Currency:
		p.FeeBasis = fmt.Sprintf("the law's fee is in %s, the claim in %s", a.Amount.Currency, p.Currency)
	default:
		p.Fee, p.FeeKind, p.FeeBasis = a.Amount.Minor, kind, a.Basis.String()
	}
	return nil
}

// charged is what the plan's invoices have been charged, as the law counts it.
func (d Desk) charged(tx *ledger.Tx, p *Plan) (list []law.Charged, err error) {
	for _, o := range p.Invoices {
		made, err := d.Charges(tx, o.Invoice)
		if err != nil {
			return nil, err
		}
		list = append(list, made...)
	}
	return list, nil
}

func stamp(tx *ledger.Tx) string { return tx.At().UTC().Format(time.RFC3339) }
