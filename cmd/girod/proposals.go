package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/report"
)

// proposalJSON is one way to place a payment on suspense.
type proposalJSON struct {
	N        int         `json:"n"`
	Rule     int         `json:"rule"`
	Score    int         `json:"score"`
	Customer string      `json:"customer"`
	Debtor   string      `json:"debtor"`
	Why      string      `json:"why"`
	Invoices []partShown `json:"invoices"`
}

type partShown struct {
	Invoice string `json:"invoice"`
	Amount  string `json:"amount"`
}

// restingJSON is one payment on suspense with what can be done about it.
type restingJSON struct {
	Payment   string         `json:"payment"`
	Rest      string         `json:"rest"`
	Currency  money.Currency `json:"currency"`
	Payer     string         `json:"payer"`
	Text      string         `json:"text"`
	Why       string         `json:"why"`
	Proposals []proposalJSON `json:"proposals"`
	Takable   []takableJSON  `json:"mayTakeBack,omitempty"` // of money that went out: the payments it may have been
}

// proposalCommands are what a person does with the rules' word on money that rests.
func proposalCommands(t *terminal) []*cobra.Command {
	show := &cobra.Command{
		Use: "show PAYMENT", Short: "a payment on suspense: why it rests, and whose it may be", Args: exactly(1, "a payment such as pay17"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.showResting(tx, args[0]) })
		},
	}
	accept := reasoned("accept PAYMENT NUMBER", "do what a proposal says", exactly(2, "a payment such as pay17, and a proposal's number"),
		func(ctx context.Context, args []string, reason string) error {
			return t.placing(ctx, args[0], func(o *office, tx *ledger.Tx, id ledger.ReceiptID, on date.Date) error {
				n := 0
				if _, err := fmt.Sscan(args[1], &n); err != nil {
					return usageError{fmt.Errorf("suspense accept: %q is no proposal's number", args[1])}
				}
				d, err := o.deskOf(tx, id)
				if err == nil {
					_, err = intake.Accept(tx, id, n, d, on, reason)
				}
				return err
			})
		})
	divert := reasoned("divert PAYMENT INVOICE", "the payment is a factor's, for an invoice that is sold", exactly(2, "a payment such as pay17, and an invoice number"),
		func(ctx context.Context, args []string, reason string) error {
			return t.placing(ctx, args[0], func(o *office, tx *ledger.Tx, id ledger.ReceiptID, on date.Date) error {
				i, err := tx.InvoiceByNumber(args[1])
				if err == nil {
					_, err = intake.Divert(tx, id, i.ID, on, reason)
				}
				return err
			})
		})
	rematch := &cobra.Command{
		Use: "rematch PAYMENT", Short: "try the rules again: an invoice may have come since, or a wrong match been undone",
		Args: exactly(1, "a payment such as pay17"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.placing(cmd.Context(), args[0], func(o *office, tx *ledger.Tx, id ledger.ReceiptID, on date.Date) error {
				d, err := o.deskOf(tx, id)
				if err == nil {
					_, err = intake.Rematch(tx, id, d, on)
				}
				return err
			})
		},
	}
	return []*cobra.Command{show, accept, divert, rematch}
}

// deskOf is the cash desk for what a person does about a payment.
func (o *office) deskOf(tx *ledger.Tx, id ledger.ReceiptID) (intake.Desk, error) {
	r, err := tx.Receipt(id)
	if err != nil {
		return intake.Desk{}, err
	}
	return o.handDesk(tx, r.File)
}

// handDesk is the cash desk with all its neighbours: by hand interest is assessed, a notice
// honoured and a collector told as by the rules.
func (o *office) handDesk(tx *ledger.Tx, file string) (intake.Desk, error) {
	l, err := readLaws(o.config)
	if err != nil {
		return intake.Desk{}, err
	}
	return (&house{office: o, laws: l}).cashDesk(tx, file), nil
}

// reasoned is a command whose reason stands in the book for ever.
func reasoned(use, short string, args cobra.PositionalArgs, do func(context.Context, []string, string) error) *cobra.Command {
	var reason string
	cmd := &cobra.Command{Use: use + " --reason TEXT", Short: short, Args: args, RunE: func(cmd *cobra.Command, args []string) error {
		if reason == "" {
			return usageError{fmt.Errorf("suspense %s: want --reason", cmd.Name())}
		}
		return do(cmd.Context(), args, reason)
	}}
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the book for ever")
	return cmd
}

