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
	list, err := holds(tx, `hold.id = $2`, id)
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
	list, err := Of(tx, invoice, inv.Debtor)
	return standing(list, day), err
}

// OnDebtor gives what stands on a debtor on a day, without what stands on invoices alone.
func OnDebtor(tx *ledger.Tx, party ledger.PartyID, day date.Date) ([]Hold, error) {
	list, err := Of(tx, 0, party)
	return standing(list, day), err
}

// Of gives all that ever stood on an invoice or its debtor, and on who is one with the
// debtor, oldest first.
func Of(tx *ledger.Tx, invoice ledger.InvoiceID, party ledger.PartyID) ([]Hold, error) {
	kin, err := tx.Kin(party)
	if err != nil {
		return nil, err
	}
	return holds(tx, `hold.invoice = $2 OR hold.party IN (`+marks(len(kin))+`)`, append([]any{invoice}, args(kin)...)...)
}

func standing(list []Hold, day date.Date) []Hold {
	return slices.DeleteFunc(list, func(h Hold) bool { return !h.Stands(day) })
}

// Standing is every hold that stands on a day.
type Standing struct {
	invoices map[ledger.InvoiceID][]Hold
	parties  map[ledger.PartyID][]Hold // by who stands for them
	ones     map[ledger.PartyID]ledger.PartyID
	seen     map[ID]bool
	list     []Hold
}

// All reads what stands in these books on a day, once for a run over many claims.
func All(tx *ledger.Tx, day date.Date) (*Standing, error) {
	s := Nothing()
	if err := s.meet(tx); err != nil {
		return nil, err
	}
	return s, s.read(tx, day, ``)
}

// Nothing is a day of which nothing has been read yet; see [Standing.Over].
func Nothing() *Standing {
	return &Standing{invoices: map[ledger.InvoiceID][]Hold{}, parties: map[ledger.PartyID][]Hold{}, seen: map[ID]bool{}}
}

// meet reads once which debtors are one.
func (s *Standing) meet(tx *ledger.Tx) (err error) {
	if s.ones == nil {
		s.ones, err = tx.Survivors()
	}
	return err
}

func (s *Standing) survivor(party ledger.PartyID) ledger.PartyID {
	if one, merged := s.ones[party]; merged {
		return one
	}
	return party
}

// kin adds to some debtors all that are one with them.
func (s *Standing) kin(parties []ledger.PartyID) []ledger.PartyID {
	if len(s.ones) == 0 {
		return parties
	}
	all := slices.Clone(parties)
	for _, p := range parties {
		one := s.survivor(p)
		all = append(all, one)
		for other, survivor := range s.ones {
			if survivor == one {
				all = append(all, other)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Over adds what stands on some invoices and debtors alone: who looks at few claims is not
// to read the holds of all. Each is to be asked for once.
func (s *Standing) Over(tx *ledger.Tx, day date.Date, invoices []ledger.InvoiceID, parties []ledger.PartyID) error {
	if err := s.meet(tx); err != nil {
		return err
	}
	for part := range slices.Chunk(invoices, perQuery) {
		if err := s.read(tx, day, ` AND hold.invoice IN (`+marks(len(part))+`)`, args(part)...); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(s.kin(parties), perQuery) {
		if err := s.read(tx, day, ` AND hold.party IN (`+marks(len(part))+`)`, args(part)...); err != nil {
			return err
		}
	}
	return nil
}

// perQuery is how many claims or debtors are asked for at once.
const perQuery = 100

// marks are the places of n arguments behind the tenant and one more.
func marks(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("$%d", i+3)
	}
	return strings.Join(list, ", ")
}

func args[T any](list []T) (all []any) {
	for _, v := range list {
		all = append(all, v)
	}
	return all
}

func (s *Standing) read(tx *ledger.Tx, day date.Date, which string, more ...any) error {
	err := tx.Each(`SELECT `+columns+from+` WHERE hold.tenant = $1 AND hold.since <= $2 AND (hold.through = 0 OR hold.through >= $2) AND (e.day IS NULL OR e.day > $2)`+which+`
		ORDER BY hold.id`, append([]any{tx.Tenant(), day}, more...), func(r *store.Row) error {
		h := holdOf(r)
		if s.seen[h.ID] { // of somebody who is one with several that were asked for
			return nil
		}
		s.seen[h.ID] = true
		s.list = append(s.list, h)
		if h.Invoice != 0 {
			s.invoices[h.Invoice] = append(s.invoices[h.Invoice], h)
		} else {
			one := s.survivor(h.Party)
			s.parties[one] = append(s.parties[one], h)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("holds of %s: %w", day, err)
	}
	return nil
}

// Of gives what stands on an invoice of a debtor: its own holds and the debtor's.
func (s *Standing) Of(invoice ledger.InvoiceID, party ledger.PartyID) []Hold {
	own, debtors := s.invoices[invoice], s.parties[s.survivor(party)]
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

// Elsewhere gives the first of several holds for which nobody writes to the debtor's own
// address: an estate or an authority stands between, and a person writes to those.
func Elsewhere(list []Hold) (Hold, bool) {
	for _, h := range list {
		if h.Reason.Estate() || h.Reason.Hides() {
			return h, true
		}
	}
	return Hold{}, false
}

// Shown gives a party as screens and files of a day may show it: one whose identity is
// protected is nowhere, and hidden is true.
func Shown(tx *ledger.Tx, p ledger.Party, day date.Date) (shown ledger.Party, hidden bool, err error) {
	list, err := OnDebtor(tx, p.ID, day)
	if slices.ContainsFunc(list, func(h Hold) bool { return h.Reason.Hides() }) {
		return p.Nowhere(), true, err
	}
	return p, false, err
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
