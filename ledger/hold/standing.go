package hold

import (
	"fmt"
	"slices"
	"strings"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
)

// Find gives a hold by its number.
func Find(tx *ledger.Tx, id ID) (Hold, error) {
	list, err := holds(tx, `hold.id = $1 AND COALESCE(hold.party, (SELECT debtor FROM invoice WHERE invoice.id = hold.invoice)) IN (SELECT id FROM party WHERE tenant = $2)`,
		id, tx.Tenant())
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("hold %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return Hold{}, err
	}
	return list[0], nil
}

// On gives what stands on an invoice on a day, its debtor's holds too.
func On(tx *ledger.Tx, invoice ledger.InvoiceID, day date.Date) ([]Hold, error) {
	inv, err := tx.Invoice(invoice)
	if err != nil {
		return nil, err
	}
	list, err := holds(tx, `hold.invoice = $1 OR hold.party = $2`, invoice, inv.Debtor)
	return standing(list, day), err
}

// OnDebtor gives what stands on a debtor on a day, without what stands on invoices alone.
func OnDebtor(tx *ledger.Tx, party ledger.PartyID, day date.Date) ([]Hold, error) {
	list, err := holds(tx, `hold.party = $1`, party)
	return standing(list, day), err
}

// Of gives all that ever stood on an invoice or its debtor, oldest first.
func Of(tx *ledger.Tx, invoice ledger.InvoiceID, party ledger.PartyID) ([]Hold, error) {
	return holds(tx, `hold.invoice = $1 OR hold.party = $2`, invoice, party)
}

func standing(list []Hold, day date.Date) []Hold {
	return slices.DeleteFunc(list, func(h Hold) bool { return !h.Stands(day) })
}

// Standing is every hold that stands on a day.
type Standing struct {
	invoices map[ledger.InvoiceID][]Hold
	parties  map[ledger.PartyID][]Hold
	list     []Hold
}

// All reads what stands on a day, once for a run over many claims.
func All(tx *ledger.Tx, day date.Date) (*Standing, error) {
	s := &Standing{invoices: map[ledger.InvoiceID][]Hold{}, parties: map[ledger.PartyID][]Hold{}}
	err := tx.Each(`SELECT `+columns+from+` WHERE hold.since <= $1 AND (hold.through = 0 OR hold.through >= $1) AND (e.day IS NULL OR e.day > $1)
		ORDER BY hold.id`, []any{day}, func(r *store.Row) error {
		h := holdOf(r)
		s.list = append(s.list, h)
		if h.Invoice != 0 {
			s.invoices[h.Invoice] = append(s.invoices[h.Invoice], h)
		} else {
			s.parties[h.Party] = append(s.parties[h.Party], h)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("holds of %s: %w", day, err)
	}
	return s, nil
}

// Of gives what stands on an invoice of a debtor: its own holds and the debtor's.
func (s *Standing) Of(invoice ledger.InvoiceID, party ledger.PartyID) []Hold {
	own, debtors := s.invoices[invoice], s.parties[party]
	switch {
	case len(debtors) == 0:
		return own
	case len(own) == 0:
		return debtors
	}
	return append(own[:len(own):len(own)], debtors...)
}

// List gives all of them in the order in which they were put.
func (s *Standing) List() []Hold { return s.list }

// Stopping gives the first of several holds that stops something.
func Stopping(list []Hold, stop Stop) (Hold, bool) {
	for _, h := range list {
		if slices.Contains(h.Reason.Stops(), stop) {
			return h, true
		}
	}
	return Hold{}, false
}

// InterestThrough gives the last day that interest is claimed for under several holds: the
// earliest day a hold that stops interest began, 0 where none does.
func InterestThrough(list []Hold) (last date.Date) {
	for _, h := range list {
		if h.Reason.StopsInterest() && (last == 0 || h.From < last) {
			last = h.From
		}
	}
	return last
}

// Words tells several holds in a line: "dispute since 2026-01-07; deceased since …".
func Words(list []Hold) string {
	var parts []string
	for _, h := range list {
		part := h.Reason.Words() + " since " + h.From.String()
		if h.Through != 0 {
			part += " through " + h.Through.String()
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ")
}
