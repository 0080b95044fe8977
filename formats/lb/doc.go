// Package lb reads the payment files of Bankgirot's Leverantörsbetalningar ("LB"), which
// Swedish companies sent to pay their suppliers and which ends with the year 2026, and
// the reports that came back. It reads only: pain.001 takes its place.
//
// An order is one section or more (11 to 29) of a payer's bankgiro. Record 14 pays a
// bankgiro, or a payee of one's own list by its number; 54 pays a plusgiro. A payee by
// number has an account (40, where L marks a salary) or else a name and address (26, 27)
// and is sent cash. 15 deducts; 16 and 17 are credit notes, which Bankgirot watched and
// netted against payments to the same payee until they were used up. Records 25 and 65
// are text for the payee. The end record (29) counts the money records and tells the sum
// of the payments less deductions and credit notes.
//
// An order becomes a [formats.TransferOrder] with a group for each payer and day. A
// deduction or credit note is a transfer with a negative amount and one credit note
// line: pain.001 knows no such thing, and whoever moves to it must see them.
//
// Salaries may instead come in a file of their own (01, 35, 09), which becomes the same.
//
// Reports tell their kind in column 47 of record 11: payment specification (1), watch
// register (2), rejected payments (6), each rejected record followed by a comment (49).
// Cash payments that were returned have a layout of their own: records 1, 2, 3. Reports
// move no money in the book: they are counted, held to their own sums, and what a person
// must act on is a finding in doubt.
//
// The positions come from Bankgirot's own example files, which print a title above and X
// for digits: title lines are passed over and told, and a number that is none is in doubt.
package lb

import (
	"bytes"
	"io"

	"girod/formats"
	"girod/formats/fixed"
)

// Format is the name of the format.
const Format = "lb"

// Is tells whether a file begins as an LB file or one of its reports does.
func Is(head []byte) bool {
	x := fixed.NewReader(bytes.NewReader(head), formats.Limits{})
	rec, _, err := first(x)
	if err != nil {
		return false
	}
	return opens(rec) || opensSalary(rec) || opensCash(rec) && second(x)
}

// second tells whether the next record is one of returned cash.
func second(x *fixed.Reader) bool {
	rec, err := x.Next()
	return err == nil && rec.Char(1) == '2' && digits(rec.Raw(44, 55))
}

// titles is how many lines may stand above the first record.
const titles = 5

// first gives the first record that is not a title, and the number of titles.
func first(x *fixed.Reader) (*fixed.Record, int, error) {
	for n := 0; ; n++ {
		rec, err := x.Next()
		if err != nil {
			return nil, n, err
		}
		if c := rec.Char(1); c >= '0' && c <= '9' || n == titles {
			return rec, n, nil
		}
	}
}

// opens tells the opening record of an order or report.
func opens(rec *fixed.Record) bool {
	return rec.Is("11") && string(rec.AppendText(nil, 19, 40)) == "LEVERANTÖRSBETALNINGAR"
}

// opensCash tells the opening record of returned cash: two days and the bankgiro.
func opensCash(rec *fixed.Record) bool {
	return rec.Char(1) == '1' && !rec.Blank(2, 13) && !rec.Blank(14, 23) && rec.Blank(24, fixed.Width)
}

func digits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

// unlessEnd turns the end of the file into a refusal.
func unlessEnd(x *fixed.Reader, err error, want string) error {
	if err == io.EOF {
		return x.End("truncated", want)
	}
	return err
}
