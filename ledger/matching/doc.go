// Package matching decides which open items a payment settles, and why.
//
// A payer writes a reference on the payment form, or the bank's program writes it for
// him: an OCR number, a KID, an RF reference, an invoice number, or only "thanks for
// invoice 10042". The rules are tried in the order of DOMAIN.md §5.2, and the first that
// gives exactly one answer wins:
//
//	1  the bank's own name for the payment was seen before: settle nothing twice
//	2  lines with invoice numbers and amounts that add up to the payment
//	3  a structured reference of an invoice
//	4  a structured reference of a plan or case, which names several invoices
//	5  references within free text, when the sum fits
//	6  a payer we know, and an amount that fits exactly one way
//	7  invoices and credit notes of his that only in one way come to the amount
//	8  the total of one reminder, from a payer of a like name: proposed, never taken
//	9  nothing fits: the money rests on suspense for a person to see
//
// Guessing is forbidden: two possible answers are none, but are proposed ([Proposal]).
// Currencies never meet. All accounts of the one tenant form one receiving set, so an
// invoice may be paid to any of them. What a claim is besides open or settled (sold, at a
// collector, of an estate, written off, too old: [State]) sends the money where
// DOMAIN.md §5.3 says. Each decision says what was found, and which rules looked before
// and why they did not answer.
//
// The package is pure: no database, no clock. Its [Index] keeps the open references in
// memory, so that a million payments are matched in a fraction of a second, and the
// balances in it move with each decision: two payments to one invoice in one file see
// each other. What the index does not hold, it asks of a [Source] once. Nothing is
// allocated for a payment that names its invoice by reference.
package matching
