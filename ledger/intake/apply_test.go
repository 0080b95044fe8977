package intake_test

import (
	"errors"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
)

const choir, summer = "202510019", "202510050"

// TestDifferences is the table of DOMAIN.md §5.3 on the book: what each payment does to
// the bank account, to suspense, to the payer's credit and to rounding.
func TestDifferences(t *testing.T) {
	charged := in("B1", 149500, choir)
	charged.p[0].Charges = 500
	grossed := in("B1", 150000, choir)
	grossed.e.Amount.Minor, grossed.e.Charges, grossed.p[0].Charges = 149500, 500, 500
	short := in("B1", 150000, choir)
	short.e.Amount.Minor = 150700
	euro := in("B1", 150000, choir)
	euro.p[0].Currency = money.EUR
	unpriced := in("B1", 150000, choir)
	unpriced.p[0].Priced, unpriced.p[0].Amount = false, 0
	pending := in("B1", 150000, choir)
	pending.e.Status = formats.Pending
	roles := []ledger.Role{ledger.RoleBank, ledger.RoleAR, ledger.RoleSuspense, ledger.RoleCustomerCredit, ledger.RoleRounding, ledger.RoleBankFee}
	tests := []struct {
		name  string
		lines []said
		want  string // ar starts at 16 110.00
	}{
		{"T-07 exact", []said{in("B1", 150000, choir)}, "bank 150000 ar 1461000 suspense 0 customer_credit 0 rounding 0 bank_fee 0"},
		{"T-08 part", []said{in("B1", 100000, choir)}, "bank 100000 ar 1511000 suspense 0 customer_credit 0 rounding 0 bank_fee 0"},
		{"T-10 short within tolerance", []said{in("B1", 149950, choir)}, "bank 149950 ar 1461000 suspense 0 customer_credit 0 rounding 50 bank_fee 0"},
		{"T-11 over within tolerance", []said{in("B1", 150050, choir)}, "bank 150050 ar 1461000 suspense 0 customer_credit 0 rounding -50 bank_fee 0"},
		{"T-12 over", []said{in("B1", 160000, choir)}, "bank 160000 ar 1461000 suspense 0 customer_credit -10000 rounding 0 bank_fee 0"},
		{"T-13 twice", []said{in("B1", 150000, choir), in("B2", 150000, choir)}, "bank 300000 ar 1461000 suspense 0 customer_credit -150000 rounding 0 bank_fee 0"},
		{"T-16 unknown", []said{in("B1", 150000, "999")}, "bank 150000 ar 1611000 suspense -150000 customer_credit 0 rounding 0 bank_fee 0"},
		{"T-20 bank charge", []said{bank("B1", "PMNT/MCOP/CHRG", 500, formats.Debit)}, "bank -500 ar 1611000 suspense 0 customer_credit 0 rounding 0 bank_fee 500"},
		{"unknown debit", []said{out("B1", 700, "")}, "bank -700 ar 1611000 suspense 700 customer_credit 0 rounding 0 bank_fee 0"},
		{"charges taken from the payment", []said{charged}, "bank 149500 ar 1461000 suspense 0 customer_credit 0 rounding 0 bank_fee 500"},
		{"charges taken from the entry", []said{grossed}, "bank 149500 ar 1461000 suspense 0 customer_credit 0 rounding 0 bank_fee 500"},
		{"details do not sum", []said{short}, "bank 150700 ar 1461000 suspense -700 customer_credit 0 rounding 0 bank_fee 0"},
		{"detail in another currency", []said{euro}, "bank 150000 ar 1611000 suspense -150000 customer_credit 0 rounding 0 bank_fee 0"},
		{"detail without amount", []said{unpriced}, "bank 150000 ar 1611000 suspense -150000 customer_credit 0 rounding 0 bank_fee 0"},
		{"pending is not posted", []said{pending}, "bank 0 ar 1611000 suspense 0 customer_credit 0 rounding 0 bank_fee 0"},
		{"netted debit within a deposit", []said{entry("B1", "PMNT/RCDT/ATXN", in("x", 150000, choir).p[0], out("y", 600, "").p[0])},
			"bank 149400 ar 1461000 suspense 600 customer_credit 0 rounding 0 bank_fee 0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			quick(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
				books(t, book, intake.Desk{}, notification("N1", test.lines...))
				if got := strings.TrimSpace(balances(t, book, roles...)); got != test.want {
					t.Errorf("got  %s\nwant %s", got, test.want)
				}
			})
		})
	}
}

