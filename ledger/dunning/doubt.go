package dunning

import (
	"fmt"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
)

// Claimant is what a debtor could have meant to pay, as it is compared with money on suspense.
type Claimant struct {
	Debtor  ledger.PartyID
	Name    string
	Issued  date.Date      // what came before is for something else
	Wants   money.Amount   // what would be asked for
	Amounts []money.Amount // any of which a payer could mean
	Number  string         // invoice number: must agree, as its neighbours are other invoices
	Ref     string         // payment reference: one slip of the finger is forgiven
}

// Doubts gives what stops a reminder for other rooms that act against debtors: why a claimant
// may have paid already, having as much with us or money on suspense that could be his; ""
// where nothing tells so.
func Doubts(tx *ledger.Tx) (func(Claimant) string, error) {
	r := &run{Tx: tx}
	err := r.readCredits()
	if err == nil {
		r.resting, err = readResting(tx)
	}
	return func(c Claimant) string {
		if w := r.doubt(&c, r.credits[account{r.survivor(c.Debtor), c.Wants.Currency}]); w != nil {
			return w.text
		}
		return ""
	}, err
}

// doubt tells why a claimant, who has so much with us, may have paid already.
func (r *run) doubt(c *Claimant, has int64) *why {
	if has >= c.Wants.Minor {
		return &why{"credit", "the debtor has " + money.Of(has, c.Wants.Currency).String() + " with us"}
	}
	if receipt, like := r.resting.like(c); like != "" {
		return &why{"suspense", fmt.Sprintf("receipt %d on suspense could be the debtor's: like %s", receipt, like)}
	}
	return nil
}
