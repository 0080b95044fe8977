package dunning

import (
	"fmt"

	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/store"
)

// Next is what comes next for an invoice, as far as can be known today.
type Next struct {
	Procedure string
	Level     int                // of the step that comes; 0: none
	Letter    formats.LetterKind // HandOver is no letter
	Again     bool               // told again, since it came back
	Day       date.Date          // when it is due
	Channel   formats.Channel
	PayBy     date.Date
	Total     money.Amount // what it will ask for, should nothing happen before
	Charges   []Charge     // what it will cost, and why
	Code      string       // what stands in its way: hold, credit, rate …; "" when nothing
	Why       string
}

// Charge is what was charged of an invoice or will be: the amount, what of it the
// compensation for late payment swallows, and the law's row.
type Charge struct {
	Kind    law.Kind
	On      date.Date
	Amount  money.Amount
	Counted money.Amount
	Basis   string
}

// NextOf tells what comes next for an invoice: the step, its day, its charges with the
// law's rows, or what stands in its way. It decides as the run of that day would, on what
// the book knows today.
func NextOf(tx *ledger.Tx, p *Policy, id ledger.InvoiceID, today date.Date) (n Next, err error) {
	n.Procedure = p.Procedure.Name
	inv, err := tx.Invoice(id)
	if err != nil {
		return n, err
	}
	r := &run{Tx: tx, p: p, day: today, only: id}
	if err := r.prepare(); err != nil {
		return n, err
	}
	claims, err := r.claims(id-1, id)
	switch {
	case err != nil:
		return n, err
	case inv.Kind != ledger.KindInvoice:
		n.Code, n.Why = "credit-note", "a credit note is not reminded"
		return n, nil
	case len(claims) == 0:
		n.Code, n.Why = "paid", "nothing is owed"
		return n, nil
	case p.small(claims[0]):
		n.Code, n.Why = "rest", "its principal is paid, and "+money.Of(claims[0].Total(), inv.Currency).String()+" of fees, interest and costs are let rest"
		return n, nil
	}
	return r.nextOf(claims[0], n, today)
}

func (r *run) nextOf(c *claim, n Next, today date.Date) (Next, error) {
	step, again, _ := r.due(c)
	more := again
	n.Day = today
	if !again {
		if step, more = r.next(c); more {
			n.Day = max(r.sendOn(step, c), r.p.Calendar.Next(today))
		}
	}
	if !more {
		n.Day, n.Code, n.Why = 0, "end", "its procedure has come to its end"
		if len(r.steps(c)) == 0 {
			n.Why = fmt.Sprintf("procedure %s has no steps for a claim due on %s", n.Procedure, c.Due)
		}
		return n, nil
	}
	n.Level, n.Letter, n.Again = step.Level, step.Letter, again
	return n, r.foresee(c, &n, today)
}

// foresee decides as the run of the step's day would.
func (r *run) foresee(c *claim, n *Next, today date.Date) error {
	r.day, r.allowed = n.Day, map[first]charge{}
	if h, held := hold.Stopping(c.holds, Step{Letter: n.Letter}.stopped()); held && h.Through != 0 && h.Through < r.day {
		c.holds = nil // it has run out by then
	}
	a, err := r.decide(c)
	if why := reason(err); why != nil {
		n.Code, n.Why = why.code, why.text
		if n.Code == "unsent" && n.Day > today {
			n.Code, n.Why = "", "" // there is time to send it
			c.before.state = Told
			return r.foresee(c, n, today)
		}
		return nil
	}
	if err != nil {
		return err
	}
	for _, made := range a.charges {
		n.Charges = append(n.Charges, made.told(c.Currency))
	}
	if a.letter != nil {
		n.Channel, n.PayBy, n.Total = a.letter.Channel, a.letter.PayBy, money.Of(a.letter.Total(), c.Currency)
	}
	return nil
}

func (b charge) told(c money.Currency) Charge {
	return Charge{b.Kind, b.On, b.Amount, money.Of(b.Counted, c), b.basis}
}

// ChargesOf gives what was charged of an invoice, oldest first.
func ChargesOf(tx *ledger.Tx, id ledger.InvoiceID) (list []Charge, err error) {
	err = tx.Each(`SELECT dunning_charge.kind, charged_on, `+standingCharge+`, dunning_charge.currency, basis FROM dunning_charge
		JOIN invoice ON invoice.id = dunning_charge.invoice WHERE dunning_charge.invoice = $1 AND invoice.tenant = $2 AND `+stillCounts+` ORDER BY charged_on, dunning_charge.kind`,
		[]any{id, tx.Tenant()}, chargeInto(&list))
	return list, err
}

// PutCharge notes a charge that another room has booked, a plan's fee: letters tell it with
// its ground from now on, and the law counts it among what was charged before.
func PutCharge(tx *ledger.Tx, id ledger.InvoiceID, c law.Charged, basis string) error {
	_, err := tx.Exec(`INSERT INTO dunning_charge (invoice, kind, charged_on, amount, counted, currency, basis) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, c.Kind, c.On, c.Amount.Minor, c.Counted, string(c.Amount.Currency), basis)
	if err != nil {
		err = fmt.Errorf("%s of invoice %d: %w", c.Kind, id, err)
	}
	return err
}

// ChargedOf gives what was charged of an invoice as the law counts it, oldest first.
func ChargedOf(tx *ledger.Tx, id ledger.InvoiceID) ([]law.Charged, error) {
	list, err := ChargesOf(tx, id)
	made := make([]law.Charged, len(list))
	for i, c := range list {
		made[i] = law.Charged{Kind: c.Kind, On: c.On, Amount: c.Amount, Counted: c.Counted.Minor}
	}
	return made, err
}

// Explained gives what an invoice owes of fees and costs as a letter of another room tells
// it: the charges with their grounds, or nothing where they do not explain it.
func Explained(tx *ledger.Tx, id ledger.InvoiceID, fee, cost int64) ([]formats.LetterFee, error) {
	list, err := ChargedOf(tx, id)
	made := make([]charge, len(list))
	for i := range list {
		made[i].Charged = list[i]
	}
	return explained(made, fee, cost), err
}

func chargeInto(list *[]Charge) func(*store.Row) error {
	return func(r *store.Row) error {
		c := money.Currency(r.Text(4))
		*list = append(*list, Charge{r.Text(0), r.Date(1), money.Of(r.Int(2), c), money.Of(r.Int(3), c), r.Text(5)})
		return nil
	}
}
