package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/dunning"
)

// registeredJSON is what a person registered by hand.
type registeredJSON struct {
	ID        int64          `json:"registered"`
	Kind      string         `json:"kind"`
	Case      string         `json:"case"`
	Invoice   string         `json:"invoice"`
	First     string         `json:"first"`
	On        string         `json:"on"`
	Amount    string         `json:"amount"`
	Currency  money.Currency `json:"currency"`
	Shares    []shareJSON    `json:"shares"`
	Surplus   string         `json:"surplus"`
	Reason    string         `json:"reason"`
	Withdrawn string         `json:"withdrawn,omitempty"`
}

type shareJSON struct {
	Invoice string `json:"invoice"`
	bucketsJSON
	Voucher string `json:"voucher"`
}

func registeredValue(tx *ledger.Tx, r cases.Registered) (v registeredJSON, err error) {
	show := func(minor int64) string { return amount(minor, r.Currency) }
	v = registeredJSON{ID: r.ID, Kind: string(r.Kind), First: r.First.String(), On: r.On.String(), Amount: show(r.Amount), Currency: r.Currency,
		Shares: []shareJSON{}, Surplus: show(r.Surplus), Reason: r.Reason, Withdrawn: r.Withdrawn}
	if r.Case != 0 {
		c, err := cases.Load(tx, r.Case)
		if err != nil {
			return v, err
		}
		v.Case = c.Number
	}
	primary, err := tx.Invoice(r.Invoice)
	v.Invoice = primary.Number
	for _, t := range r.Shares {
		if err != nil {
			return v, err
		}
		voucher := "" // an agent books nothing of it
		if t.Entry != 0 {
			var e ledger.Entry
			e, err = tx.Entry(t.Entry)
			voucher = e.Voucher()
		}
		v.Shares = append(v.Shares, shareJSON{t.Invoice.Number, bucketsValue(t.Of, r.Currency), voucher})
	}
	return v, err
}

// payForm are the flags of the form "register payment" (R-BST-62 to 67).
type payForm struct {
	kind, first, on, amount, reason, invoice string
}

func (f *payForm) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.kind, "kind", string(cases.PaymentToClient), "payment_to_client, credit_by_amount, returned_order")
	cmd.Flags().StringVar(&f.first, "first", "principal", "which is filled first: principal, fee, interest, cost; the others follow in that order")
	cmd.Flags().StringVar(&f.on, "on", "", "the day the client received the money, or the order came back")
	cmd.Flags().StringVar(&f.amount, "amount", "", "how much; of a returned order, empty is the whole invoice")
	cmd.Flags().StringVar(&f.reason, "reason", "", "why, and how it is known; stands in the book for ever")
}

// check wants what the form must say before anything is opened.
func (f *payForm) check(what string) (bucket ledger.Bucket, err error) {
	bucket, ok := map[string]ledger.Bucket{
		"principal": ledger.Principal, "fee": ledger.Fee, "interest": ledger.Interest, "cost": ledger.Cost,
	}[f.first]
	switch {
	case !ok:
		return 0, usageError{fmt.Errorf("%s: --first %q: %w", what, f.first, cases.ErrBucket)}
	case f.on == "" || f.reason == "" || f.amount == "" && f.kind != string(cases.ReturnedOrder):
		return 0, usageError{fmt.Errorf("%s: want --on, --amount and --reason", what)}
	}
	return bucket, nil
}

// register books the form for an invoice.
func (o *office) register(tx *ledger.Tx, f payForm, first ledger.Bucket, i ledger.Invoice) error {
	minor := int64(0)
	if f.amount != "" {
		var err error
		if minor, err = money.Parse(f.amount, i.Currency); err != nil {
			return usageError{err}
		}
		if minor <= 0 {
			return usageError{fmt.Errorf("amount %s: %w", f.amount, cases.ErrAmount)}
		}
	}
	on, err := date.Parse(f.on)
	if err != nil {
		return usageError{err}
	}
	desk, err := o.payDesk()
	if err != nil {
		return err
	}
	r, err := desk.Register(tx, cases.Registering{Kind: cases.PaymentKind(f.kind), Invoice: i.ID, First: first, On: on, Amount: minor, Reason: f.reason})
	if err == nil {
		err = o.withdrawnByHand(tx, r)
	}
	if err != nil {
		return err
	}
	return o.printRegistered(tx, r)
}

