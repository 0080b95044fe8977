package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"girod/config"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/report"
)

// reportFlags are what a report may be asked with, as typed.
type reportFlags struct {
	from, to, account, debtor, buckets string
	csv                                bool
}

func reportCommand(t *terminal) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "report [NAME]",
		Short: "what the book says: balances, open items, ageing, cash, reconciliation",
		Long: `report answers a question about the book; without a name it lists the questions. A report
is of a day (--to, or the day of --as-of) and worked out from the postings up to it. The exit
code of reconciliation is 3 when bank and book differ.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return t.listReports()
			case 1:
				return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.report(tx, args[0], f) })
			}
			return usageError{fmt.Errorf("report: want one name; girod report lists them")}
		},
	}
	cmd.Flags().StringVar(&f.from, "from", "", "the first day")
	cmd.Flags().StringVar(&f.to, "to", "", "the last day, and the day the report is of (default: today)")
	cmd.Flags().StringVar(&f.account, "account", "", "one account number; of reconciliation one bank account")
	cmd.Flags().StringVar(&f.debtor, "debtor", "", "one customer number")
	cmd.Flags().StringVar(&f.buckets, "buckets", "", "ageing: the last day of each bucket (default 30,60,90)")
	cmd.Flags().BoolVar(&f.csv, "csv", false, "comma-separated values, for spreadsheets")
	return cmd
}

func (t *terminal) listReports() error {
	type listed struct {
		Name    string          `json:"name"`
		Says    string          `json:"says"`
		Options []report.Option `json:"options"`
	}
	list := []listed{}
	tb := newTable("report", "says", "options")
	for _, r := range report.All() {
		list = append(list, listed{r.Name, r.Says, append([]report.Option{}, r.Options...)})
		options := []string{"--to"}
		for _, o := range r.Options {
			options = append(options, "--"+string(o))
		}
		tb.row(r.Name, r.Says, strings.Join(options, " "))
	}
	if t.json {
		return t.printJSON(list)
	}
	t.print(tb, "")
	return nil
}

func (o *office) report(tx *ledger.Tx, name string, f reportFlags) error {
	r, known := report.Named(name)
	if !known {
		return usageError{fmt.Errorf("report %s: no such report; girod report lists them", name)}
	}
	ask, err := o.asked(r, f)
	if err != nil {
		return err
	}
	dress := report.Plain(o.t.out, func(s string) string { return o.t.paint(bold, s) })
	switch {
	case f.csv && o.t.json:
		return usageError{fmt.Errorf("report: want --csv or --json, not both")}
	case f.csv:
		dress = report.CSV(o.t.out)
	case o.t.json:
		dress = report.JSON(o.t.out)
	}
	foot, err := r.Write(tx, ask, dress)
	switch {
	case errors.Is(err, report.ErrAsk):
		return usageError{err}
	case err == nil && foot.Waits > 0:
		return errWaits
	}
	return err
}

// asked reads the flags, and refuses those that mean nothing to the report.
func (o *office) asked(r report.Report, f reportFlags) (a report.Ask, err error) {
	a = report.Ask{Today: date.From(o.at.In(o.zone)), Account: f.account, Debtor: f.debtor, Banks: banksOf(o.config)}
	for option, value := range map[report.Option]string{
		report.TakesFrom: f.from, report.TakesAccount: f.account, report.TakesDebtor: f.debtor, report.TakesBuckets: f.buckets,
	} {
		if value != "" && !slices.Contains(r.Options, option) {
			return a, usageError{fmt.Errorf("report %s: --%s means nothing here", r.Name, option)}
		}
	}
	if a.From, a.Through, err = period(f.from, f.to, a.Today); err != nil {
		return a, fmt.Errorf("report %s: %w", r.Name, err)
	}
	for _, word := range strings.FieldsFunc(f.buckets, func(r rune) bool { return r == ',' }) {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil {
			return a, usageError{fmt.Errorf("report %s: --buckets %s: want days such as 30,60,90", r.Name, f.buckets)}
		}
		a.Buckets = append(a.Buckets, n)
	}
	if r.Name == "reconciliation" && f.account != "" && !slices.ContainsFunc(a.Banks, func(b report.Bank) bool { return b.Key == f.account }) {
		return a, usageError{fmt.Errorf("report %s: --account %s: no such bank account in the configuration", r.Name, f.account)}
	}
	return a, nil
}

// period reads two days; no last day is today.
func period(from, to string, today date.Date) (first, last date.Date, err error) {
	last = today
	for _, d := range []struct {
		text string
		day  *date.Date
	}{{from, &first}, {to, &last}} {
		if d.text == "" {
			continue
		}
		if *d.day, err = date.Parse(d.text); err != nil || len(d.text) != 10 {
			return 0, 0, usageError{fmt.Errorf("%q: want a day such as 2026-01-07", d.text)}
		}
	}
	if first > last {
		return 0, 0, usageError{fmt.Errorf("from %s to %s: want a first day and a later one", first, last)}
	}
	return first, last, nil
}

// banksOf gives the configured bank accounts as reports reconcile them.
func banksOf(c *config.Config) (list []report.Bank) {
	for _, a := range c.Accounts {
		currency := money.Currency(a.Currency)
		list = append(list, report.Bank{Key: a.Name, Number: a.Number, Currency: currency, Opening: signed(a.Opening, currency)})
	}
	return list
}
