// Package intake turns a file of a bank or a partner into bookings, once.
//
// The same money is told of several times: within the day in a camt.052, as it comes in
// a camt.054, and the next morning in the day's camt.053. So each of our accounts has one
// posting source. Where notifications post, the statement reconciles: it pairs its
// entries with those booked and books only what no notification tells of, such as the
// bank's own charges. A 052 books nothing.
//
// A file is read twice. [Check] streams it without the database: sums, balances, accounts,
// and what a second look at the book will need. [Apply] streams it again and books all of
// it in the caller's one transaction, or nothing.
//
// Identity is the bank's, never the content's: two payments alike in day, amount and text
// are two payments (FORMATS.md §5.7). A statement is named by account and id and chained
// to the one before it, opening on closing; an entry is named by the bank's reference; what
// was seen is not booked again. Where the chain breaks, or one name comes with two
// contents, the file is held whole for a person ([Hold]).
//
// In an agent's books a payment of a client's claim is the client's at once, on an
// account of its own, and what rests is unallocated clients' money (DOMAIN.md 7).
//
// The entry's amount is the truth. Its payments explain it; what they leave unexplained
// rests on suspense, so bank and book never differ.
package intake
