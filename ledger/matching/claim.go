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
	Due      date.Date
	Firm     bool // its debtor is one: of a consumer's the law may fill other parts first
	State    State
}

// State is what makes money for a claim go another way than settling it (DOMAIN.md §5.3).
type State uint16

// What a claim can be besides open or settled; several may hold at once.
const (
	Credited  State = 1 << iota // a credit note settled it: money for it is no second payment
	Sold                        // the factor's: money for it came to the wrong place
	AtPartner                   // a collector demands it now and must be told
	Estate                      // its debtor is dead or bankrupt: a person must look first
	Lost                        // written off, wholly or in part: what comes beyond is recovered
	Aged                        // due so long ago that the limitation clock must be asked
)

// Notice is the last reminder's promise: its total, received by its pay-by day, settles
// the claim in full (DOMAIN.md §4.7). The zero Notice promises nothing.
type Notice struct {
	Total    int64
	Interest int64 // claimed in it; where none was, none runs on after its day either
	PayBy    date.Date
	Plain    bool // it promises nothing: interest runs on until the money is here (Denmark)
	On       date.Date
}

// ID names a claim within an Index.
type ID uint32

// claim is the form kept in memory, small for the million that owe only principal.
// What few claims have (fees, notices) lives in Index.more.
type claim struct {
	invoice   InvoiceID
	party     PartyID
	principal int64
	due       date.Date
	state     State
	currency  uint8
	flags     uint8
}

const (
	hasMore uint8 = 1 << iota // fee, interest, cost or a notice in Index.more
	moved                     // a payment met since has settled part of it
	firm                      // Claim.Firm
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

// State tells what a claim is besides open or settled.
func (x *Index) State(id ID) State { return x.claims[id].state }

// Invoice names the invoice of a claim.
func (x *Index) Invoice(id ID) InvoiceID { return x.claims[id].invoice }

// Party names who owes it.
func (x *Index) Party(id ID) PartyID { return x.claims[id].party }

// Currency gives the claim's currency.
func (x *Index) Currency(id ID) money.Currency { return x.currencies[x.claims[id].currency] }

// Promise notes the last reminder's promise for a claim.
func (x *Index) Promise(id ID, n Notice) {
	m := x.more[id]
	if m == nil {
		m = &more{}
		x.more[id] = m
		x.claims[id].flags |= hasMore
	}
	m.notice = n
}

// pay lowers a bucket of a claim; a negative amount raises it.
func (x *Index) pay(id ID, bucket Bucket, amount int64) {
	c := &x.claims[id]
	c.flags |= moved
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
