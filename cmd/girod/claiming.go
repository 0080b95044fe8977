package main

import (
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/dunning"
	"girod/ledger/hold"
)

// claimJSON is what is claimed of one invoice as of a day: what is filed with an estate,
// a bankruptcy or a debt restructuring.
type claimJSON struct {
	Invoice   string         `json:"invoice"`
	Due       string         `json:"due"`
	AsOf      string         `json:"asOf"`
	Principal string         `json:"principal"`
	Interest  string         `json:"interest"` // to that day
	Fee       string         `json:"fee"`
	Cost      string         `json:"cost"`
	Total     string         `json:"total"`
	Currency  money.Currency `json:"currency"`
}

// claimCommand states a claim as of the decision that a hold stands for.
func claimCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "claim ID",
		Short: "the claim as of a hold's first day: what is filed with the estate, the bankruptcy or the authority",
		Long: `claim states what was owed on the day of the decision, interest to that day by the law's
rates, each fee and cost for itself. What was paid or charged later is not in it.`,
		Args: exactly(1, "the number of a hold"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := holdID(args[0])
			if err != nil {
				return err
			}
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				h, err := hold.Show(tx, id)
				if err != nil {
					return err
				}
				return o.printClaim(tx, h)
			})
		},
	}
}

func (o *office) printClaim(tx *ledger.Tx, h hold.Listed) error {
	policy, err := o.remindingPolicy()
	if err != nil {
		return err
	}
	filed, err := dunning.File(tx, policy, h.Hold)
	if err != nil {
		return err
	}
	list := []claimJSON{}
	tb := headed(o.in, "invoice", "due", ">principal", ">interest", ">fee", ">cost", ">total", "")
	sums := map[money.Currency]int64{}
	for _, f := range filed {
		c := f.Invoice.Currency
		owed := bucketsValue(f.Owed, c)
		list = append(list, claimJSON{f.Invoice.Number, f.Invoice.Due.String(), h.From.String(), owed.Principal, owed.Interest, owed.Fee, owed.Cost, owed.Total, c})
		sums[c] += f.Total
		tb.row(f.Invoice.Number, f.Invoice.Due.String(), owed.Principal, owed.Interest, owed.Fee, owed.Cost, owed.Total, string(c))
	}
	if o.t.json {
		return o.t.printJSON(list)
	}
	o.t.say(o.in, "claim on %s (%s) as of %s, %s", h.Name, h.Customer, h.From, h.Reason.Words())
	o.t.print(tb, line(o.in, "nothing was owed on that day"))
	for _, c := range slices.Sorted(maps.Keys(sums)) {
		o.t.say(o.in, "in all %s", money.Of(sums[c], c))
	}
	return nil
}

// remindingPolicy is how the configuration reminds, by the laws that are in force.
func (o *office) remindingPolicy() (*dunning.Policy, error) {
	l, err := readLaws(o.config)
	if err != nil {
		return nil, err
	}
	return (&house{office: o, laws: l}).dunningPolicy()
}
