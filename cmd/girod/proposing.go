package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/payout"
)

// owed is a payout as it is typed.
type owed struct {
	to                                                         payTo
	name, street, postCode, town, country                      string
	total, currency, ref, text, from, on                       string
	service, purpose, purposeCode, regulatory, charges, number string
	invoices, credits                                          []string
}

// addPayoutCommand makes a payout of a bill somebody sent us (T-19).
func addPayoutCommand(t *terminal) *cobra.Command {
	var b owed
	cmd := &cobra.Command{
		Use: "add BILL --name PAYEE --amount 1560.00", Short: "make a payout of a supplier's bill (preparer)", Args: exactly(1, "the bill's number"),
		Long: `add makes a payout of a supplier's bill, of wages, or of anything else that is owed. Where
it goes is said by one kind of account:

  --bankgiro, --plusgiro             a Swedish giro
  --clearing and --account-no        a Swedish account
  --account-no and --currency        a Norwegian (11 digits, NOK) or Danish one (14, DKK)
  --slip 71 and --account-no         a Danish payment slip, by its card and creditor number
  --iban, --bic where the payment leaves the country

and what the payee is told by one of --ref (OCR, KID, FIK, RF or viite), --text, or
--invoice and --credit-note, whose sum is what is paid. It is refused now if the bank
would refuse it.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			b.number = args[0]
			p, err := b.payout()
			if err != nil {
				return usageError{err}
			}
			return t.paying(cmd.Context(), "preparer", func(o *office, tx *ledger.Tx, who payout.Person) error {
				made, err := payout.Create(tx, who, p, o.payable)
				switch {
				case err != nil:
					return err
				case t.json:
					return t.printJSON(payoutValue(made))
				}
				t.printf("%s\n", made.Name())
				return nil
			})
		},
	}
	b.flags(cmd)
	return cmd
}

// word is one that is typed, what it says when it is not, and what it is for.
type word struct {
	into             *string
	name, other, use string
}

// words are what a payout says, and may be changed.
func (b *owed) words() []word {
	return []word{
		{&b.name, "name", "", "the payee"},
		{&b.street, "street", "", "the payee's street"},
		{&b.postCode, "post-code", "", "post code"},
		{&b.town, "town", "", "town"},
		{&b.country, "country", "", "and country; where the account is kept when empty"},
		{&b.ref, "ref", "", "the bill's payment reference"},
		{&b.text, "text", "", "or words for the payee"},
		{&b.from, "from", "", "which of our accounts pays, where it is not the batch's"},
		{&b.on, "on", "", "the day it is paid, where it is not the batch's"},
	}
}

func (b *owed) flags(cmd *cobra.Command) {
	b.to.flags(cmd)
	for _, f := range slices.Concat(b.words(), []word{
		{&b.total, "amount", "", "what is paid; the sum of the invoices when empty"},
		{&b.currency, "currency", "SEK", "and its currency"},
		{&b.purpose, "purpose", "", "kind of payment: SALA for wages, PENS, SUPP"},
		{&b.purposeCode, "purpose-code", "", "what it is for, told to the payee: RENT"},
		{&b.service, "service", "", "how it travels where the bank's profile does not say: URGP, SDVA for urgent"},
		{&b.charges, "charges", "", "who pays the banks: SHAR, DEBT, SLEV"},
		{&b.regulatory, "regulatory", "", "why it leaves the country, a code of the authority that counts"},
	}) {
		cmd.Flags().StringVar(f.into, f.name, f.other, f.use)
	}
	cmd.Flags().StringArrayVar(&b.invoices, "invoice", nil, "an invoice it pays, NUMBER=AMOUNT; may be repeated")
	cmd.Flags().StringArrayVar(&b.credits, "credit-note", nil, "a credit note it nets, NUMBER=AMOUNT; may be repeated")
}

// payout reads what was typed.
func (b *owed) payout() (p payout.Payout, err error) {
	c, err := money.ParseCurrency(b.currency)
	if err != nil {
		return p, err
	}
	to, err := b.to.value()
	if err != nil {
		return p, err
	}
	to.Currency = c
	lines, sum, err := b.lines(c)
	if err != nil {
		return p, err
	}
	if b.total != "" || len(lines) == 0 {
		if sum, err = money.Parse(b.total, c); err != nil {
			return p, fmt.Errorf("--amount: %w", err)
		}
	}
	on := date.Date(0)
	if b.on != "" {
		if on, err = date.Parse(b.on); err != nil {
			return p, fmt.Errorf("--on: %w", err)
		}
	}
	payee := formats.Party{Name: b.name, Street: b.street, PostCode: b.postCode, Town: b.town, Country: b.country}
	if payee.Country == "" && (b.town != "" || b.street != "" || b.postCode != "") {
		payee.Country = b.to.country(c)
	}
	return payout.Payout{
		Source: "ap:" + b.number, Liability: ledger.Posting{Role: ledger.RoleAP, Currency: c}, Payee: payee, To: to, Clearing: b.to.clearing,
		BIC: b.to.bic, Amount: money.Of(sum, c), Ref: b.ref, Text: b.text, Lines: lines, Service: b.service, Purpose: b.purpose,
		PurposeCode: b.purposeCode, Regulatory: b.regulatory, Charges: b.charges, From: b.from, On: on,
	}, nil
}

// lines reads the invoices a payout pays and the credit notes it nets, with their sum.
func (b *owed) lines(c money.Currency) (lines []payout.Line, sum int64, err error) {
	add := func(typed string, sign int64) error {
		number, text, _ := strings.Cut(typed, "=")
		minor, err := money.Parse(text, c)
		if err != nil || number == "" || minor <= 0 {
			return fmt.Errorf("%q: want a number and an amount: INV-17=1250.00", typed)
		}
		next, fits := money.Add(sum, sign*minor)
		if !fits {
			return money.ErrOverflow
		}
		sum, lines = next, append(lines, payout.Line{Number: number, Amount: sign * minor})
		return nil
	}
	for _, typed := range b.invoices {
		if err := add(typed, 1); err != nil {
			return nil, 0, fmt.Errorf("--invoice %w", err)
		}
	}
	for _, typed := range b.credits {
		if err := add(typed, -1); err != nil {
			return nil, 0, fmt.Errorf("--credit-note %w", err)
		}
	}
	return lines, sum, nil
}

// proposeCommand gathers payouts into a batch that another person may approve.
func proposeCommand(t *terminal) *cobra.Command {
	var account, on string
	cmd := &cobra.Command{
		Use: "propose PAYOUT… --account NAME", Short: "gather payouts into a batch for approval (preparer)",
		Args: atLeast(1, "payouts such as p000017"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.paying(cmd.Context(), "preparer", func(o *office, tx *ledger.Tx, who payout.Person) (err error) {
				day := o.today()
				if on != "" {
					if day, err = date.Parse(on); err != nil {
						return usageError{err}
					}
				}
				var ids []int64
				for _, name := range args {
					id, err := payout.ParseName(name)
					if err != nil {
						return usageError{err}
					}
					ids = append(ids, id)
				}
				b, err := payout.Propose(tx, who, account, day, o.payable, ids...)
				switch {
				case err != nil:
					return err
				case t.json:
					return t.printJSON(batchValue(b))
				}
				t.say(o.in, "%s  %d payouts, %s", b.Name(), b.Count, b.Sums)
				t.say(o.in, "hint: another person: %s", "girod payouts show "+b.Name())
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&account, "account", "", "which of our accounts pays what names no other")
	cmd.Flags().StringVar(&on, "on", "", "the day it is to be paid where a payout does not say; today when empty")
	return cmd
}

// approveCommand is the second person's word, bound to what that person saw.
func approveCommand(t *terminal) *cobra.Command {
	var sum, hash string
	var count int
	cmd := &cobra.Command{
		Use:   "approve BATCH --sum 1560.00 --count 2 --hash 3fa9c1d2e4b5",
		Short: "let a batch go: the second person's word (approver)",
		Long: `approve lets a batch go. It must be said by somebody who neither prepared the batch nor
changed a payee's account of late, and it is bound to what that person saw: the sum, the
number of payouts and the beginning of the hash that "payouts show" gives.`,
		Args: exactly(1, "a batch such as b000003"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := payout.ParseBatch(args[0])
			if err != nil {
				return usageError{err}
			}
			return t.carryingOwn(cmd.Context(), func(h *house) error {
				who, err := h.payer("approver")
				if err != nil {
					return err
				}
				return h.acts(cmd.Context(), who.Name, func(tx *ledger.Tx) error {
					return h.approve(tx, who, id, sum, count, hash)
				})
			})
		},
	}
	cmd.Flags().StringVar(&sum, "sum", "", "the sum you saw; of several currencies \"200.00 EUR + 1560.00 SEK\"")
	cmd.Flags().IntVar(&count, "count", 0, "the number of payouts you saw")
	cmd.Flags().StringVar(&hash, "hash", "", "the hash you saw, or its first 12 characters")
	return cmd
}

func (h *house) approve(tx *ledger.Tx, who payout.Person, id int64, sum string, count int, hash string) error {
	b, err := payout.GetBatch(tx, id)
	if err != nil {
		return err
	}
	sums, err := payout.ParseSums(sum, single(b.Sums))
	if err != nil {
		return usageError{fmt.Errorf("--sum %w", err)}
	}
	if len(hash) < 12 || !strings.HasPrefix(b.Hash, hash) {
		return usageError{fmt.Errorf("--hash %q is not the batch's (%s…): look again: girod payouts show %s", hash, b.Hash[:12], b.Name())}
	}
	_, partner, err := h.payingAccount(b.Account)
	if err != nil {
		return err
	}
	earliest, err := h.earliest(partner, h.at)
	if err != nil {
		return err
	}
	b, warning, err := payout.Approve(tx, who, payout.Approval{Batch: id, Hash: b.Hash, Sums: sums, Count: count},
		payout.Rules{Partner: partner.ID, Split: h.splitTransfers}, earliest)
	if err != nil {
		return err
	}
	files, err := h.renderTransfers(tx, outbox.Order{Subject: b.Name()})
	if err != nil {
		return fmt.Errorf("%w\nhint: nothing was approved: the bank would refuse this file", err)
	}
	if h.t.json {
		return h.t.printJSON(struct {
			batchJSON
			Warning string `json:"warning,omitempty"`
		}{batchValue(b), warning})
	}
	if len(files) > 1 {
		h.t.say(h.in, "%s approved; it will be sent in %d files and executed from %s", b.Name(), len(files), b.ExecuteOn)
	} else {
		h.t.say(h.in, "%s approved; it will be sent and executed on %s", b.Name(), b.ExecuteOn)
	}
	if warning != "" {
		h.t.printf("%s\n", h.t.paint(warn, inWords(h.in, "warning", warning)))
	}
	return nil
}

// single gives the currency of sums of one.
func single(s payout.Sums) money.Currency {
	if len(s) == 1 {
		return s[0].Currency
	}
	return ""
}

// rejectCommand gives up a batch that has not left.
func rejectCommand(t *terminal) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use: "reject BATCH --reason TEXT", Short: "give up a batch that has not left; its payouts wait for another",
		Args: exactly(1, "a batch such as b000003"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := payout.ParseBatch(args[0])
			if err != nil {
				return usageError{err}
			}
			return t.paying(cmd.Context(), "approver", func(_ *office, tx *ledger.Tx, who payout.Person) error {
				return payout.Dissolve(tx, who, id, reason)
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the history for ever")
	return cmd
}
