package main

// clients are those whose claims an agent collects. Such a claim stands in no ledger of the
// agent's: what is owed on it is what the client has claimed, less what came for it and is
// kept on the client's own account among the clients' money.
type clients struct {
	*audit
	of      map[int64]int64        // whose claim an invoice is
	claimed map[int64]owed         // by invoice; issued is what was claimed first
	account map[string]int64       // of whom, by tenant and number
	held    map[int64]*clientFunds // by ledger account
}

// clientFunds is an account among the clients' money.
type clientFunds struct {
	on  accountRow
	sum int64
}

func newClients(a *audit) *clients {
	return &clients{audit: a, of: map[int64]int64{}, claimed: map[int64]owed{}, account: map[string]int64{}, held: map[int64]*clientFunds{}}
}

// read loads who has given which claims, and what each has claimed since.
func (c *clients) read() error {
	err := each(c.tables, "client", func(r *clientRow) error {
		c.account[owned(r.Tenant, r.Account)] = r.Party
		return nil
	})
	if err == nil {
		err = each(c.tables, "client_claim", func(r *clientClaimRow) error {
			c.of[r.Invoice] = r.Client
			return nil
		})
	}
	if err != nil {
		return err
	}
	return each(c.tables, "client_charge", func(r *clientChargeRow) error {
		c.looked("I2", "charges on clients' claims", 1)
		_, known := c.of[r.Invoice]
		if !known || r.Bucket < 0 || r.Bucket > 3 {
			c.violate("I2", "charge %d is of invoice %d, bucket %d, which is no client's claim", r.ID, r.Invoice, r.Bucket)
			return nil
		}
		o, again := c.claimed[r.Invoice]
		if !again {
			o.issued = r.Amount
		}
		o.buckets[r.Bucket] += r.Amount
		c.claimed[r.Invoice] = o
		return nil
	})
}

// rests tells that a posting moves what rests of a payment: money among the clients' whose
// owner nobody knows is on no client's account.
func (c *clients) rests(p *postingRow, on *accountRow) bool {
	return p.Receipt != 0 && p.Invoice == 0 && c.account[owned(on.Tenant, on.Number)] == 0
}

// move follows a posting on clients' money.
func (c *clients) move(e *entryRow, p *postingRow, on *accountRow) {
	if c.held[on.ID] == nil {
		c.held[on.ID] = &clientFunds{on: *on}
	}
	c.held[on.ID].sum -= p.Amount
	if p.Invoice == 0 {
		return
	}
	if whose, is := c.of[p.Invoice], c.account[owned(on.Tenant, on.Number)]; whose != is {
		c.violate("I2", "posting %d of entry %d (%s) is of a claim of client %d, on the account of client %d (%s)", p.ID, e.ID, e.Key, whose, is, on.Number)
	}
}

// finish holds the clients apart: none is paid with another's money.
func (c *clients) finish() {
	for _, id := range sortedKeys(c.held) {
		f := c.held[id]
		if c.account[owned(f.on.Tenant, f.on.Number)] == 0 {
			continue
		}
		c.looked("I2", "accounts of clients", 1)
		if f.sum < 0 {
			c.violate("I2", "account %s of a client is short of %s: other clients' money covers it", f.on.Number, money(-f.sum, f.on.Currency))
		}
	}
}
