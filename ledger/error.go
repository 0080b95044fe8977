package ledger

import "errors"

// The refusals, in the order in which they are looked for: when an entry breaks several
// laws, the first of this list is told.
var (
	ErrNoKey      = errors.New("entry has no key")
	ErrWhy        = errors.New("entry has an unknown reason")
	ErrKeeping    = errors.New("not a posting of such books") // of a template for books kept in another capacity
	ErrDate       = errors.New("entry is not booked on a day")
	ErrClosed     = errors.New("entry is dated into a closed period")
	ErrZero       = errors.New("posting of nothing")
	ErrRole       = errors.New("posting on a role without an account")
	ErrSide       = errors.New("posting on a side its template does not have")
	ErrCurrency   = errors.New("postings in several currencies")
	ErrNoInvoice  = errors.New("posting needs an invoice")
	ErrNoReceipt  = errors.New("posting needs a receipt")
	ErrBucket     = errors.New("posting on the wrong bucket")
	ErrOverflow   = errors.New("amounts too large")
	ErrReceipt    = errors.New("receipts of several bank entries in one entry")
	ErrFewLines   = errors.New("entry has fewer than two postings")
	ErrUnbalanced = errors.New("entry does not balance")

	// ErrAlready: the same entry stands in the book under this key; nothing was done.
	ErrAlready = errors.New("already booked")
	// ErrConflict: another entry stands in the book under this key.
	ErrConflict = errors.New("key is taken by other content")
	// ErrReversed: the entry has been reversed before, or is itself a reversal.
	ErrReversed = errors.New("entry is reversed already")
	// ErrNotFound: no such row.
	ErrNotFound = errors.New("not found")
	// ErrOverdrawn: more was taken from suspense or customer credit than rests there.
	ErrOverdrawn = errors.New("more taken than rests there")
	// ErrOpen: an entry of a Poster was left unfinished.
	ErrOpen = errors.New("entry begun but not ended")
	// ErrTemplate: no row of the table of postings has this id.
	ErrTemplate = errors.New("no such posting template")
	// ErrFacts: a template was told too little, too much, or an amount that cannot be.
	ErrFacts = errors.New("facts do not fit the posting template")
	// ErrNoPosting: the event is worth telling, but nothing is booked for it (T-27).
	ErrNoPosting = errors.New("nothing is posted for this event")
	// ErrReason: a correction needs a reason, for the auditor.
	ErrReason = errors.New("give a reason")
	// ErrNotByHand: an entry that another act takes back, which knows what hangs on it.
	ErrNotByHand = errors.New("not to be reversed by hand")
	// ErrNotClosed: there is nothing to open.
	ErrNotClosed = errors.New("the books are not closed beyond that day")
	// ErrTenant: tenants whose places in the tree do not hold together.
	ErrTenant = errors.New("tenant refused")
	// ErrRecognition: a claim's fees are all earned when claimed or all when paid.
	ErrRecognition = errors.New("the fees of this claim are earned in the other way")
	// ErrInvoice: an invoice whose facts do not hold together.
	ErrInvoice = errors.New("invoice refused")
)
