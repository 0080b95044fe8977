package ledger_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
)

// TestPeriodOpensAgain closes two months, is refused the obvious, opens one for a late
// booking and closes it again; who and why stand in the history.
func TestPeriodOpensAgain(t *testing.T) {
	november, december := date.Of(2025, 11, 30), date.Of(2025, 12, 31)
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			fee := func(key string, on date.Date) error {
				_, err := tx.Book("T-02", ledger.Facts{Key: key, On: on, Currency: money.SEK, Invoice: w.Choir, Amounts: map[ledger.Part]int64{ledger.OfFee: 6000}})
				return err
			}
			for _, step := range []struct {
				what string
				do   func() error
				want error
			}{
				{"nothing is closed yet", func() error { return tx.OpenPeriod(0, "why not") }, ledger.ErrNotClosed},
				{"November", func() error { return tx.ClosePeriod(november) }, nil},
				{"December", func() error { return tx.ClosePeriod(december) }, nil},
				{"November again", func() error { return tx.ClosePeriod(november) }, ledger.ErrClosed},
				{"a fee in December", func() error { return fee("late", december) }, ledger.ErrClosed},
				{"no reason", func() error { return tx.OpenPeriod(november, "") }, ledger.ErrReason},
				{"no day", func() error { return tx.OpenPeriod(20251131, "typed wrong") }, ledger.ErrDate},
				{"beyond", func() error { return tx.OpenPeriod(december, "typed wrong") }, ledger.ErrNotClosed},
				{"December opens", func() error { return tx.OpenPeriod(november, "a fee was forgotten") }, nil},
				{"a fee in December, now", func() error { return fee("late", december) }, nil},
				{"a fee in November", func() error { return fee("later", november) }, ledger.ErrClosed},
				{"all opens", func() error { return tx.OpenPeriod(0, "the auditor asked") }, nil},
				{"a fee in November, now", func() error { return fee("later", november) }, nil},
				{"December closes", func() error { return tx.ClosePeriod(december) }, nil},
			} {
				if err := step.do(); !errors.Is(err, step.want) {
					t.Errorf("%s: %v, want %v", step.what, err, step.want)
				}
			}
			periods, err := tx.Periods()
			if err != nil {
				return err
			}
			var got []string
			for _, p := range periods {
				got = append(got, fmt.Sprintf("%d %s", p.ClosedThrough, p.Reason))
			}
			if want := []string{"20251130 ", "20251231 ", "20251130 a fee was forgotten", "0 the auditor asked", "20251231 "}; !slices.Equal(got, want) {
				t.Errorf("periods %q", got)
			}
			return nil
		})
		ledgertest.Clean(t, b)
	})
}

// TestSeriesBeginAnewEachYear holds the numbers of a series: without gaps from 1 within a
// year, whatever the order of days, and in later transactions too.
func TestSeriesBeginAnewEachYear(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b) // F1 to F6 of 2025
		fees := func(list ...string) {
			ledgertest.Update(t, b, func(tx *ledger.Tx) error {
				for i := 0; i < len(list); i += 2 {
					on, err := date.Parse(list[i])
					if err != nil {
						return err
					}
					id, err := tx.Book("T-02", ledger.Facts{Key: list[i] + list[i+1], On: on, Currency: money.SEK, Invoice: w.Choir,
						Amounts: map[ledger.Part]int64{ledger.OfFee: 1}})
					if err != nil {
						return err
					}
					e, err := tx.EntryByVoucher("F", numberOf(t, list[i+1]), int64(on)/10000)
					if err != nil || e.ID != id || e.Voucher() != list[i+1] {
						t.Errorf("%s is %s (%v)", list[i], e.Voucher(), err)
					}
				}
				_, err := tx.EntryByVoucher("F", 99, 2026)
				if !errors.Is(err, ledger.ErrNotFound) {
					t.Errorf("F99: %v", err)
				}
				return nil
			})
		}
		fees("2025-12-31", "F7", "2026-01-01", "F1", "2025-12-30", "F8", "2026-01-02", "F2")
		fees("2026-01-03", "F3", "2025-12-31", "F9", "2027-01-01", "F1")
		ledgertest.Clean(t, b)
	})
}

func numberOf(t *testing.T, voucher string) (n int64) {
	t.Helper()
	if _, err := fmt.Sscanf(voucher, "F%d", &n); err != nil {
		t.Fatal(err)
	}
	return n
}
