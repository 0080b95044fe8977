package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/payout"
)

// batchJSON is a payout batch as programs see it.
type batchJSON struct {
	Batch      string         `json:"batch"`
	MessageID  string         `json:"messageId"`
	Account    string         `json:"account"`
	Currency   money.Currency `json:"currency"`
	On         date.Date      `json:"on"`
	Count      int            `json:"count"`
	Sum        string         `json:"sum"`
	Hash       string         `json:"hash"`
	State      payout.State   `json:"state"`
	ProposedBy string         `json:"proposedBy"`
	ApprovedBy string         `json:"approvedBy,omitempty"`
	Payouts    []payoutJSON   `json:"payouts,omitempty"`
	History    []eventJSON    `json:"history,omitempty"`
}

type payoutJSON struct {
	Payout   string         `json:"payout"`
	Batch    string         `json:"batch,omitempty"`
	Source   string         `json:"source"`
	Payee    string         `json:"payee"`
	To       string         `json:"to"`
	Scheme   string         `json:"scheme"`
	Amount   string         `json:"amount"`
	Currency money.Currency `json:"currency"`
	Text     string         `json:"text"`
	EndToEnd string         `json:"endToEndId"`
	State    payout.State   `json:"state"`
	Reason   string         `json:"reason,omitempty"`
}

func payoutsCommand(t *terminal) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "payouts",
		Short: "money out: list, show, refunds, add, propose, approve, reject",
		Args:  exactly(0, "no arguments; girod payouts show BATCH shows one"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.looking(cmd.Context(), (*office).listPayouts)
		},
	}
	cmd.AddCommand(&cobra.Command{
		Use: "show BATCH", Short: "one batch: who is paid what, by whose word", Args: exactly(1, "a batch such as b000003"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.showBatch(tx, args[0]) })
		},
	}, payeeCommand(t), refundsCommand(t), addPayoutCommand(t), proposeCommand(t), approveCommand(t), rejectCommand(t))
	return cmd
}

func batchValue(b payout.Batch) batchJSON {
	on := b.ExecuteOn
	if on == 0 {
		on = b.RequestedOn
	}
	return batchJSON{
		Batch: b.Name(), MessageID: b.MessageID, Account: b.Account, Currency: b.Currency, On: on, Count: b.Count,
		Sum: amount(b.Sum, b.Currency), Hash: b.Hash, State: b.State, ProposedBy: b.CreatedBy, ApprovedBy: b.ApprovedBy,
	}
}

func payoutValue(p payout.Payout) payoutJSON {
	v := payoutJSON{
		Payout: p.Name(), Source: p.Source, Payee: p.Payee.Name, To: p.To.ID, Scheme: p.To.Scheme, Amount: p.Amount.Decimal(),
		Currency: p.Amount.Currency, Text: p.Text, EndToEnd: p.EndToEnd, State: p.State, Reason: p.Reason,
	}
	if p.Ref != "" {
		v.Text = p.Ref
	}
	if p.Batch != 0 {
		v.Batch = (&payout.Batch{ID: p.Batch}).Name()
	}
	return v
}

func (o *office) listPayouts(tx *ledger.Tx) error {
	payouts, err := payout.All(tx)
	if err != nil {
		return err
	}
	list := []payoutJSON{}
	tb := newTable("payout", "batch", "for", "payee", ">amount", "currency", "state", "why")
	for _, p := range payouts {
		v := payoutValue(p)
		list = append(list, v)
		tb.row(v.Payout, v.Batch, v.Source, v.Payee, v.Amount, string(v.Currency), string(v.State), v.Reason)
	}
	if o.t.json {
		return o.t.printJSON(list)
	}
	o.t.print(tb, "no payouts")
	return nil
}

func (o *office) showBatch(tx *ledger.Tx, name string) error {
	id, err := payout.ParseName(name)
	if err != nil {
		return usageError{err}
	}
	b, err := payout.GetBatch(tx, id)
	if err != nil {
		return err
	}
	v := batchValue(b)
	payouts, err := payout.In(tx, id)
	if err != nil {
		return err
	}
	tb := newTable("payout", "for", "payee", "to", ">amount", "state", "why")
	for _, p := range payouts {
		pv := payoutValue(p)
		v.Payouts = append(v.Payouts, pv)
		tb.row(pv.Payout, pv.Source, pv.Payee, pv.Scheme+" "+pv.To, pv.Amount, string(pv.State), pv.Reason)
	}
	events, err := tx.HistoryOfPayout(b.Name())
	if err != nil {
		return err
	}
	for _, e := range events {
		v.History = append(v.History, eventJSON{e.At, e.By, e.Kind, e.Text})
	}
	if o.t.json {
		return o.t.printJSON(v)
	}
	t := o.t
	t.printf("%s  %s, message %s, from %s on %s\n", v.Batch, v.State, v.MessageID, v.Account, v.On)
	t.printf("%d payouts, sum %s %s, hash %s\n\n", v.Count, v.Sum, v.Currency, v.Hash)
	t.print(tb, "no payouts")
	for _, e := range v.History {
		t.printf("%s  %s: %s\n", e.At, e.Kind, printable(e.Text))
	}
	if v.State == payout.Proposed {
		t.printf("hint: another person: girod payouts approve %s --sum %s --count %d --hash %s\n", v.Batch, v.Sum, v.Count, v.Hash[:12])
	}
	return nil
}

