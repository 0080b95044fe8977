package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
)

// outlayJSON is what was laid out, or charged on, for a client's claim.
type outlayJSON struct {
	Invoice  string         `json:"invoice"`
	Client   string         `json:"client"`
	Amount   string         `json:"amount"`
	Open     string         `json:"open"` // of all that was laid out for the claim
	Currency money.Currency `json:"currency"`
	Voucher  string         `json:"voucher,omitempty"`
}

// outlayCommand books what the agent lays out for a client.
func outlayCommand(t *terminal) *cobra.Command {
	var sum, paid, reason string
	var back bool
	cmd := &cobra.Command{
		Use:   "outlay INVOICE --amount AMOUNT --reason TEXT",
		Short: "lay out the fee of a court or of enforcement for a client's claim (operator)",
		Long: `outlay books a fee that the agent bears for a client, such as that of a payment order or
the basic fee of enforcement, and puts it onto the claim: the debtor owes it as cost, and what
he pays of his costs pays it first. It is no remuneration, so it bears no VAT.

The authority is owed it (account ap) until it is paid as any supplier is: girod payouts add.
--paid pay17 says instead that a debit of the agent's own account, which rests in suspense,
was this fee; without --amount all of it. --back takes an outlay that stands open back.`,
		Args: exactly(1, "the number of an invoice"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if reason == "" || sum+paid == "" || back && paid != "" {
				return usageError{fmt.Errorf("clients outlay: want --reason, and --amount with or without --back, or --paid")}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				i, err := tx.InvoiceByNumber(args[0])
				if err != nil {
					return err
				}
				out := ledger.Outlay{Invoice: i.ID, On: o.today(), Reason: reason}
				if sum != "" {
					if out.Amount, err = money.Parse(sum, i.Currency); err != nil {
						return usageError{err}
					}
				}
				if back {
					out.Amount = -out.Amount
				}
				if paid != "" {
					if out.Paid, err = paymentID(paid); err != nil {
						return err
					}
				}
				entry, err := tx.LayOut(out)
				if err != nil {
					return err
				}
				e, err := tx.Entry(entry)
				if err != nil {
					return err
				}
				return o.tellOutlay(tx, i, false, e.Postings, e.Voucher())
			})
		},
	}
	cmd.Flags().StringVar(&sum, "amount", "", "how much")
	cmd.Flags().StringVar(&paid, "paid", "", "the debit that paid it, such as pay17")
	cmd.Flags().BoolVar(&back, "back", false, "the authority gives it back, or it was never due")
	cmd.Flags().StringVar(&reason, "reason", "", "what fee; stands in the book for ever")
	return cmd
}

// rechargeCommand charges to the client what no debtor will pay.
func rechargeCommand(t *terminal) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "recharge INVOICE --reason TEXT",
		Short: "charge to the client what was laid out and is not recovered (operator)",
		Long: `recharge gives up recovering from the debtor what was laid out for a claim: it is no longer
on the claim, is kept out of what is held for the client, and what is not held the client owes.`,
		Args: exactly(1, "the number of an invoice"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if reason == "" {
				return usageError{fmt.Errorf("clients recharge: want --reason")}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				i, err := tx.InvoiceByNumber(args[0])
				if err != nil {
					return err
				}
				charged, err := intake.Recharge(tx, i.ID, o.today(), reason)
				if err != nil {
					return err
				}
				return o.tellOutlay(tx, i, true, []ledger.Posting{{Role: ledger.RoleOutlay, Amount: charged}}, "")
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why it is not recovered; stands in the book for ever")
	return cmd
}

// tellOutlay says what was done about the outlays of a claim.
func (o *office) tellOutlay(tx *ledger.Tx, i ledger.Invoice, recharged bool, moved []ledger.Posting, voucher string) error {
	c, err := tx.ClientOf(i.ID)
	if err != nil {
		return err
	}
	party, err := tx.Party(c.Party)
	if err != nil {
		return err
	}
	open, err := tx.OutlaysOf(i.ID)
	if err != nil {
		return err
	}
	v := outlayJSON{Invoice: i.Number, Client: party.CustomerNo, Open: amount(open, i.Currency), Currency: i.Currency, Voucher: voucher}
	for _, p := range moved {
		if p.Role == ledger.RoleOutlay {
			v.Amount = amount(p.Amount, i.Currency)
		}
	}
	if o.t.json {
		return o.t.printJSON(v)
	}
	sum := v.Amount + " " + string(v.Currency)
	if recharged {
		o.t.say(o.in, "%s charged to the client for %s; %s stand open", sum, v.Invoice, v.Open)
	} else {
		o.t.say(o.in, "%s laid out for %s; %s stand open", sum, v.Invoice, v.Open)
	}
	return nil
}
