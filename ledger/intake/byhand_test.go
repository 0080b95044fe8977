package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
	"girod/ledger/outbox"
)

// TestByHandAsByRule: whoever places the money, a rule as it comes, a rule tried again or a
// person, the claim is the same after it, and after it is undone. The choir invoice, 1500.00,
// was reminded with 20.00 of interest, 1520.00 by 1 January; 23.00 have run to any later day.
// R-BST-57 R-BST-65
func TestByHandAsByRule(t *testing.T) {
	ways := map[string]func(tx *ledger.Tx, n *neighbours) error{
		"allocated": func(tx *ledger.Tx, n *neighbours) error {
			_, err := intake.Allocate(tx, 1, []intake.Part{{Invoice: n.w.Choir}}, intake.Order(ledger.Interest), false, n.desk(), today.Add(30), "she called")
			return err
		},
		"accepted": func(tx *ledger.Tx, n *neighbours) error {
			_, err := intake.Accept(tx, 1, 1, n.desk(), today.Add(30), "her name")
			return err
		},
		"tried again": func(tx *ledger.Tx, n *neighbours) error {
			if _, err := tx.Exec(`INSERT INTO other_ref (ref, invoice) VALUES ('999', $1)`, n.w.Choir); err != nil {
				return err
			}
			_, err := intake.Rematch(tx, 1, n.desk(), today.Add(30))
			return err
		},
		"as it came": nil,
	}
	for _, c := range []struct {
		name    string
		on      date.Date
		paid    int64
		claimed int64 // of interest, when it is placed
		earned  int64
		rest    ledger.Balance
	}{
		{"in time, interest claimed since is waived", date.Of(2026, 1, 1), 152000, 2222, 2000, ledger.Balance{}},
		{"too late, interest ran on", date.Of(2026, 1, 2), 152300, 2000, 2300, ledger.Balance{}},
		// 1521.00 of 1523.00: the interest of 23.00 first, 1498.00 of principal, 2.00 are left.
		{"too late and short", date.Of(2026, 1, 2), 152100, 2000, 2300, ledger.Balance{200}},
	} {
		for way, do := range ways {
			if way == "accepted" && c.paid != 152000 {
				continue // rule 8 proposes the reminder's total alone
			}
			t.Run(c.name+", "+way, func(t *testing.T) {
				quick(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
					n := &neighbours{w: w}
					claimed := func(tx *ledger.Tx) error { return tx.AssessInterest(w.Choir, c.claimed) }
					ledgertest.Update(t, book, claimed)
					ref := "999"
					if do == nil {
						ref = choir
					}
					line := on(c.on, called("OBERG, ANNA", in("B1", c.paid, ref)))
					books(t, book, n.desk(), notification("N1", line))
					if do != nil {
						ledgertest.Update(t, book, func(tx *ledger.Tx) error { return do(tx, n) })
					}
					if got := owed(t, book, w.Choir); got != c.rest {
						t.Errorf("owed %v, want %v", got, c.rest)
					}
					if got := strings.TrimSpace(balances(t, book, ledger.RoleInterestIncome, ledger.RoleSuspense)); got != fmt.Sprintf("interest_income %d suspense 0", -c.earned) {
						t.Error(got)
					}
					ledgertest.Update(t, book, func(tx *ledger.Tx) error {
						_, err := intake.Undo(tx, 1, today.Add(31), "not hers")
						return err
					})
					if got, want := owed(t, book, w.Choir), (ledger.Balance{150000, 0, c.claimed, 0}); got != want {
						t.Errorf("owed %v after it was undone, want %v", got, want)
					}
				})
			})
		}
	}
}

// TestReversalGivesInterestBack: the bank takes a payment back, in the same file or a later
// one: what the notice had waived, or what had run on, stands as before.
func TestReversalGivesInterestBack(t *testing.T) {
	for _, c := range []struct {
		on            date.Date
		paid, claimed int64
	}{{date.Of(2026, 1, 1), 152000, 2222}, {today, 152300, 2000}} {
		for _, later := range []bool{false, true} {
			company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
				n := &neighbours{w: w}
				ledgertest.Update(t, book, func(tx *ledger.Tx) error { return tx.AssessInterest(w.Choir, c.claimed) })
				came, went := on(c.on, in("B1", c.paid, choir)), out("B2", c.paid, choir)
				if later {
					books(t, book, n.desk(), notification("N1", came), notification("N2", went))
				} else {
					books(t, book, n.desk(), notification("N1", came, went))
				}
				if got, want := owed(t, book, w.Choir), (ledger.Balance{150000, 0, c.claimed, 0}); got != want {
					t.Errorf("%s, later %v: owed %v, want %v", c.on, later, got, want)
				}
				accounted(t, book)
			})
		}
	}
}

