package law

import (
	"fmt"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
)

// Claim is what the law asks of a claim before it names a figure.
type Claim struct {
	Country   Country
	Debtor    Debtor
	Principal money.Amount // with VAT and interest before the due date, without what came after
	Arose     date.Date    // the day of the contract or delivery
	Due       date.Date
	FeeAgreed bool // a reminder fee was agreed at the latest when the debt arose
}

// Basis is why a figure is lawful: the rows it was taken from, the first one first.
type Basis struct {
	Rows []Row
	Step string // of the ladder among them: "principal up to 1000.00: 24.00"
	Note string // what lowered it: "one reminder has a fee already"
}

// String gives a line for a letter's file or an auditor: statute, row, step and source.
func (b Basis) String() string {
	var parts []string
	for _, r := range b.Rows {
		value := r.Value + " " + r.Unit
		if strings.Contains(r.Value, ":") && b.Step != "" {
			value = b.Step + " " + r.Unit // one step says more than the ladder
		}
		s := fmt.Sprintf("%s %s (%s) from %s: %s", r.Country, r.Key, r.Debtor, r.From, value)
		if r.Statute != "" {
			s = r.Statute + ", " + s
		}
		parts = append(parts, s+" ["+r.Source+"]")
	}
	if b.Note != "" {
		parts = append(parts, b.Note)
	}
	return strings.Join(parts, "; ")
}

// forClaim gives the row that serves a claim, chosen by the day the rows are dated by.
func (t *Tables) forClaim(key string, c Claim, act date.Date) (Row, error) {
	rows := t.about(c.Country, key, c.Debtor)
	day := act
	if len(rows) > 0 {
		switch rows[0].DatedBy {
		case ByOrigin:
			day = c.Arose
		case ByDue:
			day = c.Due
		}
		if day == 0 {
			return Row{}, fmt.Errorf("%s for %s goes by the claim's day (%s): want that day", key, c.Country, rows[0].DatedBy)
		}
	}
	return t.Row(c.Country, key, c.Debtor, day)
}

// knows tells whether the tables say anything of a thing at all.
func (t *Tables) knows(key string, c Claim) bool { return t.about(c.Country, key, c.Debtor) != nil }
