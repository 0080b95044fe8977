package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"girod/cmd/girobank/bank"
)

func pay() *cobra.Command {
	return &cobra.Command{
		Use:   "pay FILE",
		Short: "hand open invoices to their payers (JSON lines, - for standard input)",
		Long: `Hand open invoices to their payers, who pay by habit as the days are stepped.
One JSON object a line:

  {"number":"1001","ref":"10017","amount":"1560.00","currency":"SEK","due":"2026-02-06","debtor":"Anna Ek"}

"iban" is the payer's account, "habit" what is not left to chance: exact, late,
part, over, twice, several, wrong-reference, reference-text, no-reference, never.
Invoices that are known are left out, so a growing list may be given again.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			invoices, err := readInvoices(c.InOrStdin(), args[0])
			if err != nil {
				return err
			}
			return with(c, func(b bank.Control) error {
				planned, err := b.Pay(invoices)
				for _, p := range planned {
					fmt.Fprintf(c.OutOrStdout(), "%s %12s %s  %-15s %s %v\n", p.Day, p.Amount, p.Currency, p.Habit, p.Payer, p.Invoices)
				}
				return err
			})
		},
	}
}

func readInvoices(from io.Reader, name string) (list []bank.Invoice, err error) {
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		from = f
	}
	lines := json.NewDecoder(from)
	lines.DisallowUnknownFields()
	for {
		var i bank.Invoice
		switch err := lines.Decode(&i); {
		case errors.Is(err, io.EOF):
			return list, nil
		case err != nil:
			return nil, fmt.Errorf("%s, invoice %d: %w", name, len(list)+1, err)
		}
		list = append(list, i)
	}
}
