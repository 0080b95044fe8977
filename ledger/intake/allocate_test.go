package intake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
)

// TestUndo: a match is taken back with a reason, the receipt rests on suspense again, and
// a person gives it to another invoice, keeping the surplus as credit (T-16).
func TestUndo(t *testing.T) {
	for _, paid := range []int64{150000, 149950, 160000, 70000} {
		t.Run(fmt.Sprint(paid), func(t *testing.T) {
			company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
				books(t, book, intake.Desk{}, notification("N1", in("B1", paid, choir), in("B2", 500, choir)))
				ledgertest.Update(t, book, func(tx *ledger.Tx) error {
					if _, err := intake.Undo(tx, 2, today, "wrong invoice"); err != nil {
						return err
					}
					if _, err := intake.Undo(tx, 1, today, ""); !errors.Is(err, intake.ErrNoReason) {
						t.Errorf("without a reason: %v", err)
					}
					if _, err := intake.Undo(tx, 1, today, "wrong invoice"); err != nil {
						return err
					}
					if _, err := intake.Undo(tx, 1, today, "again"); !errors.Is(err, intake.ErrNotMatched) {
						t.Errorf("undone twice: %v", err)
					}
					return nil
				})
				if got := owed(t, book, w.Choir)[0]; got != 150000 {
					t.Errorf("%d open on the invoice, want all", got)
				}
				if got := strings.TrimSpace(balances(t, book, ledger.RoleSuspense, ledger.RoleCustomerCredit, ledger.RoleRounding)); got != fmt.Sprintf("suspense %d customer_credit 0 rounding 0", -paid-500) {
					t.Error(got)
				}
				ledgertest.Update(t, book, func(tx *ledger.Tx) error {
					_, err := intake.Allocate(tx, 1, []intake.Part{{Invoice: w.Summer, Amount: 60000}, {Invoice: w.Course}}, intake.Order(ledger.Principal), true, intake.Desk{}, today, "called the payer")
					return err
				})
				if got := owed(t, book, w.Summer)[0]; got != 96000 {
					t.Errorf("%d open on the right invoice, want 960.00", got)
				}
				if got := balances(t, book, ledger.RoleSuspense); got != "suspense -500 " {
					t.Error(got)
				}
				ledgertest.Update(t, book, func(tx *ledger.Tx) error {
					_, err := intake.Undo(tx, 1, today, "the payer called back")
					return err
				})
				if got := owed(t, book, w.Summer)[0]; got != 156000 {
					t.Errorf("%d open after the second undo", got)
				}
			})
		})
	}
}

func TestAllocateRefuses(t *testing.T) {
	quick(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		books(t, book, intake.Desk{}, notification("N1", in("B1", 1000, ""), in("B2", 1000, choir), out("B3", 5, "")))
		for _, test := range []struct {
			receipt ledger.ReceiptID
			part    intake.Part
			want    error
		}{
			{1, intake.Part{Invoice: w.Choir, Amount: 1001}, intake.ErrTooMuch},
			{2, intake.Part{Invoice: w.Choir}, intake.ErrNothingRests},
			{3, intake.Part{Invoice: w.Choir}, intake.ErrNothingRests},
			{1, intake.Part{Invoice: w.Refund}, intake.ErrMoreThanOwed},
			{9, intake.Part{Invoice: w.Choir}, ledger.ErrNotFound},
		} {
			ledgertest.Update(t, book, func(tx *ledger.Tx) error {
				if _, err := intake.Allocate(tx, test.receipt, []intake.Part{test.part}, intake.Order(ledger.Fee), false, intake.Desk{}, today, ""); !errors.Is(err, test.want) {
					t.Errorf("receipt %d: %v, want %v", test.receipt, err, test.want)
				}
				return nil
			})
		}
	})
}

// TestOrder: the manual list starts with the chosen bucket and goes on in the source
// document's order.
func TestOrder(t *testing.T) {
	if got := fmt.Sprint(intake.Order(ledger.Interest)); got != "[interest principal fee cost]" {
		t.Error(got)
	}
}

// TestTold: the outcome of a file sums to its payments, line by line.
func TestTold(t *testing.T) {
	quick(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		books(t, book, intake.Desk{File: "f000001"}, notification("N1", in("B1", 160000, choir), in("B2", 156050, summer), in("B3", 900, "999"), in("B4", 100, choir)))
		var got []string
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			return intake.Told(tx, "f000001", func(o *formats.Outcome) error {
				got = append(got, fmt.Sprintf("%s %d: %s %s %d, rest %d %s", o.BankRef, o.Amount, o.Invoice, o.Bucket, o.Allocated, o.Rest, o.Reason))
				return nil
			})
		})
		want := []string{
			"PB1 160000: 2025-1001 principal 150000, rest 0 ", "PB1 160000:   0, rest 10000 overpaid",
			"PB2 156050: 2025-1005 principal 156000, rest 0 ", "PB2 156050:   0, rest 50 rounded",
			"PB3 900:   0, rest 900 unknown-reference", "PB4 100:   0, rest 100 paid-twice",
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}
