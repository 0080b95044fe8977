package dunning

import (
	"cmp"
	"slices"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/store"
)

// span is days on which a claim rested, both ends included.
type span struct {
	from, through date.Date
	respite       bool // days that bear no interest
}

// pauses are the days on which the clock of reminders stood still, because the debtor was
// granted time: a respite, a plan. When it ends the clock goes on where it stood, and he has
// the rest of his days after it. A dispute or a death grants no time: what fell due under
// it is told of as skipped, and goes out when it ends.
type pauses struct {
	invoices map[ledger.InvoiceID][]span
	parties  map[ledger.PartyID][]span // by who stands for them: a hold follows kin
	ones     map[ledger.PartyID]ledger.PartyID
}

// readPauses reads what was ever granted in these books, up to the day before.
func readPauses(tx *ledger.Tx, day date.Date) (p *pauses, err error) {
	p = &pauses{invoices: map[ledger.InvoiceID][]span{}, parties: map[ledger.PartyID][]span{}}
	if p.ones, err = tx.Survivors(); err != nil {
		return nil, err
	}
	err = tx.Each(`SELECT hold.invoice, hold.party, hold.since, hold.through, hold_event.day, hold.reason
		FROM hold LEFT JOIN hold_event ON hold_event.hold = hold.id AND hold_event.kind = 'ended'
		WHERE hold.tenant = $1 AND hold.since < $2 AND hold.reason IN ('respite', 'plan') ORDER BY hold.since, hold.id`, []any{tx.Tenant(), day}, func(r *store.Row) error {
		s := span{r.Date(2), day.Add(-1), hold.Reason(r.Text(5)) == hold.Respite}
		if through := r.Date(3); through != 0 {
			s.through = min(s.through, through)
		}
		if ended := r.Date(4); ended != 0 {
			s.through = min(s.through, ended.Add(-1))
		}
		if s.through < s.from {
			return nil
		}
		if id := ledger.InvoiceID(r.Int(0)); id != 0 {
			p.invoices[id] = append(p.invoices[id], s)
		} else {
			one := p.one(ledger.PartyID(r.Int(1)))
			p.parties[one] = append(p.parties[one], s)
		}
		return nil
	})
	return p, err
}

func (p *pauses) one(debtor ledger.PartyID) ledger.PartyID {
	return cmp.Or(p.ones[debtor], debtor)
}

// of gives the pauses of an invoice and its debtor by their first day.
func (p *pauses) of(id ledger.InvoiceID, debtor ledger.PartyID) []span {
	own, his := p.invoices[id], p.parties[p.one(debtor)]
	if len(own) == 0 {
		return his
	}
	all := append(slices.Clone(own), his...)
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	return all
}

// free are the pauses that bear no interest: what a plan bears its own terms say.
func free(pauses []span) (list []span) {
	for _, s := range pauses {
		if s.respite {
			list = append(list, s)
		}
	}
	return list
}

// respites are the days on which a debtor had been given time, by the first.
func respites(holds []hold.Hold) (list []span) {
	for _, h := range holds {
		if h.Reason != hold.Respite {
			continue
		}
		s := span{h.From, through(h), true}
		if h.Ended != 0 {
			s.through = min(s.through, h.Ended.Add(-1))
		}
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	return list
}

// later gives the day so many days after another, of which those in pauses do not count.
func later(from date.Date, days int, pauses []span) date.Date {
	on := from.Add(days)
	counted := from // held through here is in on already
	for _, s := range pauses {
		first := max(s.from, counted.Add(1))
		if first > on {
			break
		}
		if s.through >= first {
			on = on.Add(s.through.Days(first) + 1)
			counted = s.through
		}
	}
	return on
}
