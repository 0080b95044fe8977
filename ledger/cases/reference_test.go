package cases_test

import (
	"slices"
	"testing"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/ledgertest"
)

// TestPartnersNumberWithSigns: a debtor pays by the partner's number as he reads it in the
// letter, "A-4711", "a 4711" or "A4711"; the book is asked by its letters and digits.
func TestPartnersNumberWithSigns(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		c := person(t, book, ledger.Party{CustomerNo: "K-1", Name: "Anna Öberg"}, ledger.Invoice{Number: "F-1", Issued: date.Of(2025, 11, 1), Due: date.Of(2025, 12, 1), Gross: 1000},
			cases.New{Handler: "karin", Department: "Väst", PartnerNo: "A-4711"})
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			var refs []string
			if err := cases.References(tx, func(ref string) error { refs = append(refs, ref); return nil }); err != nil {
				return err
			}
			if !slices.Contains(refs, "A4711") || !slices.Contains(refs, c.Number) {
				t.Errorf("references %q", refs)
			}
			for ref, want := range map[string]int{"A4711": 1, c.Number: 1, "4711": 0} {
				list, err := cases.Under(tx, ref)
				if err != nil || len(list) != want {
					t.Errorf("under %s: %v, %v", ref, list, err)
				}
			}
			return nil
		})
		sound(t, book)
	})
}
