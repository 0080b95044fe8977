package formats

import (
	"girod/formats/date"
	"girod/formats/money"
)

// Direction is the side of a booking as the account's holder sees it.
type Direction byte

const (
	Credit Direction = 'C' // money came in (CRDT)
	Debit  Direction = 'D' // money went out (DBIT)
)

// String gives "credit" or "debit".
func (d Direction) String() string {
	if d == Debit {
		return "debit"
	}
	return "credit"
}

// StatementKind tells what a bank's message about an account is for.
type StatementKind string

const (
	EndOfDay     StatementKind = "statement"    // camt.053: booked, with balances
	WithinDay    StatementKind = "report"       // camt.052: so far today
	Notification StatementKind = "notification" // camt.054: single debits and credits
)

// Account names a bank account as the file gave it, separators kept.
type Account struct {
	ID       string // "SE4550000000058398257466", "5805-6201"
	Scheme   string // "IBAN", "BBAN", "BGNR", "PGNR", "MOBNB"; "" when the file does not say
	Currency money.Currency
}

// Balance is one balance of a statement; debit balances are negative.
type Balance struct {
	Code   string // OPBD, CLBD, PRCD, CLAV … as external code set 4
	Amount money.Amount
	On     date.Date
}

// Statement opens an account's part of a file. Balances stand before entries in
// every version of camt, so they are known when it opens.
type Statement struct {
	Origin
	Kind      StatementKind
	MessageID string // GrpHdr/MsgId of the file
	ID        string // the statement's own, "STOIID20241107"
	Sequence  string // electronic, else legal sequence number; "" when none
	Created   string // CreDtTm as written
	Copy      string // DUPL, COPY, CODU; "" for an original
	From, To  date.Date
	Account   Account
	Servicer  string // BIC of the account servicer
	Balances  []Balance
}

// Balance finds the first balance with the code.
func (s *Statement) Balance(code string) (Balance, bool) {
	for _, b := range s.Balances {
		if b.Code == code {
			return b, true
		}
	}
	return Balance{}, false
}

// EntryStatus is what the bank says of an entry; only Booked is posted.
type EntryStatus string

const (
	Booked  EntryStatus = "BOOK"
	Pending EntryStatus = "PDNG"
	Info    EntryStatus = "INFO"
	Future  EntryStatus = "FUTR"
)

// Entry is one line of an account statement. Its amount is the truth; the payments
// within explain it and need not add up to it.
type Entry struct {
	Origin
	Ordinal   int // within its statement, from 1
	Ref       string
	BankRef   string // AcctSvcrRef, the bank's own name for the booking
	Amount    money.Amount
	Direction Direction
	Reversal  bool // RvslInd; Direction is already this entry's own
	Status    EntryStatus
	BookedOn  date.Date
	ValueDate date.Date
	Code      string // "PMNT/RCDT/ATXN", else the proprietary code
	Text      string // AddtlNtryInf
	Charges   int64  // minor units the bank took, in Amount's currency
	// Payments counts the details; valid in Sink.EntryEnd.
	Payments int
	// Rest is Amount less the signed sum of its payments, in minor units, as seen
	// from Direction; valid in Sink.EntryEnd. Zero for an entry without payments.
	Rest int64
}
