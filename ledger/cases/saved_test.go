package cases_test

import (
	"slices"
	"strings"
	"testing"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/ledgertest"
)

// R-BST-24
// TestSaved holds that a user's searches are kept with their criteria and can be made
// again, each once, those without a name for ninety days.
func TestSaved(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		crowd(t, book, 6)
		old := desk
		old.Today = desk.Today.Add(-91)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			for _, step := range []error{
				old.Remember(tx, "eva", cases.Query{"name": "gone"}), old.SaveSearch(tx, "eva", "mine", cases.Query{"handler": "bo"}),
				desk.Remember(tx, "eva", cases.Query{"name": "ek"}), desk.Remember(tx, "eva", cases.Query{"name": "ek", "email": ""}), // the same
				desk.Remember(tx, "eva", cases.Query{"handler": "bo"}), // keeps its name
				desk.Remember(tx, "bo", cases.Query{"name": "ek"}), desk.SaveSearch(tx, "eva", "other", cases.Query{"state": "collection"}),
				desk.SaveSearch(tx, "eva", "mine", cases.Query{"handler": "eva"}), // takes the name
			} {
				if step != nil {
					return step
				}
			}
			return nil
		})
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			list, err := cases.Searches(tx, "eva")
			var names []string
			for _, m := range list {
				names = append(names, m.Name+":"+m.Query["name"]+m.Query["handler"]+m.Query["state"])
			}
			slices.Sort(names)
			if want := []string{":bo", ":ek", "mine:eva", "other:collection"}; !slices.Equal(names, want) {
				t.Errorf("%v, want %v", names, want)
			}
			m, wrong := cases.SearchNamed(tx, "eva", "mine")
			if wrong != nil || m.Query["handler"] != "eva" {
				t.Errorf("%+v, %v", m, wrong)
			}
			finds(t, book, m.Query, "C000005", "C000002")
			_, wrong = cases.SearchNamed(tx, "bo", "mine")
			refusedWith(t, wrong, "not found")
			return err
		})
		refusedWith(t, tried(t, book, func(tx *ledger.Tx) error { return desk.SaveSearch(tx, "eva", "x", cases.Query{"state": "?"}) }), "E_SEARCH_STATE")
		refusedWith(t, tried(t, book, func(tx *ledger.Tx) error { return desk.SaveSearch(tx, "eva", "", cases.Query{}) }), "E_CASE_TEXT")
		refusedWith(t, tried(t, book, func(tx *ledger.Tx) error { return cases.Forget(tx, "bo", 1) }), "not found")
	})
}

// R-BST-05
// TestFavourites holds that each user's marks are the user's own.
func TestFavourites(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		crowd(t, book, 6)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			for _, id := range []int64{2, 5, 3, 5} {
				if err := cases.Favourite(tx, "eva", id, true); err != nil {
					return err
				}
			}
			if err := cases.Favourite(tx, "bo", 1, true); err != nil {
				return err
			}
			return cases.Favourite(tx, "eva", 3, false)
		})
		finds(t, book, cases.Query{"favourites": "yes"}, "C000005", "C000002")
		finds(t, book, cases.Query{"favourites": "yes", "sort": "name"}, "C000002", "C000005") // Bengt before René
		refusedWith(t, tried(t, book, func(tx *ledger.Tx) error { return cases.Favourite(tx, "eva", 99, true) }), "E_CASE_NOT_FOUND")
	})
}

// R-BST-29
// TestHints holds that nothing found is explained: the case may be closed, the number may
// be nobody's.
func TestHints(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		crowd(t, book, 3)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { return desk.Close(tx, 2, cases.WrittenOff, "") })
		for _, c := range []struct {
			q    cases.Query
			want string
		}{
			{cases.Query{"invoice": "F-1"}, "only active cases were searched: the case may be closed"},
			{cases.Query{"invoice": "F-9"}, "invoice: no case has it, whatever else is asked for; only active cases were searched: the case may be closed"},
			{cases.Query{"invoice": "F-0", "email": "k1@example.se", "situation": "all"}, ""},
			{cases.Query{"handler": "nobody", "situation": "all"}, "handler: nobody of that name has a case"},
		} {
			got, notes := search(t, book, c.q, 5)
			if len(got) > 0 || strings.Join(notes, "; ") != c.want {
				t.Errorf("%v: %v %q", c.q, got, notes)
			}
		}
		finds(t, book, cases.Query{"invoice": "F-1", "situation": "closed"}, "C000002")
		finds(t, book, cases.Query{"invoice": "F-1", "situation": "all"}, "C000002")
	})
}

