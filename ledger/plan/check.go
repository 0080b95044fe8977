package plan

import (
	"fmt"

	"girod/ledger"
	"girod/ledger/store"
)

// Check gives what is wrong with the plans: instalments that do not sum to what was agreed,
// invoices that do not make it up, two agreements on one invoice, an invoice of another
// debtor who was never one with the plan's, frozen interest on which more was claimed.
func Check(tx *ledger.Tx) (wrongs []string, err error) {
	for _, law := range []struct{ text, query string }{
		{"the instalments of plan%d come to %d, it is about %d", `SELECT plan.id, CAST(COALESCE(SUM(plan_instalment.amount), 0) AS BIGINT), plan.total
			FROM plan LEFT JOIN plan_instalment ON plan_instalment.plan = plan.id GROUP BY plan.id, plan.total
			HAVING COALESCE(SUM(plan_instalment.amount), 0) <> plan.total ORDER BY plan.id`},
		{"the invoices and fee of plan%d come to %d, it is about %d", `SELECT plan.id, CAST(plan.fee + COALESCE(SUM(o.principal + o.fee + o.interest + o.cost), 0) AS BIGINT), plan.total
			FROM plan LEFT JOIN plan_invoice AS o ON o.plan = plan.id GROUP BY plan.id, plan.fee, plan.total
			HAVING plan.fee + COALESCE(SUM(o.principal + o.fee + o.interest + o.cost), 0) <> plan.total ORDER BY plan.id`},
		{"invoice %d stands in %d active plans; the last is plan%d", `SELECT plan_invoice.invoice, COUNT(*), MAX(plan.id) FROM plan
			JOIN plan_invoice ON plan_invoice.plan = plan.id WHERE plan.state = 'active' GROUP BY plan_invoice.invoice HAVING COUNT(*) > 1 ORDER BY 1`},
		{"plan%d is for debtor %d, an invoice of it is debtor %d's", `SELECT plan.id, plan.debtor, invoice.debtor FROM plan JOIN plan_invoice ON plan_invoice.plan = plan.id
			JOIN invoice ON invoice.id = plan_invoice.invoice WHERE invoice.debtor <> plan.debtor
				AND NOT EXISTS (SELECT 1 FROM party_merge m WHERE m.party = invoice.debtor OR m.survivor = invoice.debtor) ORDER BY plan.id`},
	} {
		err := tx.Each(law.query, nil, func(r *store.Row) error {
			wrongs = append(wrongs, fmt.Sprintf(law.text, r.Int(0), r.Int(1), r.Int(2)))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	active, err := Standings(tx, Active, 0)
	for i := range active {
		if s := &active[i]; s.Interest != Runs && s.Added > 0 {
			wrongs = append(wrongs, fmt.Sprintf("%s: its interest is %s, and %s was claimed since", s.ID.Name(), s.Interest, s.show(s.Added)))
		}
	}
	return wrongs, err
}
