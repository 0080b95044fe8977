package hold

import (
	"slices"
	"strings"

	"girod/formats/date"
)

// Reason is why a claim is left alone.
type Reason string

// The reasons (DOMAIN.md 3.1.6).
const (
	Dispute           Reason = "dispute"            // the debtor says the claim is wrong
	DebtRestructuring Reason = "debt-restructuring" // skuldsanering, gjeldsordning: opened for a person
	Deceased          Reason = "deceased"
	Bankruptcy        Reason = "bankruptcy"
	Minor             Reason = "minor"
	ProtectedIdentity Reason = "protected-identity"
	Respite           Reason = "respite" // the debtor has time (anstånd)
	Plan              Reason = "plan"    // paid by instalments
	Dormant           Reason = "dormant" // the case rests
	RevokeRequested   Reason = "revoke-requested"
	Sold              Reason = "sold"
	AtPartner         Reason = "at-partner" // a collector demands it now
	Manual            Reason = "manual"
)

// Stop is something that is not done while a hold stands.
type Stop string

// What can be stopped.
const (
	Reminders Stop = "reminders"
	HandOver  Stop = "hand-over" // collection: its letters, a collector, court
	Fees      Stop = "fees"      // and costs, and compensation
	Interest  Stop = "interest"  // that is claimed, from the day after the hold began
)

// rule is what a reason does.
type rule struct {
	Reason
	stops  []Stop
	debtor bool   // a flag of the debtor's, never of one invoice (R-BST-42)
	estate bool   // money that comes is an estate's to give or to have back
	hidden bool   // where the debtor lives is shown nowhere
	task   string // what somebody has to do about it
	days   int    // and within how many days of its beginning, 0 where no law says
}

var (
	letters = []Stop{Reminders, HandOver, Fees}
	rules   = []rule{
		{Reason: Dispute, stops: letters, task: "look into what the debtor says"},
		{Reason: DebtRestructuring, stops: append(letters[:3:3], Interest), debtor: true, task: "file the claim as of the decision", days: 30},
		{Reason: Deceased, stops: letters, debtor: true, estate: true, task: "file the claim with the estate"},
		{Reason: Bankruptcy, stops: append(letters[:3:3], Interest), debtor: true, estate: true, task: "file the claim with interest to the decision"},
		{Reason: Minor, stops: []Stop{HandOver}, debtor: true, task: "ask who the guardian is"},
		{Reason: ProtectedIdentity, stops: []Stop{Reminders, HandOver}, debtor: true, hidden: true, task: "write through the authority; no address in files"},
		{Reason: Respite, stops: letters},
		{Reason: Plan, stops: letters},
		{Reason: Dormant, stops: letters},
		{Reason: RevokeRequested, stops: letters},
		{Reason: Sold, stops: letters},
		{Reason: AtPartner, stops: letters},
		{Reason: Manual, stops: letters},
	}
)

// Reasons gives all reasons in the order of the law's table.
func Reasons() (list []Reason) {
	for _, r := range rules {
		list = append(list, r.Reason)
	}
	return list
}

func (r Reason) rule() (rule, bool) {
	i := slices.IndexFunc(rules, func(x rule) bool { return x.Reason == r })
	if i < 0 {
		return rule{}, false
	}
	return rules[i], true
}

// Known tells whether there is such a reason.
func (r Reason) Known() bool {
	_, known := r.rule()
	return known
}

// OfDebtor tells whether the reason is something about a debtor, and never about one
// invoice (R-BST-42). The other reasons may stand on either.
func (r Reason) OfDebtor() bool {
	x, _ := r.rule()
	return x.debtor
}

// Stops gives what the reason stops. An unknown one stops everything but interest.
func (r Reason) Stops() []Stop {
	if x, known := r.rule(); known {
		return x.stops
	}
	return letters
}

// StopsInterest tells whether no interest is claimed for the days after the hold began:
// the claim is stated as of the decision.
func (r Reason) StopsInterest() bool { return slices.Contains(r.Stops(), Interest) }

// Estate tells whether the debtor's affairs are in an estate's hands: letters go to the
// estate, and money that comes is looked at by a person before any of it goes back
// (DOMAIN.md 5.3).
func (r Reason) Estate() bool {
	x, _ := r.rule()
	return x.estate
}

// Hides tells whether where the debtor lives is kept from everybody: no screen, no paper and
// no file of ours bears it, and letters go through the authority, which asks for no address
// (DOMAIN.md 3.1.6).
func (r Reason) Hides() bool {
	x, _ := r.rule()
	return x.hidden
}

// Words is the reason for people: "debt restructuring".
func (r Reason) Words() string { return strings.ReplaceAll(string(r), "-", " ") }

// task gives what is to be done about a hold that began on a day, and by when; 0 where no
// law says.
func (r Reason) task(since date.Date) (text string, by date.Date) {
	x, _ := r.rule()
	if x.days > 0 {
		by = since.Add(x.days)
	}
	return x.task, by
}
