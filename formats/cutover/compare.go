package cutover

import (
	"cmp"
	"fmt"
	"slices"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// Verdict is what became of a bankgiro's day.
type Verdict string

// The verdicts, from good to bad.
const (
	Equal      Verdict = "equal"             // every payment in both, with its reference
	EqualSums  Verdict = "equal-sums"        // the deposits are equal; one channel does not tell their payments
	References Verdict = "references-differ" // every payment in both by amount; some by another reference
	Different  Verdict = "different"         // a payment or deposit lacks its partner
	OnlyOld    Verdict = "only-in-bgmax"     // a day that only the old channel tells of
	OnlyNew    Verdict = "only-in-camt"      // a day that only the new one tells of
)

// Good tells whether the new channel may take the old one's place for this day.
func (v Verdict) Good() bool { return v == Equal || v == EqualSums }

// Said is what a channel says of a bankgiro's day, in minor units.
type Said struct {
	Deposits int
	Payments int
	Whole    int // deposits told as one line, without their payments
	Credit   int64
	Debit    int64
}

// Net is what reached the account.
func (s Said) Net() int64 { return s.Credit - s.Debit }

// Payment is a payment, or a deposit told whole, that lacks its partner.
type Payment struct {
	Deposit bool
	Amount  money.Amount // debits negative
	Ref     string       // as written, shortened; "" when there is none or too many were heard
	File    string
	Line    int
}

// Pair is one payment under two references.
type Pair struct{ Old, New Payment }

// Row is a bankgiro's day in both channels.
type Row struct {
	Bankgiro string
	On       date.Date
	Currency money.Currency
	Old, New Said
	Verdict  Verdict

	AloneOld []Payment // in BgMax, without a partner in camt: the first of them
	AloneNew []Payment // the other way round
	Renamed  []Pair    // the same amount under another reference: the first of them
	// MissingOld, MissingNew and RenamedCount count them all.
	MissingOld, MissingNew, RenamedCount int
}

// Report is the comparison, by bankgiro and day.
type Report struct {
	Rows []Row
	// Count tells the rows of each verdict.
	Count map[Verdict]int
	// Other counts the camt payments that name no bankgiro and were left out, Repeated
	// the statements of either channel that came more than once.
	Other, Repeated int
}

// Good tells whether every day is good and there is one to speak of.
func (r *Report) Good() bool {
	for v, n := range r.Count {
		if n > 0 && !v.Good() {
			return false
		}
	}
	return len(r.Rows) > 0
}

// MaxAlone is how many payments without partner a row names.
const MaxAlone = 100

// Compare sets what was collected from BgMax beside what was collected from camt.
func Compare(bgmax, camt *Collector) *Report {
	r := &Report{Count: map[Verdict]int{}, Other: camt.Other, Repeated: bgmax.Repeated + camt.Repeated}
	for _, k := range days(bgmax, camt) {
		row := Row{Bankgiro: k.giro, On: k.on, Currency: k.currency}
		c := comparison{row: &row, old: bgmax, new: camt}
		a, b := bgmax.told(k), camt.told(k)
		switch {
		case b == nil:
			c.run(a, &day{})
			row.Verdict = OnlyOld
		case a == nil:
			c.run(&day{}, b)
			row.Verdict = OnlyNew
		default:
			c.run(a, b)
		}
		r.Count[row.Verdict]++
		r.Rows = append(r.Rows, row)
	}
	return r
}

// days gives every bankgiro's day of which either channel tells, once and in order.
func days(all ...*Collector) []key {
	var keys []key
	for _, c := range all {
		for k := range c.days {
			k.kind = ""
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(a.giro, b.giro), cmp.Compare(a.on, b.on), cmp.Compare(a.currency, b.currency))
	})
	return slices.Compact(keys)
}

// told gives a day as its notification told it, else its statement.
func (c *Collector) told(k key) *day {
	for _, k.kind = range [...]formats.StatementKind{formats.Notification, formats.EndOfDay} {
		if d := c.days[k]; d != nil {
			return d
		}
	}
	return nil
}

// comparison is that of one row.
type comparison struct {
	row      *Row
	old, new *Collector
	deposits bool
}

// run pairs payments by amount and reference, then what is left by amount; or deposits
// by amount, where a channel tells one of them whole.
func (c *comparison) run(a, b *day) {
	c.row.Old, c.row.New = a.said, b.said
	one, other := a.payments, b.payments
	if c.deposits = a.said.Whole+b.said.Whole > 0; c.deposits {
		one, other = a.deposits, b.deposits
		if a.said.Net() == b.said.Net() { // one line for all deposits of the day, perhaps
			c.row.Verdict = EqualSums
			return
		}
	}
	one, other = pair(slices.Clone(one), slices.Clone(other), byReference, nil)
	one, other = pair(one, other, byAmount, c.renamed)
	c.row.AloneOld, c.row.MissingOld = c.list(c.old, one), len(one)
	c.row.AloneNew, c.row.MissingNew = c.list(c.new, other), len(other)
	switch {
	case len(one)+len(other) > 0:
		c.row.Verdict = Different
	case c.row.RenamedCount > 0:
		c.row.Verdict = References
	default:
		c.row.Verdict = Equal
	}
}

func byReference(a, b mark) int {
	return cmp.Or(cmp.Compare(a.amount, b.amount), cmp.Compare(a.hash, b.hash))
}

func byAmount(a, b mark) int { return cmp.Compare(a.amount, b.amount) }

// pair takes equal ones out of both, one for one, and gives what is left of each.
func pair(a, b []mark, compare func(a, b mark) int, told func(a, b mark)) (restA, restB []mark) {
	order := func(x, y mark) int {
		return cmp.Or(compare(x, y), cmp.Compare(x.file, y.file), cmp.Compare(x.line, y.line))
	}
	slices.SortFunc(a, order)
	slices.SortFunc(b, order)
	restA, restB = a[:0], b[:0]
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch n := compare(a[i], b[j]); {
		case n < 0:
			restA = append(restA, a[i])
			i++
		case n > 0:
			restB = append(restB, b[j])
			j++
		default:
			if told != nil {
				told(a[i], b[j])
			}
			i++
			j++
		}
	}
	return append(restA, a[i:]...), append(restB, b[j:]...)
}

func (c *comparison) renamed(a, b mark) {
	if c.row.RenamedCount++; c.row.RenamedCount <= MaxAlone {
		c.row.Renamed = append(c.row.Renamed, Pair{c.name(c.old, a), c.name(c.new, b)})
	}
}

// list names the first of those that lack a partner, in the order of their files.
func (c *comparison) list(from *Collector, alone []mark) []Payment {
	slices.SortFunc(alone, func(a, b mark) int { return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line)) })
	var all []Payment
	for _, m := range alone[:min(len(alone), MaxAlone)] {
		all = append(all, c.name(from, m))
	}
	return all
}

func (c *comparison) name(from *Collector, m mark) Payment {
	p := Payment{Deposit: c.deposits, Amount: money.Of(m.amount, c.row.Currency), File: from.files[m.file], Line: int(m.line)}
	if m.ref >= 0 {
		p.Ref = from.refs[m.ref]
	}
	return p
}

// String says a payment in a line for people: "old.txt:14: 1250.00 SEK 10234567898".
func (p Payment) String() string {
	what := ""
	if p.Deposit {
		what = "deposit "
	}
	return fmt.Sprintf("%s:%d: %s%s %s", p.File, p.Line, what, p.Amount, p.Ref)
}
