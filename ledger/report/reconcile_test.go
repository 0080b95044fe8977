package report_test

import (
	"fmt"
	"strings"
	"testing"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/report"
)

// R-24S-06
// TestReconciliation sets statements beside the book. What a day looks like is written as
// "line day what booked/book difference state".
func TestReconciliation(t *testing.T) {
	const in = 10_00
	book := func(tx *ledger.Tx, key string, on date.Date, amount int64) (ledger.EntryID, error) {
		return paid(tx, key, on, amount, "none", line{ledger.RoleSuspense, -amount, 0, 0, true})
	}
	// entry books 10.00 that the notification told of (n) and the statement (s), or not.
	entry := func(tx *ledger.Tx, key string, on date.Date, n, s int64) error {
		id, err := ledger.EntryID(0), error(nil)
		if n != 0 {
			id, err = book(tx, key, on, in)
		}
		if err == nil {
			err = told(tx, key, on, in, n, s, id)
		}
		return err
	}
	for _, c := range []struct {
		name string
		do   func(*ledger.Tx) []error
		ask  report.Ask
		want []string
		bad  int
	}{
		{name: "nothing", do: func(*ledger.Tx) []error { return nil }},
		{name: "no statement yet", do: func(tx *ledger.Tx) []error {
			return []error{entry(tx, "a", 20260107, 1, 0), entry(tx, "b", 20260108, 1, 0)}
		}, want: []string{"day 2026-01-07 10.00/110.00 no-statement", "day 2026-01-08 10.00/120.00 no-statement"}},
		{name: "two days in one statement", do: func(tx *ledger.Tx) []error {
			return []error{entry(tx, "a", 20260107, 1, 1), entry(tx, "b", 20260108, 1, 1), statement(tx, "W2", 20260107, 20260108, 10000, 2000, 0, 12000, true)}
		}, want: []string{"day 2026-01-08 W2 20.00/120.00 0.00 agrees"}},
		{name: "two statements of one day", do: func(tx *ledger.Tx) []error {
			return []error{entry(tx, "a", 20260107, 1, 1), entry(tx, "b", 20260107, 1, 2),
				statement(tx, "S1", 20260107, 20260107, 10000, 1000, 0, 11000, true), statement(tx, "S2", 20260107, 20260107, 11000, 1000, 0, 12000, true)}
		}, want: []string{"day 2026-01-07 S1 S2 20.00/120.00 0.00 agrees"}},
		{name: "no balances given", do: func(tx *ledger.Tx) []error {
			return []error{entry(tx, "a", 20260107, 1, 1), statement(tx, "S1", 20260107, 20260107, 0, 1000, 0, 0, false)}
		}, want: []string{"day 2026-01-07 S1 10.00/110.00 0.00 agrees"}},
		{name: "an empty day", do: func(tx *ledger.Tx) []error {
			return []error{statement(tx, "S1", 20260107, 20260107, 10000, 0, 0, 10000, true)}
		}, want: []string{"day 2026-01-07 S1 0.00/100.00 0.00 agrees"}},
		{name: "the notification has not come", do: func(tx *ledger.Tx) []error {
			return []error{entry(tx, "a", 20260107, 0, 1), statement(tx, "S1", 20260107, 20260107, 10000, 1000, 0, 11000, true)}
		}, want: []string{"day 2026-01-07 S1 0.00/100.00 10.00 differs", "statement-only 2026-01-07 Insättning a 10.00"}, bad: 1},
		{name: "the statement does not know of it", do: func(tx *ledger.Tx) []error {
			return []error{entry(tx, "a", 20260107, 1, 0), statement(tx, "S1", 20260107, 20260107, 10000, 0, 0, 10000, true)}
		}, want: []string{"day 2026-01-07 S1 10.00/110.00 -10.00 differs", "book-only 2026-01-07 Insättning a 10.00"}, bad: 1},
		{name: "found on the next day", do: func(tx *ledger.Tx) []error {
			return []error{entry(tx, "a", 20260107, 1, 2), statement(tx, "S1", 20260107, 20260107, 10000, 0, 0, 10000, true),
				statement(tx, "S2", 20260108, 20260108, 10000, 1000, 0, 11000, true)}
		}, want: []string{"day 2026-01-07 S1 10.00/110.00 -10.00 differs", "day 2026-01-08 S2 0.00/110.00 0.00 agrees"}, bad: 1},
		{name: "booked by hand", do: func(tx *ledger.Tx) []error {
			_, err := tx.Post(ledger.Entry{Key: "hand", Why: ledger.Manual, BookedOn: 20260107, Text: "by hand", Postings: []ledger.Posting{
				{Role: ledger.RoleBank, Amount: 500, Currency: money.SEK}, {Role: ledger.RoleBankFee, Amount: -500, Currency: money.SEK}}})
			return []error{err, statement(tx, "S1", 20260107, 20260107, 10000, 0, 0, 10000, true)}
		}, want: []string{"day 2026-01-07 S1 5.00/105.00 -5.00 differs", "book-only 2026-01-07 M1 by hand 5.00"}, bad: 1},
		{name: "a booking reversed by hand", do: func(tx *ledger.Tx) []error {
			id, err := book(tx, "a", 20260107, in)
			if err == nil {
				_, err = tx.Reverse(id, 20260107, "wrong")
			}
			return []error{err, told(tx, "a", 20260107, in, 1, 1, id), statement(tx, "S1", 20260107, 20260107, 10000, 1000, 0, 11000, true)}
		}, want: []string{"day 2026-01-07 S1 0.00/100.00 10.00 differs", "book-only 2026-01-07 B2 Reversal of B1: Bank a -10.00"}, bad: 1},
		{name: "a statement is missing between", do: func(tx *ledger.Tx) []error {
			return []error{entry(tx, "a", 20260107, 1, 1), entry(tx, "b", 20260108, 1, 0), entry(tx, "c", 20260109, 1, 2),
				statement(tx, "S1", 20260107, 20260107, 10000, 1000, 0, 11000, true), statement(tx, "S3", 20260109, 20260109, 12000, 1000, 0, 13000, true)}
		}, want: []string{"day 2026-01-07 S1 10.00/110.00 0.00 agrees", "day 2026-01-08 10.00/120.00 no-statement", "day 2026-01-09 S3 10.00/130.00 0.00 gap",
			"book-only 2026-01-08 Insättning b 10.00"}, bad: 1},
		{name: "a statement that does not add up", do: func(tx *ledger.Tx) []error {
			return []error{entry(tx, "a", 20260107, 1, 1), statement(tx, "S1", 20260107, 20260107, 10000, 900, 0, 11000, true)}
		}, want: []string{"day 2026-01-07 S1 10.00/110.00 0.00 does-not-add-up"}, bad: 1},
		{name: "from a day", ask: report.Ask{From: 20260108}, do: func(tx *ledger.Tx) []error {
			return []error{entry(tx, "a", 20260107, 1, 1), entry(tx, "b", 20260108, 1, 2),
				statement(tx, "S1", 20260107, 20260107, 10000, 1000, 0, 11000, true), statement(tx, "S2", 20260108, 20260108, 11000, 1000, 0, 12000, true)}
		}, want: []string{"day 2026-01-08 S2 10.00/120.00 0.00 agrees"}},
		{name: "another account", ask: report.Ask{Account: "other"}, do: func(tx *ledger.Tx) []error {
			return []error{entry(tx, "a", 20260107, 1, 0)}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
				ledgertest.Update(t, book, func(tx *ledger.Tx) error {
					for _, err := range c.do(tx) {
						if err != nil {
							return err
						}
					}
					return nil
				})
				ledgertest.Clean(t, book)
				ledgertest.View(t, book, func(tx *ledger.Tx) error {
					c.ask.Banks = []report.Bank{giro}
					if c.ask.Account != "" {
						c.ask.Banks = append(c.ask.Banks, report.Bank{Key: c.ask.Account, Number: "1940", Currency: money.SEK})
					}
					table := ask(t, tx, "reconciliation", c.ask)
					if got, want := strings.Join(said(table), "\n"), strings.Join(c.want, "\n"); got != want {
						t.Errorf("got\n%s\nwant\n%s", got, want)
					}
					if table.Waits != c.bad {
						t.Errorf("%d wait, want %d", table.Waits, c.bad)
					}
					return nil
				})
			})
		})
	}
}