// TestAgain: what was booked once is not booked again, in whatever shape it comes back
// (DOMAIN.md §0.4 rule 6).
func TestAgain(t *testing.T) {
	company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		first := notification("N1", in("B1", 50000, choir), in("B2", 500, ""), bank("B3", "PMNT/MCOP/CHRG", 100, formats.Debit))
		books(t, book, intake.Desk{File: "f000001"}, first)
		digest := ledgertest.Digest(t, book)
		again := notification("N2", first.lines...)
		again.lines = append(again.lines[:len(again.lines):len(again.lines)], again.lines[0])
		for name, m := range map[string]message{"the same": first, "in another notification": notification("N3", first.lines...)} {
			out := books(t, book, intake.Desk{File: "f000009"}, m)
			if out.Hold != nil || out.Entries != 0 || ledgertest.Digest(t, book) != digest {
				t.Errorf("%s booked: %v", name, out)
			}
		}
		// One name twice within a notification are two entries, and stay two.
		if out := books(t, book, intake.Desk{File: "f000009"}, again); out.Entries != 1 || out.Duplicates != 3 {
			t.Errorf("want one new entry, got %v", out)
		}
		// An entry that is new may still carry a payment that is not.
		out := books(t, book, intake.Desk{File: "f000010"}, notification("N4", entry("B9", "PMNT/RCDT/ATXN", first.lines[0].p[0])))
		if out.Doubles != 1 || out.Suspense != 1 || owed(t, book, w.Choir)[0] != 100000 {
			t.Errorf("a payment seen before settled something: %v", out)
		}
	})
}

