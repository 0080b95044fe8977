package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"girod/formats"
	"girod/formats/codes"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/payout"
)

// batchJSON is a payout batch as programs see it. Sum is "1560.00" of the batch's currency;
// where it has several, they stand in the sum and Currency is empty.
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
	Files      []fileOutJSON  `json:"files,omitempty"`
	Payouts    []payoutJSON   `json:"payouts,omitempty"`
	Flags      []flagJSON     `json:"flags,omitempty"`
	History    []eventJSON    `json:"history,omitempty"`
}

// fileOutJSON is one file of a batch, with its groups.
type fileOutJSON struct {
	MessageID string       `json:"messageId"`
	State     payout.State `json:"state"`
	Digest    string       `json:"digest,omitempty"`
	Groups    []groupJSON  `json:"groups"`
}

type groupJSON struct {
	ID       string         `json:"paymentInfoId"`
	Account  string         `json:"account"`
	On       date.Date      `json:"on"`
	Service  string         `json:"service,omitempty"`
	Count    int            `json:"count"`
	Sum      string         `json:"sum"`
	Currency money.Currency `json:"currency"`
}

type payoutJSON struct {
	Tenant      string         `json:"tenant,omitempty"`
	Payout      string         `json:"payout"`
	Batch       string         `json:"batch,omitempty"`
	PaymentInfo string         `json:"paymentInfoId,omitempty"`
	Source      string         `json:"source"`
	Payee       string         `json:"payee"`
	To          string         `json:"to"`
	Scheme      string         `json:"scheme"`
	Amount      string         `json:"amount"`
	Currency    money.Currency `json:"currency"`
	Text        string         `json:"text"`
	Lines       []lineJSON     `json:"lines,omitempty"`
	Purpose     string         `json:"purpose,omitempty"`
	Service     string         `json:"service,omitempty"`
	EndToEnd    string         `json:"endToEndId"`
	State       payout.State   `json:"state"`
	Codes       []string       `json:"reasonCodes,omitempty"`
	Reason      string         `json:"reason,omitempty"`
}

// lineJSON is an invoice a payout pays; a credit note's amount is below zero.
type lineJSON struct {
	Number string `json:"number"`
	Amount string `json:"amount"`
}

func payoutsCommand(t *terminal) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "payouts",
		Short: "money out: list, show, refunds, add, propose, approve, reject, cancel, clear, recall, forward",
		Args:  exactly(0, "no arguments; girod payouts show BATCH shows one"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.lookingAll(cmd.Context(), (*office).listPayouts)
		},
	}
	show := &cobra.Command{
		Use: "show BATCH", Short: "one batch: who is paid what, by whose word", Args: exactly(1, "a batch such as b000003"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.showBatch(tx, args[0]) })
		},
	}
	cmd.AddCommand(show, payeeCommand(t), refundsCommand(t), addPayoutCommand(t), editPayoutCommand(t), proposeCommand(t), approveCommand(t), rejectCommand(t), cancelPayoutCommand(t), clearCommand(t), recallCommand(t), forwardCommand(t))
	return cmd
}

func batchValue(b payout.Batch) batchJSON {
	on := b.ExecuteOn
	if on == 0 {
		on = b.RequestedOn
	}
	v := batchJSON{
		Batch: b.Name(), MessageID: b.MessageID, Account: b.Account, Currency: single(b.Sums), On: on, Count: b.Count,
		Sum: b.Sums.String(), Hash: b.Hash, State: b.State, ProposedBy: b.CreatedBy, ApprovedBy: b.ApprovedBy,
	}
	if v.Currency != "" {
		v.Sum = b.Sums[0].Decimal()
	}
	return v
}

