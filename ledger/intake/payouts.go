package intake

import (
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
)

// PayoutRef is what a bank says to name a transfer we ordered: the names of our pain.001,
// as far as it gives them back. Empty ones were not given.
type PayoutRef struct {
	MessageID   string
	PaymentInfo string
	Instruction string
	EndToEnd    string
	Amount      money.Amount // of the bank's booking, never negative
	On          date.Date
	Reason      string // of a return: "AC04"
	File        string // the journal's id of the file that says so
}

// Payouts is what intake tells the room of outgoing money, in the same transaction. A
// nil Payouts knows none.
type Payouts interface {
	// Settled is told that the bank debited what looks like ours. When it is (matched),
	// intake books in transit against bank (T-14, T-19). A batch may be debited as one.
	Settled(tx *ledger.Tx, ref PayoutRef) (matched bool, err error)
	// Returned is told that a transfer came back after it was debited; liability is the
	// role that owes the money again (T-18).
	Returned(tx *ledger.Tx, ref PayoutRef) (matched bool, liability ledger.Posting, err error)
	// Status carries the bank's pain.002.
	Status(tx *ledger.Tx, report *formats.StatusReport, file string) error
}
