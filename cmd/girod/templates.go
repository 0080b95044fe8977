package main

import (
	"strings"

	"girod/ledger"
)

// templateJSON is a row of the table of postings, with this company's account numbers.
type templateJSON struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	Event  string    `json:"event"`
	Books  string    `json:"books"`
	Debit  []legJSON `json:"debit"`
	Credit []legJSON `json:"credit"`
	Needs  []string  `json:"needs"`
	May    []string  `json:"may"`
}

type legJSON struct {
	Account string   `json:"account"`
	Role    string   `json:"role"`
	Bucket  string   `json:"bucket,omitempty"`
	Sum     []string `json:"sum"`
	Less    []string `json:"less,omitempty"`
}

// printTemplates shows which event books what on which account.
func (o *office) printTemplates(*ledger.Tx) error {
	rows := []templateJSON{}
	tb := newTable("row", "event", "", "debit", "credit")
	for _, t := range ledger.Templates() {
		v := templateJSON{ID: t.ID, Name: t.Name, Event: string(t.Why), Books: t.As.String(), Debit: []legJSON{}, Credit: []legJSON{},
			Needs: words(t.Needs()), May: words(t.May)}
		for _, leg := range t.Legs {
			l := legJSON{Account: o.chart[leg.Role], Role: string(leg.Role), Sum: words(leg.Parts), Less: words(leg.Less)}
			if leg.Role == ledger.RoleAR || leg.Bucket != ledger.Principal {
				l.Bucket = leg.Bucket.String()
			}
			if leg.Debit {
				v.Debit = append(v.Debit, l)
			} else {
				v.Credit = append(v.Credit, l)
			}
		}
		rows = append(rows, v)
		tb.row(v.ID, v.Event, v.Name, legsText(v.Debit), legsText(v.Credit))
	}
	if o.t.json {
		return o.t.printJSON(rows)
	}
	o.t.print(tb, "")
	return nil
}

func words(parts []ledger.Part) []string {
	list := []string{}
	for _, p := range parts {
		list = append(list, string(p))
	}
	return list
}

// legsText is one side of a row: "1510 ar (net + VAT)".
func legsText(legs []legJSON) string {
	var all []string
	for _, l := range legs {
		sum := strings.Join(l.Sum, " + ")
		for _, less := range l.Less {
			sum += " − " + less
		}
		all = append(all, l.Account+" "+l.Role+" ("+sum+")")
	}
	return strings.Join(all, ", ")
}
