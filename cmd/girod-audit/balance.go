package main

import (
	"strings"
)

// balance is I2: zero in each entry, currency and in all; every rest equals its postings.
type balance struct {
	*audit
	clients                 *clients
	sum, lines, n, postings int64
	currencies              map[string]int64
	items                   map[int64]owed // by invoice
	suspense, credits       map[int64]int64
	named                   gross // postings that name an invoice, marked as their index should
}

// owed is what an invoice owes by its postings.
type owed struct {
	buckets [4]int64
	issued  int64 // when it was issued
}

func newBalance(a *audit, c *clients) *balance {
	return &balance{audit: a, clients: c, currencies: map[string]int64{}, items: map[int64]owed{},
		suspense: map[int64]int64{}, credits: map[int64]int64{}}
}

func (b *balance) entry(*entryRow) { b.sum, b.lines = 0, 0 }

func (b *balance) posting(e *entryRow, p *postingRow, on *accountRow) {
	b.sum += p.Amount
	b.lines++
	b.currencies[on.Currency] += p.Amount
	switch {
	case p.Entry != e.ID:
		b.violate("I2", "posting %d stands among those of entry %d and says entry %d", p.ID, e.ID, p.Entry)
	case on.Currency != e.Currency:
		b.violate("I2", "posting %d of entry %d (%s) is in %s, the entry in %s", p.ID, e.ID, e.Key, on.Currency, e.Currency)
	case on.Tenant != e.Tenant:
		b.violate("I2", "posting %d of entry %d (%s) is in the books of tenant %d, the entry in those of %d", p.ID, e.ID, e.Key, on.Tenant, e.Tenant)
	case p.Bucket < 0 || p.Bucket > 3:
		b.violate("I2", "posting %d of entry %d (%s) is in bucket %d, which does not exist", p.ID, e.ID, e.Key, p.Bucket)
		return
	}
	if p.Invoice != 0 {
		b.named.add(indexed(p.Invoice, p.ID))
	}
	switch on.Role {
	case "fee_income", "late_comp_income": // earned when paid, where it names whose claim it settles
		if p.Invoice != 0 {
			item := b.items[p.Invoice]
			item.buckets[p.Bucket] += p.Amount
			b.items[p.Invoice] = item
		}
	case "ar":
		item := b.items[p.Invoice]
		item.buckets[p.Bucket] += p.Amount
		if e.Why == "invoice-issued" {
			item.issued += p.Amount
		}
		b.items[p.Invoice] = item
	case "client_funds":
		b.clients.move(e, p, on)
		if p.Invoice != 0 {
			item := b.items[p.Invoice]
			item.buckets[p.Bucket] += p.Amount
			b.items[p.Invoice] = item
		} else if b.clients.rests(p, on) {
			b.suspense[p.Receipt] -= p.Amount
		}
	case "in_transit":
		if strings.HasPrefix(e.Why, "payout-") {
			b.transit[on.Currency] += p.Amount
		}
	case "suspense":
		b.suspense[p.Receipt] -= p.Amount
	case "customer_credit":
		id := p.Receipt
		if id == 0 {
			id = -p.Invoice
		}
		b.credits[id] -= p.Amount
	}
}

func (b *balance) receipt(e *entryRow, r *receiptRow) {
	if r.Entry != e.ID {
		b.violate("I2", "receipt %d stands among those of entry %d and says entry %d", r.ID, e.ID, r.Entry)
	}
}

func (b *balance) end(e *entryRow) {
	b.n++
	b.postings += b.lines
	if b.lines != e.Lines {
		b.violate("I2", "entry %d (%s) has %d of its %d postings", e.ID, e.Key, b.lines, e.Lines)
	}
	if b.sum != 0 {
		b.violate("I2", "entry %d (%s) does not balance: it is off by %s", e.ID, e.Key, money(b.sum, e.Currency))
	}
}

