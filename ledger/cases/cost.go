package cases

import (
	"cmp"
	"fmt"
	"slices"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Cost is something the case costs: the debtor, who is claimed for it, or the client.
type Cost struct {
	ID      int64 // 0 for a debtor's, which is the book's
	Day     date.Date
	Text    string
	Amount  int64
	Invoice string    // the debtor's: on which invoice it is claimed
	Bucket  string    // and as what
	Bill    string    // the client's: on which invoice to the client it stands, "" on none yet
	Billed  date.Date // and of which day
}

// DebtorCosts gives the fees and costs the debtor is claimed for, from the book; one that
// was taken back stands there below zero.
func (c Case) DebtorCosts(tx *ledger.Tx) (list []Cost, err error) {
	invoices, err := c.Invoices(tx)
	number, ids := map[ledger.InvoiceID]string{}, make([]ledger.InvoiceID, len(invoices))
	for n, i := range invoices {
		number[i.ID], ids[n] = i.Number, i.ID
	}
	if err != nil {
		return nil, err
	}
	err = tx.EachMoved(ids, func(m ledger.Moved) error {
		if (m.Bucket == ledger.Fee || m.Bucket == ledger.Cost) && !m.Paid() {
			list = append(list, Cost{Day: m.On, Text: m.Text, Amount: m.Amount, Invoice: number[m.Invoice], Bucket: m.Bucket.String()})
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b Cost) int { return cmp.Compare(a.Day, b.Day) })
	return list, err
}

// ClientCosts gives what the client pays, and what of it was invoiced when (R-BST-43).
func (c Case) ClientCosts(tx *ledger.Tx) (list []Cost, err error) {
	err = tx.Each(`SELECT k.id, k.day, k.text, k.amount, b.client_invoice, b.day FROM case_cost k LEFT JOIN case_billed b ON b.cost = k.id
		WHERE k.debt_case = $1 ORDER BY k.id`, []any{c.ID}, func(r *store.Row) error {
		list = append(list, Cost{ID: r.Int(0), Day: r.Date(1), Text: r.Text(2), Amount: r.Int(3), Bill: r.Text(4), Billed: r.Date(5)})
		return nil
	})
	return list, err
}

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
		cost, c.ID, d.Today, text, amount, c.Currency, tx.Stamp(), tx.By())
	if err != nil {
		return 0, err
	}
	return cost, d.add(tx, Event{Case: c.ID, Kind: "client-cost", Text: text + ", " + money.Of(amount, c.Currency).String()})
}

// Bill writes that a cost was invoiced to the client.
func (d Desk) Bill(tx *ledger.Tx, cost int64, clientInvoice string, on date.Date) error {
	var id int64
	var billed string
	there, err := tx.One(`SELECT k.debt_case, b.client_invoice FROM case_cost k LEFT JOIN case_billed b ON b.cost = k.id WHERE k.id = $1`, []any{cost}, func(r *store.Row) error {
		id, billed = r.Int(0), r.Text(1)
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
	if billed != "" {
		return fmt.Errorf("client cost %d: %w: it stands on %s already", cost, ErrRequest, billed)
	}
	_, err = tx.Exec(`INSERT INTO case_billed (cost, client_invoice, day, at, actor) VALUES ($1, $2, $3, $4, $5)`,
		cost, clientInvoice, on, tx.Stamp(), tx.By())
	if err != nil {
		return err
	}
	return d.add(tx, Event{Case: id, Kind: "client-billed", Text: "on " + clientInvoice})
}
