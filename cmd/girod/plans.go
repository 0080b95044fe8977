package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"girod/config"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/plan"
)

// planJSON is a payment plan as programs see it.
type planJSON struct {
	Plan        string         `json:"plan"`
	State       plan.State     `json:"state"`
	Customer    string         `json:"customer"`
	Debtor      string         `json:"debtor"`
	Ref         string         `json:"ref"`
	Invoices    []string       `json:"invoices"`
	Replaces    string         `json:"replaces,omitempty"`
	Proposed    date.Date      `json:"proposedOn"`
	Agreed      date.Date      `json:"agreedOn"`
	Ended       date.Date      `json:"endedOn"`
	Document    string         `json:"document,omitempty"`
	Every       plan.Every     `json:"every"`
	Grace       int            `json:"graceDays"`
	Tolerance   string         `json:"tolerance"`
	Interest    plan.Interest  `json:"interest"`
	Currency    money.Currency `json:"currency"`
	Fee         string         `json:"fee"`
	FeeBasis    string         `json:"feeBasis,omitempty"`
	Total       string         `json:"total"`
	Added       string         `json:"interestAdded"`
	Paid        string         `json:"paid"`
	Credited    string         `json:"credited"`
	Charged     string         `json:"charged"` // since the agreement
	Owed        string         `json:"owed"`
	Waits       string         `json:"waits,omitempty"` // why a missed instalment does not break it yet
	Instalments []partJSON     `json:"instalments"`
}

// partJSON is one instalment. Asked differs from its amount on the last one, which takes
// the rest.
type partJSON struct {
	Number   int            `json:"number"`
	Due      date.Date      `json:"due"`
	Deadline date.Date      `json:"deadline"`
	Amount   string         `json:"amount"`
	Asked    string         `json:"asked"`
	Covered  string         `json:"covered"`
	PaidOn   date.Date      `json:"paidOn"`
	State    plan.PartState `json:"state"`
}

func plansCommand(t *terminal) *cobra.Command {
	var state string
	list := func(cmd *cobra.Command, _ []string) error {
		return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.listPlans(tx, plan.State(state)) })
	}
	cmd := &cobra.Command{
		Use:   "plans",
		Short: "payment plans: propose, agree, show, list, cancel, missed",
		Args:  exactly(0, "no arguments; girod plans show PLAN shows one"),
		RunE:  list,
	}
	listing := &cobra.Command{Use: "list", Short: "plans with what is paid and owed", Args: exactly(0, "no arguments"), RunE: list}
	for _, c := range []*cobra.Command{cmd, listing} {
		c.Flags().StringVar(&state, "state", "", "only those in a state: proposed, active, kept, broken, cancelled, replaced")
	}
	show := &cobra.Command{Use: "show PLAN", Short: "one plan with its schedule, as the book fills it", Args: exactly(1, "a plan such as plan3"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				id, err := plan.ParseName(args[0])
				if err != nil {
					return err
				}
				return o.showPlan(tx, id)
			})
		}}
	missed := &cobra.Command{Use: "missed", Short: "instalments that are late or missed, of active and broken plans", Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return t.looking(cmd.Context(), (*office).listMissed) }}
	cmd.AddCommand(listing, show, missed, proposePlanCommand(t), agreePlanCommand(t), cancelPlanCommand(t))
	return cmd
}

// planning opens the house for a command that a person with the role operator does to a
// plan, and shows what became of it.
func (t *terminal) planning(cmd *cobra.Command, fn func(*house, plan.Desk, *ledger.Tx) (plan.Plan, error)) error {
	return t.carryingOwn(cmd.Context(), func(h *house) error {
		who, err := h.person("operator")
		if err != nil {
			return err
		}
		desk, err := h.planDesk(h.at)
		if err != nil {
			return err
		}
		return h.acts(cmd.Context(), who, func(tx *ledger.Tx) error {
			p, err := fn(h, desk, tx)
			if err != nil {
				return err
			}
			return h.showPlan(tx, p.ID)
		})
	})
}

// typedPlan is a plan as it is typed.
type typedPlan struct {
	plan.New
	amount, first, every, interest, replaces, tolerance string
}

