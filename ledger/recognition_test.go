package ledger_test

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
)

// earning is a book's way to earn fees, for good.
func earning(tx *ledger.Tx, whenPaid bool) *ledger.Tx {
	return tx.For(ledger.Books{Tenant: tx.Tenant(), Keeping: ledger.Creditor, Chart: tx.Chart(), Fees: []ledger.Recognition{{WhenPaid: whenPaid}}})
}

// deed is something that happens to Anna's invoice of 1,500.00.
type deed struct {
	what   string
	amount int64
}

// world is a book in which deeds are done.
type world struct {
	tx       *ledger.Tx
	invoice  ledger.InvoiceID
	n        int
	lost     bool
	vouchers []ledger.EntryID        // that a person may reverse
	paid     []map[ledger.Part]int64 // not taken back
}

// do does a deed. What one way of earning refuses the other does too.
func (w *world) do(d deed) error {
	w.n++
	if w.lost && (d.what == "credit" || d.what == "credit-all" || d.what == "give-up") {
		return nil // a loss of a fee stands in one of the books only, and what is lost is not credited
	}
	w.lost = w.lost || d.what == "expect" || d.what == "confirm"
	owed, err := w.tx.Balance(w.invoice)
	if err != nil {
		return err
	}
	key := fmt.Sprint("deed ", w.n)
	f := ledger.Facts{Key: key, On: day, Currency: money.SEK, Invoice: w.invoice, Party: 1}
	charge := ledger.Charge{Key: key, On: day, Invoice: w.invoice, Amount: d.amount, Currency: money.SEK}
	c := ledger.Credit{Invoice: w.invoice, On: day, Reason: "rapid", Amount: min(d.amount, max(owed[0], 1))}
	var id ledger.EntryID
	switch d.what {
	case "fee", "plan-fee", "compensation":
		charge.Why = map[string]ledger.Why{"fee": ledger.ReminderFee, "plan-fee": ledger.PlanFee, "compensation": ledger.LateComp}[d.what]
		return w.tx.Charge(charge)
	case "interest":
		return w.tx.AssessInterest(w.invoice, d.amount)
	case "pay":
		return w.pay(f, owed, d.amount)
	case "bounce":
		if len(w.paid) == 0 {
			return nil
		}
		f.Amounts = w.paid[len(w.paid)-1]
		w.paid = w.paid[:len(w.paid)-1]
		_, err = w.tx.Book("T-15", f)
		return err
	case "credit":
		var done ledger.Credited
		done, err = w.tx.CreditInvoice(c)
		id = done.Entry
	case "credit-all":
		c.Amount = 0
		var done ledger.Credited
		done, err = w.tx.CreditInvoice(c)
		id = done.Entry
	case "give-up":
		var done ledger.Credited
		done, err = w.tx.CreditBuckets(c, ledger.Balance{0, min(d.amount, owed[1]), min(d.amount, owed[2]), min(d.amount/2, owed[3])})
		id = done.Entry
	case "expect", "confirm":
		lose := w.tx.ExpectLoss
		if d.what == "confirm" {
			lose = w.tx.ConfirmLoss
		}
		var ids []ledger.EntryID
		if ids, err = lose(ledger.Losing{Invoice: w.invoice, Amount: d.amount % 3 * d.amount, On: day, Reason: "rapid"}); len(ids) > 0 {
			id = ids[len(ids)-1]
		}
	case "reverse":
		if len(w.vouchers) > 0 {
			_, err = w.tx.Reverse(w.vouchers[len(w.vouchers)-1], day, "rapid")
			w.vouchers = w.vouchers[:len(w.vouchers)-1]
		}
	}
	if err == nil && id != 0 {
		w.vouchers = append(w.vouchers, id)
	}
	return err
}

// pay fills the buckets in the automatic order.
func (w *world) pay(f ledger.Facts, owed ledger.Balance, amount int64) error {
	f.Amounts = map[ledger.Part]int64{}
	left := amount
	for _, b := range []struct {
		part ledger.Part
		owed int64
	}{{ledger.OfCost, owed[3]}, {ledger.OfFee, owed[1]}, {ledger.OfInterest, owed[2]}, {ledger.OfPrincipal, owed[0]}} {
		if n := min(left, b.owed); n > 0 {
			f.Amounts[b.part] = n
			left -= n
		}
	}
	if left == amount {
		return nil
	}
	w.paid = append(w.paid, f.Amounts)
	f.Came = &ledger.Receipt{Account: "1930", EntryKey: []byte(f.Key), Amount: amount - left}
	_, err := w.tx.Book("T-07", f)
	return err
}

