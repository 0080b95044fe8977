package store

import (
	"context"
	"errors"
	"slices"
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
