package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"girod/config/law"
	"girod/ledger"
	"girod/ledger/limitation"
)

// limitationJSON is how long a claim lives.
type limitationJSON struct {
	Invoice string           `json:"invoice"`
	Through string           `json:"through"` // the last day on which it can be interrupted
	Passed  bool             `json:"passed"`
	Final   string           `json:"final"` // the day no interruption can move
	Basis   string           `json:"basis"`
	Events  []limitEventJSON `json:"events"`
}

type limitEventJSON struct {
	ID     int64  `json:"event,omitempty"`
	Kind   string `json:"kind"`
	On     string `json:"on"`
	Effect string `json:"effect"`
	Source string `json:"source"`
	By     string `json:"by"`
}

// limits is whose limitation counts here.
func (o *office) limits() (limitation.Law, error) {
	l, err := readLaws(o.config)
	if err != nil {
		return limitation.Law{}, err
	}
	return limitation.Law{Tables: l.tables, Country: law.Country(o.config.Creditor.Country)}, nil
}

// limitationCommand shows until when a claim lives, and records what interrupts that.
func limitationCommand(t *terminal) *cobra.Command {
	var event, on, source, why string
	var withdraw int64
	cmd := &cobra.Command{
		Use:   "limitation NUMBER",
		Short: "until when a claim lives, and what began its time anew; --event records what the book cannot see",
		Long: `limitation shows the day on which a claim lapses and every event that moved it: payments,
plans and filed claims the book sees by itself; that a demand was received, the debtor
acknowledged, or court was asked, a person records with --event, --on and --source
(operator). A reminder that left the house is no such event: only what was received counts.`,
		Args: exactly(1, "an invoice number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			show := func(o *office, tx *ledger.Tx) error { return o.printLimitation(tx, args[0]) }
			switch {
			case event == "" && withdraw == 0:
				return t.looking(cmd.Context(), show)
			case event != "" && (on == "" || source == "") || withdraw != 0 && why == "" || event != "" && withdraw != 0:
				return usageError{fmt.Errorf("invoices limitation: want --event with --on and --source, or --withdraw with --why")}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				if err := o.recordLimitation(tx, args[0], event, on, source, withdraw, why); err != nil {
					return err
				}
				return show(o, tx)
			})
		},
	}
	cmd.Flags().StringVar(&event, "event", "", "arose, payment, acknowledgement, demand, court, judgment")
	cmd.Flags().StringVar(&on, "on", "", "its day; of a demand, the day the debtor got it")
	cmd.Flags().StringVar(&source, "source", "", "how it is known; stands in the history for ever")
	cmd.Flags().Int64Var(&withdraw, "withdraw", 0, "take back an event that was recorded by mistake, by its number")
	cmd.Flags().StringVar(&why, "why", "", "of --withdraw: why")
	return cmd
}

func (o *office) recordLimitation(tx *ledger.Tx, number, event, on, source string, withdraw int64, why string) error {
	i, err := tx.InvoiceByNumber(number)
	if err != nil {
		return err
	}
	if withdraw != 0 {
		return limitation.Withdraw(tx, i.ID, withdraw, why)
	}
	day, err := o.dayFlag(on)
	if err != nil {
		return err
	}
	_, err = limitation.Record(tx, limitation.Known{Invoice: i.ID, Kind: law.Interruption(event), On: day, Source: source}, o.today())
	return err
}

func (o *office) printLimitation(tx *ledger.Tx, number string) error {
	i, err := tx.InvoiceByNumber(number)
	if err != nil {
		return err
	}
	l, err := o.limits()
	if err != nil {
		return err
	}
	today := o.today()
	c, err := limitation.Of(tx, l, i.ID, today)
	if err != nil {
		return err
	}
	v := limitationJSON{Invoice: i.Number, Through: c.Last.String(), Passed: c.Passed(today), Final: c.Final.String(), Basis: c.Basis.String(), Events: []limitEventJSON{}}
	in := o.in
	tb := headed(in, ">number", "what", "day", "effect", "known from", "by")
	for _, e := range c.Events {
		v.Events = append(v.Events, limitEventJSON{e.ID, string(e.Kind), e.On.String(), string(e.Effect), e.Source, e.By})
		id := ""
		if e.ID != 0 {
			id = strconv.FormatInt(e.ID, 10)
		}
		tb.row(id, inWords(in, "event", string(e.Kind)), e.On.String(), inWords(in, "effect", string(e.Effect)), inWords(in, "source", e.Source), e.By)
	}
	if o.t.json {
		return o.t.printJSON(v)
	}
	if v.Passed {
		o.t.printf("%s\n", o.t.paint(bad, printable(line(in, "invoice %s has lapsed: it lived through %s", v.Invoice, v.Through))))
	} else {
		o.t.say(in, "invoice %s lives through %s", v.Invoice, v.Through)
	}
	if v.Final != "" {
		o.t.say(in, "whatever happens, it ends on %s", v.Final)
	}
	o.t.printf("%s\n\n", printable(inWords(in, "basis", v.Basis)))
	o.t.print(tb, line(in, "nothing has interrupted it"))
	return nil
}
