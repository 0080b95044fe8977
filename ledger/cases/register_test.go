package cases_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/ledgertest"
	"girod/ledger/outbox"
	"girod/ledger/store/storetest"
)

// payDesk is a desk where every partner is told and interest is what a test says.
func payDesk(interest int64) cases.Desk {
	d := desk
	d.Told = func(string) bool { return true }
	d.Paying = func(*ledger.Tx, *ledger.Invoice, date.Date, int64, string) (int64, error) { return interest, nil }
	return d
}

// charged gives Anna's choir invoice of 1500.00 a fee of 60.00 and interest of 10.00.
func charged(t testing.TB, book *ledger.Book, w ledgertest.World) {
	t.Helper()
	ledgertest.Update(t, book, func(tx *ledger.Tx) error {
		_, err := tx.Book("T-02", ledger.Facts{Key: "fee", On: date.Of(2025, 12, 28), Currency: "SEK", Invoice: w.Choir, Amounts: map[ledger.Part]int64{ledger.OfFee: 6000}})
		if err != nil {
			return err
		}
		return tx.AssessInterest(w.Choir, 1000)
	})
}

// R-BST-62 R-BST-63 R-BST-64 R-BST-66 R-BST-67
// TestRegister: the chosen bucket first, the others as Kapital, Avgift, Ränta, Kostnad; the
// primary invoice, then the case's others; then the customer's credit. Anna owes 1500.00,
// fee 60.00, interest 12.00 on the day, and 250.00 on her course.
func TestRegister(t *testing.T) {
	for _, c := range []struct {
		name          string
		kind          cases.PaymentKind
		first         ledger.Bucket
		amount        int64
		choir, course ledger.Balance
		surplus       int64
	}{
		{"capital first", cases.PaymentToClient, ledger.Principal, 150500, ledger.Balance{0, 5500, 1200, 0}, ledger.Balance{25000}, 0},
		{"fee first", cases.PaymentToClient, ledger.Fee, 10000, ledger.Balance{146000, 0, 1200, 0}, ledger.Balance{25000}, 0},
		{"interest first", cases.PaymentToClient, ledger.Interest, 1300, ledger.Balance{149900, 6000, 0, 0}, ledger.Balance{25000}, 0},
		{"cost first: there is none", cases.PaymentToClient, ledger.Cost, 10000, ledger.Balance{140000, 6000, 1200, 0}, ledger.Balance{25000}, 0},
		{"all of it", cases.PaymentToClient, ledger.Principal, 157200, ledger.Balance{}, ledger.Balance{25000}, 0},
		// 1572.00 on the first, 100.00 on the other: principal, which bears 0 there but the
		// desk of this test says 12.00 for each
		{"to the other invoice", cases.PaymentToClient, ledger.Principal, 167200, ledger.Balance{}, ledger.Balance{15000, 0, 1200, 0}, 0},
		{"more than all", cases.PaymentToClient, ledger.Principal, 190000, ledger.Balance{}, ledger.Balance{}, 6600}, // 1900 − 1572 − 262
		// Credits leave the interest as it is claimed: 10.00.
		{"credit, capital first", cases.CreditByAmount, ledger.Principal, 50000, ledger.Balance{100000, 6000, 1000, 0}, ledger.Balance{25000}, 0},
		{"credit, fee first", cases.CreditByAmount, ledger.Fee, 6100, ledger.Balance{149900, 0, 1000, 0}, ledger.Balance{25000}, 0},
		{"credit, interest alone", cases.CreditByAmount, ledger.Interest, 1000, ledger.Balance{150000, 6000, 0, 0}, ledger.Balance{25000}, 0},
		{"returned, part", cases.ReturnedOrder, ledger.Principal, 150000, ledger.Balance{0, 6000, 1000, 0}, ledger.Balance{25000}, 0},
		{"returned, whole: fees fall", cases.ReturnedOrder, ledger.Principal, 0, ledger.Balance{}, ledger.Balance{25000}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			book := ledger.New(storetest.SQLite(t), ledger.DefaultChart())
			w, d := ledgertest.Company(t, book), payDesk(1200)
			charged(t, book, w)
			opened(t, book, cases.New{Invoices: []ledger.InvoiceID{w.Choir, w.Course}, Partner: "alektum"})
			var r cases.Registered
			ledgertest.Update(t, book, func(tx *ledger.Tx) (err error) {
				r, err = d.Register(tx, cases.Registering{Kind: c.kind, Invoice: w.Choir, First: c.first, On: date.Of(2026, 1, 5), Amount: c.amount, Reason: "said so"})
				return err
			})
			ledgertest.View(t, book, func(tx *ledger.Tx) error {
				choir, err := tx.Balance(w.Choir)
				course, err2 := tx.Balance(w.Course)
				credits, err3 := tx.CustomerCreditsOf(w.Anna)
				orders, err4 := outbox.Waiting(tx)
				surplus := int64(0)
				for _, k := range credits {
					surplus += k.Rest
				}
				if choir != c.choir || course != c.course || surplus != c.surplus || r.Surplus != c.surplus || len(orders) != 1 {
					t.Errorf("owed %v and %v, credit %d, %d messages; want %v and %v, %d", choir, course, surplus, len(orders), c.choir, c.course, c.surplus)
				}
				return errors.Join(err, err2, err3, err4)
			})
			sound(t, book)
		})
	}
}

