package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"girod/formats"
	"girod/formats/codec"
)

func inspectCommand(t *terminal) *cobra.Command {
	var payments bool
	cmd := &cobra.Command{
		Use:   "inspect FILE…",
		Short: "recognise, read and sum up any file we know; nothing is stored",
		Long: `inspect reads each file as the daemon would and tells what it says: format and
version, statements with balances, counts, sums, and findings. A file that cannot be
read safely is refused with line and element; the exit code is then 1.`,
		Args: atLeast(1, "one file or more"),
		RunE: func(_ *cobra.Command, args []string) error {
			refused := false
			for _, path := range args {
				ok, err := t.inspect(path, payments)
				if err != nil {
					return err
				}
				refused = refused || !ok
			}
			if refused {
				return errSaid
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&payments, "payments", false, "list each payment")
	return cmd
}

// inspect prints one file and tells whether it could be read.
func (t *terminal) inspect(path string, payments bool) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	var sink formats.Sink
	if payments {
		sink.Payment = t.printPayment
	}
	v, err := codec.Inspect(f, path, formats.Limits{}, sink)
	if t.json {
		if printErr := t.printJSON(v); printErr != nil {
			return false, printErr
		}
	}
	if err != nil {
		fmt.Fprintf(t.err, "girod: %v\n", err)
		return false, nil
	}
	if !t.json {
		t.printInspection(v)
	}
	return true, nil
}

func (t *terminal) printInspection(v codec.Inspection) {
	t.printf("%s\n", t.paint(bold, v.File))
	t.printf("%s (%s)  message %s  created %s\n", v.Format, v.Version, plain(v.MessageID), plain(v.CreatedAt))
	t.printf("%d entries, %d payments\n", v.Entries, v.TxDetails)
	tb := newTable("", "currency", ">credit", ">debit")
	for _, total := range v.Totals {
		tb.row("all", string(total.Currency), total.Credit, total.Debit)
	}
	for _, total := range v.BookedTotals {
		tb.row("booked", string(total.Currency), total.Credit, total.Debit)
	}
	t.print(tb, "no amounts")
	if len(v.Statements) > 0 {
		st := newTable("statement", "account", "sequence", ">opening", ">closing", ">entries", ">payments")
		for _, s := range v.Statements {
			st.row(s.ID, s.Account, s.Sequence, s.Opening, s.Closing, itoa(int64(s.Entries)), itoa(int64(s.TxDetails)))
		}
		t.print(st, "")
	}
	for _, f := range v.Findings {
		t.printf("%s\n", t.paint(warn, "finding: "+plain(f.Place)+": "+plain(f.Text)+" ("+f.Code+")"))
	}
	t.printf("\n")
}

// printPayment writes one payment a line; with --json, one object a line.
func (t *terminal) printPayment(p *formats.Payment) error {
	if t.json {
		return t.printJSON(payJSON(p))
	}
	ref := ""
	if len(p.Refs) > 0 {
		ref = string(p.Refs[0].Text)
	} else if len(p.Text) > 0 {
		ref = string(p.Text[0])
	}
	t.printf("%6d  %s  %-6s %14s %s  %-24s %s\n", p.Line, p.BookedOn, p.Direction, amount(p.Amount, p.Currency), p.Currency,
		plain(ref), plain(string(p.Payer)))
	return nil
}

// inspectedPayment is a payment as inspect --payments --json gives it.
type inspectedPayment struct {
	Line      int      `json:"line"`
	BookedOn  string   `json:"bookedOn"`
	Direction string   `json:"direction"`
	Amount    string   `json:"amount"`
	Currency  string   `json:"currency"`
	BankRef   string   `json:"bankRef"`
	EndToEnd  string   `json:"endToEndId"`
	Refs      []string `json:"references"`
	Text      []string `json:"text"`
	Payer     string   `json:"payer"`
	Account   string   `json:"payerAccount"`
}

func payJSON(p *formats.Payment) inspectedPayment {
	v := inspectedPayment{
		Line: p.Line, BookedOn: p.BookedOn.String(), Direction: p.Direction.String(), Amount: amount(p.Amount, p.Currency),
		Currency: string(p.Currency), BankRef: string(p.BankRef), EndToEnd: string(p.EndToEnd), Refs: []string{}, Text: []string{},
		Payer: string(p.Payer), Account: string(p.PayerAccount),
	}
	for _, r := range p.Refs {
		v.Refs = append(v.Refs, string(r.Text))
	}
	for _, line := range p.Text {
		v.Text = append(v.Text, string(line))
	}
	return v
}
