package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Dialect tells which database is underneath; only display and tests should ask.
type Dialect int8

// The databases we keep a book in.
const (
	SQLite Dialect = iota
	Postgres
)

func (d Dialect) String() string { return [...]string{"sqlite", "postgres"}[d] }

var (
	// ErrReadOnly: a write was tried inside View.
	ErrReadOnly = errors.New("store: a view cannot write")
	// ErrNewer: the database was written by a later girod.
	ErrNewer = errors.New("store: the database has a newer schema than this program knows")
	// ErrDoubt: the connection broke while COMMIT was under way; it may have happened.
	ErrDoubt = errors.New("store: the answer to commit was lost; it may have happened")
	// ErrLost: UpdateOnce looked after a doubt and found that nothing was committed.
	ErrLost = errors.New("store: the transaction was lost before its commit")
	// ErrRule: the row breaks a CHECK of its table.
	ErrRule = errors.New("store: the row breaks a rule of its table")
	// ErrUnique: a row with this key is there.
	ErrUnique = errors.New("store: the key is taken")
	// ErrMissing: AddTo was given a key that no row has.
	ErrMissing = errors.New("store: no row with this key")
	// ErrPlace: the database file lies where locks cannot be trusted.
	ErrPlace = errors.New("store: the database lies on a network or FUSE file system")
)

// DB is an open database, safe for concurrent use.
type DB struct {
	engine engine
}

// engine is what differs between the databases.
type engine interface {
	dialect() Dialect
	begin(ctx context.Context, write bool) (session, error)
	close() error
}

// session is one transaction of an engine; commit or rollback ends it.
type session interface {
	exec(query string, args []any) (int64, error)
	each(query string, args []any, fn func(*Row) error) error
	walk(query string, args []any, fn func(*Row) error) error
	insert(b batch) error
	add(table, key string, columns []string, keys []int64, deltas [][]int64) error
	script(text string) error
	commit() error // any error but ErrDoubt means: rolled back
	rollback()
}

// Open opens the database of a URL such as "sqlite:/var/lib/girod/girod.db",
// "postgres://girod@db.example/girod" or "postgres:host=/run/postgresql dbname=girod".
// It never creates one: a missing file is more often a wrong path than a first day.
func Open(ctx context.Context, url string) (*DB, error) {
	return open(ctx, url, false)
}

// Create is Open for the first day: it makes the database file if there is none and
// brings the schema up. A PostgreSQL database must have been created by its server's
// administrator.
func Create(ctx context.Context, url string) (*DB, error) {
	db, err := open(ctx, url, true)
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func open(ctx context.Context, url string, create bool) (*DB, error) {
	kind, rest, found := strings.Cut(url, ":")
	var e engine
	var err error
	switch {
	case found && kind == "sqlite":
		e, err = openSQLite(ctx, strings.TrimPrefix(rest, "//"), create)
	case found && (kind == "postgres" || kind == "postgresql"):
		dsn := rest
		if strings.HasPrefix(rest, "//") {
			dsn = url
		}
		e, err = openPostgres(ctx, dsn)
	default:
		// The URL may hold a password, so only its first word is repeated.
		return nil, fmt.Errorf("store: database %q: want sqlite:FILE or postgres:DSN", kind)
	}
	if err != nil {
		return nil, err
	}
	db := &DB{engine: e}
	if err := db.refuseNewer(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Dialect tells which database this is.
func (db *DB) Dialect() Dialect { return db.engine.dialect() }

// Close waits for nothing: the caller has ended its transactions.
func (db *DB) Close() error { return db.engine.close() }

// Update runs fn in the one write transaction and commits; it rolls back when fn
// fails or the context ends first. An error wrapping ErrDoubt leaves open whether the
// commit happened; after any other error nothing did.
func (db *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	return db.run(ctx, true, fn)
}

// View runs fn on a consistent snapshot; writes are refused.
func (db *DB) View(ctx context.Context, fn func(*Tx) error) error {
	return db.run(ctx, false, fn)
}

func (db *DB) run(ctx context.Context, write bool, fn func(*Tx) error) error {
	s, err := db.engine.begin(ctx, write)
	if err != nil {
		return err
	}
	tx := &Tx{s: s, ctx: ctx, dialect: db.Dialect(), write: write}
	ended := false
	defer func() { // a panic of fn passes through, but never with the lock
		tx.behind.end()
		if !ended {
			s.rollback()
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.finish(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if !write {
		return nil // nothing to keep; rolled back above
	}
	ended = true
	return s.commit()
}

// UpdateOnce is Update for work that carries a key of its own. The key's row commits
// with the work, so a second call with the same key does nothing and answers nil, and
// a lost answer to COMMIT is settled by looking: nil when the work is there, ErrLost
// when it is not and may be done again, ErrDoubt only when the database stays away.
func (db *DB) UpdateOnce(ctx context.Context, key string, fn func(*Tx) error) error {
	err := db.Update(ctx, func(tx *Tx) error {
		fresh, err := tx.Exec(`INSERT INTO store_once (key) VALUES ($1) ON CONFLICT (key) DO NOTHING`, key)
		if err != nil || fresh == 0 {
			return err
		}
		return fn(tx)
	})
	if !errors.Is(err, ErrDoubt) {
		return err
	}
	return db.settle(ctx, key, err)
}

// settle looks whether a doubtful commit happened. It takes the writer's lock first,
// and so waits until the server has finished with the lost transaction.
func (db *DB) settle(ctx context.Context, key string, doubt error) error {
	var there bool
	err := db.Update(ctx, func(tx *Tx) (err error) {
		there, err = tx.One(`SELECT 1 FROM store_once WHERE key = $1`, []any{key}, nil)
		return err
	})
	switch {
	case there: // read by us, whatever became of this second transaction
		return nil
	case err != nil:
		return errors.Join(doubt, err)
	}
	return fmt.Errorf("%w: key %q", ErrLost, key)
}
