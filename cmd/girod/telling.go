package main

import (
	"fmt"
	"strings"

	"girod/ledger/cases"
	"girod/ledger/report"
)

// What a clerk reads is said in the language of the configuration, or of --language; --json
// gives what stands in the book, and codes. Lists keep sums and days as they are typed into
// the next command.

// tongue is the language that is asked for, or the house's.
func (t *terminal) tongue(house string) (*report.Tongue, error) {
	switch t.language {
	case "":
		return report.Speak(house)
	case "sv", "nb", "en":
		return report.Speak(t.language)
	}
	return nil, usageError{fmt.Errorf("--language %s: want sv, nb or en", t.language)}
}

// spoken is the language of a command that asks nothing of the configuration but this: there may
// be none yet.
func (t *terminal) spoken() (*report.Tongue, error) {
	if o, err := t.newOffice(); err == nil {
		return o.in, nil
	}
	return t.tongue("sv")
}

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

// line is a line of the screen in a language; its form is one of the kind "line".
func line(in *report.Tongue, format string, values ...any) string {
	return inWords(in, "line", fmt.Sprintf(format, values...))
}

// say prints a line of the screen.
func (t *terminal) say(in *report.Tongue, format string, values ...any) {
	t.printf("%s\n", printable(line(in, format, values...)))
}

// coded says a code as a report does; in English it stands as programs see it.
func coded(in *report.Tongue, by, code string) string {
	if in.Language == "en" {
		return code
	}
	return in.Word(by, code)
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
