package intake

import (
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// agedDays is how long after its due day a claim's limitation clock is asked: somewhat less
// than the shortest limitation there is, three years (DOMAIN.md §3.1.6).
const agedDays = 2*365 + 180

// states knows what is special about claims. Holds are few beside claims and are read at
// once; what was written off is found by the bookings that did it.
type states struct {
	day      date.Date
	aged     date.Date // what was due before it may be too old
	held     bool      // anything at all
	standing *hold.Standing
	lost     map[ledger.InvoiceID]bool
}

// loadStates reads what stands on the day of the transaction.
func loadStates(tx *ledger.Tx) (s states, err error) {
	s.day = date.From(tx.At().UTC())
	s.aged = s.day.Add(-agedDays)
	if s.standing, err = hold.All(tx, s.day); err != nil {
		return s, err
	}
	s.held = len(s.standing.List()) > 0
	s.lost = map[ledger.InvoiceID]bool{}
	// Losses are booked under keys that begin so; '.' follows '-' in ASCII.
	return s, tx.Each(`SELECT DISTINCT posting.invoice FROM entry JOIN posting ON posting.id >= entry.first AND posting.id < entry.first + entry.lines
		WHERE entry.key >= 'loss-' AND entry.key < 'loss.' AND entry.tenant = $1 AND posting.invoice IS NOT NULL`, []any{tx.Tenant()},
		func(r *store.Row) error {
			s.lost[ledger.InvoiceID(r.Int(0))] = true
			return nil
		})
}

// of gives the state of a claim.
func (s *states) of(invoice ledger.InvoiceID, debtor ledger.PartyID, due date.Date) (state matching.State) {
	if due < s.aged {
		state = matching.Aged
	}
	if len(s.lost) > 0 && s.lost[invoice] {
		state |= matching.Lost
	}
	if !s.held {
		return state
	}
	for _, h := range s.standing.Of(invoice, debtor) {
		switch {
		case h.Reason == hold.Sold:
			state |= matching.Sold
		case h.Reason == hold.AtPartner:
			state |= matching.AtPartner
		case h.Reason.Estate():
			state |= matching.Estate
		}
	}
	return state
}

// sold gives the invoices that are sold.
func (s *states) sold() (list []ledger.InvoiceID) {
	for _, h := range s.standing.List() {
		if h.Reason == hold.Sold && h.Invoice != 0 {
			list = append(list, h.Invoice)
		}
	}
	return list
}
