package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"girod/formats/date"
)

// newRoot lists the subcommands, each in a file of its name.
func newRoot(t *terminal) *cobra.Command {
	root := &cobra.Command{
		Use:   "girod",
		Short: "the giro daemon: bank files in, a ledger that adds up, letters and payouts out",
		Long: `girod exchanges payment, statement and invoice files with banks and partners,
books every öre of every file exactly once, reminds those who have not paid and
sends payouts that two people have approved.

Begin with "girod example > girod.yaml", then "girod check" and "girod run".`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			for _, name := range []string{"reason", "why"} { // blanks are none
				if f := cmd.Flags().Lookup(name); f != nil && f.Value.Type() == "string" {
					if err := f.Value.Set(strings.TrimSpace(f.Value.String())); err != nil {
						return err
					}
				}
			}
			return nil
		},
	}
	root.PersistentFlags().StringVar(&t.config, "config", "/etc/girod/girod.yaml", "the configuration file")
	root.PersistentFlags().BoolVar(&t.json, "json", false, "machine-readable output")
	root.PersistentFlags().StringVar(&t.language, "language", "", "speak sv, nb or en (default: the configuration's)")
	root.PersistentFlags().StringVar(&t.as, "as", "", "act as this user (demonstrations: payouts.trustAs)")
	root.PersistentFlags().StringVar(&t.tenant, "tenant", "", "whose books, where there are several; a federation's are all below it")
	root.PersistentFlags().StringVar(&t.asOf, "as-of", "", "the clock for this command, when it looks or is run --once: a day, or an instant of RFC 3339 (acts: payouts.trustAs)")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	for _, add := range []func(*terminal) *cobra.Command{
		runCommand, checkCommand, exampleCommand, inspectCommand, cutoverCommand, receiveCommand, filesCommand, sendingCommand, partnerCommand,
		invoicesCommand, remindersCommand, paymentsCommand, suspenseCommand, payoutsCommand, settlementsCommand, ledgerCommand, reportCommand, reportsCommand, verifyCommand,
		casesCommand, plansCommand, holdsCommand, partiesCommand, statusCommand, dumpCommand,
		simulateCommand, tenantsCommand, clientsCommand,
	} {
		root.AddCommand(add(t))
	}
	return root
}

// exactly is cobra.ExactArgs with our exit code for the wrong words.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return usageError{fmt.Errorf("%s: want %s", cmd.CommandPath(), what)}
		}
		return nil
	}
}

// atLeast is cobra.MinimumNArgs with our exit code.
func atLeast(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < n {
			return usageError{fmt.Errorf("%s: want %s", cmd.CommandPath(), what)}
		}
		return nil
	}
}

// parseAsOf reads --as-of: an instant of RFC 3339, or a day, which means its noon in the
// creditor's zone so that the day's jobs are due and its cut-offs near.
func parseAsOf(text string, zone *time.Location) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	d, err := date.Parse(text)
	if err != nil || len(text) != 10 {
		return time.Time{}, usageError{fmt.Errorf("--as-of %q: want a day such as 2026-01-07 or an instant of RFC 3339", text)}
	}
	return d.Time(zone).Add(12 * time.Hour), nil
}
