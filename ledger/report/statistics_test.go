package report_test

import (
	"bytes"
	"fmt"
	"testing"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/hold"
	"girod/ledger/ledgertest"
	"girod/ledger/report"
)

// spring is three months of two departments, worked out by hand (all in 2026, SEK):
//
//	North, January   I-1 1000.00 of 01-10, paid in full 02-09: 30 days; in case 1 of 01-20, closed 02-10 as paid
//	                 I-2 500.00 of 01-20, credited 100.00 on 02-01, paid 150.00 on 03-05: remains 250.00
//	North, February  I-3 2000.00 of 02-01, fee 60.00 on 03-01, 1000.00 and the fee paid 03-10, 1000.00 lost 03-20
//	South, February  I-4 300.00 of 02-05, case 2 of 02-20, in collection since 03-15; nothing paid
//	none, March      I-5 800.00 of 03-01, paid 03-11: 10 days
//
// I-2 is in case 3 of 01-25, I-3 in case 4 of 02-10, closed 03-21 as written off.
func spring(t *testing.T, book *ledger.Book) {
	t.Helper()
	ledgertest.Company(t, book)
	desk := func(on date.Date) cases.Desk { return cases.Desk{Today: on, Country: "SE"} }
	issue := func(tx *ledger.Tx, n int, on date.Date, gross int64) error {
		_, err := tx.IssueInvoice(ledger.Invoice{Number: fmt.Sprintf("I-%d", n), Kind: ledger.KindInvoice, Debtor: 1, Issued: on, Due: on.Add(30),
			Currency: "SEK", Net: gross, Gross: gross})
		return err
	}
	id := func(n int64) ledger.InvoiceID { return ledger.InvoiceID(6 + n) } // after the company's six
	open := func(tx *ledger.Tx, n int64, on date.Date, department string) error {
		_, err := desk(on).Open(tx, cases.New{Invoices: []ledger.InvoiceID{id(n)}, Department: department})
		return err
	}
	pay := func(tx *ledger.Tx, n int64, on date.Date, amount int64, more ...line) error {
		all := amount
		for _, l := range more {
			all -= l.amount
		}
		_, err := paid(tx, fmt.Sprint("P", n, on), on, all, "reference", append(more, line{ledger.RoleAR, -amount, id(n), 0, true})...)
		return err
	}
	ledgertest.Update(t, book, func(tx *ledger.Tx) error {
		for _, act := range []func() error{
			func() error { return issue(tx, 1, 20260110, 100000) },
			func() error { return issue(tx, 2, 20260120, 50000) },
			func() error { return issue(tx, 3, 20260201, 200000) },
			func() error { return issue(tx, 4, 20260205, 30000) },
			func() error { return issue(tx, 5, 20260301, 80000) },
			func() error { return open(tx, 1, 20260120, "North") },
			func() error { return open(tx, 4, 20260220, "South") },
			func() error { return open(tx, 2, 20260125, "North") },
			func() error { return open(tx, 3, 20260210, "North") },
			func() error {
				_, err := tx.CreditInvoice(ledger.Credit{Invoice: id(2), On: 20260201, Amount: 10000, Reason: "too much"})
				return err
			},
			func() error { return pay(tx, 1, 20260209, 100000) },
			func() error { return desk(20260210).Close(tx, 1, cases.Paid, "settled") },
			func() error {
				_, err := tx.Post(ledger.Entry{Key: "fee", Why: ledger.ReminderFee, BookedOn: 20260301, Text: "fee", Postings: []ledger.Posting{
					{Role: ledger.RoleAR, Amount: 6000, Currency: "SEK", Invoice: id(3), Bucket: ledger.Fee},
					{Role: ledger.RoleFeeIncome, Amount: -6000, Currency: "SEK"}}})
				return err
			},
			func() error { return pay(tx, 2, 20260305, 15000) },
			func() error { return pay(tx, 3, 20260310, 100000, line{ledger.RoleAR, -6000, id(3), ledger.Fee, true}) },
			func() error { return pay(tx, 5, 20260311, 80000) },
			func() error { return desk(20260315).Move(tx, 2, cases.HandedOver, "") },
			func() error {
				_, err := tx.ConfirmLoss(ledger.Losing{Invoice: id(3), On: 20260320, Reason: "gone"})
				return err
			},
			func() error { return desk(20260321).Close(tx, 4, cases.WrittenOff, "nothing to take") },
		} {
			if err := act(); err != nil {
				return err
			}
		}
		return nil
	})
	ledgertest.Clean(t, book)
}

// TestClaims holds the reports about claims to what is worked out at spring. R-BST-18
func TestClaims(t *testing.T) {
	year := report.Ask{From: 20260101, Through: 20260331, Today: 20260331, RegisteredFrom: 20260101}
	march, north, february := year, year, year
	march.From, march.RegisteredFrom, march.RegisteredThrough = 20260301, 20260301, 20260331
	north.Departments = []string{"North"}
	losses := report.Ask{From: 20260301, Through: 20260331, Today: 20260331}
	february.Through = 20260228
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		spring(t, book)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			ended, err := hold.Put(tx, hold.New{Invoice: 10, Reason: hold.Dispute, From: 20260210, Source: "letter of February 9"})
			if err == nil {
				err = hold.End(tx, ended, 20260305, "settled")
			}
			if err == nil { // Anna's, who owes 250.00 on I-2, 300.00 on I-4, and 1500.00 and 250.00 from before
				_, err = hold.Put(tx, hold.New{Party: 1, Reason: hold.Deceased, From: 20260301, Source: "Skatteverket"})
			}
			return err
		})
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			for _, c := range []struct {
				golden, name string
				ask          report.Ask
			}{
				{"spring-statistics-general", "statistics-general", year}, {"spring-statistics-detailed", "statistics-detailed", year},
				{"spring-statistics-march", "statistics-general", march}, {"spring-statistics-north", "statistics-general", north},
				{"spring-status-general", "status-general", year}, {"spring-status-detailed", "status-detailed", year},
				{"spring-status-february", "status-general", february}, {"spring-closed-cases", "closed-cases", year},
				{"spring-closed-february", "closed-cases", february}, {"spring-losses", "losses", losses},
				{"spring-holds", "holds", report.Ask{Through: 20260331, Today: 20260331}},
				{"spring-holds-february", "holds", report.Ask{Through: 20260228, Today: 20260331}},
			} {
				r, _ := report.Named(c.name)
				var out bytes.Buffer
				if _, err := r.Write(tx, c.ask, report.Plain(&out, speak(t, "sv"), nil)); err != nil {
					return err
				}
				golden(t, c.golden+".txt", out.Bytes())
			}
			return nil
		})
	})
}
