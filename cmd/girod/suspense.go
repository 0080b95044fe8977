package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/intake"
	"girod/ledger/report"
)

// suspenseJSON is money nobody could place.
type suspenseJSON struct {
	Tenant   string         `json:"tenant,omitempty"`
	Payment  string         `json:"payment"`
	BookedOn date.Date      `json:"bookedOn"`
	Age      int            `json:"ageDays"`
	Bucket   string         `json:"age"`
	Amount   string         `json:"amount"`
	Rest     string         `json:"rest"`
	Currency money.Currency `json:"currency"`
	Payer    string         `json:"payer"`
	Account  string         `json:"payerAccount"`
	Text     string         `json:"text"`
	Why      string         `json:"why"`
}

func suspenseCommand(t *terminal) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "suspense",
		Short: "money nobody could place, and why; allocate it by hand",
		Args:  exactly(0, "no arguments; girod suspense allocate PAYMENT INVOICE gives money an owner"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.lookingAll(cmd.Context(), (*office).listSuspense)
		},
	}
	cmd.AddCommand(allocateCommand(t), returnCommand(t))
	cmd.AddCommand(proposalCommands(t)...)
	cmd.AddCommand(takingBackCommands(t)...)
	return cmd
}

func (o *office) listSuspense(tx *ledger.Tx) error {
	in := o.in
	list := []suspenseJSON{}
	tb := o.listed(headed(in, "payment", "day", ">days", ">rest", "currency", "payer", "the payer said", "why").head...)
	sums := map[string]map[money.Currency]int64{}
	show := func(o *office, r ledger.Receipt, rest int64) error {
		v := o.resting(r, rest)
		list = append(list, v)
		if sums[v.Bucket] == nil {
			sums[v.Bucket] = map[money.Currency]int64{}
		}
		sums[v.Bucket][r.Currency] += rest
		tb.add(o, v.Payment, v.BookedOn.String(), itoa(int64(v.Age)), v.Rest, string(v.Currency), v.Payer, v.Text, inWords(in, report.Evidence, v.Why))
		return nil
	}
	err := o.each(tx, func(o *office, tx *ledger.Tx) error {
		return openSuspense(tx, func(r ledger.Receipt, rest int64) error { return show(o, r, rest) })
	})
	if err != nil {
		return err
	}
	if o.t.json {
		return o.t.printJSON(list)
	}
	o.t.print(tb.table, inWords(in, "heading", "nothing rests on suspense"))
	for _, a := range ages {
		for _, c := range slices.Sorted(maps.Keys(sums[a.name])) {
			o.t.printf("%-10s %s %s\n", inWords(in, "age", a.name), amount(sums[a.name][c], c), c)
		}
	}
	return nil
}

// resting is a payment on suspense as it is shown, with its age today.
func (o *office) resting(r ledger.Receipt, rest int64) suspenseJSON {
	days := date.From(o.at.In(o.zone)).Days(r.BookedOn)
	return suspenseJSON{
		Tenant: o.owner(), Payment: payName(r.ID), BookedOn: r.BookedOn, Age: days, Bucket: ageOf(days), Amount: amount(r.Amount, r.Currency),
		Rest: amount(rest, r.Currency), Currency: r.Currency, Payer: string(r.Payer), Account: string(r.PayerAccount),
		Text: string(r.Text), Why: string(r.Evidence),
	}
}

// openSuspense calls fn for each payment with something left on suspense, oldest first.
func openSuspense(tx *ledger.Tx, fn func(ledger.Receipt, int64) error) error {
	open, err := tx.OpenSuspense()
	slices.SortStableFunc(open, func(a, b ledger.OpenSuspense) int { return int(a.BookedOn - b.BookedOn) })
	for _, s := range open {
		if err == nil {
			err = fn(s.Receipt, s.Rest)
		}
	}
	return err
}

