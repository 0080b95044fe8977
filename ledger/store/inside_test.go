package store

import (
	"context"
	"errors"
	"os"
	"slices"
	"strconv"
	"testing"
)

func TestPlaces(t *testing.T) {
	for magic, bad := range map[uint32]bool{0x6969: true, 0x65735546: true, 0xff534d42: true, 0xef53: false, 0x58465342: false, 0x01021994: false} {
		if err := refusePlace("/var/lib/girod/girod.db", magic); errors.Is(err, ErrPlace) != bad {
			t.Errorf("%#x: %v", magic, err)
		}
	}
}

func TestStatements(t *testing.T) {
	got := statements("CREATE TABLE a (x TEXT); -- a; comment's\nSELECT ';--';\n\nDO $$ BEGIN; END $$; SELECT 1")
	want := []string{"CREATE TABLE a (x TEXT)", "SELECT ';--'", "DO $$ BEGIN; END $$", "SELECT 1"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestDialects(t *testing.T) {
	const common = "CREATE TABLE a (id BIGINT PRIMARY KEY, b TEXT, c BYTEA, CHECK (b <> 'x')) WITHOUT ROWID;"
	for d, want := range map[Dialect]string{
		SQLite:   "CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT, c BLOB, CHECK (b <> 'x')) STRICT, WITHOUT ROWID;\n",
		Postgres: "CREATE TABLE a (id BIGINT PRIMARY KEY, b TEXT COLLATE \"C\", c BYTEA, CHECK (b <> 'x'));\n",
	} {
		if got := ours(d, common); got != want {
			t.Errorf("%s: %s", d, got)
		}
	}
}

// TestLostAnswer has a commit happen, or not, without saying so: UpdateOnce finds out
// (RELIABILITY.md 2.5, case 50).
func TestLostAnswer(t *testing.T) {
	for _, happened := range []bool{true, false} {
		db, err := Create(t.Context(), "sqlite:"+t.TempDir()+"/girod.db")
		if err != nil {
			t.Fatal(err)
		}
		db.engine = &forgetful{engine: db.engine, commit: happened}
		err = db.UpdateOnce(t.Context(), "key", func(*Tx) error { return nil })
		if happened && err != nil || !happened && !errors.Is(err, ErrLost) {
			t.Errorf("happened %v: %v", happened, err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

// forgetful loses the answer to its first commit.
type forgetful struct {
	engine
	commit bool
	lost   bool
}

func (f *forgetful) begin(ctx context.Context, write bool) (session, error) {
	s, err := f.engine.begin(ctx, write)
	if err != nil || f.lost {
		return s, err
	}
	f.lost = true
	return &losing{s, f.commit}, nil
}

type losing struct {
	session
	happens bool
}

func (l *losing) commit() error {
	if l.happens {
		return errors.Join(ErrDoubt, l.session.commit())
	}
	l.rollback()
	return ErrDoubt
}

// TestBigCommit has a commit leave the copying back to a checkpoint of its own.
func TestBigCommit(t *testing.T) {
	path := t.TempDir() + "/girod.db"
	db, err := Create(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	l := db.engine.(*lite)
	l.big = 1 << 10
	n := 0
	for range 3 { // the writer comes home as it was
		if err := db.Update(t.Context(), func(tx *Tx) error {
			b := tx.Bulk("store_once", "key")
			for range 1000 {
				n++
				_ = b.Text(strconv.Itoa(n)).End()
			}
			return b.Flush()
		}); err != nil {
			t.Fatal(err)
		}
		c := <-l.write
		setting, _, err := c.PrepareTransient("PRAGMA wal_autocheckpoint")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := setting.Step(); err != nil || setting.ColumnInt(0) != 8192 {
			t.Error(setting.ColumnInt(0), err)
		}
		if err := setting.Finalize(); err != nil {
			t.Error(err)
		}
		l.write <- c
		l.tidy.Wait()
		if len(l.read) != readers {
			t.Errorf("%d readers", len(l.read))
		}
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		t.Errorf("a log of %d bytes is left", log.Size())
	}
}

// TestBehind has batches sent behind the caller's back: a query sees all of them, and
// what the database refuses of them refuses all that follows and the commit.
func TestBehind(t *testing.T) {
	db, err := Create(t.Context(), "sqlite:"+t.TempDir()+"/girod.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	count := func(tx *Tx) (n int64, err error) {
		_, err = tx.One(`SELECT COUNT(*) FROM store_once`, nil, func(r *Row) error { n = r.Int(0); return nil })
		return n, err
	}
	send := func(b *Bulk, from, to int) error {
		for i := from; i < to; i++ {
			if err := errors.Join(b.Text(strconv.Itoa(i)).End(), b.Send()); err != nil {
				return err
			}
		}
		return nil
	}
	err = db.Update(t.Context(), func(tx *Tx) error {
		b := tx.Bulk("store_once", "key")
		if err := send(b, 0, 50); err != nil {
			return err
		}
		if n, err := count(tx); n != 50 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		return tx.Each(`SELECT 1 FROM store_once`, nil, func(*Row) error { // the connection is in use
			return send(b, 50, 51)
		})
	})
	if !errors.Is(err, ErrUnique) { // the second row sent 50 again
		t.Error(err)
	}
	err = db.Update(t.Context(), func(tx *Tx) error {
		b, c := tx.Bulk("store_once", "key"), tx.Bulk("store_once", "key")
		_ = send(b, 0, 10)
		_ = send(b, 5, 6)
		tx.behind.under.Wait()
		if err := c.Text("other").Send(); !errors.Is(err, ErrUnique) {
			t.Errorf("after a refusal: %v", err)
		}
		if _, err := count(tx); !errors.Is(err, ErrUnique) {
			t.Errorf("a query after a refusal: %v", err)
		}
		return nil
	})
	if !errors.Is(err, ErrUnique) {
		t.Errorf("the commit: %v", err)
	}
}
