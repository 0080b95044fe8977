package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"girod/ledger/report"
)

// rows shows a list while it is read, so that one of a million takes no more memory than one
// of ten: with --json an array, value by value, else columns whose widths the first rows
// settle.
type rows struct {
	t       *terminal
	w       *bufio.Writer
	tb      *table
	columns *columns // once settled
	n       int
	several bool // of several sets of books: each row says whose
}

// settles is how many rows are looked at before the widths are settled. What is wider further
// down pushes its line to the right.
const settles = 500

func (t *terminal) rows(head ...string) *rows {
	return &rows{t: t, w: bufio.NewWriter(t.out), tb: newTable(head...)}
}

// rows begins a list of what stands in each of the books that are meant; where there are
// several, each row says whose it is.
func (o *office) rows(in *report.Tongue, head ...string) *rows {
	list, _ := o.meant()
	several := len(list) > 1
	if several {
		head = append([]string{"tenant"}, head...)
	}
	r := o.t.rows(headed(in, head...).head...)
	r.several = several
	return r
}

// of adds a row of a tenant's.
func (r *rows) of(o *office, v any, cells ...string) error {
	if r.several {
		cells = append([]string{o.books}, cells...)
	}
	return r.add(v, cells...)
}

// add shows a row: v to programs, its cells to people.
func (r *rows) add(v any, cells ...string) error {
	r.n++
	switch {
	case r.t.json:
		return r.value(v)
	case r.columns != nil:
		return r.columns.line(r.w, cells, "")
	}
	if r.tb.row(cells...); len(r.tb.rows) < settles {
		return nil
	}
	return r.settle()
}

// value writes the next value of the array, set out as printJSON sets out a whole one.
func (r *rows) value(v any) error {
	between := ","
	if r.n == 1 {
		between = "["
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if r.t.color {
		between += "\n  "
		e.SetIndent("  ", "  ")
	}
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := r.w.WriteString(between + strings.TrimRight(b.String(), "\n"))
	return err
}

func (r *rows) settle() error {
	r.columns = r.tb.columns(r.t)
	err := r.columns.line(r.w, r.tb.head, bold)
	for _, cells := range r.tb.rows {
		if err == nil {
			err = r.columns.line(r.w, cells, "")
		}
	}
	r.tb.rows = nil
	return err
}

// end ends the list, with the words for an empty one.
func (r *rows) end(empty string) error {
	var err error
	switch {
	case r.t.json && r.n == 0:
		_, err = r.w.WriteString("[]\n")
	case r.t.json && r.t.color:
		_, err = r.w.WriteString("\n]\n")
	case r.t.json:
		_, err = r.w.WriteString("]\n")
	case r.n == 0:
		_, err = r.w.WriteString(empty + "\n")
	case r.columns == nil:
		err = r.settle()
	}
	if err != nil {
		return err
	}
	return r.w.Flush()
}

// table collects rows and prints them in columns; a heading that begins with ">" is of a
// column of numbers, set right.
type table struct {
	head []string
	rows [][]string
}

func newTable(head ...string) *table { return &table{head: head} }

func (tb *table) row(cells ...string) { tb.rows = append(tb.rows, cells) }

// print writes the table, or the words for an empty one.
func (t *terminal) print(tb *table, empty string) {
	if len(tb.rows) == 0 {
		t.printf("%s\n", empty)
		return
	}
	c := tb.columns(t)
	_ = c.line(t.out, tb.head, bold) // as printf: who reads has gone, or has not
	for _, cells := range tb.rows {
		_ = c.line(t.out, cells, "")
	}
}

// columns are how wide each column is, and which are set right.
type columns struct {
	t     *terminal
	width []int
	right []bool
}

// columns takes the marks off the headings and fits the columns to the rows there are.
func (tb *table) columns(t *terminal) *columns {
	c := &columns{t, make([]int, len(tb.head)), make([]bool, len(tb.head))}
	for i, h := range tb.head {
		tb.head[i], c.right[i] = strings.CutPrefix(h, ">")
		c.width[i] = utf8.RuneCountInString(tb.head[i])
	}
	for _, cells := range tb.rows {
		for i, cell := range cells {
			c.width[i] = max(c.width[i], utf8.RuneCountInString(printable(cell)))
		}
	}
	return c
}

func (c *columns) line(w io.Writer, cells []string, paint string) error {
	var b strings.Builder
	for i, cell := range cells {
		cell = printable(cell)
		pad := strings.Repeat(" ", max(0, c.width[i]-utf8.RuneCountInString(cell)))
		switch {
		case c.right[i]:
			b.WriteString(pad + cell)
		case i == len(cells)-1:
			b.WriteString(cell)
		default:
			b.WriteString(cell + pad)
		}
		if i < len(cells)-1 {
			b.WriteString("  ")
		}
	}
	_, err := fmt.Fprintf(w, "%s\n", c.t.paint(paint, strings.TrimRight(b.String(), " ")))
	return err
}
