package dunning

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/store"
)

// claim is an overdue invoice with all that a decision about it wants.
type claim struct {
	ledger.OpenItem
	debtor  ledger.Party
	before  standing
	charged []charge
	// whenPaid: what is charged now is earned when it is paid
	whenPaid bool
	life     life  // its principal since the day interest is counted from
	owes     int64 // the debtor, on all invoices in this currency; 0 where nobody asked
	has      int64 // the debtor, with us
	holds    []hold.Hold
	pauses   []span
	lapsed   error // why it is too old to be demanded, or nobody knows
}

// standing is where dunning stands with an invoice.
type standing struct {
	reminder int64
	level    int
	attempt  int
	on       date.Date
	payBy    date.Date
	state    State
}

// spread is how many invoices' numbers a run looks at in one go: enough to make the
// questions few, and few enough to hold what is due of them in memory.
const spread = 1 << 14

const claimColumns = `SELECT invoice.id, invoice.number, invoice.ref, invoice.debtor, invoice.issued, invoice.due, invoice.currency, invoice.gross,
	invoice.concerns, invoice.fee_agreed, invoice.company, item.principal, item.fee, item.interest, item.cost,
	dunning.level, dunning.told_on, dunning.pay_by, dunning.reminder, reminder.attempt, reminder.state,
	party.customer_no, party.name, party.email, party.street, party.street2, party.post_code, party.town, party.country, party.email_bad`

// candidates are the open claims of a range of ids for which something could be due: by their
// due date, by the day of the step before, by a letter that came back, or ($7) for the
// compensation. One whose principal is paid is open when as much is left as $8. What is
// really due is decided afterwards. Tables are
// named in the order they are read in: a claim with nothing due costs its narrow rows alone.
const candidates = ` FROM item CROSS JOIN invoice
	LEFT JOIN dunning ON dunning.invoice = item.invoice AND dunning.invoice > $1 AND dunning.invoice <= $2
	LEFT JOIN reminder ON reminder.id = dunning.reminder CROSS JOIN party
	WHERE item.invoice > $1 AND item.invoice <= $2 AND (item.principal > 0 OR item.principal = 0 AND item.fee + item.interest + item.cost >= $8)
	AND invoice.id = item.invoice AND invoice.id > $1 AND invoice.id <= $2 AND invoice.kind = 'invoice' AND invoice.tenant = $3 AND party.id = invoice.debtor
	AND (dunning.invoice IS NULL AND invoice.due <= $4 OR dunning.level < $6 AND dunning.told_on <= $5
		OR dunning.reminder IN (SELECT id FROM reminder WHERE state = 'bounced') OR invoice.company = 1 AND invoice.due < $7 AND item.principal > 0)
	ORDER BY item.invoice`

const forever = date.Date(99991231)

// through are the parameters of candidates.
func (r *run) through(after, last ledger.InvoiceID) []any {
	if r.only != 0 {
		return []any{after, last, r.Tenant(), forever, forever, 1 << 20, forever, 1}
	}
	first, next, levels := r.p.bounds()
	late := date.Date(0)
	if r.p.Compensation {
		late = r.day
	}
	least := r.p.MinimumLeft
	if least == 0 {
		least = math.MaxInt64
	}
	return []any{after, last, r.Tenant(), r.day.Add(-first), r.day.Add(-next), levels, late, least}
}

// claims reads the candidates of a range of ids and keeps what is due, in order of id.
func (r *run) claims(after, last ledger.InvoiceID) (list []*claim, err error) {
	err = r.Each(claimColumns+candidates, r.through(after, last), func(row *store.Row) error {
		if c := r.claim(row); c != nil {
			list = append(list, c)
		}
		return nil
	})
	for some := range slices.Chunk(list, few) {
		for _, read := range []func([]*claim) error{r.readCharges, r.readEarned, r.readMoves, r.readOwes} {
			if err == nil {
				err = read(some)
			}
		}
	}
	return list, err
}

// few is how many claims a question names at once.
const few = 256

