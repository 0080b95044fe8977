package main

import (
	"github.com/spf13/cobra"

	"girod/config"
)

func exampleCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "example",
		Short: "print the commented example configuration: the manual of every key",
		Args:  exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			t.printf("%s", config.Example)
			return nil
		},
	}
}
