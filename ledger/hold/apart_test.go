package hold_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/ledgertest"
)

// TestHoldsApart: of two sets of books neither finds, lists, ends or is stopped by a hold of
// the other's; one that stands in the wrong books is found.
//
// R-ALK-12
func TestHoldsApart(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, house *ledger.Book) {
		var books [2]*ledger.Book
		ledgertest.Update(t, house, func(tx *ledger.Tx) error {
			for i, name := range []string{"Kören", "Orkestern"} {
				id, err := tx.PutTenant(ledger.Tenant{Name: name, Kind: ledger.Association, Keeping: ledger.Creditor})
				if err != nil {
					return err
				}
				books[i] = house.For(ledger.Books{Tenant: id, Keeping: ledger.Creditor, Chart: ledger.DefaultChart()})
			}
			return nil
		})
		var put [2][]hold.ID
		var worlds [2]ledgertest.World
		for i, book := range books {
			worlds[i] = ledgertest.Company(t, book)
			ledgertest.Update(t, book, func(tx *ledger.Tx) error {
				for _, n := range []hold.New{
					{Invoice: worlds[i].Choir, Reason: hold.Dispute, Origin: "case C000001"},
					{Party: worlds[i].Anna, Reason: hold.Respite, Through: day.Add(3)},
				} {
					n.From, n.Source = day, "told"
					id, err := hold.Put(tx, n)
					if err != nil {
						return err
					}
					put[i] = append(put[i], id)
				}
				return nil
			})
		}
		for i, book := range books {
			theirs := put[1-i][0]
			ledgertest.Update(t, book, func(tx *ledger.Tx) error {
				all, err1 := hold.All(tx, day)
				list, err2 := hold.List(tx, true)
				of, err3 := hold.Of(tx, worlds[1-i].Choir, worlds[1-i].Anna)
				if err := errors.Join(err1, err2, err3); err != nil {
					return err
				}
				if got := ids(all.List()); !slices.Equal(got, put[i]) {
					t.Errorf("all that stands is %v, want %v", got, put[i])
				}
				if len(list) != 2 || list[0].ID != put[i][0] || list[1].ID != put[i][1] || len(of) != 0 {
					t.Errorf("listed %v; of theirs %v", list, of)
				}
				_, shown := hold.Show(tx, theirs)
				for _, err := range []error{shown, hold.End(tx, theirs, day, "x"), hold.Do(tx, theirs, day, "x")} {
					if !errors.Is(err, hold.ErrNotFound) {
						t.Errorf("theirs: %v, want not found", err)
					}
				}
				return hold.EndFrom(tx, "case C000001", hold.Dispute, day.Add(1), "over") // both have a case of that number
			})
			ledgertest.View(t, books[1-i], func(tx *ledger.Tx) error {
				h, err := hold.Find(tx, theirs)
				if (h.Ended != 0) != (i == 1) { // by themselves, when it was their turn
					t.Errorf("hold %d ended on %s", theirs, h.Ended)
				}
				return err
			})
		}
		ledgertest.Update(t, house, func(tx *ledger.Tx) error {
			if wrongs, err := hold.Check(tx); err != nil || len(wrongs) > 0 {
				t.Errorf("%v, %v", wrongs, err)
			}
			_, err := tx.Exec(`INSERT INTO hold (id, tenant, party, reason, since, through, source, origin, at, actor) VALUES (99, 1, $1, 'manual', $2, 0, 'x', '', 'x', 'x')`, worlds[0].Anna, day)
			if err != nil {
				return err
			}
			wrongs, err := hold.Check(tx)
			if len(wrongs) != 1 || !strings.Contains(wrongs[0], "hold 99 stands in the books of tenant 1 and is about one of tenant 2's") {
				t.Errorf("%v", wrongs)
			}
			return err
		})
	})
}
