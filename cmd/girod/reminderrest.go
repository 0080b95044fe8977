package main

import (
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/dunning"
)

// restJSON is what is left of a claim whose principal is paid.
type restJSON struct {
	Tenant string `json:"tenant,omitempty"`
	dunning.Rest
	Currency money.Currency `json:"currency"`
	Fee      string         `json:"fee"`
	Interest string         `json:"interest"`
	Cost     string         `json:"cost"`
	Total    string         `json:"total"`
}

// listRests lists the claims whose principal is paid: whether what is left is reminded of is
// the configuration's to say (dunning.minimumLeft).
func (o *office) listRests(tx *ledger.Tx) error {
	in := o.in
	list := o.rows(in, "invoice", "customer", ">fee", ">interest", ">cost", ">left", "currency", "")
	err := o.each(tx, func(o *office, tx *ledger.Tx) error {
		policy, err := o.remindingPolicy()
		if err != nil {
			return err
		}
		return dunning.EachRest(tx, policy, func(r dunning.Rest) error {
			v := restJSON{o.owner(), r, r.Total.Currency, r.Fee.Decimal(), r.Interest.Decimal(), r.Cost.Decimal(), r.Total.Decimal()}
			reminded := line(in, "let rest")
			if r.Reminded {
				reminded = line(in, "reminded")
			}
			return list.of(o, v, r.Invoice, r.Customer, v.Fee, v.Interest, v.Cost, v.Total, string(v.Currency), reminded)
		})
	})
	if err != nil {
		return err
	}
	return list.end(line(in, "nothing is left of a claim whose principal is paid"))
}
