package main

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/report"
)

// paymentJSON is a payment as programs see it.
type paymentJSON struct {
	Tenant       string         `json:"tenant,omitempty"`
	Payment      string         `json:"payment"`
	File         string         `json:"file"`
	Line         int            `json:"line"`
	Account      string         `json:"account"`
	BankRef      string         `json:"bankRef"`
	BookedOn     date.Date      `json:"bookedOn"`
	Amount       string         `json:"amount"`
	Currency     money.Currency `json:"currency"`
	Payer        string         `json:"payer"`
	PayerAccount string         `json:"payerAccount"`
	Text         string         `json:"text"`
	Rule         string         `json:"rule"`
	Evidence     string         `json:"evidence"`
	Settled      []settledJSON  `json:"settled"`
	Exchanged    []exchangeJSON `json:"exchanged,omitempty"` // for claims in another currency
	Credited     string         `json:"credited"`            // to the customer
	Rounded      string         `json:"rounded"`
	Strayed      string         `json:"strayed"`  // of sold invoices: the factor's
	PaidBack     string         `json:"paidBack"` // to where it came from
	SetOff       string         `json:"setOff"`   // met by money that went the other way
	Charged      string         `json:"charged"`  // was the bank's charge
	Suspense     string         `json:"suspense"`

	hint   string   // what to type about what rests
	beside []string // the six above suspense, in the book's words
}

type settledJSON struct {
	Invoice string `json:"invoice"`
	Bucket  string `json:"bucket"`
	Amount  string `json:"amount"`
}

// beside tells a clerk what became of a payment beside settling something.
func beside(b intake.Became, c money.Currency) (words []string) {
	for _, part := range []struct {
		what   string
		amount int64
	}{{"the customer's credit", b.Credited}, {"rounded", b.Rounded}, {"the factor's", b.Strayed}, {"paid back", b.PaidBack}, {"set off", b.SetOff}, {"the bank's charge", b.Charged}} {
		if part.amount != 0 {
			words = append(words, part.what+" "+amount(part.amount, c))
		}
	}
	return words
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// paymentID reads "pay17" or "17".
func paymentID(text string) (ledger.ReceiptID, error) {
	n, err := strconv.ParseInt(strings.TrimPrefix(text, "pay"), 10, 64)
	if err != nil || n < 1 {
		return 0, usageError{fmt.Errorf("payment %q: want a number such as pay17", text)}
	}
	return ledger.ReceiptID(n), nil
}

func paymentsCommand(t *terminal) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "payments",
		Short: "list payments with what each settled and why",
		Args:  exactly(0, "no arguments; girod payments show ID shows one"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.lookingAll(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.listPayments(tx, file) })
		},
	}
	cmd.Flags().StringVar(&file, "file", "", "only those of a file, such as f000017")
	show := &cobra.Command{
		Use:   "show ID",
		Short: "one payment: what came, what it settled, which rule and on what evidence",
		Args:  exactly(1, "a payment such as pay17"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := paymentID(args[0])
			if err != nil {
				return err
			}
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.showPayment(tx, id) })
		},
	}
	cmd.AddCommand(show, undoCommand(t))
	return cmd
}

func (o *office) listPayments(tx *ledger.Tx, file string) error {
	in := o.in
	list := o.rows(in, "payment", "file", "day", ">amount", "payer", "settled", "why")
	show := func(o *office, tx *ledger.Tx, r ledger.Receipt) error {
		if file != "" && r.File != file {
			return nil
		}
		v, err := paymentValue(tx, r)
		if err != nil {
			return err
		}
		v.Tenant = o.owner()
		var settled []string
		for _, s := range v.Settled {
			settled = append(settled, s.Invoice+" "+s.Amount)
		}
		for _, part := range v.beside {
			settled = append(settled, inWords(in, "beside", part))
		}
		if v.Suspense != "" {
			settled = append(settled, inWords(in, "beside", "suspense "+v.Suspense))
		}
		return list.of(o, v, v.Payment, v.File, v.BookedOn.String(), v.Amount, v.Payer, strings.Join(settled, ", "), inWords(in, report.Evidence, v.Evidence))
	}
	err := o.each(tx, func(o *office, tx *ledger.Tx) error {
		return tx.Receipts(1, func(r ledger.Receipt) error { return show(o, tx, r) })
	})
	if err != nil {
		return err
	}
	return list.end(line(in, "no payments"))
}

