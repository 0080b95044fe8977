// Package bgmax reads BgMax, the file in which Bankgirot told Swedish companies what
// was paid to their bankgiro numbers ("Bankgiro Inbetalningar", manual of November 2019).
//
// A file is one start record (01), sections, and one end record (70). A section (05 to
// 15) is one bankgiro number and one deposit: the sum that the bank statement shows as one
// line, named by a serial number, for instance "BG9912346 00056". Between them stand the
// payments (20) and the payer's deductions (21), each followed by what is known of it:
// extra references (22, and 23 with a negative amount), what the payer wrote (25), name,
// address, organisation number (26-29). Amounts are öre. The total of a payment stands in
// its 20; the amounts of 22 and 23, given only for payments by extended form, divide it
// and are never added to it.
//
// A section becomes a statement of one entry, the deposit, with its payments. Since the
// deposit's day and sum stand behind its payments, the file is read twice; the first time
// only for the deposits, at the speed of memory. Records of unknown codes are passed over
// and counted, as the manual demands.
//
// What must hold: the deposit is the sum of its payments less its deductions and counts
// them; the end record counts all; a deduction has the payer and channel of a payment,
// and no payer deducts more than he pays. Where it does not the file is read, and a
// finding says that money is in doubt. A section that never closes, a record in the wrong
// place or a field that is no number is refused.
//
// Bankgirot ends BgMax in the autumn of 2026; camt.054 takes its place. Room cutover tells
// whether both say the same.
package bgmax

import (
	"bytes"

	"girod/formats"
	"girod/formats/fixed"
)

// Format is the name of the format.
const Format = "bgmax"

// Is tells whether a file begins as a BgMax file does.
func Is(head []byte) bool {
	rec, err := fixed.NewReader(bytes.NewReader(head), formats.Limits{}).Next()
	return err == nil && starts(rec)
}

func starts(rec *fixed.Record) bool { return rec.Is("01") && string(rec.Field(3, 22)) == "BGMAX" }
