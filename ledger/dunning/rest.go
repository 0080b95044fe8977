package dunning

import (
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// rest tells that the principal is paid, and only fees, interest or costs are left. The
// creditor may go on reminding of them, but nothing more is charged for it, and no interest
// runs on it; as a rule it is not worth a letter ([Policy.MinimumLeft]).
func (c *claim) rest() bool { return c.Owed[ledger.Principal] == 0 }

// wants is what a debtor must have with us for a reminder to be idle.
func (c *claim) wants() int64 {
	if c.rest() {
		return c.Total()
	}
	return c.Owed[ledger.Principal]
}

// small tells that a rest is too little to remind of.
func (p *Policy) small(c *claim) bool {
	return c.rest() && (p.MinimumLeft == 0 || c.Total() < p.MinimumLeft)
}

// Rest is a claim whose principal is paid, and of which something is left.
type Rest struct {
	Invoice  string       `json:"invoice"`
	Customer string       `json:"customer"`
	Fee      money.Amount `json:"fee"`
	Interest money.Amount `json:"interest"`
	Cost     money.Amount `json:"cost"`
	Total    money.Amount `json:"total"`
	Level    int          `json:"level"`              // of the last letter's step
	Reminded bool         `json:"reminded,omitempty"` // it is enough to go on
}

// EachRest calls fn for the claims whose principal is paid and of which fees, interest or
// costs are left, in order of their numbers.
func EachRest(tx *ledger.Tx, p *Policy, fn func(Rest) error) error {
	return tx.Each(`SELECT invoice.number, party.customer_no, item.principal, item.fee, item.interest, item.cost, invoice.currency, dunning.level
		FROM item CROSS JOIN invoice LEFT JOIN dunning ON dunning.invoice = item.invoice CROSS JOIN party
		WHERE item.principal = 0 AND item.fee + item.interest + item.cost > 0 AND invoice.id = item.invoice AND invoice.tenant = $1 AND party.id = invoice.debtor
		ORDER BY invoice.number`, []any{tx.Tenant()}, func(r *store.Row) error {
		c := claim{OpenItem: ledger.OpenItem{Owed: ledger.Balance{r.Int(2), r.Int(3), r.Int(4), r.Int(5)}}}
		of := func(minor int64) money.Amount { return money.Of(minor, money.Currency(r.Text(6))) }
		return fn(Rest{r.Text(0), r.Text(1), of(r.Int(3)), of(r.Int(4)), of(r.Int(5)), of(c.Total()), int(r.Int(7)), !p.small(&c)})
	})
}
