package payout

import "slices"

// State is how far a payout or a batch has come.
type State string

// The states.
const (
	Draft        State = "draft"
	Validated    State = "validated"
	Proposed     State = "proposed"
	Approved     State = "approved"
	Rendered     State = "rendered"
	Sent         State = "sent"
	InDoubt      State = "in_doubt"
	Accepted     State = "accepted"
	PartRejected State = "part_rejected" // batches only
	Rejected     State = "rejected"
	Settled      State = "settled"
	Returned     State = "returned" // payouts only
	Void         State = "void"
)

// moves is the table of what may follow what. Nothing goes back from the bank's no, nor
// from a booking on the account (FORMATS.md 7), and nothing is edited once rendered.
var moves = map[State][]State{
	Draft:        {Validated, Void},
	Validated:    {Draft, Proposed, Void},
	Proposed:     {Approved, Validated, Void},
	Approved:     {Rendered, Validated, Void},
	Rendered:     {Sent, InDoubt},
	InDoubt:      {Sent},
	Sent:         {Accepted, PartRejected, Rejected, Settled},
	Accepted:     {PartRejected, Rejected, Settled},
	PartRejected: {Rejected, Settled},
	Settled:      {Returned},
	Rejected:     {},
	Returned:     {},
	Void:         {},
}

// may tells whether a state can follow another; to stay is no move.
func (s State) may(to State) bool { return slices.Contains(moves[s], to) }

// dead tells that nothing was paid and nothing will be: the source may be paid anew.
func (s State) dead() bool { return s == Rejected || s == Returned || s == Void }
