package ledger_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
)

// remind charges a fee and claims interest on an invoice.
func remind(tx *ledger.Tx, id ledger.InvoiceID, fee, interest int64) error {
	_, err := tx.Book("T-02", ledger.Facts{Key: fmt.Sprint("fee ", id), On: day, Currency: money.SEK, Invoice: id, Amounts: map[ledger.Part]int64{ledger.OfFee: fee}})
	if err != nil {
		return err
	}
	return tx.AssessInterest(id, interest)
}

// TestCreditInParts credits an invoice of 10,000.00 and VAT 2,500.00, of which the source
// system has credited 80.00 and 20.00 already, by an amount, by a net amount, and at last
// in full after most of it was paid and it was reminded.
//
// By hand. Left: 9,920.00 and 2,480.00.
// 333.33: a fifth is 66.666, net 266.664; rounded down 66.66 and 266.66, the öre left over
// goes to the larger remainder, VAT's .6: 266.66 and 66.67. Left: 9,653.34 and 2,413.33.
// 1,000.00 net: VAT 1,000.00 × 2,413.33 / 9,653.34 = 249.9995, that is 250.00. Left:
// 8,653.34 and 2,163.33, in all 10,816.67, which is what is owed.
// Paid 10,000.00: owed 816.67, fee 60.00, interest 12.34. In full: 816.67 off the claim,
// 10,000.00 the customer's, the fee and the interest fall.
func TestCreditInParts(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			credit := func(c ledger.Credit, want string) ledger.Credited {
				t.Helper()
				c.Invoice, c.On, c.Reason = w.Hall, day, "one evening less"
				done, err := tx.CreditInvoice(c)
				got := fmt.Sprintf("%s %d+%d, off %d, surplus %d, fee %d, interest %d", done.Note.Number, done.Note.Net, done.Note.VAT, done.Settled,
					done.Surplus, done.Fee, done.Interest)
				if got != want || err != nil {
					t.Errorf("\n got %s (%v)\nwant %s", got, err, want)
				}
				return done
			}
			owes := func(want ledger.Balance, credit int64) {
				t.Helper()
				owed, err := tx.Balance(w.Hall)
				balance, err2 := stands(tx, ledger.RoleCustomerCredit)
				if owed != want || -balance != credit || err != nil || err2 != nil {
					t.Errorf("owed %v, credit %d; want %v, %d (%v %v)", owed, -balance, want, credit, err, err2)
				}
			}
			credit(ledger.Credit{Amount: 33333}, "K2026-1 26666+6667, off 33333, surplus 0, fee 0, interest 0")
			credit(ledger.Credit{Amount: 100000, Net: true}, "K2026-2 100000+25000, off 125000, surplus 0, fee 0, interest 0")
			if err := remind(tx, w.Hall, 6000, 1234); err != nil {
				return err
			}
			if _, err := book(tx, "pay", ledger.PaymentReceived, 1000000, []post{{ledger.RoleBank, 1000000, 0, 0, false}, {ledger.RoleAR, -1000000, w.Hall, 0, true}}); err != nil {
				return err
			}
			owes(ledger.Balance{81667, 6000, 1234, 0}, 0)
			done := credit(ledger.Credit{}, "K2026-3 865334+216333, off 81667, surplus 1000000, fee 6000, interest 1234")
			owes(ledger.Balance{}, 1000000)
			// Undone, all is as it was; the next note takes the next number.
			if _, err := tx.Correct(done.Entry, day, "the wrong invoice"); err != nil {
				return err
			}
			owes(ledger.Balance{81667, 6000, 1234, 0}, 0)
			credit(ledger.Credit{KeepFees: true}, "K2026-4 865334+216333, off 81667, surplus 1000000, fee 0, interest 0")
			owes(ledger.Balance{0, 6000, 1234, 0}, 1000000)
			if _, err := tx.CreditInvoice(ledger.Credit{Invoice: w.Hall, On: day, Reason: "again"}); !errors.Is(err, ledger.ErrCredited) {
				t.Errorf("credited twice: %v", err)
			}
			for role, want := range map[ledger.Role]int64{ledger.RoleVATOut: 0, ledger.RoleInterestIncome: 0, ledger.RoleFeeIncome: -6000} {
				if got, err := stands(tx, role); got != want || err != nil {
					t.Errorf("%s %d, want %d (%v)", role, got, want, err)
				}
			}
			history, err := tx.HistoryOfInvoice(w.Hall)
			if len(history) != 5 || history[3].Kind != "reversed" || history[0].Text != "Credit note K2026-1 on invoice 2025-1003 of 333.33 SEK: one evening less" {
				t.Errorf("history %+v", history)
			}
			return err
		})
		ledgertest.Clean(t, b)
	})
}

