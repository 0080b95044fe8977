package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// volatile are the columns that a second look may change without anything having changed:
// when and by which node something was last tried.
var volatile = map[string][]string{
	"partner_state": {"at"},
	"trouble":       {"since"},
	"claim":         {"at", "node"},
}

// again is I11: the dump made after recovery ran again tells the same as the first.
func (a *audit) again() error {
	if a.Again == "" {
		return nil
	}
	tables, err := tablesOf(a.tables, dump(a.Again))
	if err != nil {
		return err
	}
	for _, table := range tables {
		if err := a.same(table); err != nil {
			return err
		}
	}
	return nil
}

// tablesOf lists the tables either dump has.
func tablesOf(dumps ...dump) (names []string, err error) {
	for _, d := range dumps {
		paths, err := filepath.Glob(filepath.Join(string(d), "*.jsonl"))
		if err != nil {
			return nil, err
		}
		for _, p := range paths {
			names = append(names, strings.TrimSuffix(filepath.Base(p), ".jsonl"))
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// same reads a table of both dumps side by side. Rows in another order are the same rows:
// one that differs waits until its twin comes, and what waits at the end has none.
func (a *audit) same(table string) error {
	was, err := lines(a.tables, table)
	if err != nil {
		return err
	}
	is, err := lines(dump(a.Again), table)
	if err != nil {
		return err
	}
	defer was.close()
	defer is.close()
	waiting := map[[32]byte]int{} // above zero: only in the first
	texts := map[[32]byte]string{}
	take := func(l *rowLines, side int) (bool, error) {
		row, err := l.next()
		if err != nil || row == nil {
			return false, err
		}
		sum := sha256.Sum256(row)
		if waiting[sum] += side; waiting[sum] == 0 {
			delete(waiting, sum)
			delete(texts, sum)
			return true, nil
		}
		texts[sum] = excerpt(row)
		return true, nil
	}
	for more := true; more; {
		first, err := take(was, 1)
		if err != nil {
			return err
		}
		second, err := take(is, -1)
		if err != nil {
			return err
		}
		more = first || second
	}
	a.looked("I11", "tables", 1)
	a.looked("I11", "rows compared", was.n)
	for _, sum := range slices.SortedFunc(maps.Keys(texts), func(x, y [32]byte) int { return strings.Compare(texts[x], texts[y]) }) {
		which := "is gone after recovery ran again"
		if waiting[sum] < 0 {
			which = "came only when recovery ran again"
		}
		a.violate("I11", "table %s: a row %s: %s", table, which, texts[sum])
	}
	return nil
}

func excerpt(row []byte) string {
	const enough = 300
	if len(row) > enough {
		return string(row[:enough]) + "…"
	}
	return string(row)
}

// rowLines reads the rows of a table as text, without what is volatile.
type rowLines struct {
	file *os.File
	from *bufio.Reader
	drop []string
	n    int64
}

// lines opens a table; one that a dump has not is empty.
func lines(d dump, table string) (*rowLines, error) {
	f, err := os.Open(d.path(table))
	if errors.Is(err, os.ErrNotExist) {
		return &rowLines{}, nil
	}
	if err != nil {
		return nil, err
	}
	return &rowLines{file: f, from: bufio.NewReaderSize(f, 1<<18), drop: volatile[table]}, nil
}

func (l *rowLines) close() {
	if l.file != nil {
		l.file.Close()
	}
}

func (l *rowLines) next() ([]byte, error) {
	if l.file == nil {
		return nil, nil
	}
	row, err := l.from.ReadBytes('\n')
	if errors.Is(err, io.EOF) && len(row) == 0 {
		return nil, nil
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	l.n++
	row = bytes.TrimSpace(row)
	if len(l.drop) == 0 {
		return row, nil
	}
	var columns map[string]json.RawMessage
	if err := json.Unmarshal(row, &columns); err != nil {
		return nil, err
	}
	for _, c := range l.drop {
		delete(columns, c)
	}
	return json.Marshal(columns)
}
