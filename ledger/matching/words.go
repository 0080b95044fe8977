package matching

// The book's words, as matching uses them.
type (
	InvoiceID = int64
	PartyID   = int64
	Bucket    = int8
)

const (
	Principal Bucket = iota
	Fee
	Interest
	Cost
	Buckets = 4
)