// exchangeJSON is what a payment gave to a claim in another currency.
type exchangeJSON struct {
	Invoice  string         `json:"invoice"`
	Amount   string         `json:"amount"`
	Currency money.Currency `json:"currency"`
	Worth    string         `json:"worth"` // in the payment's
	Rate     string         `json:"rate"`  // of the day the claim was issued; empty: it was worth what was paid
}

// exchanged adds what a payment gave to claims in another currency.
func (v *paymentJSON) exchanged(tx *ledger.Tx, r ledger.Receipt) error {
	list, err := tx.ExchangesOf(r.ID)
	for _, x := range list {
		if err != nil {
			return err
		}
		var i ledger.Invoice
		i, err = tx.Invoice(x.Invoice)
		v.Exchanged = append(v.Exchanged, exchangeJSON{i.Number, x.Claim.Decimal(), x.Claim.Currency, x.Worth.Decimal(), x.Rate})
	}
	return err
}

func paymentValue(tx *ledger.Tx, r ledger.Receipt) (paymentJSON, error) {
	v := paymentJSON{
		Payment: payName(r.ID), File: r.File, Line: r.Line, Account: r.Account, BankRef: string(r.BankRef), BookedOn: r.BookedOn,
		Amount: amount(r.Amount, r.Currency), Currency: r.Currency, Payer: string(r.Payer), PayerAccount: string(r.PayerAccount),
		Text: string(r.Text), Rule: r.Rule, Evidence: string(r.Evidence), Settled: []settledJSON{},
	}
	shares, err := tx.AllocationsOf(r.ID)
	if err != nil {
		return v, err
	}
	for _, a := range shares {
		i, err := tx.Invoice(a.Invoice)
		if err != nil {
			return v, err
		}
		v.Settled = append(v.Settled, settledJSON{i.Number, a.Bucket.String(), amount(a.Amount, i.Currency)})
	}
	b, err := intake.BecameOf(tx, r.ID)
	if err != nil {
		return v, err
	}
	v.Credited, v.Rounded = amount(b.Credited, r.Currency), amount(b.Rounded, r.Currency)
	v.Strayed, v.PaidBack = amount(b.Strayed, r.Currency), amount(b.PaidBack, r.Currency)
	v.SetOff, v.Charged = amount(b.SetOff, r.Currency), amount(b.Charged, r.Currency)
	rest, err := tx.SuspenseOf(r.ID)
	if err != nil {
		return v, err
	}
	if rest != 0 {
		v.Suspense, v.hint = amount(rest, r.Currency), nextFor(r.ID, rest)
	}
	v.beside = beside(b, r.Currency)
	return v, v.exchanged(tx, r)
}

func (o *office) showPayment(tx *ledger.Tx, id ledger.ReceiptID) error {
	r, err := tx.Receipt(id)
	if err != nil {
		return err
	}
	v, err := paymentValue(tx, r)
	if err != nil {
		return err
	}
	if o.t.json {
		return o.t.printJSON(v)
	}
	return o.printPayment(v)
}

// printPayment shows a payment to a person: what came, from whom, what became of it, and why.
func (o *office) printPayment(v paymentJSON) error {
	in := o.in
	t, cur := o.t, " "+string(v.Currency)
	t.say(in, "payment %s  %s on %s, to account %s", v.Payment, v.Amount+cur, v.BookedOn, v.Account)
	from := v.Payer
	if v.PayerAccount != "" {
		from += " (" + v.PayerAccount + ")"
	}
	t.say(in, "from %s, bank's reference %s", cmp.Or(from, "-"), cmp.Or(v.BankRef, "-"))
	if v.Text != "" {
		t.say(in, "the payer said: %s", v.Text)
	}
	t.say(in, "in file %s, line %d", v.File, v.Line)
	t.say(in, "why: %s", v.Evidence)
	for _, s := range v.Settled {
		t.printf("  %s\n", printable(line(in, "settled %s of %s, %s", s.Amount, s.Invoice, s.Bucket)))
	}
	for _, x := range v.Exchanged {
		given, worth := x.Amount+" "+string(x.Currency), x.Worth+cur
		if x.Rate != "" {
			t.printf("  %s\n", printable(line(in, "exchanged for %s of %s, worth %s, booked at %s", given, x.Invoice, worth, x.Rate)))
		} else {
			t.printf("  %s\n", printable(line(in, "exchanged for %s of %s, worth %s, as was paid", given, x.Invoice, worth)))
		}
	}
	for _, part := range v.beside {
		t.printf("  %s\n", inWords(in, "beside", part))
	}
	if v.Suspense != "" {
		t.printf("  %s\n", t.paint(warn, line(in, "on suspense %s", v.Suspense)))
		t.say(in, "hint: %s", v.hint)
	}
	return nil
}
