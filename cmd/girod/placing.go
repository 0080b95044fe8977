package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/dunning"
	"girod/ledger/payout"
)

// ages are how old money on suspense is told: by days, the last without end.
var ages = []struct {
	through int
	name    string
}{{7, "to 7 days"}, {30, "8 to 30"}, {90, "31 to 90"}, {1 << 30, "over 90"}}

func ageOf(days int) string {
	for _, a := range ages {
		if days <= a.through {
			return a.name
		}
	}
	return ""
}

// returnCommand proposes to give money nobody is owed back to the account it came from.
func returnCommand(t *terminal) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "return PAYMENT --reason TEXT",
		Short: "make a payout that gives a payment on suspense back to the account it came from (preparer)",
		Long: `return makes a payout of what rests of a payment, to the account it was paid from and to no
other. It waits like any payout: somebody proposes it in a batch, another approves, and
the money leaves suspense when the file is sent.`,
		Args: exactly(1, "a payment such as pay17"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := paymentID(args[0])
			if err != nil {
				return err
			}
			if reason == "" {
				return usageError{fmt.Errorf("suspense return: want --reason")}
			}
			return t.paying(cmd.Context(), "preparer", func(o *office, tx *ledger.Tx, who payout.Person) error { return o.giveBack(tx, who, id, reason) })
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the history for ever")
	return cmd
}

func (o *office) giveBack(tx *ledger.Tx, who payout.Person, id ledger.ReceiptID, reason string) error {
	made, err := payout.GiveBack(tx, who, id, reason, o.payable, o.tongue)
	if err != nil {
		return err
	}
	if o.t.json {
		return o.t.printJSON(struct {
			Payout   string         `json:"payout"`
			Payment  string         `json:"payment"`
			Amount   string         `json:"amount"`
			Currency money.Currency `json:"currency"`
		}{made.Name(), payName(id), made.Amount.Decimal(), made.Amount.Currency})
	}
	o.t.say(o.in, "%s gives %s back to %s; propose it with: %s", made.Name(), made.Amount, made.To.ID, "girod payouts propose "+made.Name())
	return nil
}

// tongue is the language that a payee in a country reads, as letters have it.
func (o *office) tongue(country string) string {
	return dunning.LanguageOf(o.config.Language, o.config.Creditor.Country, country)
}
