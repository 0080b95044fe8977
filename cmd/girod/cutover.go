package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"girod/exchange"
	"girod/formats"
	"girod/formats/codec"
	"girod/formats/cutover"
	"girod/formats/date"
	"girod/formats/money"
)

func cutoverCommand(t *terminal) *cobra.Command {
	var from, to string
	cmd := &cobra.Command{
		Use:   "cutover [FILE…]",
		Short: "the same days in BgMax and in camt: which payments stand in one, in the other, in both",
		Long: `cutover sets what BgMax files say beside what camt.054 and camt.053 files say of the same
bankgiro and day, before the new files are let post in place of the old ones (accounts,
notified). Files are told apart by what is in them. Without files it takes those of the
journal that were received from --from to --to. The exit code is 3 when a day differs.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			c := &comparison{t: t, bgmax: cutover.NewCollector(), camt: cutover.NewCollector()}
			if err := c.collect(cmd.Context(), args, from, to); err != nil {
				return err
			}
			return c.print(cutover.Compare(c.bgmax, c.camt))
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "first day of receipt, for files of the journal")
	cmd.Flags().StringVar(&to, "to", "", "last day of receipt, for files of the journal")
	return cmd
}

// comparison collects both channels.
type comparison struct {
	t           *terminal
	bgmax, camt *cutover.Collector
	old, new    int
}

func (c *comparison) collect(ctx context.Context, paths []string, from, to string) error {
	if len(paths) == 0 {
		return c.t.carrying(ctx, func(h *house) error { return c.journal(ctx, h, from, to) })
	}
	if o, err := c.t.newOffice(); err == nil { // of use, and not needed
		c.belongs(o)
	}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		err = c.read(codec.Reading{}, f, path)
		f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// belongs tells both sides which bankgiro an account has in the configuration.
func (c *comparison) belongs(o *office) {
	for _, a := range o.all.Accounts {
		if a.Bankgiro != "" {
			for _, name := range append([]string{a.IBAN}, a.Aliases...) {
				c.camt.Belongs(name, a.Bankgiro)
			}
		}
	}
}

// journal reads the files that were received in a span of days.
func (c *comparison) journal(ctx context.Context, h *house, from, to string) error {
	first, last, err := days(from, to)
	if err != nil {
		return usageError{err}
	}
	c.belongs(h.office)
	files, err := h.x.Files(ctx, exchange.Filter{})
	if err != nil {
		return err
	}
	for _, f := range files {
		day := date.From(f.ReceivedAt.In(h.zone))
		if f.CopyOf != "" || day < first || day > last || !strings.HasPrefix(f.Format, "camt.") && !strings.HasPrefix(f.Format, "BgMax") {
			continue
		}
		open, _, err := h.unseal(f, h.partnerOf(f.Partner), func() (io.ReadCloser, error) { return h.x.OpenFile(f) })
		if err != nil {
			return err
		}
		r := &reading{ctx: ctx, open: open}
		err = c.read(h.reading(f.Partner), r, f.Name)
		r.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func days(from, to string) (first, last date.Date, err error) {
	first, last = 0, 99991231
	if from != "" {
		if first, err = date.Parse(from); err != nil {
			return 0, 0, fmt.Errorf("--from %s: %w", from, err)
		}
	}
	if to != "" {
		if last, err = date.Parse(to); err != nil {
			return 0, 0, fmt.Errorf("--to %s: %w", to, err)
		}
	}
	return first, last, nil
}

// read hears one file; which channel it is of, its content tells.
func (c *comparison) read(g codec.Reading, r io.Reader, name string) error {
	head, whole, err := codec.Begin(r)
	if err != nil {
		return err
	}
	format, err := codec.Recognise(head, g.Limits)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	var sink formats.Sink
	switch {
	case format.Name == "bgmax":
		sink, c.old = c.bgmax.Sink(name), c.old+1
	case strings.HasPrefix(format.Name, "camt.05"):
		sink, c.new = c.camt.Sink(name), c.new+1
	default:
		return fmt.Errorf("%s is %s: want BgMax, camt.054 or camt.053", name, format.Name)
	}
	_, err = g.Read(whole, name, sink)
	return err
}

func (c *comparison) print(r *cutover.Report) error {
	if c.t.json {
		if err := c.t.printWords(r); err != nil {
			return err
		}
	} else {
		c.t.printf("%d BgMax files, %d camt files\n", c.old, c.new)
		c.t.printReport(r)
	}
	if !r.Good() {
		return errWaits
	}
	return nil
}

// verdicts in words for people.
var verdicts = map[cutover.Verdict]string{
	cutover.Equal: "equal", cutover.EqualSums: "equal by deposit", cutover.References: "equal, references differ",
	cutover.Different: "DIFFERENT", cutover.OnlyOld: "only in BgMax", cutover.OnlyNew: "only in camt",
}

func (t *terminal) printReport(r *cutover.Report) {
	tb := newTable("bankgiro", "day", "currency", ">BgMax", ">payments", ">camt", ">payments", "verdict")
	for _, row := range r.Rows {
		tb.row(row.Bankgiro, row.On.String(), string(row.Currency), said(row.Old, row.Currency), strconv.Itoa(row.Old.Payments),
			said(row.New, row.Currency), strconv.Itoa(row.New.Payments), verdicts[row.Verdict])
	}
	t.print(tb, "no payments to a bankgiro")
	for _, row := range r.Rows {
		at := row.Bankgiro + " " + row.On.String()
		for _, p := range row.AloneOld {
			t.printf("%s\n", t.paint(bad, at+"  only in BgMax: "+printable(p.String())))
		}
		for _, p := range row.AloneNew {
			t.printf("%s\n", t.paint(bad, at+"  only in camt:  "+printable(p.String())))
		}
		for _, p := range row.Renamed {
			t.printf("%s\n", t.paint(warn, at+"  BgMax "+printable(p.Old.String())+", camt "+printable(p.New.String())))
		}
	}
	if r.Other > 0 {
		t.printf("%d payments in camt name no bankgiro and were left out\n", r.Other)
	}
	if r.Repeated > 0 {
		t.printf("%d statements came more than once and were heard once\n", r.Repeated)
	}
}

// said gives what reached the account, nothing for a day a channel does not know.
func said(s cutover.Said, c money.Currency) string {
	if s.Deposits == 0 {
		return ""
	}
	return amount(s.Net(), c)
}
