package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/report"
)

// entryJSON is an entry as the contract of the command line has it.
type entryJSON struct {
	ID       int64         `json:"id"`
	Series   string        `json:"series"`
	Number   int64         `json:"number"`
	Why      string        `json:"why"`
	BookedOn date.Date     `json:"bookedOn"`
	Text     string        `json:"text"`
	Reason   string        `json:"reason"`
	File     string        `json:"file"`
	By       string        `json:"by"`
	Postings []postingJSON `json:"postings"`
}

type postingJSON struct {
	Account  string         `json:"account"`
	Role     string         `json:"role"`
	Side     string         `json:"side"`
	Amount   string         `json:"amount"`
	Currency money.Currency `json:"currency"`
	Invoice  int64          `json:"invoice,omitempty"`
}

func ledgerCommand(t *terminal) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ledger",
		Short: "balances, entries and checks of the book; close, open and correct it",
		Args:  exactly(0, "balances, entries, check, digest, templates, periods, close, open or reverse"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	look := func(use, short string, fn func(*office, *ledger.Tx) error) *cobra.Command {
		return &cobra.Command{Use: use, Short: short, Args: exactly(0, "no arguments"), RunE: func(cmd *cobra.Command, _ []string) error {
			return t.looking(cmd.Context(), fn)
		}}
	}
	whole := func(use, short string, fn func(*office, *ledger.Tx) error) *cobra.Command { // of all books in one
		return &cobra.Command{Use: use, Short: short, Args: exactly(0, "no arguments"), RunE: func(cmd *cobra.Command, _ []string) error {
			return t.lookingAll(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				if err := o.wholeHouse(); err != nil {
					return err
				}
				return fn(o, tx)
			})
		}}
	}
	cmd.AddCommand(
		look("balances", "the trial balance", (*office).printBalances),
		look("entries", "every entry; --json gives one a line", (*office).printEntries),
		whole("check", "the book's own laws", (*office).checkBook),
		whole("digest", "one hash over the whole book: equal books have equal digests", (*office).printDigest),
		look("templates", "what each event books on which accounts", (*office).printTemplates),
		look("periods", "each closing and opening of the books", (*office).printPeriods),
		closeCommand(t), openCommand(t), reverseCommand(t), exportCommand(t),
	)
	return cmd
}

func (o *office) printBalances(tx *ledger.Tx) error {
	balances, err := tx.TrialBalance()
	if err != nil {
		return err
	}
	type row struct {
		Account  string         `json:"account"`
		Role     string         `json:"role"`
		Currency money.Currency `json:"currency"`
		Debit    string         `json:"debit"`
		Credit   string         `json:"credit"`
	}
	rows := []row{}
	tb := headed(o.in, "account", "role", ">debit", ">credit", "currency")
	debit, credit := map[money.Currency]int64{}, map[money.Currency]int64{} // each has what the other has
	for _, b := range balances {
		r := row{Account: b.Number, Role: string(b.Role), Currency: b.Currency}
		if b.Balance >= 0 {
			r.Debit = amount(b.Balance, b.Currency)
			debit[b.Currency] += b.Balance
		} else {
			r.Credit = amount(-b.Balance, b.Currency)
			credit[b.Currency] -= b.Balance
		}
		rows = append(rows, r)
		tb.row(r.Account, coded(o.in, "trial-balance", r.Role), r.Debit, r.Credit, string(r.Currency))
	}
	if o.t.json {
		return o.t.printJSON(rows)
	}
	for _, c := range slices.Sorted(maps.Keys(debit)) {
		tb.row("", coded(o.in, "trial-balance", "sum"), amount(debit[c], c), amount(credit[c], c), string(c))
	}
	o.t.print(tb, line(o.in, "nothing is booked"))
	return nil
}

func (o *office) printEntries(tx *ledger.Tx) error {
	return tx.Entries(o.printEntry)
}

func (o *office) printEntry(e ledger.Entry) error {
	v := entryJSON{
		ID: int64(e.ID), Series: e.Series, Number: e.Number, Why: string(e.Why), BookedOn: e.BookedOn, Text: e.Text,
		Reason: e.Reason, File: e.File, By: e.By,
	}
	for _, p := range e.Postings {
		side, n := "debit", p.Amount
		if n < 0 {
			side, n = "credit", -n
		}
		v.Postings = append(v.Postings, postingJSON{p.Account, string(p.Role), side, amount(n, p.Currency), p.Currency, int64(p.Invoice)})
	}
	if o.t.json {
		return o.t.printJSON(v)
	}
	o.t.printf("%s %s%d  %s  %s\n", v.BookedOn, v.Series, v.Number, o.in.Kind(v.Why), printable(inWords(o.in, report.EntryText, v.Text)))
	for _, p := range v.Postings {
		debit, credit := p.Amount, ""
		if p.Side == "credit" {
			debit, credit = "", p.Amount
		}
		o.t.printf("    %-6s %-28s %14s %14s %s\n", p.Account, coded(o.in, "trial-balance", p.Role), debit, credit, p.Currency)
	}
	return nil
}

// checkBook holds the laws of the book, which are about all that stand in it.
func (o *office) checkBook(tx *ledger.Tx) error {
	violations, err := tx.Check()
	if err != nil {
		return err
	}
	if o.t.json {
		err = o.t.printJSON(append([]ledger.Violation{}, violations...))
	} else {
		for _, v := range violations {
			o.t.printf("%s\n", o.t.paint(bad, fmt.Sprint(v)))
		}
	}
	if err != nil || len(violations) > 0 {
		return errors.Join(err, fmt.Errorf("ledger check: %d violations", len(violations)))
	}
	if o.t.json {
		return nil
	}
	o.t.printf("%s\n", o.t.paint(good, line(o.in, "the book holds")))
	return nil
}

func (o *office) printDigest(tx *ledger.Tx) error {
	digest, err := ledger.Digest(tx)
	if err != nil {
		return err
	}
	if o.t.json {
		return o.t.printJSON(map[string]string{"digest": digest})
	}
	o.t.printf("%s\n", digest)
	return nil
}
