package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"girod/formats/date"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

type name string

// table makes one for the test with every type there is.
func table(t *testing.T, db *store.DB) {
	t.Helper()
	blob := "BLOB"
	if db.Dialect() == store.Postgres {
		blob = "BYTEA"
	}
	update(t, db, func(tx *store.Tx) error {
		_, err := tx.Exec(`CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT, amount BIGINT, body ` + blob + `)`)
		return err
	})
}

func update(t *testing.T, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.View(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

// rows gives what a query finds, a line for each row.
func rows(t *testing.T, db *store.DB, query string, args ...any) string {
	t.Helper()
	var out []string
	view(t, db, func(tx *store.Tx) error {
		return tx.Each(query, args, func(r *store.Row) error {
			out = append(out, fmt.Sprintf("%d %s", r.Int(0), r.Text(1)))
			return nil
		})
	})
	return strings.Join(out, ", ")
}

func TestParametersBindByNumber(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		got := rows(t, db, `SELECT CAST($2 AS BIGINT), CAST($3 AS TEXT) || CAST($1 AS TEXT) || CAST($3 AS TEXT)`, "one", 2, "three")
		if want := "2 threeonethree"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestTypesComeBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		table(t, db)
		update(t, db, func(tx *store.Tx) error {
			_, err := tx.Exec(`INSERT INTO thing (id, name, amount, body) VALUES ($1, $2, $3, $4), ($5, $6, $7, $8)`,
				int32(1), name("å"), date.Of(2026, 1, 7), []byte{0, 255}, 2, nil, true, nil)
			return err
		})
		view(t, db, func(tx *store.Tx) error {
			return tx.Each(`SELECT id, name, amount, body FROM thing ORDER BY id`, nil, func(r *store.Row) error {
				switch r.Int(0) {
				case 1:
					if r.Text(1) != "å" || r.Date(2) != 20260107 || string(r.Bytes(3)) != "\x00\xff" || string(r.AppendText(1, []byte("<"))) != "<å" {
						t.Errorf("row 1: %q %v %q", r.Text(1), r.Date(2), r.Bytes(3))
					}
				case 2:
					if !r.Null(1) || r.Text(1) != "" || !r.Bool(2) || !r.Null(3) || r.Bytes(3) != nil {
						t.Errorf("row 2: %v %q %v %v", r.Null(1), r.Text(1), r.Bool(2), r.Bytes(3))
					}
				}
				return nil
			})
		})
		if got := rows(t, db, `SELECT SUM(amount), 'sum' FROM thing`); got != "20260108 sum" {
			t.Errorf("sum: %s", got)
		}
	})
}

func TestUnsoundTextIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		table(t, db)
		for _, text := range []string{"a\x00b", "\xff"} {
			err := db.Update(context.Background(), func(tx *store.Tx) error {
				_, err := tx.Exec(`INSERT INTO thing (id, name) VALUES (1, $1)`, text)
				return err
			})
			if err == nil {
				t.Errorf("Exec took %q", text)
			}
			err = db.Update(context.Background(), func(tx *store.Tx) error {
				return tx.Bulk("thing", "id", "name").Int(1).Text(text).End()
			})
			if err == nil {
				t.Errorf("Bulk took %q", text)
			}
		}
	})
}

func TestUpdateRollsBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		table(t, db)
		no := errors.New("no")
		err := db.Update(context.Background(), func(tx *store.Tx) error {
			if _, err := tx.Exec(`INSERT INTO thing (id) VALUES (1)`); err != nil {
				return err
			}
			return no
		})
		if !errors.Is(err, no) {
			t.Errorf("got %v", err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		err = db.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`INSERT INTO thing (id) VALUES (2)`)
			cancel()
			return err
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want cancelled", err)
		}
		if got := rows(t, db, `SELECT COUNT(*), '' FROM thing`); got != "0 " {
			t.Errorf("rows left: %s", got)
		}
	})
}

func TestViewCannotWriteAndStandsStill(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		table(t, db)
		view(t, db, func(tx *store.Tx) error {
			if _, err := tx.Exec(`INSERT INTO thing (id) VALUES (1)`); !errors.Is(err, store.ErrReadOnly) {
				t.Errorf("exec: %v", err)
			}
			update(t, db, func(w *store.Tx) error { _, err := w.Exec(`INSERT INTO thing (id) VALUES (1)`); return err })
			found, err := tx.One(`SELECT id FROM thing`, nil, nil)
			if found || err != nil {
				t.Errorf("a snapshot saw a later row (%v)", err)
			}
			if _, err := tx.One(`INSERT INTO thing (id) VALUES (2) RETURNING id`, nil, nil); err == nil {
				t.Error("a view wrote through a query")
			}
			return nil
		})
	})
}