// among holds a column to as many parameters, and between the two after them: PostgreSQL, as
// long as it has not counted a table's rows, thinks that so many names are all there are, and
// would read the table whole.
func among(column string) string {
	var s strings.Builder
	for i := range few {
		s.WriteString(", $" + strconv.Itoa(i+1))
	}
	return column + " IN (" + s.String()[2:] + ") AND " + column + " >= $" + strconv.Itoa(few+1) + " AND " + column + " <= $" + strconv.Itoa(few+2)
}

// naming gives an id of each claim for those parameters; the last stands for what is missing,
// so that one question serves any number.
func naming(some []*claim, id func(*claim) int64) []any {
	args := make([]any, few+2)
	low, high := id(some[0]), id(some[0])
	for i := range few {
		n := id(some[min(i, len(some)-1)])
		low, high, args[i] = min(low, n), max(high, n), n
	}
	args[few], args[few+1] = low, high
	return args
}

func (c *claim) number() int64 { return int64(c.ID) }
func (c *claim) owner() int64  { return int64(c.Debtor) }

// sought gives the claim of an id among some that are sorted by it.
func sought(some []*claim, id ledger.InvoiceID) *claim {
	i, _ := slices.BinarySearchFunc(some, id, func(c *claim, id ledger.InvoiceID) int { return cmp.Compare(c.ID, id) })
	return some[i]
}

// claim reads a row, narrow columns first: most are not due, and cost no more than those.
func (r *run) claim(row *store.Row) *claim {
	c := &r.spare
	*c = claim{}
	c.ID, c.Debtor, c.Due, c.Company = ledger.InvoiceID(row.Int(0)), ledger.PartyID(row.Int(3)), row.Date(5), row.Bool(10)
	c.before = standing{level: int(row.Int(15)), on: row.Date(16), payBy: row.Date(17), reminder: row.Int(18), attempt: int(row.Int(19))}
	if c.before.reminder != 0 {
		c.before.state = State(row.Text(20))
	}
	c.Owed = ledger.Balance{row.Int(11), row.Int(12), row.Int(13), row.Int(14)}
	c.pauses = r.pauses.of(c.ID, c.Debtor)
	if !r.wanted(c) {
		return nil
	}
	c.Number, c.Ref, c.Kind, c.Issued = row.Text(1), row.Text(2), ledger.KindInvoice, row.Date(4)
	c.Currency, c.Gross, c.Concerns, c.FeeAgreed = money.Currency(row.Text(6)), row.Int(7), row.Text(8), row.Bool(9)
	c.debtor = ledger.Party{ID: c.Debtor, CustomerNo: row.Text(21), Name: row.Text(22), Email: row.Text(23), Street: row.Text(24), Street2: row.Text(25),
		PostCode: row.Text(26), Town: row.Text(27), Country: row.Text(28), EmailBad: row.Bool(29)}
	if p, moved := r.addressees[c.Debtor]; moved {
		c.debtor = p
	}
	c.holds = r.holds.Of(c.ID, c.Debtor)
	c.has = r.credits[account{r.survivor(c.Debtor), c.Currency}]
	c.lapsed = r.lapsed[c.ID]
	kept := *c
	return &kept
}

// wanted tells whether anything is to be decided about a claim today.
func (r *run) wanted(c *claim) bool {
	if r.only != 0 {
		return c.ID == r.only
	}
	if _, _, due := r.due(c); due {
		return true
	}
	return r.p.Compensation && c.Company && r.late(c) && !c.rest()
}

// late tells whether late interest is due: the due date is past, and with it the bank day
// on which a payment still came in time (DOMAIN.md 4.9).
func (r *run) late(c *claim) bool { return r.day > r.p.Calendar.Next(c.Due) }

// account is what a debtor has with us in one currency.
type account struct {
	debtor   ledger.PartyID
	currency money.Currency
}

// survivor is who stands for a debtor that was merged into another.
func (r *run) survivor(debtor ledger.PartyID) ledger.PartyID {
	if one, merged := r.ones[debtor]; merged {
		return one
	}
	return debtor
}

