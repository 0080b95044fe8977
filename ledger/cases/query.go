package cases

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/reference"
)

// Query is a search as it was typed: texts by the names of [Fields]. An empty text is
// as if the field were not there.
type Query map[string]string

// Fault says what is wrong with one field of a search. It never repeats what was typed,
// which may be a personal number.
type Fault struct {
	Field string `json:"field"`
	Code  string `json:"code"`
	Text  string `json:"text"`
}

// Refused is a search with fields that say nothing: all that is wrong, by field.
type Refused struct{ Faults []Fault }

func (r *Refused) Error() string {
	var all []string
	for _, f := range r.Faults {
		all = append(all, fmt.Sprintf("%s: %s: %s", f.Field, f.Code, f.Text))
	}
	return strings.Join(all, "\n")
}

func refuse(field, code, text string) error { return &Refused{[]Fault{{field, code, text}}} }

// Sort is the order of a list.
type Sort string

// The orders: newest, latest and greatest first, names by the alphabet.
const (
	ByNumber     Sort = "number"
	ByRegistered Sort = "registered"
	ByIssued     Sort = "issued"
	ByDue        Sort = "due"
	ByAmount     Sort = "amount"
	ByName       Sort = "name"
	byWord       Sort = "" // where a name is searched: by the word that was found
)

// span is a range, both ends included.
type span struct {
	from, to int64
	set      bool
}

func (s *span) begin(n int64) {
	if !s.set {
		s.to = math.MaxInt64
	}
	s.from, s.set = n, true
}

func (s *span) end(n int64) {
	if !s.set {
		s.from = math.MinInt64
	}
	s.to, s.set = n, true
}

// criteria is a query that was understood.
type criteria struct {
	keys        []key
	words       []string // parts of the name, the longest first
	state       State
	activity    Activity
	handler     string
	status      string
	departments []string
	seen        []string // the departments the user may see; nil: every one
	currency    money.Currency
	country     string
	favourites  bool
	owner       string
	registered  span
	issued      span
	due         span
	amount      span
	owed        span
	sort        Sort
	reverse     bool
}

// reader understands a query field by field.
type reader struct {
	criteria
	country string // whose numbers are meant
	money   money.Currency
}

// maxTyped bounds what is typed into a field.
const maxTyped = 200

// read understands a query, or tells all that is wrong with it. owner is whose favourites
// are meant.
func (d Desk) read(q Query, owner string) (*criteria, error) {
	rd := &reader{criteria: criteria{activity: Active, owner: owner}}
	rd.country = cmp.Or(strings.ToUpper(q["system"]), d.Country, "SE")
	rd.money = money.Currency(cmp.Or(strings.ToUpper(q["currency"]), string(money.SEK)))
	if rd.money.Decimals() < 0 {
		rd.money = money.SEK // the currency's own fault is told
	}
	var faults []Fault
	for name := range q {
		if fieldNamed(name) == nil {
			faults = append(faults, Fault{name, "E_SEARCH_FIELD", "is no field"})
		}
	}
	for _, f := range fields {
		text := strings.TrimSpace(q[f.Name])
		var fault *Fault
		switch {
		case text == "":
			continue
		case len(text) > maxTyped || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
			fault = wrong("E_SEARCH_TEXT", "is too long or no text")
		default:
			fault = f.read(rd, text)
		}
		if fault != nil {
			fault.Field = f.Name
			faults = append(faults, *fault)
		}
	}
	faults = append(faults, rd.backwards()...)
	faults = append(faults, d.within(&rd.criteria)...)
	if len(faults) > 0 {
		slices.SortFunc(faults, func(a, b Fault) int { return strings.Compare(a.Field+a.Code, b.Field+b.Code) })
		return nil, &Refused{faults}
	}
	return &rd.criteria, nil
}

// within holds a search to the departments the user may see (R-BST-26).
func (d Desk) within(c *criteria) (faults []Fault) {
	if d.Departments == nil {
		return nil
	}
	if len(d.Departments) == 0 {
		return []Fault{{"department", "E_NO_ACCESS", "you see none"}}
	}
	c.seen = d.Departments
	for _, name := range c.departments {
		if !slices.Contains(d.Departments, name) {
			return []Fault{{"department", "E_NO_ACCESS", "is none of yours"}}
		}
	}
	if len(c.departments) == 0 {
		c.departments = d.Departments
	}
	return nil
}

// backwards finds ranges that end before they begin.
func (rd *reader) backwards() (faults []Fault) {
	for _, s := range []struct {
		name string
		span
	}{
		{"registered-through", rd.registered}, {"issued-through", rd.issued}, {"due-through", rd.due}, {"amount-to", rd.amount}, {"owed-to", rd.owed},
	} {
		if s.set && s.from > s.to {
			faults = append(faults, Fault{s.name, "E_SEARCH_RANGE", "lies before where the range begins"})
		}
	}
	return faults
}

