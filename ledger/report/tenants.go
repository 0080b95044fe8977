package report

import (
	"cmp"
	"slices"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// summary is the name of the report on tenants.
const summary = "tenants"

// Tenants is what a federation asks each month (R-BST-26): of each association the claims
// that are open at the end of a day, how much of it is overdue and how much a collector has,
// the money nobody could place, what came in within the period, and whether bank and book
// agree. Open is as in open items, and so are overdue and in collection: the interest that is
// booked when it is paid stands beside. Suspense is as in the report of that name; cash in as
// there, what was taken back taken off.
func tenants() Report {
	return Report{
		Name:    summary,
		Options: []Option{TakesFrom},
		columns: fixed("tenant", "#claims", "$open", "$interest", "$overdue", "#cases", "$inCollection", "$suspense", "#payments", "$cashIn", "$difference", "currency"),
		write:   writeTenants,
	}
}

// holding is a currency of a set of books.
type holding struct {
	tenant   ledger.TenantID
	currency money.Currency
}

// holdsOf is what it comes to.
type holdsOf struct {
	claims, cases, payments                                 int64
	open, interest, overdue, inCollection, suspense, cashIn int64
	stated                                                  bool // a bank has told of it
	difference                                              int64
}

// byTenant gathers them.
type byTenant map[holding]*holdsOf

func (m byTenant) at(t ledger.TenantID, c money.Currency) *holdsOf {
	k := holding{t, c}
	if m[k] == nil {
		m[k] = &holdsOf{}
	}
	return m[k]
}

func writeTenants(q *query) (*Foot, error) {
	if len(q.Whose) == 0 {
		if err := q.alone(); err != nil {
			return nil, err
		}
	}
	all := byTenant{}
	for _, gather := range []func(byTenant) error{q.openClaims, q.onSuspense, q.cameIn, q.differences} {
		if err := gather(all); err != nil {
			return nil, err
		}
	}
	total, foot := map[money.Currency]*holdsOf{}, &Foot{}
	for _, b := range q.Whose {
		for _, c := range all.currencies(b.Tenant) {
			h := all[holding{b.Tenant, c}]
			if total[c] == nil {
				total[c] = &holdsOf{}
			}
			total[c].add(h)
			if h.difference != 0 {
				foot.Waits++
			}
			if err := q.out.Row(q.holding(h, text(b.Name), c)); err != nil {
				return nil, err
			}
		}
	}
	for _, c := range sorted(total) {
		foot.Totals = append(foot.Totals, q.holding(total[c], word("sum"), c))
	}
	if len(total) > 0 {
		foot.Notes = append(foot.Notes, Note{Code: "tenants-difference"})
	}
	if len(total) > 0 && q.Through >= q.Today {
		foot.Notes = append(foot.Notes, Note{Code: interestAssessed})
	}
	return foot, nil
}

// alone asks for the tenant's own books, where nobody said whose.
func (q *query) alone() error {
	_, err := q.One(`SELECT name FROM tenant WHERE id = $1`, []any{int64(q.Tenant())}, func(r *store.Row) error {
		q.Whose = []Books{{Tenant: q.Tenant(), Name: r.Text(0), Banks: q.Banks}}
		return nil
	})
	return err
}

func (m byTenant) currencies(t ledger.TenantID) []money.Currency {
	own := map[money.Currency]*holdsOf{}
	for k, h := range m {
		if k.tenant == t {
			own[k.currency] = h
		}
	}
	return sorted(own)
}

func sorted(m map[money.Currency]*holdsOf) (list []money.Currency) {
	for c := range m {
		list = append(list, c)
	}
	slices.SortFunc(list, cmp.Compare)
	return list
}

func (h *holdsOf) add(o *holdsOf) {
	h.claims, h.cases, h.payments = h.claims+o.claims, h.cases+o.cases, h.payments+o.payments
	h.open, h.interest, h.overdue, h.inCollection = h.open+o.open, h.interest+o.interest, h.overdue+o.overdue, h.inCollection+o.inCollection
	h.suspense, h.cashIn, h.difference = h.suspense+o.suspense, h.cashIn+o.cashIn, h.difference+o.difference
	h.stated = h.stated || o.stated
}

// holding is a row; interest is known for today alone.
func (q *query) holding(h *holdsOf, tenant Cell, c money.Currency) []Cell {
	row := []Cell{tenant, count(h.claims), sum(h.open, c), {}, sum(h.overdue, c), count(h.cases), sum(h.inCollection, c), sum(h.suspense, c),
		count(h.payments), sum(h.cashIn, c), {}, text(string(c))}
	if q.Through >= q.Today {
		row[3] = sum(h.interest, c)
	}
	if h.stated {
		row[10] = sum(h.difference, c)
	}
	return row
}

// openClaims walks along the claims as the status reports do.
func (q *query) openClaims(all byTenant) error {
	seen := seenCases{}
	return q.eachClaim(func(c *claim) error {
		if c.remaining() == [4]int64{} {
			return nil
		}
		h, interest := all.at(c.tenant, c.currency), c.remaining()[ledger.Interest]
		open := c.owes() - interest
		h.open, h.interest = h.open+open, h.interest+interest
		if c.credit {
			return nil
		}
		h.claims++
		if c.due < q.Through {
			h.overdue += open
		}
		if c.debtCase != 0 && c.caseActive && c.caseState != "invoicing" {
			h.inCollection += open
			if seen.first(c.debtCase) {
				h.cases++
			}
		}
		return nil
	})
}

// onSuspense is what rested at the end of the day: what rests now and what has left since.
func (q *query) onSuspense(all byTenant) error {
	now := `SELECT receipt.tenant, receipt.currency, SUM(suspense.rest) FROM suspense CROSS JOIN receipt
		WHERE suspense.receipt >= $1 AND suspense.receipt < $2 AND receipt.id = suspense.receipt`
	err := q.eachSum("receipt_row", now, "receipt.tenant", "receipt.tenant, receipt.currency", nil, func(h *holdsOf, r *store.Row) { h.suspense += r.Int(2) }, all)
	if err != nil || q.Through >= q.Today {
		return err
	}
	since := `SELECT entry.tenant, entry.currency, SUM(posting.amount) FROM posting CROSS JOIN account CROSS JOIN entry
		WHERE posting.id >= $1 AND posting.id < $2 AND account.id = posting.account AND account.role = 'suspense' AND entry.id = posting.entry AND entry.booked_on > $3`
	return q.eachSum("posting", since, "entry.tenant", "entry.tenant, entry.currency", []any{q.Through}, func(h *holdsOf, r *store.Row) { h.suspense += r.Int(2) }, all)
}

// cameIn is what banks told of in the period.
func (q *query) cameIn(all byTenant) error {
	came := `SELECT entry.tenant, entry.currency, COUNT(*), SUM(receipt_row.amount) FROM receipt_row CROSS JOIN entry
		WHERE receipt_row.id >= $1 AND receipt_row.id < $2 AND entry.id = receipt_row.entry AND entry.booked_on >= $3 AND entry.booked_on <= $4`
	return q.eachSum("receipt_row", came, "+entry.tenant", "entry.tenant, entry.currency", []any{q.From, q.Through}, func(h *holdsOf, r *store.Row) {
		h.payments += r.Int(2)
		h.cashIn += r.Int(3)
	}, all)
}

// eachSum runs a query over the stretches of a table, grouped by tenant and currency.
func (q *query) eachSum(table, query, tenant, groups string, args []any, fn func(*holdsOf, *store.Row), all byTenant) error {
	return q.stretches(table, func(first, next int64) error {
		query, args := q.ofThese(query, tenant, append([]any{first, next}, args...))
		return q.Each(query+" GROUP BY "+groups, args, func(r *store.Row) error {
			fn(all.at(ledger.TenantID(r.Int(0)), money.Currency(r.Text(1))), r)
			return nil
		})
	})
}

// differences holds each bank account's last statement to the book of its day.
func (q *query) differences(all byTenant) error {
	for _, books := range q.Whose {
		own := *q
		own.Tx, own.Banks = q.For(ledger.Books{Tenant: books.Tenant}), books.Banks
		for i, b := range books.Banks {
			r := reconciler{query: &own, bank: b, alone: own.mine(i)}
			difference, stated, err := r.lastDifference()
			if err != nil {
				return err
			}
			if stated {
				h := all.at(books.Tenant, b.Currency)
				h.stated = true
				h.difference += difference
			}
		}
	}
	return nil
}

// lastDifference is what the account's last statement says less the book of that day. The
// entries are read along the index of the tenant's own, for there may be many tenants.
func (r *reconciler) lastDifference() (difference int64, stated bool, err error) {
	all, err := r.statements()
	if err != nil || len(all) == 0 {
		return 0, false, err
	}
	last := all[len(all)-1]
	args := []any{last.day, r.bank.Number, r.bank.Currency, int64(r.Tenant())}
	book := int64(0)
	_, err = r.One(`SELECT COALESCE(SUM(posting.amount), 0)`+ofTenant+r.alone(&args), args, func(row *store.Row) error {
		book = row.Int(0)
		return nil
	})
	return last.closing - r.bank.Opening - book, true, err
}
