package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"girod/cmd/girobank/bank"
)

func books() *cobra.Command {
	return &cobra.Command{
		Use:   "books",
		Short: "print what the bank knows: the truth in every mode, as JSON",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return with(c, func(b bank.Control) error {
				known, err := b.Books()
				if err != nil {
					return err
				}
				out := json.NewEncoder(c.OutOrStdout())
				out.SetIndent("", "  ")
				return out.Encode(known)
			})
		},
	}
}
