package dunning

import (
	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
)

// joins tells whether the law wants the claims on one debtor demanded together: in Sweden the
// fee for an inkassokrav is for one demand by creditor and debtor, however many invoices he
// left unpaid (lag 1981:739 3 §, DOMAIN.md 3.1.2). Each invoice has a letter of its own here, so
// the first one bears the fee, and those that follow while its time to pay runs bear none;
// a later claim may have a demand of its own (RH 2022:7).
func (p *Policy) joins(s Step) bool { return p.Procedure.Country == "SE" && s.Fee == law.CollectionFee }

// readDemanded reads which debtors have a demand with its fee whose time still runs.
func (r *run) readDemanded() error {
	r.demanded = map[ledger.PartyID]bool{}
	asked := false
	r.p.Procedure.Each(func(_ law.Debtor, _ date.Date, s Step) { asked = asked || r.p.joins(s) })
	if !asked {
		return nil
	}
	return r.Each(`SELECT DISTINCT reminder.debtor FROM reminder CROSS JOIN dunning_charge CROSS JOIN invoice
		WHERE reminder.told_on >= $1 AND reminder.told_on < $2 AND reminder.pay_by >= $2 AND reminder.kind = $3
			AND dunning_charge.invoice = reminder.invoice AND dunning_charge.kind = $4 AND dunning_charge.charged_on = reminder.told_on AND dunning_charge.amount > 0
			AND invoice.id = reminder.invoice AND invoice.tenant = $5`,
		[]any{r.day.Add(-longestDemand), r.day, string(formats.CollectionDemand), law.CollectionFee, r.Tenant()}, func(row *store.Row) error {
			r.demanded[r.survivor(ledger.PartyID(row.Int(0)))] = true
			return nil
		})
}

// longestDemand bounds how long ago a demand was sent whose time may still run.
const longestDemand = 60

// joined tells whether a claim is demanded together with another, whose letter bears the fee.
func (r *run) joined(c *claim, s Step) bool {
	return r.p.joins(s) && r.demanded[r.survivor(c.Debtor)]
}
