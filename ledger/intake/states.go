package intake

import (
	"maps"
	"slices"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// agedDays is how long after its due day a claim's limitation clock is asked: somewhat less
// than the shortest limitation there is, three years (DOMAIN.md §3.1.6).
const agedDays = 2*365 + 180

// states knows what is special about claims: which are held, which were written off, and
// whose fees are earned when paid. For
// a small file the book is asked about the claims the file touches; what stands on all the
// others it does not pay for. A big file has everything read at once.
type states struct {
	tx       *ledger.Tx
	day      date.Date
	aged     date.Date // what was due before it may be too old
	whole    bool      // all was read
	standing *hold.Standing
	lost     map[ledger.InvoiceID]bool
	whenPaid map[ledger.InvoiceID]bool // whose fees are earned when paid
	invoices map[ledger.InvoiceID]bool // asked about
	parties  map[ledger.PartyID]bool
}

// statesOf begins with nothing known of the day of the transaction.
func statesOf(tx *ledger.Tx) states {
	day := date.From(tx.At().UTC())
	return states{tx: tx, day: day, aged: day.Add(-agedDays), standing: hold.Nothing(),
		lost: map[ledger.InvoiceID]bool{}, whenPaid: map[ledger.InvoiceID]bool{}, invoices: map[ledger.InvoiceID]bool{}, parties: map[ledger.PartyID]bool{}}
}

// readWhole reads all that stands.
func (s *states) readWhole() (err error) {
	s.whole = true
	if s.standing, err = hold.All(s.tx, s.day); err != nil {
		return err
	}
	if s.whenPaid, err = s.tx.WhenPaid(); err != nil {
		return err
	}
	// Losses are booked under keys that begin so; '.' follows '-' in ASCII.
	return s.writtenOff(`SELECT DISTINCT posting.invoice FROM entry JOIN posting ON posting.id >= entry.first AND posting.id < entry.first + entry.lines
		WHERE entry.key >= 'loss-' AND entry.key < 'loss.' AND entry.tenant = $1 AND posting.invoice IS NOT NULL`, s.tx.Tenant())
}

func (s *states) writtenOff(query string, args ...any) error {
	return s.tx.Each(query, args, func(r *store.Row) error {
		s.lost[ledger.InvoiceID(r.Int(0))] = true
		return nil
	})
}

// ask reads what stands on some claims, as far as they were not asked about before.
func (s *states) ask(list []matching.Claim) error {
	if s.whole {
		return nil
	}
	var invoices []ledger.InvoiceID
	var parties []ledger.PartyID
	for i := range list {
		if id := list[i].Invoice; !s.invoices[id] {
			s.invoices[id] = true
			invoices = append(invoices, id)
		}
		if id := list[i].Party; !s.parties[id] {
			s.parties[id] = true
			parties = append(parties, id)
		}
	}
	if err := s.standing.Over(s.tx, s.day, invoices, parties); err != nil {
		return err
	}
	if len(invoices) > 0 {
		whenPaid, err := s.tx.WhenPaid(invoices...)
		if err != nil {
			return err
		}
		maps.Copy(s.whenPaid, whenPaid)
	}
	for len(invoices) > 0 {
		part := invoices[:min(len(invoices), 100)]
		invoices = invoices[len(part):]
		marks, args := marked(part, s.tx.Tenant())
		err := s.writtenOff(`SELECT DISTINCT item_posting.invoice FROM item_posting JOIN posting ON posting.id = item_posting.posting
			JOIN account ON account.id = posting.account WHERE account.tenant = $1 AND account.role IN ('expected_loss', 'confirmed_loss')
			AND item_posting.invoice IN (`+marks+`)`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// of gives the state of a claim.
func (s *states) of(invoice ledger.InvoiceID, debtor ledger.PartyID, due date.Date) (state matching.State) {
	if due < s.aged {
		state = matching.Aged
	}
	if len(s.lost) > 0 && s.lost[invoice] {
		state |= matching.Lost
	}
	if len(s.standing.List()) == 0 {
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

// mayBeSold tells whether any invoice may be sold: where everything was read it is known.
func (s *states) mayBeSold() bool {
	return !s.whole || slices.ContainsFunc(s.standing.List(), func(h hold.Hold) bool { return h.Reason == hold.Sold })
}

// sold calls fn for the invoices that are sold, with what they came to.
func (s *states) sold(fn func(id ledger.InvoiceID, gross int64, currency string)) error {
	return s.tx.Each(`SELECT DISTINCT invoice.id, invoice.gross, invoice.currency FROM hold JOIN invoice ON invoice.id = hold.invoice
		WHERE hold.reason = $1 AND hold.since <= $2 AND (hold.through = 0 OR hold.through >= $2) AND invoice.tenant = $3
		AND NOT EXISTS (SELECT 1 FROM hold_event e WHERE e.hold = hold.id AND e.kind = 'ended' AND e.day <= $2) ORDER BY invoice.id`,
		[]any{hold.Sold, s.day, s.tx.Tenant()}, func(r *store.Row) error {
			fn(ledger.InvoiceID(r.Int(0)), r.Int(1), r.Text(2))
			return nil
		})
}
