package ledger

import (
	"girod/formats/date"
	"girod/formats/money"
)

// The ids count from 1 in the order of booking; 0 is none.
type (
	EntryID   int64
	InvoiceID int64
	PartyID   int64
	ReceiptID int64
	TenantID  int64
)

// Bucket is a part of what is owed on an item.
type Bucket int8

// The buckets, in the order of item's columns.
const (
	Principal Bucket = iota
	Fee
	Interest // assessed on the item, booked as income when paid
	Cost
)

func (b Bucket) String() string { return [...]string{"principal", "fee", "interest", "cost"}[b&3] }

// Posting is one line of an entry. A debit is positive, a credit negative.
type Posting struct {
	Role     Role
	Account  string // explicit number, such as one of several bank accounts; "" takes the chart's
	Amount   int64
	Currency money.Currency
	Invoice  InvoiceID // whose item moves; required on ar
	Receipt  ReceiptID // the payment; required on suspense
	Bucket   Bucket
	Party    PartyID // whose customer credit, where no invoice tells
}

// Entry is one balanced booking, and the voucher of the bookkeeping act: day, event,
// amount, parties, the record it rests on, and an unbroken number.
type Entry struct {
	ID       EntryID
	Tenant   TenantID // whose books; given by the book
	Key      string   // unique, chosen before the first try: "camt:5560000000:20260107-000123"
	Series   string   // of voucher numbers; "" takes the event's
	Number   int64    // given by the book
	Why      Why
	BookedOn date.Date
	Text     string // what happened, for people
	Reason   string // why a person did it
	File     string // journal file "f000017", or ""
	Origin   string // place in the file: "f000017:812 Stmt[1]/Ntry[3]"
	Reverses EntryID
	Postings []Posting

	// Given by the book, set when an entry is read back.
	Currency money.Currency
	At       string // RFC 3339, UTC
	By       string
	Receipts int64
}
