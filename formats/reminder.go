package formats

import (
	"girod/formats/date"
	"girod/formats/money"
)

// Channel is the way a letter reaches a debtor.
type Channel string

const (
	ByMail Channel = "mail" // e-mail with the letter attached
	ByPost Channel = "post" // printed and posted by the print partner
)

// Reminder is one letter to one debtor about a claim, with all that is told in it: most
// are reminders and demands, which ask for money, others tell of a plan, of a claim that is
// withdrawn or of money that goes back. It is kept as told: rendering it again in ten years
// gives the same letter. Amounts are minor units of Currency.
type Reminder struct {
	ID       string     // our name for the letter, part of its file name: "r000017"
	Kind     LetterKind `json:",omitempty"` // none: a reminder
	Level    int        // of a reminder: 1 the first, 2 the second
	Language string     // "sv", "nb", "fi", "da", "en"; anything else is written in English
	Country  string     `json:",omitempty"` // whose law it follows; none: the sender's
	On       date.Date
	PayBy    date.Date
	Channel  Channel
	Sender   Party
	Creditor Party        `json:",omitzero"` // where the sender asks on another's behalf
	PayTo    PaymentMeans // Ref is the OCR or other reference
	Debtor   Party
	Business bool `json:",omitempty"` // the debtor owes as a trader, not as a consumer

	Invoice  string // number, as the debtor knows it
	Issued   date.Date
	Due      date.Date
	Concerns string
	Gross    int64 // what the invoice said
	Currency money.Currency
	// Claims are all invoices of a letter about several, the first being Invoice.
	Claims []LetterClaim `json:",omitempty"`

	Principal int64
	Fee       int64
	Cost      int64
	Interest  int64
	Lines     []InterestLine // sum to Interest and InterestPaid
	// InterestPaid is the part of the assessed interest that has been paid already.
	InterestPaid int64
	// Earlier is the day of the reminder or demand before this one; zero for the first.
	Earlier date.Date
	// RateText says how an agreed rate comes about, in the letter's language.
	RateText string `json:",omitempty"`
	// Fees explain Fee and Cost, one by one.
	Fees []LetterFee `json:",omitempty"`
	// Compensation for late payment is a part of Cost.
	Compensation int64 `json:",omitempty"`

	Plan    *LetterPlan    `json:",omitempty"`
	Credit  *LetterCredit  `json:",omitempty"`
	Payment *LetterPayment `json:",omitempty"`
}

// Total is what settles the claim when it is paid by PayBy.
func (r *Reminder) Total() int64 { return r.Principal + r.Fee + r.Cost + r.Interest }

// Bounce is the word of a mail server or a post office that a letter did not arrive.
type Bounce struct {
	Origin
	Address string // the e-mail address; "" when only the invoice is told
	Invoice string // its number; "" when only the address is told
	Code    string // enhanced status code (RFC 3463): "5.1.1"; or a partner's own word
}

// Temporary tells a failure that may pass by itself: full mailbox, server busy.
func (b Bounce) Temporary() bool { return len(b.Code) > 0 && b.Code[0] == '4' }