// payer is the person who types, with the roles payouts ask about.
func (o *office) payer(role string) (payout.Person, error) {
	name, err := o.person(role)
	if err != nil {
		return payout.Person{}, err
	}
	p := payout.Person{Name: name}
	for _, u := range o.config.Users {
		if u.Name == name {
			for _, r := range u.Roles {
				p.Roles = append(p.Roles, payout.Role(r))
			}
		}
	}
	return p, nil
}

// payTo is an account given by flags.
type payTo struct{ iban, bic, bankgiro, plusgiro, clearing, account string }

func (p *payTo) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.iban, "iban", "", "the payee's IBAN")
	cmd.Flags().StringVar(&p.bic, "bic", "", "and the bank's BIC")
	cmd.Flags().StringVar(&p.bankgiro, "bankgiro", "", "the payee's bankgiro")
	cmd.Flags().StringVar(&p.plusgiro, "plusgiro", "", "the payee's plusgiro")
	cmd.Flags().StringVar(&p.clearing, "clearing", "", "the payee's Swedish clearing number")
	cmd.Flags().StringVar(&p.account, "account-no", "", "and account number")
}

func (p *payTo) value() (formats.Account, error) {
	switch {
	case p.iban != "":
		return formats.Account{ID: strings.ReplaceAll(p.iban, " ", ""), Scheme: "IBAN"}, nil
	case p.bankgiro != "":
		return formats.Account{ID: p.bankgiro, Scheme: "BGNR"}, nil
	case p.plusgiro != "":
		return formats.Account{ID: p.plusgiro, Scheme: "PGNR"}, nil
	case p.account != "":
		return formats.Account{ID: p.account, Scheme: "BBAN"}, nil
	}
	return formats.Account{}, usageError{fmt.Errorf("payouts: want --iban, --bankgiro, --plusgiro, or --clearing and --account-no")}
}

func payeeCommand(t *terminal) *cobra.Command {
	var to payTo
	cmd := &cobra.Command{
		Use: "payee CUSTOMER", Short: "set the account a customer is paid to (beneficiary-admin)", Args: exactly(1, "a customer number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.acting(cmd.Context(), "beneficiary-admin", func(o *office, tx *ledger.Tx) error {
				who, err := o.payer("beneficiary-admin")
				if err != nil {
					return err
				}
				party, err := tx.PartyByCustomerNo(args[0])
				if err != nil {
					return err
				}
				account, err := to.value()
				if err != nil {
					return err
				}
				return payout.SetPayee(tx, who, payout.Payee{Party: party.ID, To: account, Clearing: to.clearing, BIC: to.bic})
			})
		},
	}
	to.flags(cmd)
	return cmd
}

func refundsCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use: "refunds", Short: "make a payout of each customer's surplus (preparer)", Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.acting(cmd.Context(), "preparer", func(o *office, tx *ledger.Tx) error {
				who, err := o.payer("preparer")
				if err != nil {
					return err
				}
				least := money.Of(signed(o.config.Payouts.RefundMinimum, money.SEK), money.SEK)
				r, err := payout.ProposeRefunds(tx, who, least)
				if err != nil {
					return err
				}
				for _, p := range r.Made {
					t.printf("%s  %s to %s\n", p.Name(), p.Amount, printable(p.Payee.Name))
				}
				for _, c := range r.NoPayee {
					party, err := tx.Party(c.Party)
					if err != nil {
						return err
					}
					t.printf("%s %s of %s waits for an account: girod payouts payee %s --iban …\n",
						amount(c.Rest, c.Currency), c.Currency, printable(party.Name), printable(party.CustomerNo))
				}
				for _, why := range r.Refused {
					t.printf("%s\n", t.paint(warn, printable(why)))
				}
				if len(r.Made)+len(r.NoPayee)+len(r.Refused) == 0 {
					t.printf("nobody has a surplus of %s or more\n", least)
				}
				return nil
			})
		},
	}
}
