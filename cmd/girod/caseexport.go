package main

import (
	"encoding/csv"
	"fmt"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/cases"
)

// caseColumns are the columns of a result list (R-BST-34), in a file as on a page.
var caseColumns = []string{"system", "customer", "case", "registered", "state", "status", "owed", "currency", "department", "name"}

func caseCells(h cases.Hit) []string {
	v := caseValue(h)
	state := v.State
	if h.Activity == cases.Closed {
		state += ", closed"
	}
	return []string{v.System, v.Customer, v.Number, v.Registered, state, v.Status, v.Owed, string(v.Currency), v.Department, v.Name}
}

// exported writes the whole result of a search to the output (R-BST-36), page after page out
// of one view of the book, however long it is: nothing is gathered. CSV is what a spreadsheet
// opens; JSON is one case a line.
func (s *caseSearch) exported(o *office, tx *ledger.Tx, who string) error {
	put := func(h cases.Hit) error { return o.t.printJSON(caseValue(h)) }
	flush := func() error { return nil }
	switch s.export {
	case "csv":
		w := csv.NewWriter(o.t.out)
		if err := w.Write(caseColumns); err != nil {
			return err
		}
		put = func(h cases.Hit) error {
			cells := caseCells(h)
			for i := range cells {
				cells[i] = formats.Cell(cells[i]) // a name never becomes a formula
			}
			return w.Write(cells)
		}
		flush = func() error { w.Flush(); return w.Error() }
	case "json":
	default:
		return usageError{fmt.Errorf("cases: --export %q: want csv or json", s.export)}
	}
	if err := o.desk().Each(tx, who, s.query, s.after, put); err != nil {
		return err
	}
	return flush()
}
