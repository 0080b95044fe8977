package main

import (
	"github.com/spf13/cobra"

	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/hold"
)

// wholeCaseJSON is all that is known of a case as one set of data (R-BST-60): what its page
// shows, what stands in its way, what was registered by hand, and everything that happened.
type wholeCaseJSON struct {
	caseFileJSON
	Holds    []holdJSON       `json:"holds"`
	Payments []registeredJSON `json:"registeredPayments"`
	History  []happenedJSON   `json:"history"`
	Printed  string           `json:"printed"`
}

func printCaseCommand(t *terminal) *cobra.Command {
	cmd := &cobra.Command{
		Use: "print CASE", Short: "the whole case to print or to keep: all of show, holds, payments by hand, the whole history and its documents",
		Args: exactly(1, "a case number such as C000017"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				c, err := cases.Find(tx, args[0])
				if err != nil {
					return err
				}
				v, err := o.wholeCase(tx, c)
				switch {
				case err != nil:
					return err
				case t.json:
					return t.printJSON(v)
				}
				return o.printWhole(v)
			})
		},
	}
	return cmd
}

func (o *office) wholeCase(tx *ledger.Tx, c cases.Case) (v wholeCaseJSON, err error) {
	v = wholeCaseJSON{Holds: []holdJSON{}, Payments: []registeredJSON{}, History: []happenedJSON{}, Printed: o.desk().Today.String()}
	if v.caseFileJSON, err = o.caseFile(tx, c); err != nil {
		return v, err
	}
	if v.Holds, err = caseHolds(tx, c, o.desk()); err != nil {
		return v, err
	}
	registered, err := c.Payments(tx)
	for _, r := range registered {
		if err != nil {
			return v, err
		}
		var p registeredJSON
		p, err = registeredValue(tx, r)
		v.Payments = append(v.Payments, p)
	}
	in := o.in
	teller := &historian{o: o, tx: tx, c: c, in: in}
	for after := ""; err == nil; {
		var page []cases.Happened
		page, after, err = c.History(tx, cases.HistoryFilter{After: after, Limit: 500})
		for _, h := range page {
			line, wrong := teller.value(h)
			if wrong != nil {
				return v, wrong
			}
			v.History = append(v.History, line)
		}
		if after == "" {
			break
		}
	}
	return v, err
}

// caseHolds gives what stands on the case's invoices and its debtor today, each once.
func caseHolds(tx *ledger.Tx, c cases.Case, d cases.Desk) ([]holdJSON, error) {
	list, seen := []holdJSON{}, map[hold.ID]bool{}
	invoices, err := c.Invoices(tx)
	for _, i := range invoices {
		if err != nil {
			return nil, err
		}
		var held []hold.Hold
		held, err = hold.On(tx, i.ID, d.Today)
		for _, h := range held {
			if seen[h.ID] {
				continue
			}
			seen[h.ID] = true
			l := hold.Listed{Hold: h, Customer: c.Debtor.CustomerNo, Name: c.Debtor.Name}
			if h.Invoice != 0 {
				l.Number = i.Number
			}
			list = append(list, holdValue(l))
		}
	}
	return list, err
}

func (o *office) printWhole(v wholeCaseJSON) error {
	t := o.t
	in := o.in
	o.printCase(v.caseFileJSON)
	if len(v.Holds) > 0 {
		tb := headed(in, "hold", "on", "since", "through", "source")
		for _, h := range v.Holds {
			on := h.Invoice
			if on == "" {
				on = line(in, "the debtor")
			}
			tb.row(coded(in, "holds", h.Reason), on, h.From, h.Through, inWords(in, "source", h.Source))
		}
		t.printf("\n")
		t.print(tb, "")
	}
	if len(v.Payments) > 0 {
		tb := headed(in, ">registered", "kind", "day", ">amount", "first on", ">surplus", "reason", "taken back")
		for _, p := range v.Payments {
			tb.row(itoa(p.ID), inWords(in, "registering", p.Kind), p.On, p.Amount, p.Invoice, p.Surplus, p.Reason, p.Withdrawn)
		}
		t.printf("\n")
		t.print(tb, "")
	}
	tb := headed(in, "category", "day", "kind", "who", "what", ">amount", "documents")
	for _, h := range v.History {
		tb.row(in.Kind(h.Category), h.Day, h.KindSaid, h.By, h.Said, inWords(in, "amount", h.Amount), documentNames(h.Documents))
	}
	t.printf("\n")
	t.print(tb, "")
	for _, h := range v.History {
		if h.Details != "" {
			t.printf("\n%s, %s, %s:\n%s\n", h.Day, h.KindSaid, printable(h.By), printable(h.Details))
		}
	}
	t.printf("\n%s\n", line(in, "printed %s", v.Printed))
	return nil
}
