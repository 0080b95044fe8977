package store_test

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"

	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// TestCopy copies a company's book from each kind of database: the copy has the
// same digest and breaks no law, its laws hold for what comes next, and the original is
// what it was and does not learn what happens to the copy.
func TestCopy(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		original := ledger.New(db, ledger.DefaultChart())
		w := ledgertest.Company(t, original)
		before := ledgertest.Digest(t, original)
		to, err := db.Scratch(t.Context(), filepath.Join(t.TempDir(), "copy.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer to.Close()
		book := ledger.New(to, ledger.DefaultChart())
		if got := ledgertest.Digest(t, book); got != before {
			t.Errorf("digest of the copy %s, of the original %s", got, before)
		}
		ledgertest.Clean(t, book)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { return tx.AssessInterest(w.Choir, 1250) })
		err = book.Update(t.Context(), ledgertest.At, "test", func(tx *ledger.Tx) error {
			_, err := tx.Exec(`UPDATE entry SET text = 'x' WHERE id = 1`)
			return err
		})
		if err == nil {
			t.Error("the copy lets an entry be changed")
		}
		if got := ledgertest.Digest(t, original); got != before {
			t.Error("the original has changed")
		}
	})
}

// TestCopyIsWhole holds every table against the original's, row by row and value by value:
// numbers, texts, bytes and what is not there.
func TestCopyIsWhole(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ledgertest.Company(t, ledger.New(db, ledger.DefaultChart()))
		to, err := db.Scratch(t.Context(), filepath.Join(t.TempDir(), "copy.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer to.Close()
		want, got := dumped(t, db), dumped(t, to)
		for table := range want {
			if table != "store_schema" && want[table] != got[table] {
				t.Errorf("%s:\n%s\noriginal:\n%s", table, got[table], want[table])
			}
		}
		if len(want["entry"]) == 0 || len(want) != len(got) {
			t.Errorf("%d tables, the original has %d", len(got), len(want))
		}
	})
}

func TestCopyIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		path := filepath.Join(t.TempDir(), "there.db")
		there, err := store.Create(t.Context(), "sqlite:"+path)
		if err != nil {
			t.Fatal(err)
		}
		defer there.Close()
		if _, err := db.Scratch(t.Context(), path); !errors.Is(err, fs.ErrExist) {
			t.Errorf("a database that is there was written over: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := db.Scratch(ctx, filepath.Join(t.TempDir(), "copy.db")); err == nil {
			t.Error("a copy nobody waits for was made")
		}
	})
}

// dumped is every table as lines, in an order of their own.
func dumped(t *testing.T, db *store.DB) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := db.View(t.Context(), func(tx *store.Tx) error {
		tables, err := tx.Tables()
		for _, table := range tables {
			var lines lineSet
			if err == nil {
				err = tx.DumpTable(table, &lines)
			}
			slices.Sort(lines)
			for _, line := range lines {
				all[table] += line
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// lineSet keeps what is written to it, one line a Write.
type lineSet []string

func (l *lineSet) Write(p []byte) (int, error) {
	*l = append(*l, string(p))
	return len(p), nil
}
