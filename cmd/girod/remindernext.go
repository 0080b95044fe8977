package main

import (
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/dunning"
)

// nextJSON is what comes next, as programs see it.
type nextJSON struct {
	Invoice   string       `json:"invoice"`
	Procedure string       `json:"procedure"`
	Level     int          `json:"level"`
	Letter    string       `json:"letter"`
	Again     bool         `json:"again"`
	Day       *date.Date   `json:"day"`
	PayBy     *date.Date   `json:"payBy"`
	Channel   string       `json:"channel"`
	Total     string       `json:"total"`
	Currency  string       `json:"currency"`
	Charges   []chargeJSON `json:"charges"`
	Before    []chargeJSON `json:"chargedBefore"`
	Code      string       `json:"code"`
	Why       string       `json:"why"`
}

func (o *office) nextReminder(tx *ledger.Tx, number string) error {
	i, err := tx.InvoiceByNumber(number)
	if err != nil {
		return err
	}
	l, err := readLaws(o.config)
	if err != nil {
		return err
	}
	policy, err := (&house{office: o, laws: l}).dunningPolicy()
	if err != nil {
		return err
	}
	n, err := dunning.NextOf(tx, policy, i.ID, o.today())
	if err != nil {
		return err
	}
	before, err := dunning.ChargesOf(tx, i.ID)
	if err != nil {
		return err
	}
	v := nextJSON{Invoice: number, Procedure: n.Procedure, Level: n.Level, Letter: string(n.Letter), Again: n.Again, Channel: string(n.Channel),
		Total: amount(n.Total.Minor, i.Currency), Currency: string(i.Currency), Charges: []chargeJSON{}, Before: []chargeJSON{}, Code: n.Code, Why: n.Why}
	if n.Day != 0 {
		v.Day = &n.Day
	}
	if n.PayBy != 0 {
		v.PayBy = &n.PayBy
	}
	for _, c := range n.Charges {
		v.Charges = append(v.Charges, chargeValue(c))
	}
	for _, c := range before {
		v.Before = append(v.Before, chargeValue(c))
	}
	if o.t.json {
		return o.t.printJSON(v)
	}
	return o.printNext(v)
}

func (o *office) printNext(v nextJSON) error {
	in := o.in
	t, step := o.t, letterName(v.Letter, v.Level, 1)
	switch {
	case v.Level == 0:
		t.say(in, "invoice %s: nothing comes: %s", v.Invoice, v.Why)
	case v.Code != "":
		t.say(in, "invoice %s: %s is due on %s, and is stopped (%s): %s", v.Invoice, step, v.Day, coded(in, "reminder-run", v.Code), v.Why)
	case v.Letter == string(dunning.HandOver):
		t.say(in, "invoice %s: handed over on %s (procedure %s, step %d)", v.Invoice, v.Day, v.Procedure, v.Level)
	default:
		t.say(in, "invoice %s: %s on %s by %s: %s to be paid by %s (procedure %s)", v.Invoice, step, v.Day, v.Channel,
			v.Total+" "+v.Currency, v.PayBy, v.Procedure)
	}
	if !o.config.Dunning.Enabled {
		t.say(in, "nothing is sent: dunning.enabled is false")
	}
	o.printCharges(in, v.Charges)
	if len(v.Before) > 0 {
		t.printf("\n%s", line(in, "charged before:"))
		o.printCharges(in, v.Before)
	}
	return nil
}