func payoutValue(p payout.Payout) payoutJSON {
	v := payoutJSON{
		Payout: p.Name(), PaymentInfo: p.PaymentInfo, Source: p.Source, Payee: p.Payee.Name, To: p.To.ID, Scheme: p.To.Scheme, Amount: p.Amount.Decimal(),
		Currency: p.Amount.Currency, Text: p.Text, Purpose: p.Purpose, Service: p.Service, EndToEnd: p.EndToEnd, State: p.State,
		Codes: p.Codes, Reason: because(p),
	}
	if p.Ref != "" {
		v.Text = p.Ref
	}
	for _, l := range p.Lines {
		v.Lines = append(v.Lines, lineJSON{l.Number, amount(l.Amount, p.Amount.Currency)})
	}
	if p.Batch != 0 {
		v.Batch = (&payout.Batch{ID: p.Batch}).Name()
	}
	return v
}

// because tells why a payout was refused or came back: the bank's codes with their names,
// and its words.
func because(p payout.Payout) string {
	var named []string
	for _, code := range p.Codes {
		named = append(named, strings.TrimSpace(code+" "+codes.Reason(code)))
	}
	why := strings.Join(named, ", ")
	if p.Reason != "" && why != "" {
		why += ": "
	}
	return why + p.Reason
}

// filesOf gives the files of a batch with their groups.
func filesOf(tx *ledger.Tx, id int64, payouts []payout.Payout) (list []fileOutJSON, err error) {
	files, err := payout.Files(tx, id)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		groups, err := payout.Groups(tx, f.MessageID)
		if err != nil {
			return nil, err
		}
		v := fileOutJSON{MessageID: f.MessageID, State: f.State, Digest: f.Digest, Groups: []groupJSON{}}
		for _, g := range groups {
			gv, sum := groupJSON{ID: g.ID, Account: g.Account, On: g.On, Service: g.Service}, int64(0)
			for _, p := range payouts {
				if p.PaymentInfo == g.ID {
					gv.Count, gv.Currency, sum = gv.Count+1, p.Amount.Currency, sum+p.Amount.Minor
				}
			}
			gv.Sum = amount(sum, gv.Currency)
			v.Groups = append(v.Groups, gv)
		}
		list = append(list, v)
	}
	return list, nil
}

