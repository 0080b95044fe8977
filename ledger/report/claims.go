package report

import (
	"fmt"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// turn is what happens to the money of a claim: it is charged, and leaves by being paid,
// credited, given up as lost, or settled otherwise (sold, pledged, rounded). What is
// charged less what left is what remains.
type turn int

const (
	charged turn = iota
	paid
	credited
	lost
	otherwise
	turns
)

// leaves are the turns by which what was charged goes away.
var leaves = [...]turn{paid, credited, lost, otherwise}

// claim is an invoice or a credit note with all that became of it through a day.
type claim struct {
	invoice    int64
	tenant     ledger.TenantID
	credit     bool
	issued     date.Date
	due        date.Date
	currency   money.Currency
	department string
	reminded   bool
	debtCase   int64
	caseState  string // on the day: invoicing, collection, monitoring
	caseActive bool
	registered date.Date // of the case; without one that of the invoice

	sums    [turns][4]int64 // by bucket
	settled date.Date       // the day nothing was left of the principal, 0 while there is
	last    date.Date       // the last day something moved
	within  [4]int64        // paid from the first day of the report on
	end     ending          // of its case, where closed cases are walked
}

// remaining is what is owed of each bucket.
func (c *claim) remaining() (left [4]int64) {
	for b := range left {
		left[b] = c.sums[charged][b]
		for _, t := range leaves {
			left[b] -= c.sums[t][b]
		}
	}
	return left
}

// owes is all that remains.
func (c *claim) owes() (all int64) {
	for _, n := range c.remaining() {
		all += n
	}
	return all
}

// moved takes a posting that names the claim.
func (c *claim) moved(why ledger.Why, bucket, amount int64, receipt bool, on date.Date) {
	t := turnOf(why, receipt)
	if t != charged {
		amount = -amount
	}
	c.sums[t][bucket&3] += amount
	if bucket == int64(ledger.Interest) && t != charged { // booked as it is paid or given up: it was charged as well
		c.sums[charged][ledger.Interest] += amount
	}
	if c.last = max(c.last, on); bucket != int64(ledger.Principal) {
		return
	}
	c.settled = 0
	if c.remaining()[ledger.Principal] <= 0 {
		c.settled = c.last
	}
}

// turnOf tells what an entry of a kind does to a claim. A reversal is told by what it
// reverses, so it takes back from the same sum.
func turnOf(why ledger.Why, receipt bool) turn {
	switch why {
	case ledger.CreditNote, ledger.FeeReversed:
		return credited
	case ledger.LossExpected, ledger.LossConfirmed, ledger.LossRecovered:
		return lost
	case ledger.InvoiceIssued, ledger.InterestInvoiced, ledger.ReminderFee, ledger.PlanFee, ledger.LateComp, ledger.ClaimCharged, ledger.OutlayPaid:
		return charged
	case ledger.PaidElsewhere:
		return paid
	}
	if receipt {
		return paid
	}
	return otherwise
}

// The state of a case on a day: that of now, with the acts since then taken back. Taking a
// case back is undone by looking at the act before it.
const (
	caseActs   = `('handed-over', 'put-under-monitoring', 'resumed', 'taken-back')`
	caseStateX = `CASE (SELECT e.kind FROM case_event e WHERE e.debt_case = debt_case.id AND e.day > $1 AND e.kind IN ` + caseActs + ` ORDER BY e.id LIMIT 1)
		WHEN 'handed-over' THEN 'invoicing' WHEN 'put-under-monitoring' THEN 'collection' WHEN 'resumed' THEN 'monitoring'
		WHEN 'taken-back' THEN CASE (SELECT e.kind FROM case_event e WHERE e.debt_case = debt_case.id AND e.day <= $1 AND e.kind IN ` + caseActs + ` ORDER BY e.id DESC LIMIT 1)
			WHEN 'put-under-monitoring' THEN 'monitoring' ELSE 'collection' END
		ELSE debt_case.state END`
	caseActiveX = `CASE (SELECT e.kind FROM case_event e WHERE e.debt_case = debt_case.id AND e.day > $1 AND e.kind IN ('closed', 'reopened') ORDER BY e.id LIMIT 1)
		WHEN 'closed' THEN 'active' WHEN 'reopened' THEN 'closed' ELSE debt_case.activity END`
)

// Which claims: all, or those of closed cases case by case.
const (
	everyClaim = ` FROM invoice CROSS JOIN party CROSS JOIN item CROSS JOIN tenant
		LEFT JOIN case_invoice ON case_invoice.invoice = invoice.id
		LEFT JOIN debt_case ON debt_case.id = case_invoice.debt_case AND debt_case.registered <= $1`
	closedClaims = ` FROM debt_case CROSS JOIN case_invoice CROSS JOIN invoice CROSS JOIN party CROSS JOIN item CROSS JOIN tenant`

	inOrder   = ` ORDER BY invoice.id, `
	caseOrder = ` ORDER BY debt_case.id, invoice.id, `
	asMade    = `item_posting.posting`
)

// department is where a claim belongs: the association that is a tenant, and in the
// house's own books what its case says.
const department = `CASE WHEN invoice.tenant = 1 THEN COALESCE(debt_case.department, '') ELSE tenant.name END`

// claimPostings are the postings of claims through a day, claim by claim, in the order
// they were made; SQLite follows its keys and sorts nothing. A case registered after the
// day is not yet there. An agent's clients claim without a posting: where such books are asked
// for, what moved their claims is put together first, and sorted.
func claimPostings(columns, from string, agents bool) string {
	why, on := `COALESCE(old.why, entry.why)`, `entry.booked_on`
	moved, which := ` CROSS JOIN item_posting CROSS JOIN posting CROSS JOIN entry LEFT JOIN entry old ON old.id = entry.reverses CROSS JOIN account`,
		`item_posting.invoice = invoice.id AND posting.id = item_posting.posting AND entry.id = posting.entry
		AND account.id = posting.account AND entry.booked_on <= $1 AND `+ledger.MovesItem
	if agents {
		why, on, moved, which = `posting.why`, `posting.booked_on`, ` CROSS JOIN `+everyMove+` AS posting`, `posting.invoice = invoice.id`
	}
	return `SELECT invoice.id, invoice.kind, invoice.issued, invoice.due, invoice.currency, ` + department + `,
		COALESCE(debt_case.id, 0), COALESCE(debt_case.registered, 0),
		CASE WHEN EXISTS (SELECT 1 FROM reminder WHERE reminder.invoice = invoice.id AND reminder.told_on <= $1) THEN 1 ELSE 0 END,
		item.interest, ` + why + `, posting.bucket, posting.amount, COALESCE(posting.receipt, 0), ` + on + `, invoice.tenant,
		` + claimedIn("1") + `, ` + claimedIn("3") + `,
		` + columns + from + moved + `
	WHERE party.id = invoice.debtor AND item.invoice = invoice.id AND tenant.id = +invoice.tenant AND ` + which
}

// everyMove is all that moved claims through a day, an agent's too. The interest that a client
// claims is what the item says, and what was paid of it, as everybody's is.
const everyMove = `(SELECT posting.invoice, posting.id, COALESCE(old.why, entry.why) AS why, posting.bucket, posting.amount, posting.receipt, entry.booked_on
	FROM posting JOIN account ON account.id = posting.account JOIN entry ON entry.id = posting.entry LEFT JOIN entry old ON old.id = entry.reverses
	WHERE entry.booked_on <= $1 AND ` + ledger.MovesItem + `
	UNION ALL SELECT c.invoice, c.id, COALESCE(was.why, c.why), c.bucket, c.amount, NULL, c.day FROM client_charge c LEFT JOIN client_charge was ON was.id = c.reverses
	WHERE c.day <= $1 AND (c.bucket <> 2 OR COALESCE(was.why, c.why) <> 'claim-charged'))`

// agents tells whether any of the books asked for are an agent's.
func (q *query) agents() (there bool, err error) {
	for _, id := range q.whose() {
		if !there && err == nil {
			there, err = q.One(`SELECT 1 FROM tenant WHERE id = $1 AND keeping = $2`, []any{id, int64(ledger.Agent)}, nil)
		}
	}
	return there, err
}

// claimedIn is what was claimed of a bucket through the day and is earned when paid: no
// posting tells of it.
func claimedIn(bucket string) string {
	return `COALESCE((SELECT SUM(fee_memo.amount) FROM fee_memo WHERE fee_memo.invoice = invoice.id AND fee_memo.bucket = ` + bucket + ` AND fee_memo.claimed_on <= $1), 0)`
}

// eachClaim calls fn for every claim asked for, with what became of it through the day.
// The claim is overwritten by the next.
func (q *query) eachClaim(fn func(*claim) error) error {
	columns := `debt_case.state, debt_case.activity`
	if q.Through < q.Today {
		columns = caseStateX + `, ` + caseActiveX
	}
	return q.walk(columns, everyClaim, ``, inOrder, nil, func(c *claim, r *store.Row) {
		c.caseState, c.caseActive = r.Text(caseColumn), r.Text(caseColumn+1) == "active"
	}, fn)
}

// caseColumn is the first column that the kind of walk adds.
const caseColumn = 18

// walk goes along claims; each sees the first row of a claim, for the columns of its kind.
func (q *query) walk(columns, from, and, order string, args []any, each func(*claim, *store.Row), fn func(*claim) error) error {
	agents, err := q.agents()
	if err != nil {
		return err
	}
	query, args := q.chosen(claimPostings(columns, from, agents)+and, append([]any{q.Through}, args...))
	moved := asMade
	if agents {
		moved = `posting.booked_on, posting.id`
	}
	var c claim
	err = q.Each(query+order+moved, args, func(r *store.Row) error {
		if id := r.Int(0); id != c.invoice {
			if err := q.tell(&c, fn); err != nil {
				return err
			}
			c = claim{invoice: id, tenant: ledger.TenantID(r.Int(15)), credit: r.Text(1) == string(ledger.KindCredit), issued: r.Date(2), due: r.Date(3), currency: money.Currency(r.Text(4)),
				department: r.Text(5), debtCase: r.Int(6), reminded: r.Int(8) != 0, registered: r.Date(2)}
			if c.debtCase != 0 {
				c.registered = r.Date(7)
			}
			c.sums[charged][ledger.Fee], c.sums[charged][ledger.Cost] = r.Int(16), r.Int(17)
			if q.Through >= q.Today { // interest is assessed anew each day: no earlier day is known
				c.sums[charged][ledger.Interest] = r.Int(9)
			}
			each(&c, r)
		}
		why, bucket, amount, receipt, on := ledger.Why(r.Text(10)), r.Int(11), r.Int(12), r.Int(13) != 0, r.Date(14)
		c.moved(why, bucket, amount, receipt, on)
		if turnOf(why, receipt) == paid && on >= q.From {
			c.within[bucket&3] -= amount
		}
		return nil
	})
	if err == nil {
		err = q.tell(&c, fn)
	}
	return err
}

// chosen adds what was asked for to a query.
func (q *query) chosen(query string, args []any) (string, []any) {
	query, args = q.ofThese(query, "+invoice.tenant", args)
	if q.System != "" {
		args = append(args, q.System)
		query += fmt.Sprintf(" AND COALESCE(debt_case.country, party.country) = $%d", len(args))
	}
	or := " AND ("
	for _, d := range q.Departments {
		args = append(args, d)
		query += fmt.Sprintf("%s"+department+" = $%d", or, len(args))
		or = " OR "
	}
	if len(q.Departments) > 0 {
		query += ")"
	}
	return query, args
}

// ofThese narrows a query to the books that are asked for.
func (q *query) ofThese(query, tenant string, args []any) (string, []any) {
	or := " AND ("
	for _, id := range q.whose() {
		args = append(args, int64(id))
		query += fmt.Sprintf("%s%s = $%d", or, tenant, len(args))
		or = " OR "
	}
	return query + ")", args
}

// whose are the books asked for.
func (q *query) whose() []ledger.TenantID {
	if len(q.Whose) == 0 {
		return []ledger.TenantID{q.Tenant()}
	}
	list := make([]ledger.TenantID, len(q.Whose))
	for i, b := range q.Whose {
		list[i] = b.Tenant
	}
	return list
}

// tell gives a claim that is whole, if it was registered in the months asked for.
func (q *query) tell(c *claim, fn func(*claim) error) error {
	if c.invoice == 0 || c.registered < q.RegisteredFrom || q.RegisteredThrough != 0 && c.registered > q.RegisteredThrough {
		return nil
	}
	return fn(c)
}
