package main

import (
	"cmp"

	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/report"
)

// invoiceJSON is an invoice as programs see it.
type invoiceJSON struct {
	Tenant    string         `json:"tenant,omitempty"`
	Number    string         `json:"number"`
	Kind      string         `json:"kind"`
	Ref       string         `json:"ref"`
	Customer  string         `json:"customer"`
	Debtor    string         `json:"debtor"`
	Issued    date.Date      `json:"issued"`
	Due       date.Date      `json:"due"`
	Currency  money.Currency `json:"currency"`
	Gross     string         `json:"gross"`
	Principal string         `json:"principal"`
	Fee       string         `json:"fee"`
	Interest  string         `json:"interest"`
	Cost      string         `json:"cost"`
	Total     string         `json:"total"`
	File      string         `json:"file"`
	Outlays   string         `json:"outlays,omitempty"` // of its cost, what an agent has laid out
	Payments  []paidJSON     `json:"payments,omitempty"`
	Held      []holdJSON     `json:"holds,omitempty"`
	History   []eventJSON    `json:"history,omitempty"`
}

// paidJSON is one part of a payment that settled a part of an invoice.
type paidJSON struct {
	Payment  string    `json:"payment"`
	BookedOn date.Date `json:"bookedOn"`
	Bucket   string    `json:"bucket"`
	Amount   string    `json:"amount"`
	Payer    string    `json:"payer"`
	Rule     string    `json:"rule"`
	Evidence string    `json:"evidence"`
}

// eventJSON is one thing that happened.
type eventJSON struct {
	At   string `json:"at"`
	By   string `json:"by"`
	Kind string `json:"kind"`
	Text string `json:"text"`
}

func invoicesCommand(t *terminal) *cobra.Command {
	var open, overdue bool
	cmd := &cobra.Command{
		Use:   "invoices",
		Short: "list invoices with what is owed on each",
		Args:  exactly(0, "no arguments; girod invoices show NUMBER shows one"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.lookingAll(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				return o.listInvoices(tx, open || overdue, overdue)
			})
		},
	}
	cmd.Flags().BoolVar(&open, "open", false, "only those with something owed")
	cmd.Flags().BoolVar(&overdue, "overdue", false, "only those past their due date")
	cmd.AddCommand(creditCommand(t), lossCommand(t), holdInvoiceCommand(t), unholdInvoiceCommand(t), limitationCommand(t), payInvoiceCommand(t), registerInvoiceCommand(t), copyInvoiceCommand(t))
	show := &cobra.Command{
		Use:   "show NUMBER",
		Short: "one invoice, its payments and its history",
		Args:  exactly(1, "an invoice number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.showInvoice(tx, args[0]) })
		},
	}
	cmd.AddCommand(show)
	return cmd
}

func (o *office) listInvoices(tx *ledger.Tx, open, overdue bool) error {
	today := o.today()
	in := o.in
	list := o.rows(in, "number", "customer", "debtor", "due", ">gross", ">owed", "currency")
	show := func(o *office, tx *ledger.Tx, i ledger.Invoice, owed ledger.Balance) error {
		total := owed[0] + owed[1] + owed[2] + owed[3]
		if open && total == 0 || overdue && (i.Due >= today || total <= 0) {
			return nil
		}
		debtor, err := tx.Party(i.Debtor)
		if err != nil {
			return err
		}
		v := invoiceValue(i, owed, debtor)
		v.Tenant = o.owner()
		return list.of(o, v, v.Number, v.Customer, v.Debtor, v.Due.String(), v.Gross, v.Total, string(v.Currency))
	}
	err := o.each(tx, func(o *office, tx *ledger.Tx) error {
		if open { // most of a book is settled, and need not be looked at
			return tx.OpenItems(func(i ledger.OpenItem) error { return show(o, tx, i.Invoice, i.Owed) })
		}
		return tx.Invoices(func(i ledger.Invoice) error {
			owed, err := tx.Balance(i.ID)
			if err != nil {
				return err
			}
			return show(o, tx, i, owed)
		})
	})
	if err != nil {
		return err
	}
	return list.end(line(in, "no invoices"))
}

