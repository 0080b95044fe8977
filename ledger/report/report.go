package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Ask is what somebody wants to know. A zero field asks for all.
type Ask struct {
	From, Through date.Date // Through is the day of the report: never zero
	Today         date.Date // interest is known for no earlier day
	Account       string    // account number, or for reconciliation the bank account's name
	Debtor        string    // customer number
	Buckets       []int     // ageing: the last day of each bucket, rising
	Banks         []Bank    // our bank accounts, for reconciliation
	Lapse         Lapse     // who knows of limitation; nil: nobody
	Whose         []Books   // the sets of books that are asked; none: those of the transaction, with the banks and the lapse above

	// Of the claims in statistics, status and closed cases (R-BST-20).
	RegisteredFrom, RegisteredThrough date.Date
	Departments                       []string // tenants; of the house the departments of its cases, "" for claims in none
	System                            string   // whose law: SE, NO, FI, DK
}

// Books is one of the sets of books that a report is asked of (R-BST-26).
type Books struct {
	Tenant ledger.TenantID
	Name   string
	Chart  ledger.Chart
	Banks  []Bank
	Lapse  Lapse
}

// Bank is one of our bank accounts.
type Bank struct {
	Key      string // its name in the book of statements
	Number   string // its ledger account
	Currency money.Currency
	Opening  int64 // its balance before the first statement
}

// Option is something a report can be asked for besides a day.
type Option string

// The options.
const (
	TakesFrom    Option = "from"
	TakesAccount Option = "account"
	TakesDebtor  Option = "debtor"
	TakesBuckets Option = "buckets"

	TakesRegistered  Option = "registered"
	TakesDepartments Option = "department"
	TakesSystem      Option = "system"
)

// Report is a question the book can answer.
type Report struct {
	Name    string
	Options []Option
	columns func(*Ask) []Column
	write   func(*query) (*Foot, error)
}

// ErrAsk is wrapped by the error of a question that makes no sense.
var ErrAsk = errors.New("cannot be asked so")

// All gives every report, in the order of the list.
func All() []Report {
	return []Report{
		trialBalance(), generalLedger(), openItems(), ageing(), cashIn(), reconciliation(), suspense(), reminderRun(), payouts(),
		statisticsGeneral(), statisticsDetailed(), statusGeneral(), statusDetailed(), closedCases(),
		holds(), lapsing(), plans(), losses(), clientStatement(), tenants(),
	}
}

// Named gives a report by its name.
func Named(name string) (Report, bool) {
	all := All()
	i := slices.IndexFunc(all, func(r Report) bool { return r.Name == name })
	if i < 0 {
		return Report{}, false
	}
	return all[i], true
}

// ofSeveral tells whether it takes several sets of books together by itself: those about
// claims do. Of the others each set of books has one of its own.
func (r Report) ofSeveral() bool {
	return slices.Contains(r.Options, TakesDepartments) || r.Name == summary
}

// query is a report being made.
type query struct {
	*ledger.Tx
	Ask
	out  Dress
	head *Head
}

// Write answers the question and gives what the foot said.
func (r Report) Write(tx *ledger.Tx, ask Ask, out Dress) (*Foot, error) {
	if !ask.Through.Valid() || ask.From > ask.Through || ask.RegisteredThrough != 0 && ask.RegisteredFrom > ask.RegisteredThrough {
		return nil, fmt.Errorf("report %s: %w: from %s through %s", r.Name, ErrAsk, ask.From, ask.Through)
	}
	if err := r.Known(tx, ask); err != nil {
		return nil, err
	}
	q := &query{Tx: tx, Ask: ask, out: out}
	q.head = &Head{Name: r.Name, From: ask.From, Through: ask.Through, Columns: r.columns(&q.Ask)}
	answer := func() (*Foot, error) { return r.write(q) }
	switch {
	case r.ofSeveral():
	case len(ask.Whose) > 1:
		q.head.Columns = append([]Column{{"tenant", Text}}, q.head.Columns...)
		answer = func() (*Foot, error) { return q.several(r.write) }
	case len(ask.Whose) == 1:
		q = q.at(ask.Whose[0])
	}
	err := out.Head(q.head)
	var foot *Foot
	if err == nil {
		foot, err = answer()
	}
	if err == nil {
		err = out.Foot(foot)
	}
	if err != nil {
		return nil, fmt.Errorf("report %s: %w", r.Name, err)
	}
	return foot, nil
}

// fixed is for reports whose columns are always the same, as listed reads them.
func fixed(columns ...string) func(*Ask) []Column {
	list := listed(columns...)
	return func(*Ask) []Column { return list }
}

// listed reads columns written as their names, with a mark before the name for what is no
// text: $ money, # a count, @ a day, % a share.
func listed(columns ...string) []Column {
	var list []Column
	for _, name := range columns {
		kind := Text
		if i := strings.IndexByte("$#@%", name[0]); i >= 0 {
			kind, name = []Kind{Money, Count, Day, Share}[i], name[1:]
		}
		list = append(list, Column{name, kind})
	}
	return list
}

// stretch is how many rows are summed at once. SQLite sorts what it groups, in memory.
const stretch = 250_000

// stretches calls fn for the ids of a table piece by piece.
func (q *query) stretches(table string, fn func(from, to int64) error) error {
	return stretches(q.Tx, table, fn)
}

func stretches(tx *ledger.Tx, table string, fn func(from, to int64) error) error {
	var last int64
	_, err := tx.One(`SELECT COALESCE(MAX(id), 0) FROM `+table, nil, func(r *store.Row) error {
		last = r.Int(0)
		return nil
	})
	for from := int64(1); from <= last && err == nil; from += stretch {
		err = fn(from, from+stretch)
	}
	return err
}

// sums adds up money by currency.
type sums map[money.Currency][]int64

func (s sums) add(c money.Currency, n ...int64) {
	if s[c] == nil {
		s[c] = make([]int64, len(n))
	}
	for i := range n {
		s[c][i] += n[i]
	}
}

// each calls fn for the currencies in order.
func (s sums) each(fn func(money.Currency, []int64)) {
	var all []money.Currency
	for c := range s {
		all = append(all, c)
	}
	slices.Sort(all)
	for _, c := range all {
		fn(c, s[c])
	}
}
