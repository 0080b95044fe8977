package dunning

import (
	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
)

// account is an invoice's life as interest sees it.
type account struct {
	changes []Move // by day
	paid    int64  // interest already paid
}

// readAccount gathers the movements of an invoice from the book.
func readAccount(tx *ledger.Tx, id ledger.InvoiceID) (a account, err error) {
	err = tx.Each(`SELECT entry.booked_on, CAST(SUM(posting.amount) AS BIGINT), account.role
		FROM item_posting JOIN posting ON posting.id = item_posting.posting
			JOIN entry ON entry.id = posting.entry JOIN account ON account.id = posting.account
		WHERE item_posting.invoice = $1 AND ((account.role = 'ar' AND posting.bucket = $2) OR (account.role = 'interest_income' AND posting.bucket = $3))
		GROUP BY entry.booked_on, account.role ORDER BY entry.booked_on, account.role`,
		[]any{id, int64(ledger.Principal), int64(ledger.Interest)}, func(r *store.Row) error {
			if r.Text(2) == string(ledger.RoleAR) {
				a.changes = append(a.changes, Move{r.Date(0), r.Int(1)})
			} else {
				a.paid -= r.Int(1)
			}
			return nil
		})
	return a, err
}

// assess computes the interest on an invoice up to a day. A payment on the bank day after a
// due date that is none came in time (DOMAIN.md 4.9), so it counts from the due date itself.
func assess(p *Policy, inv *ledger.Invoice, a account, to date.Date) (total int64, lines []formats.InterestLine, err error) {
	rates := p.Tables.LateOf(law.Claim{Country: p.Country, Debtor: kindOf(inv), Due: inv.Due})
	r, err := Accrue(Accrual{Rates: rates, Count: p.DayCount, Currency: inv.Currency, Base: a.changes,
		From: inv.Due, InTime: p.Calendar.Next(inv.Due), To: to})
	if err != nil {
		return 0, nil, err
	}
	lines, err = r.Lines()
	return r.Total.Minor, lines, err
}

// InterestOn gives the interest on an invoice to a day that has not been paid: what a
// payment after the pay-by day owes in full (DOMAIN.md 4.7).
func InterestOn(tx *ledger.Tx, p *Policy, inv *ledger.Invoice, to date.Date) (int64, error) {
	a, err := readAccount(tx, inv.ID)
	if err != nil {
		return 0, err
	}
	total, _, err := assess(p, inv, a, to)
	return max(total-a.paid, 0), err
}

func kindOf(inv *ledger.Invoice) law.Debtor {
	if inv.Company {
		return law.Business
	}
	return law.Consumer
}
