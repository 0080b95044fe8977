package intake

import (
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/matching"
)

// Desk is what the booking room is given besides the file: the house's way and the
// neighbours it speaks to. Any of them may be missing.
type Desk struct {
	File      string // the journal's id of the file: "f000017"
	Policy    matching.Policy
	Reminders Reminders
	Groups    Groups
	Payouts   Payouts
	// Settlements explains what acquirers of cards and Swish pay.
	Settlements Settlements
	// Passed tells whether the limitation of an invoice has passed on a day.
	Passed func(*ledger.Tx, ledger.InvoiceID, date.Date) (bool, error)
	// Collector names the partner who demands an invoice now and must be told of what is paid
	// to us; "" when nobody is to be told.
	Collector func(*ledger.Tx, ledger.InvoiceID) (partner string, err error)
	// Rate gives how much of an account's currency one of a claim's is worth in the books on a
	// day, as a decimal; false where they name none.
	Rate func(claim, account money.Currency, on date.Date) (string, bool)
	// FeeAgreed tells that a reminder fee is agreed when debts arise (R-ALK-23).
	FeeAgreed bool
	// Clients are those an agent collects for, and Accounts all of its own, between which money
	// moves.
	Clients  []Client
	Accounts []Account
	// Issuer is our own organisation number: invoices that others issue are not our claims.
	// Empty takes every invoice.
	Issuer string
}

// Reminders is what intake asks the room that reminds.
type Reminders interface {
	// Promise gives the last reminder's promise for an invoice; the zero one for none.
	Promise(tx *ledger.Tx, id ledger.InvoiceID) (matching.Notice, error)
	// Promises calls fn for every invoice of which a reminder promises something, in order.
	Promises(tx *ledger.Tx, fn func(ledger.InvoiceID, matching.Notice) error) error
	// OfTotal gives the invoices whose last reminder has a total.
	OfTotal(tx *ledger.Tx, total int64, c money.Currency) ([]ledger.InvoiceID, error)
	// Interest gives the unpaid interest on an invoice to a day, or [matching.OtherTerms].
	Interest(tx *ledger.Tx, id ledger.InvoiceID, on date.Date) (int64, error)
	// LateSince calls fn for the invoices of which something was claimed after a day.
	LateSince(tx *ledger.Tx, after date.Date, fn func(ledger.InvoiceID)) error
	// Stood gives how a claim stood at the end of a day, and whether anything was claimed since.
	Stood(tx *ledger.Tx, id ledger.InvoiceID, on date.Date) (then matching.Stood, late bool, err error)
}

// Groups is what intake asks the rooms of plans and cases, whose references stand for
// several claims.
type Groups interface {
	// Refs calls fn for every such reference, in comparable form (matching.AppendRef).
	Refs(tx *ledger.Tx, fn func(ref string) error) error
	// Under gives the invoices under a reference, oldest due first, and what it is of: "plan",
	// "case"; "" for none. Plans come before cases.
	Under(tx *ledger.Tx, ref string) (what string, invoices []ledger.InvoiceID, err error)
}