// readCredits sums what debtors have with us: credit notes nobody has netted, and surplus
// of payments. Few have any.
func (r *run) readCredits() error {
	r.credits = map[account]int64{}
	var err error
	if r.ones, err = r.Survivors(); err != nil {
		return err
	}
	return r.Each(`SELECT invoice.debtor, invoice.currency, CAST(-SUM(principal + fee + interest + cost) AS BIGINT)
			FROM item JOIN invoice ON invoice.id = item.invoice
			WHERE principal + fee + interest + cost < 0 AND invoice.tenant = $1 GROUP BY invoice.debtor, invoice.currency
		UNION ALL SELECT customer_credit.party, customer_credit.currency, CAST(SUM(customer_credit.rest) AS BIGINT)
			FROM customer_credit JOIN party ON party.id = customer_credit.party
			WHERE rest > 0 AND party.tenant = $1 GROUP BY customer_credit.party, customer_credit.currency`, []any{r.Tenant()},
		func(row *store.Row) error {
			r.credits[account{r.survivor(ledger.PartyID(row.Int(0))), money.Currency(row.Text(1))}] += row.Int(2)
			return nil
		})
}

// readOwes sums what the debtors of some claims owe in all: a payment on suspense may be as
// much. Nobody asks where nothing lies there.
func (r *run) readOwes(some []*claim) error {
	if r.resting.empty() {
		return nil
	}
	owes := map[account]int64{}
	err := r.Each(`SELECT invoice.debtor, invoice.currency, CAST(SUM(principal + fee + interest + cost) AS BIGINT)
		FROM invoice CROSS JOIN item WHERE invoice.debtor IN (SELECT id FROM party WHERE `+among("id")+` UNION SELECT k.party FROM party_one p
			JOIN party_one k ON k.survivor = p.survivor WHERE `+among("p.party")+`) AND item.invoice = invoice.id GROUP BY invoice.debtor, invoice.currency`,
		naming(some, (*claim).owner), func(row *store.Row) error {
			owes[account{r.survivor(ledger.PartyID(row.Int(0))), money.Currency(row.Text(1))}] += row.Int(2)
			return nil
		})
	for _, c := range some {
		c.owes = owes[account{r.survivor(c.Debtor), c.Currency}]
	}
	return err
}

// readMoves gathers how the principal moved after the due date, and what interest was paid:
// most claims know neither. What stood on the due date is what is left of today's. A client
// of an agent's claims more than is booked, so its claims' lives are read whole.
func (r *run) readMoves(some []*claim) error {
	if r.Keeping() == ledger.Agent {
		ids := make([]ledger.InvoiceID, len(some))
		for i, c := range some {
			ids[i] = c.ID
		}
		return r.EachMoved(ids, func(m ledger.Moved) error { return sought(some, m.Invoice).life.add(m) })
	}
	for _, c := range some {
		c.life.changes = append(c.life.changes[:0], Move{c.Due, c.Owed[ledger.Principal]})
	}
	return r.Each(`WITH named AS MATERIALIZED (SELECT item_posting.invoice, posting.entry, posting.account, posting.amount, posting.bucket, posting.receipt
			FROM item_posting CROSS JOIN posting WHERE `+among("item_posting.invoice")+` AND posting.id = item_posting.posting)
		SELECT posting.invoice, `+countedOn+`, CAST(SUM(posting.amount) AS BIGINT), account.role
		FROM named posting CROSS JOIN account CROSS JOIN entry CROSS JOIN invoice`+countedJoin+`
		WHERE account.id = posting.account AND entry.id = posting.entry AND invoice.id = posting.invoice
			AND (account.role = 'ar' AND posting.bucket = $259 AND entry.booked_on > invoice.due AND `+countedOn+` > invoice.due
				OR account.role = 'interest_income' AND posting.bucket = $260)
		GROUP BY posting.invoice, 2, account.role ORDER BY posting.invoice, 2, account.role`,
		append(naming(some, (*claim).number), int64(ledger.Principal), int64(ledger.Interest)), func(row *store.Row) error {
			c := sought(some, ledger.InvoiceID(row.Int(0)))
			if row.Text(3) == string(ledger.RoleAR) {
				c.life.changes[0].Delta -= row.Int(2)
				c.life.changes = append(c.life.changes, Move{row.Date(1), row.Int(2)})
			} else {
				c.life.paid -= row.Int(2)
			}
			return nil
		})
}
