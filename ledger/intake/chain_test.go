package intake_test

import (
	"context"
	"errors"
	"testing"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// numbered gives a notification a sequence number.
func numbered(id, sequence string, lines ...said) message {
	m := notification(id, lines...)
	m.sequence = sequence
	return m
}

// TestChain: statements are chained opening on closing; a gap, a conflict, a copy without
// its original and wrong sums are held whole, and what is held books nothing
// (RELIABILITY.md §2.4, cases 37 and 44).
func TestChain(t *testing.T) {
	copied := statement("S2", 0, in("B2", 100, ""))
	copied.copied = "DUPL"
	wrong := statement("S1", 0, in("B1", 100, ""))
	wrong.closing = 99
	abroad := statement("S1", 0, in("B1", 100, ""))
	abroad.account = "SE404"
	other := statement("S1", 0, in("B1", 200, ""))
	euro := statement("S1", 0, in("B1", 100, ""))
	euro.lines[0].e.Amount.Currency = money.EUR
	long := []message{numbered("N1", "7"), numbered("N2", "8"), numbered("N3", "9"), numbered("N4", "10")}
	for _, test := range []struct {
		name  string
		files []message
		held  string
	}{
		{"continues", []message{statement("S1", 0, in("B1", 100, "")), statement("S2", 100, in("B2", 50, ""))}, ""},
		{"empty statements advance the chain", []message{statement("S1", 0), statement("S2", 0), statement("S3", 0)}, ""},
		{"first opens elsewhere", []message{statement("S1", 500)}, "gap"},
		{"a statement is missing", []message{statement("S1", 0, in("B1", 100, "")), statement("S3", 150, in("B3", 1, ""))}, "gap"},
		{"same name, other content", []message{statement("S1", 0, in("B1", 100, "")), other}, "conflict"},
		{"same name, same content", []message{statement("S1", 0, in("B1", 100, "")), statement("S1", 0, in("B1", 100, ""))}, ""},
		{"copy without original", []message{statement("S1", 0), copied}, "copy"},
		{"sums do not close", []message{wrong}, "balance"},
		{"unknown account", []message{abroad}, "unknown-account"},
		{"entry in another currency", []message{euro}, "currency"},
		{"a number is missing", append(long[:4:4], numbered("N6", "12")), "gap"},
		{"numbers go on", append(long[:4:4], numbered("N5", "11")), ""},
		{"numbers that never counted", []message{numbered("N1", "7"), numbered("N2", "90"), numbered("N3", "800"), numbered("N4", "10"), numbered("N5", "9000")}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			quick(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
				last := len(test.files) - 1
				books(t, book, intake.Desk{}, test.files[:last]...)
				before := ledgertest.Digest(t, book)
				out := books(t, book, intake.Desk{File: "f000009"}, test.files[last])
				code := ""
				if out.Hold != nil {
					code = out.Hold.Code
				}
				if code != test.held {
					t.Fatalf("held %q (%v), want %q", code, out.Hold, test.held)
				}
				if code != "" && ledgertest.Digest(t, book) != before {
					t.Error("a held file was booked")
				}
			})
		})
	}
}

// TestRelease: a person lets a gap pass, but not money on an account that is not ours.
func TestRelease(t *testing.T) {
	quick(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		abroad := statement("S1", 0, in("B1", 100, ""))
		abroad.account = "SE404"
		for _, test := range []struct {
			m    message
			want bool
		}{{statement("S1", 500, in("B1", 100, "")), true}, {abroad, false}} {
			v, err := intake.Check(read(test.m), ours)
			if err != nil {
				t.Fatal(err)
			}
			v.Released = true
			ledgertest.Update(t, book, func(tx *ledger.Tx) error {
				out, err := intake.Apply(tx, v, read(test.m), intake.Desk{File: "f000001"})
				if err == nil && (out.Hold == nil) != test.want {
					t.Errorf("released %s: %v", test.m.account, out)
				}
				return err
			})
		}
	})
}

