package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
)

// dump is a directory of tables, each a file of JSON lines in order of its first column.
type dump string

func (d dump) path(table string) string { return filepath.Join(string(d), table+".jsonl") }

// cursor reads a table row by row: a million rows cost no more memory than one.
type cursor[T any] struct {
	table   string
	file    *os.File
	decoder *json.Decoder
	n       int
	row     T
}

// open begins to read a table. A table that lacks a column we judge by is no table to
// judge by, so that is an error and not a row of zeros.
func open[T any](d dump, table string) (*cursor[T], error) {
	if err := hasColumns[T](d, table); err != nil {
		return nil, err
	}
	f, err := os.Open(d.path(table))
	if err != nil {
		return nil, err
	}
	return &cursor[T]{table: table, file: f, decoder: json.NewDecoder(bufio.NewReaderSize(f, 1<<18))}, nil
}

// next gives the next row, or nil at the end. The row is overwritten by the next call.
func (c *cursor[T]) next() (*T, error) {
	var zero T
	c.row = zero
	err := c.decoder.Decode(&c.row)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	c.n++
	if err != nil {
		return nil, fmt.Errorf("%s, row %d: %w", c.table, c.n, err)
	}
	return &c.row, nil
}

func (c *cursor[T]) close() { c.file.Close() }

// each reads a whole table.
func each[T any](d dump, table string, fn func(*T) error) error {
	c, err := open[T](d, table)
	if err != nil {
		return err
	}
	defer c.close()
	for {
		row, err := c.next()
		if err != nil || row == nil {
			return err
		}
		if err := fn(row); err != nil {
			return fmt.Errorf("%s, row %d: %w", table, c.n, err)
		}
	}
}

// hasColumns holds a table's first row to the columns of T.
func hasColumns[T any](d dump, table string) error {
	f, err := os.Open(d.path(table))
	if err != nil {
		return err
	}
	defer f.Close()
	var first map[string]json.RawMessage
	err = json.NewDecoder(f).Decode(&first)
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s, row 1: %w", table, err)
	}
	for field := range reflect.TypeFor[T]().Fields() {
		if column := field.Tag.Get("json"); column != "" {
			if _, there := first[column]; !there {
				return fmt.Errorf("%s has no column %q: this dump is of another version", table, column)
			}
		}
	}
	return nil
}