// TestTakenBack: a receipt the bank takes back reopens its invoice (T-15); what was never
// paid rests as a debit on suspense.
func TestTakenBack(t *testing.T) {
	for _, test := range []struct {
		name  string
		files []message
		open  int64
		rest  string
	}{
		{"another file", []message{notification("N1", in("B1", 150000, choir)), notification("N2", out("B2", 150000, choir))}, 150000, "suspense 0 customer_credit 0 rounding 0"},
		{"the same file", []message{notification("N1", in("B1", 150000, choir), out("B2", 150000, choir), in("B3", 150000, choir))}, 0, "suspense 0 customer_credit 0 rounding 0"},
		{"one of two parts", []message{notification("N1", in("B1", 50000, choir), in("B2", 100000, choir)), notification("N2", out("B3", 50000, choir))}, 50000, "suspense 0 customer_credit 0 rounding 0"},
		{"with its surplus", []message{notification("N1", in("B1", 160000, choir)), notification("N2", out("B2", 160000, choir))}, 150000, "suspense 0 customer_credit 0 rounding 0"},
		{"with its rounding", []message{notification("N1", in("B1", 149950, choir)), notification("N2", out("B2", 149950, choir))}, 150000, "suspense 0 customer_credit 0 rounding 0"},
		{"a part of it", []message{notification("N1", in("B1", 150000, choir)), notification("N2", back("B2", 50000, choir))}, 50000, "suspense 0 customer_credit 0 rounding 0"},
		{"a part of it, in the same file", []message{notification("N1", in("B1", 150000, choir), back("B2", 50000, choir))}, 50000, "suspense 0 customer_credit 0 rounding 0"},
		{"a part, of the surplus first", []message{notification("N1", in("B1", 160000, choir)), notification("N2", back("B2", 30000, choir))}, 20000, "suspense 0 customer_credit 0 rounding 0"},
		{"a part of the surplus", []message{notification("N1", in("B1", 160000, choir)), notification("N2", back("B2", 3000, choir))}, 0, "suspense 0 customer_credit -7000 rounding 0"},
		{"a part of the larger", []message{notification("N1", in("B1", 50000, choir), in("B2", 100000, choir)), notification("N2", back("B3", 70000, choir))}, 70000, "suspense 0 customer_credit 0 rounding 0"},
		{"a part of either", []message{notification("N1", in("B1", 70000, choir), in("B2", 80000, choir)), notification("N2", back("B3", 20000, choir))}, 0, "suspense 20000 customer_credit 0 rounding 0"},
		{"a part without the bank's word for it", []message{notification("N1", in("B1", 150000, choir)), notification("N2", out("B2", 50000, choir))}, 0, "suspense 50000 customer_credit 0 rounding 0"},
		{"a second part", []message{notification("N1", in("B1", 150000, choir)), notification("N2", back("B2", 50000, choir), back("B3", 20000, choir))}, 70000, "suspense 0 customer_credit 0 rounding 0"},
		{"a second part, in another file", []message{notification("N1", in("B1", 150000, choir)), notification("N2", back("B2", 50000, choir)), notification("N3", back("B3", 20000, choir))}, 70000, "suspense 0 customer_credit 0 rounding 0"},
		{"the rest of it", []message{notification("N1", in("B1", 150000, choir)), notification("N2", back("B2", 50000, choir)), notification("N3", back("B3", 100000, choir))}, 150000, "suspense 0 customer_credit 0 rounding 0"},
		{"the rest, without the bank's word for it", []message{notification("N1", in("B1", 150000, choir)), notification("N2", back("B2", 50000, choir)), notification("N3", out("B3", 100000, choir))}, 150000, "suspense 0 customer_credit 0 rounding 0"},
		{"part by part, in the same file", []message{notification("N1", in("B1", 150000, choir), back("B2", 50000, choir), back("B3", 20000, choir), back("B4", 80000, choir))}, 150000, "suspense 0 customer_credit 0 rounding 0"},
		{"more than is left", []message{notification("N1", in("B1", 150000, choir)), notification("N2", back("B2", 50000, choir)), notification("N3", back("B3", 110000, choir))}, 50000, "suspense 110000 customer_credit 0 rounding 0"},
		{"more than nothing", []message{notification("N1", in("B1", 150000, choir)), notification("N2", back("B2", 50000, choir), back("B3", 100000, choir), back("B4", 10000, choir))}, 150000, "suspense 10000 customer_credit 0 rounding 0"},
		{"the surplus in parts", []message{notification("N1", in("B1", 160000, choir)), notification("N2", back("B2", 3000, choir)), notification("N3", back("B3", 4000, choir))}, 0, "suspense 0 customer_credit -3000 rounding 0"},
		{"the surplus in parts, in the same file", []message{notification("N1", in("B1", 160000, choir), back("B2", 3000, choir), back("B3", 30000, choir))}, 23000, "suspense 0 customer_credit 0 rounding 0"},
		{"with its rounding, in parts", []message{notification("N1", in("B1", 150050, choir)), notification("N2", back("B2", 50000, choir)), notification("N3", back("B3", 100050, choir))}, 150000, "suspense 0 customer_credit 0 rounding 0"},
		{"the part that was paid anew", []message{notification("N1", in("B1", 150000, choir)), notification("N2", back("B2", 50000, choir)), notification("N3", in("B3", 50000, choir), back("B4", 50000, choir))}, 50000, "suspense 0 customer_credit 0 rounding 0"},
		{"never paid", []message{notification("N1", out("B2", 150000, choir))}, 150000, "suspense 150000 customer_credit 0 rounding 0"},
		{"under its own name", []message{notification("N1", in("B1", 150000, choir)), notification("N2", entry("B2", "PMNT/RRCT/UPCT", back("B1", 150000, choir).p[0]))}, 150000, "suspense 0 customer_credit 0 rounding 0"},
		{"under its own name, in the same file", []message{notification("N1", in("B1", 150000, choir), entry("B2", "PMNT/RRCT/UPCT", back("B1", 150000, choir).p[0]))}, 150000, "suspense 0 customer_credit 0 rounding 0"},
		{"told again when it is paid anew", []message{notification("N1", in("B1", 150000, choir)), notification("N2", out("B2", 150000, choir)), notification("N3", in("B3", 150000, choir)),
			notification("N4", entry("B9", "PMNT/ICDT/DMCT", out("B2", 150000, choir).p[0]))}, 0, "suspense 150000 customer_credit 0 rounding 0"},
		{"taken back twice", []message{notification("N1", in("B1", 150000, choir)), notification("N2", out("B2", 150000, choir)), notification("N3", out("B3", 150000, choir))}, 150000, "suspense 150000 customer_credit 0 rounding 0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			quick(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
				books(t, book, intake.Desk{}, test.files...)
				if got := owed(t, book, w.Choir)[0]; got != test.open {
					t.Errorf("%d open, want %d", got, test.open)
				}
				if got := strings.TrimSpace(balances(t, book, ledger.RoleSuspense, ledger.RoleCustomerCredit, ledger.RoleRounding)); got != test.rest {
					t.Errorf("got %s, want %s", got, test.rest)
				}
			})
		})
	}
}

