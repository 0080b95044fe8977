package payout

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// TestSound: what people and the bank do leaves nothing to find; each thing changed behind their
// backs is found by its own words.
func TestSound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		b, list := d.proposed(2)
		d.sent(b)
		if !d.debit(Ref{EndToEnd: list[0].EndToEnd, Amount: money.Of(10000, "SEK"), On: 20260212, File: "f1"}) {
			t.Fatal("not debited")
		}
		d.proposed(1) // and one that nobody has approved
		found := func(change string) (wrongs []string) {
			undo := errors.New("undo")
			err := d.try(func(tx *ledger.Tx) (err error) {
				if change != "" {
					if _, err := tx.Exec(change); err != nil {
						return err
					}
				}
				if wrongs, err = Sound(tx); err != nil {
					return err
				}
				return undo
			})
			if !errors.Is(err, undo) {
				t.Fatal(err)
			}
			return wrongs
		}
		if wrongs := found(""); len(wrongs) != 0 {
			t.Fatal(wrongs)
		}
		for change, want := range map[string]string{
			`UPDATE payout SET state = 'rejected' WHERE id = 2`:                   "20000 stand in transit, its payouts under way come to 0",
			`UPDATE payout SET amount = 10001 WHERE id = 1`:                       "says it comes to 30000, its payouts come to 30001",
			`UPDATE payout_file SET digest = ''`:                                  "no file of its batch was rendered",
			`UPDATE payout_batch SET approved_by = 'anna' WHERE id = 1`:           `payout p000001 was approved by "anna"`,
			`UPDATE payout_batch SET approved_by = '' WHERE id = 1`:               `payout p000001 was approved by ""`,
			`UPDATE payout SET created_by = 'bo' WHERE id = 2`:                    `payout p000002 was approved by "bo"`,
			"UPDATE payout SET edited_by = 'eva' || chr(10) || 'bo' WHERE id = 2": `payout p000002 was approved by "bo"`,
			`UPDATE payout_batch SET approved_hash = 'another' WHERE id = 1`:      "what was approved of its batch is not what it is now",
		} {
			if db.Dialect() == store.SQLite {
				change = strings.ReplaceAll(change, "chr(", "char(")
			}
			wrongs := found(change)
			if !slices.ContainsFunc(wrongs, func(w string) bool { return strings.Contains(w, want) }) {
				t.Errorf("%s: %q", change, wrongs)
			}
		}
	})
}
