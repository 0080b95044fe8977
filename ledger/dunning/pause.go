package dunning

import (
	"cmp"
	"slices"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/store"
)

// span is days on which a claim was held, both ends included.
type span struct{ from, through date.Date }

// pauses are the days on which the clock of reminders stood still: when a hold ends it goes on
// where it stood, and a debtor who was granted a month has the rest of his time after it.
type pauses struct {
	invoices map[ledger.InvoiceID][]span
	parties  map[ledger.PartyID][]span
}

// readPauses reads what was ever held, up to the day before.
func readPauses(tx *ledger.Tx, day date.Date) (*pauses, error) {
	p := &pauses{map[ledger.InvoiceID][]span{}, map[ledger.PartyID][]span{}}
	err := tx.Each(`SELECT hold.invoice, hold.party, hold.reason, hold.since, hold.through, hold_event.day
		FROM hold LEFT JOIN hold_event ON hold_event.hold = hold.id AND hold_event.kind = 'ended'
		WHERE hold.since < $1 ORDER BY hold.since, hold.id`, []any{day}, func(r *store.Row) error {
		s := span{r.Date(3), day.Add(-1)}
		if through := r.Date(4); through != 0 {
			s.through = min(s.through, through)
		}
		if ended := r.Date(5); ended != 0 {
			s.through = min(s.through, ended.Add(-1))
		}
		if s.through < s.from || !hold.Reason(r.Text(2)).StopsReminders() {
			return nil
		}
		if id := ledger.InvoiceID(r.Int(0)); id != 0 {
			p.invoices[id] = append(p.invoices[id], s)
		} else {
			p.parties[ledger.PartyID(r.Int(1))] = append(p.parties[ledger.PartyID(r.Int(1))], s)
		}
		return nil
	})
	return p, err
}

// of gives the pauses of an invoice and its debtor by their first day.
func (p *pauses) of(id ledger.InvoiceID, debtor ledger.PartyID) []span {
	own, his := p.invoices[id], p.parties[debtor]
	if len(own) == 0 {
		return his
	}
	all := append(slices.Clone(own), his...)
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	return all
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
