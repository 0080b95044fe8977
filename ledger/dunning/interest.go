package dunning

import (
	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// change is a movement of an invoice's principal on a day.
type change struct {
	on    date.Date
	delta int64
}

// account is an invoice's life as interest sees it.
type account struct {
	changes []change // by day
	paid    int64    // interest already paid
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
				a.changes = append(a.changes, change{r.Date(0), r.Int(1)})
			} else {
				a.paid -= r.Int(1)
			}
			return nil
		})
	return a, err
}

// assess computes the interest on an invoice up to a day, one rounding for each stretch
// of unchanged principal: a payment's own day still bears interest on the old principal
// (DOMAIN.md 4.4). A payment on the bank day after a due date that is none came in time
// (4.9), so it counts from the due date itself.
func assess(p *Policy, inv *ledger.Invoice, a account, to date.Date) (total int64, lines []formats.InterestLine, err error) {
	rates := p.Tables.Late(p.Country, kindOf(inv))
	inTime := p.Calendar.Next(inv.Due)
	principal, from := int64(0), inv.Due
	stretch := func(until date.Date) error {
		if until <= from || principal <= 0 {
			return nil
		}
		s := law.Stretch{Principal: money.Of(principal, inv.Currency), Due: from, To: until, Count: p.DayCount}
		sum, more, err := shares(rates, s)
		total += sum
		lines = append(lines, more...)
		return err
	}
	for _, c := range a.changes {
		if c.on > to {
			break
		}
		if c.on > inTime {
			if err := stretch(c.on); err != nil {
				return 0, nil, err
			}
			from = max(from, c.on)
		}
		principal += c.delta
	}
	return total, lines, stretch(to)
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

// shares gives a stretch's interest and its parts of equal rate. Only the whole is
// rounded; a part shows what the whole grew by, so the parts add up to it.
func shares(rates law.Rates, s law.Stretch) (int64, []formats.InterestLine, error) {
	whole, err := law.Interest(rates, s)
	if err != nil {
		return 0, nil, err
	}
	var lines []formats.InterestLine
	before := int64(0)
	for _, part := range whole.Segments {
		upTo := s
		upTo.To = part.To
		grown, err := law.Interest(rates, upTo)
		if err != nil {
			return 0, nil, err
		}
		lines = append(lines, formats.InterestLine{From: part.From, To: part.To, Days: part.Days, Rate: part.Rate.String(),
			Base: part.Principal.Minor, Amount: grown.Interest.Minor - before})
		before = grown.Interest.Minor
	}
	return whole.Interest.Minor, lines, nil
}
