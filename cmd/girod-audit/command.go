package main

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"
)

// errViolations ends the program with 1: all could be read, and not all of it holds.
var errViolations = errors.New("invariants are broken")

// inputs are what an audit is made of. Only the dump and the archive must be there.
type inputs struct {
	Dump, Again, Archive, Spool, SendLog string
	Banks, Anchors                       []string
	Stuck                                time.Duration
}

func command(out io.Writer) *cobra.Command {
	var in inputs
	var asJSON bool
	cmd := &cobra.Command{
		Use:          "girod-audit --dump DIR --archive DIR",
		Short:        "check girod's tables against the bytes they came from, believing neither",
		Args:         cobra.NoArgs,
		SilenceUsage: true, SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := run(cmd.Context(), in)
			if err != nil {
				return err
			}
			write := r.print
			if asJSON {
				write = r.printJSON
			}
			if err := write(out); err != nil {
				return err
			}
			if r.broken() {
				return errViolations
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&in.Dump, "dump", "", "what girod dump wrote")
	f.StringVar(&in.Again, "dump2", "", "a second dump, made after recovery ran again (I11)")
	f.StringVar(&in.Archive, "archive", "", "girod's archive")
	f.StringVar(&in.Spool, "spool", "", "girod's spool, where the bytes lie that are not in the archive yet")
	f.StringVar(&in.SendLog, "sendlog", "", "girod's send log")
	f.StringArrayVar(&in.Banks, "bank", nil, "books.json of a simulated bank (may be given again)")
	f.StringArrayVar(&in.Anchors, "anchor", nil, "head of a chain noted down outside earlier, or its beginning: it must still be in it (I9; may be given again)")
	f.DurationVar(&in.Stuck, "stuck", 24*time.Hour, "how long anything may wait without saying why")
	f.BoolVar(&asJSON, "json", false, "for programs")
	cmd.MarkFlagRequired("dump")
	cmd.MarkFlagRequired("archive")
	return cmd
}

// audit is one audit under way.
type audit struct {
	inputs
	context.Context
	*report
	tables  dump
	archive *archive
	journal *journal
	latest  string           // the latest time any table names: the dump's now
	moored  map[string]bool  // anchors that were found
	transit map[string]int64 // what payouts have left in transit, by currency
}

// run makes every check in the order in which one prepares the next.
func run(ctx context.Context, in inputs) (*report, error) {
	a := &audit{inputs: in, Context: ctx, report: newReport(), tables: dump(in.Dump), transit: map[string]int64{}, moored: map[string]bool{}}
	book := newBook(a)
	entries := newBankEntries(a)
	clients := newClients(a)
	for _, step := range []func() error{
		a.rowsOnce, a.readArchive, a.readJournal, a.walkSteps, a.arrivedOnce, a.checkArchive,
		entries.read, clients.read, book.readAccounts,
		func() error {
			return book.walk(newOnce(a), newBalance(a, clients), newExchanges(a), newChain(a), newBookings(a, entries))
		},
		a.historyChain, a.anchors, a.everyOre(entries), a.banks, a.sendLog, a.stuck, a.again,
	} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := step(); err != nil {
			return nil, err
		}
	}
	return a.report, nil
}

// lately keeps the latest time seen; all are written in UTC and one form.
func (a *audit) lately(at string) { a.latest = max(a.latest, at) }