func TestQueriesNest(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		table(t, db)
		update(t, db, func(tx *store.Tx) error {
			b := tx.Bulk("thing", "id", "amount")
			for i := range int64(300) {
				if err := b.Int(i).Int(i * i).End(); err != nil {
					return err
				}
			}
			if err := b.Flush(); err != nil {
				return err
			}
			seen := int64(0)
			const query = `SELECT id, amount FROM thing WHERE id >= $1 ORDER BY id`
			err := tx.Each(query, []any{0}, func(r *store.Row) error {
				if _, err := tx.One(query, []any{r.Int(0)}, func(in *store.Row) error {
					if in.Int(1) != seen*seen {
						t.Errorf("inner row %d: %d", seen, in.Int(1))
					}
					return nil
				}); err != nil {
					return err
				}
				if r.Int(0) != seen || r.Int(1) != seen*seen {
					t.Errorf("row %d: %d %d", seen, r.Int(0), r.Int(1))
				}
				seen++
				return nil
			})
			if seen != 300 {
				t.Errorf("saw %d rows", seen)
			}
			return err
		})
	})
}

func TestBulkAndAddTo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		table(t, db)
		const n = 20_000 // past the buffer's limit, so it flushes by itself as well
		update(t, db, func(tx *store.Tx) error {
			b := tx.Bulk("thing", "id", "name", "amount", "body")
			for i := range int64(n) {
				b.Int(i).TextBytes([]byte("nr")).IntOrNull(i % 2)
				if i%3 == 0 {
					b.Null()
				} else {
					b.Blob([]byte{byte(i)})
				}
				if err := b.End(); err != nil {
					return err
				}
			}
			return b.Flush()
		})
		if got := rows(t, db, `SELECT COUNT(*), MIN(name) FROM thing WHERE (amount = 1) = (id % 2 = 1) OR amount IS NULL`); got != "20000 nr" {
			t.Errorf("rows: %s", got)
		}
		update(t, db, func(tx *store.Tx) error {
			if _, err := tx.Exec(`UPDATE thing SET amount = 0`); err != nil {
				return err
			}
			return tx.AddTo("thing", "id", []string{"amount"}, []int64{9, 3, 9, 4}, [][]int64{{1, 10, 100, -5}})
		})
		if got := rows(t, db, `SELECT amount, '' FROM thing WHERE amount <> 0 ORDER BY id`); got != "10 , -5 , 101 " {
			t.Errorf("sums: %s", got)
		}
		err := db.Update(context.Background(), func(tx *store.Tx) error {
			return tx.AddTo("thing", "id", []string{"amount"}, []int64{1, n}, [][]int64{{1, 1}})
		})
		if !errors.Is(err, store.ErrMissing) {
			t.Errorf("AddTo to a row that is not there: %v", err)
		}
		err = db.Update(context.Background(), func(tx *store.Tx) error {
			return tx.Bulk("thing", "id").Int(-1).End()
		})
		if err == nil || !strings.Contains(err.Error(), "never flushed") {
			t.Errorf("a commit dropped rows: %v", err)
		}
	})
}

// TestBulkRepeats: rows alike and unlike, in every place of many INSERTs, come back as they
// were: texts of nothing, none at all, and some just too long to be remembered.
func TestBulkRepeats(t *testing.T) {
	texts := []string{"", "SEK", "SEK", "null", "reference", "fifteen letters", "sixteen letters!", "SE", "a text that is longer than those before", ""}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		table(t, db)
		text := func(i int64) string { return texts[(i+i/1000)%int64(len(texts))] } // alike for long, then otherwise
		update(t, db, func(tx *store.Tx) error {
			b := tx.Bulk("thing", "name", "id", "body")
			for i := range int64(5000) {
				if text(i) == "null" {
					b.Null()
				} else {
					b.Text(text(i))
				}
				if err := b.Int(i).Blob([]byte(text(i / 3))).End(); err != nil {
					return err
				}
			}
			return b.Flush()
		})
		view(t, db, func(tx *store.Tx) error {
			return tx.Each(`SELECT name, id, body FROM thing ORDER BY id`, nil, func(r *store.Row) error {
				i := r.Int(1)
				if want := text(i); r.Null(0) != (want == "null") || !r.Null(0) && r.Text(0) != want || string(r.Bytes(2)) != text(i/3) {
					t.Errorf("row %d: %q, %q", i, r.Text(0), r.Bytes(2))
				}
				return nil
			})
		})
	})
}

