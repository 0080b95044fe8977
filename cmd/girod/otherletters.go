package main

import (
	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/correspondence"
)

// otherLetterJSON is a letter that no procedure of reminders sent.
type otherLetterJSON struct {
	Letter   string    `json:"letter"`
	Day      date.Date `json:"day"`
	Kind     string    `json:"kind"`
	Invoice  string    `json:"invoice"`
	Customer string    `json:"customer"`
	Name     string    `json:"name"`
	Channel  string    `json:"channel"`
	Attempt  int       `json:"attempt"`
	State    string    `json:"state"`
}

func otherLettersCommand(t *terminal) *cobra.Command {
	var from, through string
	cmd := &cobra.Command{
		Use: "other", Short: "letters that no procedure sends: a claim falls, money goes back or on, compensation",
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.listOtherLetters(tx, from, through) })
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the first day; empty: today, or the day of --through")
	cmd.Flags().StringVar(&through, "through", "", "the last day; empty: that of --from")
	return cmd
}

func (o *office) listOtherLetters(tx *ledger.Tx, from, through string) error {
	first, last, err := o.span(from, through)
	if err != nil {
		return err
	}
	letters, err := correspondence.Told(tx, first, last)
	if err != nil {
		return err
	}
	in := o.in
	list := []otherLetterJSON{}
	tb := headed(in, "letter", "day", "kind", "invoice", "customer", "name", "by", ">attempt", "state")
	for _, l := range letters {
		v := otherLetterJSON{l.ID, l.On, string(l.Kind), l.Invoice, l.Debtor.ID, l.Debtor.Name, string(l.Channel), l.Attempt, string(l.State)}
		list = append(list, v)
		tb.row(v.Letter, v.Day.String(), coded(in, "reminder-run", v.Kind), v.Invoice, v.Customer, v.Name,
			coded(in, "reminder-run", v.Channel), itoa(int64(v.Attempt)), coded(in, "reminder-run", v.State))
	}
	if o.t.json {
		return o.t.printJSON(list)
	}
	o.t.print(tb, line(in, "no letters from %s through %s", first, last))
	return nil
}
