package hold_test

import (
	"slices"
	"testing"

	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/ledgertest"
)

// TestOver: asked about some claims alone, the holds of those stand as when all are read, and
// those of no other.
func TestOver(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			for _, n := range []hold.New{{Invoice: w.Choir, Reason: hold.Dispute}, {Invoice: w.Choir, Reason: hold.Sold}, {Party: w.Anna, Reason: hold.Deceased},
				{Invoice: w.Summer, Reason: hold.Manual}, {Party: w.Firma, Reason: hold.Bankruptcy}} {
				n.From, n.Source = day, "told"
				if _, err := hold.Put(tx, n); err != nil {
					return err
				}
			}
			all, err := hold.All(tx, day)
			if err != nil {
				return err
			}
			some := hold.Nothing()
			if err := some.Over(tx, day, []ledger.InvoiceID{w.Choir}, []ledger.PartyID{w.Anna}); err != nil {
				return err
			}
			if got, want := some.Of(w.Choir, w.Anna), all.Of(w.Choir, w.Anna); len(got) != 3 || !slices.Equal(got, want) {
				t.Errorf("%v, want %v", got, want)
			}
			if len(some.List()) != 3 {
				t.Errorf("read of others: %v", some.List())
			}
			return nil
		})
	})
}
