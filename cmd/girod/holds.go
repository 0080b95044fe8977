package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/dunning"
	"girod/ledger/hold"
)

// holdJSON is a reason to leave a claim alone.
type holdJSON struct {
	Tenant   string `json:"tenant,omitempty"` // of a list
	ID       int64  `json:"hold"`
	Invoice  string `json:"invoice"` // "" on a debtor: on all invoices of his
	Customer string `json:"customer"`
	Debtor   string `json:"debtor"`
	Reason   string `json:"reason"`
	From     string `json:"from"`
	Through  string `json:"through"` // "" until somebody ends it
	Source   string `json:"source"`
	By       string `json:"by"`
	Stops    string `json:"stops"`
	Task     string `json:"task"`
	TaskBy   string `json:"taskBy"`
	Done     string `json:"done,omitempty"`
	Report   string `json:"report,omitempty"`
	Ended    string `json:"ended,omitempty"`
	Why      string `json:"why,omitempty"`
}

func holdValue(h hold.Listed) holdJSON {
	task, by := h.Task()
	var stops []string
	for _, s := range h.Reason.Stops() {
		stops = append(stops, string(s))
	}
	return holdJSON{
		"", int64(h.ID), h.Number, h.Customer, h.Name, string(h.Reason), h.From.String(), h.Through.String(), h.Source, h.By, strings.Join(stops, ", "),
		task, by.String(), h.Done.String(), h.Report, h.Ended.String(), h.Why,
	}
}

func holdsCommand(t *terminal) *cobra.Command {
	var reason string
	var tasks, ended bool
	cmd := &cobra.Command{
		Use:   "holds",
		Short: "why claims are left alone: what stands, since when, until when, what it stops",
		Long: `holds lists what stands in the way of reminders, fees and collection, and what somebody
has to do about it. Put one with "girod invoices hold" or, for what is known of a debtor,
"girod parties hold".`,
		Args: exactly(0, "no arguments; girod holds show ID shows one"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if reason != "" && !hold.Reason(reason).Known() {
				return usageError{fmt.Errorf("holds: no reason %q; there are %s", reason, reasonList())}
			}
			return t.lookingAll(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.listHolds(tx, hold.Reason(reason), tasks, ended) })
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "only these: "+reasonList())
	cmd.Flags().BoolVar(&tasks, "tasks", false, "only those that somebody has to do something about")
	cmd.Flags().BoolVar(&ended, "ended", false, "those that are over as well")
	cmd.AddCommand(showHoldCommand(t), endHoldCommand(t), doneHoldCommand(t), claimCommand(t))
	return cmd
}

func reasonList() string {
	var list []string
	for _, r := range hold.Reasons() {
		list = append(list, string(r))
	}
	return strings.Join(list, ", ")
}

