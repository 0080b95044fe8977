package formats

import (
	"girod/formats/date"
	"girod/formats/money"
)

// Outcome is one line of what became of a payment, told to the accounting system: one
// line for each share that settled something, and one for what is left over.
// Amounts are minor units of Currency.
type Outcome struct {
	File      string // the daemon's own id of the bank file: "f000017"
	BankRef   string // the bank's name for the payment
	Date      date.Date
	Amount    int64 // the whole payment; negative when the bank took it back
	Currency  money.Currency
	Payer     string
	Invoice   string // "" for the line of what is left over
	Bucket    string // principal, fee, interest, cost
	Allocated int64
	Rule      string // why it was matched so: "reference", "text", "debtor"
	Evidence  string
	Rest      int64  // what this payment has left after all its shares
	Reason    string // why the rest is left: "unknown-reference", "overpaid"
}
