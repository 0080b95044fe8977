package dunning

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
)

// Since is what a step's days are counted from.
type Since string

// What steps are counted from.
const (
	FromDue    Since = "due"
	FromBefore Since = "before" // the day the step before really went
	FromPayBy  Since = "pay-by" // its last day to pay
)

// HandOver is the step that is no letter: the claim goes to those who collect it.
const HandOver formats.LetterKind = "hand-over"

// Step is one step of a procedure, a row of procedures.csv.
type Step struct {
	Level    int
	Letter   formats.LetterKind
	After    int // days
	From     Since
	Fee      law.Kind // "" costs nothing
	PayDays  int
	Least    string // the law's row of the least days to pay; "" where it sets none
	ByPost   bool   // on paper only
	Honoured bool   // its total by its last day settles all (DOMAIN.md 4.7)
}

// Procedure is a way of dunning by one country's law.
type Procedure struct {
	Name     string
	Country  law.Country
	versions []version
}

// version is a procedure's steps for a kind of debtor from a day on.
type version struct {
	debtor law.Debtor
	from   date.Date
	steps  []Step
}

//go:embed procedures.csv
var table string

// Procedures gives all procedures in the order of the table.
func Procedures() ([]Procedure, error) {
	r := csv.NewReader(strings.NewReader(table))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("procedures.csv: %w", err)
	}
	var list []Procedure
	for _, row := range rows[1:] {
		debtor, from, step, err := parseStep(row)
		if err != nil {
			return nil, fmt.Errorf("procedures.csv: %s step %s: %w", row[0], row[4], err)
		}
		if n := len(list); n == 0 || list[n-1].Name != row[0] {
			list = append(list, Procedure{Name: row[0], Country: law.Country(row[1])})
		}
		p := &list[len(list)-1]
		if n := len(p.versions); n == 0 || p.versions[n-1].debtor != debtor || p.versions[n-1].from != from {
			p.versions = append(p.versions, version{debtor: debtor, from: from})
		}
		v := &p.versions[len(p.versions)-1]
		if v.steps = append(v.steps, step); step.Level != len(v.steps) {
			return nil, fmt.Errorf("procedures.csv: %s: step %d stands in place %d", p.Name, step.Level, len(v.steps))
		}
	}
	return list, nil
}

// Named gives the procedure of a name.
func Named(name string) (Procedure, error) {
	list, err := Procedures()
	if err != nil {
		return Procedure{}, err
	}
	names := make([]string, len(list))
	for i, p := range list {
		if names[i] = p.Name; p.Name == name {
			return p, nil
		}
	}
	return Procedure{}, fmt.Errorf("procedure %q: want one of %s", name, strings.Join(names, ", "))
}

// Usual is the name of a country's procedure where nobody chose another.
func Usual(c law.Country) string {
	return map[law.Country]string{"SE": "indta", "NO": "norway", "FI": "finland", "DK": "denmark"}[c]
}

func parseStep(row []string) (debtor law.Debtor, from date.Date, s Step, err error) {
	if from, err = date.Parse(row[3]); err != nil {
		return "", 0, s, err
	}
	s = Step{Letter: formats.LetterKind(row[5]), From: Since(row[7]), Fee: law.Kind(row[8]), Least: row[10], ByPost: row[11] == "post", Honoured: row[12] == "yes"}
	for column, n := range map[int]*int{4: &s.Level, 6: &s.After, 9: &s.PayDays} {
		if row[column] == "" && s.Letter == HandOver {
			continue
		}
		if *n, err = strconv.Atoi(row[column]); err != nil {
			return "", 0, s, err
		}
	}
	return law.Debtor(row[2]), from, s, s.check()
}

func (s *Step) check() error {
	letters := []formats.LetterKind{formats.ReminderLetter, formats.CollectionNotice, formats.CollectionDemand, HandOver}
	switch {
	case !slices.Contains(letters, s.Letter):
		return fmt.Errorf("letter %q", s.Letter)
	case s.After < 1 || s.Letter != HandOver && s.PayDays < 1:
		return fmt.Errorf("after %d days, %d to pay: want 1 at least", s.After, s.PayDays)
	case (s.From == FromDue) != (s.Level == 1), s.From != FromDue && s.From != FromBefore && s.From != FromPayBy:
		return fmt.Errorf("counted from %q: want due for the first step, before or pay-by for those that follow", s.From)
	}
	return nil
}

