package cases

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"girod/formats/money"
	"girod/formats/names"
	"girod/ledger"
	"girod/ledger/store"
)

// name takes words or parts of words of a name; every one must be found (R-BST-31).
func (rd *reader) name(text string) *Fault {
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ' ' && r != '-' {
			return wrong("E_SEARCH_SPECIAL_CHAR", "a name is searched by letters, digits, blanks and hyphens")
		}
	}
	words := names.Letters(text)
	for i, w := range words {
		if utf8.RuneCountInString(w) < shortestPart {
			return wrong("E_SEARCH_TOO_SHORT", fmt.Sprintf("at least %d letters of each word are needed", shortestPart))
		}
		words[i] = strings.ToValidUTF8(w[:min(len(w), maxWord)], "")
	}
	if len(words) == 0 {
		return wrong("E_SEARCH_TOO_SHORT", "no letters in it")
	}
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	rd.words = words[:min(len(words), maxWords)]
	return nil
}

func (rd *reader) handlerName(text string) *Fault { rd.handler = text; return nil }

func (rd *reader) statusText(text string) *Fault { rd.status = text; return nil }

func (rd *reader) amountFrom(text string) *Fault { return rd.sum(text, rd.amount.begin) }

func (rd *reader) amountTo(text string) *Fault { return rd.sum(text, rd.amount.end) }

func (rd *reader) owedFrom(text string) *Fault { return rd.sum(text, rd.owed.begin) }

func (rd *reader) owedTo(text string) *Fault { return rd.sum(text, rd.owed.end) }

// sum reads an amount written either way: 1250.00 as machines do, 1 250,00 as Swedes do.
func (rd *reader) sum(text string, set func(int64)) *Fault {
	plain := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", ".").Replace(text)
	minor, err := money.Parse(plain, rd.money)
	if err != nil {
		return wrong("E_SEARCH_AMOUNT", "is no amount such as 1250.00 or 1 250,00")
	}
	set(minor)
	return nil
}

func (rd *reader) state(text string) *Fault {
	switch s := State(strings.ToLower(text)); {
	case s == "all":
	case slices.Contains(States(), s):
		rd.criteria.state = s
	default:
		return wrong("E_SEARCH_STATE", "want invoicing, collection, monitoring or all")
	}
	return nil
}

func (rd *reader) situation(text string) *Fault {
	switch strings.ToLower(text) {
	case "all":
		rd.activity = ""
	case "active":
		rd.activity = Active
	case "closed":
		rd.activity = Closed
	default:
		return wrong("E_SEARCH_SITUATION", "want active, closed or all")
	}
	return nil
}

// maxDepartments bounds a choice of departments.
const maxDepartments = 200

func (rd *reader) departmentNames(text string) *Fault {
	for _, name := range strings.Split(text, ",") {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(rd.departments, name) {
			rd.departments = append(rd.departments, name)
		}
	}
	if len(rd.departments) == 0 || len(rd.departments) > maxDepartments {
		return wrong("E_SEARCH_DEPARTMENT", fmt.Sprintf("want 1 to %d departments, by comma", maxDepartments))
	}
	return nil
}

// understand reads a query, and refuses a department that neither has a case nor is an
// association: a name that is mistyped is no list without cases.
func (d Desk) understand(tx *ledger.Tx, q Query, owner string) (*criteria, error) {
	c, err := d.read(q, owner)
	if err != nil || d.Departments != nil || len(c.departments) == 0 { // those that are named are hers
		return c, err
	}
	var there []string
	err = tx.Each(`SELECT department FROM case_count UNION SELECT name FROM tenant ORDER BY 1`, nil, func(r *store.Row) error {
		there = append(there, r.Text(0))
		return nil
	})
	for _, name := range c.departments {
		if err == nil && !slices.Contains(there, name) {
			err = refuse("department", "E_SEARCH_DEPARTMENT", "is no department that has cases")
		}
	}
	return c, err
}

func (rd *reader) currencyCode(text string) *Fault {
	c, err := money.ParseCurrency(strings.ToUpper(text))
	if err != nil {
		return wrong("E_SEARCH_CURRENCY", "is no currency of ISO 4217")
	}
	rd.currency = c
	return nil
}

func (rd *reader) system(text string) *Fault {
	text = strings.ToUpper(text)
	if _, known := callingCodes[text]; !known {
		return wrong("E_SEARCH_SYSTEM", "want SE, NO, DK or FI")
	}
	rd.criteria.country = text
	return nil
}

func (rd *reader) favouritesOnly(text string) *Fault {
	yes, fault := yesNo(text)
	if yes && rd.owner == "" {
		return wrong("E_SEARCH_FAVOURITES", "favourites are a user's, and nobody is known here")
	}
	rd.favourites = yes
	return fault
}

func (rd *reader) reversed(text string) (fault *Fault) {
	rd.reverse, fault = yesNo(text)
	return fault
}

func yesNo(text string) (bool, *Fault) {
	switch strings.ToLower(text) {
	case "yes", "true":
		return true, nil
	case "no", "false":
		return false, nil
	}
	return false, wrong("E_SEARCH_YES_NO", "want yes or no")
}

func (rd *reader) sortBy(text string) *Fault {
	s := Sort(strings.ToLower(text))
	if !slices.Contains([]Sort{ByNumber, ByRegistered, ByIssued, ByDue, ByAmount, ByName}, s) {
		return wrong("E_SEARCH_SORT", "want number, registered, issued, due, amount or name")
	}
	rd.sort = s
	return nil
}
