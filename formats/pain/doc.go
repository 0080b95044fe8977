// Package pain speaks the payment initiation messages of ISO 20022: pain.001, with
// which a customer orders its bank to pay, and pain.002, with which the bank
// answers.
//
// A pain.001 is a tree of three levels. The group header (GrpHdr) names the message
// and counts it. Each PmtInf is one debtor account, day, kind and currency. Each
// CdtTrfTxInf within is one transfer. Two generations are in use: .03 of 2009 and
// .09 of 2019. They differ little in what a company needs (BIC became BICFI, the day
// got an element of its own around it), so one ordered template writes both, and a
// table of versions says what differs ([WriteTransfers]).
//
// Within Sweden a giro number stands where an account would: the "bank" is then the
// giro itself, clearing system SESBA, member 9900 for bankgiro and 9960 for plusgiro.
// A payment is of a [Kind]: a giro, an account at home, wages, SEPA, a Danish slip, an
// urgent one, one that leaves the country; each has its own marks and its own rules.
// What one bank wants beyond the schema (letters, lengths, schemes, marks) is data: a
// [Profile], by name in banks.go, each value with its source.
//
// [Split] makes files of a flat list of wishes, [WriteTransfers] renders one, and
// [Confirm] reads the bytes back and holds them against what was approved, before they
// leave the house.
//
// The same order always gives the same bytes: nothing in a file comes from a clock, a
// map or a random source, because a payment whose fate is unknown may only be asked
// for again with the very same message.
//
// A pain.002 ([ReadStatus]) speaks at three levels too, and every status is optional.
// Start at the group; a lower level overrides the upper for its own items; only what
// is listed changes. With PART banks list the rejected transfers only, the others are
// accepted; with RJCT on a PmtInf all of it is rejected, listed or not. Several
// reports answer one order (ACTC in seconds, ACCP, later RJCT or ACSC).
//
// pain.008, the direct debit order, is counted and summed only ([Summarise]).
package pain