// TestMoneyWasHere: interest that was claimed while the money rested is not owed: 1500.00 came
// on the due day, and the reminder with its 20.00 was written since.
func TestMoneyWasHere(t *testing.T) {
	quick(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		n := &nothingRan{neighbours{w: w}}
		d := n.desk()
		d.Reminders = n
		books(t, book, d, notification("N1", on(date.Of(2025, 11, 1), in("B1", 150000, "999"))))
		ledgertest.Update(t, book, n.owing)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			id, err := intake.Allocate(tx, 1, []intake.Part{{Invoice: w.Choir}}, intake.Order(ledger.Cost), false, d, today, "found")
			if err != nil {
				return err
			}
			e, err := tx.Entry(id)
			if want := "Payment 1 allocated; the money was here before, interest waived 20.00"; e.Text != want {
				t.Errorf("%q, want %q", e.Text, want)
			}
			return err
		})
		if got := owed(t, book, w.Choir); got != (ledger.Balance{}) {
			t.Errorf("owed %v", got)
		}
	})
}

// nothingRan is a room of reminders for which no interest had run when the money came.
type nothingRan struct{ neighbours }

func (*nothingRan) Interest(*ledger.Tx, ledger.InvoiceID, date.Date) (int64, error) { return 0, nil }

// TestPartnerIsToldOfAll: whatever gives a claim at a collector money or takes it away, by
// rule, by hand, undone or taken back by the bank, he is told of each, once, and what he was
// told sums to what stands. R-BST-53 R-BST-61
func TestPartnerIsToldOfAll(t *testing.T) {
	company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		n := &neighbours{w: w}
		ledgertest.Update(t, book, n.owing)
		ledgertest.Update(t, book, put(hold.New{Invoice: w.Choir, Reason: hold.AtPartner}))
		told := func(no int, want ledger.Balance) {
			t.Helper()
			ledgertest.View(t, book, func(tx *ledger.Tx) error {
				o, err := outbox.Get(tx, fmt.Sprintf("payment-to-client:1:%d:%d", w.Choir, no))
				if err != nil || o.Partner != "alektum" {
					t.Fatalf("%+v, %v", o, err)
				}
				d, err := intake.DirectOf(tx, o.Subject)
				if d.Of != want {
					t.Errorf("told %v, want %v", d.Of, want)
				}
				if _, err := outbox.Get(tx, fmt.Sprintf("payment-to-client:1:%d:%d", w.Choir, no+1)); err == nil {
					t.Error("told once more")
				}
				return err
			})
		}
		undo := func(tx *ledger.Tx) error {
			_, err := intake.Undo(tx, 1, today, "wrong")
			return err
		}
		books(t, book, n.desk(), notification("N1", in("B1", 100000, choir)))
		told(1, ledger.Balance{100000})
		ledgertest.Update(t, book, undo)
		told(2, ledger.Balance{-100000})
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, err := intake.Allocate(tx, 1, []intake.Part{{Invoice: w.Choir, Amount: 50000}}, intake.Order(ledger.Interest), false, n.desk(), today, "she called")
			return err
		})
		told(3, ledger.Balance{47700, 0, 2300, 0})
		ledgertest.Update(t, book, undo)
		told(4, ledger.Balance{-47700, 0, -2300, 0})
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, err := intake.Rematch(tx, 1, n.desk(), today)
			return err
		})
		told(5, ledger.Balance{100000})
		ledgertest.Update(t, book, undo)
		told(6, ledger.Balance{-100000})
	})
	t.Run("taken back by the bank", func(t *testing.T) {
		for _, later := range []bool{false, true} {
			company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
				n := &neighbours{w: w}
				ledgertest.Update(t, book, put(hold.New{Invoice: w.Choir, Reason: hold.AtPartner}))
				came, went := in("B1", 100000, choir), out("B2", 100000, choir)
				if later {
					books(t, book, n.desk(), notification("N1", came), notification("N2", went))
				} else {
					books(t, book, n.desk(), notification("N1", came, went))
				}
				ledgertest.View(t, book, func(tx *ledger.Tx) error {
					d, err := intake.DirectOf(tx, fmt.Sprintf("1:%d:2", w.Choir))
					if d.Of != (ledger.Balance{-100000}) {
						t.Errorf("later %v: told %v, %v", later, d.Of, err)
					}
					return nil
				})
			})
		}
	})
}

// TestRecoveredLater: money for what was written off recovers the loss when a rule places it
// later, too (T-25). 12,400.00 were lost, 9,920.00 and VAT 2,480.00; 1,000.00 come: 800.00 net.
func TestRecoveredLater(t *testing.T) {
	company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		n := &neighbours{w: w}
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, err := tx.ConfirmLoss(ledger.Losing{Invoice: w.Hall, On: today, Reason: "bankrupt"})
			return err
		})
		books(t, book, n.desk(), notification("N1", in("B1", 100000, "999")))
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			if _, err := tx.Exec(`INSERT INTO other_ref (ref, invoice) VALUES ('999', $1)`, w.Hall); err != nil {
				return err
			}
			_, err := intake.Rematch(tx, 1, n.desk(), today)
			return err
		})
		if got := strings.TrimSpace(balances(t, book, ledger.RoleSuspense, ledger.RoleCustomerCredit, ledger.RoleConfirmedLoss)); got != "suspense 0 customer_credit 0 confirmed_loss 912000" {
			t.Error(got)
		}
	})
}
