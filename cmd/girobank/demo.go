package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"girod/cmd/girobank/demo"
)

func showDemo() *cobra.Command {
	o := demo.Options{Stay: true}
	var once bool
	c := &cobra.Command{
		Use:   "demo",
		Short: "eight weeks of a boat club in a minute, with a real girod over real SSH",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			o.Dir, _ = c.Flags().GetString("dir")
			o.Out, o.Stay = c.OutOrStdout(), !once
			o.Bar = term.IsTerminal(int(os.Stdout.Fd()))
			var err error
			if o.Girod, err = filepath.Abs(o.Girod); err != nil {
				return err
			}
			return demo.Run(c.Context(), o)
		},
	}
	c.Flags().StringVar(&o.Girod, "girod", "bin/girod", "the girod binary")
	c.Flags().StringVar(&o.Audit, "audit", "", "the girod-audit binary")
	c.Flags().BoolVar(&once, "once", false, "end after the story")
	return c
}
