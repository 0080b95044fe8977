package cases

import (
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
)

// Debt is what is owed on one invoice of a case, by bucket, as the book has it.
type Debt struct {
	Invoice   ledger.Invoice
	Claimed   ledger.Balance // what was asked for in all
	Paid      ledger.Balance
	Reduced   ledger.Balance // credited, given up or otherwise settled without a payment
	Remaining ledger.Balance
}

// Debts gives the debt grid of a case, oldest due first (R-BST-39).
func (c Case) Debts(tx *ledger.Tx) (list []Debt, err error) {
	invoices, err := c.Invoices(tx)
	for _, i := range invoices {
		if err != nil {
			return nil, err
		}
		d := Debt{Invoice: i}
		if d.Remaining, err = tx.Balance(i.ID); err != nil {
			return nil, err
		}
		err = tx.Each(`SELECT bucket, SUM(amount) FROM allocation WHERE invoice = $1 GROUP BY bucket`, []any{i.ID}, func(r *store.Row) error {
			d.Paid[r.Int(0)&3] = r.Int(1)
			return nil
		})
		if err != nil {
			return nil, err
		}
		if err = d.claim(tx); err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, err
}

// claim works out what was asked for: the gross of the invoice, each fee and cost that
// was charged, and of interest what was assessed, which is what was paid and what stands.
func (d *Debt) claim(tx *ledger.Tx) error {
	d.Claimed[ledger.Principal] = d.Invoice.Gross
	d.Claimed[ledger.Interest] = d.Paid[ledger.Interest] + d.Remaining[ledger.Interest]
	err := tx.Each(`SELECT p.bucket, SUM(p.amount) FROM item_posting n CROSS JOIN posting p CROSS JOIN entry e
		WHERE n.invoice = $1 AND p.id = n.posting AND e.id = p.entry AND p.bucket IN (1, 3) AND p.amount > 0 AND p.receipt IS NULL AND e.reverses IS NULL
		GROUP BY p.bucket UNION ALL SELECT bucket, SUM(amount) FROM fee_memo WHERE invoice = $1 GROUP BY bucket`, []any{d.Invoice.ID}, func(r *store.Row) error {
		d.Claimed[r.Int(0)&3] += r.Int(1)
		return nil
	})
	for b := range d.Claimed {
		d.Reduced[b] = d.Claimed[b] - d.Paid[b] - d.Remaining[b]
	}
	return err
}

// Sum adds a grid up.
func Sum(list []Debt) (sum Debt) {
	for _, d := range list {
		for b := range d.Claimed {
			sum.Claimed[b] += d.Claimed[b]
			sum.Paid[b] += d.Paid[b]
			sum.Reduced[b] += d.Reduced[b]
			sum.Remaining[b] += d.Remaining[b]
		}
	}
	return sum
}

// Owed gives all that is still owed in a case.
func Owed(tx *ledger.Tx, id int64) (owed int64, err error) {
	_, err = tx.One(`SELECT COALESCE(SUM(o.principal + o.fee + o.interest + o.cost), 0) FROM case_invoice i CROSS JOIN item o
		WHERE i.debt_case = $1 AND o.invoice = i.invoice`, []any{id}, func(r *store.Row) error {
		owed = r.Int(0)
		return nil
	})
	return owed, err
}

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
	err = tx.Each(`SELECT e.booked_on, e.text, p.amount, v.number, p.bucket, p.id
		FROM case_invoice i CROSS JOIN item_posting n CROSS JOIN posting p CROSS JOIN entry e CROSS JOIN invoice v
		WHERE i.debt_case = $1 AND n.invoice = i.invoice AND p.id = n.posting AND e.id = p.entry AND v.id = i.invoice
		AND p.bucket IN (1, 3) AND p.receipt IS NULL
		UNION ALL SELECT m.claimed_on, m.text, m.amount, v.number, m.bucket, m.id
		FROM case_invoice i CROSS JOIN fee_memo m CROSS JOIN invoice v WHERE i.debt_case = $1 AND m.invoice = i.invoice AND v.id = i.invoice
		ORDER BY 1, 6`, []any{c.ID}, func(r *store.Row) error {
		list = append(list, Cost{Day: r.Date(0), Text: r.Text(1), Amount: r.Int(2), Invoice: r.Text(3), Bucket: ledger.Bucket(r.Int(4)).String()})
		return nil
	})
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