func (o *office) listPayouts(tx *ledger.Tx) error {
	in := o.in
	list := o.rows(in, "payout", "batch", "for", "payee", ">amount", "currency", "state", "why")
	err := o.each(tx, func(o *office, tx *ledger.Tx) error {
		payouts, err := payout.All(tx)
		for _, p := range payouts {
			v := payoutValue(p)
			v.Tenant = o.owner()
			if err = list.of(o, v, v.Payout, v.Batch, v.Source, v.Payee, v.Amount, string(v.Currency), coded(in, "payouts", string(v.State)), inWords(in, "bank-why", v.Reason)); err != nil {
				break
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return list.end(line(in, "no payouts"))
}

func (o *office) showBatch(tx *ledger.Tx, name string) error {
	id, err := payout.ParseBatch(name)
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
	if v.Files, err = filesOf(tx, id, payouts); err != nil {
		return err
	}
	for _, p := range payouts {
		v.Payouts = append(v.Payouts, payoutValue(p))
	}
	if b.State == payout.Proposed {
		flags, err := payout.Flags(tx, payouts, payout.Rules{})
		if err != nil {
			return err
		}
		v.Flags = flagValues(flags)
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
	return o.printBatch(v, b)
}

// printBatch shows a batch to a person, who may be the one to approve it.
func (o *office) printBatch(v batchJSON, b payout.Batch) error {
	in := o.in
	t, state := o.t, func(s payout.State) string { return coded(in, "payouts", string(s)) }
	tb := headed(in, "payout", "for", "payee", "to", ">amount", "currency", "says", "state", "why")
	for _, p := range v.Payouts {
		says := p.Text
		for _, l := range p.Lines {
			says = strings.TrimSpace(says + " " + l.Number + "=" + l.Amount)
		}
		tb.row(p.Payout, p.Source, p.Payee, strings.TrimSpace(p.Scheme+" "+p.To+" "+p.Purpose+" "+p.Service), p.Amount, string(p.Currency), says, state(p.State), inWords(in, "bank-why", p.Reason))
	}
	t.say(in, "%s  %s, message %s, from %s on %s", v.Batch, state(v.State), v.MessageID, v.Account, v.On)
	t.say(in, "%d payouts, sum %s, hash %s", v.Count, b.Sums, v.Hash)
	t.printf("\n")
	t.print(tb, line(in, "no payouts"))
	for _, f := range v.Files {
		t.say(in, "file %s: %s", f.MessageID, state(f.State))
		for _, g := range f.Groups {
			t.printf("  %s\n", printable(line(in, "group %s: %d from %s on %s, %s", g.ID, g.Count, g.Account, g.On, strings.TrimSpace(g.Sum+" "+string(g.Currency)+" "+g.Service))))
		}
	}
	for _, e := range v.History {
		t.printf("%s  %s: %s\n", e.At, in.Kind(e.Kind), printable(inWords(in, e.Kind, e.Text)))
	}
	t.printFlags(in, v.Flags)
	if v.State == payout.Proposed {
		t.say(in, "hint: another person: %s", fmt.Sprintf("girod payouts approve %s --sum %q --count %d --hash %s", v.Batch, v.Sum, v.Count, v.Hash[:12]))
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

// paying opens the office for a command on money that leaves, in a person's name and roles.
func (t *terminal) paying(ctx context.Context, role string, fn func(*office, *ledger.Tx, payout.Person) error) error {
	return t.acting(ctx, role, func(o *office, tx *ledger.Tx) error {
		who, err := o.payer(role)
		if err != nil {
			return err
		}
		return fn(o, tx, who)
	})
}

// payTo is an account given by flags.
type payTo struct{ iban, bic, bankgiro, plusgiro, clearing, account, slip string }

func (p *payTo) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.iban, "iban", "", "the payee's IBAN")
	cmd.Flags().StringVar(&p.bic, "bic", "", "and the bank's BIC")
	cmd.Flags().StringVar(&p.bankgiro, "bankgiro", "", "the payee's bankgiro")
	cmd.Flags().StringVar(&p.plusgiro, "plusgiro", "", "the payee's plusgiro")
	cmd.Flags().StringVar(&p.clearing, "clearing", "", "the payee's Swedish clearing number")
	cmd.Flags().StringVar(&p.account, "account-no", "", "and account number; alone, a Norwegian or Danish one")
	cmd.Flags().StringVar(&p.slip, "slip", "", "card of a Danish payment slip: 01, 04, 15, 71, 73, 75; --account-no is the creditor's number")
}

func (p *payTo) value() (formats.Account, error) {
	switch {
	case p.iban != "":
		return formats.Account{ID: strings.ToUpper(strings.ReplaceAll(p.iban, " ", "")), Scheme: "IBAN"}, nil
	case p.bankgiro != "":
		return formats.Account{ID: p.bankgiro, Scheme: "BGNR"}, nil
	case p.plusgiro != "":
		return formats.Account{ID: p.plusgiro, Scheme: "PGNR"}, nil
	case p.slip != "" && p.account != "":
		return formats.Account{ID: p.account, Scheme: "FIK" + p.slip}, nil
	case p.account != "":
		return formats.Account{ID: p.account, Scheme: "BBAN"}, nil
	}
	return formats.Account{}, usageError{fmt.Errorf("payouts: want --iban, --bankgiro, --plusgiro, --clearing and --account-no, or --slip and --account-no")}
}

// country is where the account is kept, as far as what was typed tells.
func (p *payTo) country(c money.Currency) string {
	switch {
	case len(p.iban) > 2:
		return strings.ToUpper(p.iban[:2])
	case p.slip != "":
		return "DK"
	case p.bankgiro != "", p.plusgiro != "", p.clearing != "":
		return "SE"
	case c == money.NOK:
		return "NO"
	case c == money.DKK:
		return "DK"
	}
	return "SE"
}

// home is the currency of the country the account is kept in.
func (p *payTo) home() string {
	switch p.country("") {
	case "SE":
		return "SEK"
	case "NO":
		return "NOK"
	case "DK":
		return "DKK"
	}
	return "EUR"
}

func payeeCommand(t *terminal) *cobra.Command {
	var to payTo
	var currency string
	cmd := &cobra.Command{
		Use: "payee CUSTOMER", Short: "set the account a customer is paid to (beneficiary-admin)", Args: exactly(1, "a customer number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.paying(cmd.Context(), "beneficiary-admin", func(o *office, tx *ledger.Tx, who payout.Person) error {
				party, err := tx.PartyByCustomerNo(args[0])
				if err != nil {
					return err
				}
				account, err := to.value()
				if err != nil {
					return err
				}
				c, err := money.ParseCurrency(cmp.Or(currency, to.home()))
				if err != nil {
					return usageError{err}
				}
				return payout.SetPayee(tx, who, payout.Payee{Party: party.ID, To: account, Clearing: to.clearing, BIC: to.bic}, c, o.payable)
			})
		},
	}
	to.flags(cmd)
	cmd.Flags().StringVar(&currency, "currency", "", "of what will be paid; that of the account's country when empty")
	return cmd
}

func refundsCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use: "refunds", Short: "make a payout of each customer's surplus (preparer)", Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.paying(cmd.Context(), "preparer", func(o *office, tx *ledger.Tx, who payout.Person) error {
				least := money.Of(signed(o.config.Payouts.RefundMinimum, money.SEK), money.SEK)
				r, err := payout.ProposeRefunds(tx, who, least, o.payable, o.tongue)
				if err != nil {
					return err
				}
				return o.printRefunds(tx, r, least)
			})
		},
	}
}

