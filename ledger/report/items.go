package report

import (
	"fmt"
	"math"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// ofDebtor chooses a debtor and all that are one with it; nobody in particular is everybody.
const ofDebtor = `($2 = '' OR party.customer_no = $2 OR party.id IN (SELECT k.party FROM party n JOIN party_one p ON p.party = n.id
		JOIN party_one k ON k.survivor = p.survivor WHERE n.customer_no = $2))`

// claimedSince is what was claimed after the day $1 in the books of $3 and is in no entry: what
// is earned when it is paid, and what an agent's clients claim.
const claimedSince = `(SELECT fee_memo.invoice AS invoice, bucket, amount FROM fee_memo WHERE claimed_on > $1 AND tenant = $3
		UNION ALL SELECT client_charge.invoice, client_charge.bucket, client_charge.amount FROM client_charge CROSS JOIN invoice i
		WHERE client_charge.day > $1 AND i.id = client_charge.invoice AND +i.tenant = $3) AS claimed`

// owed is each invoice with what is owed on it on a day: what is owed now, less what was
// booked since, and claimed since without a booking. Of a day that is today nothing was, and
// items alone answer.
const owed = ` FROM party CROSS JOIN invoice CROSS JOIN item LEFT JOIN (
		SELECT posting.invoice AS invoice,
			SUM(CASE WHEN posting.bucket = 0 THEN posting.amount ELSE 0 END) AS principal,
			SUM(CASE WHEN posting.bucket = 1 THEN posting.amount ELSE 0 END) AS fee,
			SUM(CASE WHEN posting.bucket = 3 THEN posting.amount ELSE 0 END) AS cost
		FROM entry CROSS JOIN posting CROSS JOIN account
		WHERE entry.booked_on > $1 AND +posting.entry = entry.id AND posting.id >= entry.first AND posting.id < entry.first + entry.lines
			AND account.id = posting.account AND ` + ledger.MovesItem + ` AND +entry.tenant = $3
		GROUP BY posting.invoice
	) since ON since.invoice = invoice.id LEFT JOIN (
		SELECT invoice, SUM(CASE WHEN bucket = 0 THEN amount ELSE 0 END) AS principal, SUM(CASE WHEN bucket = 1 THEN amount ELSE 0 END) AS fee,
			SUM(CASE WHEN bucket = 3 THEN amount ELSE 0 END) AS cost
		FROM ` + claimedSince + ` GROUP BY invoice
	) noted ON noted.invoice = invoice.id
	WHERE invoice.debtor = party.id AND item.invoice = invoice.id AND ` + ofDebtor + ` AND party.tenant = $3`

// What is owed of each bucket, and of all that stand on receivables.
const (
	owedPrincipal = `(item.principal - COALESCE(since.principal, 0) - COALESCE(noted.principal, 0))`
	owedFee       = `(item.fee - COALESCE(since.fee, 0) - COALESCE(noted.fee, 0))`
	owedCost      = `(item.cost - COALESCE(since.cost, 0) - COALESCE(noted.cost, 0))`
	owedAll       = `(` + owedPrincipal + ` + ` + owedFee + ` + ` + owedCost + `)`
	// unbooked is what of them is booked when it is paid, and stands outside receivables.
	unbooked = `CASE WHEN EXISTS (SELECT 1 FROM fee_memo WHERE fee_memo.invoice = invoice.id) THEN ` + owedFee + ` + ` + owedCost + ` ELSE 0 END`
	isOwed   = ` AND (` + anyOwed + `)`
	anyOwed  = owedPrincipal + ` <> 0 OR ` + owedFee + ` <> 0 OR ` + owedCost + ` <> 0`
	// orInterest is owed where nothing is left but the interest assessed today.
	orInterest = ` AND (` + anyOwed + ` OR item.interest <> 0)`
)

func openItems() Report {
	return Report{
		Name:    "open-items",
		Options: []Option{TakesDebtor},
		columns: fixed("customer", "name", "invoice", "kind", "@issued", "@due", "#overdueDays",
			"$principal", "$fee", "$cost", "$open", "$interest", "currency"),
		write: writeOpen,
	}
}

func writeOpen(q *query) (*Foot, error) {
	total, today, which := sums{}, q.Through >= q.Today, isOwed
	if today {
		which = orInterest
	}
	row := make([]Cell, len(q.head.Columns))
	query := `SELECT party.customer_no, party.name, invoice.number, invoice.kind, invoice.issued, invoice.due, invoice.currency, ` +
		owedPrincipal + `, ` + owedFee + `, ` + owedCost + `, item.interest, ` + unbooked + owed + which + ` ORDER BY party.customer_no, invoice.id`
	err := q.Each(query, []any{q.Through, q.Debtor, int64(q.Tenant())}, func(r *store.Row) error {
		c := money.Currency(r.Text(6))
		principal, fee, cost, interest := r.Int(7), r.Int(8), r.Int(9), r.Int(10)
		row = append(row[:0], text(r.Text(0)), text(r.Text(1)), text(r.Text(2)), word(r.Text(3)), day(r.Date(4)), day(r.Date(5)),
			count(int64(max(q.Through.Days(r.Date(5)), 0))), sum(principal, c), sum(fee, c), sum(cost, c), sum(principal+fee+cost, c),
			Cell{}, text(string(c)))
		if today {
			row[11] = sum(interest, c)
		}
		total.add(c, principal, fee, cost, principal+fee+cost, interest, r.Int(11))
		return q.out.Row(row)
	})
	if err != nil {
		return nil, err
	}
	foot := &Foot{}
	total.each(func(c money.Currency, n []int64) {
		cells := make([]Cell, len(q.head.Columns))
		cells[0], cells[12] = word("sum"), text(string(c))
		for i := range 4 {
			cells[7+i] = sum(n[i], c)
		}
		if today {
			cells[11] = sum(n[4], c)
		}
		foot.Totals = append(foot.Totals, cells)
		if n[5] != 0 {
			foot.Notes = append(foot.Notes, Note{Code: "fees-when-paid", Facts: []Cell{sum(n[5], c), text(string(c))}})
		}
	})
	if today && len(total) > 0 {
		foot.Notes = append(foot.Notes, Note{Code: interestAssessed})
	}
	return foot, nil
}

// defaultBuckets are the last days of the buckets of ageing.
var defaultBuckets = []int{30, 60, 90}

// mostBuckets bounds the columns somebody may ask for.
const mostBuckets = 24

func ageing() Report {
	return Report{
		Name:    "ageing",
		Options: []Option{TakesDebtor, TakesBuckets},
		columns: ageingColumns,
		write:   writeAgeing,
	}
}

func ageingColumns(a *Ask) []Column {
	if a.Buckets == nil {
		a.Buckets = defaultBuckets
	}
	list := listed("customer", "name", "$notDue")
	from := 1
	for _, to := range a.Buckets {
		list = append(list, listed(fmt.Sprintf("$days%dto%d", from, to))...)
		from = to + 1
	}
	list = append(list, listed(fmt.Sprintf("$over%d", from-1))...)
	return append(list, listed("$open", "currency")...)
}

// writeAgeing has the database put each item into its bucket by the day it was due.
func writeAgeing(q *query) (*Foot, error) {
	args := []any{q.Through, q.Debtor, int64(q.Tenant())}
	query := `SELECT party.customer_no, party.name, invoice.currency`
	bucket := func(dueFrom, dueThrough date.Date) {
		args = append(args, dueFrom, dueThrough)
		query += fmt.Sprintf(`, SUM(CASE WHEN invoice.due >= $%d AND invoice.due <= $%d THEN `+owedAll+` ELSE 0 END)`, len(args)-1, len(args))
	}
	if len(q.Buckets) > mostBuckets {
		return nil, fmt.Errorf("%w: want at most %d buckets", ErrAsk, mostBuckets)
	}
	bucket(q.Through, always)
	before := 0
	for _, to := range q.Buckets {
		if to <= before || to > math.MaxInt16 {
			return nil, fmt.Errorf("%w: buckets %s: want days that rise from 1, at most %d", ErrAsk, strings.Trim(fmt.Sprint(q.Buckets), "[]"), math.MaxInt16)
		}
		bucket(q.Through.Add(-to), q.Through.Add(-before-1))
		before = to
	}
	bucket(0, q.Through.Add(-before-1))
	query += `, SUM(` + owedAll + `)` + owed + isOwed + `
		GROUP BY party.customer_no, party.name, invoice.currency ORDER BY party.customer_no, invoice.currency`
	total, n := sums{}, len(q.Buckets)+3
	err := q.Each(query, args, func(r *store.Row) error {
		c, amounts := money.Currency(r.Text(2)), make([]int64, n)
		for i := range amounts {
			amounts[i] = r.Int(3 + i)
		}
		total.add(c, amounts...)
		return q.out.Row(ageingRow(text(r.Text(0)), r.Text(1), c, amounts))
	})
	if err != nil {
		return nil, err
	}
	foot := &Foot{}
	total.each(func(c money.Currency, n []int64) { foot.Totals = append(foot.Totals, ageingRow(word("sum"), "", c, n)) })
	return foot, nil
}

func ageingRow(customer Cell, name string, c money.Currency, amounts []int64) []Cell {
	row := []Cell{customer, text(name)}
	for _, n := range amounts {
		row = append(row, sum(n, c))
	}
	return append(row, text(string(c)))
}

func suspense() Report {
	return Report{
		Name: "suspense",
		columns: fixed("payment", "@day", "#ageDays", "age", "account", "$amount", "$rest", "currency",
			"payer", "text", "why", "file"),
		write: writeSuspense,
	}
}

// ages are how long money may have rested on suspense.
var ages = []struct {
	most int
	name string
}{{7, "0-7"}, {30, "8-30"}, {90, "31-90"}, {math.MaxInt, "over-90"}}

func ageOf(days int) int {
	for i := range ages {
		if days <= ages[i].most {
			return i
		}
	}
	return len(ages) - 1
}

// writeSuspense takes back from what rests now what was booked on suspense since the day.
func writeSuspense(q *query) (*Foot, error) {
	total := make([]sums, len(ages)+1)
	for i := range total {
		total[i] = sums{}
	}
	err := q.Each(`SELECT receipt.id, receipt.booked_on, receipt.account, receipt.amount, suspense.rest + COALESCE(since.moved, 0), receipt.currency,
			receipt.payer, receipt.text, receipt.evidence, receipt.file
		FROM suspense JOIN receipt ON receipt.id = suspense.receipt LEFT JOIN (
			SELECT posting.receipt AS receipt, SUM(posting.amount) AS moved
			FROM entry CROSS JOIN posting CROSS JOIN account
			WHERE entry.booked_on > $1 AND +posting.entry = entry.id AND posting.id >= entry.first AND posting.id < entry.first + entry.lines
				AND account.id = posting.account AND account.role = 'suspense'
			GROUP BY posting.receipt
		) since ON since.receipt = suspense.receipt
		WHERE suspense.rest + COALESCE(since.moved, 0) <> 0 AND receipt.tenant = $2 ORDER BY receipt.booked_on, receipt.id`, []any{q.Through, int64(q.Tenant())}, func(r *store.Row) error {
		c, rest, on := money.Currency(r.Text(5)), r.Int(4), r.Date(1)
		days := max(q.Through.Days(on), 0)
		age := ageOf(days)
		total[age].add(c, rest)
		total[len(ages)].add(c, rest)
		return q.out.Row([]Cell{text(fmt.Sprintf("pay%d", r.Int(0))), day(on), count(int64(days)), word(ages[age].name), text(r.Text(2)),
			sum(r.Int(3), c), sum(rest, c), text(string(c)), text(r.Text(6)), text(r.Text(7)), text(r.Text(8)), text(r.Text(9))})
	})
	if err != nil {
		return nil, err
	}
	foot := &Foot{}
	for i, s := range total {
		name := "all"
		if i < len(ages) {
			name = ages[i].name
		}
		s.each(func(c money.Currency, n []int64) {
			cells := make([]Cell, len(q.head.Columns))
			cells[0], cells[3], cells[6], cells[7] = word("sum"), word(name), sum(n[0], c), text(string(c))
			foot.Totals = append(foot.Totals, cells)
		})
	}
	return foot, nil
}
