package ledger_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"girod/ledger"
	"girod/ledger/ledgertest"
)

// R-BST-46: a debtor merged into another. What one owes or has both do; invoices keep the
// debtor they were issued to; the merge is taken back whole.
func TestMergedDebtorsAreOne(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			choir, err := tx.Invoice(w.Choir)
			if err != nil {
				return err
			}
			twin := mustParty(t, tx, choir.Debtor)
			twin.ID, twin.CustomerNo = 0, "K-2"
			if twin.ID, err = tx.AddParty(twin); err != nil {
				return err
			}
			before, err := tx.OpenItemsOf(choir.Debtor)
			if err != nil {
				return err
			}
			if err := tx.MergeParty(choir.Debtor, twin.ID, "same person"); err != nil {
				return err
			}
			for _, p := range []ledger.PartyID{choir.Debtor, twin.ID} {
				kin, err1 := tx.Kin(p)
				open, err2 := tx.OpenItemsOf(p)
				if err := errors.Join(err1, err2); err != nil {
					return err
				}
				if !slices.Equal(kin, []ledger.PartyID{twin.ID, choir.Debtor}) || len(open) != len(before) {
					t.Errorf("party %d: kin %v, %d open items, want %d", p, kin, len(open), len(before))
				}
			}
			if again, err := tx.Invoice(w.Choir); err != nil || again.Debtor != choir.Debtor {
				t.Errorf("the invoice is %d's, %v", again.Debtor, err)
			}
			if from, err := tx.PartParty(choir.Debtor, "two people"); err != nil || from != twin.ID {
				t.Errorf("parted from %d, %v", from, err)
			}
			if open, err := tx.OpenItemsOf(twin.ID); err != nil || len(open) != 0 {
				t.Errorf("parted, the twin owes %v, %v", open, err)
			}
			for _, c := range []struct {
				party, into ledger.PartyID
				reason      string
				want        error
			}{
				{twin.ID, twin.ID, "x", ledger.ErrMerge}, {w.Firma, w.Anna, "x", ledger.ErrMerge}, {twin.ID, choir.Debtor, " ", ledger.ErrReason},
				{99, twin.ID, "x", ledger.ErrNotFound},
			} {
				if err := tx.MergeParty(c.party, c.into, c.reason); !errors.Is(err, c.want) {
					t.Errorf("%d into %d: %v, want %v", c.party, c.into, err, c.want)
				}
			}
			if _, err := tx.PartParty(twin.ID, "x"); !errors.Is(err, ledger.ErrApart) {
				t.Errorf("%v, want that it is apart", err)
			}
			return nil
		})
		for _, query := range []string{`UPDATE party_merge SET reason = ''`, `DELETE FROM party_merge`, `DELETE FROM party_parted`} {
			if err := book.Update(t.Context(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error {
				_, err := tx.Exec(query)
				return err
			}); err == nil {
				t.Errorf("%s was done", query)
			}
		}
	})
}

func mustParty(t *testing.T, tx *ledger.Tx, id ledger.PartyID) ledger.Party {
	p, err := tx.Party(id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Whatever is merged and parted in whatever order: who is one is what a walk along the
// standing merges says, and the book's own check agrees.
func TestMergesInAnyOrder(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		var parties []ledger.PartyID
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			for _, no := range []string{"1", "2", "3", "4", "5", "6"} {
				id, err := tx.AddParty(ledger.Party{CustomerNo: no, Name: "N" + no, Country: "SE"})
				if err != nil {
					return err
				}
				parties = append(parties, id)
			}
			return nil
		})
		rapid.Check(t, func(r *rapid.T) {
			back := errors.New("back")
			err := book.Update(t.Context(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error {
				into := map[ledger.PartyID]ledger.PartyID{}
				for range rapid.IntRange(1, 15).Draw(r, "acts") {
					a, b := rapid.SampledFrom(parties).Draw(r, "a"), rapid.SampledFrom(parties).Draw(r, "b")
					if rapid.Bool().Draw(r, "part") {
						if _, err := tx.PartParty(a, "wrong"); (err == nil) != (into[a] != 0) {
							r.Fatalf("part %d: %v, it is into %d", a, err, into[a])
						}
						delete(into, a)
						continue
					}
					may := a != b && into[a] == 0 && into[b] == 0
					if err := tx.MergeParty(a, b, "same"); (err == nil) != may {
						r.Fatalf("%d into %d: %v, want done %v", a, b, err, may)
					}
					if may {
						into[a] = b
					}
				}
				for _, p := range parties {
					want := p
					for into[want] != 0 {
						want = into[want]
					}
					if one, err := tx.Survivor(p); err != nil || one != want {
						r.Fatalf("%d is %d, %v; want %d", p, one, err, want)
					}
				}
				if wrongs, err := tx.Check(); err != nil || len(wrongs) > 0 {
					r.Fatalf("%v %v", wrongs, err)
				}
				return back
			})
			if !errors.Is(err, back) {
				r.Fatal(err)
			}
		})
	})
}
