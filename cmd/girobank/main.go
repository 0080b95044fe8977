// Girobank is a bank for whoever waits for their bank's test environment: accounts
// behind an SFTP server, payers with every habit, and a clock stepped by hand. It
// takes pain.001 and gives pain.002, camt.054 and camt.053; package bank tells how.
//
//	girobank serve --dir bank --listen 127.0.0.1:2222 --today 2026-01-07
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "girobank:", err)
		os.Exit(1)
	}
}

// command is the whole command line; each subcommand has its own file.
func command() *cobra.Command {
	root := &cobra.Command{Use: "girobank", Short: "a simulated bank and its customers' payers", SilenceUsage: true, SilenceErrors: true}
	root.PersistentFlags().String("dir", "girobank", "the bank's state")
	root.AddCommand(serve(), step(), pay(), books(), showDemo())
	return root
}