func (b *balance) finish() error {
	b.looked("I2", "entries", b.n)
	b.looked("I2", "postings", b.postings)
	for _, c := range sortedKeys(b.currencies) {
		if sum := b.currencies[c]; sum != 0 {
			b.violate("I2", "all postings in %s sum to %s, not to nothing", c, money(sum, c))
		}
	}
	for id, claimed := range b.clients.claimed {
		item := b.items[id]
		for bucket, amount := range claimed.buckets {
			item.buckets[bucket] += amount
		}
		item.issued += claimed.issued
		b.items[id] = item
	}
	b.clients.finish()
	if err := b.checkInvoices(); err != nil {
		return err
	}
	if err := b.checkItems(); err != nil {
		return err
	}
	if err := b.checkIndex(); err != nil {
		return err
	}
	if err := b.rests("suspense", func(fn func(id, rest int64)) error {
		return each(b.tables, "suspense", func(s *suspenseRow) error { fn(s.Receipt, s.Rest); return nil })
	}, b.suspense); err != nil {
		return err
	}
	return b.rests("customer credit", func(fn func(id, rest int64)) error {
		return each(b.tables, "customer_credit", func(s *creditRow) error { fn(s.ID, s.Rest); return nil })
	}, b.credits)
}

// checkInvoices holds each invoice to what was booked, or claimed by an agent's client, when
// it was issued: its facts stand in no chain, its posting does.
func (b *balance) checkInvoices() error {
	issued := 0
	err := each(b.tables, "invoice", func(i *invoiceRow) error {
		if booked := b.items[i.ID].issued; i.Kind == "invoice" && booked != i.Gross {
			b.violate("I2", "invoice %d (%s) is of %d in minor units, %d was booked when it was issued", i.ID, i.Number, i.Gross, booked)
		}
		if i.Kind == "invoice" {
			issued++
		}
		return nil
	})
	for _, item := range b.items {
		if item.issued != 0 {
			issued--
		}
	}
	if issued < 0 {
		b.violate("I2", "%d invoices were booked as issued and are not there", -issued)
	}
	return err
}

// checkItems holds what each invoice owes to the postings on its account. Interest is
// assessed outside the book and not told by postings; fees that are earned when paid were
// claimed by a memo.
func (b *balance) checkItems() error {
	err := each(b.tables, "fee_memo", func(m *memoRow) error {
		b.looked("I2", "fees earned when paid", 1)
		if m.Amount <= 0 || m.Bucket != 1 && m.Bucket != 3 {
			b.violate("I2", "fee memo %d (%s) is of %d in minor units in bucket %d", m.ID, m.Key, m.Amount, m.Bucket)
			return nil
		}
		item := b.items[m.Invoice]
		item.buckets[m.Bucket] += m.Amount
		b.items[m.Invoice] = item
		return nil
	})
	if err != nil {
		return err
	}
	err = each(b.tables, "item", func(i *itemRow) error {
		b.looked("I2", "items", 1)
		posted := b.items[i.Invoice].buckets
		delete(b.items, i.Invoice)
		if says := [4]int64{i.Principal, i.Fee, posted[2], i.Cost}; says != posted {
			b.violate("I2", "invoice %d owes %d, %d and %d (principal, fee, cost, in minor units) by its item, %d, %d and %d by its postings and memos",
				i.Invoice, i.Principal, i.Fee, i.Cost, posted[0], posted[1], posted[3])
		}
		return nil
	})
	for _, id := range sortedKeys(b.items) {
		b.violate("I2", "invoice %d has postings and no item, or stands twice", id)
	}
	return err
}

// indexed makes one number of an invoice and a posting that names it.
func indexed(invoice, posting int64) int64 { return invoice<<32 ^ posting }

// checkIndex holds the table by which an invoice's postings are found to the postings: a
// posting it lacks would be out of sight.
func (b *balance) checkIndex() error {
	var found gross
	err := each(b.tables, "item_posting", func(i *itemPostingRow) error {
		found.add(indexed(i.Invoice, i.Posting))
		return nil
	})
	if err == nil && found != b.named {
		b.violate("I2", "the index of invoices' postings (item_posting) names %d postings, not the %d that name an invoice", found.Lines, b.named.Lines)
	}
	return err
}

// rests holds a table of rests to what was posted under each id.
func (b *balance) rests(what string, read func(func(id, rest int64)) error, posted map[int64]int64) error {
	err := read(func(id, rest int64) {
		b.looked("I2", "rests of "+what, 1)
		if rest != posted[id] {
			b.violate("I2", "%s %d has a rest of %d in minor units, its postings leave %d", what, id, rest, posted[id])
		}
		delete(posted, id)
	})
	for _, id := range sortedKeys(posted) {
		if posted[id] != 0 {
			b.violate("I2", "%s %d should have a rest of %d in minor units by its postings, and has no row", what, id, posted[id])
		}
	}
	return err
}
