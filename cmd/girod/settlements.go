package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/settlement"
)

// settlementJSON is an acquirer's settlement as programs see it.
type settlementJSON struct {
	Settlement string         `json:"settlement"`
	Tenant     string         `json:"tenant,omitempty"`
	Partner    string         `json:"partner"`
	Number     string         `json:"number"`
	Acquirer   string         `json:"acquirer"`
	Merchant   string         `json:"merchant,omitempty"`
	Account    string         `json:"account"`
	PaidOn     date.Date      `json:"paidOn"`
	Currency   money.Currency `json:"currency"`
	Gross      string         `json:"gross"`
	Fee        string         `json:"fee"`
	Net        string         `json:"net"`
	Purchases  int            `json:"purchases"`
	File       string         `json:"file"`
	State      string         `json:"state"` // waiting, paid
	Entry      int64          `json:"entry,omitempty"`
	Payment    string         `json:"payment,omitempty"`
}

func settlementsCommand(t *terminal) *cobra.Command {
	var waiting bool
	list := func(cmd *cobra.Command, _ []string) error {
		return t.lookingAll(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.listSettlements(tx, waiting) })
	}
	cmd := &cobra.Command{
		Use:   "settlements",
		Short: "what acquirers of card and Swish pay: list, show, meet with a payment, part",
		Args:  exactly(0, "no arguments; girod settlements show SETTLEMENT shows one"),
		RunE:  list,
	}
	listing := &cobra.Command{Use: "list", Short: "settlements with gross, fee and net, and whether the bank has paid", Args: exactly(0, "no arguments"), RunE: list}
	for _, c := range []*cobra.Command{cmd, listing} {
		c.Flags().BoolVar(&waiting, "waiting", false, "only those whose money has not come")
	}
	show := &cobra.Command{Use: "show SETTLEMENT", Short: "one settlement and the booking of its money", Args: exactly(1, "a settlement such as set3"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				id, err := settlement.ParseName(args[0])
				if err != nil {
					return usageError{err}
				}
				return o.showSettlement(tx, id)
			})
		}}
	cmd.AddCommand(listing, show, meetCommand(t), partSettlementCommand(t))
	return cmd
}

func meetCommand(t *terminal) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "meet SETTLEMENT PAYMENT --reason TEXT",
		Short: "say which payment on suspense is a settlement's money (operator)",
		Long: `meet books a payment that rests on suspense as the money of a settlement, where girod could
not tell by itself: neither the bank's text nor day and amount named just one. The payment
must be the settlement's net, to the öre; unequal sums do not meet.`,
		Args: exactly(2, "a settlement such as set3 and a payment such as pay17"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := settlement.ParseName(args[0])
			if err != nil {
				return usageError{err}
			}
			receipt, err := paymentID(args[1])
			if err != nil {
				return err
			}
			if reason == "" {
				return usageError{fmt.Errorf("settlements meet: want --reason")}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				if _, err := settlement.Meet(tx, id, receipt, reason); err != nil {
					return err
				}
				return o.showSettlement(tx, id)
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the book for ever")
	return cmd
}

func partSettlementCommand(t *terminal) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "part SETTLEMENT --reason TEXT",
		Short: "take back that a payment was a settlement's money (operator)",
		Long: `part takes a settlement and the payment apart that it met: the settlement waits for its
money again, and the payment rests on suspense. A settlement whose money the bank's own file
explained cannot be parted.`,
		Args: exactly(1, "a settlement such as set3"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := settlement.ParseName(args[0])
			if err != nil {
				return usageError{err}
			}
			if reason == "" {
				return usageError{fmt.Errorf("settlements part: want --reason")}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				if _, err := settlement.Part(tx, id, date.From(o.at.In(o.zone)), reason); err != nil {
					return err
				}
				return o.showSettlement(tx, id)
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the book for ever")
	return cmd
}

func (o *office) settlementValue(tx *ledger.Tx, s *settlement.Settlement) (settlementJSON, error) {
	v := settlementJSON{
		Settlement: s.ID.Name(), Tenant: o.owner(), Partner: s.Partner, Number: s.Name, Acquirer: s.Acquirer, Merchant: s.Merchant, Account: s.Account,
		PaidOn: s.PaidOn, Currency: s.Currency, Gross: amount(s.Gross, s.Currency), Fee: amount(s.Fee, s.Currency), Net: amount(s.Net, s.Currency),
		Purchases: s.Purchases, File: s.File, State: "waiting",
	}
	if !s.Met() {
		return v, nil
	}
	v.State = "paid"
	if s.Receipt != 0 {
		v.Payment = payName(s.Receipt)
	}
	id, err := settlement.EntryOf(tx, s)
	v.Entry = int64(id)
	return v, err
}

func (o *office) listSettlements(tx *ledger.Tx, waiting bool) error {
	in := o.in
	all := o.rows(in, "settlement", "number", "acquirer", "paid on", ">purchases", ">gross", ">fee", ">net", "currency", "state")
	err := o.each(tx, func(o *office, tx *ledger.Tx) error {
		list, err := settlement.List(tx, waiting)
		for i := range list {
			v, err := o.settlementValue(tx, &list[i])
			if err == nil {
				err = all.of(o, v, v.Settlement, v.Number, v.Acquirer, v.PaidOn.String(), itoa(int64(v.Purchases)), v.Gross, v.Fee, v.Net, string(v.Currency), inWords(in, "settling", v.State))
			}
			if err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return all.end(line(in, "no settlements"))
}

func (o *office) showSettlement(tx *ledger.Tx, id settlement.ID) error {
	s, err := settlement.Load(tx, id)
	if err != nil {
		return err
	}
	v, err := o.settlementValue(tx, &s)
	if err != nil {
		return err
	}
	t := o.t
	if t.json {
		return t.printJSON(v)
	}
	in := o.in
	t.say(in, "%s  %s %s, to %s on %s: %s", v.Settlement, v.Acquirer, v.Number, v.Account, v.PaidOn, inWords(in, "settling", v.State))
	t.say(in, "%s gross, %s fee, %s net; %d purchases, told in %s", v.Gross, v.Fee, v.Net+" "+string(v.Currency), v.Purchases, v.File)
	switch {
	case !s.Met():
		t.say(in, "the bank has not told of the money; when it rests on suspense: %s", "girod settlements meet "+v.Settlement+" PAYMENT")
	case v.Entry == 0:
		t.say(in, "there was nothing to pay")
	default:
		e, err := tx.Entry(ledger.EntryID(v.Entry))
		if err != nil {
			return err
		}
		t.say(in, "%s of %s:", e.Voucher(), e.BookedOn)
		for _, p := range e.Postings {
			t.printf("    %s %-16s %15s %s\n", p.Account, coded(in, "trial-balance", string(p.Role)), amount(p.Amount, p.Currency), p.Currency)
		}
	}
	return nil
}
