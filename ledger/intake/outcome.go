package intake

import (
	"fmt"
	"strings"

	"girod/formats/money"
)

// Outcome is what became of a file.
type Outcome struct {
	Hold       *Hold    `json:"hold,omitempty"` // when set, nothing was booked
	Payments   int      `json:"payments"`
	Rules      [10]int  `json:"rules"`               // payments by the rule that placed them; 9 is suspense
	Entries    int      `json:"entries"`             // booked
	Reconciled int      `json:"reconciled"`          // told of before, confirmed now
	Waiting    int      `json:"waiting"`             // announced, to be booked by the other message
	Compared   int      `json:"compared"`            // told by a list that does not post; another one does
	NotBooked  int      `json:"notBooked"`           // pending and informational
	Duplicates int      `json:"duplicates"`          // statements, entries and documents seen before
	Doubles    int      `json:"doubles"`             // payments that seem to have been paid before
	Reversed   int      `json:"reversed"`            // payments the bank took back
	Payouts    int      `json:"payouts"`             // own payouts settled
	Returned   int      `json:"returned"`            // own payouts that came back
	Strays     int      `json:"strays,omitempty"`    // payments of sold invoices, to be forwarded
	Direct     int      `json:"direct,omitempty"`    // payments of claims at a collector, who is told
	Recovered  int      `json:"recovered,omitempty"` // payments of what was written off
	Acquired   int      `json:"acquired,omitempty"`  // days of cards or Swish, as a settlement explains them
	Sold       int      `json:"sold,omitempty"`      // purchases that name no claim
	Relooked   int      `json:"relooked,omitempty"`  // placed at the file's end, by what it had taught
	Invoices   int      `json:"invoices"`
	Credits    int      `json:"creditNotes"`
	Statuses   int      `json:"statusReports"`
	Suspense   int      `json:"suspense"` // payments with money left on suspense
	Sums       []Sum    `json:"sums,omitempty"`
	Notes      []string `json:"notes,omitempty"` // at most maxNotes: what a clerk should look at
}

// Sum is what the booked money of a currency became, gross, in minor units.
type Sum struct {
	Currency  money.Currency `json:"currency"`
	Received  int64          `json:"received"`
	Matched   int64          `json:"matched"`
	Suspense  int64          `json:"suspense"`
	Credit    int64          `json:"credit"`
	Strayed   int64          `json:"strayed,omitempty"` // for sold invoices: the factor's
	Rounding  int64          `json:"rounding"`
	TakenBack int64          `json:"takenBack"`
	Sold      int64          `json:"sold,omitempty"` // purchases less refunds, which were no payments of claims
}

const maxNotes = 50

func (o *Outcome) note(text string, args ...any) {
	if len(o.Notes) < maxNotes {
		o.Notes = append(o.Notes, fmt.Sprintf(text, args...))
	}
}

// sum gives the row of a currency.
func (o *Outcome) sum(c money.Currency) *Sum {
	for i := range o.Sums {
		if o.Sums[i].Currency == c {
			return &o.Sums[i]
		}
	}
	o.Sums = append(o.Sums, Sum{Currency: c})
	return &o.Sums[len(o.Sums)-1]
}

// String is one line for people: "120 payments: 117 matched, 3 on suspense".
func (o *Outcome) String() string {
	if o.Hold != nil {
		return "held: " + o.Hold.Error()
	}
	var said []string
	say := func(n int, text string) {
		if n > 0 {
			said = append(said, fmt.Sprintf("%d %s", n, text))
		}
	}
	say(o.Payments, "payments")
	say(o.Payments-o.Rules[9]-o.Rules[1]-o.Sold-o.Acquired, "matched")
	say(o.Sold, "sales")
	say(o.Acquired, "settlements paid")
	say(o.Suspense, "on suspense")
	say(o.Doubles, "paid twice")
	say(o.Reversed, "taken back")
	say(o.Strays, "for sold invoices")
	say(o.Direct, "for claims at a collector")
	say(o.Recovered, "for what was written off")
	say(o.Payouts, "payouts settled")
	say(o.Returned, "payouts returned")
	say(o.Reconciled, "entries reconciled")
	say(o.Waiting, "entries waiting")
	say(o.Compared, "entries compared only, another kind of file posts them")
	say(o.NotBooked, "entries not booked by the bank yet")
	say(o.Invoices, "invoices")
	say(o.Credits, "credit notes")
	say(o.Statuses, "status reports")
	say(o.Duplicates, "seen before")
	if len(said) == 0 {
		return "nothing to book"
	}
	return strings.Join(said, ", ")
}
