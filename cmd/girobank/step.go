package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"girod/cmd/girobank/bank"
	"girod/formats/date"
)

func step() *cobra.Command {
	var to string
	c := &cobra.Command{
		Use:   "step",
		Short: "let the days pass: executions, payments, statements",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return with(c, func(b bank.Control) error {
				now, err := b.Books()
				if err != nil {
					return err
				}
				day := now.Today.Add(1)
				if to != "" {
					if day, err = date.Parse(to); err != nil {
						return err
					}
				}
				if err := b.Step(day); err != nil {
					return err
				}
				then, err := b.Books()
				if err != nil {
					return err
				}
				for _, s := range then.Sent[len(now.Sent):] {
					fmt.Fprintf(c.OutOrStdout(), "%s  %-14s %s/%s/%s\n", s.Day, s.Kind, s.User, s.Folder, s.Name)
				}
				fmt.Fprintf(c.OutOrStdout(), "it is %s\n", then.Today)
				return nil
			})
		},
	}
	c.Flags().StringVar(&to, "to", "", "the day to wake up on (the next one)")
	return c
}

// with runs something on the bank that --dir names, served or not.
func with(c *cobra.Command, do func(bank.Control) error) error {
	dir, err := c.Flags().GetString("dir")
	if err != nil {
		return err
	}
	b, err := bank.Reach(dir)
	if err != nil {
		return err
	}
	defer b.Close()
	return do(b)
}
