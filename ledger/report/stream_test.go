package report_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/report"
	"girod/ledger/store"
)

// fill books n vouchers of three postings each.
func fill(t testing.TB, book *ledger.Book, n int) {
	t.Helper()
	ledgertest.Update(t, book, func(tx *ledger.Tx) error {
		p := tx.Poster()
		for i := range n {
			_ = p.Begin(ledger.Entry{Key: fmt.Sprint("v", i), Why: ledger.Manual, BookedOn: date.Date(20260101).Add(i % 365), Text: fmt.Sprintf("Voucher %d of many", i)})
			for _, l := range []line{{role: ledger.RoleBank, amount: 12500}, {role: ledger.RoleRevenue, amount: -10000}, {role: ledger.RoleVATOut, amount: -2500}} {
				_ = p.Add(ledger.Posting{Role: l.role, Amount: l.amount, Currency: money.SEK})
			}
			if _, err := p.End(); err != nil {
				return err
			}
		}
		return nil
	})
}

// measure is a dress that only counts, and looks at the heap now and then.
type measure struct {
	rows int
	most uint64
}

func (m *measure) Head(*report.Head) error { return nil }
func (m *measure) Foot(*report.Foot) error { return nil }
func (m *measure) Row([]report.Cell) error {
	if m.rows++; m.rows%5000 == 0 {
		m.look()
	}
	return nil
}

func (m *measure) look() {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	m.most = max(m.most, s.HeapAlloc)
}

// TestStreams gives the general ledger and the vouchers of twenty thousand in no more
// memory than those of few: the heap moves by less than 4 MiB while rows pass.
func TestStreams(t *testing.T) {
	const n = 20_000
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		fill(t, book, n)
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			before := &measure{}
			before.look()
			during := &measure{}
			general, _ := report.Named("general-ledger")
			if _, err := general.Write(tx, report.Ask{Through: 20261231}, during); err != nil {
				t.Fatal(err)
			}
			vouchers := 0
			err := report.Vouchers(tx, 0, 20261231, money.SEK, func(v *report.Voucher) error {
				vouchers++
				return during.Row(nil)
			})
			if err != nil {
				t.Fatal(err)
			}
			if during.rows < 4*n || vouchers < n || during.most > before.most+4<<20 {
				t.Errorf("%d rows, %d vouchers, heap went from %d to %d", during.rows, vouchers, before.most, during.most)
			}
			return nil
		})
	})
}

// TestLongVoucher sums a voucher that nobody could take line by line.
func TestLongVoucher(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		for _, c := range []struct {
			pairs, lines int
			summed       bool
		}{{report.MostLines / 2, report.MostLines, false}, {report.MostLines/2 + 1, 3, true}} {
			on := date.Date(20260101).Add(c.pairs % 300)
			ledgertest.Update(t, book, func(tx *ledger.Tx) error {
				e := ledger.Entry{Key: fmt.Sprint(c.pairs), Why: ledger.Manual, BookedOn: on, Text: "long"}
				for i := range c.pairs {
					amount := int64(1000)
					if i == 0 {
						amount = -500 // a debit among the credits
					}
					e.Postings = append(e.Postings, ledger.Posting{Role: ledger.RoleBank, Amount: amount, Currency: money.SEK},
						ledger.Posting{Role: ledger.RoleBankFee, Amount: -amount, Currency: money.SEK})
				}
				_, err := tx.Post(e)
				return err
			})
			ledgertest.View(t, book, func(tx *ledger.Tx) error {
				return report.Vouchers(tx, on, on, money.SEK, func(v *report.Voucher) error {
					if !c.summed && len(v.Lines) == c.lines && !v.Summed {
						return nil
					}
					// 1000 × 5.00·2 less the first: by hand 500 lines of 10.00, one of -5.00.
					want := "[{1930 500000} {1930 -500} {6570 500} {6570 -500000}]"
					if got := fmt.Sprint(v.Lines); got != want || !v.Summed {
						t.Errorf("%s, want %s", got, want)
					}
					return nil
				})
			})
		}
	})
}

// TestNothingIsSorted holds the plan of the queries that walk along everything: SQLite
// sorts in memory, so they must not sort.
func TestNothingIsSorted(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			if tx.Dialect() != store.SQLite {
				return nil
			}
			for _, q := range report.Walks {
				err := tx.Each("EXPLAIN QUERY PLAN "+q.SQL, q.Args, func(r *store.Row) error {
					if strings.Contains(r.Text(3), "TEMP B-TREE") || strings.Contains(r.Text(3), "AUTOMATIC") {
						t.Errorf("%s: %s", q.SQL, r.Text(3))
					}
					return nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	})
}
