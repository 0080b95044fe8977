package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
)

// takingBackCommands say what money was that went out and that no rule knows.
func takingBackCommands(t *terminal) []*cobra.Command {
	takeback := t.saying("takeback DEBIT PAYMENT", "the bank took this payment back with it: what the payment settled is open again", 2,
		func(tx *ledger.Tx, ids []ledger.ReceiptID, on date.Date, reason string) error {
			if err := ofBank(tx, ids[1]); err != nil {
				return err
			}
			_, err := intake.TakeBack(tx, ids[0], ids[1], on, reason)
			return err
		})
	meet := t.saying("meet DEBIT PAYMENT", "this payment makes it good: what rests of it, or the credit it left, meets what went out", 2,
		func(tx *ledger.Tx, ids []ledger.ReceiptID, on date.Date, reason string) error {
			_, err := intake.Meet(tx, ids[0], ids[1], on, reason)
			return err
		})
	charge := t.saying("charge DEBIT", "it was the bank's charge", 1,
		func(tx *ledger.Tx, ids []ledger.ReceiptID, on date.Date, reason string) error {
			_, err := intake.Charge(tx, ids[0], on, reason)
			return err
		})
	part := t.saying("part DEBIT", "take back what was said of money that went out: it rests again", 1,
		func(tx *ledger.Tx, ids []ledger.ReceiptID, on date.Date, reason string) error {
			return intake.Separate(tx, ids[0], on, reason)
		})
	return []*cobra.Command{takeback, meet, charge, part}
}

// saying is a command about money that went out, and perhaps a payment, as an operator.
func (t *terminal) saying(use, short string, n int, do func(*ledger.Tx, []ledger.ReceiptID, date.Date, string) error) *cobra.Command {
	want := "a payment that went out, such as pay17"
	if n > 1 {
		want += ", and one that came"
	}
	var reason string
	cmd := &cobra.Command{Use: use + " --reason TEXT", Short: short, Args: exactly(n, want), RunE: func(cmd *cobra.Command, args []string) error {
		if reason == "" {
			return usageError{fmt.Errorf("suspense %s: want --reason", cmd.Name())}
		}
		ids := make([]ledger.ReceiptID, n)
		for i := range ids {
			var err error
			if ids[i], err = paymentID(args[i]); err != nil {
				return err
			}
		}
		return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
			if err := do(tx, ids, o.today(), reason); err != nil {
				return err
			}
			r, err := tx.Receipt(ids[0])
			if err == nil {
				err = tx.Poster().Flush()
			}
			if err != nil {
				return err
			}
			if o.t.json {
				return o.showPayment(tx, r.ID)
			}
			rest, err := tx.SuspenseOf(r.ID)
			o.t.say(o.in, "%s of %s rest; take it back with: %s", money.Of(rest, r.Currency), payName(r.ID), "girod suspense part "+payName(r.ID)+" --reason …")
			return err
		})
	}}
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the book for ever")
	return cmd
}

// takableJSON is a payment that a debit may have taken back.
type takableJSON struct {
	Payment  string    `json:"payment"`
	BookedOn date.Date `json:"bookedOn"`
	Payer    string    `json:"payer"`
	Evidence string    `json:"evidence"`
}

// takable shows the payments that money which went out may have been.
func (o *office) takable(tx *ledger.Tx, r ledger.Receipt) (list []takableJSON, err error) {
	all, err := intake.Takable(tx, r)
	for _, t := range all {
		list = append(list, takableJSON{payName(t.ID), t.BookedOn, string(t.Payer), string(t.Evidence)})
	}
	return list, err
}

// nextFor is what to type about a payment that rests.
func nextFor(id ledger.ReceiptID, rest int64) string {
	if rest < 0 {
		return "girod suspense show " + payName(id)
	}
	return fmt.Sprintf("girod suspense allocate %s INVOICE", payName(id))
}