// R-BST-65
func TestRegisterRefuses(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w, d := ledgertest.Company(t, book), payDesk(0)
		good := cases.Registering{Kind: cases.PaymentToClient, Invoice: w.Choir, On: date.Of(2026, 1, 5), Amount: 100, Reason: "said so"}
		for _, c := range []struct {
			change func(*cases.Registering)
			want   string
		}{
			{func(f *cases.Registering) { f.On = desk.Today.Add(1) }, "E_DATE_IN_FUTURE"},
			{func(f *cases.Registering) { f.On = date.Of(2025, 11, 14) }, "E_DATE_BEFORE_INVOICE"},
			{func(f *cases.Registering) { f.Amount = 0 }, "E_AMOUNT"},
			{func(f *cases.Registering) { f.Amount = -1 }, "E_AMOUNT"},
			{func(f *cases.Registering) { f.Kind = "gift" }, "E_PAYMENT_KIND"},
			{func(f *cases.Registering) { f.First = 4 }, "E_ALLOCATION_ORDER"},
			{func(f *cases.Registering) { f.Reason = " " }, "give a reason"},
			{func(f *cases.Registering) { f.Invoice = w.Refund }, "E_CASE_INVOICES"},
			{func(f *cases.Registering) { f.Kind, f.Amount = cases.CreditByAmount, 150001 }, "more than is left to credit"},
		} {
			f := good
			c.change(&f)
			refusedWith(t, tried(t, book, func(tx *ledger.Tx) error { _, err := d.Register(tx, f); return err }), c.want)
		}
	})
}

// TestWithdrawRestores: whatever is registered and taken back, in any order, every balance
// and the customer's credit are what they were.
func TestWithdrawRestores(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		charged(t, book, w)
		opened(t, book, cases.New{Invoices: []ledger.InvoiceID{w.Choir, w.Course}})
		rapid.Check(t, func(r *rapid.T) {
			back := errors.New("back")
			err := book.Update(t.Context(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error {
				before, err := balances(tx, w)
				if err != nil {
					return err
				}
				d := payDesk(int64(rapid.IntRange(0, 3000).Draw(r, "interest")))
				var ids []int64
				for range rapid.IntRange(1, 4).Draw(r, "acts") {
					f := cases.Registering{
						Kind: rapid.SampledFrom([]cases.PaymentKind{cases.PaymentToClient, cases.CreditByAmount, cases.ReturnedOrder}).Draw(r, "kind"), Invoice: rapid.SampledFrom([]ledger.InvoiceID{w.Choir, w.Course}).Draw(r, "invoice"),
						First: ledger.Bucket(rapid.IntRange(0, 3).Draw(r, "first")), On: date.Of(2026, 1, rapid.IntRange(1, 7).Draw(r, "day")),
						Amount: int64(rapid.IntRange(1, 200000).Draw(r, "amount")), Reason: "said so",
					}
					one, err := d.Register(tx, f)
					if errors.Is(err, ledger.ErrCredited) {
						return back // refused: the transaction is given up
					}
					if err != nil {
						return err
					}
					ids = append(ids, one.ID)
				}
				for n := len(ids) - 1; n >= 0; n-- {
					if _, err := d.Withdraw(tx, ids[n], "not so"); err != nil {
						return err
					}
				}
				after, err := balances(tx, w)
				if err == nil && after != before {
					r.Fatalf("before %v, after %v", before, after)
				}
				if _, err := d.Withdraw(tx, ids[0], "again"); !errors.Is(err, cases.ErrWithdrawn) {
					r.Fatalf("taken back twice: %v", err)
				}
				return errors.Join(err, back)
			})
			if !errors.Is(err, back) {
				r.Fatal(err)
			}
		})
	})
}

// balances is all that registering may move, summed by invoice, and the credit.
func balances(tx *ledger.Tx, w ledgertest.World) (all [9]int64, err error) {
	for n, id := range []ledger.InvoiceID{w.Choir, w.Course} {
		b, err := tx.Balance(id)
		if err != nil {
			return all, err
		}
		copy(all[4*n:], b[:])
	}
	credits, err := tx.CustomerCreditsOf(w.Anna)
	for _, c := range credits {
		all[8] += c.Rest
	}
	return all, err
}
