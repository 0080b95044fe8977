package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/payout"
)

// addPayoutCommand makes a payout of a bill somebody sent us (T-19).
func addPayoutCommand(t *terminal) *cobra.Command {
	var to payTo
	var name, town, country, total, currency, ref, text string
	cmd := &cobra.Command{
		Use: "add BILL --name PAYEE --amount 1560.00", Short: "make a payout of a supplier's bill (preparer)", Args: exactly(1, "the bill's number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			account, err := to.value()
			if err != nil {
				return err
			}
			c, err := money.ParseCurrency(currency)
			if err != nil {
				return usageError{err}
			}
			minor, err := money.Parse(total, c)
			if err != nil {
				return usageError{err}
			}
			return t.acting(cmd.Context(), "preparer", func(o *office, tx *ledger.Tx) error {
				who, err := o.payer("preparer")
				if err != nil {
					return err
				}
				account.Currency = c
				p, err := payout.Create(tx, who, payout.Payout{
					Source: "ap:" + args[0], Liability: ledger.Posting{Role: ledger.RoleAP, Currency: c},
					Payee: formats.Party{Name: name, Town: town, Country: country}, To: account, Clearing: to.clearing, BIC: to.bic,
					Amount: money.Of(minor, c), Ref: ref, Text: text,
				})
				if err == nil {
					t.printf("%s\n", p.Name())
				}
				return err
			})
		},
	}
	to.flags(cmd)
	cmd.Flags().StringVar(&name, "name", "", "the payee")
	cmd.Flags().StringVar(&town, "town", "", "the payee's town")
	cmd.Flags().StringVar(&country, "country", "SE", "and country")
	cmd.Flags().StringVar(&total, "amount", "", "what is paid")
	cmd.Flags().StringVar(&currency, "currency", "SEK", "and its currency")
	cmd.Flags().StringVar(&ref, "ref", "", "the bill's payment reference")
	cmd.Flags().StringVar(&text, "text", "", "or words for the payee")
	return cmd
}

// proposeCommand gathers payouts into a batch that another person may approve.
func proposeCommand(t *terminal) *cobra.Command {
	var account, on string
	cmd := &cobra.Command{
		Use: "propose PAYOUT… --account NAME", Short: "gather payouts into a batch for approval (preparer)",
		Args: atLeast(1, "payouts such as p000017"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.acting(cmd.Context(), "preparer", func(o *office, tx *ledger.Tx) error {
				who, err := o.payer("preparer")
				if err != nil {
					return err
				}
				day := date.From(o.at.In(o.zone))
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
				b, err := payout.Propose(tx, who, account, day, ids...)
				if err != nil {
					return err
				}
				t.printf("%s  %d payouts, %s %s\n", b.Name(), b.Count, amount(b.Sum, b.Currency), b.Currency)
				t.printf("hint: another person: girod payouts show %s\n", b.Name())
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&account, "account", "", "which of our accounts pays")
	cmd.Flags().StringVar(&on, "on", "", "the day it is to be paid; today when empty")
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
			id, err := payout.ParseName(args[0])
			if err != nil {
				return usageError{err}
			}
			return t.carrying(cmd.Context(), func(h *house) error {
				who, err := h.payer("approver")
				if err != nil {
					return err
				}
				return h.book.Update(cmd.Context(), h.at, who.Name, func(tx *ledger.Tx) error {
					return h.approve(tx, who, id, sum, count, hash)
				})
			})
		},
	}
	cmd.Flags().StringVar(&sum, "sum", "", "the sum you saw")
	cmd.Flags().IntVar(&count, "count", 0, "the number of payouts you saw")
	cmd.Flags().StringVar(&hash, "hash", "", "the hash you saw, or its first 12 characters")
	return cmd
}

func (h *house) approve(tx *ledger.Tx, who payout.Person, id int64, sum string, count int, hash string) error {
	b, err := payout.GetBatch(tx, id)
	if err != nil {
		return err
	}
	minor, err := money.Parse(sum, b.Currency)
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
	b, warning, err := payout.Approve(tx, who, payout.Approval{Batch: id, Hash: b.Hash, Sum: money.Of(minor, b.Currency), Count: count},
		payout.Rules{Partner: partner.ID}, earliest)
	if err != nil {
		return err
	}
	if _, err := h.renderTransfers(tx, outbox.Order{Subject: b.Name()}); err != nil {
		return fmt.Errorf("%w\nhint: nothing was approved: the bank would refuse this file", err)
	}
	h.t.printf("%s approved; it will be sent and executed on %s\n", b.Name(), b.ExecuteOn)
	if warning != "" {
		h.t.printf("%s\n", h.t.paint(warn, warning))
	}
	return nil
}

// rejectCommand gives up a batch that has not left.
func rejectCommand(t *terminal) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use: "reject BATCH --reason TEXT", Short: "give up a batch that has not left; its payouts wait for another",
		Args: exactly(1, "a batch such as b000003"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := payout.ParseName(args[0])
			if err != nil {
				return usageError{err}
			}
			return t.acting(cmd.Context(), "approver", func(o *office, tx *ledger.Tx) error {
				who, err := o.payer("approver")
				if err != nil {
					return err
				}
				return payout.Dissolve(tx, who, id, reason)
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the history for ever")
	return cmd
}
