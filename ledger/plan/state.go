package plan

import (
	"errors"
	"fmt"
	"slices"
)

// State is how far a plan has come.
type State string

// The states; moves is the table of what may follow what.
const (
	Proposed  State = "proposed"
	Active    State = "active"
	Kept      State = "kept"
	Broken    State = "broken"
	Cancelled State = "cancelled"
	Replaced  State = "replaced"
)

var moves = map[State][]State{
	Proposed:  {Active, Cancelled},
	Active:    {Kept, Broken, Cancelled, Replaced},
	Broken:    {Replaced},
	Kept:      {},
	Cancelled: {},
	Replaced:  {},
}

// may tells whether a state can follow another.
func (s State) may(to State) bool { return slices.Contains(moves[s], to) }

// Interest is what becomes of late interest while a plan is kept.
type Interest string

// What may be agreed of interest.
const (
	Runs   Interest = "runs"   // and is claimed with the last instalment
	Frozen Interest = "frozen" // on the day of the proposal
	Waived Interest = "waived" // altogether
)

// What a person is refused.
var (
	// ErrState: the act does not fit the plan's state.
	ErrState = errors.New("E_STATE")
	// ErrChanged: what is owed is not what the plan was proposed for.
	ErrChanged = errors.New("E_CHANGED")
	// ErrTerms: a schedule or an invoice that makes no plan.
	ErrTerms = errors.New("E_PLAN_TERMS")
	// ErrUnwritten: a fee wants a written agreement (lag 1981:739 4 §).
	ErrUnwritten = errors.New("E_PLAN_UNWRITTEN")
)

func refuse(kind error, format string, args ...any) error {
	return fmt.Errorf("%w: %s", kind, fmt.Sprintf(format, args...))
}