// placing does something about a payment on suspense, as an operator. That no rule places
// it is an answer, and what they propose is kept.
func (t *terminal) placing(ctx context.Context, payment string, do func(*office, *ledger.Tx, ledger.ReceiptID, date.Date) error) error {
	id, err := paymentID(payment)
	if err != nil {
		return err
	}
	var unplaced error
	err = t.acting(ctx, "operator", func(o *office, tx *ledger.Tx) error {
		err := do(o, tx, id, o.today())
		if errors.Is(err, intake.ErrNoAnswer) {
			unplaced = err
			return nil
		}
		if err != nil {
			return err
		}
		return o.acted(tx, id, line(o.in, "placed; undo it with: %s", "girod payments undo "+payName(id)+" --reason …"))
	})
	return errors.Join(err, unplaced)
}

func (o *office) showResting(tx *ledger.Tx, payment string) error {
	id, err := paymentID(payment)
	if err != nil {
		return err
	}
	r, err := tx.Receipt(id)
	if err != nil {
		return err
	}
	rest, err := tx.SuspenseOf(id)
	if err != nil {
		return err
	}
	v := restingJSON{Payment: payName(id), Rest: amount(rest, r.Currency), Currency: r.Currency, Payer: string(r.Payer), Text: string(r.Text),
		Why: string(r.Evidence), Proposals: []proposalJSON{}}
	list, err := intake.Proposals(tx, id)
	if err != nil {
		return err
	}
	for _, p := range list {
		shown, err := proposalShown(tx, p, r.Currency)
		if err != nil {
			return err
		}
		v.Proposals = append(v.Proposals, shown)
	}
	if rest < 0 {
		if v.Takable, err = o.takable(tx, r); err != nil {
			return err
		}
	}
	if o.t.json {
		return o.t.printJSON(v)
	}
	in := o.in
	o.t.say(in, "payment %s  %s rest, from %s", payment, v.Rest+" "+string(v.Currency), cmp.Or(v.Payer, "-"))
	o.t.say(in, "the payer said: %s", cmp.Or(v.Text, "-"))
	o.t.say(in, "why: %s", v.Why)
	for _, p := range v.Proposals {
		var parts []string
		for _, part := range p.Invoices {
			parts = append(parts, line(in, "%s on %s", part.Amount, part.Invoice))
		}
		o.t.printf("  %d. %s, %s: %s\n", p.N, printable(strings.Join(parts, ", ")), printable(p.Customer+" "+p.Debtor), printable(inWords(in, report.Evidence, p.Why)))
	}
	if len(v.Proposals) > 0 {
		o.t.say(in, "accept one with: %s", "girod suspense accept "+payment+" NUMBER --reason …")
	}
	for _, m := range v.Takable {
		o.t.say(in, "may be %s of %s from %s: %s", m.Payment, m.BookedOn, cmp.Or(m.Payer, "-"), m.Evidence)
	}
	if rest < 0 {
		o.t.say(in, "the bank took a payment back: %s", "girod suspense takeback "+payName(id)+" PAYMENT --reason …")
		o.t.say(in, "somebody has made it good: %s", "girod suspense meet "+payName(id)+" PAYMENT --reason …")
		o.t.say(in, "it was the bank's charge: %s", "girod suspense charge "+payName(id)+" --reason …")
	}
	return nil
}

// proposalShown puts names to a proposal.
func proposalShown(tx *ledger.Tx, p intake.Proposal, c money.Currency) (v proposalJSON, err error) {
	party, err := tx.Party(p.Party)
	if err != nil {
		return v, err
	}
	v = proposalJSON{N: p.N, Rule: p.Rule, Score: p.Score, Customer: party.CustomerNo, Debtor: party.Name, Why: p.Why}
	for _, part := range p.Parts {
		i, err := tx.Invoice(part.Invoice)
		if err != nil {
			return v, err
		}
		v.Invoices = append(v.Invoices, partShown{i.Number, amount(part.Amount, c)})
	}
	return v, nil
}
