package main

import (
	"context"
	"errors"
	"fmt"
	"os/user"
	"slices"

	"github.com/spf13/cobra"

	"girod/config"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/outbox"
)

func casesCommand(t *terminal) *cobra.Command {
	s := caseSearch{t: t, query: cases.Query{}}
	cmd := &cobra.Command{
		Use:   "cases",
		Short: "search cases: debts with a handler or a partner",
		Long: `cases lists the cases that fit all that is said, a page at a time. Only active cases
are searched when nothing is said of the situation. What is no value of a field is told
by its name; an empty answer says why it is empty.`,
		Args: exactly(0, "no arguments; girod cases show NUMBER shows one"),
		RunE: func(cmd *cobra.Command, _ []string) error { return s.run(cmd.Context()) },
	}
	s.flags(cmd)
	for _, add := range []func(*terminal) *cobra.Command{
		showCaseCommand, caseFieldsCommand, openCaseCommand, addInvoiceCommand, caseHistoryCommand, noteCaseCommand, assignCaseCommand, caseStateCommand,
		reportCaseCommand, caseEventCommand, caseCostCommand, billCaseCommand, requestCommand, requestsCommand, answerCommand, saveSearchCommand,
		searchesCommand, forgetSearchCommand, favouriteCommand, checkCasesCommand, payCaseCommand, withdrawCommand, attachCommand, documentCommand, printCaseCommand,
	} {
		cmd.AddCommand(add(t))
	}
	return cmd
}

// desk is where cases are worked on today.
func (o *office) desk() cases.Desk {
	today := o.today()
	credit := func(tx *ledger.Tx, ids []ledger.InvoiceID, reason string) error {
		return o.creditRevoked(tx, ids, today, reason)
	}
	return cases.Desk{Today: today, Country: o.config.Creditor.Country, Credit: credit, Departments: o.departments(), Told: o.reached}
}

// departments are the associations whose cases who types may see, and --tenant means: the
// names of the books (R-ALK-12: association is department). Without tenants nobody is
// kept from any.
func (o *office) departments() []string {
	if len(o.all.Tenants) == 0 {
		return nil
	}
	if u := o.me(); o.t.tenant == "" && (u == nil || u.Tenant == "") {
		return nil
	}
	list, _ := o.meant()
	return append([]string{}, list...) // who may see none sees none
}

// department fills in whose a new case is.
func (o *office) department(said *string) error {
	if len(o.all.Tenants) == 0 {
		return nil
	}
	if *said != "" && *said != o.books {
		return usageError{fmt.Errorf("cases open: --department %s: these are the books of %s", *said, o.books)}
	}
	*said = o.books
	return nil
}

// reached tells whether files can be sent to a partner of that name.
func (o *office) reached(partner string) bool {
	return slices.ContainsFunc(o.config.Partners, func(p config.Partner) bool {
		return p.ID == partner && (p.Outbound[string(outbox.CaseEvent)] != "" || p.Outbound[""] != "")
	})
}

// creditRevoked credits the invoices of a revoked case in full (T-05), those that were not
// credited before.
func (o *office) creditRevoked(tx *ledger.Tx, ids []ledger.InvoiceID, on date.Date, reason string) error {
	for _, id := range ids {
		done, err := tx.CreditInvoice(ledger.Credit{Invoice: id, On: on, Reason: "case revoked: " + reason})
		if err == nil {
			err = o.withdrawn(tx, id, done, "") // why it was revoked is between us and the handler
		}
		if err != nil && !errors.Is(err, ledger.ErrCredited) {
			return err
		}
	}
	return nil
}

// somebody is the user of the configuration who types, "" when there is none: for what is
// a user's own and needs no role.
func (o *office) somebody() string {
	login, err := user.Current()
	if err != nil {
		return ""
	}
	for _, u := range o.config.Users {
		if u.OS == login.Username && (o.t.as == "" || o.t.as == u.Name) {
			return u.Name
		}
	}
	return ""
}

// owning opens the office for a command on what is a user's own.
func (t *terminal) owning(ctx context.Context, fn func(*office, *ledger.Tx, string) error) error {
	o, err := t.openOffice(ctx, false)
	if err != nil {
		return err
	}
	defer o.close()
	who := o.somebody()
	if who == "" {
		return fmt.Errorf("cases: E_NO_ACCESS: no user of the configuration has this login\nhint: add it under users")
	}
	var usage usageError
	own, err := o.chosen()
	if errors.As(err, &usage) { // what is a user's own is of no books in particular, but of some that are theirs
		var seen []string
		if seen, err = o.meant(); err == nil {
			own = o.of(seen[0])
		}
	}
	if err != nil {
		return err
	}
	return own.acts(ctx, who, func(tx *ledger.Tx) error { return fn(own, tx, who) })
}

// onCase makes a command that a person with the role operator does to one case.
func onCase(t *terminal, cmd *cobra.Command, fn func(*office, *ledger.Tx, cases.Case, []string) error) *cobra.Command {
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
			c, err := cases.Find(tx, args[0])
			if err != nil {
				return err
			}
			if err := fn(o, tx, c, args[1:]); err != nil {
				return err
			}
			c, err = cases.Load(tx, c.ID)
			if err == nil && !t.json {
				t.say(o.in, "case %s: %s, %s", c.Number, c.State, c.Activity)
			} else if err == nil {
				err = t.printJSON(caseValue(cases.Hit{Case: c}))
			}
			return err
		})
	}
	return cmd
}

