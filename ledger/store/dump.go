package store

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5/pgtype"
	"zombiezen.com/go/sqlite"
)

// Tables gives the names of all tables, in order of name.
func (tx *Tx) Tables() (names []string, err error) {
	query := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`
	if tx.Dialect() == Postgres {
		query = `SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename`
	}
	err = tx.Each(query, nil, func(r *Row) error {
		names = append(names, r.Text(0))
		return nil
	})
	return names, err
}

// DumpTable writes every row of a table as one JSON object a line, ordered by its first
// column, for readers that know nothing of us. Bytes are written in hex.
func (tx *Tx) DumpTable(table string, w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	known, err := tx.Tables()
	if err != nil {
		return err
	}
	for _, name := range known {
		if name != table {
			continue
		}
		return tx.Each(`SELECT * FROM `+name+` ORDER BY 1`, nil, func(r *Row) error {
			row := make(map[string]any, r.columns())
			for i := range r.columns() {
				row[r.name(i)] = r.value(i)
			}
			return e.Encode(row)
		})
	}
	return fmt.Errorf("store: no table %q", table)
}

func (r *Row) columns() int {
	if r.lite != nil {
		return r.lite.ColumnCount()
	}
	return len(r.pg.fields)
}

func (r *Row) name(i int) string {
	if r.lite != nil {
		return r.lite.ColumnName(i)
	}
	return r.pg.fields[i].Name
}

// value gives a column as JSON can hold it.
func (r *Row) value(i int) any {
	switch {
	case r.Null(i):
		return nil
	case r.isNumber(i):
		return r.Int(i)
	case r.isBytes(i):
		return hex.EncodeToString(r.Bytes(i))
	}
	return r.Text(i)
}

func (r *Row) isNumber(i int) bool {
	if r.lite != nil {
		return r.lite.ColumnType(i) == sqlite.TypeInteger
	}
	switch r.pg.fields[i].DataTypeOID {
	case pgtype.Int8OID, pgtype.Int4OID, pgtype.NumericOID, pgtype.BoolOID:
		return true
	}
	return false
}

func (r *Row) isBytes(i int) bool {
	if r.lite != nil {
		return r.lite.ColumnType(i) == sqlite.TypeBlob
	}
	return r.pg.fields[i].DataTypeOID == pgtype.ByteaOID
}
