package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// writerLock is the advisory lock of the one writer: "giro" in ASCII. Locks belong
	// to one database, so two books on a server do not meet.
	writerLock = 0x6769726f
	// endWait is how long COMMIT or ROLLBACK may take; past it the outcome is in doubt.
	endWait = 30 * time.Second
)

// server is a PostgreSQL database behind a small pool of connections.
type server struct{ pool *pgxpool.Pool }

func openPostgres(ctx context.Context, dsn string) (engine, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err) // pgx hides the password
	}
	// Parameters travel apart from the statement, always (CVE-2026-41889 was the other way).
	if config.ConnConfig.DefaultQueryExecMode != pgx.QueryExecModeCacheStatement {
		return nil, errors.New("store: default_query_exec_mode is not for us to change: leave it out")
	}
	config.MaxConns = 1 + readers
	config.ConnConfig.RuntimeParams["application_name"] = "girod"
	config.ConnConfig.RuntimeParams["synchronous_commit"] = "on"
	config.AfterConnect = refusePooler
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("store: %w", err)
	}
	return &server{pool}, nil
}

// refusePooler finds a pooler between us and the server: it hands out a process number
// of its own. Behind one that shares connections between transactions, session settings
// and prepared statements belong to somebody else (RELIABILITY.md 2.5, case 51).
func refusePooler(ctx context.Context, conn *pgx.Conn) error {
	var pid uint32
	if err := conn.QueryRow(ctx, "SELECT pg_backend_pid()").Scan(&pid); err != nil {
		return err
	}
	if pid != conn.PgConn().PID() {
		return errors.New("store: a connection pooler stands before PostgreSQL: connect to the server itself")
	}
	return nil
}

func (v *server) dialect() Dialect { return Postgres }

func (v *server) close() error {
	v.pool.Close()
	return nil
}

// begin opens a transaction. The writer takes its lock in a statement of its own, so
// that the next one already sees what the last writer committed.
func (v *server) begin(ctx context.Context, write bool) (session, error) {
	conn, err := v.pool.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: begin: %w", err)
	}
	s := &serverTx{ctx: ctx, conn: conn}
	if write {
		if _, err = s.exec("BEGIN ISOLATION LEVEL READ COMMITTED", nil); err == nil {
			err = s.each("SELECT pg_advisory_xact_lock($1)", []any{int64(writerLock)}, func(*Row) error { return nil })
		}
	} else {
		if _, err = s.exec("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", nil); err == nil {
			_, err = s.exec("SELECT 1", nil) // the snapshot is taken by the first query, not by BEGIN
		}
	}
	if err != nil {
		s.rollback()
		return nil, fmt.Errorf("store: begin: %w", err)
	}
	return s, nil
}

// serverTx is a transaction on a connection of the pool.
type serverTx struct {
	ctx    context.Context
	conn   *pgxpool.Conn
	active *pgRows // a query whose rows still stream
	buffer []byte  // COPY's rows
}

// pgRows streams a query's rows. A connection serves one query at a time, so when
// another statement comes before the last row, what is left is kept in memory first.
type pgRows struct {
	rows   pgx.Rows
	types  *pgtype.Map
	fields []pgconn.FieldDescription
	values [][]byte
	kept   [][][]byte
	whole  bool // all that remains is in kept
}

func (p *pgRows) next() bool {
	if !p.whole {
		if !p.rows.Next() {
			return false
		}
		p.values = p.rows.RawValues()
		return true
	}
	if len(p.kept) == 0 {
		return false
	}
	p.values, p.kept = p.kept[0], p.kept[1:]
	return true
}

func (p *pgRows) keep() error {
	p.values = cloned(p.values)
	for p.rows.Next() {
		p.kept = append(p.kept, cloned(p.rows.RawValues()))
	}
	p.whole = true
	return p.rows.Err()
}

// cloned copies a row out of the connection's buffer; NULL stays nil.
func cloned(values [][]byte) [][]byte {
	out := make([][]byte, len(values))
	for i, v := range values {
		if v != nil {
			out[i] = append([]byte{}, v...)
		}
	}
	return out
}

// free makes the connection ready for another statement.
func (s *serverTx) free() error {
	p := s.active
	if p == nil {
		return nil
	}
	s.active = nil
	return p.keep()
}

func (s *serverTx) exec(query string, args []any) (int64, error) {
	if err := s.free(); err != nil {
		return 0, err
	}
	if len(args) == 0 { // pgx would fall back to the simple protocol here
		r := s.conn.Conn().PgConn().ExecParams(s.ctx, query, nil, nil, nil, nil).Read()
		return r.CommandTag.RowsAffected(), r.Err
	}
	tag, err := s.conn.Exec(s.ctx, query, args...)
	return tag.RowsAffected(), err
}

