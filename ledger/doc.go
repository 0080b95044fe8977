// Package ledger is the book: who owes us, what was booked about it, and which
// payment did it.
//
// # Double entry in one page
//
// An account is a place where value of one kind and one currency rests. An Entry moves
// value between accounts and never makes or destroys any: its postings sum to zero.
// A debit is a positive amount, a credit a negative one, so an asset such as the bank
// account grows by debit and income by credit. An invoice of 125.00 debits receivables
// (role "ar") 125.00 and credits revenue 100.00 and VAT 25.00; its payment debits the
// bank and credits receivables. Code names accounts by Role; the Chart says which
// number a role has in this company (ar is 1510). Which event books what is a table,
// Templates; Book posts a row of it from facts.
//
// Receivables have a subledger. Each invoice has an item with four buckets: principal,
// fee, interest, cost. A posting on ar names its invoice and moves that item, so the
// one account always equals the sum of all items. The exceptions, interest and, where
// the books choose so ([Recognition]), fees, are claimed on the item and income when paid.
//
// A Receipt is one payment as the bank told it. The postings that carry both a receipt
// and an invoice are its allocations. What nobody could place rests on suspense under
// its receipt; what a known payer paid too much rests as customer credit.
//
// A tenant is one set of books. Several may lie in one database, and a Tx is open at one:
// what it lists and finds is theirs, another's id is ErrNotFound; Tx.For opens others.
//
// # Laws
//
// What is written stays. The database refuses to change or delete entries, postings,
// receipts, invoices and history; a mistake is corrected by Reverse, which mirrors an
// entry, and nothing is dated into a closed period. Vouchers are numbered without gaps in
// each tenant's series, from 1 each year. The caller chooses an entry's Key before the first try:
// a second Post of the same content answers ErrAlready, of other content ErrConflict.
// Every entry carries the hash of the one before, so a changed öre anywhere shows in
// Check.
//
// One transaction has one clock reading and one person. Update opens it; In joins one
// that somebody else opened, so that a file's step in the journal and its postings
// commit together. Thousands of postings go through Poster, which is also what a
// single Post uses.
package ledger