// said is a reconciliation in short lines.
func said(table report.Table) (lines []string) {
	for _, row := range table.Rows {
		moved := row[8].String()
		if row[9].Kind != report.Nothing {
			moved += "/" + row[9].String()
		}
		if row[2].Text == "statement-only" {
			moved = row[5].String() + row[6].String()
		}
		lines = append(lines, strings.Join(strings.Fields(fmt.Sprintln(row[2], row[1], row[3], moved, row[10], row[12])), " "))
	}
	return lines
}

// TestSharedNumber reconciles two bank accounts that the chart books on one number: each
// has its own bookings, and what is nobody's stands with the first.
func TestSharedNumber(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			for i, key := range []string{"bank:giro:a", "bank:tax:a", "bank:tax:b", "hand"} {
				_, err := tx.Post(ledger.Entry{Key: key, Why: ledger.Manual, BookedOn: 20260107, Text: key, Postings: []ledger.Posting{
					{Role: ledger.RoleBank, Amount: int64(100 << i), Currency: money.SEK}, {Role: ledger.RoleBankFee, Amount: -int64(100 << i), Currency: money.SEK}}})
				if err != nil {
					return err
				}
			}
			return nil
		})
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			table := ask(t, tx, "reconciliation", report.Ask{Banks: []report.Bank{giro, {Key: "tax", Number: "1930", Currency: money.SEK}}})
			want := []string{"day 2026-01-07 9.00/109.00 no-statement", "day 2026-01-07 6.00/6.00 no-statement"} // 1 + 8, 2 + 4
			if got := said(table); strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("got %q, want %q", got, want)
			}
			return nil
		})
	})
}
