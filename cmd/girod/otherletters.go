package main

import (
	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/correspondence"
)

// otherLetterJSON is a letter that no procedure of reminders sent.
type otherLetterJSON struct {
	Tenant   string    `json:"tenant,omitempty"`
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
			return t.lookingAll(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.listOtherLetters(tx, from, through) })
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
	in := o.in
	list := o.rows(in, "letter", "day", "kind", "invoice", "customer", "name", "by", ">attempt", "state")
	err = o.each(tx, func(o *office, tx *ledger.Tx) error {
		letters, err := correspondence.Told(tx, first, last)
		for _, l := range letters {
			if err != nil {
				return err
			}
			v := otherLetterJSON{o.owner(), l.ID, l.On, string(l.Kind), l.Invoice, l.Debtor.ID, l.Debtor.Name, string(l.Channel), l.Attempt, string(l.State)}
			err = list.of(o, v, v.Letter, v.Day.String(), coded(in, "reminder-run", v.Kind), v.Invoice, v.Customer, v.Name,
				coded(in, "reminder-run", v.Channel), itoa(int64(v.Attempt)), coded(in, "reminder-run", v.State))
		}
		return err
	})
	if err != nil {
		return err
	}
	return list.end(line(in, "no letters from %s through %s", first, last))
}
