package report

import (
	"fmt"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Holds lists what stands in the way of a claim at the end of a day, and what was owed
// behind it then: a hold on a debtor stops all of the debtor's invoices.
func holds() Report {
	return Report{
		Name:    "holds",
		Options: []Option{TakesDebtor},
		columns: fixed("hold", "reason", "customer", "name", "invoice", "@since", "@through", "#days",
			"#claims", "$owed", "currency", "by", "source"),
		write: writeHolds,
	}
}

// holdsBehind are the holds of a day with the claims behind each, and what was owed on them:
// what is owed now, less what was booked on receivables since.
const holdsBehind = `SELECT hold.id, hold.reason, party.customer_no, party.name, COALESCE(invoice.number, ''), hold.since, hold.through, hold.actor, hold.source,
		claim.currency, SUM(CASE WHEN ` + behind + ` > 0 THEN 1 ELSE 0 END), COALESCE(SUM(CASE WHEN ` + behind + ` > 0 THEN ` + behind + ` ELSE 0 END), 0)
	FROM hold LEFT JOIN invoice ON invoice.id = hold.invoice
		JOIN party ON party.id = COALESCE(hold.party, invoice.debtor)
		LEFT JOIN invoice claim ON claim.debtor = party.id AND claim.kind = 'invoice' AND (hold.invoice IS NULL OR claim.id = hold.invoice)
		LEFT JOIN item ON item.invoice = claim.id
		LEFT JOIN (
			SELECT posting.invoice AS invoice, SUM(posting.amount) AS moved
			FROM entry CROSS JOIN posting CROSS JOIN account
			WHERE entry.booked_on > $1 AND +posting.entry = entry.id AND posting.id >= entry.first AND posting.id < entry.first + entry.lines
				AND account.id = posting.account AND ` + ledger.MovesItem + ` AND posting.bucket <> 2 AND +entry.tenant = $3
			GROUP BY posting.invoice
		) since ON since.invoice = claim.id LEFT JOIN (
			SELECT invoice, SUM(amount) AS claimed FROM ` + claimedSince + ` WHERE bucket <> 2 GROUP BY invoice
		) noted ON noted.invoice = claim.id
	WHERE party.tenant = $3 AND ` + ofDebtor + ` AND hold.since <= $1 AND (hold.through = 0 OR hold.through >= $1)
		AND NOT EXISTS (SELECT 1 FROM hold_event WHERE hold_event.hold = hold.id AND hold_event.kind = 'ended' AND hold_event.day <= $1)
	GROUP BY hold.id, hold.reason, party.customer_no, party.name, invoice.number, hold.since, hold.through, hold.actor, hold.source, claim.currency
	ORDER BY hold.reason, hold.since, hold.id, claim.currency`

const behind = `(item.principal + item.fee + item.cost - COALESCE(since.moved, 0) - COALESCE(noted.claimed, 0))`

func writeHolds(q *query) (*Foot, error) {
	total := sums{}
	err := q.Each(holdsBehind, []any{q.Through, q.Debtor, int64(q.Tenant())}, func(r *store.Row) error {
		c, since := money.Currency(r.Text(9)), r.Date(5)
		row := []Cell{text(fmt.Sprintf("hold%d", r.Int(0))), word(r.Text(1)), text(r.Text(2)), text(r.Text(3)), text(r.Text(4)), day(since), {},
			count(int64(q.Through.Days(since))), count(r.Int(10)), {}, text(string(c)), text(r.Text(7)), text(r.Text(8))}
		if through := r.Date(6); through != 0 {
			row[6] = day(through)
		}
		if c != "" {
			row[9] = sum(r.Int(11), c)
			total.add(c, r.Int(11))
		}
		return q.out.Row(row)
	})
	foot := &Foot{}
	total.each(func(c money.Currency, n []int64) {
		cells := make([]Cell, len(q.head.Columns))
		cells[0], cells[9], cells[10] = word("sum"), sum(n[0], c), text(string(c))
		foot.Totals = append(foot.Totals, cells)
	})
	if len(total) > 0 {
		foot.Notes = append(foot.Notes, Note{Code: "behind-two"})
	}
	return foot, err
}

// Plans lists agreements to pay by instalments as they stood at the end of a day: how much
// was to have been paid by then, and how much was. What was paid, credited or settled since
// the agreement counts in it, whatever it was meant for; interest is not among it.
func plans() Report {
	return Report{
		Name:    "plans",
		Options: []Option{TakesDebtor},
		columns: fixed("plan", "state", "customer", "name", "@agreed", "#instalments", "#due", "@next", "$total", "$dueAmount",
			"$paid", "currency"),
		write: writePlans,
	}
}

// planStates are the plans of a day, each as it stood then.
const planStates = `SELECT plan.id, CASE WHEN plan.ended_on <> 0 AND plan.ended_on <= $3 THEN plan.state WHEN plan.agreed_on <> 0 AND plan.agreed_on <= $3 THEN 'active'
			WHEN plan.agreed_on = 0 AND plan.ended_on = 0 THEN plan.state ELSE 'proposed' END,
		party.customer_no, party.name, plan.agreed_on, plan.total, plan.currency, COUNT(*),
		SUM(CASE WHEN i.due <= $3 AND plan.agreed_on <> 0 AND plan.agreed_on <= $3 THEN 1 ELSE 0 END),
		SUM(CASE WHEN i.due <= $3 AND plan.agreed_on <> 0 AND plan.agreed_on <= $3 THEN i.amount ELSE 0 END),
		COALESCE(MIN(CASE WHEN i.due > $3 THEN i.due END), 0),
		COALESCE((SELECT -SUM(posting.amount) FROM plan_invoice JOIN item_posting ON item_posting.invoice = plan_invoice.invoice
			JOIN posting ON posting.id = item_posting.posting JOIN entry ON entry.id = posting.entry JOIN account ON account.id = posting.account
			WHERE plan_invoice.plan = plan.id AND plan.agreed_on <> 0 AND entry.id > plan.mark AND entry.booked_on <= $3 AND posting.amount < 0
				AND (plan.ended_on = 0 OR entry.booked_on <= plan.ended_on)
				AND ` + ledger.MovesItem + `), 0)
		+ COALESCE((SELECT -SUM(client_charge.amount) FROM plan_invoice JOIN client_charge ON client_charge.invoice = plan_invoice.invoice
			WHERE plan_invoice.plan = plan.id AND plan.agreed_on <> 0 AND client_charge.id > plan.charge_mark AND client_charge.day <= $3 AND client_charge.amount < 0
				AND (plan.ended_on = 0 OR client_charge.day <= plan.ended_on)), 0)
	FROM plan JOIN party ON party.id = plan.debtor JOIN plan_instalment i ON i.plan = plan.id
	WHERE plan.tenant = $1 AND ` + ofDebtor + ` AND plan.proposed_on <= $3
	GROUP BY plan.id, plan.state, party.customer_no, party.name, plan.agreed_on, plan.ended_on, plan.total, plan.currency, plan.mark, plan.charge_mark ORDER BY plan.id`

func writePlans(q *query) (*Foot, error) {
	total := sums{}
	err := q.Each(planStates, []any{int64(q.Tenant()), q.Debtor, q.Through}, func(r *store.Row) error {
		c, state := money.Currency(r.Text(6)), r.Text(1)
		row := []Cell{text(fmt.Sprintf("plan%d", r.Int(0))), word(state), text(r.Text(2)), text(r.Text(3)), {}, count(r.Int(7)), count(r.Int(8)), {},
			sum(r.Int(5), c), sum(r.Int(9), c), sum(r.Int(11), c), text(string(c))}
		if agreed := r.Date(4); agreed != 0 && agreed <= q.Through {
			row[4] = day(agreed)
		}
		if state == "active" {
			if next := r.Date(10); next != 0 {
				row[7] = day(next)
			}
			total.add(c, r.Int(5), r.Int(9), r.Int(11))
		}
		return q.out.Row(row)
	})
	foot := &Foot{}
	total.each(func(c money.Currency, n []int64) {
		foot.Totals = append(foot.Totals, []Cell{word("sum"), word("active"), {}, {}, {}, {}, {}, {}, sum(n[0], c), sum(n[1], c), sum(n[2], c), text(string(c))})
	})
	return foot, err
}

// Losses lists what was expected to be lost, given up and won back in the period, voucher
// by voucher, without VAT and the VAT beside it (DOMAIN.md 4.12). Confirmed less recovered
// is what the account of confirmed losses moved.
func losses() Report {
	return Report{
		Name:    "losses",
		Options: []Option{TakesFrom},
		columns: fixed("@day", "voucher", "customer", "name", "invoice", "$expected", "$confirmed",
			"$recovered", "$vat", "currency", "reason"),
		write: writeLosses,
	}
}

// loss is a voucher of the report.
type loss struct {
	id                              int64
	on                              date.Date
	voucher, customer, name, number string
	why                             ledger.Why
	currency                        money.Currency
	reason                          string
	sums                            [4]int64 // expected, confirmed, recovered, VAT
}

func writeLosses(q *query) (*Foot, error) {
	total := sums{}
	var l loss
	tell := func() error {
		if l.id == 0 || l.sums == [4]int64{} {
			return nil
		}
		c := l.currency
		total.add(c, l.sums[:]...)
		return q.out.Row([]Cell{day(l.on), text(l.voucher), text(l.customer), text(l.name), text(l.number), sum(l.sums[0], c), sum(l.sums[1], c), sum(l.sums[2], c),
			sum(l.sums[3], c), text(string(c)), text(l.reason)})
	}
	err := q.Each(`SELECT entry.id, entry.booked_on, entry.series, entry.number, COALESCE(old.why, entry.why), entry.currency, entry.reason,
			party.customer_no, party.name, invoice.number, account.role, posting.amount
		FROM entry LEFT JOIN entry old ON old.id = entry.reverses CROSS JOIN posting CROSS JOIN account CROSS JOIN invoice CROSS JOIN party
		WHERE entry.booked_on >= $1 AND entry.booked_on <= $2 AND +entry.tenant = $3
			AND COALESCE(old.why, entry.why) IN ('loss-expected', 'loss-confirmed', 'loss-recovered')
			AND posting.id >= entry.first AND posting.id < entry.first + entry.lines AND account.id = posting.account
			AND account.role IN ('expected_loss', 'confirmed_loss', 'vat_out') AND invoice.id = posting.invoice AND party.id = invoice.debtor
		ORDER BY entry.booked_on, entry.id, posting.id`, []any{q.From, q.Through, int64(q.Tenant())}, func(r *store.Row) error {
		if id := r.Int(0); id != l.id {
			if err := tell(); err != nil {
				return err
			}
			l = loss{id: id, on: r.Date(1), voucher: fmt.Sprintf("%s%d", r.Text(2), r.Int(3)), why: ledger.Why(r.Text(4)), currency: money.Currency(r.Text(5)),
				reason: r.Text(6), customer: r.Text(7), name: r.Text(8), number: r.Text(9)}
		}
		l.add(ledger.Role(r.Text(10)), r.Int(11))
		return nil
	})
	if err == nil {
		err = tell()
	}
	foot := &Foot{}
	total.each(func(c money.Currency, n []int64) {
		foot.Totals = append(foot.Totals, []Cell{{}, word("sum"), {}, {}, {}, sum(n[0], c), sum(n[1], c), sum(n[2], c), sum(n[3], c), text(string(c)), {}})
	})
	return foot, err
}

// add takes a posting of the voucher. VAT taken back from the state counts for us, VAT of
// what was recovered against us.
func (l *loss) add(role ledger.Role, amount int64) {
	switch {
	case role == ledger.RoleVATOut:
		l.sums[3] += amount
	case role == ledger.RoleExpectedLoss:
		l.sums[0] += amount
	case l.why == ledger.LossRecovered:
		l.sums[2] -= amount
	default:
		l.sums[1] += amount
	}
}
