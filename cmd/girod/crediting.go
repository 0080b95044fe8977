package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"girod/formats/money"
	"girod/ledger"
)

// creditJSON is what crediting an invoice did.
type creditJSON struct {
	Note     string `json:"creditNote"`
	Voucher  string `json:"voucher"`
	Invoice  string `json:"invoice"`
	Net      string `json:"net"`
	VAT      string `json:"vat"`
	Gross    string `json:"gross"`
	Settled  string `json:"settled"`
	Surplus  string `json:"surplus"`
	Fee      string `json:"fee"`
	Interest string `json:"interest"`

	Currency money.Currency `json:"currency"`
}

// creditCommand writes a credit note on an invoice.
func creditCommand(t *terminal) *cobra.Command {
	var c ledger.Credit
	var sum, on string
	cmd := &cobra.Command{
		Use:   "credit NUMBER [--amount AMOUNT [--net]] --reason TEXT",
		Short: "credit an invoice in full, or by an amount",
		Long: `credit writes a credit note of our own and books it: off what is owed first, and what
had been paid becomes the customer's credit. Without --amount all that is left of the
invoice is credited; the claim is given up, and reminder fees and unpaid interest fall
with it unless --keep-fees. An amount includes VAT, or with --net goes without it. Undo it
with "girod ledger reverse" and the voucher it prints.`,
		Args: exactly(1, "an invoice number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if c.Reason == "" || c.Net && sum == "" || c.KeepFees && sum != "" {
				return usageError{fmt.Errorf("invoices credit: want --reason; --net goes with --amount, --keep-fees without it")}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				i, err := tx.InvoiceByNumber(args[0])
				if err != nil {
					return err
				}
				c.Invoice = i.ID
				if c.Amount, err = amountFlag(sum, i.Currency); err != nil {
					return err
				}
				if c.On, err = o.dayFlag(on); err != nil {
					return err
				}
				done, err := tx.CreditInvoice(c)
				if err == nil {
					err = o.withdrawn(tx, i.ID, done, c.Reason)
				}
				if err != nil {
					return err
				}
				return o.printCredit(tx, i, done)
			})
		},
	}
	cmd.Flags().StringVar(&sum, "amount", "", "how much, VAT included; default all that is left")
	cmd.Flags().BoolVar(&c.Net, "net", false, "the amount is without VAT")
	cmd.Flags().BoolVar(&c.KeepFees, "keep-fees", false, "fees and interest stay owed: the reminder was right")
	cmd.Flags().BoolVar(&c.Returned, "returned", false, "the order came back")
	cmd.Flags().StringVar(&on, "on", "", "the day of the credit note (default today)")
	cmd.Flags().StringVar(&c.Reason, "reason", "", "why; stands on the note and in the book for ever")
	return cmd
}

// amountFlag reads an amount above zero; "" is 0, which means all.
func amountFlag(text string, c money.Currency) (int64, error) {
	if text == "" {
		return 0, nil
	}
	minor, err := money.Parse(text, c)
	if err == nil && minor <= 0 {
		err = fmt.Errorf("amount %s: want more than nothing", text)
	}
	if err != nil {
		return 0, usageError{err}
	}
	return minor, nil
}

func (o *office) printCredit(tx *ledger.Tx, i ledger.Invoice, done ledger.Credited) error {
	e, err := tx.Entry(done.Entry)
	if err != nil {
		return err
	}
	show := func(minor int64) string { return amount(minor, i.Currency) }
	v := creditJSON{
		done.Note.Number, e.Voucher(), i.Number, show(done.Note.Net), show(done.Note.VAT), show(done.Note.Gross), show(done.Settled),
		show(done.Surplus), show(done.Fee), show(done.Interest), i.Currency,
	}
	if o.t.json {
		return o.t.printJSON(v)
	}
	o.t.say(o.in, "credit note %s on invoice %s: %s and VAT %s, in all %s", v.Note, v.Invoice, v.Net, v.VAT, v.Gross+" "+string(i.Currency))
	o.t.say(o.in, "off the claim %s, to the customer's credit %s; given up: fees %s, interest %s", v.Settled, v.Surplus, v.Fee, v.Interest)
	o.t.say(o.in, "undo it with: %s", "girod ledger reverse "+v.Voucher+" --reason …")
	return nil
}

