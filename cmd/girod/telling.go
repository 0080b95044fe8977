package main

import (
	"strings"

	"girod/ledger/cases"
	"girod/ledger/report"
)

// What a clerk reads of a history and of money nobody could place is said in the language of
// the configuration, or of --language; --json gives beside it what stands in the book.

// headed is a table whose columns are headed in a language.
func headed(in *report.Tongue, columns ...string) *table {
	for i, name := range columns {
		bare := strings.TrimLeft(name, ">")
		said, _ := in.Told("heading", bare)
		columns[i] = strings.TrimSuffix(name, bare) + said
	}
	return newTable(columns...)
}

// inWords is a text of the book in a language; one of no known form stays as it stands.
func inWords(in *report.Tongue, kind, text string) string {
	words, _ := in.Told(kind, text)
	return words
}

// happenedSaid says a line of a case's history.
func happenedSaid(in *report.Tongue, line cases.Happened, v *happenedJSON) {
	v.KindSaid = in.Kind(v.Kind)
	if line.Category == cases.OfBook {
		v.Said = inWords(in, report.EntryText, line.Text)
		return
	}
	v.Said = inWords(in, line.Kind, line.Text)
}
