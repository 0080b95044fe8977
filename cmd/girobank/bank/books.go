package bank

import "girod/formats/date"

// Books are what the bank knows. They are the truth whatever the mode is.
type Books struct {
	Today      date.Date        `json:"today"`
	Clock      int              `json:"clock"`  // messages made today, for their times
	Serial     int64            `json:"serial"` // the last number given to anything
	Ledgers    []*Ledger        `json:"accounts"`
	Files      []*Taken         `json:"files"`
	Transfers  []*Transfer      `json:"transfers"`
	Payments   []*Payment       `json:"payments"`
	Statements []Statement      `json:"statements"`
	Sent       []*Sent          `json:"sent"`
	Later      []*Reply         `json:"later,omitempty"` // answers a slow bank has put off
	Seen       map[string]int64 `json:"seen"`            // message ids, with the file that brought them first
	Invoices   map[string]bool  `json:"invoices"`        // those the payers know of
}

// Ledger is an account and what happened on it since the last statement.
type Ledger struct {
	Account  Account `json:"account"`
	Balance  Amount  `json:"balance"`
	Opening  Amount  `json:"opening"`  // the last statement's closing balance
	Sequence int     `json:"sequence"` // the last statement's number
	Notices  int     `json:"notices"`  // the last notification's number
	Entries  []Entry `json:"entries"`
}

// Entry is one line of a statement.
type Entry struct {
	Ref      string    `json:"ref"`    // the bank's own: AcctSvcrRef
	Amount   Amount    `json:"amount"` // credit positive, debit negative
	BookedOn date.Date `json:"bookedOn"`
	Code     string    `json:"code"`            // family and sub-family of the bank transaction code: "RCDT/ATXN"
	Batch    bool      `json:"batch"`           // many payments on one line
	Fresh    bool      `json:"fresh"`           // not yet notified
	Details  []Detail  `json:"details"`         // each payment on it
	Number   string    `json:"number"`          // NtryRef
	Giro     string    `json:"giro,omitempty"`  // which bankgiro was paid
	Order    *Order    `json:"order,omitempty"` // which PmtInf was debited as one; its details are not told
}

// Order names a PmtInf of a customer's order.
type Order struct {
	MsgID    string `json:"msgId"`
	PmtInfID string `json:"pmtInfId"`
}

// Detail is one payment of an entry.
type Detail struct {
	Ref        string `json:"ref"`
	Amount     Amount `json:"amount"` // without a sign; the entry has it
	Name       string `json:"name,omitempty"`
	IBAN       string `json:"iban,omitempty"`
	Account    string `json:"account,omitempty"` // a giro number or clearing account
	Reference  string `json:"reference,omitempty"`
	Text       string `json:"text,omitempty"`
	Lines      []Line `json:"lines,omitempty"`
	MsgID      string `json:"msgId,omitempty"`
	PmtInfID   string `json:"pmtInfId,omitempty"`
	InstrID    string `json:"instrId,omitempty"`
	EndToEndID string `json:"endToEndId,omitempty"`
	Return     string `json:"return,omitempty"` // reason code of money that came back
}

// Line is one invoice of a payment for several.
type Line struct {
	Invoice   string `json:"invoice"`
	Reference string `json:"reference,omitempty"`
	Amount    Amount `json:"amount"`
}

// Taken is a file the bank took from somebody's outbox.
type Taken struct {
	ID      int64     `json:"id"`
	User    string    `json:"user"`
	Name    string    `json:"name"` // as it was uploaded
	Kept    string    `json:"kept"` // its name in taken/
	Digest  string    `json:"digest"`
	Size    int64     `json:"size"`
	Day     date.Date `json:"day"`
	MsgID   string    `json:"msgId,omitempty"`
	Verdict string    `json:"verdict"` // ACCP, PART, RJCT with a reason, or what else it was
}

// TransferState is how far a transfer came.
type TransferState string

// States of a transfer.
const (
	Waiting  TransferState = "waiting" // for its day
	Executed TransferState = "executed"
	Returned TransferState = "returned" // executed, and sent back
	Refused  TransferState = "refused"
	Ignored  TransferState = "ignored" // the liar said yes and did nothing
)

// Transfer is one payment order and what became of it.
type Transfer struct {
	File       int64         `json:"file"`    // the Taken it came in
	Message    string        `json:"message"` // the namespace it came in
	MsgID      string        `json:"msgId"`
	PmtInfID   string        `json:"pmtInfId"`
	InstrID    string        `json:"instrId,omitempty"`
	EndToEndID string        `json:"endToEndId"`
	From       string        `json:"from"` // the debtor account
	Name       string        `json:"name"`
	To         string        `json:"to"`
	Amount     Amount        `json:"amount"`
	Currency   string        `json:"currency"`
	Reference  string        `json:"reference,omitempty"`
	Text       string        `json:"text,omitempty"`
	Wanted     date.Date     `json:"wanted"`
	AsOne      bool          `json:"asOne,omitempty"` // debited with the others of its PmtInf
	State      TransferState `json:"state"`
	Reason     string        `json:"reason,omitempty"`
	Ref        string        `json:"ref,omitempty"` // of the entry that executed it
	ExecutedOn date.Date     `json:"executedOn,omitzero"`
	ReturnedOn date.Date     `json:"returnedOn,omitzero"`
}

// Payment is what a payer does about one invoice or several.
type Payment struct {
	Day       date.Date `json:"day"` // planned
	Account   string    `json:"account"`
	Amount    Amount    `json:"amount"`
	Currency  string    `json:"currency"`
	Payer     string    `json:"payer"`
	IBAN      string    `json:"iban,omitempty"`
	Reference string    `json:"reference,omitempty"`
	Text      string    `json:"text,omitempty"`
	Lines     []Line    `json:"lines,omitempty"`
	Habit     Habit     `json:"habit"`
	Invoices  []string  `json:"invoices"`            // their numbers: the truth, whatever the payer wrote
	Ref       string    `json:"ref,omitempty"`       // of the detail that reported it
	BookedOn  date.Date `json:"bookedOn,omitzero"`   // zero: not made yet
	Notice    string    `json:"notice,omitempty"`    // the camt.054 that told of it
	Statement string    `json:"statement,omitempty"` // the camt.053 that told of it
}

// Statement is one camt.053 as it is true; a liar's file may differ.
type Statement struct {
	ID       string    `json:"id"`
	Account  string    `json:"account"`
	Sequence int       `json:"sequence"`
	Day      date.Date `json:"day"`
	Opening  Amount    `json:"opening"`
	Credits  Amount    `json:"credits"`
	Debits   Amount    `json:"debits"`
	Closing  Amount    `json:"closing"`
	Entries  int       `json:"entries"`
	File     string    `json:"file"`
	Lie      string    `json:"lie,omitempty"`
}

// Sent is a file put into somebody's inbox.
type Sent struct {
	User   string    `json:"user"`
	Folder string    `json:"folder"`
	Name   string    `json:"name"`
	Kind   string    `json:"kind"`
	Digest string    `json:"digest"`
	Day    date.Date `json:"day"`
	Placed bool      `json:"placed"`
	Lie    string    `json:"lie,omitempty"`
}