// TestUndoOfPart: a payment of which the bank has taken a part back is undone like any other:
// what is left of it rests, to be placed anew, and of that the bank may take a part as well.
func TestUndoOfPart(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		see := func(open int64, rest string) {
			t.Helper()
			if got := owed(t, book, w.Choir)[0]; got != open {
				t.Errorf("%d open, want %d", got, open)
			}
			if got := strings.TrimSpace(balances(t, book, ledger.RoleSuspense, ledger.RoleCustomerCredit, ledger.RoleRounding)); got != rest {
				t.Errorf("got %s, want %s", got, rest)
			}
			ledgertest.Clean(t, book)
		}
		books(t, book, intake.Desk{}, notification("N1", in("B1", 160000, choir)), notification("N2", back("B2", 4000, choir)), notification("N3", back("B3", 26000, choir)))
		see(20000, "suspense 0 customer_credit 0 rounding 0") // 160000 - 30000 = 130000 of 150000
		undo := func() {
			t.Helper()
			ledgertest.Update(t, book, func(tx *ledger.Tx) error {
				_, err := intake.Undo(tx, 1, today, "not hers")
				return err
			})
		}
		undo()
		see(150000, "suspense -130000 customer_credit 0 rounding 0")
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, err := intake.Allocate(tx, 1, []intake.Part{{Invoice: w.Choir}}, intake.Order(ledger.Principal), true, intake.Desk{}, today, "hers after all")
			return err
		})
		see(20000, "suspense 0 customer_credit 0 rounding 0")
		books(t, book, intake.Desk{}, notification("N4", back("B4", 50000, choir)))
		see(70000, "suspense 0 customer_credit 0 rounding 0")
		undo()
		see(150000, "suspense -80000 customer_credit 0 rounding 0")
		undone := errors.New("undone")
		if err := book.Update(t.Context(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error {
			_, err := tx.Exec(`UPDATE taken_back SET whole = 1 WHERE by_receipt = 3`)
			wrongs, failed := intake.Sound(tx)
			if got := strings.Join(wrongs, "; "); got != "payment 1: the bank took it back, and more or less of it than is said" {
				t.Errorf("found %q", got)
			}
			return errors.Join(err, failed, undone)
		}); !errors.Is(err, undone) {
			t.Error(err)
		}
	})
}

// room is a room of outgoing money that knows one payout.
type room struct {
	settled, returned int
	statuses          []string
}

func (r *room) Settled(_ *ledger.Tx, ref intake.PayoutRef) (bool, error) {
	if ref.EndToEnd != "E1" {
		return false, nil
	}
	r.settled++
	return true, nil
}

func (r *room) Returned(_ *ledger.Tx, ref intake.PayoutRef) (bool, ledger.Posting, error) {
	if ref.EndToEnd != "E1" {
		return false, ledger.Posting{}, nil
	}
	r.returned++
	return true, ledger.Posting{Role: ledger.RoleAP}, nil
}

func (r *room) Status(_ *ledger.Tx, report *formats.StatusReport, _ string) error {
	r.statuses = append(r.statuses, report.OriginalMessageID)
	return nil
}

// TestPayouts: own money out and back (T-14, T-18, T-19), and the bank's word on orders.
func TestPayouts(t *testing.T) {
	sent := out("B1", 30000, "")
	sent.p[0].EndToEnd = []byte("E1")
	back := in("B2", 30000, "")
	back.p[0].EndToEnd, back.p[0].Return = []byte("E1"), []byte("AC04")
	company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		r := &room{}
		out := books(t, book, intake.Desk{Payouts: r}, notification("N1", sent), notification("N2", back))
		if r.settled != 1 || r.returned != 1 || out.Returned != 1 {
			t.Errorf("%+v, %v", r, out)
		}
		if got := strings.TrimSpace(balances(t, book, ledger.RoleBank, ledger.RoleInTransit, ledger.RoleAP, ledger.RoleSuspense)); got != "bank 0 in_transit 30000 ap -30000 suspense 0" {
			t.Error(got)
		}
		take(t, book, func(sink formats.Sink) (*formats.Summary, error) {
			if sink.Status == nil {
				return &formats.Summary{}, nil
			}
			return &formats.Summary{}, sink.Status(&formats.StatusReport{OriginalMessageID: "M1"})
		}, ours, intake.Desk{Payouts: r})
		if len(r.statuses) != 1 || r.statuses[0] != "M1" {
			t.Errorf("statuses %v", r.statuses)
		}
	})
}