// TestFeesEarnedEitherWay does the same deeds where fees are earned when claimed and where
// they are earned when paid (T-02b). Whatever happens: every claim owes the same, to the
// öre, after each deed; ar is smaller by what is owed of fees and compensation, and nothing
// else is; no law of either book is broken.
func TestFeesEarnedEitherWay(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		enough := errors.New("enough")
		fewer(t, 8)
		rapid.Check(t, func(r *rapid.T) {
			deeds := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) deed {
				return deed{
					rapid.SampledFrom([]string{"fee", "fee", "plan-fee", "compensation", "interest", "pay", "pay", "pay", "bounce", "credit", "credit-all", "give-up",
						"expect", "confirm", "reverse"}).Draw(r, "what"),
					rapid.SampledFrom([]int64{1, 2000, 6000, 45000, 100000, 160000}).Draw(r, "amount"),
				}
			}), 2, 14).Draw(r, "deeds")
			var owed [2][]ledger.Balance
			var refused [2][]bool
			var sums [2]map[ledger.Role]int64
			for i := range owed {
				err := b.Update(t.Context(), ledgertest.At, "rapid", func(tx *ledger.Tx) error {
					in := &world{tx: earning(tx, i == 1), invoice: w.Choir}
					for _, d := range deeds {
						err := in.do(d)
						refused[i] = append(refused[i], err != nil)
						if err := tx.Poster().Flush(); err != nil {
							return err
						}
						now, err := tx.Balance(w.Choir)
						if err != nil {
							return err
						}
						owed[i] = append(owed[i], now)
					}
					balances, err := tx.TrialBalance()
					sums[i] = map[ledger.Role]int64{}
					for _, a := range balances {
						sums[i][a.Role] += a.Balance
					}
					if err != nil {
						return err
					}
					violations, err := tx.Check()
					for _, v := range violations {
						if v.Check != "allocations-within-items" { // T-15 names no receipt here
							r.Errorf("when paid %v, %v: %v", i == 1, deeds, v)
						}
					}
					return errors.Join(err, enough)
				})
				if !errors.Is(err, enough) {
					r.Fatalf("when paid %v, %v: %v", i == 1, deeds, err)
				}
			}
			if got, want := fmt.Sprint(owed[1], refused[1]), fmt.Sprint(owed[0], refused[0]); got != want {
				r.Fatalf("%v\nwhen paid    %s\nwhen claimed %s", deeds, got, want)
			}
			last := owed[0][len(owed[0])-1]
			if off := sums[0][ledger.RoleAR] - sums[1][ledger.RoleAR]; off != last[ledger.Fee]+last[ledger.Cost] {
				r.Errorf("%v: ar differs by %d, fee and cost owed are %d and %d", deeds, off, last[ledger.Fee], last[ledger.Cost])
			}
			for _, sum := range sums { // income and losses may differ: what is no receivable is not lost
				for _, role := range []ledger.Role{ledger.RoleAR, ledger.RoleFeeIncome, ledger.RoleLateCompIncome, ledger.RoleExpectedLoss, ledger.RoleConfirmedLoss, ledger.RoleDoubtfulAR} {
					delete(sum, role)
				}
				maps.DeleteFunc(sum, func(_ ledger.Role, n int64) bool { return n == 0 })
			}
			if !maps.Equal(sums[0], sums[1]) {
				r.Errorf("%v: when paid %v, when claimed %v", deeds, sums[1], sums[0])
			}
		})
	})
}

// TestFeesBookedWhenPaid goes through one claim of 1,500.00 with a fee of 60.00 and
// compensation of 450.00, earned when paid (DOMAIN.md 5.4, T-02b; 11, row 8).
func TestFeesBookedWhenPaid(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		said := func(tx *ledger.Tx, step, want string) {
			t.Helper()
			balances, err := tx.TrialBalance()
			got := map[ledger.Role]int64{}
			for _, a := range balances {
				got[a.Role] = a.Balance
			}
			owed, failed := tx.Balance(w.Choir)
			text := fmt.Sprintf("owed %v; ar %d, fees %d, compensation %d, lost %d", owed, got[ledger.RoleAR], got[ledger.RoleFeeIncome], got[ledger.RoleLateCompIncome], got[ledger.RoleConfirmedLoss])
			if err := errors.Join(err, failed); text != want || err != nil {
				t.Errorf("%s: %s\nwant %s (%v)", step, text, want, err)
			}
		}
		// Receivables: 1500 + 250 + 12500 − 100 + 400 + 1560 = 16110.00.
		ledgertest.Update(t, b, func(house *ledger.Tx) error {
			tx := earning(house, true)
			charge := ledger.Charge{Key: "fee", Why: ledger.ReminderFee, On: day, Text: "Reminder fee", Invoice: w.Choir, Amount: 6000, Currency: money.SEK}
			entries := func() (n int64) {
				w, err := tx.Written()
				if err != nil {
					t.Error(err)
				}
				return int64(w.Entry)
			}
			before := entries()
			if err := tx.Charge(charge); err != nil {
				return err
			}
			charge.Key, charge.Why, charge.Amount = "comp", ledger.LateComp, 45000
			if err := errors.Join(tx.Charge(charge), tx.Poster().Flush()); err != nil {
				return err
			}
			if n := entries(); n != before {
				t.Errorf("claiming booked %d entries", n-before)
			}
			said(tx, "claimed", "owed [150000 6000 0 45000]; ar 1611000, fees 0, compensation 0, lost 0")
			// 460.00: the compensation whole, 10.00 of the fee. 460.00 = 450.00 + 10.00.
			_, err := tx.Book("T-08", ledger.Facts{Key: "paid", On: day, Currency: money.SEK, Invoice: w.Choir, Came: &ledger.Receipt{Account: "1930", EntryKey: []byte("e"), Amount: 46000},
				Amounts: map[ledger.Part]int64{ledger.OfCost: 45000, ledger.OfFee: 1000}})
			if err != nil {
				return err
			}
			said(tx, "paid in part", "owed [150000 5000 0 0]; ar 1611000, fees -1000, compensation -45000, lost 0")
			// All the rest is lost: 1500.00 of the books, and the claim for 50.00 that never was in them.
			lost, err := tx.ConfirmLoss(ledger.Losing{Invoice: w.Choir, On: day, Reason: "bankrupt"})
			if err != nil {
				return err
			}
			said(tx, "lost", "owed [0 0 0 0]; ar 1461000, fees -1000, compensation -45000, lost 150000")
			if _, err = tx.Correct(lost[0], day, "found again"); err != nil {
				return err
			}
			said(tx, "taken back", "owed [150000 5000 0 0]; ar 1611000, fees -1000, compensation -45000, lost 0")
			// Credited in full: what was paid of fee and compensation is Anna's credit.
			done, err := tx.CreditInvoice(ledger.Credit{Invoice: w.Choir, On: day, Reason: "wrong debtor"})
			if err != nil {
				return err
			}
			if done.Fee != 51000 || done.Surplus != 46000 {
				t.Errorf("fees of %d given up, %d given back", done.Fee, done.Surplus)
			}
			said(tx, "credited", "owed [0 0 0 0]; ar 1461000, fees 0, compensation 0, lost 0")
			return nil
		})
		ledgertest.Clean(t, b)
	})
}

