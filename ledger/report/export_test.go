package report

import (
	"strings"

	"girod/formats/date"
	"girod/formats/money"
)

// Walks are the queries whose answers are as long as the book.
var Walks = []struct {
	SQL  string
	Args []any
}{
	{allPostings, []any{0, always, 1}},
	{voucherPostings, []any{0, always, money.SEK, 1}},
	{claimPostings(`debt_case.state, debt_case.activity`, everyClaim, false) + inOrder + asMade, []any{always}},
	{claimPostings(caseStateX+`, `+caseActiveX, everyClaim, false) + inOrder + asMade, []any{always}},
}

// Basketful is how many postings the general ledger holds at once.
const Basketful = basketful

// Phrases gives the keys of all phrases of a language, "section key", with what is said.
func (t *Tongue) Phrases() map[string]string {
	all := map[string]string{}
	for at, said := range t.says {
		all[at.section+" "+at.key] = said
	}
	return all
}

// ColumnsOf gives the columns of a report.
func (r Report) ColumnsOf() (names []string) {
	for _, c := range r.columns(&Ask{Through: 20260131}) {
		names = append(names, c.Name)
	}
	return names
}

// Number and Written are how a language writes numbers and days.
func (t *Tongue) Number(text string) string { return t.number(text) }

// Written is a day.
func (t *Tongue) Written(d date.Date) string { return t.day(d) }

// States and Ages are codes of the status reports and of suspense.
func States() []string { return states }

// Ages are how long money rests and claims are old.
func Ages() (codes []string) {
	for _, a := range ages {
		codes = append(codes, a.name)
	}
	for _, a := range registeredAges {
		codes = append(codes, a.name)
	}
	return codes
}

// Sentences gives how a language says what stands in the book, and what it calls the kinds.
func (t *Tongue) Sentences() (says, kinds map[string]string) { return t.told.says, t.told.kinds }

// Forms tells whether the book writes sentences of a kind.
func (t *Tongue) Forms(kind string) bool { return len(t.told.forms[kind]) > 0 }

// Taken gives the key of the form that a sentence of a kind is taken apart by.
func (t *Tongue) Taken(kind, text string) string {
	for _, f := range t.told.forms[kind] {
		if strings.HasPrefix(text, f.begins) && f.match().MatchString(text) {
			return f.key
		}
	}
	return ""
}
