package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/report"
)

// kinJSON is a debtor that is one with another, and what all of them owe and have together.
type kinJSON struct {
	Survivor string        `json:"survivor"` // "" of a debtor that is one with nobody
	With     []string      `json:"oneWith"`
	Accounts []accountJSON `json:"accounts"`
}

// accountJSON is what a debtor has with us in one currency.
type accountJSON struct {
	Currency money.Currency `json:"currency"`
	Invoices int            `json:"openInvoices"`
	Owed     string         `json:"owed"`
	Credit   string         `json:"credit"`
}

// kinValue tells of a debtor and all that are one with it.
func kinValue(tx *ledger.Tx, p ledger.Party) (v kinJSON, err error) {
	v = kinJSON{With: []string{}, Accounts: []accountJSON{}}
	kin, err := tx.Kin(p.ID)
	for n, id := range kin {
		if err != nil {
			return v, err
		}
		var other ledger.Party
		other, err = tx.Party(id)
		if n == 0 && len(kin) > 1 {
			v.Survivor = other.CustomerNo
		}
		if id != p.ID {
			v.With = append(v.With, other.CustomerNo)
		}
	}
	if err != nil {
		return v, err
	}
	standings, err := tx.StandingsOf(p.ID)
	for _, s := range standings {
		v.Accounts = append(v.Accounts, accountJSON{s.Currency, s.Invoices, amount(s.Owed, s.Currency), amount(s.Credit, s.Currency)})
	}
	return v, err
}

func (t *terminal) printKin(in *report.Tongue, v kinJSON) {
	if len(v.With) > 0 {
		t.printf("%s\n", t.paint(warn, printable(line(in, "one with customer %s; they stand as %s", strings.Join(v.With, ", "), v.Survivor))))
	}
	for _, a := range v.Accounts {
		owed, credit := a.Owed+" "+string(a.Currency), a.Credit+" "+string(a.Currency)
		if a.Credit != amount(0, a.Currency) {
			t.say(in, "owes %s on %d invoices, has %s with us", owed, a.Invoices, credit)
		} else {
			t.say(in, "owes %s on %d invoices", owed, a.Invoices)
		}
	}
}

func mergePartyCommand(t *terminal) *cobra.Command {
	var into, reason string
	cmd := &cobra.Command{
		Use: "merge CUSTOMER --into SURVIVOR --reason TEXT", Short: "say that two debtors are one and the same (operator)",
		Long: `merge says that a customer came to us twice. Invoices keep the customer they were issued
to, and letters their address; but what one of them owes, has with us or is held for, both
do: payments find the invoices of both, what is known of one stops the reminders of both,
and every case of theirs is found by the survivor's number. The other number is a former
one. "girod parties part" takes it back.`,
		Args: exactly(1, "the customer number that is to be a former one"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if into == "" || reason == "" {
				return usageError{fmt.Errorf("parties merge: want --into and --reason")}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				p, err := tx.PartyByCustomerNo(args[0])
				if err != nil {
					return err
				}
				survivor, err := tx.PartyByCustomerNo(into)
				if err == nil {
					err = o.desk().Merge(tx, p.ID, survivor.ID, reason)
				}
				if err != nil {
					return err
				}
				return o.printParty(tx, survivor)
			})
		},
	}
	cmd.Flags().StringVar(&into, "into", "", "the customer number both stand under from now on")
	cmd.Flags().StringVar(&reason, "reason", "", "how it is known; stands in the history for ever")
	return cmd
}

func partPartyCommand(t *terminal) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use: "part CUSTOMER --reason TEXT", Short: "take a merge back: the customer is somebody else again (operator)", Args: exactly(1, "the customer number that was merged"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if reason == "" {
				return usageError{fmt.Errorf("parties part: want --reason")}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				p, err := tx.PartyByCustomerNo(args[0])
				if err == nil {
					err = o.desk().Part(tx, p.ID, reason)
				}
				if err != nil {
					return err
				}
				return o.printParty(tx, p)
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the history for ever")
	return cmd
}
