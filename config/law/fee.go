package law

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
)

// Kind is a charge the law knows; it is the key of its rows.
type Kind = string

// The kinds of charges, each at most what [Tables.Ceiling] says.
const (
	ReminderFee         Kind = "reminder_fee"              // påminnelse, purring, maksumuistutus, rykker
	NoticeFee           Kind = "collection_notice_fee"     // inkassovarsel (NO)
	CollectionFee       Kind = "collection_demand_fee"     // inkassokrav, betalingsoppfordring, maksuvaatimus
	LaterDemandFee      Kind = "later_demand_fee"          // the second maksuvaatimus (FI)
	OwnDemandFee        Kind = "own_demand_fee"            // a demand without a professional collector (FI)
	HandoverFee         Kind = "collection_fee"            // inkassogebyr: asking somebody to collect (DK)
	CollectionCost      Kind = "collection_cost"           // salær (NO), inddrivelsesomkostninger by a third party (DK)
	HeavyCollectionCost Kind = "collection_cost_heavy"     // tungt salær (NO)
	OwnCollectionCost   Kind = "own_collection_cost"       // inddrivelsesomkostninger of the creditor itself (DK)
	PlanFee             Kind = "payment_plan_fee"          // a written plan for the whole debt
	ShortPlanFee        Kind = "short_plan_fee"            // a plan of few instalments (FI)
	InstalmentFee       Kind = "instalment_notice_fee"     // a slip for an instalment
	PaymentOrderFee     Kind = "payment_order_agent_fee"   // the agent's in a payment order (SE)
	CourtFee            Kind = "court_fee"                 // rettsgebyr (NO)
	LateCompensation    Kind = "late_payment_compensation" // directive 2011/7/EU, business debtors
	TotalCap            Kind = "total_cost_cap"            // all costs of one claim together (FI)
)

// LimitationYears is the key of the period after which a claim lapses.
const LimitationYears = "limitation_years"

// Fee gives the amount the law allows on a day, at most, where neither the claim's size
// nor its age matters. [Tables.Ceiling] answers for every claim.
func (t *Tables) Fee(c Country, kind Kind, who Debtor, day date.Date) (money.Amount, error) {
	a, _, err := t.Ceiling(kind, Claim{Country: c, Debtor: who}, day)
	return a, err
}

// Ceiling gives what a charge for a claim may cost at most on a day, and why. A part of
// a smallest unit is left off. The error is a *[Missing] or *[Unconfirmed] where no
// confirmed row serves.
func (t *Tables) Ceiling(kind Kind, c Claim, on date.Date) (money.Amount, Basis, error) {
	exact, currency, basis, err := t.exact(kind, c, on, 4)
	if err != nil {
		return money.Amount{}, Basis{}, err
	}
	minor, err := floor(exact)
	return money.Of(minor, currency), basis, err
}

// exact computes a ceiling in minor units without rounding; a fee may be a fraction of
// another's, but never in a circle.
func (t *Tables) exact(kind Kind, c Claim, on date.Date, depth int) (*big.Rat, money.Currency, Basis, error) {
	fail := func(err error) (*big.Rat, money.Currency, Basis, error) { return nil, "", Basis{}, err }
	row, err := t.forClaim(kind, c, on)
	if err != nil {
		return fail(err)
	}
	basis := Basis{Rows: []Row{row}}
	base, part := strings.CutPrefix(row.Unit, "of ")
	whole, currency, below := (*big.Rat)(nil), money.Currency(""), Basis{}
	switch {
	case part && depth == 0:
		return fail(fmt.Errorf("%s %s of %s: taken of itself", row.Country, row.Key, row.From))
	case part:
		whole, currency, below, err = t.exact(base, c, on, depth-1)
	default:
		if currency, err = money.ParseCurrency(row.Unit); err != nil {
			err = fmt.Errorf("%s %s of %s is no amount: %s %s", row.Country, kind, row.From, row.Value, row.Unit)
		}
		whole = inMinor(big.NewRat(1, 1), currency)
	}
	if err != nil {
		return fail(err)
	}
	basis.Rows, basis.Step = append(basis.Rows, below.Rows...), below.Step
	value, step, err := row.size(c.Principal, currency)
	if err != nil {
		return fail(err)
	}
	if step != "" {
		basis.Step = step
	}
	return value.Mul(value, whole), currency, basis, nil
}

// size gives the row's figure for a principal, in whole units of the row.
func (r Row) size(principal money.Amount, currency money.Currency) (*big.Rat, string, error) {
	l, err := parseLadder(r.Value)
	if err != nil {
		return nil, "", fmt.Errorf("%s %s of %s: %w", r.Country, r.Key, r.From, err)
	}
	if !l.sized() {
		return new(big.Rat).Set(l[0].value), "", nil
	}
	switch {
	case principal.Currency == "":
		return nil, "", fmt.Errorf("%s for %s goes by the size of the principal: want it", r.Key, r.Country)
	case principal.Currency != currency:
		return nil, "", fmt.Errorf("%s for %s: %w: the steps are in %s, the principal is %s", r.Key, r.Country, money.ErrCurrency, currency, principal)
	case principal.Minor < 0:
		return nil, "", fmt.Errorf("%s for %s: want a principal that is not negative, not %s", r.Key, r.Country, principal)
	}
	step, below := l.at(principal)
	value := new(big.Rat).Set(step.value)
	if step.grows != nil {
		above := new(big.Rat).Sub(principalRat(principal), inMinor(below, currency))
		above.Quo(above, inMinor(big.NewRat(1, 1), currency))
		value.Add(value, above.Mul(above, step.grows))
	}
	if step.upTo == nil {
		return value, fmt.Sprintf("principal above %s: %s", below.FloatString(2), step.text), nil
	}
	return value, fmt.Sprintf("principal up to %s: %s", step.upTo.FloatString(2), step.text), nil
}

// Count gives a number the law sets: days to pay, reminders with a fee, years of
// limitation.
func (t *Tables) Count(c Country, key string, who Debtor, day date.Date) (int, error) {
	n, _, err := t.count(key, Claim{Country: c, Debtor: who}, day)
	return n, err
}

func (t *Tables) count(key string, c Claim, day date.Date) (int, Row, error) {
	r, err := t.forClaim(key, c, day)
	if err != nil {
		return 0, r, err
	}
	text := r.Value
	if strings.Contains(text, ":") { // by the size of the claim
		figure, _, err := r.size(c.Principal, c.Principal.Currency)
		if err != nil {
			return 0, r, err
		}
		text = figure.RatString()
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, r, fmt.Errorf("%s %s of %s is no number: %s %s", c.Country, key, r.From, r.Value, r.Unit)
	}
	return n, r, nil
}
