package store

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// bulkBytes is how much a Bulk holds before it sends its rows on by itself.
const bulkBytes = 1 << 20

// Bulk gathers rows for one table. Give a row's values in the order of the columns,
// then End; Flush before the transaction ends (a commit with rows left is refused).
// Its buffers are reused, so a row costs no allocation.
type Bulk struct {
	tx      *Tx
	table   string
	columns []string
	queries map[int]string // SQLite's INSERT by number of rows
	values  []value
	arena   []byte
	err     error
}

type kind int8

const (
	isNull kind = iota
	isInt
	isText
	isBlob
)

// value is a number, or a span of the arena.
type value struct {
	n    int64 // the number, or the length
	at   int32
	kind kind
}

// Bulk starts a buffered insert.
func (tx *Tx) Bulk(table string, columns ...string) *Bulk {
	b := &Bulk{tx: tx, table: table, columns: columns}
	b.err = identifiers(append([]string{table}, columns...)...)
	if !tx.write {
		b.err = ErrReadOnly
	}
	tx.bulks = append(tx.bulks, b)
	return b
}

// Int adds a number, a day or a truth value to the row.
func (b *Bulk) Int(v int64) *Bulk {
	b.values = append(b.values, value{n: v, kind: isInt})
	return b
}

// Text adds a text.
func (b *Bulk) Text(v string) *Bulk {
	b.arena = append(b.arena, v...)
	return b.span(isText, len(v))
}

// TextBytes adds a text given as bytes, which are copied.
func (b *Bulk) TextBytes(v []byte) *Bulk {
	b.arena = append(b.arena, v...)
	return b.span(isText, len(v))
}

// Blob adds bytes, which are copied.
func (b *Bulk) Blob(v []byte) *Bulk {
	b.arena = append(b.arena, v...)
	return b.span(isBlob, len(v))
}

// Null adds NULL.
func (b *Bulk) Null() *Bulk {
	b.values = append(b.values, value{})
	return b
}

// IntOrNull adds a number, or NULL for 0: an id that is not there.
func (b *Bulk) IntOrNull(v int64) *Bulk {
	if v == 0 {
		return b.Null()
	}
	return b.Int(v)
}

func (b *Bulk) span(k kind, n int) *Bulk {
	at := len(b.arena) - n
	if k == isText && b.err == nil {
		b.err = checkBytes(b.arena[at:])
	}
	b.values = append(b.values, value{n: int64(n), at: int32(at), kind: k})
	return b
}

func checkBytes(text []byte) error {
	if !utf8.Valid(text) || slices.Contains(text, 0) {
		return fmt.Errorf("store: %.40q is not UTF-8 text without NUL", text)
	}
	return nil
}

// End finishes a row.
func (b *Bulk) End() error {
	if b.err == nil && len(b.values)%len(b.columns) != 0 {
		b.err = fmt.Errorf("store: a row for %s has not %d values", b.table, len(b.columns))
	}
	if b.err != nil {
		return b.err
	}
	// Only at a whole number of SQLite's INSERTs, so that few kinds of them are prepared.
	if len(b.arena)+16*len(b.values) >= bulkBytes && len(b.values)%(len(b.columns)*bulkRows) == 0 {
		return b.Send()
	}
	return nil
}

// Flush sends the rows gathered so far; queries see them only then.
func (b *Bulk) Flush() error {
	if b.err != nil {
		return b.err
	}
	if b.err = b.tx.behind.wait(); b.err == nil && len(b.values) > 0 {
		b.err = batch{b, b.values, b.arena}.insert(b.tx.s)
	}
	b.values, b.arena = b.values[:0], b.arena[:0]
	return b.err
}

// Send is Flush that does not wait: the rows are on their way, before all that is asked
// of the database from now on, and what it refuses is told then.
func (b *Bulk) Send() error {
	if b.err != nil || len(b.values) == 0 {
		return b.err
	}
	if b.tx.asking > 0 { // the connection is in use further up the stack
		return b.Flush()
	}
	if b.err = b.tx.behind.failed(); b.err == nil {
		empty := b.tx.behind.send(b.tx.s, batch{b, b.values, b.arena})
		b.values, b.arena = empty.values, empty.arena
	}
	return b.err
}

func (b batch) insert(s session) error {
	if err := s.insert(b); err != nil {
		return fmt.Errorf("store: rows for %s: %w", b.table, named(err))
	}
	return nil
}

// AddTo adds deltas[c][i] to column columns[c] of the row whose key is keys[i]. Keys
// may come in any order and repeat; rows are touched once each in key order, which
// keeps a big batch on neighbouring pages. A key without a row is an error.
func (tx *Tx) AddTo(table, key string, columns []string, keys []int64, deltas [][]int64) error {
	if err := tx.addable(table, key, columns, deltas); err != nil || len(keys) == 0 {
		return err
	}
	if err := tx.behind.wait(); err != nil {
		return err
	}
	return addition{table, key, columns, keys, deltas}.add(tx.s)
}

// AddLater is AddTo that does not wait, as Send is to Flush: keys and deltas are no longer
// the caller's, and what is refused is told by what comes after it.
func (tx *Tx) AddLater(table, key string, columns []string, keys []int64, deltas [][]int64) error {
	if err := tx.addable(table, key, columns, deltas); err != nil || len(keys) == 0 {
		return err
	}
	if tx.asking > 0 { // the connection is in use further up the stack
		return tx.AddTo(table, key, columns, keys, deltas)
	}
	if err := tx.behind.failed(); err != nil {
		return err
	}
	tx.behind.put(tx.s, job{add: addition{table, key, columns, keys, deltas}.add})
	return nil
}

func (tx *Tx) addable(table, key string, columns []string, deltas [][]int64) error {
	if !tx.write {
		return ErrReadOnly
	}
	if err := identifiers(append([]string{table, key}, columns...)...); err != nil {
		return err
	}
	if len(deltas) != len(columns) {
		return fmt.Errorf("store: %s: %d columns, %d deltas", table, len(columns), len(deltas))
	}
	return nil
}

// addition is what is to be added to rows of a table.
type addition struct {
	table, key string
	columns    []string
	keys       []int64
	deltas     [][]int64
}

func (a addition) add(s session) error {
	keys, deltas := merged(a.keys, a.deltas)
	if err := s.add(a.table, a.key, a.columns, keys, deltas); err != nil {
		return fmt.Errorf("store: adding to %s: %w", a.table, named(err))
	}
	return nil
}

// merged gives keys in rising order, each once, with their deltas summed.
func merged(keys []int64, deltas [][]int64) ([]int64, [][]int64) {
	rising := true
	for i := 1; i < len(keys) && rising; i++ {
		rising = keys[i-1] < keys[i]
	}
	if rising {
		return keys, deltas
	}
	order := make([]int32, len(keys))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		if keys[a] < keys[b] {
			return -1
		} else if keys[a] > keys[b] {
			return 1
		}
		return 0
	})
	once := make([]int64, 0, len(keys))
	sums := make([][]int64, len(deltas))
	for _, i := range order {
		if n := len(once); n == 0 || once[n-1] != keys[i] {
			once = append(once, keys[i])
			for c := range sums {
				sums[c] = append(sums[c], 0)
			}
		}
		for c := range sums {
			sums[c][len(once)-1] += deltas[c][i]
		}
	}
	return once, sums
}
