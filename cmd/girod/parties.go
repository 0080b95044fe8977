package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"girod/formats/reference"
	"girod/ledger"
	"girod/ledger/hold"
)

// partyJSON is the card of a debtor with what stands about him (R-BST-41, R-BST-42).
type partyJSON struct {
	debtorJSON
	kinJSON
	Holds []holdJSON `json:"holds"`
}

func partiesCommand(t *terminal) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "parties",
		Short: "debtors: who they are, and what is known of them",
		Args:  exactly(1, "a command; girod parties show CUSTOMER shows one"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(showPartyCommand(t), holdPartyCommand(t), unholdPartyCommand(t), mergePartyCommand(t), partPartyCommand(t))
	return cmd
}

// debtorValue is a debtor's card as it may be shown today.
func (o *office) debtorValue(tx *ledger.Tx, p ledger.Party) (debtorJSON, error) {
	p, hidden, err := hold.Shown(tx, p, o.today())
	v := debtorJSON{p.CustomerNo, p.Name, p.OrgNo, p.Email, p.Phone, p.Street, p.Street2, p.PostCode, p.Town, p.Country, p.Company, hidden}
	if !p.Company {
		v.OrgNo = reference.MaskPersonNo(p.OrgNo)
	}
	return v, err
}

// where is a line that tells where a debtor is reached.
func (o *office) where(d debtorJSON) string {
	if d.Protected {
		in := o.in
		return line(in, "protected identity: the address is shown nowhere, letters go through the authority")
	}
	known := slices.DeleteFunc([]string{d.Street, d.Street2, strings.TrimSpace(d.PostCode + " " + d.Town), d.Country, d.Email, d.Phone}, func(s string) bool { return s == "" })
	return strings.Join(known, ", ")
}

func showPartyCommand(t *terminal) *cobra.Command {
	return &cobra.Command{Use: "show CUSTOMER", Short: "a debtor's card, with what stands about them", Args: exactly(1, "a customer number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				p, err := tx.PartyByCustomerNo(args[0])
				if err != nil {
					return err
				}
				return o.printParty(tx, p)
			})
		}}
}

func (o *office) printParty(tx *ledger.Tx, p ledger.Party) error {
	kin, err := kinValue(tx, p)
	if err != nil {
		return err
	}
	card, err := o.debtorValue(tx, p)
	if err != nil {
		return err
	}
	v := partyJSON{card, kin, []holdJSON{}}
	list, err := hold.OnDebtor(tx, p.ID, o.today())
	for _, h := range list {
		v.Holds = append(v.Holds, holdValue(hold.Listed{Hold: h, Customer: p.CustomerNo, Name: p.Name}))
	}
	switch {
	case err != nil:
		return err
	case o.t.json:
		return o.t.printJSON(v)
	}
	o.t.printf("%s  %s, %s\n", printable(v.Customer), printable(v.Name), printable(v.OrgNo))
	o.t.printf("%s\n", printable(o.where(card)))
	o.t.printKin(o.in, kin)
	for i, h := range list {
		o.t.printf("%s\n", o.t.paint(warn, printable(line(o.in, "on hold: %s since %s: %s", h.Reason.Words(), v.Holds[i].From, h.Source))))
	}
	return nil
}

func holdPartyCommand(t *terminal) *cobra.Command {
	var h holding
	cmd := &cobra.Command{
		Use:   "hold CUSTOMER --reason REASON --from DAY --source TEXT",
		Short: "write down what is known of a debtor: death, bankruptcy, debt restructuring … (operator)",
		Long: `hold flags a debtor with the day and the source. It stands on every invoice, those of
the future too, until somebody ends it. After it "girod holds claim" states the claim as of
that day, and "girod holds" lists what is to be done by when.`,
		Args: exactly(1, "a customer number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := h.check("parties hold", h.source); err != nil {
				return err
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				p, err := tx.PartyByCustomerNo(args[0])
				if err != nil {
					return err
				}
				return h.put(o, tx, hold.New{Party: p.ID})
			})
		},
	}
	return h.putFlags(cmd, "deceased, bankruptcy, debt-restructuring, minor, protected-identity, dispute …")
}

func unholdPartyCommand(t *terminal) *cobra.Command {
	var h holding
	cmd := &cobra.Command{
		Use: "unhold CUSTOMER --reason REASON --why TEXT", Short: "end what stands about a debtor (operator)", Args: exactly(1, "a customer number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := h.check("parties unhold", h.why); err != nil {
				return err
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				p, err := tx.PartyByCustomerNo(args[0])
				if err != nil {
					return err
				}
				list, err := hold.OnDebtor(tx, p.ID, o.today())
				if err != nil {
					return err
				}
				return h.end(o, tx, list, func(hold.Hold) bool { return true }, "customer "+p.CustomerNo)
			})
		},
	}
	cmd.Flags().StringVar(&h.reason, "reason", "", "which")
	cmd.Flags().StringVar(&h.why, "why", "", "why; stands in the history for ever")
	return cmd
}
