package formats

import "girod/formats/date"

// LetterKind is what a letter is for.
type LetterKind string

// The letters of a claim. What a country calls them is the letter's own matter: a
// collection demand is inkassokrav, betalingsoppfordring, maksuvaatimus or inkassoskrivelse.
const (
	ReminderLetter     LetterKind = "reminder"
	CollectionNotice   LetterKind = "collection-notice" // collection is threatened
	CollectionDemand   LetterKind = "collection-demand" // the last letter before a court
	CompensationLetter LetterKind = "compensation"      // compensation for late payment alone
	PlanLetter         LetterKind = "plan"              // a payment plan, as agreed
	PlanInterestLetter LetterKind = "plan-interest"     // its last instalment has a new sum
	PlanBrokenLetter   LetterKind = "plan-broken"
	WithdrawnLetter    LetterKind = "withdrawn"   // the claim, or a part of it, falls
	MisdirectedLetter  LetterKind = "misdirected" // a payment that came to the wrong place
	RefundLetter       LetterKind = "refund"
)

// Asks tells whether a letter of this kind asks for its Total by its PayBy.
func (k LetterKind) Asks() bool {
	switch k {
	case PlanLetter, PlanInterestLetter, WithdrawnLetter, MisdirectedLetter, RefundLetter:
		return false
	}
	return true
}

// InterestLine is one stretch of late interest at one rate, as a notice must state it:
// amount, rate, period and base (inkassolagen 5 §).
type InterestLine struct {
	Invoice   string    `json:",omitempty"` // of a letter about several
	From      date.Date // first day that bears interest
	To        date.Date // last day, inclusive
	Days      int
	Rate      string // yearly, in percent: "10.00"; "" of what the creditor has worked out himself
	Reference string `json:",omitempty"` // the reference rate in it, "2.00"; none when the rate is agreed as one figure
	Margin    string `json:",omitempty"` // what is added to it, "8.00"
	Base      int64  // principal that bore it, minor units
	Amount    int64  // shown only; the whole was rounded once, and the lines add up to it
}

// LetterClaim is one invoice of a letter about several.
type LetterClaim struct {
	Invoice   string
	Issued    date.Date
	Due       date.Date
	Concerns  string
	Gross     int64 // what the invoice said
	Principal int64 // what is left of it
}

// LetterFee is one charge of a claim, told apart from the others.
type LetterFee struct {
	Kind   string // as the tables of the law name it: "reminder_fee"
	Amount int64
	On     date.Date
}

// LetterPlan is a payment plan: how the whole debt is paid in parts.
type LetterPlan struct {
	ID          string
	Agreed      date.Date
	Instalments []LetterInstalment
	// InterestRuns tells that late interest goes on while the plan is kept.
	InterestRuns bool
	// Added is the interest that ran and is now put into the last instalment.
	Added int64 `json:",omitempty"`
}

// LetterInstalment is one part of a plan.
type LetterInstalment struct {
	Due    date.Date
	Amount int64
	Missed bool  // that broke the plan
	Paid   bool  `json:",omitempty"`
	Left   int64 `json:",omitempty"` // of one that was paid in part
}

// LetterCredit is what makes a claim fall, wholly or, where a principal is left, in part.
type LetterCredit struct {
	Number string // of the credit note, where there is one
	On     date.Date
	Amount int64
	Reason string // told to the debtor as it stands; may be empty
}

// Why money goes back to the one who paid it.
const (
	PaidTooMuch   = "overpaid"
	PaidTwice     = "duplicate"
	PaidCredited  = "credited" // the invoice was credited after it was paid
	PaidElsewhere = "not-ours" // the claim belongs to another creditor
	PaidUnknown   = "unknown"  // nobody knows what it was for
)

// LetterPayment is a payment the letter tells of, and what becomes of it.
type LetterPayment struct {
	Amount int64
	On     date.Date // the day it was received; 0 of a credit that no single payment left
	Ref    string    // as the payer gave it
	Reason string    // PaidTooMuch …
	Back   int64     // what is paid back, or forwarded; zero when we ask what to do
	BackOn date.Date // the day it leaves
	To     Account   // where it goes; unknown when we ask for an account
	// Forward is the one it is sent on to, and whom the debtor shall pay from now on.
	Forward Party
}