func (o *office) listHolds(tx *ledger.Tx, reason hold.Reason, tasks, ended bool) error {
	today, in := o.today(), o.in
	list := o.rows(in, "hold", "customer", "debtor", "invoice", "reason", "from", "through", "stops", "to do", "within", "source")
	err := o.each(tx, func(o *office, tx *ledger.Tx) error {
		all, err := hold.List(tx, ended)
		for _, h := range all {
			task, _ := h.Task()
			over := h.Ended != 0 || h.Through != 0 && h.Through < today
			if reason != "" && h.Reason != reason || tasks && task == "" || over && !ended {
				continue
			}
			if err == nil {
				err = o.listHold(list, h)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return list.end(line(in, "nothing is held"))
}

// listHold puts a hold into the list.
func (o *office) listHold(list *rows, h hold.Listed) error {
	in, v := o.in, holdValue(h)
	v.Tenant = o.owner()
	through, invoice, due := v.Through, v.Invoice, v.TaskBy
	switch {
	case h.Ended != 0:
		through = line(in, "ended %s", v.Ended)
	case h.Through == 0:
		through = line(in, "until ended")
	}
	if invoice == "" {
		invoice = line(in, "all")
	}
	if _, by := h.Task(); by != 0 && by < o.today() {
		due += " " + line(in, "LATE")
	}
	return list.of(o, v, itoa(v.ID), v.Customer, v.Debtor, invoice, coded(in, "holds", v.Reason), v.From, through, inWords(in, "stops", v.Stops),
		inWords(in, "task", v.Task), due, inWords(in, "source", v.Source))
}

// holdID reads the number of a hold.
func holdID(text string) (hold.ID, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0, usageError{fmt.Errorf("hold %q: want its number", text)}
	}
	return hold.ID(n), nil
}

func showHoldCommand(t *terminal) *cobra.Command {
	cmd := &cobra.Command{Use: "show ID", Short: "one hold", Args: exactly(1, "the number of a hold"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := holdID(args[0])
			if err != nil {
				return err
			}
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				h, err := hold.Show(tx, id)
				if err != nil {
					return err
				}
				return o.printHold(h)
			})
		}}
	return cmd
}

func (o *office) printHold(h hold.Listed) error {
	v, t := holdValue(h), o.t
	if t.json {
		return t.printJSON(v)
	}
	in := o.in
	if v.Invoice != "" {
		t.say(in, "hold %d  %s: invoice %s of customer %s (%s)", v.ID, h.Reason.Words(), v.Invoice, v.Customer, v.Debtor)
	} else {
		t.say(in, "hold %d  %s: customer %s, all invoices (%s)", v.ID, h.Reason.Words(), v.Customer, v.Debtor)
	}
	if v.Through != "" {
		t.say(in, "from %s through %s; put by %s: %s", v.From, v.Through, v.By, v.Source)
	} else {
		t.say(in, "from %s until it is ended; put by %s: %s", v.From, v.By, v.Source)
	}
	t.say(in, "stops %s", v.Stops)
	switch {
	case v.TaskBy != "":
		t.printf("%s\n", t.paint(warn, line(in, "to do: %s by %s", v.Task, v.TaskBy)))
	case v.Task != "":
		t.printf("%s\n", t.paint(warn, line(in, "to do: %s", v.Task)))
	}
	if v.Done != "" {
		t.say(in, "done on %s: %s", v.Done, v.Report)
	}
	if v.Ended != "" {
		t.say(in, "ended on %s: %s", v.Ended, v.Why)
	}
	return nil
}

// onHold makes a command that a person does to a hold on a day, in words.
func onHold(t *terminal, use, short, flag, help string, act func(*ledger.Tx, hold.ID, date.Date, string) error) *cobra.Command {
	var on, words string
	cmd := &cobra.Command{Use: use, Short: short, Args: exactly(1, "the number of a hold"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := holdID(args[0])
			if err != nil {
				return err
			}
			if words == "" {
				return usageError{fmt.Errorf("%s: want --%s", cmd.CommandPath(), flag)}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				day, err := o.dayFlag(on)
				if err != nil {
					return err
				}
				if _, err := hold.Show(tx, id); err != nil { // of these books
					return err
				}
				if err := act(tx, id, day, words); err != nil {
					return err
				}
				h, err := hold.Show(tx, id)
				if err != nil {
					return err
				}
				return o.printHold(h)
			})
		}}
	cmd.Flags().StringVar(&on, "on", "", "the day (default today)")
	cmd.Flags().StringVar(&words, flag, "", help)
	return cmd
}

func endHoldCommand(t *terminal) *cobra.Command {
	return onHold(t, "end ID --why TEXT", "end a hold: everything goes on where it stood (operator)", "why", "why; stands in the history for ever", hold.End)
}

func doneHoldCommand(t *terminal) *cobra.Command {
	return onHold(t, "done ID --report TEXT", "say that what a hold asks for was done (operator)", "report", "what was done", hold.Do)
}

// holding are the flags of a hold that is put or ended.
type holding struct {
	reason, from, through, source, why string
}

func (h *holding) putFlags(cmd *cobra.Command, reasons string) *cobra.Command {
	cmd.Flags().StringVar(&h.reason, "reason", "", reasons)
	cmd.Flags().StringVar(&h.from, "from", "", "its first day; of a death or decision, that day (default today)")
	cmd.Flags().StringVar(&h.through, "through", "", "its last day (default: until it is ended)")
	cmd.Flags().StringVar(&h.source, "source", "", "why, and where that is known from; stands in the history for ever")
	return cmd
}

