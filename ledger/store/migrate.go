package store

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
)

// The schema is one numbered file for each room, NNNN_room.sql in the common subset,
// and beside it NNNN_room.sqlite.sql or NNNN_room.postgres.sql for what must differ:
// triggers.
//
//go:embed schema/*.sql
var schema embed.FS

// step is one numbered part of the schema.
type step struct {
	number int64
	name   string
	common string
	own    string // of this dialect
	digest string // over the files, so that a changed one is noticed
}

// steps reads the embedded schema in order of number.
func steps(d Dialect) ([]step, error) {
	files, err := fs.Glob(schema, "schema/*.sql")
	if err != nil {
		return nil, err
	}
	var list []step
	for _, file := range files { // Glob sorts: 0001_book.postgres.sql, .sql, .sqlite.sql
		base := strings.TrimSuffix(strings.TrimPrefix(file, "schema/"), ".sql")
		name, dialect, _ := strings.Cut(base, ".")
		number, err := strconv.ParseInt(name[:min(4, len(name))], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("store: schema file %s: want NNNN_room.sql", file)
		}
		text, err := schema.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 || list[len(list)-1].name != name {
			list = append(list, step{number: number, name: name})
		}
		s := &list[len(list)-1]
		switch dialect {
		case "":
			s.common = string(text)
		case d.String():
			s.own = string(text)
		}
	}
	for i := range list {
		sum := sha256.Sum256([]byte(list[i].common + "\x00" + list[i].own))
		list[i].digest = hex.EncodeToString(sum[:])
	}
	return list, nil
}

// Migrate brings the schema up to what this program knows, in one transaction. A step
// that has been applied stays as it was: a changed file is an error, a change of
// schema is a new step.
func (db *DB) Migrate(ctx context.Context) error {
	list, err := steps(db.Dialect())
	if err != nil {
		return err
	}
	return db.Update(ctx, func(tx *Tx) error {
		if err := tx.s.script(ours(db.Dialect(), bookkeeping)); err != nil {
			return fmt.Errorf("store: migrate: %w", err)
		}
		applied, err := applied(tx)
		if err != nil {
			return err
		}
		for _, s := range list {
			if err := s.apply(tx, applied[s.number]); err != nil {
				return err
			}
		}
		return nil
	})
}

const bookkeeping = `
CREATE TABLE IF NOT EXISTS store_schema (number BIGINT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS store_once (key TEXT NOT NULL PRIMARY KEY);
`

// applied gives the digest of each step that stands in the database.
func applied(tx *Tx) (map[int64]string, error) {
	digests := map[int64]string{}
	err := tx.Each(`SELECT number, digest FROM store_schema`, nil, func(r *Row) error {
		digests[r.Int(0)] = r.Text(1)
		return nil
	})
	return digests, err
}

func (s step) apply(tx *Tx, applied string) error {
	switch applied {
	case s.digest:
		return nil
	case "":
	default:
		return fmt.Errorf("store: schema step %s was changed after it had been applied here", s.name)
	}
	for _, text := range []string{ours(tx.dialect, s.common), s.own} {
		if err := tx.s.script(text); err != nil {
			return fmt.Errorf("store: schema step %s: %w", s.name, err)
		}
	}
	_, err := tx.Exec(`INSERT INTO store_schema (number, name, digest) VALUES ($1, $2, $3)`, s.number, s.name, s.digest)
	return err
}

// refuseNewer keeps an old program away from a database that a later one has changed.
func (db *DB) refuseNewer(ctx context.Context) error {
	list, err := steps(db.Dialect())
	if err != nil {
		return err
	}
	known := map[int64]bool{}
	for _, s := range list {
		known[s.number] = true
	}
	catalogue := `SELECT 1 FROM sqlite_schema WHERE name = $1`
	if db.Dialect() == Postgres {
		catalogue = `SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = $1`
	}
	return db.View(ctx, func(tx *Tx) error {
		there, err := tx.One(catalogue, []any{"store_schema"}, nil)
		if err != nil || !there {
			return err
		}
		return tx.Each(`SELECT number, name FROM store_schema ORDER BY number`, nil, func(r *Row) error {
			if !known[r.Int(0)] {
				return fmt.Errorf("%w: it has step %s", ErrNewer, r.Text(1))
			}
			return nil
		})
	})
}

var (
	column  = regexp.MustCompile(`([(,]\s*[a-z_0-9]+\s+)TEXT\b`)
	integer = regexp.MustCompile(`\bBIGINT\b`)
	blob    = regexp.MustCompile(`\bBYTEA\b`)
)

// ours turns a file in the common subset into the dialect's own: SQLite's STRICT tables
// want INTEGER and BLOB, WITHOUT ROWID is for SQLite alone, and PostgreSQL's texts are to sort by their bytes as SQLite's do.
func ours(d Dialect, common string) string {
	var out strings.Builder
	for _, s := range statements(common) {
		table := strings.HasPrefix(s, "CREATE TABLE")
		s, clustered := strings.CutSuffix(s, " WITHOUT ROWID")
		switch {
		case d == Postgres && table:
			s = column.ReplaceAllString(s, `${1}TEXT COLLATE "C"`)
		case d == SQLite:
			s = blob.ReplaceAllString(integer.ReplaceAllString(s, "INTEGER"), "BLOB")
			if table {
				s += " STRICT"
			}
			if clustered {
				s += ", WITHOUT ROWID"
			}
		}
		out.WriteString(s + ";\n")
	}
	return out.String()
}

// statements cuts a script at its semicolons, minding 'quotes' and $$bodies$$, and
// drops comments.
func statements(text string) []string {
	var list []string
	var s strings.Builder
	quote := ""
	for i := 0; i < len(text); i++ {
		rest := text[i:]
		switch {
		case quote != "" && strings.HasPrefix(rest, quote):
			s.WriteString(quote)
			i += len(quote) - 1
			quote = ""
		case quote != "":
			s.WriteByte(text[i])
		case strings.HasPrefix(rest, "--"):
			i += strings.IndexByte(rest+"\n", '\n') - 1
		case rest[0] == '\'', strings.HasPrefix(rest, "$$"):
			quote = rest[:1]
			if rest[0] == '$' {
				quote = "$$"
			}
			s.WriteString(quote)
			i += len(quote) - 1
		case rest[0] == ';':
			if t := strings.TrimSpace(s.String()); t != "" {
				list = append(list, t)
			}
			s.Reset()
		default:
			s.WriteByte(text[i])
		}
	}
	if t := strings.TrimSpace(s.String()); t != "" {
		list = append(list, t)
	}
	return list
}
