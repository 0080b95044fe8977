package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"zombiezen.com/go/sqlite"
)

const (
	// readers is how many views run at once; more wait. A view is short.
	readers = 4
	// busy is how long a lock held by another process (a backup, the command line) is
	// waited for before the work fails and is tried again later.
	busy = 10 * time.Second
	// bulkRows is the number of rows in one INSERT: past a hundred, parsing and stepping
	// no longer weigh (measured: 128 is at the bend).
	bulkRows = 128
)

// lite is a SQLite database: one connection writes, a few read.
type lite struct {
	path  string
	sync  string         // the pragma that says whether a commit waits for the disk
	write chan *liteConn // holds the one writer when nobody has it
	read  chan *liteConn // idle readers; in both, a nil one is still to be opened
	mu    sync.Mutex
	conns []*liteConn
	tidy  sync.WaitGroup // checkpoints under way
	big   int            // bytes of rows past which a commit leaves copying back to them
}

// liteConn is a connection and its prepared statements.
type liteConn struct {
	*sqlite.Conn
	statements map[string]*liteStmt
}

type liteStmt struct {
	*sqlite.Stmt
	order []int   // order[i] is the argument of SQLite's parameter i+1
	busy  bool    // a row of it is being looked at
	short []short // of a Bulk: the short texts its parameters are bound to
}

func openSQLite(ctx context.Context, path string, create bool) (engine, error) {
	return openLite(ctx, path, create, "synchronous=FULL")
}

// openLite opens a SQLite file whose commits wait for the disk as sync says.
func openLite(ctx context.Context, path string, create bool, sync string) (engine, error) {
	if err := checkPlace(path); err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); err != nil {
		if !errors.Is(err, os.ErrNotExist) || !create {
			return nil, fmt.Errorf("store: %w (a new book is made by girod's init, never by accident)", err)
		}
		if err := makeFile(path); err != nil && !errors.Is(err, os.ErrExist) {
			return nil, fmt.Errorf("store: %w", err)
		}
	}
	l := &lite{path: path, sync: sync, write: make(chan *liteConn, 1), read: make(chan *liteConn, readers), big: bigCommit}
	l.write <- nil // a command that only looks reads the schema once, not for two connections
	for range readers {
		l.read <- nil
	}
	return l, nil
}

// makeFile makes an empty database file: by us and not by SQLite for the sake of its
// permissions. One that is there is not touched.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// autoCheckpoint has a log of 32 MiB copied back by the commit that makes it so long.
const autoCheckpoint = "wal_autocheckpoint=8192"

// connect opens a connection. WAL lets readers pass the writer; synchronous=FULL makes
// a commit survive a power cut; a reader may not even try to write.
func (l *lite) connect(ctx context.Context, write bool) (*liteConn, error) {
	conn, err := sqlite.OpenConn(l.path, sqlite.OpenReadWrite)
	if err != nil {
		return nil, fmt.Errorf("store: %s: %w", l.path, err)
	}
	conn.SetInterrupt(ctx.Done())
	c := &liteConn{conn, map[string]*liteStmt{}}
	conn.SetBusyTimeout(busy)
	pragmas := []string{
		"page_size=4096", "journal_mode=WAL", l.sync, "foreign_keys=ON",
		"cache_size=-8192", "temp_store=MEMORY", "trusted_schema=OFF", "cell_size_check=ON", "query_only=ON",
	}
	if write {
		pragmas[len(pragmas)-1] = autoCheckpoint
		pragmas[4] = "cache_size=-32768"
	}
	for _, p := range pragmas {
		if err := c.pragma(p); err != nil {
			return nil, errors.Join(fmt.Errorf("store: %s: %w", l.path, err), conn.Close())
		}
	}
	conn.SetInterrupt(nil)
	l.mu.Lock()
	l.conns = append(l.conns, c)
	l.mu.Unlock()
	return c, nil
}

// pragma sets one, and sees that WAL was really granted.
func (c *liteConn) pragma(p string) error {
	stmt, _, err := c.PrepareTransient("PRAGMA " + p)
	if err != nil {
		return err
	}
	defer stmt.Finalize()
	for {
		row, err := stmt.Step()
		if err != nil || !row {
			return err
		}
		if p == "journal_mode=WAL" && stmt.ColumnText(0) != "wal" {
			return fmt.Errorf("journal mode %q, want wal", stmt.ColumnText(0))
		}
	}
}

func (l *lite) dialect() Dialect { return SQLite }

func (l *lite) close() error {
	l.tidy.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	var errs []error
	for _, c := range l.conns {
		for _, s := range c.statements {
			errs = append(errs, s.Finalize())
		}
		errs = append(errs, c.Close())
	}
	l.conns = nil
	return errors.Join(errs...)
}

