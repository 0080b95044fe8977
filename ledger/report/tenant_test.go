package report_test

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"testing"

	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/report"
)

// TestOfOneTenant asks for the reports of books that are empty beside books that are not:
// nothing of one is in the other's. R-BST-26
func TestOfOneTenant(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		january(t, book)
		spring := ledger.Tenant{Name: "North Sea", Kind: ledger.Association, Keeping: ledger.Creditor}
		var id ledger.TenantID
		ledgertest.Update(t, book, func(tx *ledger.Tx) (err error) {
			id, err = tx.PutTenant(spring)
			return err
		})
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			own := tx.For(ledger.Books{Tenant: id, Keeping: ledger.Creditor, Chart: ledger.DefaultChart()})
			for _, r := range report.All() {
				var table report.Table
				a := report.Ask{Through: 20260131, Today: 20260131, Banks: []report.Bank{{Key: "north", Number: "1930", Currency: "SEK"}}}
				if _, err := r.Write(own, a, report.Keep(&table)); err != nil {
					t.Errorf("%s: %v", r.Name, err)
				}
				if len(table.Rows) > 0 || len(table.Totals) > 0 {
					t.Errorf("%s of empty books: %v, %v", r.Name, table.Rows, table.Totals)
				}
			}
			all, err := report.Currencies(own, 0, 20261231)
			if err != nil || len(all) > 0 {
				t.Errorf("%v, %v", all, err)
			}
			return report.Vouchers(own, 0, 20261231, "SEK", func(v *report.Voucher) error {
				t.Errorf("voucher %s%d", v.Series, v.Number)
				return nil
			})
		})
	})
}

// TestOfSeveral asks every report of January's books and of the same once more: each row stands
// there twice, under whose it is, and together they come to the double. R-ALK-12
func TestOfSeveral(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		january(t, book)
		banks := []report.Bank{{Key: "giro", Number: "1930", Currency: "SEK"}}
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			for _, r := range report.All() {
				if slices.Contains(r.Options, report.TakesDepartments) || r.Name == "tenants" { // they take several together by themselves
					continue
				}
				a := report.Ask{Through: 20260131, Today: 20260131, Banks: banks}
				one := ask(t, tx, r.Name, a)
				a.Banks, a.Whose = nil, []report.Books{{Tenant: ledger.House, Name: "A", Banks: banks}, {Tenant: ledger.House, Name: "B", Banks: banks}}
				two := ask(t, tx, r.Name, a)
				if len(two.Rows) != 2*len(one.Rows) || len(two.Totals) != 3*len(one.Totals) || two.Columns[0].Name != "tenant" || two.Waits != 2*one.Waits {
					t.Fatalf("%s: %d rows, %d totals, %d wait: %v", r.Name, len(two.Rows), len(two.Totals), two.Waits, two.Columns)
				}
				for i, row := range one.Rows {
					for j, whose := range []string{"A", "B"} {
						if got := two.Rows[i+j*len(one.Rows)]; got[0].Text != whose || !slices.Equal(got[1:], row) {
							t.Errorf("%s, row %d: %v, want %s's %v", r.Name, i, got, whose, row)
						}
					}
				}
				for i, row := range one.Totals {
					double := slices.Clone(row)
					for n := range double {
						if c := &double[n]; c.Kind == report.Money || c.Kind == report.Count {
							c.N *= 2
						}
					}
					if got := two.Totals[2*len(one.Totals)+i]; got[0].Text != "all" || !slices.Equal(got[1:], double) {
						t.Errorf("%s: all come to %v, want %v", r.Name, got, double)
					}
				}
				var record, fresh, kept bytes.Buffer
				in := speak(t, "en")
				for _, d := range []report.Dress{report.Record(&record), report.Plain(&fresh, in, nil)} {
					if _, err := r.Write(tx, a, d); err != nil {
						return err
					}
				}
				if _, err := report.Replay(&record, report.Plain(&kept, in, nil)); err != nil || fresh.String() != kept.String() {
					t.Errorf("%s out of the archive: %v\n%s\nwant\n%s", r.Name, err, kept.String(), fresh.String())
				}
			}
			return nil
		})
	})
}

// TestOneWordOneSum: what a federation reads as open is what open items and ageing come to, which
// is what stands on receivables; the interest nobody has booked stands beside, in each the same.
func TestOneWordOneSum(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := january(t, book)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			if _, err := paid(tx, "N5", 20260113, 25000, "text", line{ledger.RoleAR, -25000, w.Course, 0, true}); err != nil { // all but the interest
				return err
			}
			return errors.Join(tx.AssessInterest(w.Summer, 1234), tx.AssessInterest(w.Course, 55))
		})
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			a := report.Ask{Through: 20260131, Today: 20260131}
			items, ages, all, status := ask(t, tx, "open-items", a), ask(t, tx, "ageing", a), ask(t, tx, "tenants", a), ask(t, tx, "status-general", a)
			open, interest := total(t, &items, "open"), total(t, &items, "interest")
			if interest["SEK"] == 0 || !maps.Equal(total(t, &ages, "open"), open) || !maps.Equal(total(t, &all, "open"), open) ||
				!maps.Equal(total(t, &all, "interest"), interest) || !maps.Equal(total(t, &status, "interest"), interest) {
				t.Errorf("open items %v and interest %v; ageing %v; tenants %v and %v; status %v", open, interest,
					total(t, &ages, "open"), total(t, &all, "open"), total(t, &all, "interest"), total(t, &status, "interest"))
			}
			for c, n := range total(t, &status, "total") {
				if n != open[c]+interest[c] {
					t.Errorf("status: %s %d remain, want %d open and %d of interest", c, n, open[c], interest[c])
				}
			}
			return nil
		})
	})
}
