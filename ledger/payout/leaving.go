package payout

import (
	"cmp"

	"girod/formats/date"
	"girod/ledger"
)

// Leaving gives the payouts of a file, each with the day its bank executes it.
func Leaving(tx *ledger.Tx, messageID string) ([]Payout, error) {
	f := File{MessageID: messageID}
	list, err := f.payouts(tx)
	if err != nil {
		return nil, err
	}
	groups, err := Groups(tx, messageID)
	days := map[string]date.Date{}
	for _, g := range groups {
		days[g.ID] = g.On
	}
	for i := range list {
		list[i].On = cmp.Or(days[list[i].PaymentInfo], list[i].On)
	}
	return list, err
}