func wrong(code, text string) *Fault { return &Fault{Code: code, Text: text} }

// exact reads a field whose text is compared as it is.
func exact(field string) func(*reader, string) *Fault {
	return func(rd *reader, text string) *Fault {
		rd.keys = append(rd.keys, key{field, text})
		return nil
	}
}

func from(of func(*criteria) *span) func(*reader, string) *Fault {
	return func(rd *reader, text string) *Fault { return day(text, of(&rd.criteria).begin) }
}

func through(of func(*criteria) *span) func(*reader, string) *Fault {
	return func(rd *reader, text string) *Fault { return day(text, of(&rd.criteria).end) }
}

func day(text string, set func(int64)) *Fault {
	d, err := date.Parse(text)
	if err != nil || len(text) != len("2026-01-31") {
		return wrong("E_SEARCH_DATE", "is no day such as 2026-01-31")
	}
	set(int64(d))
	return nil
}

// identity takes a person's number. In Sweden the century is not written: many systems
// keep ten digits, and a number of twelve is rather a slip than a wish (R-BST-10).
func (rd *reader) identity(text string) *Fault {
	value := identityKey("", text)
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
	if rd.country == "SE" && len(digits) == 12 {
		return wrong("E_SEARCH_PERSONAL_NO_CENTURY", "the century is not written: leave out the first two digits")
	}
	if err := reference.CheckPersonNo(rd.country, text); err != nil {
		return numberFault("E_SEARCH_PERSONAL_NO", err, "an organisation's number is searched by orgno")
	}
	rd.keys = append(rd.keys, key{keyIdentity, value})
	return nil
}

func (rd *reader) orgNo(text string) *Fault {
	if err := reference.CheckOrgNo(rd.country, text); err != nil {
		return numberFault("E_SEARCH_ORG_NO", err, "a person's number is searched by identity")
	}
	rd.keys = append(rd.keys, key{keyIdentity, identityKey(rd.country, text)})
	return nil
}

func numberFault(code string, err error, hint string) *Fault {
	text := err.Error()
	if errors.Is(err, reference.BadForm) || errors.Is(err, reference.BadDate) {
		text += "; " + hint
	}
	return wrong(code, text)
}

// ref takes an OCR number or a KID, which may end in a hyphen, or a creditor reference
// RF…; blanks within do not matter.
func (rd *reader) ref(text string) *Fault {
	value := refKey(text)
	bare := strings.TrimSuffix(value, "-")
	switch {
	case strings.HasPrefix(bare, "RF"):
		if reference.CheckRF(bare) != nil {
			return wrong("E_SEARCH_REF", "its check digits do not agree with the others")
		}
	case strings.ContainsFunc(bare, func(r rune) bool { return r < '0' || r > '9' }):
		return wrong("E_SEARCH_REF", "a reference has digits only, and blanks")
	case len(bare) < 2 || len(bare) > 25:
		return wrong("E_SEARCH_REF", "a reference has 2 to 25 digits")
	}
	rd.keys = append(rd.keys, key{keyRef, value})
	return nil
}

func (rd *reader) email(text string) *Fault {
	before, after, at := strings.Cut(text, "@")
	if !at || before == "" || !strings.Contains(after, ".") || strings.ContainsAny(text, " ,;<>") || strings.Contains(after, "@") {
		return wrong("E_SEARCH_EMAIL", "is no e-mail address such as anna@example.se")
	}
	rd.keys = append(rd.keys, key{keyEmail, emailKey(text)})
	return nil
}

func (rd *reader) phone(text string) *Fault {
	value := phoneKey(rd.country, text)
	odd := strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789+-()/. ", r) })
	if odd || len(value) < 6 || len(value) > 15 || strings.LastIndexByte(text, '+') > 0 {
		return wrong("E_SEARCH_PHONE", "is no telephone number: digits, and a + in front of the country's code")
	}
	rd.keys = append(rd.keys, key{keyPhone, value})
	return nil
}

// caseNo takes our number in any of its forms, "C000017" or "c17", or the partner's.
func (rd *reader) caseNo(text string) *Fault {
	value, fault := foreignNumber(text)
	if id, ours := parseNumber(value); ours && value[0] == 'C' {
		value = formatNumber(id)
	}
	rd.keys = append(rd.keys, key{keyCase, value})
	return fault
}

func (rd *reader) debtorNo(text string) *Fault {
	value, fault := foreignNumber(text)
	rd.keys = append(rd.keys, key{keyDebtorNo, value})
	return fault
}

func foreignNumber(text string) (string, *Fault) {
	value := numberKey(text)
	if strings.ContainsFunc(value, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-/._", r)
	}) {
		return "", wrong("E_SEARCH_SPECIAL_CHAR", "a number has letters, digits, hyphens, points and strokes")
	}
	return value, nil
}
