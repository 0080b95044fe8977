package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/payout"
)

// editPayoutCommand changes where a payout goes or what it says, before it has left.
func editPayoutCommand(t *terminal) *cobra.Command {
	var b owed
	cmd := &cobra.Command{
		Use: "edit PAYOUT --text TEXT", Short: "change where a payout goes or what it says (preparer)", Args: exactly(1, "a payout"),
		Long: `edit changes what is given and nothing else. A batch the payout stands in is dissolved: what
was approved is no more, its other payouts wait for a new proposal, and flags that somebody
had looked into are looked into again. Whoever edits is not the second of two people. What
is paid and how much is not edited: cancel the payout and make another.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := payout.ParseName(args[0])
			if err != nil {
				return usageError{err}
			}
			change, err := b.change(cmd.Flags().Changed)
			if err != nil {
				return usageError{err}
			}
			return t.paying(cmd.Context(), "preparer", func(o *office, tx *ledger.Tx, who payout.Person) error {
				p, err := payout.Edit(tx, who, id, change, o.payable)
				switch {
				case err != nil:
					return err
				case t.json:
					return t.printJSON(payoutValue(p))
				}
				t.printf("%s\n", p.Name())
				return nil
			})
		},
	}
	b.to.flags(cmd)
	for _, f := range b.words() {
		cmd.Flags().StringVar(f.into, f.name, f.other, f.use)
	}
	return cmd
}

// change is what was typed, for a payout that says all the rest.
func (b *owed) change(typed func(flag string) bool) (func(*payout.Payout), error) {
	on := date.Date(0)
	if b.on != "" {
		var err error
		if on, err = date.Parse(b.on); err != nil {
			return nil, fmt.Errorf("--on: %w", err)
		}
	}
	elsewhere := b.to != payTo{}
	to, err := b.to.value()
	switch {
	case elsewhere && err != nil:
		return nil, err
	case !elsewhere && !slices.ContainsFunc(b.words(), func(w word) bool { return typed(w.name) }):
		return nil, fmt.Errorf("payouts edit: want something to change")
	}
	return func(p *payout.Payout) {
		if elsewhere {
			to.Currency = p.To.Currency
			p.To, p.Clearing, p.BIC = to, b.to.clearing, b.to.bic
		}
		says := map[string]*string{"name": &p.Payee.Name, "street": &p.Payee.Street, "post-code": &p.Payee.PostCode, "town": &p.Payee.Town,
			"country": &p.Payee.Country, "ref": &p.Ref, "text": &p.Text, "from": &p.From}
		for _, w := range b.words() {
			if typed(w.name) && w.name != "on" {
				*says[w.name] = *w.into
			}
		}
		if typed("on") {
			p.On = on
		}
	}, nil
}
