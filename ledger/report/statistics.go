package report

import (
	"cmp"
	"math/bits"
	"slices"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
)

// Statistics (R-BST-18) answer what became of the claims that were registered: of so many
// for so much, how much was paid, credited, lost, and how much remains, in each bucket.
// share is its part of the principal registered; that of the line paid is the success
// rate. days is how long claims that were settled by payment took on average, from the
// invoice's day. The last line is what was paid within the period itself, on
// claims of any age: what the work of that period brought.
//
// A claim is registered on the day its case was, or when it is in none on its own day. What
// a tolerance forgave of a payment counts as paid.
//
// The general report has one block for each currency; the detailed one a block for each
// department and month of registration, without lines of nothing. Credit notes without an
// invoice are no claims and stand in the status reports only.
func statisticsGeneral() Report {
	return Report{
		Name:    "statistics-general",
		Options: []Option{TakesFrom, TakesRegistered, TakesDepartments, TakesSystem},
		columns: fixed("measure", "#claims", "$principal", "$fee", "$interest", "$cost", "$total",
			"%share", "#days", "currency"),
		write: func(q *query) (*Foot, error) { return q.statistics(false) },
	}
}

func statisticsDetailed() Report {
	return Report{
		Name:    "statistics-detailed",
		Options: []Option{TakesFrom, TakesRegistered, TakesDepartments, TakesSystem},
		columns: fixed("department", "month", "measure", "#claims", "$principal", "$fee",
			"$interest", "$cost", "$total", "%share", "#days", "currency"),
		write: func(q *query) (*Foot, error) { return q.statistics(true) },
	}
}

// cohort is claims that are counted together: of one currency, and in detail of one
// department and month of registration.
type cohort struct {
	department string
	month      int
	currency   money.Currency
}

func (c cohort) compare(d cohort) int {
	return cmp.Or(cmp.Compare(c.department, d.department), cmp.Compare(c.month, d.month), cmp.Compare(c.currency, d.currency))
}

// became is what became of a cohort.
type became struct {
	claims  int64
	with    [turns]int64 // how many were paid, credited, … at least in part
	open    int64
	sums    [turns][4]int64
	whole   int64 // how many were settled by payment
	days    int64 // that took, together
	touched int64 // paid on within the period
	within  [4]int64
}

func (b *became) add(c *claim) {
	b.claims++
	for t := range c.sums {
		any := false
		for bucket, n := range c.sums[t] {
			b.sums[t][bucket] += n
			any = any || n != 0
		}
		if any {
			b.with[t]++
		}
	}
	if c.owes() != 0 {
		b.open++
	}
	if c.settled != 0 && c.sums[paid][ledger.Principal] > 0 && c.sums[paid][ledger.Principal] >= c.sums[charged][ledger.Principal]-c.sums[credited][ledger.Principal] {
		b.whole++
		b.days += int64(max(c.settled.Days(c.issued), 0))
	}
	if c.within != [4]int64{} {
		b.touched++
		for bucket, n := range c.within {
			b.within[bucket] += n
		}
	}
}

func (q *query) statistics(detailed bool) (*Foot, error) {
	all, totals := map[cohort]*became{}, map[cohort]*became{}
	at := func(m map[cohort]*became, k cohort) *became {
		if m[k] == nil {
			m[k] = &became{}
		}
		return m[k]
	}
	err := q.eachClaim(func(c *claim) error {
		if c.credit {
			return nil
		}
		at(totals, cohort{currency: c.currency}).add(c)
		if detailed {
			at(all, cohort{c.department, int(c.registered) / 100, c.currency}).add(c)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	foot := &Foot{}
	if q.Through < q.Today {
		foot.Notes = append(foot.Notes, Note{Code: interestUnknown})
	}
	for _, k := range ordered(totals) {
		lines := q.became(k, totals[k], detailed, true)
		if detailed {
			foot.Totals = append(foot.Totals, lines...)
			continue
		}
		for _, line := range lines {
			if err := q.out.Row(line); err != nil {
				return nil, err
			}
		}
	}
	for _, k := range ordered(all) {
		for _, line := range q.became(k, all[k], true, false) {
			if err := q.out.Row(line); err != nil {
				return nil, err
			}
		}
	}
	return foot, nil
}

// interestUnknown is said where interest that stands unpaid is missing.
const interestUnknown = "interest-unknown"

// interestAssessed is said where interest stands that no account has yet.
const interestAssessed = "interest-as-assessed"

func ordered[V any](m map[cohort]V) []cohort {
	keys := make([]cohort, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, cohort.compare)
	return keys
}

// became gives the lines of a cohort.
func (q *query) became(k cohort, b *became, detailed, total bool) (lines [][]Cell) {
	line := func(measure string, claims int64, n [4]int64, share, days Cell) {
		if detailed && claims == 0 && measure != "paid" && measure != "remaining" {
			return
		}
		var cells []Cell
		if detailed {
			where := []Cell{text(k.department), text(monthText(k.month))}
			if total {
				where = []Cell{word("sum"), {}}
			}
			cells = append(cells, where...)
		}
		cells = append(cells, word(measure), count(claims))
		cells = append(cells, bucketCells(n, k.currency)...)
		lines = append(lines, append(cells, share, days, text(string(k.currency))))
	}
	remaining := b.sums[charged]
	for _, t := range leaves {
		for bucket, n := range b.sums[t] {
			remaining[bucket] -= n
		}
	}
	whole := b.sums[charged][ledger.Principal]
	share := func(n [4]int64) Cell { return percent(n[ledger.Principal], whole) }
	days := Cell{}
	if b.whole > 0 {
		days = count((b.days + b.whole/2) / b.whole)
	}
	line("registered", b.claims, b.sums[charged], Cell{}, Cell{})
	line("paid", b.with[paid], b.sums[paid], share(b.sums[paid]), days)
	line("credited", b.with[credited], b.sums[credited], share(b.sums[credited]), Cell{})
	line("lost", b.with[lost], b.sums[lost], share(b.sums[lost]), Cell{})
	line("settled-otherwise", b.with[otherwise], b.sums[otherwise], share(b.sums[otherwise]), Cell{})
	line("remaining", b.open, remaining, share(remaining), Cell{})
	line("paid-in-period", b.touched, b.within, Cell{}, Cell{})
	return lines
}

// bucketCells gives principal, fee, interest, cost and their total, in this order.
func bucketCells(n [4]int64, c money.Currency) []Cell {
	return []Cell{sum(n[ledger.Principal], c), sum(n[ledger.Fee], c), sum(n[ledger.Interest], c), sum(n[ledger.Cost], c), sum(n[0]+n[1]+n[2]+n[3], c)}
}

func monthText(yyyymm int) string { return date.Date(yyyymm*100 + 1).String()[:7] }

// percent is a part of a whole in tenths of a percent, half up, and nothing of nothing.
func percent(part, whole int64) Cell {
	if whole <= 0 || part < 0 {
		return Cell{}
	}
	hi, lo := bits.Mul64(uint64(part), 1000)
	lo, carry := bits.Add64(lo, uint64(whole)/2, 0)
	if hi += carry; hi >= uint64(whole) {
		return Cell{} // more than a share can be
	}
	tenths, _ := bits.Div64(hi, lo, uint64(whole))
	return Cell{Kind: Share, N: int64(tenths)}
}
