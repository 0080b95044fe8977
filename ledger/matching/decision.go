package matching

import "girod/formats/money"

// Decision is what becomes of one payment. The payment's amount is the sum of its
// shares, rounding, credits and suspense, always. It belongs to the Matcher and is
// overwritten by the next.
type Decision struct {
	Rule     int    // of DOMAIN.md §5.2
	Evidence []byte // one line for people: what was found where, and what it amounted to
	Party    PartyID
	Shares   []Share
	// Waived is interest an honoured notice gives up: it leaves the claim, no money moves.
	Waived   []Share
	Rounding int64 // the small difference that is not pursued; negative when paid short
	Credits  []Surplus
	Suspense int64
	Reason   string // why money rests on suspense
	// Duplicate tells that this money seems to have been paid before: the bank's name for it
	// was seen, or what it names is settled.
	Duplicate bool
}

// Share is what a payment settles of one bucket of one claim.
type Share struct {
	Claim   ID
	Invoice InvoiceID
	Bucket  Bucket
	Amount  int64
}

// Surplus is what a payer paid beyond what was owed, kept for him as customer credit.
type Surplus struct {
	Party   PartyID
	Invoice InvoiceID
	Amount  int64
}

// Why a payment rests on suspense.
const (
	NoReference       = "no reference"
	UnknownReference  = "unknown reference"
	OtherCurrency     = "currency"
	TwoCandidates     = "two candidates"
	AmountDiffers     = "amount does not fit"
	AlreadySettled    = "already settled"
	SeenBefore        = "bank reference seen before"
	UnknownCreditNote = "unknown credit note"
)

// reset empties the decision, keeping its memory.
func (d *Decision) reset() {
	*d = Decision{
		Evidence: d.Evidence[:0],
		Shares:   d.Shares[:0],
		Waived:   d.Waived[:0],
		Credits:  d.Credits[:0],
	}
}

// Allocated sums the shares.
func (d *Decision) Allocated() (sum int64) {
	for i := range d.Shares {
		sum += d.Shares[i].Amount
	}
	return sum
}

// Credited sums the surplus.
func (d *Decision) Credited() (sum int64) {
	for i := range d.Credits {
		sum += d.Credits[i].Amount
	}
	return sum
}

// Policy is the house's way of settling: data, not code.
type Policy struct {
	// Tolerance is how far off, in minor units, still closes a claim; 1.00 where unset.
	Tolerance map[money.Currency]int64
	// Order is which bucket is filled first; cost, fee, interest, principal when empty.
	Order []Bucket
}

var usualOrder = []Bucket{Cost, Fee, Interest, Principal}

// Off gives how far off a payment in a currency may be and still close its claim.
func (p *Policy) Off(c money.Currency) int64 {
	if n, ok := p.Tolerance[c]; ok {
		return n
	}
	n := int64(1)
	for range c.Decimals() {
		n *= 10
	}
	return n
}
