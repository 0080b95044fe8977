package main

import (
	"strings"

	"github.com/spf13/cobra"

	"girod/ledger"
	"girod/ledger/payout"
	"girod/ledger/report"
)

// flagJSON is something about a refund that a second person must look into.
type flagJSON struct {
	Payout  string          `json:"payout"`
	Flag    payout.FlagKind `json:"flag"`
	Text    string          `json:"text"`
	Cleared string          `json:"cleared,omitempty"`
}

func flagValues(flags []payout.Flag) (list []flagJSON) {
	for _, f := range flags {
		list = append(list, flagJSON{(&payout.Payout{ID: f.Payout}).Name(), f.Kind, f.Text, f.Cleared})
	}
	return list
}

// printFlags shows the flags of payouts to the person who may have to look into them.
func (t *terminal) printFlags(in *report.Tongue, flags []flagJSON) {
	for _, f := range flags {
		if f.Cleared != "" {
			t.say(in, "flag %s %s: %s; cleared by %s", f.Payout, f.Flag, f.Text, f.Cleared)
			continue
		}
		t.printf("%s\n", t.paint(warn, printable(line(in, "flag %s %s: %s", f.Payout, f.Flag, f.Text))))
		t.say(in, "hint: look into it, then, not being who prepared it: %s", "girod payouts clear "+f.Payout+" --reason …")
	}
}

// clearCommand is a second person's word that the flags of a payout are harmless.
func clearCommand(t *terminal) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use: "clear PAYOUT --reason TEXT", Short: "the flags of a refund were looked into and are harmless (approver)", Args: exactly(1, "a payout such as p000017"),
		Long: `clear lifts the flags that block a refund: it goes to another account than the money came
from, or to one that was set of late; it is more than twice the invoice; somebody else had
paid; the customer overpays again and again. Who prepared the payout, or set the account,
may not clear it.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := payout.ParseName(args[0])
			if err != nil {
				return usageError{err}
			}
			return t.paying(cmd.Context(), "approver", func(o *office, tx *ledger.Tx, who payout.Person) error {
				flags, err := payout.Clear(tx, who, id, reason, payout.Rules{})
				if err != nil {
					return err
				}
				if t.json {
					return t.printJSON(flagValues(flags))
				}
				t.printFlags(o.in, flagValues(flags))
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "what was looked into; stands in the history for ever")
	return cmd
}

// cancelPayoutCommand gives up a payout, or a batch with all that is in it, before it has
// left.
func cancelPayoutCommand(t *terminal) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use: "cancel PAYOUT|BATCH --reason TEXT", Short: "give up a payout, or a batch with all in it, that has not left (preparer)",
		Args: exactly(1, "a payout such as p000017 or a batch such as b000003"),
		RunE: func(cmd *cobra.Command, args []string) error {
			giveUp := payout.Cancel
			id, err := payout.ParseName(args[0])
			if strings.HasPrefix(args[0], "b") {
				giveUp = payout.CancelBatch
				id, err = payout.ParseBatch(args[0])
			}
			if err != nil {
				return usageError{err}
			}
			return t.paying(cmd.Context(), "preparer", func(_ *office, tx *ledger.Tx, who payout.Person) error {
				return giveUp(tx, who, id, reason)
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the history for ever")
	return cmd
}
