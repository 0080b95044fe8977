package matching

import (
	"girod/formats/date"
	"girod/formats/money"
)

// Claim is an invoice as matching sees it: what is owed, by whom, under which names.
type Claim struct {
	Invoice  InvoiceID
	Party    PartyID
	Ref      string // payment reference, any spelling
	Number   string // invoice number as issued
	Currency money.Currency
	Open     [Buckets]int64 // minor units by bucket; a credit note of its own is negative
	Notice   Notice
	// Credited tells that a credit note settled it, so that money which comes for it is
	// told apart from a second payment.
	Credited bool
}

// Notice is the last reminder's promise: its total, received by its pay-by day, settles
// the claim in full (DOMAIN.md §4.7). The zero Notice promises nothing.
type Notice struct {
	Total int64
	PayBy date.Date
}

// ID names a claim within an Index.
type ID uint32

// claim is the form kept in memory, small for the million that owe only principal.
// What few claims have (fees, notices) lives in Index.more.
type claim struct {
	invoice   InvoiceID
	party     PartyID
	principal int64
	currency  uint8
	flags     uint8
}

const (
	hasMore     uint8 = 1 << iota // fee, interest, cost or a notice in Index.more
	wasCredited                   // settled by a credit note
	asked                         // its notice has been asked for
)

// more is what a reminded claim has beside its principal.
type more struct {
	open   [Buckets]int64 // Principal unused
	notice Notice
}

// Open gives what a claim owes, by bucket.
func (x *Index) Open(id ID) [Buckets]int64 {
	c := &x.claims[id]
	var open [Buckets]int64
	if c.flags&hasMore != 0 {
		open = x.more[id].open
	}
	open[Principal] = c.principal
	return open
}

// Total gives what a claim owes in all.
func (x *Index) Total(id ID) int64 {
	c := &x.claims[id]
	total := c.principal
	if c.flags&hasMore != 0 {
		for _, n := range x.more[id].open {
			total += n
		}
	}
	return total
}

// Invoice names the invoice of a claim.
func (x *Index) Invoice(id ID) InvoiceID { return x.claims[id].invoice }

// Party names who owes it.
func (x *Index) Party(id ID) PartyID { return x.claims[id].party }

// Currency gives the claim's currency.
func (x *Index) Currency(id ID) money.Currency { return x.currencies[x.claims[id].currency] }

// pay lowers a bucket of a claim; a negative amount raises it.
func (x *Index) pay(id ID, bucket Bucket, amount int64) {
	c := &x.claims[id]
	if bucket == Principal {
		c.principal -= amount
		return
	}
	m := x.more[id]
	if m == nil {
		m = &more{}
		x.more[id] = m
		c.flags |= hasMore
	}
	m.open[bucket] -= amount
}
