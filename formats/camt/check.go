package camt

import (
	"fmt"

	"girod/formats"
	"girod/formats/money"
)

// opening is the booked balance before the entries: OPBD, or the previous closing.
func (s *statement) opening() (formats.Balance, bool) {
	if b, ok := s.Balance("OPBD"); ok {
		return b, true
	}
	return s.Balance("PRCD")
}

// closing is the booked balance after the entries.
func (s *statement) closing() (formats.Balance, bool) { return s.Balance("CLBD") }

// checkBalances holds opening + booked entries = closing: the bank's own witness that
// the statement is whole and every sign is right (RELIABILITY.md case 36). Only a
// statement of a whole day promises it, and a page of several does not.
func (r *reader) checkBalances() {
	s := &r.statement
	from, ok := s.opening()
	to, closed := s.closing()
	if !ok || !closed || s.Kind != formats.EndOfDay || s.partial {
		return
	}
	sum := from.Amount.Minor
	for _, t := range s.booked {
		if t.Currency == from.Amount.Currency {
			sum += t.Credit - t.Debit
		}
	}
	if sum != to.Amount.Minor || from.Amount.Currency != to.Amount.Currency {
		r.find("balance-chain", true, fmt.Sprintf("opening balance %s and the booked entries make %s, the closing balance is %s",
			from.Amount, money.Of(sum, from.Amount.Currency), to.Amount))
	}
}

// recent remembers an entry by a hash of all that was read of it.
type recent struct {
	hash uint64
	line int
}

// window is how many entries we remember; a block that a broken program wrote twice
// stands near. A short statement needs few of them.
const (
	firstWindow = 1 << 6
	window      = 1 << 12
)

// repeated tells when an entry block is word for word one that stood before. It is
// only a finding: two equal payments on one day are two payments.
func (r *reader) repeated() {
	s, e := &r.statement, &r.entry
	if len(e.ref)+len(e.bankRef) == 0 && e.refs == 0 {
		return // nothing in it tells two payments apart
	}
	s.widen()
	at := s.remembered(e.hash)
	if at.hash == e.hash && at.line > 0 && !r.enough() {
		r.findAt(r.entryOrigin(), "repeated-entry", false, fmt.Sprintf("the same entry block stands at line %d", at.line))
	}
	*at = recent{e.hash, e.Line}
}

// remembered is where an entry of such a hash is kept.
func (s *statement) remembered(hash uint64) *recent { return &s.recent[hash%uint64(len(s.recent))] }

// widen makes room for more entries once they are many.
func (s *statement) widen() {
	size := len(s.recent)
	switch {
	case size == 0:
		size = firstWindow
	case size < window && s.entries > size/8:
		size = window
	default:
		return
	}
	old := s.recent
	s.recent = make([]recent, size)
	for _, e := range old {
		*s.remembered(e.hash) = e
	}
}
