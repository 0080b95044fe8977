package main

import (
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/dunning"
)

// listRests lists the claims whose principal is paid: whether what is left is reminded of is
// the configuration's to say (dunning.minimumLeft).
func (o *office) listRests(tx *ledger.Tx) error {
	l, err := readLaws(o.config)
	if err != nil {
		return err
	}
	policy, err := (&house{office: o, laws: l}).dunningPolicy()
	if err != nil {
		return err
	}
	type row struct {
		dunning.Rest
		Currency money.Currency `json:"currency"`
		Fee      string         `json:"fee"`
		Interest string         `json:"interest"`
		Cost     string         `json:"cost"`
		Total    string         `json:"total"`
	}
	in := o.in
	list := o.t.rows(headed(in, "invoice", "customer", ">fee", ">interest", ">cost", ">left", "currency", "").head...)
	err = dunning.EachRest(tx, policy, func(r dunning.Rest) error {
		v := row{r, r.Total.Currency, r.Fee.Decimal(), r.Interest.Decimal(), r.Cost.Decimal(), r.Total.Decimal()}
		reminded := line(in, "let rest")
		if r.Reminded {
			reminded = line(in, "reminded")
		}
		return list.add(v, r.Invoice, r.Customer, v.Fee, v.Interest, v.Cost, v.Total, string(v.Currency), reminded)
	})
	if err != nil {
		return err
	}
	return list.end(line(in, "nothing is left of a claim whose principal is paid"))
}
