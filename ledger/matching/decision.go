package matching

import "girod/formats/money"

// Decision is what becomes of one payment. The payment's amount is the sum of its
// shares, rounding, credits, strays and suspense, always. It belongs to the Matcher and is
// overwritten by the next.
type Decision struct {
	Rule     int    // of DOMAIN.md §5.2
	Evidence []byte // one line for people: what was found where, what it amounted to, and what did not fit
	Party    PartyID
	Shares   []Share
	// Waived is interest an honoured notice gives up: it leaves the claim, no money moves.
	Waived []Share
	// Accrued is interest that ran on after a notice's last day: it comes onto the claim
	// first, and the shares may then pay it.
	Accrued []Share
	// Fallen are fees and costs charged after the money had come that settles what was owed
	// then: they leave the claim, no money moves.
	Fallen   []Share
	Rounding int64 // the small difference that is not pursued; negative when paid short
	Credits  []Surplus
	Strays   []Surplus // money for claims that are sold: the factor's, not ours
	Suspense int64
	Reason   string // why money rests on suspense
	// Duplicate tells that this money seems to have been paid before: the bank's name for it
	// was seen, or what it names is settled.
	Duplicate bool
	// State gathers what is special about the claims it touched.
	State State
	// Passed tells that the limitation of a claim it touched has passed: the money is good,
	// a reminder would not be.
	Passed bool
	// Proposals are for a person to accept or not; best first, and few.
	Proposals []Proposal
}

// Share is what a payment settles of one bucket of one claim.
type Share struct {
	Claim   ID
	Invoice InvoiceID
	Bucket  Bucket
	Amount  int64
}

// Surplus is money that came for an invoice and is not owed to us on it: the payer's, kept
// for him as customer credit, or a factor's.
type Surplus struct {
	Party   PartyID
	Invoice InvoiceID
	Amount  int64
	Lost    bool // the invoice was written off, so this recovers the loss
}

// Proposal is a way to place money that no rule may take by itself.
type Proposal struct {
	Rule  int
	Score int    // how likely, in percent, for sorting
	Why   string // what speaks for it
	Party PartyID
	Parts []Part
}

// Part is what a proposal gives of the money to an invoice; a credit note's is negative.
type Part struct {
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
	EstateReview      = "estate review"
)

// reset empties the decision, keeping its memory.
func (d *Decision) reset() {
	*d = Decision{
		Evidence: d.Evidence[:0],
		Shares:   d.Shares[:0],
		Waived:   d.Waived[:0],
		Accrued:  d.Accrued[:0],
		Fallen:   d.Fallen[:0],
		Credits:  d.Credits[:0],
		Strays:   d.Strays[:0],
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
func (d *Decision) Credited() int64 { return sum(d.Credits) }

// Strayed sums what is a factor's.
func (d *Decision) Strayed() int64 { return sum(d.Strays) }

func sum(list []Surplus) (sum int64) {
	for i := range list {
		sum += list[i].Amount
	}
	return sum
}

// Policy is the house's way of settling: data, not code.
type Policy struct {
	// Tolerance is how far off, in minor units, still closes a claim; 1.00 where unset.
	Tolerance map[money.Currency]int64
	// Order is which bucket is filled first; cost, fee, interest, principal when empty.
	Order []Bucket
	// Consumers is that order for claims on consumers, where it is another (Finland).
	Consumers []Bucket
	// Exact gives nothing up: claims of others are settled to the öre.
	Exact bool
}

var (
	usualOrder = []Bucket{Cost, Fee, Interest, Principal}
	// directOrder is that of a payment made to us while a collector demands the claim: what
	// he is told to take off is principal (R-BST-63, Kapital first).
	directOrder = []Bucket{Principal, Fee, Interest, Cost}
)

// AutomaticOrder is which bucket the rules fill first, of a claim on a firm or a consumer.
func AutomaticOrder(p Policy, firm bool) []Bucket {
	switch {
	case !firm && len(p.Consumers) > 0:
		return p.Consumers
	case len(p.Order) == 0:
		return usualOrder
	}
	return p.Order
}

// Off gives how far off a payment in a currency may be and still close its claim.
func (p *Policy) Off(c money.Currency) int64 {
	if p.Exact {
		return 0
	}
	if n, ok := p.Tolerance[c]; ok {
		return n
	}
	n := int64(1)
	for range c.Decimals() {
		n *= 10
	}
	return n
}
