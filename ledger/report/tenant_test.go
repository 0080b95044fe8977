package report_test

import (
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