// refundsJSON is what was made of customers' surplus.
type refundsJSON struct {
	madeJSON
	NoAccount []noAccountJSON `json:"noAccount"` // an account is wanted first
	Left      int             `json:"left"`      // too small, or in another currency
}

type noAccountJSON struct {
	Customer string         `json:"customer"`
	Debtor   string         `json:"debtor"`
	Rest     string         `json:"rest"`
	Currency money.Currency `json:"currency"`
}

// madeJSON is payouts that were made, and why others were not.
type madeJSON struct {
	Made    []payoutJSON `json:"payouts"`
	Refused []string     `json:"refused"`
}

func madeValue(made []payout.Payout, refused []string) madeJSON {
	v := madeJSON{[]payoutJSON{}, append([]string{}, refused...)}
	for _, p := range made {
		v.Made = append(v.Made, payoutValue(p))
	}
	return v
}

func (o *office) printRefunds(tx *ledger.Tx, r payout.Refunds, least money.Amount) error {
	t, v := o.t, refundsJSON{madeValue(r.Made, r.Refused), []noAccountJSON{}, r.Left}
	for _, c := range r.NoPayee {
		party, err := tx.Party(c.Party)
		if err != nil {
			return err
		}
		v.NoAccount = append(v.NoAccount, noAccountJSON{party.CustomerNo, party.Name, amount(c.Rest, c.Currency), c.Currency})
	}
	if t.json {
		return t.printJSON(v)
	}
	for _, p := range r.Made {
		t.say(o.in, "%s  %s to %s", p.Name(), p.Amount, p.Payee.Name)
	}
	for _, c := range v.NoAccount {
		t.say(o.in, "%s of %s waits for an account: %s", c.Rest+" "+string(c.Currency), c.Debtor, "girod payouts payee "+c.Customer+" --iban …")
	}
	for _, why := range r.Refused {
		t.printf("%s\n", t.paint(warn, printable(why)))
	}
	if len(r.Made)+len(r.NoPayee)+len(r.Refused) == 0 {
		t.say(o.in, "nobody has a surplus of %s or more", least)
	}
	if r.Left > 0 {
		t.say(o.in, "%d are smaller than %s, or in another currency, and wait for the next invoice", r.Left, least)
	}
	return nil
}
