// Package ocrgiro reads and writes the files that Norwegian creditors exchange with the
// clearing house (Nets, now Mastercard Payment Services): OCR giro, the payments that
// came in with a KID, and AvtaleGiro, the claims that are drawn from payers who gave
// leave to it. Both are the same records of eighty characters, NY and three numbers:
//
//	NY 00 00 10   transmission: who sends, its number
//	NY 09 00 20     assignment: OCR payments to one account
//	NY 09 10 30       a payment: day, settlement, sign, amount, KID
//	NY 09 10 31       its other half: references, the account it was drawn from
//	NY 09 00 88     end of assignment: how many, how much
//	NY 21 00 20     assignment: AvtaleGiro claims on one account
//	NY 21 21 30 31 49  a claim: due day, amount, KID; names; lines of its notice
//	NY 21 36 …      claims taken back (93), NY 21 24 70 … standing mandates
//	NY 00 00 89   end of transmission: how many, how much
//
// An assignment of payments becomes a statement of the kind notification. The bank books
// payments in sums, one for each settlement (day, centre, day code, part, serial number),
// and only these sums stand in the account statement: so each is an entry here, its
// payments within. A sum is known when its last payment has passed, but a sink is told
// the entry first: a file is read twice ([formats.Twice]), and nothing is told of a file
// in which anything is refused. Since the first time asks as much as the second, the usual
// payment of two halves has a short way through both (pair.go).
//
// Two traps of money. A credit note has a hyphen where others have a zero. A reversal
// (types 18 and 20) takes money back, and is nevertheless added in the control sums of
// records 88 and 89: these are checked, and never posted. A KID whose check digit is
// wrong is a finding, since agreements decide whether there must be one at all; a file
// may mix both ways to make it.
//
// [WriteClaims] writes claims and cancellations, and reads them again with this reader
// before it says that it has.
package ocrgiro