// TestOneSource: the same money is told of twice and booked once, whichever message comes
// first and whichever posts (FORMATS.md §5.6 timing, §5.7).
func TestOneSource(t *testing.T) {
	fee := bank("F1", "PMNT/MCOP/CHRG", 100, formats.Debit)
	lone := in("X1", 150000, choir)
	lone.e.BankRef, lone.e.Ref = "", "R7" // the statement knows it by its own reference only
	first := in("B1", 150000, choir)
	first.e.Ref = "R7"
	onPlain := func(m message) message { m.account = "SE2"; return m }
	for _, test := range []struct {
		name       string
		files      []message
		bank       int64
		reconciled int
		waiting    int
	}{
		{"notification, then statement with a fee", []message{notification("N1", in("B1", 150000, choir)), statement("S1", 0, in("B1", 150000, choir), fee)}, 149900, 1, 0},
		{"the fee notified too, later", []message{statement("S1", 0, fee), notification("N1", fee)}, -100, 1, 0},
		{"statement first: it waits", []message{statement("S1", 0, in("B1", 150000, choir))}, 0, 0, 1},
		{"statement first, then notification", []message{statement("S1", 0, in("B1", 150000, choir)), notification("N1", in("B1", 150000, choir))}, 150000, 1, 0},
		{"by reference", []message{notification("N1", first), statement("S1", 0, lone)}, 150000, 1, 0},
		{"by the day's total", []message{notification("N1", in("B1", 150000, choir), in("B2", 7000, "")), statement("S1", 0, in("B9", 157000, ""))}, 157000, 1, 0},
		{"debit in both", []message{notification("N1", out("B1", 700, "")), statement("S1", 0, out("B1", 700, ""))}, -700, 1, 0},
		{"debit in the statement only", []message{statement("S1", 0, out("B1", 700, ""))}, -700, 0, 0},
		{"an account whose statements post", []message{onPlain(notification("N1", in("B1", 150000, choir))), onPlain(statement("S1", 0, in("B1", 150000, choir)))}, 150000, 1, 0},
		{"its notification alone announces", []message{onPlain(notification("N1", in("B1", 150000, choir)))}, 0, 0, 1},
		{"a report within the day books nothing", []message{{kind: formats.WithinDay, id: "R1", account: "SE1", lines: []said{in("B1", 150000, choir)}}}, 0, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			quick(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
				out := books(t, book, intake.Desk{}, test.files...)
				var sum int64
				ledgertest.View(t, book, func(tx *ledger.Tx) error {
					return tx.Each(`SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM posting JOIN account ON account.id = posting.account WHERE role = 'bank'`, nil,
						func(r *store.Row) error { sum = r.Int(0); return nil })
				})
				if out.Hold != nil || sum != test.bank || out.Reconciled != test.reconciled || out.Waiting != test.waiting {
					t.Errorf("bank %d, want %d; %+v", sum, test.bank, out)
				}
			})
		})
	}
}

// TestHeldBooksNothing: an invoice in conflict is found while booking, so the caller's
// transaction must be given up; the error of a Hold does that.
func TestHeldBooksNothing(t *testing.T) {
	book := ledger.New(storetest.SQLite(t), ledger.DefaultChart())
	ledgertest.Company(t, book)
	before := ledgertest.Digest(t, book)
	first, second := bill("77", 10000), bill("77", 20000)
	both := documents(first, second)
	v, err := intake.Check(both, ours)
	if err != nil {
		t.Fatal(err)
	}
	var held *intake.Hold
	err = book.Update(context.Background(), ledgertest.At, "test", func(tx *ledger.Tx) error {
		out, err := intake.Apply(tx, v, both, intake.Desk{File: "f000001"})
		if err == nil && out.Hold != nil {
			return out.Hold
		}
		return err
	})
	if !errors.As(err, &held) || held.Code != "conflict" {
		t.Fatalf("got %v, want a conflict", err)
	}
	if ledgertest.Digest(t, book) != before {
		t.Error("something was booked")
	}
}

// TestClosedPeriod: nothing is dated into a closed period; the file waits for a person.
func TestClosedPeriod(t *testing.T) {
	book := ledger.New(storetest.SQLite(t), ledger.DefaultChart())
	ledgertest.Company(t, book)
	ledgertest.Update(t, book, func(tx *ledger.Tx) error { return tx.ClosePeriod(today) })
	m := read(notification("N1", in("B1", 100, "")))
	v, err := intake.Check(m, ours)
	if err != nil {
		t.Fatal(err)
	}
	err = book.Update(context.Background(), ledgertest.At, "test", func(tx *ledger.Tx) error {
		out, err := intake.Apply(tx, v, m, intake.Desk{File: "f000001"})
		if err == nil && out.Hold != nil {
			return out.Hold
		}
		return err
	})
	var held *intake.Hold
	if !errors.As(err, &held) || held.Code != "closed-period" {
		t.Errorf("got %v", err)
	}
}

// TestLastStatement: reminders wait for the day of the last closing balance.
func TestLastStatement(t *testing.T) {
	quick(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		books(t, book, intake.Desk{}, statement("S1", 0, in("B1", 100, "")))
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			last, err := intake.LastStatement(tx, "SE1")
			if err == nil && last != today {
				t.Errorf("got %v, want %v", last, today)
			}
			return err
		})
	})
}
