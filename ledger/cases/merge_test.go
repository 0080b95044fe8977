package cases_test

import (
	"testing"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/hold"
	"girod/ledger/ledgertest"
)

// R-BST-09, R-BST-46: the number a merged debtor had is a former one and finds the survivor's
// cases; the survivor's finds all; each case says debtor-merged. Parted, all is as before.
func TestMergedDebtorsCases(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		invoice := func(number string) ledger.Invoice {
			return ledger.Invoice{Number: number, Ref: "1" + number, Issued: date.Of(2025, 10, 1), Due: date.Of(2025, 11, 1), Gross: 10000}
		}
		old := person(t, book, ledger.Party{CustomerNo: "M-17", Name: "Anna Öberg", OrgNo: "8001019812", Country: "SE"}, invoice("1"), cases.New{Partner: "vinden"})
		now := person(t, book, ledger.Party{CustomerNo: "K-2001", Name: "Anna Öberg Lind", OrgNo: "8001019804", Country: "SE"}, invoice("2"), cases.New{})
		finds(t, book, cases.Query{"former-customer": "M-17"})

		told := desk
		told.Told = func(string) bool { return true }
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			if err := told.Merge(tx, old.Debtor.ID, now.Debtor.ID, "same person, new number after a move"); err != nil {
				return err
			}
			_, err := hold.Put(tx, hold.New{Party: now.Debtor.ID, Reason: hold.Deceased, From: desk.Today, Source: "the tax office"})
			return err
		})
		finds(t, book, cases.Query{"former-customer": "M-17"}, now.Number, old.Number)
		finds(t, book, cases.Query{"customer": "K-2001"}, now.Number, old.Number)
		finds(t, book, cases.Query{"customer": "M-17"}, old.Number) // its invoices still say so
		finds(t, book, cases.Query{"identity": "800101-9804"}, now.Number, old.Number)
		sound(t, book)
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			page, _, err := load(t, book, old.ID).History(tx, cases.HistoryFilter{})
			seen := map[string]int{}
			for _, h := range page {
				seen[h.Kind]++
			}
			if seen["debtor-merged"] != 3 || seen["hold"] != 1 { // on the case, and of either debtor in the book
				t.Errorf("the history says %v, %v", seen, err)
			}
			held, err2 := hold.On(tx, invoiceOf(t, tx, "1").ID, desk.Today)
			if len(held) != 1 || err2 != nil {
				t.Errorf("%v, %v: what is known of the survivor holds the old invoices", held, err2)
			}
			return err
		})
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { // a new number in the source system, while they are one
			p, err := tx.Party(now.Debtor.ID)
			if err != nil {
				return err
			}
			p.CustomerNo = "K-3001"
			if err := tx.UpdateParty(p); err != nil {
				return err
			}
			return cases.Refresh(tx)
		})
		finds(t, book, cases.Query{"customer": "K-3001"}, now.Number, old.Number)
		finds(t, book, cases.Query{"former-customer": "K-2001"}, now.Number, old.Number)
		sound(t, book)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { return desk.Part(tx, old.Debtor.ID, "a mother and her daughter") })
		finds(t, book, cases.Query{"former-customer": "M-17"})
		finds(t, book, cases.Query{"customer": "K-3001"}, now.Number)
		sound(t, book)
	})
}

func invoiceOf(t *testing.T, tx *ledger.Tx, number string) ledger.Invoice {
	t.Helper()
	i, err := tx.InvoiceByNumber(number)
	if err != nil {
		t.Fatal(err)
	}
	return i
}