// TestClaimKeepsItsWay holds that a switch leaves alone what is outstanding: a claim's fees
// are earned as its first one was, and a posting that would earn them otherwise is refused.
func TestClaimKeepsItsWay(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		switched := []ledger.Recognition{{WhenPaid: false}, {From: date.Of(2026, 2, 1), WhenPaid: true}, {From: date.Of(2026, 3, 1)}}
		n := 0
		charge := func(tx *ledger.Tx, id ledger.InvoiceID, on date.Date) error {
			n++
			own := tx.For(ledger.Books{Tenant: tx.Tenant(), Keeping: ledger.Creditor, Chart: tx.Chart(), Fees: switched})
			return own.Charge(ledger.Charge{Key: fmt.Sprint("fee ", n), Why: ledger.ReminderFee, On: on, Invoice: id, Amount: 6000, Currency: money.SEK})
		}
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			return errors.Join(charge(tx, w.Choir, day), charge(tx, w.Course, date.Of(2026, 2, 1)), // one each way
				charge(tx, w.Choir, date.Of(2026, 2, 2)), charge(tx, w.Course, date.Of(2026, 3, 2)), // and each again after the switch
				charge(tx, w.Summer, date.Of(2026, 3, 2)))
		})
		ledgertest.View(t, b, func(tx *ledger.Tx) error {
			balances, err := tx.TrialBalance()
			for _, a := range balances {
				if a.Role == ledger.RoleFeeIncome && a.Balance != -18000 { // Choir's two and Summer's one
					t.Errorf("fee income is %d", a.Balance)
				}
			}
			whenPaid, failed := tx.WhenPaid()
			if len(whenPaid) != 1 || !whenPaid[w.Course] {
				t.Errorf("earned when paid: %v", whenPaid)
			}
			return errors.Join(err, failed)
		})
		ledgertest.Clean(t, b)
		for name, do := range map[string]func(*ledger.Tx) error{
			"booked beside a memo": func(tx *ledger.Tx) error {
				return tx.Poster().Charge(ledger.Charge{Key: "x", Why: ledger.ReminderFee, On: day, Invoice: w.Course, Amount: 1, Currency: money.SEK}, false)
			},
			"a memo beside what is booked": func(tx *ledger.Tx) error {
				return tx.Poster().Charge(ledger.Charge{Key: "x", Why: ledger.LateComp, On: day, Invoice: w.Choir, Amount: 1, Currency: money.SEK}, true)
			},
			"income for what is on ar": func(tx *ledger.Tx) error {
				_, err := tx.Post(ledger.Entry{Key: "x", Why: ledger.Manual, BookedOn: day, Postings: []ledger.Posting{
					{Role: ledger.RoleBank, Amount: 1, Currency: money.SEK}, {Role: ledger.RoleFeeIncome, Amount: -1, Currency: money.SEK, Invoice: w.Choir, Bucket: ledger.Fee}}})
				return err
			},
		} {
			err := b.Update(t.Context(), ledgertest.At, "test", func(tx *ledger.Tx) error { return errors.Join(do(tx), tx.Poster().Flush()) })
			if !errors.Is(err, ledger.ErrRecognition) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
