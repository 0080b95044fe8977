package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"girod/config"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/payout"
)

// clients are those that these books' agent collects for, as agreed.
func (o *office) clients() (list []intake.Client) {
	t := o.all.Tenant(o.books)
	if t == nil {
		return nil
	}
	for _, c := range t.Clients {
		terms := ledger.Client{Account: c.Number, Commission: config.Share(c.Commission), VAT: config.Share(c.VAT)}
		for b, name := range config.Buckets {
			terms.Keeps[b] = slices.Contains(c.Keeps, name)
		}
		list = append(list, intake.Client{No: c.No, Name: c.Name, OrgNo: c.OrgNo, Terms: terms})
	}
	return list
}

// clientJSON is what an agent holds for a client; without a client it is unallocated.
type clientJSON struct {
	Tenant   string         `json:"tenant,omitempty"`
	Client   string         `json:"client"`
	Name     string         `json:"name"`
	Account  string         `json:"account"`
	Held     string         `json:"held"`
	Owing    string         `json:"owing"`   // to the agent
	Outlays  string         `json:"outlays"` // laid out for it, which its debtors owe
	Currency money.Currency `json:"currency"`
}

func clientsCommand(t *terminal) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "clients",
		Short: "what an agent holds for its clients; charge, outlay, recharge, pay, statements",
		Long: `clients shows the money that an agent holds, for each client on an account of its own,
and what is unallocated: paid by nobody knows whom, or too much. The agent's own is what lies
on the clients' account beside it: below zero clients' money is missing there. Laid out are
the fees of courts and enforcement that the agent bears until a debtor has paid them.`,
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.lookingAll(cmd.Context(), (*office).listClients)
		},
	}
	cmd.AddCommand(chargeClaimCommand(t), outlayCommand(t), rechargeCommand(t), payClientsCommand(t), statementsCommand(t))
	return cmd
}

func (o *office) listClients(tx *ledger.Tx) error {
	in := o.in
	list := []clientJSON{}
	tb := o.listed(headed(in, "client", "name", "account", ">held", ">owes the agent", ">laid out", "currency").head...)
	err := o.each(tx, func(own *office, tx *ledger.Tx) error {
		if tx.Keeping() != ledger.Agent {
			return nil
		}
		add := func(v clientJSON, said string) {
			v.Tenant = own.owner()
			list = append(list, v)
			tb.add(own, v.Client, cmp.Or(said, v.Name), v.Account, v.Held, v.Owing, v.Outlays, string(v.Currency))
		}
		funds, err := tx.ClientFunds()
		for _, f := range funds {
			said := line(in, "unallocated")
			v := clientJSON{Name: "unallocated", Account: tx.Chart()[ledger.RoleClientFunds], Held: amount(f.Held, f.Currency), Owing: amount(f.Owing, f.Currency), Outlays: amount(f.Outlays, f.Currency), Currency: f.Currency}
			if err == nil && f.Client.Party != 0 {
				var party ledger.Party
				party, err = tx.Party(f.Client.Party)
				v.Client, v.Name, v.Account, said = party.CustomerNo, party.Name, f.Client.Account, ""
			}
			add(v, said)
		}
		if err != nil {
			return err
		}
		free, err := tx.AgentsOwn()
		for c, n := range free {
			add(clientJSON{Name: "the agent's own", Held: amount(n, c), Owing: amount(0, c), Outlays: amount(0, c), Currency: c}, line(in, "the agent's own"))
		}
		return err
	})
	if err != nil {
		return err
	}
	if o.t.json {
		return o.t.printJSON(list)
	}
	o.t.print(tb.table, line(in, "no client's money is held"))
	return nil
}

// chargeClaimCommand puts what a client claims beside the invoice onto the claim.
func chargeClaimCommand(t *terminal) *cobra.Command {
	var fee, interest, cost, reason string
	cmd := &cobra.Command{
		Use:   "charge INVOICE --fee AMOUNT --reason TEXT",
		Short: "put a fee, interest or costs onto a client's claim (operator)",
		Long: `charge puts onto a client's claim what the client, or the agent in its name, demands beside
the invoice. Nothing is booked before it is paid. The invoice is named as the book does: K1/1001.`,
		Args: exactly(1, "the number of an invoice"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if reason == "" || fee+interest+cost == "" {
				return usageError{fmt.Errorf("clients charge: want --reason, and --fee, --interest or --cost")}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				i, err := tx.InvoiceByNumber(args[0])
				for n, text := range []string{fee, interest, cost} { // in one order: played again, they bear the same numbers
					if err != nil || text == "" {
						continue
					}
					charge := ledger.ClaimCharge{Invoice: i.ID, Bucket: ledger.Fee + ledger.Bucket(n), On: date.From(o.at.In(o.zone)), Reason: reason}
					if charge.Amount, err = money.Parse(text, i.Currency); err != nil {
						return usageError{err}
					}
					err = tx.ChargeClaim(charge)
				}
				if err == nil {
					t.say(o.in, "charged; see: %s", "girod invoices show "+args[0])
				}
				return err
			})
		},
	}
	cmd.Flags().StringVar(&fee, "fee", "", "a reminder's fee")
	cmd.Flags().StringVar(&interest, "interest", "", "interest to today")
	cmd.Flags().StringVar(&cost, "cost", "", "the costs of collecting")
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the book for ever")
	return cmd
}

// payClientsCommand makes a payout of what is held for each client.
func payClientsCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use: "pay", Short: "make a payout of what is held for each client (preparer)", Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.paying(cmd.Context(), "preparer", func(o *office, tx *ledger.Tx, who payout.Person) error {
				done, err := payout.ProposeClients(tx, who, o.clientAccount, o.payable)
				if err != nil {
					return err
				}
				if t.json {
					return t.printJSON(madeValue(done.Made, done.Refused))
				}
				for _, p := range done.Made {
					t.say(o.in, "%s  %s to %s", p.Name(), p.Amount, p.Payee.Name)
				}
				for _, f := range done.NoPayee {
					party, err := tx.Party(f.Client.Party)
					if err != nil {
						return err
					}
					t.say(o.in, "%s of %s waits for an account: %s", money.Of(f.Held, f.Currency), party.Name, "girod payouts payee "+party.CustomerNo+" --iban …")
				}
				for _, why := range done.Refused {
					t.printf("%s\n", t.paint(warn, printable(why)))
				}
				if len(done.Made)+len(done.NoPayee)+len(done.Refused) == 0 {
					t.say(o.in, "nothing is held that is not under way")
				}
				return nil
			})
		},
	}
}

// clientAccount names the account of clients' money in a currency; "" for none.
func (o *office) clientAccount(c money.Currency) string {
	for _, a := range o.config.Accounts {
		if a.ClientFunds && a.Currency == string(c) {
			return a.Name
		}
	}
	return ""
}

// keptApart refuses to pay clients' money from another account than theirs, or anything else
// from theirs (DOMAIN.md 7).
func (o *office) keptApart(b *payout.Batch, p *payout.Payout) error {
	from := p.From
	if b != nil {
		from = cmp.Or(from, b.Account)
	}
	theirs := p.Liability.Role == ledger.RoleClientFunds
	for _, a := range o.config.Accounts {
		if a.Name == from && a.ClientFunds != theirs {
			return &payout.Refusal{Code: payout.Incomplete, What: "payout of " + p.Source, Why: "account " + from + ": clients' money is paid from their account, and nothing else is"}
		}
	}
	return nil
}