func proposePlanCommand(t *terminal) *cobra.Command {
	var n typedPlan
	cmd := &cobra.Command{
		Use:   "propose INVOICE… --instalments 6 --first 2026-12-28",
		Short: "propose a payment plan on a debtor's invoices (operator)",
		Long: `propose makes a plan that binds nobody until "plans agree". The schedule is of equal
instalments (--instalments), or of as many of an amount as it takes (--amount; the last one
takes the rest). Interest runs on and is claimed with the last instalment, or is frozen
today, or waived. The fee is what the law allows a written plan for the whole debt to cost;
--no-fee gives it up.

A changed agreement is a new plan: --replaces PLAN keeps its invoices and its payment
reference.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && n.replaces == "" {
				return usageError{fmt.Errorf("%s: want invoice numbers, or --replaces PLAN", cmd.CommandPath())}
			}
			return t.planning(cmd, func(h *house, d plan.Desk, tx *ledger.Tx) (plan.Plan, error) {
				if !cmd.Flags().Changed("grace") {
					n.Terms.Grace = h.config.Plans.Grace
				}
				if err := n.read(tx, h.config, args); err != nil {
					return plan.Plan{}, err
				}
				return d.Propose(tx, n.New)
			})
		},
	}
	f := cmd.Flags()
	f.IntVar(&n.Terms.Instalments, "instalments", 0, "so many equal ones")
	f.StringVar(&n.amount, "amount", "", "or so much each")
	f.StringVar(&n.first, "first", "", "the day of the first one")
	f.StringVar(&n.every, "every", string(plan.Monthly), "week, two-weeks, month, quarter")
	f.IntVar(&n.Terms.Grace, "grace", 0, "days after the due day until a missed one breaks the plan (default: plans.grace of the configuration)")
	f.StringVar(&n.tolerance, "tolerance", "", "what one may lack and is not missed (default: plans.tolerance of the configuration)")
	f.StringVar(&n.interest, "interest", string(plan.Frozen), "what becomes of late interest while the plan is kept: runs, frozen, waived")
	f.BoolVar(&n.NoFee, "no-fee", false, "charge no fee for the plan")
	f.StringVar(&n.replaces, "replaces", "", "the plan that this one is to follow")
	return cmd
}

// read reads what was typed; amounts are in the currency of the debt.
func (n *typedPlan) read(tx *ledger.Tx, usual *config.Config, invoices []string) (err error) {
	if n.Terms.First, err = flagDay(n.first); err != nil {
		return err
	}
	n.Terms.Every, n.New.Interest = plan.Every(n.every), plan.Interest(n.interest)
	var c money.Currency
	if n.replaces != "" {
		if n.Replaces, err = plan.ParseName(n.replaces); err != nil {
			return err
		}
		old, err := plan.Get(tx, n.Replaces)
		if err != nil {
			return err
		}
		c = old.Currency
	}
	for _, number := range invoices {
		inv, err := tx.InvoiceByNumber(number)
		if err != nil {
			return err
		}
		n.Invoices, c = append(n.Invoices, inv.ID), inv.Currency
	}
	if n.Terms.Amount, err = amountFlag(n.amount, c); err != nil {
		return err
	}
	if n.Terms.Tolerance, err = money.Parse(cmp.Or(n.tolerance, usual.PlanTolerance(c)), c); err != nil {
		return usageError{fmt.Errorf("--tolerance: %w", err)}
	}
	return nil
}

func agreePlanCommand(t *terminal) *cobra.Command {
	var document string
	cmd := &cobra.Command{Use: "agree PLAN --document TEXT", Short: "the debtor has agreed: the plan begins (operator)", Args: exactly(1, "a plan such as plan3"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := plan.ParseName(args[0])
			if err != nil {
				return err
			}
			return t.planning(cmd, func(_ *house, d plan.Desk, tx *ledger.Tx) (plan.Plan, error) { return d.Agree(tx, id, document) })
		}}
	cmd.Flags().StringVar(&document, "document", "", "the written agreement: where it is, or its digest; a fee wants one")
	return cmd
}

func cancelPlanCommand(t *terminal) *cobra.Command {
	var reason string
	cmd := &cobra.Command{Use: "cancel PLAN --reason TEXT", Short: "give up a plan; reminders go on where they stood (operator)", Args: exactly(1, "a plan such as plan3"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := plan.ParseName(args[0])
			if err != nil {
				return err
			}
			return t.planning(cmd, func(_ *house, d plan.Desk, tx *ledger.Tx) (plan.Plan, error) { return d.Cancel(tx, id, reason) })
		}}
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the history for ever")
	return cmd
}

func planValue(s plan.Standing, debtor ledger.Party) planJSON {
	show := func(minor int64) string { return amount(minor, s.Currency) }
	v := planJSON{
		Plan: s.ID.Name(), State: s.State, Customer: debtor.CustomerNo, Debtor: debtor.Name, Ref: s.Ref, Invoices: []string{}, Proposed: s.On,
		Agreed: s.Agreed, Ended: s.Ended, Document: s.Document, Every: s.Every, Grace: s.Grace, Tolerance: show(s.Tolerance), Interest: s.Interest, Currency: s.Currency,
		Fee: show(s.Fee), FeeBasis: s.FeeBasis, Total: show(s.Total), Added: show(s.Added), Paid: show(s.Paid), Credited: show(s.Credited), Charged: show(s.Charged),
		Owed: show(s.Owed), Instalments: []partJSON{},
	}
	if s.Replaces != 0 {
		v.Replaces = s.Replaces.Name()
	}
	for _, o := range s.Invoices {
		v.Invoices = append(v.Invoices, o.Number)
	}
	for _, p := range s.Parts {
		v.Instalments = append(v.Instalments, partJSON{p.Number, p.Due, p.Deadline, show(p.Amount), show(p.Asked), show(p.Covered), p.PaidOn, p.State})
	}
	return v
}

func (o *office) listPlans(tx *ledger.Tx, state plan.State) error {
	plans, err := plan.Standings(tx, state, o.today())
	if err != nil {
		return err
	}
	in := o.in
	list := []planJSON{}
	tb := headed(in, "plan", "state", "customer", "debtor", "reference", ">instalments", ">total", ">paid", ">owed", "currency")
	for _, s := range plans {
		debtor, err := tx.Party(s.Debtor)
		if err != nil {
			return err
		}
		v := planValue(s, debtor)
		list = append(list, v)
		tb.row(v.Plan, inWords(in, "plan-state", string(v.State)), v.Customer, v.Debtor, v.Ref, itoa(int64(len(v.Instalments))), v.Total, v.Paid, v.Owed, string(v.Currency))
	}
	if o.t.json {
		return o.t.printJSON(list)
	}
	o.t.print(tb, line(in, "no plans"))
	return nil
}

func (o *office) showPlan(tx *ledger.Tx, id plan.ID) error {
	s, err := plan.StandingOf(tx, id, o.today())
	if err != nil {
		return err
	}
	debtor, err := tx.Party(s.Debtor)
	if err != nil {
		return err
	}
	v := planValue(s, debtor)
	if v.Waits, err = (plan.Desk{Doubts: planDoubts}).Waits(tx, &s); err != nil {
		return err
	}
	if o.t.json {
		return o.t.printJSON(v)
	}
	return o.printPlan(v)
}

// printPlan shows a plan to a person: who, what, and the schedule.
func (o *office) printPlan(v planJSON) error {
	in := o.in
	t := o.t
	t.say(in, "%s  %s, %s (%s), reference %s", v.Plan, v.State, v.Debtor, v.Customer, v.Ref)
	t.say(in, "invoices %s; interest %s; fee %s; in all %s %s", strings.Join(v.Invoices, " "), v.Interest, v.Fee, v.Total, v.Currency)
	t.say(in, "an instalment is missed after %d days of grace, lacking more than %s", v.Grace, v.Tolerance+" "+string(v.Currency))
	if v.FeeBasis != "" {
		t.say(in, "fee: %s", v.FeeBasis)
	}
	switch {
	case v.Ended != 0 && v.Agreed != 0:
		t.say(in, "proposed %s, agreed %s, ended %s", v.Proposed, v.Agreed, v.Ended)
	case v.Ended != 0:
		t.say(in, "proposed %s, never agreed, ended %s", v.Proposed, v.Ended)
	case v.Agreed != 0:
		t.say(in, "proposed %s, agreed %s", v.Proposed, v.Agreed)
	default:
		t.say(in, "proposed %s; hint: once the debtor has signed: girod plans agree %s --document …", v.Proposed, v.Plan)
	}
	tb := headed(in, ">no", "due", "in time to", ">amount", ">covered", "came", "state")
	for _, p := range v.Instalments {
		on := ""
		if p.PaidOn != 0 {
			on = p.PaidOn.String()
		}
		tb.row(itoa(int64(p.Number)), p.Due.String(), p.Deadline.String(), p.Asked, p.Covered, on, inWords(in, "instalment", string(p.State)))
	}
	t.printf("\n")
	t.print(tb, "")
	t.printf("\n")
	if v.Charged != money.Of(0, v.Currency).Decimal() {
		t.say(in, "charged since the agreement %s", v.Charged)
	}
	t.say(in, "paid %s, credited %s, interest added %s, owed %s", v.Paid, v.Credited, v.Added, v.Owed+" "+string(v.Currency))
	if v.Waits != "" {
		t.say(in, "%s is not broken yet: %s", v.Plan, v.Waits)
	}
	return nil
}

// missJSON is an instalment that is late or missed.
type missJSON struct {
	Plan     string         `json:"plan"`
	PlanIs   plan.State     `json:"planState"`
	Customer string         `json:"customer"`
	Debtor   string         `json:"debtor"`
	Number   int            `json:"number"`
	Due      date.Date      `json:"due"`
	Deadline date.Date      `json:"deadline"`
	Asked    string         `json:"asked"`
	Covered  string         `json:"covered"`
	Currency money.Currency `json:"currency"`
	State    plan.PartState `json:"state"`
	Waits    string         `json:"waits,omitempty"` // why it does not break the plan yet
}

func (o *office) listMissed(tx *ledger.Tx) error {
	doubts, err := planDoubts(tx)
	if err != nil {
		return err
	}
	desk := plan.Desk{Doubts: func(*ledger.Tx) (func(plan.Claimant) string, error) { return doubts, nil }}
	in := o.in
	list := []missJSON{}
	var waits []string
	tb := headed(in, "plan", "is", "customer", "debtor", ">no", "due", "in time to", ">asked", ">covered", "currency", "state")
	for _, state := range []plan.State{plan.Active, plan.Broken} {
		plans, err := plan.Standings(tx, state, o.today())
		if err != nil {
			return err
		}
		for _, s := range plans {
			debtor, err := tx.Party(s.Debtor)
			if err != nil {
				return err
			}
			v := planValue(s, debtor)
			if v.Waits, err = desk.Waits(tx, &s); err != nil {
				return err
			}
			if v.Waits != "" {
				waits = append(waits, line(in, "%s is not broken yet: %s", v.Plan, v.Waits))
			}
			for _, p := range v.Instalments {
				if p.State != plan.PartLate && p.State != plan.PartMissed {
					continue
				}
				m := missJSON{v.Plan, v.State, v.Customer, v.Debtor, p.Number, p.Due, p.Deadline, p.Asked, p.Covered, v.Currency, p.State, v.Waits}
				list = append(list, m)
				tb.row(m.Plan, inWords(in, "plan-state", string(m.PlanIs)), m.Customer, m.Debtor, itoa(int64(m.Number)), m.Due.String(), m.Deadline.String(), m.Asked, m.Covered,
					string(m.Currency), inWords(in, "instalment", string(m.State)))
			}
		}
	}
	if o.t.json {
		return o.t.printJSON(list)
	}
	o.t.print(tb, line(in, "no instalment is late"))
	for _, why := range waits {
		o.t.printf("%s\n", printable(why))
	}
	return nil
}
