package ledger_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/store"
)

// TestTamperingShows switches the triggers off, as somebody with the database's password
// could, changes one thing, and has Check find it.
func TestTamperingShows(t *testing.T) {
	table := []struct{ table, change, law string }{
		{"posting", `UPDATE posting SET amount = amount + CASE WHEN account = 1 THEN 1 ELSE -1 END WHERE entry = 1`, "chain: entry 1 "},
		{"posting", `UPDATE posting SET amount = amount + 1 WHERE id = 1`, "entries-balance: entry 1 "},
		{"posting", `UPDATE posting SET invoice = 2 WHERE id = 1`, "control-equals-items: "},
		{"posting", `DELETE FROM posting WHERE id = 1`, "entries-balance: entry 1 "},
		{"posting", `INSERT INTO posting (id, entry, account, amount, bucket, late) VALUES (9001, 1, 1, 5, 0, 0)`, "chain: postings"},
		{"entry", `UPDATE entry SET text = 'Invoice 2025-1001.' WHERE id = 1`, "chain: entry 1 "},
		{"entry", `UPDATE entry SET at = '2026-01-08T09:30:00Z' WHERE id = 2`, "chain: entry 2 "},
		{"entry", `UPDATE entry SET actor = 'somebody' WHERE id = 7`, "chain: entry 7 "},
		{"entry", `DELETE FROM entry WHERE id = 3`, "numbers-unbroken: "},
		{"receipt_row", `UPDATE receipt_row SET payer = 'Anna Oberg'`, "chain: entry 7 "},
		{"receipt_row", `UPDATE receipt_row SET amount = 501`, "payments-accounted-for: receipt 1"},
		{"account", `UPDATE account SET number = '1511' WHERE id = 1`, "chain: entry 1 "},
		{"history", `UPDATE history SET text = 'rang, will not pay' WHERE id = 1`, "chain: history 1"},
		{"history", `DELETE FROM history WHERE id = 1`, "chain: history 2"},
		{"", `UPDATE item SET principal = principal - 1 WHERE invoice = 4`, "control-equals-items: item of invoice 4"},
		{"", `DELETE FROM item_posting WHERE posting = 1`, "control-equals-items: posting 1"},
		{"", `UPDATE suspense SET rest = 1`, "suspense-equals-receipts: receipt 1"},
		{"", `UPDATE customer_credit SET rest = 1`, "credits-equal-postings: customer credit 1"},
		{"posting", `UPDATE posting SET amount = amount * 2 WHERE entry = 4`, "closed-periods-unmoved: period through 2025-12-31"},
	}
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		ledgertest.Company(t, b)
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			for _, text := range []string{"rang, will pay", "rang again"} {
				if err := tx.AddHistory(ledger.History{Invoice: 1, Kind: "note", Text: text}); err != nil {
					return err
				}
			}
			_, err := book(tx, "pay", ledger.PaymentReceived, 500, []post{{ledger.RoleBank, 500, 0, 0, false}, {ledger.RoleAR, -200, 1, 0, true},
				{ledger.RoleSuspense, -200, 0, 0, true}, {ledger.RoleCustomerCredit, -100, 1, 0, true}})
			if err != nil {
				return err
			}
			return tx.ClosePeriod(20251231)
		})
		ledgertest.Clean(t, b)
		enough := errors.New("enough") // each tampering is taken back
		for _, test := range table {
			err := b.Update(t.Context(), ledgertest.At, "thief", func(tx *ledger.Tx) error {
				if err := unguard(tx, test.table); err != nil {
					return err
				}
				if n, err := tx.Exec(test.change); n == 0 {
					return fmt.Errorf("nothing changed: %w", err)
				}
				violations, err := tx.Check()
				for _, v := range violations {
					if strings.HasPrefix(v.String(), test.law) {
						return enough
					}
				}
				t.Errorf("%s: want %q among %v (%v)", test.change, test.law, violations, err)
				return enough
			})
			if !errors.Is(err, enough) {
				t.Errorf("%s: %v", test.change, err)
			}
		}
		ledgertest.Clean(t, b)
	})
}

// unguard takes a table's triggers away.
func unguard(tx *ledger.Tx, table string) error {
	if table == "" {
		return nil
	}
	if tx.Dialect() == store.Postgres {
		_, err := tx.Exec("ALTER TABLE " + table + " DISABLE TRIGGER ALL")
		return err
	}
	for _, trigger := range []string{"_no_update", "_no_delete"} {
		if _, err := tx.Exec("DROP TRIGGER " + table + trigger); err != nil {
			return err
		}
	}
	return nil
}

// What one check finds in every row hides nothing that another finds, and is counted.
func TestBrokenEverywhere(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		ledgertest.Company(t, b)
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			for n := range 70 {
				if _, err := tx.Exec(`INSERT INTO item (invoice, principal, fee, interest, cost) VALUES ($1, 1, 0, 0, 0)`, 1000+n); err != nil {
					return err
				}
			}
			_, err := tx.Exec(`INSERT INTO suspense (receipt, whole, rest) VALUES (999, 5, 5)`)
			return err
		})
		ledgertest.View(t, b, func(tx *ledger.Tx) error {
			violations, err := tx.Check()
			told := map[string]int{}
			for _, v := range violations {
				told[v.Check]++
			}
			if told["control-equals-items"] != 51 || told["suspense-equals-receipts"] != 1 {
				t.Errorf("told %v, want 51 of one, the last of them a count, and 1 of the other", told)
			}
			if last := violations[len(violations)-1].String(); last != "control-equals-items: book: 20 more like these" {
				t.Errorf("at the end: %s", last)
			}
			return err
		})
	})
}