func invoiceValue(i ledger.Invoice, owed ledger.Balance, debtor ledger.Party) invoiceJSON {
	return invoiceJSON{
		Number: i.Number, Kind: string(i.Kind), Ref: i.Ref, Customer: debtor.CustomerNo, Debtor: debtor.Name, Issued: i.Issued,
		Due: i.Due, Currency: i.Currency, Gross: amount(i.Gross, i.Currency), Principal: amount(owed[ledger.Principal], i.Currency),
		Fee: amount(owed[ledger.Fee], i.Currency), Interest: amount(owed[ledger.Interest], i.Currency),
		Cost: amount(owed[ledger.Cost], i.Currency), Total: amount(owed[0]+owed[1]+owed[2]+owed[3], i.Currency), File: i.File,
	}
}

func (o *office) showInvoice(tx *ledger.Tx, number string) error {
	i, err := tx.InvoiceByNumber(number)
	if err != nil {
		return err
	}
	owed, err := tx.Balance(i.ID)
	if err != nil {
		return err
	}
	debtor, err := tx.Party(i.Debtor)
	if err != nil {
		return err
	}
	v := invoiceValue(i, owed, debtor)
	if outlays, err := tx.OutlaysOf(i.ID); err != nil {
		return err
	} else if outlays != 0 {
		v.Outlays = amount(outlays, i.Currency)
	}
	if v.Payments, err = paymentsTo(tx, i); err != nil {
		return err
	}
	held, err := hold.On(tx, i.ID, o.today())
	if err != nil {
		return err
	}
	for _, h := range held {
		v.Held = append(v.Held, holdValue(hold.Listed{Hold: h, Customer: debtor.CustomerNo, Name: debtor.Name}))
	}
	events, err := tx.HistoryOfInvoice(i.ID)
	if err != nil {
		return err
	}
	for _, e := range events {
		v.History = append(v.History, eventJSON{e.At, e.By, e.Kind, e.Text})
	}
	if o.t.json {
		return o.t.printJSON(v)
	}
	return o.printInvoice(v)
}

func paymentsTo(tx *ledger.Tx, i ledger.Invoice) ([]paidJSON, error) {
	shares, err := tx.AllocationsTo(i.ID)
	if err != nil {
		return nil, err
	}
	var paid []paidJSON
	for _, a := range shares {
		r, err := tx.Receipt(a.Receipt)
		if err != nil {
			return nil, err
		}
		paid = append(paid, paidJSON{
			payName(a.Receipt), r.BookedOn, a.Bucket.String(), amount(a.Amount, i.Currency), string(r.Payer), r.Rule, string(r.Evidence),
		})
	}
	return paid, nil
}

func (o *office) printInvoice(v invoiceJSON) error {
	in := o.in
	t := o.t
	t.printf("%s %s  %s (%s)\n", coded(in, "open-items", v.Kind), v.Number, printable(v.Debtor), printable(v.Customer))
	t.say(in, "reference %s, issued %s, due %s, %s, from file %s", cmp.Or(v.Ref, "-"), v.Issued, v.Due, v.Gross+" "+string(v.Currency), cmp.Or(v.File, "-"))
	t.say(in, "owed: principal %s, fee %s, interest %s, cost %s; in all %s", v.Principal, v.Fee, v.Interest, v.Cost, v.Total+" "+string(v.Currency))
	if v.Outlays != "" {
		t.say(in, "of the cost %s are outlays", v.Outlays+" "+string(v.Currency))
	}
	for _, h := range v.Held {
		t.printf("%s\n", t.paint(warn, printable(line(in, "on hold: %s since %s: %s", hold.Reason(h.Reason).Words(), h.From, h.Source))))
	}
	tb := headed(in, "payment", "day", "settled", ">amount", "payer", "why")
	for _, p := range v.Payments {
		tb.row(p.Payment, p.BookedOn.String(), inWords(in, "bucket", p.Bucket), p.Amount, p.Payer, inWords(in, report.Evidence, p.Evidence))
	}
	t.printf("\n")
	t.print(tb, line(in, "no payments"))
	if len(v.History) > 0 {
		t.printf("\n")
		events := headed(in, "when", "who", "what", "")
		for _, e := range v.History {
			events.row(e.At, e.By, in.Kind(e.Kind), inWords(in, e.Kind, e.Text))
		}
		t.print(events, "")
	}
	return nil
}