// TestCreditGivesPaidFeesBack: 1,500.00 with a fee of 60.00 and compensation of 450.00 was
// paid whole, then the claim is given up: all 2,010.00 are the customer's.
func TestCreditGivesPaidFeesBack(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			if err := remind(tx, w.Choir, 6000, 0); err != nil {
				return err
			}
			if _, err := tx.Book("T-03", ledger.Facts{Key: "450", On: day, Currency: money.SEK, Invoice: w.Choir, Amounts: map[ledger.Part]int64{ledger.OfCost: 45000}}); err != nil {
				return err
			}
			if _, err := book(tx, "pay", ledger.PaymentReceived, 201000, []post{{ledger.RoleBank, 201000, 0, 0, false}, {ledger.RoleAR, -150000, w.Choir, 0, true},
				{ledger.RoleAR, -6000, w.Choir, ledger.Fee, true}, {ledger.RoleAR, -45000, w.Choir, ledger.Cost, true}}); err != nil {
				return err
			}
			done, err := tx.CreditInvoice(ledger.Credit{Invoice: w.Choir, On: day, Reason: "never a member"})
			if done.Surplus != 201000 || done.Fee != 51000 || err != nil {
				t.Errorf("%+v (%v)", done, err)
			}
			if got := resting(t, tx); got != "credit of party 1: 201000" {
				t.Error(got)
			}
			owed, err := tx.Balance(w.Choir)
			if owed != (ledger.Balance{}) {
				t.Errorf("owed %v", owed)
			}
			return err
		})
		ledgertest.Clean(t, b)
	})
}

