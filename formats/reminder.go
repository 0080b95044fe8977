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

// InterestLine is one stretch of late interest at one rate, as a notice must state it:
// amount, rate, period and base (inkassolagen 5 §).
type InterestLine struct {
	From   date.Date // first day that bears interest
	To     date.Date // last day, inclusive
	Days   int
	Rate   string // yearly, in percent: "10.00"
	Base   int64  // principal that bore it, minor units
	Amount int64  // shown only; the whole was rounded once, and the lines add up to it
}

// Reminder is one notice to one debtor about one overdue invoice, with all that is told
// in it. It is kept as told: rendering it again in ten years gives the same letter.
// Amounts are minor units of Currency.
type Reminder struct {
	ID       string // our name for the letter, part of its file name: "r000017"
	Level    int    // 1 first reminder, 2 second
	Language string // "sv", "en", "nb"; anything else is written in English
	On       date.Date
	PayBy    date.Date
	Channel  Channel
	Sender   Party
	PayTo    PaymentMeans // Ref is the OCR or other reference
	Debtor   Party

	Invoice  string // number, as the debtor knows it
	Issued   date.Date
	Due      date.Date
	Concerns string
	Gross    int64 // what the invoice said
	Currency money.Currency

	Principal int64
	Fee       int64
	Cost      int64
	Interest  int64
	Lines     []InterestLine // sum to Interest and InterestPaid
	// InterestPaid is the part of the assessed interest that has been paid already.
	InterestPaid int64
	// Earlier is the day of the reminder before this one; zero for the first.
	Earlier date.Date
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
