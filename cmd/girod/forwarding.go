package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"girod/ledger"
	"girod/ledger/payout"
)

// forwardCommand sends on to the factor what debtors of sold invoices paid to us.
func forwardCommand(t *terminal) *cobra.Command {
	var to payTo
	var name string
	cmd := &cobra.Command{
		Use: "forward --name FACTOR --bankgiro 712-3458", Short: "make payouts to the factor of what came here for sold invoices (preparer)",
		Args: exactly(0, "no arguments"),
		Long: `forward makes a payout of each payment that came to us though its invoice is sold: the
whole amount, to the factor's account as the invoice gave it, with the invoice's own
reference (OCR or KID). What has been forwarded, or is on its way, is left alone.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			account, err := to.value()
			if err != nil {
				return err
			}
			if name == "" {
				return usageError{fmt.Errorf("payouts forward: want --name, the factor's")}
			}
			return t.paying(cmd.Context(), "preparer", func(o *office, tx *ledger.Tx, who payout.Person) error {
				done, err := payout.ProposeForwards(tx, who, payout.Factor{Name: name, To: account, Clearing: to.clearing, BIC: to.bic}, o.payable)
				if err != nil {
					return err
				}
				if t.json {
					return t.printJSON(madeValue(done.Made, done.Refused))
				}
				for _, p := range done.Made {
					t.say(o.in, "%s  %s to %s, %s", p.Name(), p.Amount, p.Payee.Name, p.Ref+p.Text)
				}
				for _, why := range done.Refused {
					t.printf("%s\n", t.paint(warn, printable(why)))
				}
				if len(done.Made)+len(done.Refused) == 0 {
					t.say(o.in, "nothing waits to be forwarded")
				}
				return nil
			})
		},
	}
	to.flags(cmd)
	cmd.Flags().StringVar(&name, "name", "", "the factor")
	return cmd
}