// Steps gives the steps for a claim: those of the day it fell due.
func (p Procedure) Steps(who law.Debtor, due date.Date) []Step {
	var steps []Step
	last := date.Date(0)
	for _, v := range p.versions {
		if (v.debtor == who || v.debtor == law.Everyone) && v.from <= due && v.from >= last {
			steps, last = v.steps, v.from
		}
	}
	return steps
}

// Change gives the procedure with other days for one of its steps; 0 leaves them.
func (p Procedure) Change(level, after, payDays int) (Procedure, error) {
	p.versions = slices.Clone(p.versions)
	changed := false
	for i := range p.versions {
		v := &p.versions[i]
		if level < 1 || level > len(v.steps) {
			continue
		}
		v.steps, changed = slices.Clone(v.steps), true
		s := &v.steps[level-1]
		if after != 0 {
			s.After = after
		}
		if payDays != 0 {
			s.PayDays = payDays
		}
		if err := s.check(); err != nil {
			return p, fmt.Errorf("procedure %s, step %d: %w", p.Name, level, err)
		}
	}
	if !changed {
		return p, fmt.Errorf("procedure %s has no step %d", p.Name, level)
	}
	return p, nil
}

// Lawful refuses days that the law of a day does not allow, and names its row. What nobody
// has confirmed refuses nothing here; the run refuses it, claim by claim.
func (p Procedure) Lawful(tables *law.Tables, on date.Date) error {
	for _, v := range p.versions {
		who := v.debtor
		if who == law.Everyone {
			who = law.Consumer
		}
		before := 0
		for _, s := range v.steps {
			if err := s.lawful(tables, law.Claim{Country: p.Country, Debtor: who, Due: on}, on, before); err != nil {
				return fmt.Errorf("procedure %s, step %d: %w", p.Name, s.Level, err)
			}
			before = s.PayDays
		}
	}
	return nil
}

// lawful compares a step's days with the law's: a notice that costs comes so long after the
// due date and the one before it, and leaves so long to pay.
func (s *Step) lawful(tables *law.Tables, c law.Claim, on date.Date, paidBefore int) error {
	if s.Least != "" {
		n, basis, err := tables.PayDays(strings.TrimSuffix(s.Least, "_pay_days"), c, on)
		if err == nil && s.PayDays < n {
			return fmt.Errorf("%d days to pay: the law wants %d: %s", s.PayDays, n, basis)
		}
	}
	if s.Fee == "" || s.Letter == HandOver {
		return nil
	}
	last := date.Date(0)
	sent := on.Add(s.After)
	if s.From != FromDue {
		c.Due, last = on.Add(-100), on // long overdue; only the days between the two count
	}
	if s.From == FromPayBy {
		sent = on.Add(paidBefore + s.After)
	}
	first, basis, err := tables.SendFrom(s.Fee, c, last, on)
	if err == nil && sent < first {
		return fmt.Errorf("after %d days: the law wants %d: %s", sent.Days(on), first.Days(on), basis)
	}
	return nil
}

// Each calls fn for every step, in the order of the table.
func (p Procedure) Each(fn func(law.Debtor, date.Date, Step)) {
	for _, v := range p.versions {
		for _, s := range v.steps {
			fn(v.debtor, v.from, s)
		}
	}
}

// Honours tells whether the total of its first letter, paid by its last day, settles all: by
// Danish law the interest runs on.
func (p Procedure) Honours() bool {
	return len(p.versions) > 0 && p.versions[0].steps[0].Honoured
}

// PayWithin is the days to pay its first letter.
func (p Procedure) PayWithin() int {
	if len(p.versions) == 0 {
		return 0
	}
	return p.versions[0].steps[0].PayDays
}
