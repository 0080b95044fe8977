package ledger

import (
	"fmt"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger/store"
)

// ClaimCharge is what comes onto a client's claim, or below zero off it: the invoice itself, a
// fee, interest to a day, the costs of collecting; what the debtor paid to the client, what the
// client gives up.
type ClaimCharge struct {
	Invoice InvoiceID
	Bucket  Bucket
	Amount  int64
	On      date.Date // of interest the day to which it is stated: what runs on it is counted from then
	Why     Why       // "": [ClaimCharged]
	Reason  string
}

// ChargeClaim changes what a client claims. Nothing is booked: it is the client's to book.
func (tx *Tx) ChargeClaim(c ClaimCharge) error {
	_, err := tx.chargeClaim(c, 0)
	return err
}

// LowerClaim takes parts of what is owed off a client's claim (R-BST-61, 62): what the debtor
// paid to the client ([PaidElsewhere]), or what is credited ([CreditNote]). It gives the
// numbers of the charges, by which [Tx.TakeBackCharge] takes them back.
func (tx *Tx) LowerClaim(c ClaimCharge, give Balance) (charges []int64, err error) {
	for b, n := range give {
		if n == 0 {
			continue
		}
		c.Bucket, c.Amount = Bucket(b), -n
		id, err := tx.chargeClaim(c, 0)
		if err != nil {
			return nil, err
		}
		charges = append(charges, id)
	}
	return charges, nil
}

// TakeBackCharge puts back what a charge took off a claim, as though it had never been.
func (tx *Tx) TakeBackCharge(id int64, on date.Date, reason string) error {
	c := ClaimCharge{On: on, Reason: reason}
	there, err := tx.One(`SELECT invoice, bucket, amount, why FROM client_charge WHERE id = $1 AND reverses IS NULL`, []any{id}, func(r *store.Row) error {
		c.Invoice, c.Bucket, c.Amount, c.Why = InvoiceID(r.Int(0)), Bucket(r.Int(1)), -r.Int(2), Why(r.Text(3))
		return nil
	})
	if err = found(there, err, "charge", id); err == nil {
		_, err = tx.chargeClaim(c, id)
	}
	return err
}

// chargeClaim writes one, that takes another back perhaps.
func (tx *Tx) chargeClaim(c ClaimCharge, reverses int64) (id int64, err error) {
	i, err := tx.Invoice(c.Invoice)
	if err != nil {
		return 0, err
	}
	if err := tx.mayCharge(i, c); err != nil {
		return 0, err
	}
	if c.Why == "" {
		c.Why = ClaimCharged
	}
	var takenBack any
	if reverses != 0 {
		takenBack = reverses
	}
	if id, err = tx.NextID("client_charge"); err != nil {
		return 0, err
	}
	_, err = tx.Exec(`INSERT INTO client_charge (id, invoice, bucket, amount, day, why, reason, reverses, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		id, c.Invoice, int64(c.Bucket), c.Amount, c.On, c.Why, c.Reason, takenBack, tx.Stamp(), tx.by)
	if err == nil {
		err = tx.AddTo("item", "invoice", []string{c.Bucket.String()}, []int64{int64(c.Invoice)}, [][]int64{{c.Amount}})
	}
	if err == nil && c.Why != InvoiceIssued {
		text := fmt.Sprintf("%s %s: %s", c.Bucket, money.Of(c.Amount, i.Currency), c.Reason)
		err = tx.AddHistory(History{Party: i.Debtor, Invoice: i.ID, Kind: string(ClaimCharged), Text: text})
	}
	return id, err
}

// mayCharge refuses what is no client's claim, and to take off what is not owed. What the agent
// has laid out stands in the cost, and is not the client's to give up.
func (tx *Tx) mayCharge(i Invoice, c ClaimCharge) error {
	if _, err := tx.ClientOf(i.ID); err != nil {
		return err
	}
	if p := tx.state.poster; p != nil && c.Amount < 0 {
		if err := p.Flush(); err != nil {
			return err
		}
	}
	owed, err := tx.Balance(i.ID)
	switch {
	case err != nil:
		return err
	case c.Reason == "":
		return ErrReason
	case c.Amount == 0 || c.Amount < -owed[c.Bucket] || c.Amount > maxAmount:
		return fmt.Errorf("invoice %s: %w: its %s is %s", i.Number, ErrNotOwed, c.Bucket, money.Of(owed[c.Bucket], i.Currency))
	case c.Bucket != Cost || c.Amount > 0:
		return nil
	}
	outlays, err := tx.OutlaysOf(i.ID)
	if err == nil && -c.Amount > owed[Cost]-outlays {
		err = fmt.Errorf("invoice %s: %w: of its cost %s are the agent's outlays\nhint: girod clients recharge charges them to the client", i.Number, ErrNotOwed, money.Of(outlays, i.Currency))
	}
	return err
}
