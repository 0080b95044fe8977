package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/dunning"
	"girod/ledger/report"
)

func remindersCommand(t *terminal) *cobra.Command {
	var from, through string
	cmd := &cobra.Command{
		Use:   "reminders",
		Short: "letters to those who have not paid: sent, skipped, and what comes next",
		Long: `reminders lists the letters of a span of days (today's where none is given), oldest first.
Which letters go out, when and at what price is a procedure's to say: see "girod
reminders procedures".`,
		Args: exactly(0, "no arguments; girod reminders show r000017 shows one"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.lookingAll(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.listReminders(tx, from, through) })
		},
	}
	skipped := &cobra.Command{
		Use: "skipped", Short: "what was due for a letter and was left alone, and why", Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.lookingAll(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.listSkipped(tx, from, through) })
		},
	}
	for _, c := range []*cobra.Command{cmd, skipped} {
		c.Flags().StringVar(&from, "from", "", "the first day; empty: today, or the day of --through")
		c.Flags().StringVar(&through, "through", "", "the last day; empty: that of --from")
	}
	show := &cobra.Command{
		Use: "show REMINDER", Short: "one letter as it was told: what it asked for, and why", Args: exactly(1, "a reminder such as r000017"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.showReminder(tx, args[0]) })
		},
	}
	next := &cobra.Command{
		Use: "next INVOICE", Short: "what comes next for an invoice, when, at what price, or what stops it", Args: exactly(1, "an invoice number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.nextReminder(tx, args[0]) })
		},
	}
	rest := &cobra.Command{
		Use: "rest", Short: "claims whose principal is paid, and what is left of their fees, interest and costs", Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return t.lookingAll(cmd.Context(), (*office).listRests) },
	}
	other := otherLettersCommand(t)
	cmd.AddCommand(skipped, show, next, rest, other, &cobra.Command{
		Use: "procedures", Short: "the procedures there are, step by step, and which one is in use", Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return t.listProcedures() },
	})
	return cmd
}

// span reads the days a list is about.
func (o *office) span(from, through string) (first, last date.Date, err error) {
	first = o.today()
	last = first
	if from != "" {
		if first, err = date.Parse(from); err != nil {
			return 0, 0, usageError{err}
		}
		last = max(first, last)
	}
	if through != "" {
		if last, err = date.Parse(through); err != nil {
			return 0, 0, usageError{err}
		}
		if from == "" {
			first = last
		}
	}
	return first, last, nil
}

func (o *office) listReminders(tx *ledger.Tx, from, through string) error {
	first, last, err := o.span(from, through)
	if err != nil {
		return err
	}
	type row struct {
		Tenant string `json:"tenant,omitempty"`
		dunning.Sent
		Currency money.Currency `json:"currency"`
		Total    string         `json:"total"`
	}
	in := o.in
	list := o.rows(in, "reminder", "day", "invoice", "customer", "letter", "by", "state", ">total", "currency", "pay by")
	err = o.each(tx, func(o *office, tx *ledger.Tx) error {
		return dunning.EachSent(tx, first, last, func(s dunning.Sent) error {
			return list.of(o, row{o.owner(), s, s.Total.Currency, s.Total.Decimal()}, s.Reminder, s.Day.String(), s.Invoice, s.Customer,
				inWords(in, "step", letterName(s.Kind, s.Level, s.Attempt)), coded(in, "reminder-run", s.Channel), coded(in, "reminder-run", string(s.State)),
				s.Total.Decimal(), string(s.Total.Currency), s.PayBy.String())
		})
	})
	if err != nil {
		return err
	}
	return list.end(line(in, "no letters from %s through %s", first, last))
}

// letterName names a letter: its kind, the step, and when it was told again.
func letterName(kind string, level, attempt int) string {
	s := fmt.Sprintf("%s, step %d", strings.ReplaceAll(kind, "-", " "), level)
	if attempt > 1 {
		s += ", told again"
	}
	return s
}

func (o *office) listSkipped(tx *ledger.Tx, from, through string) error {
	first, last, err := o.span(from, through)
	if err != nil {
		return err
	}
	type row struct {
		Tenant string `json:"tenant,omitempty"`
		dunning.Skipped
	}
	in := o.in
	list := o.rows(in, "invoice", "day", ">step", "because of", "")
	err = o.each(tx, func(o *office, tx *ledger.Tx) error {
		return dunning.EachSkipped(tx, first, last, func(s dunning.Skipped) error {
			return list.of(o, row{o.owner(), s}, s.Invoice, s.Day.String(), strconv.Itoa(s.Level), coded(in, "reminder-run", s.Code), inWords(in, "left-alone", s.Why))
		})
	})
	if err != nil {
		return err
	}
	return list.end(line(in, "nothing was left alone from %s through %s", first, last))
}

