package dunning

import (
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
	moves   []Move // of its principal, since the day interest is counted from
	paid    int64  // interest already paid
	owes    int64  // the debtor, on all invoices in this currency; 0 where nobody asked
	has     int64  // the debtor, with us
	holds   []hold.Hold
	pauses  []span
	lapsed  string // why it is too old to be demanded
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
// due date, by the day of the step before, by a letter that came back, or (the last
// parameter) for the compensation. What is really due is decided afterwards.
const candidates = ` FROM item JOIN invoice ON invoice.id = item.invoice
	LEFT JOIN dunning ON dunning.invoice = item.invoice AND dunning.invoice > $1 AND dunning.invoice <= $2
	LEFT JOIN reminder ON reminder.id = dunning.reminder`

const chosen = ` WHERE item.invoice > $1 AND item.invoice <= $2 AND item.principal > 0 AND invoice.kind = 'invoice' AND invoice.tenant = $3
	AND (dunning.invoice IS NULL AND invoice.due <= $4 OR dunning.level < $6 AND dunning.told_on <= $5 OR reminder.state = 'bounced'
		OR invoice.company = 1 AND invoice.due < $7)`

const forever = date.Date(99991231)

// through are the parameters of candidates.
func (r *run) through(after, last ledger.InvoiceID) []any {
	if r.only != 0 {
		return []any{after, last, r.Tenant(), forever, forever, 1 << 20, forever}
	}
	first, next, levels := r.p.bounds()
	late := date.Date(0)
	if r.p.Compensation {
		late = r.day
	}
	return []any{after, last, r.Tenant(), r.day.Add(-first), r.day.Add(-next), levels, late}
}

// claims reads the candidates of a range of ids and keeps what is due, in order of id.
func (r *run) claims(after, last ledger.InvoiceID) (list []*claim, err error) {
	args := r.through(after, last)
	err = r.Each(claimColumns+candidates+` JOIN party ON party.id = invoice.debtor`+chosen+` ORDER BY item.invoice`, args, func(row *store.Row) error {
		if c := r.claim(row); c != nil {
			list = append(list, c)
		}
		return nil
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	byID := make(map[ledger.InvoiceID]*claim, len(list))
	for _, c := range list {
		byID[c.ID] = c
	}
	if err := r.readCharges(byID, after, last); err != nil {
		return nil, err
	}
	if err := r.readMoves(byID, args); err != nil {
		return nil, err
	}
	return list, r.readOwes(list, after, last)
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
	c.pauses = r.pauses.of(c.ID, c.Debtor)
	if !r.wanted(c) {
		return nil
	}
	c.Number, c.Ref, c.Kind, c.Issued = row.Text(1), row.Text(2), ledger.KindInvoice, row.Date(4)
	c.Currency, c.Gross, c.Concerns, c.FeeAgreed = money.Currency(row.Text(6)), row.Int(7), row.Text(8), row.Bool(9)
	c.Owed = ledger.Balance{row.Int(11), row.Int(12), row.Int(13), row.Int(14)}
	c.debtor = ledger.Party{ID: c.Debtor, CustomerNo: row.Text(21), Name: row.Text(22), Email: row.Text(23), Street: row.Text(24), Street2: row.Text(25),
		PostCode: row.Text(26), Town: row.Text(27), Country: row.Text(28), EmailBad: row.Bool(29)}
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
	return r.p.Compensation && c.Company && r.late(c)
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
func (r *run) readOwes(list []*claim, after, last ledger.InvoiceID) error {
	if r.resting.empty() {
		return nil
	}
	owes := map[account]int64{}
	err := r.Each(`SELECT invoice.debtor, invoice.currency, CAST(SUM(principal + fee + interest + cost) AS BIGINT)
		FROM invoice JOIN item ON item.invoice = invoice.id
		WHERE invoice.debtor IN (SELECT debtor FROM invoice WHERE id > $1 AND id <= $2 UNION SELECT k.party FROM party_one p JOIN party_one k
			ON k.survivor = p.survivor JOIN invoice ON invoice.debtor = p.party WHERE invoice.id > $1 AND invoice.id <= $2) GROUP BY invoice.debtor, invoice.currency`, []any{after, last},
		func(row *store.Row) error {
			owes[account{r.survivor(ledger.PartyID(row.Int(0))), money.Currency(row.Text(1))}] += row.Int(2)
			return nil
		})
	for _, c := range list {
		c.owes = owes[account{r.survivor(c.Debtor), c.Currency}]
	}
	return err
}

// readMoves gathers how the principal moved after the due date, and what interest was paid:
// most claims know neither. What stood on the due date is what is left of today's.
func (r *run) readMoves(byID map[ledger.InvoiceID]*claim, args []any) error {
	for _, c := range byID {
		c.moves = append(c.moves[:0], Move{c.Due, c.Owed[ledger.Principal]})
	}
	return r.Each(`SELECT item_posting.invoice, `+countedOn+`, CAST(SUM(posting.amount) AS BIGINT), account.role`+candidates+`
			JOIN item_posting ON item_posting.invoice = item.invoice AND item_posting.invoice > $1 AND item_posting.invoice <= $2
			JOIN posting ON posting.id = item_posting.posting JOIN entry ON entry.id = posting.entry JOIN account ON account.id = posting.account
		`+countedJoin+chosen+` AND (account.role = 'ar' AND posting.bucket = $8 AND entry.booked_on > invoice.due AND `+countedOn+` > invoice.due OR account.role = 'interest_income' AND posting.bucket = $9)
		GROUP BY item_posting.invoice, 2, account.role ORDER BY item_posting.invoice, 2, account.role`,
		append(args, int64(ledger.Principal), int64(ledger.Interest)), func(row *store.Row) error {
			c := byID[ledger.InvoiceID(row.Int(0))]
			switch {
			case c == nil:
			case row.Text(3) == string(ledger.RoleAR):
				c.moves[0].Delta -= row.Int(2)
				c.moves = append(c.moves, Move{row.Date(1), row.Int(2)})
			default:
				c.paid -= row.Int(2)
			}
			return nil
		})
}
