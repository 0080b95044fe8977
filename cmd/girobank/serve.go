package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"girod/cmd/girobank/bank"
	"girod/formats/date"
)

func serve() *cobra.Command {
	var o bank.Options
	var mode, listen, today, clock string
	var users, closed []string
	c := &cobra.Command{
		Use:   "serve",
		Short: "open the bank to its customers over SFTP",
		Long: `Open the bank. The first time founds it; what is given later replaces what it was.

Users log in by key: --user NAME=KEY.pub, the first of them being the bank's
customer and the others partners (a print shop, an accounting system). Each has
an outbox to put files into and an inbox to fetch from.

The clock is stepped by "girobank step"; with --clock real it follows the day.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var err error
			o.Mode, o.Closed = bank.Mode(mode), closed
			if today == "" {
				today = date.From(time.Now()).String()
			}
			if o.Today, err = date.Parse(today); err != nil {
				return err
			}
			if o.Users, err = readUsers(users); err != nil {
				return err
			}
			dir, _ := c.Flags().GetString("dir")
			return open(c, dir, listen, clock == "real", o)
		},
	}
	f := c.Flags()
	f.StringVar(&listen, "listen", "127.0.0.1:2222", "where customers call")
	f.StringVar(&mode, "mode", "", "strict, careless, thief, slow, liar, or some joined by + (strict for a new bank)")
	f.StringVar(&today, "today", "", "first day of a new bank (the real one)")
	f.StringVar(&clock, "clock", "stepped", "stepped or real")
	f.StringArrayVar(&users, "user", nil, "NAME=KEY.pub, the first is the bank's customer")
	f.StringVar(&o.Statement, "statement", "", "version of camt.053 and camt.054: 02 or 08")
	f.StringVar(&o.Status, "status", "", "version of pain.002: 03 or 10")
	f.StringVar(&o.Customer, "customer", "", "owner of the account")
	f.StringSliceVar(&closed, "closed", nil, "payees' accounts that send money back")
	f.Uint64Var(&o.Seed, "seed", 0, "of the payers' habits")
	return c
}

// readUsers reads NAME=KEY.pub; a name alone gets its key later, in users/NAME.pub.
func readUsers(list []string) (users []bank.User, err error) {
	for i, text := range list {
		name, file, _ := strings.Cut(text, "=")
		u := bank.User{Name: name, Bank: i == 0}
		if file != "" {
			key, err := os.ReadFile(filepath.Clean(file))
			if err != nil {
				return nil, fmt.Errorf("user %s: %w", name, err)
			}
			u.Keys = strings.Split(strings.TrimSpace(string(key)), "\n")
		}
		users = append(users, u)
	}
	return users, nil
}

// open serves until the context ends, looking into the outboxes every second.
func open(c *cobra.Command, dir, listen string, real bool, o bank.Options) (err error) {
	b, err := bank.Open(dir, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	s, err := b.Listen(listen)
	if err != nil {
		return err
	}
	defer s.Close()
	control, err := b.ListenControl()
	if err != nil {
		return err
	}
	fmt.Fprintf(c.OutOrStdout(), "%s (%s) is open on %s, day %s\nhost key %s\n%s\n", b.Options().Name, b.Options().Mode, s.Addr(), b.Today(), s.Fingerprint(), s.HostKey())

	ctx, stop := context.WithCancelCause(c.Context())
	defer stop(nil)
	go func() {
		if err := b.ServeControl(ctx, control); err != nil {
			stop(err)
		}
	}()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
				return err
			}
			return nil
		case <-tick.C:
			if err := look(b, real); err != nil {
				return err
			}
		}
	}
}

// look takes what was uploaded, and in real time lets the day be today.
func look(b *bank.Bank, real bool) error {
	if day := date.From(time.Now()); real && day > b.Today() {
		return b.Step(day)
	}
	_, err := b.Collect()
	return err
}
