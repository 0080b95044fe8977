package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"
	"zombiezen.com/go/sqlite"
)

// Tx is one transaction. It belongs to the goroutine that runs the function it was
// given to, and is dead when that function returns.
type Tx struct {
	s       session
	ctx     context.Context
	dialect Dialect
	write   bool
	last    map[string]int64 // highest id given out, by table
	bulks   []*Bulk
	before  []func() error
	kept    map[any]any
	behind  behind
	asking  int // queries whose rows are being looked at
}

// Context is the context the transaction runs under.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Dialect tells which database this is.
func (tx *Tx) Dialect() Dialect { return tx.dialect }

// Exec runs a statement and tells how many rows it changed.
func (tx *Tx) Exec(query string, args ...any) (rows int64, err error) {
	if !tx.write {
		return 0, ErrReadOnly
	}
	plain, err := plainArgs(args)
	if err != nil {
		return 0, fmt.Errorf("store: %s: %w", brief(query), err)
	}
	if err := tx.behind.wait(); err != nil {
		return 0, err
	}
	n, err := tx.s.exec(query, plain)
	if err != nil {
		return 0, fmt.Errorf("store: %s: %w", brief(query), named(err))
	}
	return n, nil
}

// Each calls fn for every row of a query; a Row is good until fn returns. fn may ask
// and write, but not change rows of the tables the query reads. An error of fn comes
// back as it is.
func (tx *Tx) Each(query string, args []any, fn func(*Row) error) error {
	return tx.each(tx.s.each, query, args, fn)
}

// Walk is Each for a query that goes through whole tables, a million rows perhaps, in the
// order of their keys. fn asks nothing.
func (tx *Tx) Walk(query string, args []any, fn func(*Row) error) error {
	return tx.each(tx.s.walk, query, args, fn)
}

func (tx *Tx) each(each func(string, []any, func(*Row) error) error, query string, args []any, fn func(*Row) error) error {
	plain, err := plainArgs(args)
	if err != nil {
		return fmt.Errorf("store: %s: %w", brief(query), err)
	}
	if err := tx.behind.wait(); err != nil {
		return err
	}
	tx.asking++
	defer func() { tx.asking-- }()
	var own error
	err = each(query, plain, func(r *Row) error {
		own = fn(r)
		return own
	})
	if own != nil {
		return own
	}
	if err != nil {
		return fmt.Errorf("store: %s: %w", brief(query), named(err))
	}
	return nil
}

// named gives the refusals that both databases know one name each.
func named(err error) error {
	var refused *pgconn.PgError
	code := ""
	if errors.As(err, &refused) {
		code = refused.Code
	}
	switch lite := sqlite.ErrCode(err); {
	case lite == sqlite.ResultConstraintCheck, code == pgCheck:
		return fmt.Errorf("%w: %w", ErrRule, err)
	case lite == sqlite.ResultConstraintUnique, lite == sqlite.ResultConstraintPrimaryKey, code == pgUnique:
		return fmt.Errorf("%w: %w", ErrUnique, err)
	}
	return err
}

// SQLSTATEs of class 23, integrity constraint violation.
const (
	pgCheck  = "23514"
	pgUnique = "23505"
)

// One calls fn with the first row and tells whether there was one. fn may be nil.
func (tx *Tx) One(query string, args []any, fn func(*Row) error) (found bool, err error) {
	err = tx.Each(query, args, func(r *Row) error {
		if found {
			return nil
		}
		found = true
		if fn == nil {
			return nil
		}
		return fn(r)
	})
	return found, err
}

// NextID gives the next number for a table's id column: one more than the highest, or
// than the last one given in this transaction. Safe because there is one writer.
func (tx *Tx) NextID(table string) (int64, error) {
	n, known := tx.last[table]
	if !known {
		if err := identifiers(table); err != nil {
			return 0, err
		}
		_, err := tx.One(`SELECT COALESCE(MAX(id), 0) FROM `+table, nil, func(r *Row) error {
			n = r.Int(0)
			return nil
		})
		if err != nil {
			return 0, err
		}
		if tx.last == nil {
			tx.last = map[string]int64{}
		}
	}
	n++
	tx.last[table] = n
	return n, nil
}

// BeforeCommit has fn run when the work is done and before it is committed: the place
// to flush what was gathered. An error refuses the commit.
func (tx *Tx) BeforeCommit(fn func() error) { tx.before = append(tx.before, fn) }

// Keep gives the value that a room keeps with this transaction under a key of its own
// type, and makes it the first time. So two rooms that were handed one transaction
// share one chain head and one buffer.
func (tx *Tx) Keep(key any, create func() any) any {
	v, there := tx.kept[key]
	if !there {
		v = create()
		if tx.kept == nil {
			tx.kept = map[any]any{}
		}
		tx.kept[key] = v
	}
	return v
}

// finish runs what was to run before the commit.
func (tx *Tx) finish() error {
	for i := 0; i < len(tx.before); i++ { // a function may add another
		if err := tx.before[i](); err != nil {
			return err
		}
	}
	if err := tx.unflushed(); err != nil {
		return err
	}
	return tx.behind.wait()
}

// unflushed refuses a commit that would drop buffered rows.
func (tx *Tx) unflushed() error {
	for _, b := range tx.bulks {
		if b.err != nil {
			return b.err
		}
		if len(b.values) > 0 {
			return fmt.Errorf("store: %d values for %s were never flushed", len(b.values), b.table)
		}
	}
	return nil
}

// plainArgs brings arguments to int64, string, []byte or nil.
func plainArgs(args []any) ([]any, error) {
	if len(args) == 0 {
		return nil, nil
	}
	out := make([]any, len(args))
	for i, a := range args {
		v, err := plain(a)
		if err != nil {
			return nil, fmt.Errorf("$%d: %w", i+1, err)
		}
		out[i] = v
	}
	return out, nil
}

func plain(a any) (any, error) {
	switch a := a.(type) {
	case nil, int64:
		return a, nil
	case int:
		return int64(a), nil
	case string:
		return a, checkText(a)
	case []byte:
		if a == nil {
			return nil, nil
		}
		return a, nil
	}
	switch v := reflect.ValueOf(a); v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return int64(v.Uint()), nil
	case reflect.Bool:
		if v.Bool() {
			return int64(1), nil
		}
		return int64(0), nil
	case reflect.String:
		return v.String(), checkText(v.String())
	}
	return nil, fmt.Errorf("cannot store a %T", a)
}

// checkText holds what PostgreSQL demands of a text, so that a partner's odd byte is
// refused alike on both databases.
func checkText(s string) error {
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return fmt.Errorf("%.40q is not UTF-8 text without NUL", s)
	}
	return nil
}

// identifiers guards the few places where a name stands in a statement's text.
func identifiers(names ...string) error {
	for _, name := range names {
		ok := name != ""
		for _, c := range name {
			ok = ok && (c == '_' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9')
		}
		if !ok {
			return fmt.Errorf("store: %q is not a table or column name", name)
		}
	}
	return nil
}

// brief shortens a statement for an error.
func brief(query string) string {
	s := strings.Join(strings.Fields(query), " ")
	if len(s) > 80 {
		s = s[:80] + "…"
	}
	return s
}
