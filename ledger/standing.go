package ledger

import (
	"slices"

	"girod/formats/money"
)

// Standing is what a debtor and all that are one with it owe us and have with us, in one
// currency. An invoice that owes less than nothing is money of theirs.
type Standing struct {
	Currency money.Currency
	Invoices int // with something owed
	Owed     int64
	Credit   int64
}

// StandingsOf gives how a debtor stands with us, in order of currency first met.
func (tx *Tx) StandingsOf(debtor PartyID) (list []Standing, err error) {
	of := func(c money.Currency) *Standing {
		i := slices.IndexFunc(list, func(s Standing) bool { return s.Currency == c })
		if i < 0 {
			i, list = len(list), append(list, Standing{Currency: c})
		}
		return &list[i]
	}
	items, err := tx.OpenItemsOf(debtor)
	if err != nil {
		return nil, err
	}
	for _, i := range items {
		s, total := of(i.Currency), i.Total()
		if total > 0 {
			s.Invoices++
		}
		s.Owed += max(total, 0)
		s.Credit += max(-total, 0)
	}
	credits, err := tx.CustomerCreditsOf(debtor)
	for _, c := range credits {
		of(c.Currency).Credit += c.Rest
	}
	return list, err
}