// TestCounts holds the numbers on the tabs, kept ones and counted ones.
func TestCounts(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		crowd(t, book, 12)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			if err := desk.Close(tx, 1, cases.WrittenOff, ""); err != nil {
				return err
			}
			return desk.Move(tx, 4, cases.HandedOver, "")
		})
		for _, c := range []struct {
			q    cases.Query
			want []int64 // active and closed of invoicing, collection, monitoring
		}{
			{cases.Query{}, []int64{2, 1, 5, 0, 4, 0}},
			{cases.Query{"state": "collection", "situation": "closed"}, []int64{2, 1, 5, 0, 4, 0}}, // other tabs keep their numbers
			{cases.Query{"department": "Norr"}, []int64{1, 1, 2, 0, 2, 0}},
			{cases.Query{"handler": "bo"}, []int64{2, 1, 1, 0, 0, 0}},
			{cases.Query{"name": "an"}, []int64{1, 1, 1, 0, 2, 0}}, // cases 1, 3, 6, 8 and 10,
			{cases.Query{"currency": "NOK"}, []int64{0, 0, 0, 0, 0, 0}},
			{cases.Query{"email": "k0@example.se"}, []int64{0, 1, 0, 0, 0, 0}},
		} {
			ledgertest.View(t, book, func(tx *ledger.Tx) error {
				list, more, err := desk.Counts(tx, "eva", c.q)
				var got []int64
				for _, n := range list {
					got = append(got, n.N)
				}
				if !slices.Equal(got, c.want) || more {
					t.Errorf("%v: %v, want %v", c.q, got, c.want)
				}
				return err
			})
		}
		sound(t, book)
	})
}

// TestRenamed holds that a debtor who changes is found by the new name and no more by the
// old, and by the customer number before (R-BST-09).
func TestRenamed(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		crowd(t, book, 3)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			c, err := cases.Load(tx, 2)
			if err != nil {
				return err
			}
			p := c.Debtor
			p.EmailBad = true
			if err := tx.UpdateParty(p); err != nil {
				return err
			}
			if stale, err := cases.Stale(tx); stale || err != nil {
				t.Errorf("stale for a flag: %v", err)
			}
			for _, name := range []string{"Bengt Ståhl", "Bengt Stålhane"} { // twice before anybody searches
				p.Name, p.CustomerNo, p.Email, p.Phone = name, "N-2"+name[len(name)-1:], "bengt@example.se", "08-55 55 55"
				if err := tx.UpdateParty(p); err != nil {
					return err
				}
			}
			stale, err := cases.Stale(tx)
			if !stale {
				t.Error("not stale")
			}
			return err
		})
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { return cases.Refresh(tx) })
		sound(t, book)
		for field, texts := range map[string][2]string{
			"name": {"stålhane", "åkesson"}, "customer": {"N-2e", "K-001"}, "email": {"bengt@example.se", "k1@example.se"}, "phone": {"08 555555", "08 555556"},
		} {
			finds(t, book, cases.Query{field: texts[0]}, "C000002")
			finds(t, book, cases.Query{field: texts[1]})
		}
		finds(t, book, cases.Query{"former-customer": "K-001"}, "C000002")
		finds(t, book, cases.Query{"former-customer": "N-2l"}, "C000002")
		finds(t, book, cases.Query{"name": "ståhl"})
		finds(t, book, cases.Query{"sort": "name"}, "C000001", "C000002", "C000003")
	})
}

// TestLongDay pages through cases that all have the same day and amount.
func TestLongDay(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		var ids []ledger.InvoiceID
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			for i := range 3 {
				id, err := tx.IssueInvoice(ledger.Invoice{Number: string(rune('A' + i)), Kind: ledger.KindInvoice, Debtor: w.Bengt, Issued: date.Of(2025, 11, 15),
					Due: date.Of(2025, 12, 15), Currency: "SEK", Net: 156000, Gross: 156000})
				if err != nil {
					return err
				}
				ids = append(ids, id)
			}
			return nil
		})
		opened(t, book, cases.New{Invoices: []ledger.InvoiceID{w.Summer, ids[0]}})
		opened(t, book, cases.New{Invoices: []ledger.InvoiceID{ids[1]}})
		opened(t, book, cases.New{Invoices: []ledger.InvoiceID{w.Choir, w.Course}})
		opened(t, book, cases.New{Invoices: []ledger.InvoiceID{ids[2]}})
		finds(t, book, cases.Query{"sort": "due"}, "C000004", "C000003", "C000002", "C000001")
		finds(t, book, cases.Query{"sort": "due", "reverse": "yes"}, "C000001", "C000002", "C000003", "C000004")
		finds(t, book, cases.Query{"amount-from": "1560", "amount-to": "1560"}, "C000004", "C000002", "C000001")
		finds(t, book, cases.Query{"amount-to": "1500", "reverse": "yes"}, "C000003")
		finds(t, book, cases.Query{"sort": "amount"}, "C000004", "C000002", "C000001", "C000003")
	})
}
