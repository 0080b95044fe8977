package cases

// State is who works on a debt, and how.
type State string

// The states (tillstånd).
const (
	Invoicing  State = "invoicing"  // fakturering: we remind
	Collection State = "collection" // normalinkasso: a collector demands
	Monitoring State = "monitoring" // efterbevakning: the long watch
)

// States gives them in order.
func States() []State { return []State{Invoicing, Collection, Monitoring} }

// Activity tells whether a case is still worked on (situation).
type Activity string

// The two situations.
const (
	Active Activity = "active"
	Closed Activity = "closed"
)

// Act is what moves a case from one state to another; it is also the kind of the event.
type Act string

// The acts.
const (
	HandedOver Act = "handed-over"
	Monitored  Act = "put-under-monitoring"
	Resumed    Act = "resumed"
	TakenBack  Act = "taken-back"
)

// moves is which act leads where. Closing and reopening leave the state as it was.
var moves = map[State]map[Act]State{
	Invoicing:  {HandedOver: Collection},
	Collection: {Monitored: Monitoring, TakenBack: Invoicing},
	Monitoring: {Resumed: Collection, TakenBack: Invoicing},
}

// Outcome is why a case was closed.
type Outcome string

// The outcomes.
const (
	Paid       Outcome = "paid"
	Credited   Outcome = "credited"
	Revoked    Outcome = "revoked" // only by answering the request to revoke it
	WrittenOff Outcome = "written-off"
	Barred     Outcome = "limitation"
	Mistaken   Outcome = "mistake"
)

// Outcomes gives those a person may close a case with.
func Outcomes() []Outcome { return []Outcome{Paid, Credited, WrittenOff, Barred, Mistaken} }

// statusKinds is what partners' words for a status mean, as far as they are known
// (R-BST-35). The words themselves are what is shown.
var statusKinds = map[string]string{
	"fakturering": "invoicing", "inkasso": "collection", "normalinkasso": "collection", "rättslig åtgärd": "legal_action",
	"efterbevakning": "monitoring", "avslutad": "closed", "avslutat": "closed",
}
