package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"zombiezen.com/go/sqlite"
)

// Scratch makes a SQLite file that is not there yet hold all that this database holds, from
// one snapshot: other readers and the writer go on meanwhile, and this database is only read.
// Nobody will need it after a power cut, so its commits do not wait for the disk. A
// simulation runs on one. The caller closes it.
func (db *DB) Scratch(ctx context.Context, path string) (*DB, error) {
	if err := makeFile(path); err != nil {
		return nil, fmt.Errorf("store: scratch copy: %w", err)
	}
	if db.Dialect() == SQLite {
		if err := db.backup(ctx, path); err != nil {
			return nil, fmt.Errorf("store: scratch copy: %w", err)
		}
	}
	engine, err := openLite(ctx, path, false, "synchronous=OFF")
	if err != nil {
		return nil, err
	}
	to := &DB{engine: engine}
	if db.Dialect() == SQLite {
		return to, nil
	}
	if err = to.Migrate(ctx); err == nil {
		err = db.View(ctx, func(from *Tx) error {
			return to.Update(ctx, func(into *Tx) error { return (&copying{from, into}).all() })
		})
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: scratch copy: %w", err), to.Close())
	}
	return to, nil
}

// copying is one snapshot of PostgreSQL on its way into one transaction of SQLite.
type copying struct{ from, into *Tx }

// all copies every table, those first that others refer to. The triggers of the copy
// stand aside meanwhile: they guard what people and programs do, and these rows have
// passed them once.
func (c *copying) all() error {
	tables, err := c.tables()
	if err != nil {
		return err
	}
	guards, err := c.lift()
	if err != nil {
		return err
	}
	for _, table := range slices.Backward(tables) { // what the schema itself has written comes from the original
		if _, err := c.into.Exec(`DELETE FROM ` + table); err != nil {
			return err
		}
	}
	for _, table := range tables {
		if err := c.table(table); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
	}
	for _, statement := range guards {
		if _, err := c.into.Exec(statement); err != nil {
			return err
		}
	}
	return nil
}

// tables gives the tables in an order in which each comes after those it refers to. Both
// databases must be of one schema, for their rows to mean the same.
func (c *copying) tables() (order []string, err error) {
	here, err := schemaSteps(c.from)
	if err != nil {
		return nil, err
	}
	there, err := schemaSteps(c.into)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(here, there) {
		return nil, fmt.Errorf("its schema has the steps %v, this program knows %v: bring the original up to date first", here, there)
	}
	all, err := c.into.Tables()
	if err != nil {
		return nil, err
	}
	done := map[string]bool{"store_schema": true} // its digests are of the dialect
	var place func(table string) error
	place = func(table string) error {
		if done[table] {
			return nil
		}
		done[table] = true
		parents, err := c.parents(table)
		for _, parent := range parents {
			if err == nil {
				err = place(parent)
			}
		}
		order = append(order, table)
		return err
	}
	for _, table := range all {
		if err := place(table); err != nil {
			return nil, err
		}
	}
	return order, nil
}

func schemaSteps(tx *Tx) (names []string, err error) {
	err = tx.Each(`SELECT name FROM store_schema ORDER BY number`, nil, func(r *Row) error {
		names = append(names, r.Text(0))
		return nil
	})
	return names, err
}

// parents gives the tables that a table refers to.
func (c *copying) parents(table string) (names []string, err error) {
	err = c.into.Each(`SELECT DISTINCT "table" FROM pragma_foreign_key_list($1) ORDER BY 1`, []any{table}, func(r *Row) error {
		names = append(names, r.Text(0))
		return nil
	})
	return names, err
}

// lift takes triggers away, and gives the statements that bring them back.
func (c *copying) lift() (back []string, err error) {
	var away []string
	err = c.into.Each(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid`, nil, func(r *Row) error {
		away, back = append(away, `DROP TRIGGER `+r.Text(0)), append(back, r.Text(1))
		return nil
	})
	for _, statement := range away {
		if err == nil {
			_, err = c.into.Exec(statement)
		}
	}
	return back, err
}

// table copies the rows of one table in order of its first column, as they were written:
// so a row may refer to an earlier one of its own table.
func (c *copying) table(name string) error {
	columns, err := c.columnsOf(name)
	if err != nil {
		return err
	}
	bulk := c.into.Bulk(name, columns...)
	var text []byte
	err = c.from.Each(`SELECT `+strings.Join(columns, ", ")+` FROM `+name+` ORDER BY 1`, nil, func(r *Row) error {
		for i := range columns {
			switch {
			case r.Null(i):
				bulk.Null()
			case r.isNumber(i):
				bulk.Int(r.Int(i))
			case r.isBytes(i):
				text = r.AppendText(i, text[:0])
				bulk.Blob(text)
			default:
				text = r.AppendText(i, text[:0])
				bulk.TextBytes(text)
			}
		}
		return bulk.End()
	})
	if err != nil {
		return err
	}
	return bulk.Flush()
}

// columnsOf gives the columns of a table in their order.
func (c *copying) columnsOf(table string) (names []string, err error) {
	err = c.into.Each(`SELECT name FROM pragma_table_info($1) ORDER BY cid`, []any{table}, func(r *Row) error {
		names = append(names, r.Text(0))
		return nil
	})
	return names, err
}

// backupPages is how many pages are copied between two looks at the context.
const backupPages = 4096

// backup copies a SQLite database page by page (https://www.sqlite.org/backup.html). The
// reader's snapshot is held throughout, so that a commit meanwhile does not start it anew.
func (db *DB) backup(ctx context.Context, path string) error {
	s, err := db.engine.begin(ctx, false)
	if err != nil {
		return err
	}
	defer s.rollback()
	to, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		return err
	}
	defer to.Close()
	b, err := sqlite.NewBackup(to, "main", s.(*liteTx).c.Conn, "main")
	if err != nil {
		return err
	}
	defer b.Close()
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if more, err = b.Step(backupPages); err != nil {
			return err
		}
	}
	return nil
}