// payDesk is the desk of cases with the law's interest at hand.
func (o *office) payDesk() (cases.Desk, error) {
	desk := o.desk()
	policy, err := o.remindingPolicy()
	desk.Paying = func(tx *ledger.Tx, i *ledger.Invoice, paid date.Date, amount int64, cause string) (int64, error) {
		return dunning.Paying(tx, policy, i, paid, amount, cause)
	}
	return desk, err
}

func (o *office) printRegistered(tx *ledger.Tx, r cases.Registered) error {
	v, err := registeredValue(tx, r)
	switch {
	case err != nil:
		return err
	case o.t.json:
		return o.t.printJSON(v)
	}
	o.t.say(o.in, "registered %d: %s of %s on %s, %s first", v.ID, v.Kind, v.Amount+" "+string(v.Currency), v.On, v.First)
	tb := headed(o.in, "invoice", ">principal", ">fee", ">interest", ">cost", ">total", "voucher")
	for _, s := range v.Shares {
		tb.row(s.Invoice, s.Principal, s.Fee, s.Interest, s.Cost, s.Total, s.Voucher)
	}
	o.t.print(tb, "")
	theirs := tx.Keeping() == ledger.Agent
	if r.Kind == cases.PaymentToClient && v.Withdrawn == "" && !theirs { // R-ALK-25: an invoice is paid by the invoice
		o.t.printf("%s\n", o.t.paint(warn, line(o.in, "paid past the invoice, to an account whose statements are not read here: ask the debtor to pay by the invoice")))
	}
	switch surplus := v.Surplus + " " + string(v.Currency); {
	case r.Surplus > 0 && theirs:
		o.t.printf("%s\n", o.t.paint(warn, line(o.in, "more than is owed, and the client's to give back: %s", surplus)))
	case r.Surplus > 0:
		o.t.printf("%s\n", o.t.paint(warn, line(o.in, "the customer's credit: %s", surplus)))
	}
	if v.Withdrawn != "" {
		o.t.say(o.in, "taken back: %s", v.Withdrawn)
	} else {
		o.t.say(o.in, "undo it with: %s", "girod cases withdraw "+itoa(v.ID)+" --reason …")
	}
	return nil
}

const payLong = `It books, as the form "register payment" of a case does, that the debtor paid the client
and not us (payment_to_client), that so much is credited (credit_by_amount), or that the
order came back (returned_order). The amount is counted off the invoice, the chosen part
first, then in the order principal, fee, interest, cost; what is more goes to the case's
other invoices, oldest due first, and then becomes the customer's credit. Interest stops on
the day of the payment. A payment to the client debits other_bank, an account whose
statements are not read here. In an agent's books nothing is booked: the client claims so
much less. The partner who has the case is told.`

func payInvoiceCommand(t *terminal) *cobra.Command {
	var f payForm
	cmd := &cobra.Command{
		Use: "pay NUMBER --on DAY --amount AMOUNT --reason TEXT", Short: "register a payment the client received, a credit or a returned order (operator)",
		Long: payLong, Args: exactly(1, "an invoice number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			first, err := f.check("invoices pay")
			if err != nil {
				return err
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				i, err := tx.InvoiceByNumber(args[0])
				if err != nil {
					return err
				}
				return o.register(tx, f, first, i)
			})
		},
	}
	f.flags(cmd)
	return cmd
}

func payCaseCommand(t *terminal) *cobra.Command {
	var f payForm
	cmd := &cobra.Command{
		Use: "pay CASE --on DAY --amount AMOUNT --reason TEXT", Short: "register a payment the client received, a credit or a returned order (operator)",
		Long: payLong, Args: exactly(1, "a case number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			first, err := f.check("cases pay")
			if err != nil {
				return err
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				c, err := cases.Find(tx, args[0])
				if err != nil {
					return err
				}
				i, err := c.Primary(tx, f.invoice)
				if err != nil {
					return err
				}
				return o.register(tx, f, first, i)
			})
		},
	}
	f.flags(cmd)
	cmd.Flags().StringVar(&f.invoice, "invoice", "", "counted off first (default: the case's oldest with something owed)")
	return cmd
}

func withdrawCommand(t *terminal) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use: "withdraw ID --reason TEXT", Short: "take back what was registered by hand; everything stands as before (operator)", Args: exactly(1, "the number of what was registered"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil || reason == "" {
				return usageError{fmt.Errorf("cases withdraw: want the number of what was registered, and --reason")}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				r, err := o.desk().Withdraw(tx, id, reason)
				if err != nil {
					return err
				}
				return o.printRegistered(tx, r)
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the book for ever")
	return cmd
}