// reminderJSON is a letter as programs see it.
type reminderJSON struct {
	Reminder  string       `json:"reminder"`
	Invoice   string       `json:"invoice"`
	Customer  string       `json:"customer"`
	Debtor    string       `json:"debtor"`
	Letter    string       `json:"letter"`
	Level     int          `json:"level"`
	Attempt   int          `json:"attempt"`
	State     string       `json:"state"`
	Day       date.Date    `json:"day"`
	PayBy     date.Date    `json:"payBy"`
	Channel   string       `json:"channel"`
	Language  string       `json:"language"`
	Currency  string       `json:"currency"`
	Principal string       `json:"principal"`
	Fee       string       `json:"fee"`
	Interest  string       `json:"interest"`
	Cost      string       `json:"cost"`
	Total     string       `json:"total"`
	Charges   []chargeJSON `json:"charges"`
	Accrued   []accrueJSON `json:"interestLines"`
	Document  string       `json:"document"`
}

type chargeJSON struct {
	Kind    string    `json:"kind"`
	Day     date.Date `json:"day"`
	Amount  string    `json:"amount"`
	Counted string    `json:"counted"`
	Basis   string    `json:"basis,omitempty"`
}

type accrueJSON struct {
	From   date.Date `json:"from"`
	To     date.Date `json:"to"`
	Days   int       `json:"days"`
	Rate   string    `json:"rate"`
	Base   string    `json:"base"`
	Amount string    `json:"amount"`
}

func chargeValue(c dunning.Charge) chargeJSON {
	return chargeJSON{c.Kind, c.On, c.Amount.Decimal(), c.Counted.Decimal(), c.Basis}
}

func (o *office) showReminder(tx *ledger.Tx, name string) error {
	r, err := dunning.Letter(tx, name)
	if err != nil {
		return err
	}
	if _, err := tx.Invoice(r.InvoiceID); err != nil { // it may be another tenant's
		return err
	}
	charges, err := dunning.ChargesOf(tx, r.InvoiceID)
	if err != nil {
		return err
	}
	say := func(minor int64) string { return amount(minor, r.Currency) }
	v := reminderJSON{
		Reminder: r.ID, Invoice: r.Invoice, Customer: r.Debtor.ID, Debtor: r.Debtor.Name, Letter: string(r.Kind), Level: r.Level, Attempt: r.Attempt,
		State: string(r.State), Day: r.On, PayBy: r.PayBy, Channel: string(r.Channel), Language: r.Language, Currency: string(r.Currency),
		Principal: say(r.Principal), Fee: say(r.Fee), Interest: say(r.Interest), Cost: say(r.Cost), Total: say(r.Total()),
		Charges: []chargeJSON{}, Accrued: []accrueJSON{}, Document: r.Digest,
	}
	for _, c := range charges {
		if c.On <= r.On {
			v.Charges = append(v.Charges, chargeValue(c))
		}
	}
	for _, l := range r.Lines {
		v.Accrued = append(v.Accrued, accrueJSON{l.From, l.To, l.Days, l.Rate, say(l.Base), say(l.Amount)})
	}
	if o.t.json {
		return o.t.printJSON(v)
	}
	return o.printReminder(v)
}

func (o *office) printReminder(v reminderJSON) error {
	in := o.in
	t := o.t
	t.say(in, "%s %s to %s (%s) about invoice %s", strings.ReplaceAll(v.Letter, "-", " "), v.Reminder, printable(v.Debtor), printable(v.Customer), v.Invoice)
	t.say(in, "of %s by %s, %s; to be paid by %s", v.Day, v.Channel, v.State, v.PayBy)
	t.say(in, "principal %s, fee %s, interest %s, cost %s; in all %s", v.Principal, v.Fee, v.Interest, v.Cost, v.Total+" "+v.Currency)
	if len(v.Accrued) > 0 {
		tb := headed(in, "interest from", "through", ">days", ">rate", ">on", ">amount")
		for _, l := range v.Accrued {
			tb.row(l.From.String(), l.To.String(), strconv.Itoa(l.Days), l.Rate+" %", l.Base, l.Amount)
		}
		t.printf("\n")
		t.print(tb, "")
	}
	o.printCharges(in, v.Charges)
	return nil
}

func (o *office) printCharges(in *report.Tongue, list []chargeJSON) {
	if len(list) == 0 {
		return
	}
	tb := headed(in, "charge", "day", ">amount", ">in the compensation", "because of")
	for _, c := range list {
		tb.row(inWords(in, "charged", strings.ReplaceAll(c.Kind, "_", " ")), c.Day.String(), c.Amount, c.Counted, inWords(in, "basis", c.Basis))
	}
	o.t.printf("\n")
	o.t.print(tb, "")
}
