package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"girod/formats"
	"girod/formats/money"
	"girod/formats/reference"
	"girod/ledger"
	"girod/ledger/intake"
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
			return t.acting(cmd.Context(), "preparer", func(o *office, tx *ledger.Tx) error { return o.giveBack(tx, id, reason) })
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the history for ever")
	return cmd
}

func (o *office) giveBack(tx *ledger.Tx, id ledger.ReceiptID, reason string) error {
	r, err := tx.Receipt(id)
	if err != nil {
		return err
	}
	rest, err := tx.SuspenseOf(id)
	switch {
	case err != nil:
		return err
	case rest <= 0:
		return fmt.Errorf("payment pay%d: %w", id, intake.ErrNothingRests)
	case len(r.PayerAccount) == 0:
		return fmt.Errorf("payment pay%d: E_NO_PAYER_ACCOUNT: the bank did not say from which account it came\nhint: find the owner, and refund their credit", id)
	}
	who, err := o.payer("preparer")
	if err != nil {
		return err
	}
	to := formats.Account{ID: strings.ReplaceAll(string(r.PayerAccount), " ", ""), Currency: r.Currency}
	if reference.CheckIBAN(to.ID) == nil {
		to.Scheme = "IBAN"
	}
	made, err := payout.Create(tx, who, payout.Payout{
		Source: fmt.Sprintf("suspense:%d", id), Liability: ledger.Posting{Role: ledger.RoleSuspense, Receipt: id}, Payee: formats.Party{Name: string(r.Payer)},
		To: to, Amount: money.Of(rest, r.Currency), Text: "Return of " + r.BookedOn.String(),
	}, o.payable)
	if err != nil {
		return err
	}
	if err := tx.AddHistory(ledger.History{Payout: made.Name(), Kind: "return-proposed", Text: fmt.Sprintf("pay%d goes back: %s", id, reason)}); err != nil {
		return err
	}
	if o.t.json {
		return o.t.printJSON(struct {
			Payout  string `json:"payout"`
			Payment int64  `json:"payment"`
			Amount  string `json:"amount"`
		}{made.Name(), int64(id), amount(rest, r.Currency)})
	}
	o.t.printf("%s gives %s %s back to %s; propose it with girod payouts propose\n", made.Name(), amount(rest, r.Currency), r.Currency, printable(to.ID))
	return nil
}
