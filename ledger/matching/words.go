package matching

import "girod/ledger"

// The book's words, as matching uses them.
type (
	InvoiceID = ledger.InvoiceID
	PartyID   = ledger.PartyID
	Bucket    = ledger.Bucket
)

// Buckets is how many parts a claim has.
const Buckets = len(ledger.Balance{})

const (
	Principal = ledger.Principal
	Fee       = ledger.Fee
	Interest  = ledger.Interest
	Cost      = ledger.Cost
)
