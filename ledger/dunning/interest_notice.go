package dunning

import (
	"fmt"

	"girod/formats/date"
	"girod/formats/money"
)

// Notice is what a letter promised: its total, received by its last day, settles the claim
// and stops its interest (DOMAIN.md 4.7).
type Notice struct {
	Total money.Amount // principal, fee, interest to the notice's day, costs
	PayBy date.Date    // already on a bank day
}

// Paid is money received on a claim since its notice; money taken back is negative.
type Paid struct {
	On     date.Date
	Amount money.Amount
}

// Honoured tells whether the total came in time, and how much of it is missing otherwise.
// Money after the last day does not help: then the interest runs on as though no total
// had been named. A notice for nothing promises nothing.
func (n Notice) Honoured(since []Paid) (bool, money.Amount, error) {
	short := n.Total
	for _, p := range since {
		if p.On > n.PayBy {
			continue
		}
		var err error
		if short, err = short.Add(p.Amount.Neg()); err != nil {
			return false, n.Total, fmt.Errorf("payment of %s: %w", p.On, err)
		}
	}
	if n.Total.Minor <= 0 {
		return false, money.Of(0, n.Total.Currency), nil
	}
	if short.Minor <= 0 {
		return true, money.Of(0, n.Total.Currency), nil
	}
	return false, short, nil
}