func (l *lite) begin(ctx context.Context, write bool) (session, error) {
	home := l.read
	if write {
		home = l.write
	}
	var c *liteConn
	select {
	case c = <-home:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s := &liteTx{c: c, home: home, of: l}
	if err := s.begin(ctx, l, write); err != nil {
		home <- s.c
		return nil, fmt.Errorf("store: begin: %w", err)
	}
	return s, nil
}

// liteTx is a transaction on a connection that goes home when it ends.
type liteTx struct {
	c    *liteConn
	home chan *liteConn
	of   *lite
	sent int // bytes of rows
}

func (s *liteTx) begin(ctx context.Context, l *lite, write bool) (err error) {
	if s.c == nil {
		if s.c, err = l.connect(ctx, write); err != nil {
			return err
		}
	}
	s.c.SetInterrupt(ctx.Done())
	if write {
		_, err = s.exec("BEGIN IMMEDIATE", nil)
		return err
	}
	if _, err = s.exec("BEGIN", nil); err != nil {
		return err
	}
	// The snapshot is taken by the first read, not by BEGIN.
	if err = s.each("SELECT 1 FROM sqlite_schema LIMIT 1", nil, func(*Row) error { return nil }); err != nil {
		s.end("ROLLBACK")
	}
	return err
}

// bigCommit is as much as a commit may copy back from the log to the database by itself.
const bigCommit = 32 << 20

func (s *liteTx) commit() error {
	if s.sent > s.of.big {
		return s.commitBig()
	}
	return s.commitNow()
}

// commitBig leaves the log as it is, for it holds what was committed, and has it copied
// back behind the caller's back. Should that fail, the next commit does it.
func (s *liteTx) commitBig() error {
	if err := s.c.pragma("wal_autocheckpoint=0"); err != nil {
		s.rollback()
		return fmt.Errorf("store: commit: %w", err)
	}
	home := s.home
	s.home = make(chan *liteConn, 1) // kept back until it is as it was
	err := s.commitNow()
	c := <-s.home
	_ = c.pragma(autoCheckpoint) // no reason to say that the commit failed
	home <- c
	s.of.tidy.Go(s.of.checkpoint)
	return err
}

// checkpoint copies the log back over the connection of an idle reader.
func (l *lite) checkpoint() {
	c := <-l.read
	if c == nil {
		var err error
		if c, err = l.connect(context.Background(), false); err != nil {
			l.read <- nil
			return
		}
	}
	_ = c.pragma("wal_checkpoint(PASSIVE)")
	l.read <- c
}

func (s *liteTx) commitNow() error {
	err := s.end("COMMIT")
	if err != nil && !s.c.AutocommitEnabled() {
		return errors.Join(fmt.Errorf("store: commit: %w", err), s.finish("ROLLBACK"))
	}
	s.home <- s.c
	if err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	return nil
}

func (s *liteTx) rollback() { _ = s.finish("ROLLBACK") } // SQLite may have rolled back by itself

func (s *liteTx) finish(how string) error {
	err := s.end(how)
	s.home <- s.c
	return err
}

// end is not to be interrupted: its outcome must be known.
func (s *liteTx) end(how string) error {
	s.c.SetInterrupt(nil)
	_, err := s.exec(how, nil)
	return err
}

// prepare gives the kept statement of a query, or a passing one while that is in use
// further up the stack; release puts it back.
func (c *liteConn) prepare(query string) (*liteStmt, error) {
	if s := c.statements[query]; s != nil && !s.busy {
		s.busy = true
		return s, nil
	}
	stmt, rest, err := c.PrepareTransient(query)
	if err != nil {
		return nil, err
	}
	if rest > 0 && strings.Trim(query[len(query)-rest:], " \t\n;") != "" {
		return nil, errors.Join(errors.New("more than one statement"), stmt.Finalize())
	}
	s := &liteStmt{Stmt: stmt, order: make([]int, stmt.BindParamCount()), busy: true}
	for i := range s.order {
		// SQLite numbers $2 by where it first stands, not by its digit: bind by name.
		if stmt.BindParamName(i+1) == "" { // "?", of a Bulk
			s.order[i] = i
			continue
		}
		n, err := strconv.Atoi(strings.TrimPrefix(stmt.BindParamName(i+1), "$"))
		if err != nil || n < 1 {
			return nil, errors.Join(fmt.Errorf("parameter %q, want $n", stmt.BindParamName(i+1)), stmt.Finalize())
		}
		s.order[i] = n - 1
	}
	if _, kept := c.statements[query]; !kept {
		c.statements[query] = s
	}
	return s, nil
}

// release makes the statement ready for its next use. Reset repeats the error of the
// step before it, which has been told already.
func (c *liteConn) release(query string, s *liteStmt) {
	_ = s.Reset()
	if c.statements[query] == s {
		s.busy = false
		return
	}
	_ = s.Finalize()
}

func (s *liteStmt) bind(args []any) error {
	for i, n := range s.order {
		if n >= len(args) {
			return fmt.Errorf("$%d has no argument (%d given)", n+1, len(args))
		}
		switch a := args[n].(type) {
		case nil:
			s.BindNull(i + 1)
		case int64:
			s.BindInt64(i+1, a)
		case string:
			s.BindText(i+1, a)
		case []byte:
			s.BindBytes(i+1, a)
		}
	}
	return nil
}

func (s *liteTx) exec(query string, args []any) (int64, error) {
	stmt, err := s.c.prepare(query)
	if err != nil {
		return 0, err
	}
	defer s.c.release(query, stmt)
	if err := stmt.bind(args); err != nil {
		return 0, err
	}
	for {
		row, err := stmt.Step()
		if err != nil {
			return 0, err
		}
		if !row {
			return int64(s.c.Changes()), nil
		}
	}
}

func (s *liteTx) each(query string, args []any, fn func(*Row) error) error {
	stmt, err := s.c.prepare(query)
	if err != nil {
		return err
	}
	defer s.c.release(query, stmt)
	if err := stmt.bind(args); err != nil {
		return err
	}
	row := &Row{lite: stmt.Stmt}
	for {
		more, err := stmt.Step()
		if err != nil || !more {
			return err
		}
		if err := fn(row); err != nil {
			return err
		}
	}
}

// walk has nothing to say: SQLite reads tables in the order asked for.
func (s *liteTx) walk(query string, args []any, fn func(*Row) error) error {
	return s.each(query, args, fn)
}

func (s *liteTx) insert(b batch) error {
	s.sent += len(b.arena) + 8*len(b.values)
	wide, rows := len(b.columns), bulkRows
	for from := 0; from < len(b.values); {
		for rows > (len(b.values)-from)/wide {
			rows /= 2 // 128, then halves: eight statements do for any number of rows
		}
		if err := s.insertRows(b, b.values[from:from+rows*wide], rows); err != nil {
			return err
		}
		from += rows * wide
	}
	return nil
}

func (s *liteTx) insertRows(b batch, values []value, rows int) error {
	query := b.query(rows)
	stmt, err := s.c.prepare(query)
	if err != nil {
		return err
	}
	defer s.c.release(query, stmt)
	for i, v := range values {
		if v.kind != isText && stmt.short != nil {
			stmt.short[i].size = 0
		}
		switch v.kind {
		case isNull:
			stmt.BindNull(i + 1)
		case isInt:
			stmt.BindInt64(i+1, v.n)
		case isText:
			stmt.bindText(i, b.arena[v.at:int64(v.at)+v.n])
		case isBlob:
			stmt.BindBytes(i+1, b.arena[v.at:int64(v.at)+v.n])
		}
	}
	_, err = stmt.Step()
	return err
}

// query is the INSERT for a number of rows, with parameters in rising order: without names,
// which SQLite would look up one by one. OR FAIL spares it a copy of each page that the
// statement touches, kept to undo the statement alone: a Bulk that has failed refuses the
// commit, so the whole transaction is undone.
func (b *Bulk) query(rows int) string {
	if q, ok := b.queries[rows]; ok {
		return q
	}
	row := "(" + strings.Repeat("?, ", len(b.columns)-1) + "?)"
	q := "INSERT OR FAIL INTO " + b.table + " (" + strings.Join(b.columns, ", ") + ") VALUES " + strings.Repeat(row+", ", rows-1) + row
	if b.queries == nil {
		b.queries = map[int]string{}
	}
	b.queries[rows] = q
	return q
}

func (s *liteTx) add(table, key string, columns []string, keys []int64, deltas [][]int64) error {
	sets := make([]string, len(columns))
	for i, c := range columns {
		sets[i] = fmt.Sprintf("%s = %s + $%d", c, c, i+1)
	}
	query := fmt.Sprintf("UPDATE %s SET %s WHERE %s = $%d", table, strings.Join(sets, ", "), key, len(columns)+1)
	stmt, err := s.c.prepare(query)
	if err != nil {
		return err
	}
	defer s.c.release(query, stmt)
	for i, k := range keys {
		for c := range deltas {
			stmt.BindInt64(c+1, deltas[c][i])
		}
		stmt.BindInt64(len(columns)+1, k)
		if _, err := stmt.Step(); err != nil {
			return err
		}
		if s.c.Changes() != 1 {
			return fmt.Errorf("%w: %s %d", ErrMissing, key, k)
		}
		if err := stmt.Reset(); err != nil {
			return err
		}
	}
	return nil
}

// script runs statements one after another; a trigger's body is one statement.
func (s *liteTx) script(text string) error {
	for strings.TrimSpace(text) != "" {
		stmt, rest, err := s.c.PrepareTransient(text)
		if err != nil {
			return fmt.Errorf("%s: %w", brief(text), err)
		}
		if stmt.ColumnCount() >= 0 {
			if _, err = stmt.Step(); err != nil {
				err = fmt.Errorf("%s: %w", brief(text), err)
			}
		}
		if err := errors.Join(err, stmt.Finalize()); err != nil {
			return err
		}
		text = text[len(text)-rest:]
	}
	return nil
}
