package store

import (
	"encoding/binary"
	"strconv"

	"github.com/jackc/pgx/v5/pgtype"
	"zombiezen.com/go/sqlite"

	"girod/formats/date"
)

// Row is the row Each stands on; columns count from 0. A NULL reads as 0, "" or nil.
type Row struct {
	lite *sqlite.Stmt
	pg   *pgRows
}

// Int gives a whole number; SUM over BIGINT is one on both databases.
func (r *Row) Int(i int) int64 {
	if r.lite != nil {
		return r.lite.ColumnInt64(i)
	}
	return r.pg.int(i)
}

// Bool tells whether a number is not 0, or a truth value true.
func (r *Row) Bool(i int) bool { return r.Int(i) != 0 }

// Date gives a day kept as yyyymmdd.
func (r *Row) Date(i int) date.Date { return date.Date(r.Int(i)) }

// Text gives a text.
func (r *Row) Text(i int) string {
	if r.lite != nil {
		return r.lite.ColumnText(i)
	}
	return string(r.pg.values[i])
}

// AppendText adds a text or the bytes of a BYTEA to b, without allocating when b has room.
func (r *Row) AppendText(i int, b []byte) []byte {
	if r.lite == nil {
		return append(b, r.pg.values[i]...)
	}
	n := r.lite.ColumnLen(i)
	for cap(b)-len(b) < n {
		b = append(b[:cap(b)], 0)[:len(b)]
	}
	return b[:len(b)+r.lite.ColumnBytes(i, b[len(b):len(b)+n])]
}

// Bytes gives a copy of a BYTEA.
func (r *Row) Bytes(i int) []byte {
	if r.Null(i) {
		return nil
	}
	return r.AppendText(i, []byte{})
}

// Null tells whether the column is NULL.
func (r *Row) Null(i int) bool {
	if r.lite != nil {
		return r.lite.ColumnIsNull(i)
	}
	return r.pg.values[i] == nil
}

// int decodes the number types PostgreSQL answers with, numeric for a SUM included.
func (p *pgRows) int(i int) int64 {
	v, field := p.values[i], p.fields[i]
	switch {
	case v == nil:
		return 0
	case field.Format == pgtype.TextFormatCode:
		n, _ := strconv.ParseInt(string(v), 10, 64)
		return n
	}
	switch field.DataTypeOID {
	case pgtype.Int8OID:
		return int64(binary.BigEndian.Uint64(v))
	case pgtype.Int4OID:
		return int64(int32(binary.BigEndian.Uint32(v)))
	case pgtype.BoolOID:
		return int64(v[0])
	}
	var n pgtype.Numeric
	if p.types.Scan(field.DataTypeOID, field.Format, v, &n) != nil {
		return 0
	}
	whole, err := n.Int64Value()
	if err != nil {
		return 0
	}
	return whole.Int64
}