func (s *serverTx) each(query string, args []any, fn func(*Row) error) error {
	if err := s.free(); err != nil {
		return err
	}
	rows, err := s.conn.Query(s.ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	p := &pgRows{rows: rows, types: s.conn.Conn().TypeMap(), fields: rows.FieldDescriptions()}
	s.active = p
	defer func() {
		if s.active == p {
			s.active = nil
		}
	}()
	row := &Row{pg: p}
	for p.next() {
		if err := fn(row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// walk keeps the planner from what it does with tables it has not counted yet: to look each
// row of one up in the other, and sort them all. Their keys are the order they lie in.
func (s *serverTx) walk(query string, args []any, fn func(*Row) error) error {
	const ways = `SELECT set_config('enable_sort', $1, true), set_config('enable_hashjoin', $1, true), set_config('enable_nestloop', $1, true)`
	none := func(*Row) error { return nil }
	if err := s.each(ways, []any{"off"}, none); err != nil {
		return err
	}
	err := s.each(query, args, fn)
	if back := s.each(ways, []any{"on"}, none); err == nil {
		err = back
	}
	return err
}

// insert sends the rows by COPY in its binary form: a header, for each row the number
// of its columns, for each column a length (-1 for NULL) and its bytes.
// https://www.postgresql.org/docs/current/sql-copy.html, Binary Format
func (s *serverTx) insert(b batch) error {
	if err := s.free(); err != nil {
		return err
	}
	out := append(s.buffer[:0], "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"...)
	for i, v := range b.values {
		if i%len(b.columns) == 0 {
			out = binary.BigEndian.AppendUint16(out, uint16(len(b.columns)))
		}
		switch v.kind {
		case isNull:
			out = append(out, 0xff, 0xff, 0xff, 0xff)
		case isInt:
			out = append(out, 0, 0, 0, 8)
			out = binary.BigEndian.AppendUint64(out, uint64(v.n))
		default:
			out = binary.BigEndian.AppendUint32(out, uint32(v.n))
			out = append(out, b.arena[v.at:int64(v.at)+v.n]...)
		}
	}
	out = append(out, 0xff, 0xff)
	s.buffer = out
	query := "COPY " + b.table + " (" + strings.Join(b.columns, ", ") + ") FROM STDIN (FORMAT binary)"
	_, err := s.conn.Conn().PgConn().CopyFrom(s.ctx, &reader{out}, query)
	return err
}

// reader is bytes.Reader without its WriterTo, which COPY has no use for.
type reader struct{ rest []byte }

func (r *reader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func (s *serverTx) add(table, key string, columns []string, keys []int64, deltas [][]int64) error {
	if err := s.free(); err != nil {
		return err
	}
	args := []any{keys}
	sets, arrays, names := make([]string, len(columns)), "$1::bigint[]", "key"
	for i, c := range columns {
		sets[i] = fmt.Sprintf("%s = %s.%s + d%d", c, table, c, i)
		arrays += fmt.Sprintf(", $%d::bigint[]", i+2)
		names += fmt.Sprintf(", d%d", i)
		args = append(args, deltas[i])
	}
	query := fmt.Sprintf("UPDATE %s SET %s FROM unnest(%s) AS delta (%s) WHERE %s.%s = delta.key",
		table, strings.Join(sets, ", "), arrays, names, table, key)
	// Planned for its arrays the server would read the whole table for each batch, to hash
	// it; planned without them it looks each key up, in order.
	if _, err := s.exec("SET LOCAL plan_cache_mode = force_generic_plan", nil); err != nil {
		return err
	}
	tag, err := s.conn.Exec(s.ctx, query, args...)
	if err != nil {
		return err
	}
	if _, err := s.exec("SET LOCAL plan_cache_mode = auto", nil); err != nil {
		return err
	}
	if n := tag.RowsAffected(); n != int64(len(keys)) {
		return fmt.Errorf("%w: %d of %d keys %s", ErrMissing, int64(len(keys))-n, len(keys), key)
	}
	return nil
}

func (s *serverTx) script(text string) error {
	for _, statement := range statements(text) {
		if _, err := s.exec(statement, nil); err != nil {
			return fmt.Errorf("%s: %w", brief(statement), err)
		}
	}
	return nil
}

// commit does not follow the caller's context: once asked, the outcome must be known.
// The server's own refusal is certain; a broken connection is a doubt, and COMMIT is
// not asked again (RELIABILITY.md 2.5, case 50).
func (s *serverTx) commit() error {
	if err := s.free(); err != nil {
		s.rollback()
		return err
	}
	defer s.conn.Release() // the pool drops a connection that is broken or still in a transaction
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), endWait)
	defer cancel()
	r := s.conn.Conn().PgConn().ExecParams(ctx, "COMMIT", nil, nil, nil, nil).Read()
	var refused *pgconn.PgError
	switch {
	case r.Err == nil && r.CommandTag.String() == "COMMIT":
		return nil
	case r.Err == nil: // "ROLLBACK": a statement had failed before and fn hid it
		return errors.New("store: commit: the server rolled back, a statement before had failed")
	case errors.As(r.Err, &refused) && !broken(refused):
		return fmt.Errorf("store: commit: %w", r.Err)
	}
	return fmt.Errorf("%w: %w", ErrDoubt, r.Err)
}

// broken tells a server that ended the connection (class 57, operator intervention, and
// 08, connection) from one that refused the commit.
func broken(e *pgconn.PgError) bool {
	return strings.HasPrefix(e.Code, "57") || strings.HasPrefix(e.Code, "08")
}

func (s *serverTx) rollback() {
	defer s.conn.Release()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), endWait)
	defer cancel()
	if p := s.active; p != nil {
		p.rows.Close()
		s.active = nil
	}
	// A failure leaves the connection unusable; the pool sees that and closes it, which
	// rolls back as well.
	s.conn.Conn().PgConn().ExecParams(ctx, "ROLLBACK", nil, nil, nil, nil).Read()
}
