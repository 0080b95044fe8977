package plan

import (
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
)

// Waiting is a plan that could not go on, and why.
type Waiting struct {
	Plan ID
	Why  string
}

// Claimant is what a debtor could have meant to pay: by his name, an amount, the number of an
// invoice or a reference.
type Claimant struct {
	Debtor  ledger.PartyID
	Name    string
	Issued  date.Date // what came before is for something else
	Wants   money.Amount
	Amounts []money.Amount
	Number  string
	Ref     string
}

// Waits tells why a plan that missed an instalment is not broken for it yet: whoever paid
// without a word of what it is for is not told that he did not, as he is not reminded. It is
// "" where nothing is missed, or nothing tells that he paid.
func (d Desk) Waits(tx *ledger.Tx, s *Standing) (string, error) {
	miss, missed := s.missed()
	if !missed || s.State != Active {
		return "", nil
	}
	doubts, err := d.Doubts(tx)
	if err != nil {
		return "", err
	}
	debtor, err := tx.Addressee(s.Debtor)
	if err != nil {
		return "", err
	}
	lacking := miss.Asked - miss.Covered
	for _, o := range s.Invoices {
		inv, err := tx.Invoice(o.Invoice)
		if err != nil {
			return "", err
		}
		now, err := tx.Balance(o.Invoice)
		if err != nil {
			return "", err
		}
		who := Claimant{Debtor: s.Debtor, Name: debtor.Name, Issued: inv.Issued, Wants: money.Of(lacking, s.Currency), Number: inv.Number, Ref: inv.Ref}
		for _, amount := range []int64{lacking, miss.Asked, miss.Amount, s.Owed, inv.Gross, now[ledger.Principal], (Owed{Balance: now}).total()} {
			who.Amounts = append(who.Amounts, money.Of(amount, s.Currency))
		}
		for _, who.Ref = range []string{inv.Ref, s.Ref} {
			if why := doubts(who); why != "" {
				return why, nil
			}
		}
	}
	return "", nil
}
