// Package letter turns a reminder into what a debtor holds in his hand: a PDF of A4
// pages for the printer, or an e-mail with that PDF attached, and for the print
// partner an index of the batch.
//
// A Swedish reminder has two parts. The upper two thirds are the letter. The address
// stands where the right-hand window (H2) of a C5 envelope shows it, and nothing that
// tells of a debt stands in that window (inkassolagen 11 §). The claim is stated as the
// law wants it: principal, fee and interest apart, interest with its rate, period and
// base (inkassolagen 5 §). The lowest 4 inches are the giro slip. Its last line is read
// by machines:
//
//	#     1001012347 #    1576 44   3 >  58056201#41#
//
// reference, kronor, öre, a check digit over the amount (modulus 10), the bankgiro
// number and document code 41 (a slip with a fixed amount). Bankgirot wants that line in
// the typeface OCR-B; we set it in Go Mono, which people and telephones read but a
// bank's slip reader may not, so a creditor whose debtors still hand in paper slips has
// its print partner change the face. The square code holds the same payment for a
// banking app, in the open "UsingQR" form (JSON with the keys uqr, tp, nme, cid, iref,
// ddt, idt, due, pt, acc), which Swedish apps read.
//
// The same reminder gives the same bytes on every machine and in every year: the PDF's
// dates are the letter's date, fonts are built in, and nothing is random. Wordings carry the
// first day they are used from (wording.go), so an old letter renders with its old text.
//
// A character our typeface does not have is printed as "?".
package letter
