package cases

import (
	"girod/ledger"
	"girod/ledger/store"
)

// A debtor may write the case's number on his payment, ours or the partner's, where an
// invoice's reference should stand (DOMAIN.md 5.2, rule 4). Payers leave out the signs of a
// partner's number, and so do we: "A-4711" is found under A4711.

// References calls fn for the numbers of every active case, ours and the partner's.
func References(tx *ledger.Tx, fn func(string) error) error {
	return tx.Each(`SELECT number, partner_no FROM debt_case WHERE activity = 'active' ORDER BY id`, nil, func(r *store.Row) error {
		if err := fn(r.Text(0)); err != nil {
			return err
		}
		if ref := bareKey(r.Text(1)); ref != "" {
			return fn(ref)
		}
		return nil
	})
}

// Under gives the invoices of the one active case under a number, oldest due first; none
// when no case has it, or several.
func Under(tx *ledger.Tx, ref string) (list []ledger.InvoiceID, err error) {
	var last int64
	several := false
	err = tx.Each(`SELECT debt_case.id, case_invoice.invoice FROM debt_case JOIN case_invoice ON case_invoice.debt_case = debt_case.id
			JOIN invoice ON invoice.id = case_invoice.invoice
		WHERE (debt_case.number = $1 OR debt_case.id IN (SELECT debt_case FROM case_key WHERE field = $2 AND value = $1))
			AND debt_case.activity = 'active' AND invoice.tenant = $3 ORDER BY debt_case.id, case_invoice.due, case_invoice.invoice`,
		[]any{ref, keyCase, tx.Tenant()}, func(r *store.Row) error {
			several = several || last != 0 && last != r.Int(0)
			last = r.Int(0)
			list = append(list, ledger.InvoiceID(r.Int(1)))
			return nil
		})
	if several {
		list = nil
	}
	return list, err
}