// lossJSON is what stands as lost on an invoice.
type lossJSON struct {
	Vouchers  []string `json:"vouchers"`
	Invoice   string   `json:"invoice"`
	Expected  string   `json:"expected"`
	Doubtful  string   `json:"doubtfulVat"`
	Confirmed string   `json:"confirmed"`
	Reclaimed string   `json:"reclaimedVat"`

	Currency money.Currency `json:"currency"`
}

// lossCommand books that a claim will not be paid, or was after all.
func lossCommand(t *terminal) *cobra.Command {
	var expected, confirmed, recovered bool
	var on, reason string
	cmd := &cobra.Command{
		Use:   "loss NUMBER --expected|--confirmed|--recovered [AMOUNT] --reason TEXT",
		Short: "book an expected or confirmed loss on an invoice, or money recovered",
		Long: `loss books that a claim will hardly be paid (--expected, without VAT), or will not be
(--confirmed, its VAT is taken back). The claim leaves the open items: nobody is reminded
of it, and money that comes for it is the customer's credit until --recovered AMOUNT makes
it income again. Amounts include VAT; without one all that is owed is lost. Undo each with
"girod ledger reverse" and the voucher it prints.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return usageError{fmt.Errorf("invoices loss: want an invoice number, and an amount where it is not all")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen := 0
			for _, b := range []bool{expected, confirmed, recovered} {
				if b {
					chosen++
				}
			}
			if chosen != 1 || reason == "" || recovered && len(args) < 2 {
				return usageError{fmt.Errorf("invoices loss: want one of --expected, --confirmed and --recovered (which needs an amount), and --reason")}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				act := tx.ExpectLoss
				if confirmed {
					act = tx.ConfirmLoss
				} else if recovered {
					act = tx.RecoverLoss
				}
				return o.lose(tx, args, on, reason, act)
			})
		},
	}
	cmd.Flags().BoolVar(&expected, "expected", false, "it will hardly be paid")
	cmd.Flags().BoolVar(&confirmed, "confirmed", false, "it will not be paid; takes the VAT back")
	cmd.Flags().BoolVar(&recovered, "recovered", false, "money came after all")
	cmd.Flags().StringVar(&on, "on", "", "the day it is booked on (default today)")
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the book for ever")
	return cmd
}

func (o *office) lose(tx *ledger.Tx, args []string, on, reason string, act func(ledger.Losing) ([]ledger.EntryID, error)) error {
	i, err := tx.InvoiceByNumber(args[0])
	if err != nil {
		return err
	}
	l := ledger.Losing{Invoice: i.ID, Reason: reason}
	if len(args) > 1 {
		if l.Amount, err = amountFlag(args[1], i.Currency); err != nil {
			return err
		}
	}
	if l.On, err = o.dayFlag(on); err != nil {
		return err
	}
	ids, err := act(l)
	if err != nil {
		return err
	}
	var vouchers []string
	for _, id := range ids {
		e, err := tx.Entry(id)
		if err != nil {
			return err
		}
		vouchers = append(vouchers, e.Voucher())
	}
	lost, err := tx.LossOf(i.ID)
	if err != nil {
		return err
	}
	show := func(minor int64) string { return amount(minor, i.Currency) }
	v := lossJSON{vouchers, i.Number, show(lost.Expected), show(lost.Doubtful), show(lost.Confirmed), show(lost.Reclaimed), i.Currency}
	if o.t.json {
		return o.t.printJSON(v)
	}
	o.t.say(o.in, "invoice %s: expected loss %s (and VAT %s), confirmed loss %s (VAT taken back %s) %s", v.Invoice, v.Expected, v.Doubtful,
		v.Confirmed, v.Reclaimed, i.Currency)
	for _, voucher := range slices.Backward(vouchers) {
		o.t.say(o.in, "undo it with: %s", "girod ledger reverse "+voucher+" --reason …")
	}
	return nil
}
