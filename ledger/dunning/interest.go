package dunning

import (
	"slices"

	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
)

// life is an invoice's as interest sees it.
type life struct {
	changes []Move // of its principal, by day
	paid    int64  // interest already paid, or given up
	free    []span // days of a respite
	stated  []Move // interest that a client claims, each to its day (ledger.ClaimCharge)
}

// countedOn is the day a booking counts from for interest: of a payment the day the money
// came, though a person gave it an owner later (lag 1974:182 9 §); of a reversal the day of
// what it takes back, as though that had never been.
const countedOn = `COALESCE(came.booked_on, was.booked_on, entry.booked_on)`

const countedJoin = ` LEFT JOIN receipt_row ON receipt_row.id = posting.receipt LEFT JOIN entry came ON came.id = receipt_row.entry
	LEFT JOIN entry was ON was.id = entry.reverses `

// readLife gathers the movements of an invoice from the book.
func readLife(tx *ledger.Tx, id ledger.InvoiceID) (l life, err error) {
	err = tx.EachMoved([]ledger.InvoiceID{id}, l.add)
	return l, err
}

// add takes what moved the invoice.
func (l *life) add(m ledger.Moved) error {
	switch {
	case m.Bucket == ledger.Principal:
		l.changes = append(l.changes, Move{m.Counts, m.Amount})
	case m.Bucket == ledger.Interest && m.Why == ledger.ClaimCharged && m.Amount > 0:
		l.stated = append(l.stated, Move{m.On, m.Amount})
	case m.Bucket == ledger.Interest:
		l.paid -= m.Amount
	}
	return nil
}

// assess computes the interest on an invoice up to a day, by the day its ground names. A
// payment on the bank day after a due date that is none came in time (DOMAIN.md 4.9), so it
// counts from the due date itself. What a client has stated to a day is claimed as it says,
// and the law's interest runs from that day.
func assess(p *Policy, inv *ledger.Invoice, l *life, to date.Date) (total int64, lines []formats.InterestLine, err error) {
	of := law.Claim{Country: p.Procedure.Country, Debtor: kindOf(inv), Due: inv.Due, Arose: inv.Issued}
	from := inv.Due
	if p.Ground != "" && p.Ground != law.AgreedDueDate {
		from, _, err = p.Tables.InterestFrom(p.Ground, of, law.Since{Due: inv.Due, Sent: inv.Issued, Received: inv.Issued.Add(p.PostalDays)})
		if err != nil {
			return 0, nil, err
		}
		from = max(from, inv.Due)
	}
	inTime := p.Calendar.Next(from)
	stated := formats.InterestLine{From: from.Add(1)}
	for _, m := range l.stated {
		if m.On <= to {
			stated.Amount += m.Delta
			stated.To = max(stated.To, m.On)
			from = max(from, m.On)
		}
	}
	r, err := Accrue(Accrual{Rates: p.Tables.LateOf(of), Count: p.DayCount, Currency: inv.Currency, Base: l.changes,
		From: from, InTime: inTime, To: to, Free: l.free})
	if err != nil {
		return 0, nil, err
	}
	if lines, err = r.Lines(); err != nil {
		return 0, nil, err
	}
	if err := explain(p.Tables, of, lines); err != nil || stated.Amount == 0 {
		return r.Total.Minor, lines, err
	}
	return stated.Amount + r.Total.Minor, append([]formats.InterestLine{stated}, lines...), nil
}

// explain adds to each line what its rate is made of, which the debtor can look up.
func explain(tables *law.Tables, of law.Claim, lines []formats.InterestLine) error {
	for i := range lines {
		reference, margin, err := tables.LateParts(of, lines[i].From)
		if err != nil {
			return err
		}
		lines[i].Reference, lines[i].Margin = reference.String(), margin.String()
	}
	return nil
}

// InterestOn gives the interest on an invoice to a day that has not been paid: what a
// payment after the pay-by day owes in full (DOMAIN.md 4.7). A hold that stops interest
// (bankruptcy, debt restructuring) ends it on its first day, and days of a respite bear none.
func InterestOn(tx *ledger.Tx, p *Policy, inv *ledger.Invoice, to date.Date) (int64, error) {
	a, err := AssessOn(tx, p, inv, to)
	return a.Owed, err
}

// Assessed is the interest on an invoice to a day as a letter tells it.
type Assessed struct {
	Owed  int64
	Paid  int64
	Lines []formats.InterestLine // sum to what is owed and what is paid
}

// AssessOn gives the interest on an invoice to a day, and how it comes about.
func AssessOn(tx *ledger.Tx, p *Policy, inv *ledger.Invoice, to date.Date) (a Assessed, err error) {
	l, err := readLife(tx, inv.ID)
	if err != nil {
		return a, err
	}
	held, err := hold.Of(tx, inv.ID, inv.Debtor)
	if err != nil {
		return a, err
	}
	l.free = respites(held)
	held = slices.DeleteFunc(held, func(h hold.Hold) bool { return !h.Stands(to) })
	if last := hold.InterestThrough(held); last != 0 {
		to = min(to, last)
	}
	total, lines, err := assess(p, inv, &l, to)
	return Assessed{max(total-l.paid, 0), min(total, l.paid), lines}, err
}

func kindOf(inv *ledger.Invoice) law.Debtor {
	if inv.Company {
		return law.Business
	}
	return law.Consumer
}