// allocateCommand gives money on suspense to invoices, as a person decided.
func allocateCommand(t *terminal) *cobra.Command {
	var first, reason string
	var credit bool
	cmd := &cobra.Command{
		Use:   "allocate PAYMENT INVOICE[=AMOUNT]… --reason TEXT",
		Short: "give a payment on suspense to invoices",
		Long: `allocate gives a payment that rests on suspense to one invoice or more. Without an
amount an invoice takes as much as fits; of one in another currency than the payment's say
how much of it is paid, in its own, and all of the payment is exchanged. What is left goes on resting, or with --credit
becomes the customer's credit. It is undone by "girod payments undo".`,
		Args: atLeast(2, "a payment such as pay17, and invoice numbers"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.allocate(cmd.Context(), args, first, reason, credit)
		},
	}
	cmd.Flags().StringVar(&first, "first", "principal", "which bucket is filled first: principal, fee, interest, cost")
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the book for ever")
	cmd.Flags().BoolVar(&credit, "credit", false, "what is left becomes the customer's credit")
	return cmd
}

func (t *terminal) allocate(ctx context.Context, args []string, first, reason string, credit bool) error {
	id, err := paymentID(args[0])
	if err != nil {
		return err
	}
	bucket, ok := map[string]ledger.Bucket{
		"principal": ledger.Principal, "fee": ledger.Fee, "interest": ledger.Interest, "cost": ledger.Cost,
	}[first]
	if !ok || reason == "" {
		return usageError{fmt.Errorf("suspense allocate: want --reason, and --first principal, fee, interest or cost")}
	}
	return t.acting(ctx, "operator", func(o *office, tx *ledger.Tx) error {
		r, err := tx.Receipt(id)
		if err != nil {
			return err
		}
		var parts []intake.Part
		for _, arg := range args[1:] {
			number, text, priced := strings.Cut(arg, "=")
			i, err := tx.InvoiceByNumber(number)
			if err != nil {
				return err
			}
			part := intake.Part{Invoice: i.ID}
			if priced {
				if part.Amount, err = money.Parse(text, i.Currency); err != nil {
					return usageError{err}
				}
				if part.Amount <= 0 { // nothing said is all there is; nothing is not
					return usageError{fmt.Errorf("suspense allocate %s: %w, or none for all that fits", arg, cases.ErrAmount)}
				}
			}
			parts = append(parts, part)
		}
		d, err := o.handDesk(tx, r.File)
		if err != nil {
			return err
		}
		if _, err = intake.Allocate(tx, id, parts, intake.Order(bucket), credit, d, o.today(), reason); err != nil {
			return err
		}
		return o.acted(tx, id, line(o.in, "allocated; undo it with: %s", "girod payments undo "+payName(id)+" --reason …"))
	})
}

// acted tells of a payment that somebody has done something about: a program how it stands now,
// a person what was done.
func (o *office) acted(tx *ledger.Tx, id ledger.ReceiptID, done string) error {
	if o.t.json {
		return o.showPayment(tx, id)
	}
	o.t.printf("%s\n", done)
	return nil
}

// payName is what a payment is called.
func payName(id ledger.ReceiptID) string { return "pay" + itoa(int64(id)) }

// ofBank refuses a payment that a person registered: it never was on an account of ours, so
// it cannot rest on suspense.
func ofBank(tx *ledger.Tx, id ledger.ReceiptID) error {
	r, err := tx.Receipt(id)
	if err != nil {
		return err
	}
	if n := cases.RegisteredAs(r); n != 0 {
		return fmt.Errorf("payment %s was registered by hand and never came to us\nhint: girod cases withdraw %d", payName(id), n)
	}
	return nil
}

// undoCommand takes back what a payment settled.
func undoCommand(t *terminal) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "undo PAYMENT --reason TEXT",
		Short: "take back what a payment settled; it rests on suspense again",
		Args:  exactly(1, "a payment such as pay17"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := paymentID(args[0])
			if err != nil {
				return err
			}
			if reason == "" {
				return usageError{fmt.Errorf("payments undo: want --reason")}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				if err := ofBank(tx, id); err != nil {
					return err
				}
				if _, err := intake.Undo(tx, id, o.today(), reason); err != nil {
					return err
				}
				return o.acted(tx, id, line(o.in, "undone; %s rests on suspense", payName(id)))
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the book for ever")
	return cmd
}