// flagDay reads a day given by a flag; "" is none.
func flagDay(text string) (date.Date, error) {
	var d date.Date
	if err := d.UnmarshalText([]byte(text)); err != nil {
		return 0, usageError{err}
	}
	return d, nil
}

func openCaseCommand(t *terminal) *cobra.Command {
	var n cases.New
	var state, registered string
	cmd := &cobra.Command{Use: "open INVOICE…", Short: "open a case on a debtor's invoices (operator)", Args: atLeast(1, "invoice numbers"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) (err error) {
				n.State = cases.State(state)
				if n.Registered, err = flagDay(registered); err != nil {
					return err
				}
				for _, number := range args {
					i, err := tx.InvoiceByNumber(number)
					if err != nil {
						return err
					}
					n.Invoices = append(n.Invoices, i.ID)
				}
				if err := o.department(&n.Department); err != nil {
					return err
				}
				c, err := o.desk().Open(tx, n)
				switch {
				case err != nil:
					return err
				case t.json:
					return t.printJSON(caseValue(cases.Hit{Case: c}))
				}
				t.say(o.in, "%s: opened for %s", c.Number, c.Debtor.Name)
				return nil
			})
		}}
	cmd.Flags().StringVar(&n.Client, "client", "", "for whom the debt is collected; empty: ourselves")
	cmd.Flags().StringVar(&n.Department, "department", "", "the association; where there are tenants, the one whose books these are")
	cmd.Flags().StringVar(&n.Country, "system", "", "whose law it is under; empty: the debtor's country")
	cmd.Flags().StringVar(&n.Handler, "handler", "", "who works on it")
	cmd.Flags().StringVar(&n.Partner, "partner", "", "who has taken it over")
	cmd.Flags().StringVar(&n.PartnerNo, "partner-no", "", "its number there")
	cmd.Flags().StringVar(&n.DebtorNo, "debtor-no", "", "and the debtor's")
	cmd.Flags().StringVar(&state, "state", "", "invoicing (when nothing is said), collection, monitoring")
	cmd.Flags().StringVar(&registered, "registered", "", "day of registration; empty: today")
	return cmd
}

func addInvoiceCommand(t *terminal) *cobra.Command {
	cmd := &cobra.Command{Use: "add CASE INVOICE", Short: "add a debtor's later invoice to a case (operator)", Args: exactly(2, "a case and an invoice number")}
	return onCase(t, cmd, func(o *office, tx *ledger.Tx, c cases.Case, args []string) error {
		i, err := tx.InvoiceByNumber(args[0])
		if err != nil {
			return err
		}
		return o.desk().AddInvoice(tx, c.ID, i.ID)
	})
}

func noteCaseCommand(t *terminal) *cobra.Command {
	cmd := &cobra.Command{Use: "note CASE TEXT", Short: "write a note on a case (operator)", Args: exactly(2, "a case and the note")}
	return onCase(t, cmd, func(o *office, tx *ledger.Tx, c cases.Case, args []string) error {
		return o.desk().Note(tx, c.ID, args[0])
	})
}

func assignCaseCommand(t *terminal) *cobra.Command {
	cmd := &cobra.Command{Use: "assign CASE HANDLER", Short: `give a case to a handler, "" to nobody (operator)`, Args: exactly(2, "a case and a handler")}
	return onCase(t, cmd, func(o *office, tx *ledger.Tx, c cases.Case, args []string) error {
		return o.desk().Assign(tx, c.ID, args[0])
	})
}

func caseStateCommand(t *terminal) *cobra.Command {
	var text, outcome, until string
	cmd := &cobra.Command{Use: "state CASE ACT", Short: "move a case: handed-over, put-under-monitoring, resumed, taken-back, close, reopen, rest, wake (operator)",
		Args: exactly(2, "a case and an act")}
	cmd.Flags().StringVar(&text, "text", "", "why")
	cmd.Flags().StringVar(&outcome, "outcome", "", "of close: paid, credited, written-off, limitation, mistake")
	cmd.Flags().StringVar(&until, "through", "", "of rest: its last day")
	return onCase(t, cmd, func(o *office, tx *ledger.Tx, c cases.Case, args []string) error {
		through, err := flagDay(until)
		if err != nil {
			return err
		}
		switch act := args[0]; act {
		case "close":
			return o.desk().Close(tx, c.ID, cases.Outcome(outcome), text)
		case "reopen":
			return o.desk().Reopen(tx, c.ID, text)
		case "rest":
			if through == 0 {
				return usageError{fmt.Errorf("cases state rest: want --through")}
			}
			return o.desk().Rest(tx, c.ID, through, text)
		case "wake":
			return o.desk().Rest(tx, c.ID, 0, text)
		default:
			return o.desk().Move(tx, c.ID, cases.Act(act), text)
		}
	})
}

func checkCasesCommand(t *terminal) *cobra.Command {
	return &cobra.Command{Use: "check", Short: "the cases' own laws: events unchanged, counts and index right", Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				if err := o.wholeHouse(); err != nil {
					return err
				}
				wrongs, err := cases.Check(tx)
				if err != nil {
					return err
				}
				if t.json {
					err = t.printJSON(append([]string{}, wrongs...))
				} else {
					for _, w := range wrongs {
						t.printf("%s\n", t.paint(bad, printable(w)))
					}
				}
				switch {
				case len(wrongs) > 0:
					return errors.Join(err, fmt.Errorf("cases check: %d are wrong", len(wrongs)))
				case err != nil || t.json:
					return err
				}
				t.printf("%s\n", t.paint(good, line(o.in, "the cases hold")))
				return nil
			})
		}}
}
