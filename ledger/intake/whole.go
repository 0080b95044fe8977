package intake

import (
	"sync"

	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// isOpen chooses the items on which something is owed.
const isOpen = `item.principal <> 0 OR item.fee <> 0 OR item.interest <> 0 OR item.cost <> 0`

// loadWhole puts every open item into the index, and the references of settled ones into
// a set of their own, in one look at the table: a file full of strangers asks little then.
// More settled invoices than the open ones three times over are asked for one by one.
func (c *claims) loadWhole(numbers bool) error {
	all, open := 0, 0
	_, err := c.tx.One(`SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN `+isOpen+` THEN 1 ELSE 0 END), 0) AS BIGINT) FROM item`, nil, func(r *store.Row) error {
		all, open = int(r.Int(0)), int(r.Int(1))
		return nil
	})
	if err != nil {
		return err
	}
	c.index = matching.NewIndex(open)
	where := ` AND (` + isOpen + `)`
	if all <= 4*open {
		c.settled, where = matching.NewSeen(), ""
	}
	for _, load := range []func() error{
		c.states.readWhole,
		func() error { return c.loadItems(where, numbers) }, c.loadRefs, c.loadPromises,
		func() (err error) {
			c.people, err = c.gather(`SELECT account FROM payer WHERE tenant = $1 UNION ALL
				SELECT org_no FROM party WHERE org_no <> '' AND tenant = $1 UNION ALL SELECT called FROM party WHERE tenant = $1`, c.tx.Tenant())
			return err
		},
	} {
		if err := load(); err != nil {
			return err
		}
	}
	return nil
}

// loadItems reads the items in order of invoice.
func (c *claims) loadItems(where string, numbers bool) error {
	add, done := c.beside()
	defer done()
	var ref []byte
	return c.tx.Walk(claimColumns+`WHERE invoice.tenant = $1`+where+` ORDER BY item.invoice`, []any{c.tx.Tenant()}, func(r *store.Row) error {
		balance := balanceOf(r)
		if balance == (ledger.Balance{}) {
			if ref = r.AppendText(2, ref[:0]); len(ref) > 0 {
				c.settled.Add(ref, 0)
			}
			return nil
		}
		claim := matching.Claim{Invoice: ledger.InvoiceID(r.Int(0)), Party: ledger.PartyID(r.Int(1)), Ref: r.Text(2),
			Currency: c.currency(r), Open: balance, Due: r.Date(9), Firm: r.Int(10) != 0}
		claim.State = c.states.of(claim.Invoice, claim.Party, claim.Due)
		if numbers || claim.Ref == "" { // else looked up one by one, should it occur
			claim.Number = r.Text(3)
		}
		add(claim)
		return nil
	})
}

// loadRefs puts claims under their further references, and notes the references that must
// be asked for: of settled invoices, of plans and of cases.
func (c *claims) loadRefs() error {
	err := c.tx.Each(`SELECT ref, invoice FROM other_ref ORDER BY invoice`, nil, func(r *store.Row) error {
		if id, open := c.index.Find(ledger.InvoiceID(r.Int(1))); open {
			c.index.AddRef(r.Text(0), id)
		} else if c.settled != nil {
			c.settled.Add([]byte(r.Text(0)), 0)
		}
		return nil
	})
	if err != nil || c.desk.Groups == nil || c.settled == nil {
		return err
	}
	return c.desk.Groups.Refs(c.tx, func(ref string) error {
		c.settled.Add([]byte(ref), 0)
		return nil
	})
}

// loadPromises gives the reminded claims what their last reminders promise.
func (c *claims) loadPromises() error {
	if c.desk.Reminders == nil {
		return nil
	}
	c.totals = matching.NewSeen()
	return c.desk.Reminders.Promises(c.tx, func(invoice ledger.InvoiceID, n matching.Notice) error {
		if id, open := c.index.Find(invoice); open {
			c.index.Promise(id, n)
			c.totals.Add(nil, n.Total)
		}
		return nil
	})
}

// beside puts claims into the index on a second core, in their order, while the first
// reads on. The index is whole when done has returned.
func (c *claims) beside() (add func(matching.Claim), done func()) {
	full := make(chan []matching.Claim, batches)
	empty := make(chan []matching.Claim, batches)
	for range batches {
		empty <- make([]matching.Claim, 0, batchSize)
	}
	var under sync.WaitGroup
	under.Go(func() {
		for list := range full {
			for _, claim := range list {
				c.index.Add(claim)
			}
			empty <- list[:0]
		}
	})
	at := <-empty
	add = func(claim matching.Claim) {
		if at = append(at, claim); len(at) == cap(at) {
			full <- at
			at = <-empty
		}
	}
	return add, func() {
		full <- at
		close(full)
		under.Wait()
	}
}

// gather makes a set of a query's texts.
func (c *claims) gather(query string, args ...any) (*matching.Seen, error) {
	set := matching.NewSeen()
	var text []byte
	return set, c.tx.Each(query, args, func(r *store.Row) error {
		text = r.AppendText(0, text[:0])
		set.Add(text, 0)
		return nil
	})
}
