package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"girod/config"
	"girod/config/timetable"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/limitation"
	"girod/ledger/report"
)

// reportFlags are what a report may be asked with, as typed.
type reportFlags struct {
	from, to, period, account, debtor, buckets string
	registeredFrom, registeredTo, system       string
	departments                                []string
	format                                     string
	csv, keep                                  bool
}

func reportCommand(t *terminal) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "report [NAME]",
		Short: "what the book says: balances, open items, statistics, cash, reconciliation",
		Long: `report answers a question about the book; without a name it lists the questions. A report
is of a day (--to, or the day of --as-of) and worked out from the postings up to it. The exit
code of reconciliation is 3 when bank and book differ.

--keep puts the report into the archive instead of showing it, where it stays as it was:
"girod reports archive" lists what is there.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return t.listReports()
			case len(args) > 1:
				return usageError{fmt.Errorf("report: want one name; girod report lists them")}
			case f.keep:
				return t.keepReport(cmd.Context(), args[0], f)
			}
			return t.lookingAll(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.report(tx, args[0], f) })
		},
	}
	f.flags(cmd)
	cmd.Flags().StringVar(&f.from, "from", "", "the first day")
	cmd.Flags().StringVar(&f.to, "to", "", "the last day, and the day the report is of (default: today)")
	cmd.Flags().BoolVar(&f.csv, "csv", false, "the same as --format csv")
	cmd.Flags().BoolVar(&f.keep, "keep", false, "put it into the archive (operator)")
	cmd.Flags().StringVar(&f.format, "format", "", "text, csv or json")
	return cmd
}

// flags are those of the question; how it is dated and dressed is the command's.
func (f *reportFlags) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.period, "period", "", "instead of days: all, or current- or previous- week, month, quarter, year")
	cmd.Flags().StringVar(&f.account, "account", "", "one account number; of reconciliation one bank account")
	cmd.Flags().StringVar(&f.debtor, "debtor", "", "one customer number")
	cmd.Flags().StringVar(&f.buckets, "buckets", "", "ageing: the last day of each bucket (default 30,60,90)")
	cmd.Flags().StringVar(&f.registeredFrom, "registered-from", "", "claims registered from this month on, 2026-01")
	cmd.Flags().StringVar(&f.registeredTo, "registered-to", "", "and through this one")
	cmd.Flags().StringArrayVar(&f.departments, "department", nil, "claims of this department; may be given several times")
	cmd.Flags().StringVar(&f.system, "system", "", "claims under this country's law: SE, NO, FI, DK")
}

func (t *terminal) listReports() error {
	in, err := t.spoken()
	if err != nil {
		return err
	}
	type listed struct {
		Name    string          `json:"name"`
		Title   string          `json:"title"`
		Says    string          `json:"says"`
		Options []report.Option `json:"options"`
	}
	list := []listed{}
	tb := newTable(in.Manner("list-report"), in.Manner("list-title"), in.Manner("list-says"), in.Manner("list-options"))
	for _, r := range report.All() {
		list = append(list, listed{r.Name, in.Title(r.Name), in.Says(r.Name), append([]report.Option{}, r.Options...)})
		options := []string{"--to"}
		for _, o := range r.Options {
			options = append(options, "--"+string(o))
		}
		tb.row(r.Name, in.Title(r.Name), in.Says(r.Name), strings.Join(options, " "))
	}
	if t.json {
		return t.printJSON(list)
	}
	t.print(tb, "")
	return nil
}

func (o *office) report(tx *ledger.Tx, name string, f reportFlags) error {
	names, err := o.meant()
	if err != nil {
		return err
	}
	w, err := o.wanted(name, f)
	if err != nil {
		return err
	}
	today := o.today()
	r, ask, err := w.Ask(today, today, banksOf(o.config))
	if err != nil {
		return usageError{err}
	}
	ask.Whose = o.together(names)
	dress, err := o.dress(f.format, f.csv)
	if err != nil {
		return err
	}
	foot, err := r.Write(tx, ask, dress)
	return told(foot, err)
}

// lapses asks the room of limitation, by the law of these books' country.
func (o *office) lapses(tx *ledger.Tx, day date.Date) (map[ledger.InvoiceID]report.Lapsed, error) {
	l, err := o.limits()
	if err != nil {
		return nil, err
	}
	all := map[ledger.InvoiceID]report.Lapsed{}
	err = limitation.EachPassed(tx, l, day, func(invoice ledger.InvoiceID, clock limitation.Clock, unknown error) {
		lapsed := report.Lapsed{Lived: clock.Last}
		if unknown != nil {
			lapsed.Why = unknown.Error()
		}
		all[invoice] = lapsed
	})
	return all, err
}

// told is how a command ends that showed a report.
func told(foot *report.Foot, err error) error {
	switch {
	case errors.Is(err, report.ErrAsk):
		return usageError{err}
	case err == nil && foot.Waits > 0:
		return errWaits
	}
	return err
}

// dress is the form asked for: --format, or --json, or --csv.
func (o *office) dress(format string, csv bool) (report.Dress, error) {
	if csv && o.t.json || format != "" && (csv && format != "csv" || o.t.json && format != "json") {
		return nil, usageError{fmt.Errorf("report: want one of text, csv, json")}
	}
	switch {
	case csv, format == "csv":
		return report.CSV(o.t.out), nil
	case o.t.json, format == "json":
		return report.JSON(o.t.out, o.in), nil
	case format == "text", format == "":
		return report.Plain(o.t.out, o.in, func(s string) string { return o.t.paint(bold, s) }), nil
	}
	return nil, usageError{fmt.Errorf("report: --format %s: want text, csv or json", format)}
}

// wanted reads the question as typed.
func (o *office) wanted(name string, f reportFlags) (w report.Wanted, err error) {
	w = report.Wanted{Report: name, Period: timetable.Period(f.period), Account: f.account, Debtor: f.debtor, System: strings.ToUpper(f.system), Departments: f.departments}
	if _, known := report.Named(name); !known {
		return w, usageError{fmt.Errorf("report %s: no such report; girod report lists them", name)}
	}
	if f.period != "" && (f.from != "" || f.to != "") {
		return w, usageError{fmt.Errorf("report %s: want --period or days, not both", name)}
	}
	if f.from != "" || f.to != "" {
		if w.From, w.Through, err = period(f.from, f.to, o.today()); err != nil {
			return w, fmt.Errorf("report %s: %w", name, err)
		}
	}
	if w.Registered, err = months(f.registeredFrom, f.registeredTo); err != nil {
		return w, fmt.Errorf("report %s: %w", name, err)
	}
	for _, word := range strings.FieldsFunc(f.buckets, func(r rune) bool { return r == ',' }) {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil {
			return w, usageError{fmt.Errorf("report %s: --buckets %s: want days such as 30,60,90", name, f.buckets)}
		}
		w.Buckets = append(w.Buckets, n)
	}
	return w, nil
}

// months reads two months, "2026-01"; one that is not given is open.
func months(from, to string) (m report.Months, err error) {
	for _, d := range []struct {
		text string
		day  *date.Date
	}{{from, &m.From}, {to, &m.Through}} {
		if d.text == "" {
			continue
		}
		if *d.day, err = date.Parse(d.text + "-01"); err != nil || len(d.text) != 7 {
			return m, usageError{fmt.Errorf("%q: want a month such as 2026-01", d.text)}
		}
	}
	if m.Through != 0 {
		m.Through = timetable.Month.On(m.Through, 1).Add(-1)
	}
	if m.Through != 0 && m.From > m.Through {
		return m, usageError{fmt.Errorf("registered from %s to %s: want a month and the same or a later one", from, to)}
	}
	return m, nil
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
