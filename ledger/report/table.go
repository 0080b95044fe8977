package report

import (
	"fmt"
	"strconv"

	"girod/formats/date"
	"girod/formats/money"
)

// Kind is what a cell holds.
type Kind int8

// The kinds of cells; Nothing is an empty one.
const (
	Nothing Kind = iota
	Text
	Money
	Day
	Count
	Share // of a hundred, in tenths
	Word  // a code, which each language says in its own words
)

// Column is a column of a report. Its name is for programs; a [Tongue] heads it for people.
type Column struct {
	Name string
	Kind Kind
}

// Cell is one value. The zero Cell is empty.
type Cell struct {
	Kind     Kind
	Text     string
	N        int64 // minor units, yyyymmdd, a count, tenths of a percent
	Currency money.Currency
}

func text(s string) Cell { return Cell{Kind: Text, Text: s} }

func word(code string) Cell { return Cell{Kind: Word, Text: code} }

func sum(minor int64, c money.Currency) Cell { return Cell{Kind: Money, N: minor, Currency: c} }

func day(d date.Date) Cell { return Cell{Kind: Day, N: int64(d)} }

func count(n int64) Cell { return Cell{Kind: Count, N: n} }

// String gives the value as programs read it: money as a plain decimal number, a code as
// it is.
func (c Cell) String() string {
	switch c.Kind {
	case Text, Word:
		return c.Text
	case Money:
		return money.Of(c.N, c.Currency).Decimal()
	case Day:
		return date.Date(c.N).String()
	case Count:
		return strconv.FormatInt(c.N, 10)
	case Share:
		return fmt.Sprintf("%d.%d", c.N/10, c.N%10)
	}
	return ""
}

// Head says what a report is about.
type Head struct {
	Name          string
	From, Through date.Date // no From: from the first day of the book
	Columns       []Column
}

// Foot is what is known at the end.
type Foot struct {
	Totals [][]Cell // in the report's columns
	Notes  []Note
	Waits  int // rows that need a person
}

// Note is something people should know of the whole report: a code and its facts, which each
// language says in its own words.
type Note struct {
	Code  string
	Facts []Cell
	Whose string // the books it is of, where the report is of several; "" of them all
}

// Dress takes a report while it is made and gives it a form.
type Dress interface {
	Head(*Head) error
	Row([]Cell) error // the cells are overwritten by the next row
	Foot(*Foot) error
}

// Table is a whole report in memory.
type Table struct {
	Head
	Rows [][]Cell
	Foot
}

// keeper is the plainest dress.
type keeper struct{ t *Table }

// Keep gives a dress that keeps the report in a table.
func Keep(t *Table) Dress { return keeper{t} }

func (k keeper) Head(h *Head) error { k.t.Head = *h; return nil }

func (k keeper) Row(cells []Cell) error {
	k.t.Rows = append(k.t.Rows, append([]Cell(nil), cells...))
	return nil
}

func (k keeper) Foot(f *Foot) error { k.t.Foot = *f; return nil }

// Column gives the place of a column, or -1.
func (h *Head) Column(name string) int {
	for i := range h.Columns {
		if h.Columns[i].Name == name {
			return i
		}
	}
	return -1
}
