package cases

import (
	"fmt"
	"time"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Charge writes a cost that the client pays for a case, in the case's currency.
func (d Desk) Charge(tx *ledger.Tx, id int64, amount int64, text string) (int64, error) {
	c, err := Load(tx, id)
	if err == nil {
		err = short(text, maxText)
	}
	if err != nil {
		return 0, err
	}
	if amount <= 0 || text == "" {
		return 0, fmt.Errorf("case %s: %w: a cost is above nothing and for something", c.Number, ErrText)
	}
	cost, err := tx.NextID("case_cost")
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(`INSERT INTO case_cost (id, debt_case, day, text, amount, currency, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		cost, c.ID, d.Today, text, amount, c.Currency, tx.At().UTC().Format(time.RFC3339), tx.By())
	if err != nil {
		return 0, err
	}
	return cost, d.add(tx, Event{Case: c.ID, Kind: "client-cost", Text: text + ", " + money.Of(amount, c.Currency).String()})
}

// Bill writes that a cost was invoiced to the client.
func (d Desk) Bill(tx *ledger.Tx, cost int64, clientInvoice string, on date.Date) error {
	var id int64
	there, err := tx.One(`SELECT debt_case FROM case_cost WHERE id = $1`, []any{cost}, func(r *store.Row) error {
		id = r.Int(0)
		return nil
	})
	if err == nil {
		err = short(clientInvoice, 100)
	}
	if err != nil {
		return err
	}
	if !there || clientInvoice == "" || !on.Valid() || on > d.Today {
		return fmt.Errorf("client cost %d: %w: want a cost, the client's invoice and its day", cost, ErrText)
	}
	if _, err := Load(tx, id); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO case_billed (cost, client_invoice, day, at, actor) VALUES ($1, $2, $3, $4, $5)`,
		cost, clientInvoice, on, tx.At().UTC().Format(time.RFC3339), tx.By())
	if err != nil {
		return err
	}
	return d.add(tx, Event{Case: id, Kind: "client-billed", Text: "on " + clientInvoice})
}