// TestWalk: a table is read in the order of its key, and what it takes to have that done
// quickly is over when it has been read, or when reading it was given up.
func TestWalk(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		table(t, db)
		update(t, db, func(tx *store.Tx) error {
			b := tx.Bulk("thing", "id", "name")
			for _, id := range []int64{3, 1, 2} {
				if err := b.Int(id).Text("x").End(); err != nil {
					return err
				}
			}
			return b.Flush()
		})
		enough := errors.New("enough")
		view(t, db, func(tx *store.Tx) error {
			for most := range 4 {
				var got []int64
				err := tx.Walk(`SELECT a.id FROM thing a JOIN thing b ON b.id = a.id WHERE a.name = $1 ORDER BY a.id`, []any{"x"}, func(r *store.Row) error {
					if len(got) == most {
						return enough
					}
					got = append(got, r.Int(0))
					return nil
				})
				if want := []int64{1, 2, 3}[:most]; !slices.Equal(got, want) || errors.Is(err, enough) != (most < 3) {
					t.Errorf("got %v, %v, want %v", got, err, want)
				}
				if db.Dialect() != store.Postgres {
					continue
				}
				if _, err := tx.One(`SELECT current_setting('enable_sort') || current_setting('enable_hashjoin') || current_setting('enable_nestloop')`, nil, func(r *store.Row) error {
					if r.Text(0) != "ononon" {
						t.Errorf("left as %s", r.Text(0))
					}
					return nil
				}); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func TestNextID(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		table(t, db)
		update(t, db, func(tx *store.Tx) error {
			for want := range int64(3) {
				if got, err := tx.NextID("thing"); err != nil || got != want+1 {
					t.Errorf("got %d %v, want %d", got, err, want+1)
				}
			}
			_, err := tx.Exec(`INSERT INTO thing (id) VALUES (41)`)
			return err
		})
		update(t, db, func(tx *store.Tx) error {
			if got, err := tx.NextID("thing"); err != nil || got != 42 {
				t.Errorf("got %d %v, want 42", got, err)
			}
			return nil
		})
	})
}

func TestUpdateOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		calls := 0
		once := func(err error) error {
			return db.UpdateOnce(context.Background(), "file f000017", func(*store.Tx) error { calls++; return err })
		}
		no := errors.New("no")
		if err := once(no); !errors.Is(err, no) {
			t.Errorf("got %v", err)
		}
		for range 2 {
			if err := once(nil); err != nil {
				t.Error(err)
			}
		}
		if calls != 2 {
			t.Errorf("ran %d times, want once failed and once done", calls)
		}
	})
}

func TestWritersQueue(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		table(t, db)
		done := make(chan error)
		for range 8 {
			go func() {
				done <- db.Update(context.Background(), func(tx *store.Tx) error {
					id, err := tx.NextID("thing")
					if err != nil {
						return err
					}
					_, err = tx.Exec(`INSERT INTO thing (id) VALUES ($1)`, id)
					return err
				})
			}()
		}
		for range 8 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if got := rows(t, db, `SELECT MAX(id), '' FROM thing`); got != "8 " {
			t.Errorf("highest id %s", got)
		}
	})
}

func TestNewerSchemaIsRefused(t *testing.T) {
	urls := map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "girod.db") },
		"postgres": func(t *testing.T) string { return storetest.PostgresURL(t) },
	}
	for dialect, url := range urls {
		t.Run(dialect, func(t *testing.T) {
			ctx := context.Background()
			where := url(t)
			db, err := store.Create(ctx, where)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Migrate(ctx); err != nil {
				t.Errorf("a second migration: %v", err)
			}
			update(t, db, func(tx *store.Tx) error {
				_, err := tx.Exec(`INSERT INTO store_schema (number, name, digest) VALUES (9999, '9999_later', '')`)
				return err
			})
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := store.Open(ctx, where); !errors.Is(err, store.ErrNewer) {
				t.Errorf("got %v, want ErrNewer", err)
			}
		})
	}
}

func TestOpenNeverCreates(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.db")
	if _, err := store.Open(context.Background(), "sqlite:"+path); err == nil {
		t.Error("opened a database that is not there")
	}
	if _, err := store.Open(context.Background(), "mysql:girod:secret@db"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}