// TestCreditIsRefused names what cannot be credited.
func TestCreditIsRefused(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		sold := func(tx *ledger.Tx) error {
			_, err := keptAs(tx, ledger.Seller).Book("T-30", ledger.Facts{Key: "sold", On: day, Currency: money.SEK, Invoice: w.Hall, Amounts: map[ledger.Part]int64{ledger.OfPrincipal: 1240000}})
			return err
		}
		lost := func(tx *ledger.Tx) error {
			_, err := tx.ExpectLoss(ledger.Losing{Invoice: w.Hall, On: day, Reason: "bankrupt"})
			return err
		}
		reversed := func(tx *ledger.Tx) error {
			e, err := tx.EntryByKey("invoice:2025-1003")
			if err == nil {
				_, err = tx.Reverse(e.ID, day, "never sent")
			}
			return err
		}
		none := func(*ledger.Tx) error { return nil }
		for name, test := range map[string]struct {
			before func(*ledger.Tx) error
			c      ledger.Credit
			want   error
		}{
			"no reason":       {none, ledger.Credit{Invoice: w.Hall, On: day}, ledger.ErrReason},
			"too much":        {none, ledger.Credit{Invoice: w.Hall, On: day, Amount: 1240001, Reason: "r"}, ledger.ErrCredited},
			"too much, net":   {none, ledger.Credit{Invoice: w.Hall, On: day, Amount: 992001, Net: true, Reason: "r"}, ledger.ErrCredited},
			"below nothing":   {none, ledger.Credit{Invoice: w.Hall, On: day, Amount: -1, Reason: "r"}, ledger.ErrCredited},
			"a credit note":   {none, ledger.Credit{Invoice: w.Refund, On: day, Reason: "r"}, ledger.ErrInvoice},
			"no such invoice": {none, ledger.Credit{Invoice: 99, On: day, Reason: "r"}, ledger.ErrNotFound},
			"before it":       {none, ledger.Credit{Invoice: w.Hall, On: day.Add(-100), Reason: "r"}, ledger.ErrDate},
			"sold":            {sold, ledger.Credit{Invoice: w.Hall, On: day, Amount: 100, Reason: "r"}, ledger.ErrSold}, // R-COL-33
			"sold, in full":   {sold, ledger.Credit{Invoice: w.Hall, On: day, Reason: "r"}, nil},
			"lost":            {lost, ledger.Credit{Invoice: w.Hall, On: day, Reason: "r"}, ledger.ErrLost},
			"reversed":        {reversed, ledger.Credit{Invoice: w.Hall, On: day, Reason: "r"}, ledger.ErrReversed},
			"the last öre":    {none, ledger.Credit{Invoice: w.Hall, On: day, Amount: 1240000, Reason: "r"}, nil},
		} {
			err := b.Update(t.Context(), ledgertest.At, "test", func(tx *ledger.Tx) error {
				if err := test.before(tx); err != nil {
					return err
				}
				books := tx
				if strings.HasPrefix(name, "sold") {
					books = keptAs(tx, ledger.Seller)
				}
				if _, err := books.CreditInvoice(test.c); !errors.Is(err, test.want) {
					t.Errorf("%s: %v, want %v", name, err, test.want)
				}
				if left, err := stands(tx, ledger.RoleFactor); name == "sold, in full" && (left != 0 || err != nil) {
					t.Errorf("the factor still owes %d (%v)", left, err)
				}
				return errors.New("enough")
			})
			if err == nil || err.Error() != "enough" {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestSplitAddsUp: any series of parts takes exactly net and VAT, each part within an öre
// of its proportion.
func TestSplitAddsUp(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		net := rapid.Int64Range(0, 1_000_000_000_000).Draw(r, "net")
		vat := rapid.Int64Range(0, net/2+1).Draw(r, "vat")
		for net+vat > 0 {
			part := rapid.Int64Range(1, net+vat).Draw(r, "part")
			n, v := ledger.Split(part, net, vat)
			if n+v != part || n < 0 || v < 0 || n > net || v > vat {
				t.Fatalf("%d of %d+%d is %d+%d", part, net, vat, n, v)
			}
			if off := float64(v) - float64(part)*float64(vat)/float64(net+vat); off > 0.51 || off < -0.51 {
				t.Fatalf("%d of %d+%d has VAT %d", part, net, vat, v)
			}
			net, vat = net-n, vat-v
		}
	})
}

// TestCreditByAnyDoor: what is left of a claim is credited as a whole, by its amount, or by a note
// of the source system's: the books are the same. Left: 9,920.00 and VAT 2,480.00, with a fee of
// 60.00 and interest of 12.34; what was paid of claim and fee becomes the customer's.
func TestCreditByAnyDoor(t *testing.T) {
	doors := map[string]func(tx *ledger.Tx, i ledger.Invoice) error{
		"as a whole": func(tx *ledger.Tx, i ledger.Invoice) error {
			_, err := tx.CreditInvoice(ledger.Credit{Invoice: i.ID, On: day, Reason: "x"})
			return err
		},
		"by its amount": func(tx *ledger.Tx, i ledger.Invoice) error {
			_, err := tx.CreditInvoice(ledger.Credit{Invoice: i.ID, On: day, Reason: "x", Amount: 1240000})
			return err
		},
		"by the source system": func(tx *ledger.Tx, i ledger.Invoice) error {
			_, err := tx.IssueInvoice(ledger.Invoice{Number: "S-1", Kind: ledger.KindCredit, Refers: i.ID, Debtor: i.Debtor, Issued: day, Due: day,
				Currency: i.Currency, Net: 992000, VAT: 248000, Gross: 1240000})
			return err
		},
	}
	for _, c := range []struct{ principal, fee int64 }{{0, 0}, {100000, 0}, {1240000, 0}, {1240000, 6000}} {
		for name, credit := range doors {
			ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
				w := ledgertest.Company(t, b)
				ledgertest.Update(t, b, func(tx *ledger.Tx) error {
					if err := remind(tx, w.Hall, 6000, 1234); err != nil {
						return err
					}
					posts := []post{{ledger.RoleBank, c.principal + c.fee, 0, 0, false}, {ledger.RoleAR, -c.principal, w.Hall, 0, true}}
					if c.fee > 0 {
						posts = append(posts, post{ledger.RoleAR, -c.fee, w.Hall, 1, true})
					}
					if c.principal > 0 {
						if _, err := book(tx, "pay", ledger.PaymentReceived, c.principal+c.fee, posts); err != nil {
							return err
						}
					}
					i, err := tx.Invoice(w.Hall)
					if err != nil {
						return err
					}
					if err := credit(tx, i); err != nil {
						return err
					}
					owed, err := tx.Balance(w.Hall)
					theirs, err2 := stands(tx, ledger.RoleCustomerCredit)
					income, err3 := stands(tx, ledger.RoleFeeIncome)
					if owed != (ledger.Balance{}) || -theirs != c.principal+c.fee || income != 0 || errors.Join(err, err2, err3) != nil {
						t.Errorf("%d and %d of fee paid, credited %s: owed %v, the customer's %d, fees earned %d (%v %v %v)", c.principal, c.fee, name, owed, -theirs, -income, err, err2, err3)
					}
					return nil
				})
				ledgertest.Clean(t, b)
			})
		}
	}
}
