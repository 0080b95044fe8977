// Package report asks the book the questions that finance people ask of it, and gives
// the answers as data: what a report says is kept apart from what it looks like.
//
// A trial balance shows what stands on every account: all debits together are all
// credits. The general ledger shows how it got there, voucher by voucher. Open items are
// the invoices behind the one number on receivables; ageing sorts them by how long they
// are overdue, because old debts go bad. Suspense is money nobody could place, which
// must not grow old. Cash-in tells what came, by day and by the matching rule that
// placed it. Reconciliation holds the bank's own statement beside our bank account: day
// by day the difference is nothing, or it says what stands on one side only.
//
// Statistics, status and closed cases (R-BST-18) are about claims: what became of those
// that were registered, where they stand, and what the cases that were closed brought;
// each says above its function what it counts. Holds, limitation, plans and losses list
// what a handler must know of.
//
// A report is a head, rows of typed cells, totals and notes. It is poured row by row
// into a Dress (Plain, CSV, JSON, or a Table in memory), so the general ledger of a
// million vouchers takes no more memory than that of ten. [Record] is the dress it is
// kept in for years, and [Replay] pours that into any other.
//
// A [Schedule] has a report produced on a day and again each week, month, quarter or year
// (R-BST-19). What was missed is produced once (R-BST-20); the archive lists what was
// produced ([Kept]) and nothing there is ever changed.
//
// Every report is of a day, which may lie in the past, and is worked out from the
// postings up to that day. That makes the reports one: open items sum to the account of
// receivables in the trial balance of the same day, ageing to open items, and the
// general ledger closes where the trial balance stands. Tests hold them to that.
package report