// put puts a hold as the flags say on what they are completed with.
func (h *holding) put(o *office, tx *ledger.Tx, n hold.New) (err error) {
	if n.From, err = o.dayFlag(h.from); err != nil {
		return err
	}
	if n.Through, err = flagDay(h.through); err != nil {
		return err
	}
	n.Reason, n.Source = hold.Reason(h.reason), h.source
	id, err := hold.Put(tx, n)
	if err != nil {
		return err
	}
	listed, err := hold.Show(tx, id)
	if err == nil {
		err = o.letFallUnder(tx, listed.Hold)
	}
	if err != nil {
		return err
	}
	return o.printHold(listed)
}

// letFallUnder takes back what was charged since the day from which the hold forbids it, which
// may have been before anybody here knew.
func (o *office) letFallUnder(tx *ledger.Tx, h hold.Hold) error {
	if h.From >= o.today() {
		return nil
	}
	policy, err := o.remindingPolicy()
	if err != nil {
		return err
	}
	return dunning.LetFallUnder(tx, policy, h, o.today())
}

func (h *holding) check(what string, words string) error {
	if !hold.Reason(h.reason).Known() || words == "" {
		return usageError{fmt.Errorf("%s: want --reason, one of %s, and in words why", what, reasonList())}
	}
	return nil
}

func holdInvoiceCommand(t *terminal) *cobra.Command {
	var h holding
	cmd := &cobra.Command{
		Use:   "hold NUMBER --reason REASON --source TEXT",
		Short: "leave an invoice alone for a reason: no reminder, no fee, no collection (operator)",
		Long: `hold stops what the reason stops: see the column "stops" of girod holds. Of a dispute,
--source is the ground the debtor gives. What is known of a debtor, such as a death, is
put with girod parties hold.`,
		Args: exactly(1, "an invoice number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := h.check("invoices hold", h.source); err != nil {
				return err
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				i, err := tx.InvoiceByNumber(args[0])
				if err != nil {
					return err
				}
				return h.put(o, tx, hold.New{Invoice: i.ID})
			})
		},
	}
	return h.putFlags(cmd, "dispute, respite, dormant, sold, manual …")
}

func unholdInvoiceCommand(t *terminal) *cobra.Command {
	var h holding
	cmd := &cobra.Command{
		Use: "unhold NUMBER --reason REASON --why TEXT", Short: "end what holds an invoice; everything goes on where it stood (operator)",
		Args: exactly(1, "an invoice number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := h.check("invoices unhold", h.why); err != nil {
				return err
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				i, err := tx.InvoiceByNumber(args[0])
				if err != nil {
					return err
				}
				list, err := hold.On(tx, i.ID, o.today())
				if err != nil {
					return err
				}
				return h.end(o, tx, list, func(x hold.Hold) bool { return x.Invoice == i.ID }, "invoice "+i.Number)
			})
		},
	}
	cmd.Flags().StringVar(&h.reason, "reason", "", "which hold")
	cmd.Flags().StringVar(&h.why, "why", "", "why; stands in the history for ever")
	return cmd
}

// end ends what stands for the reason of the flags, and says what went.
func (h *holding) end(o *office, tx *ledger.Tx, list []hold.Hold, of func(hold.Hold) bool, what string) error {
	today, ended := o.today(), []holdJSON{}
	for _, x := range list {
		if string(x.Reason) != h.reason || !of(x) {
			continue
		}
		if err := hold.End(tx, x.ID, today, h.why); err != nil {
			return err
		}
		l, err := hold.Show(tx, x.ID)
		if err != nil {
			return err
		}
		ended = append(ended, holdValue(l))
	}
	switch {
	case len(ended) == 0:
		return fmt.Errorf("%s: no hold for %s stands on it\nhint: girod holds", what, h.reason)
	case o.t.json:
		return o.t.printJSON(ended)
	}
	o.t.say(o.in, "%s: %s ended; everything goes on where it stood", what, hold.Reason(h.reason).Words())
	return nil
}
