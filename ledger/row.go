package ledger

import "strings"

// Keeping is whose books these are (DOMAIN.md 0.2): a set of books is kept as one of them.
type Keeping uint8

// The ways of keeping a book, and all of them.
const (
	Creditor Keeping = 1 << iota // owns the claims
	Agent                        // collects for clients, on an account of theirs
	Seller                       // has sold its claims to a factor
	anyone   = Creditor | Agent | Seller
	owners   = Creditor | Seller
)

func (k Keeping) String() string {
	var names []string
	for i, name := range [...]string{"creditor", "agent", "factor-seller"} {
		if k&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// Part is one of the amounts a template is told: the net of an invoice, its VAT, what a
// payment gives to the fee. Each is given above zero; which side it falls on is the
// template's to say.
type Part string

// The parts.
const (
	OfNet        Part = "net"
	OfVAT        Part = "VAT"
	OfPrincipal  Part = "principal"
	OfFee        Part = "fee"
	OfInterest   Part = "interest"
	OfCost       Part = "cost"
	OfRounding   Part = "rounding"
	OfSurplus    Part = "surplus"  // beyond what is owed
	OfFeeBack    Part = "fee back" // of a fee given up: what had been paid of it
	OfCostBack   Part = "cost back"
	OfWaived     Part = "waived"     // interest claimed and given up unpaid
	OfFeeWaived  Part = "fee waived" // of a fee that is earned when paid: given up unpaid
	OfCostWaived Part = "cost waived"
	OfMoney      Part = "amount"     // the whole, where there is but one
	OfOwed       Part = "owed"       // to a supplier
	OfHeld       Part = "held"       // for a client
	OfCharge     Part = "charge"     // of a bank, agent or factor
	OfRecovered  Part = "recovered"  // collection costs the debtor paid
	OfFXGain     Part = "gain"       // by exchange
	OfFXLoss     Part = "loss by fx" // by exchange
)

// Leg is one line of a template: a role, its side, and the parts it sums.
type Leg struct {
	Role   Role
	Debit  bool
	Parts  []Part
	Less   []Part // these are taken off
	Bucket Bucket
	Names  bool // names the invoice though it moves no item: whose loss it is
}

// Template is a row of the table of postings, or one step of a row that has several. Each
// part stands as often on the debit as on the credit side, so whatever the amounts are the
// entry balances.
type Template struct {
	ID   string // "T-14 sent": the row of DOMAIN.md 5.4, and the step where it has several
	Name string
	Why  Why
	As   Keeping
	Legs []Leg
	May  []Part // may be left out; every other part is needed
	Net  bool   // shares may be below zero: a credit note among invoices
}

// Number is the row in DOMAIN.md 5.4: "T-14".
func (t Template) Number() string {
	number, _, _ := strings.Cut(t.ID, " ")
	return number
}

// Parts gives every part the template has a use for, in order of first mention.
func (t Template) Parts() (list []Part) {
	for _, leg := range t.Legs {
		for _, p := range append(leg.Parts[:len(leg.Parts):len(leg.Parts)], leg.Less...) {
			if !has(list, p) {
				list = append(list, p)
			}
		}
	}
	return list
}

// Needs gives the parts that must be told.
func (t Template) Needs() (list []Part) {
	for _, p := range t.Parts() {
		if !has(t.May, p) {
			list = append(list, p)
		}
	}
	return list
}

// Templates gives the whole table.
func Templates() []Template { return append([]Template(nil), rows...) }

// TemplateOf gives a row by its id.
func TemplateOf(id string) (Template, bool) {
	for i := range rows {
		if rows[i].ID == id {
			return rows[i], true
		}
	}
	return Template{}, false
}

func has(list []Part, part Part) bool {
	for _, p := range list {
		if p == part {
			return true
		}
	}
	return false
}

func dr(role Role, parts ...Part) Leg { return Leg{Role: role, Debit: true, Parts: parts} }
func cr(role Role, parts ...Part) Leg { return Leg{Role: role, Parts: parts} }

func (l Leg) in(b Bucket) Leg        { l.Bucket = b; return l }
func (l Leg) less(parts ...Part) Leg { l.Less = parts; return l }
func (l Leg) named() Leg             { l.Names = true; return l }

func may(parts ...Part) []Part { return parts }
