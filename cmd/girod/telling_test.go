package main

import (
	"context"
	"path/filepath"
	"testing"

	"girod/ledger/report"
	"girod/ledger/store"
)

// heldToWords holds what a story has written into its book to the sentences that the languages
// say (ledger/report/told): a room that writes another one is told so here. What a bank says of
// its entries is the bank's.
func heldToWords(t testing.TB, dir string) {
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "data", "girod.db"))
	if err != nil { // the story has none, or one elsewhere
		return
	}
	defer db.Close()
	in, err := report.Speak("sv")
	if err != nil {
		t.Error(err)
		return
	}
	err = db.View(ctx, func(tx *store.Tx) error {
		return tx.Each(`SELECT kind, text FROM history UNION SELECT kind, text FROM case_event UNION SELECT 'entry', text FROM entry WHERE bank_key = ''
			UNION SELECT 'evidence', evidence FROM receipt_row UNION SELECT 'evidence', why FROM proposal`, nil, func(r *store.Row) error {
			if words, known := in.Told(r.Text(0), r.Text(1)); !known {
				t.Errorf("%s %q: no sentence of ledger/report/told/en.txt; in Swedish a clerk reads %q", r.Text(0), r.Text(1), words)
			}
			return nil
		})
	})
	if err != nil {
		t.Error(err)
	}
}
