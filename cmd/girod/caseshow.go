package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/dunning"
)

// bucketsJSON is an amount by bucket.
type bucketsJSON struct {
	Principal string `json:"principal"`
	Fee       string `json:"fee"`
	Interest  string `json:"interest"`
	Cost      string `json:"cost"`
	Total     string `json:"total"`
}

func bucketsValue(b ledger.Balance, c money.Currency) bucketsJSON {
	return bucketsJSON{amount(b[0], c), amount(b[1], c), amount(b[2], c), amount(b[3], c), amount(b[0]+b[1]+b[2]+b[3], c)}
}

// debtJSON is a line of the debt grid (R-BST-39).
type debtJSON struct {
	Invoice      string      `json:"invoice"`
	Concerns     string      `json:"concerns"`
	Ref          string      `json:"ref"`
	Issued       string      `json:"issued"`
	Due          string      `json:"due"`
	InterestCode string      `json:"interestCode"`
	InterestRate string      `json:"interestRate"`   // of today, "" where none is confirmed
	Margin       string      `json:"interestMargin"` // what of it the law puts upon the reference rate
	Claimed      bucketsJSON `json:"claimed"`
	Paid         bucketsJSON `json:"paid"`
	Reduced      bucketsJSON `json:"reduced"`
	Remaining    bucketsJSON `json:"remaining"`
}

// interest is the code with the margin, and the rate that they come to today (R-BST-40):
// "reference_plus 8.00 (10.00)".
func (d debtJSON) interest() string {
	if d.InterestRate == "" {
		return d.InterestCode
	}
	return d.InterestCode + " " + d.Margin + " (" + d.InterestRate + ")"
}

// debtorJSON is the card of a debtor; a person's number is masked.
type debtorJSON struct {
	Customer string `json:"customer"`
	Name     string `json:"name"`
	OrgNo    string `json:"orgNo"`
	Email    string `json:"email"`
	Phone    string `json:"phone"`
	Street   string `json:"street"`
	Street2  string `json:"street2"`
	PostCode string `json:"postCode"`
	Town     string `json:"town"`
	Country  string `json:"country"`
	Company  bool   `json:"company"`

	Protected bool `json:"protected"` // where it lives is kept from everybody
}

// costJSON is a cost of the debtor or the client.
type costJSON struct {
	ID      int64  `json:"cost,omitempty"`
	Payer   string `json:"payer"`
	Day     string `json:"day"`
	Text    string `json:"text"`
	Amount  string `json:"amount"`
	Invoice string `json:"invoice"` // the debtor's; the client's, once it is billed
	Billed  string `json:"billed"`
}

// fileJSON of a case: all that its page shows.
type caseFileJSON struct {
	caseJSON
	Debtor   debtorJSON    `json:"debtor"`
	Debts    []debtJSON    `json:"debts"`
	Sum      debtJSON      `json:"sum"`
	Costs    []costJSON    `json:"costs"`
	Requests []requestJSON `json:"requests"`
	Figures  *figuresJSON  `json:"figures,omitempty"`
}

// figuresJSON holds what the partner says is owed beside what we say.
type figuresJSON struct {
	On         string      `json:"on"`
	Partner    bucketsJSON `json:"partner"`
	Ours       bucketsJSON `json:"ours"` // interest to that day
	Difference bucketsJSON `json:"difference"`
	Alarm      bool        `json:"alarm"`
}

// figures compares the partner's figures with our own of the same day.
func (o *office) figures(tx *ledger.Tx, c cases.Case, debts []cases.Debt) (*figuresJSON, error) {
	f, told, err := c.Figure(tx)
	if err != nil || !told {
		return nil, err
	}
	policy, err := o.remindingPolicy()
	if err != nil {
		return nil, err
	}
	var ours ledger.Balance // as of the partner's day: what was paid since is in neither
	for _, d := range debts {
		owed, unsaid := dunning.OwedOn(tx, policy, &d.Invoice, f.On)
		if unsaid != nil { // no confirmed rate: what is claimed, never a guess
			if owed, err = tx.BalanceOn(d.Invoice.ID, f.On); err != nil {
				return nil, err
			}
			owed[ledger.Interest] = d.Remaining[ledger.Interest]
		}
		for b := range ours {
			ours[b] += owed[b]
		}
	}
	by, alarm := f.Differ(ours)
	return &figuresJSON{f.On.String(), bucketsValue(f.Told, c.Currency), bucketsValue(ours, c.Currency), bucketsValue(by, c.Currency), alarm}, nil
}

func showCaseCommand(t *terminal) *cobra.Command {
	return &cobra.Command{Use: "show CASE", Short: "one case: debts, debtor, costs and requests", Args: exactly(1, "a case number such as C000017"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				c, err := cases.Find(tx, args[0])
				if err != nil {
					return err
				}
				v, err := o.caseFile(tx, c)
				switch {
				case err != nil:
					return err
				case t.json:
					return t.printJSON(v)
				}
				o.printCase(v)
				return nil
			})
		}}
}

func (o *office) caseFile(tx *ledger.Tx, c cases.Case) (v caseFileJSON, err error) {
	owed, err := cases.Owed(tx, c.ID)
	if err != nil {
		return v, err
	}
	v.caseJSON = caseValue(cases.Hit{Case: c, Owed: owed})
	if v.Debtor, err = o.debtorValue(tx, c.Debtor); err != nil {
		return v, err
	}
	debts, err := c.Debts(tx)
	if err != nil {
		return v, err
	}
	l, err := readLaws(o.config)
	if err != nil {
		return v, err
	}
	for n, d := range append(debts, cases.Sum(debts)) {
		var code, margin, rate string
		if n < len(debts) {
			if code, margin, rate, err = c.Rate(tx, l.tables, d, o.desk().Today); err != nil {
				return v, err
			}
		}
		v.Debts = append(v.Debts, debtJSON{
			d.Invoice.Number, d.Invoice.Concerns, d.Invoice.Ref, d.Invoice.Issued.String(), d.Invoice.Due.String(), code, rate, margin, bucketsValue(d.Claimed, c.Currency),
			bucketsValue(d.Paid, c.Currency), bucketsValue(d.Reduced, c.Currency), bucketsValue(d.Remaining, c.Currency),
		})
	}
	v.Debts, v.Sum = v.Debts[:len(debts)], v.Debts[len(debts)]
	if v.Costs, err = caseCosts(tx, c); err != nil {
		return v, err
	}
	if v.Figures, err = o.figures(tx, c, debts); err != nil {
		return v, err
	}
	asked, err := c.Requests(tx)
	v.Requests = requestValues(asked)
	return v, err
}

func caseCosts(tx *ledger.Tx, c cases.Case) ([]costJSON, error) {
	list := []costJSON{}
	debtor, err := c.DebtorCosts(tx)
	if err != nil {
		return nil, err
	}
	for _, k := range debtor {
		list = append(list, costJSON{0, "debtor", k.Day.String(), k.Text, amount(k.Amount, c.Currency), k.Invoice, ""})
	}
	client, err := c.ClientCosts(tx)
	for _, k := range client {
		list = append(list, costJSON{k.ID, "client", k.Day.String(), k.Text, amount(k.Amount, c.Currency), k.Bill, k.Billed.String()})
	}
	return list, err
}

func (o *office) printCase(v caseFileJSON) {
	t, in := o.t, o.in
	t.say(in, "%s  %s (%s), registered %s", v.Number, v.Name, v.Customer, v.Registered)
	t.say(in, "%s, %s; handler %s", v.State, strings.TrimSuffix(v.Situation+", "+v.Outcome, ", "), cmp.Or(v.Handler, "-"))
	if v.Partner+v.Status+v.PartnerNo != "" {
		t.say(in, "partner %s, its number %s, the debtor's %s; its status of %s: %s", v.Partner, v.PartnerNo, v.DebtorNo, v.StatusOn, v.Status)
	}
	if v.Dormant != "" {
		t.say(in, "rests through %s", v.Dormant)
	}
	if v.Respite != "" {
		t.say(in, "the debtor has time through %s", v.Respite)
	}
	d := v.Debtor
	t.printf("%s\n\n", printable(strings.TrimPrefix(d.OrgNo+", "+o.where(d), ", ")))
	tb := headed(in, "invoice", "concerns", "reference", "issued", "due", "interest", ">principal", ">fee", ">interest", ">cost", ">paid", ">owed")
	for _, l := range append(v.Debts, v.Sum) {
		tb.row(l.Invoice, l.Concerns, l.Ref, l.Issued, l.Due, l.interest(), l.Remaining.Principal, l.Remaining.Fee,
			l.Remaining.Interest, l.Remaining.Cost, l.Paid.Total, l.Remaining.Total)
	}
	t.print(tb, line(in, "no debts"))
	if f := v.Figures; f != nil {
		figures := headed(in, "", ">principal", ">fee", ">interest", ">cost", ">total")
		figures.head[0] = f.On
		for _, l := range []struct {
			who string
			bucketsJSON
		}{{line(in, "the partner's"), f.Partner}, {line(in, "ours"), f.Ours}, {line(in, "difference"), f.Difference}} {
			figures.row(l.who, l.Principal, l.Fee, l.Interest, l.Cost, l.Total)
		}
		t.printf("\n")
		t.print(figures, "")
		if f.Alarm {
			t.printf("%s\n", t.paint(bad, line(in, "the partner's figures differ from ours: ask them")))
		}
	}
	if len(v.Costs) > 0 {
		costs := headed(in, "pays", "day", "for", ">amount", "invoice", "billed")
		for _, k := range v.Costs {
			costs.row(inWords(in, "pays", k.Payer), k.Day, k.Text, k.Amount, k.Invoice, k.Billed)
		}
		t.printf("\n")
		t.print(costs, "")
	}
	if len(v.Requests) > 0 {
		t.printf("\n")
		t.print(requestTable(in, v.Requests), "")
	}
}

// happenedJSON is a line of a history.
type happenedJSON struct {
	Category  string         `json:"category"`
	Day       string         `json:"day"`
	Kind      string         `json:"kind"`
	By        string         `json:"by"`
	Text      string         `json:"text"`
	Details   string         `json:"details,omitempty"`
	Amount    string         `json:"amount,omitempty"` // by how much a booking changed what is owed
	At        string         `json:"at"`
	Documents []documentJSON `json:"documents,omitempty"`

	Payments   []paymentInfoJSON `json:"payments,omitempty"`
	Interrupts bool              `json:"interruptsLimitation,omitempty"`

	KindSaid string `json:"kindSaid"` // kind and text in the language that was asked for
	Said     string `json:"said"`
}

type documentJSON struct {
	Digest string `json:"digest"`
	Name   string `json:"name"`
	Kind   string `json:"kind"`
}

func caseHistoryCommand(t *terminal) *cobra.Command {
	var f cases.HistoryFilter
	var from, through string
	var kinds bool
	cmd := &cobra.Command{Use: "history CASE", Short: "everything that happened to a case, newest first, page by page", Args: exactly(1, "a case number"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if f.From, err = flagDay(from); err != nil {
				return err
			}
			if f.Through, err = flagDay(through); err != nil {
				return err
			}
			return caseRefusal(t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				c, err := cases.Find(tx, args[0])
				if err != nil {
					return err
				}
				if kinds {
					return o.printKinds(tx, c)
				}
				return o.printHistory(tx, c, f)
			}))
		}}
	cmd.Flags().StringVar(&f.Kind, "kind", "", "only what is of this kind")
	cmd.Flags().StringVar(&from, "from", "", "first day")
	cmd.Flags().StringVar(&through, "through", "", "last day")
	cmd.Flags().StringVar(&f.After, "after", "", "the page behind: what the page before gave as next")
	cmd.Flags().IntVar(&f.Limit, "limit", 50, "how many on a page, at most 500")
	cmd.Flags().BoolVar(&kinds, "kinds", false, "only which kinds there are, and how many of each")
	return cmd
}

func happenedValue(h cases.Happened, c cases.Case) happenedJSON {
	v := happenedJSON{Category: string(h.Category), Day: h.Day.String(), Kind: h.Kind, By: h.By, Text: h.Text, Details: h.Details, At: h.At}
	if h.Category == cases.OfBook {
		v.Amount = amount(h.Amount, c.Currency)
	}
	for _, d := range h.Documents {
		v.Documents = append(v.Documents, documentJSON{d.Digest, d.Name, string(d.Kind)})
	}
	return v
}

func documentNames(list []documentJSON) string {
	var names []string
	for _, d := range list {
		names = append(names, d.Kind+" "+d.Name)
	}
	return strings.Join(names, ", ")
}

func (o *office) printHistory(tx *ledger.Tx, c cases.Case, f cases.HistoryFilter) error {
	page, next, err := c.History(tx, f)
	if err != nil {
		return err
	}
	in := o.in
	teller := &historian{o: o, tx: tx, c: c, in: in}
	list := []happenedJSON{}
	tb := headed(in, "category", "day", "kind", "who", "what", ">amount", "documents")
	for _, h := range page {
		v, err := teller.value(h)
		if err != nil {
			return err
		}
		list = append(list, v)
		tb.row(in.Kind(v.Category), v.Day, v.KindSaid, v.By, v.Said, inWords(in, "amount", v.Amount), documentNames(v.Documents))
	}
	if o.t.json {
		return o.t.printJSON(struct {
			History []happenedJSON `json:"history"`
			Next    string         `json:"next"`
		}{list, next})
	}
	o.t.print(tb, line(in, "nothing of this kind in these days"))
	if next != "" {
		o.t.say(in, "more: %s", fmt.Sprintf("--after %q", next))
	}
	return nil
}

func (o *office) printKinds(tx *ledger.Tx, c cases.Case) error {
	kinds, err := c.Kinds(tx)
	if err != nil {
		return err
	}
	if o.t.json {
		n := map[string]int64{}
		for _, k := range kinds {
			n[k.Kind] = k.N
		}
		return o.t.printJSON(n)
	}
	tb := headed(o.in, "kind", ">times")
	for _, k := range kinds {
		tb.row(o.in.Kind(k.Kind), itoa(k.N))
	}
	o.t.print(tb, line(o.in, "nothing happened"))
	return nil
}

func reportCaseCommand(t *terminal) *cobra.Command {
	var status, partnerNo, debtorNo, on string
	var figures [4]string
	cmd := &cobra.Command{Use: "report CASE", Short: "write down what the partner reports of a case, word for word (operator)", Args: exactly(1, "a case number")}
	cmd.Flags().StringVar(&status, "status", "", "the partner's word for its status")
	for b := range figures {
		name := ledger.Bucket(b).String()
		cmd.Flags().StringVar(&figures[b], name, "", "how much "+name+" is owed, as the partner tells it")
	}
	cmd.Flags().StringVar(&partnerNo, "partner-no", "", "the case's number at the partner")
	cmd.Flags().StringVar(&debtorNo, "debtor-no", "", "and the debtor's")
	cmd.Flags().StringVar(&on, "on", "", "the day it was told; empty: today")
	return onCase(t, cmd, func(o *office, tx *ledger.Tx, c cases.Case, _ []string) error {
		day, err := flagDay(on)
		if err != nil {
			return err
		}
		f, told, err := readFigure(figures, c.Currency)
		if err != nil {
			return err
		}
		if f.On = day; day == 0 {
			f.On = o.desk().Today
		}
		if told {
			err = o.desk().TellFigure(tx, c.ID, f)
		}
		switch {
		case err != nil:
			return err
		case status == "" && !told:
			return usageError{fmt.Errorf("cases report: want --status, or figures")}
		case status == "":
			return nil
		}
		return o.desk().Report(tx, c.ID, status, partnerNo, debtorNo, day)
	})
}

// readFigure reads the amounts a partner told; told is false when none was.
func readFigure(texts [4]string, c money.Currency) (f cases.Figure, told bool, err error) {
	for b, text := range texts {
		if text == "" {
			continue
		}
		told = true
		if f.Told[b], err = money.Parse(text, c); err != nil {
			return f, false, usageError{err}
		}
	}
	return f, told, nil
}

func caseEventCommand(t *terminal) *cobra.Command {
	var on, details string
	var docs []string
	cmd := &cobra.Command{Use: "event CASE KIND TEXT", Short: "write down what happened elsewhere: " + strings.Join(cases.Told(), ", ") + " (operator)",
		Args: exactly(3, "a case, a kind and a line")}
	cmd.Flags().StringVar(&on, "on", "", "the day it happened; empty: today")
	cmd.Flags().StringVar(&details, "details", "", "what opens behind the line")
	cmd.Flags().StringArrayVar(&docs, "document", nil, "a document: KIND:SHA-256:NAME with KIND scan, letter or file")
	return onCase(t, cmd, func(o *office, tx *ledger.Tx, c cases.Case, args []string) error {
		day, err := flagDay(on)
		if err != nil {
			return err
		}
		e := cases.Event{Case: c.ID, Day: day, Kind: args[0], Text: args[1], Details: details}
		for _, d := range docs {
			parts := strings.SplitN(d, ":", 3)
			if len(parts) != 3 {
				return usageError{fmt.Errorf("cases event: --document wants KIND:SHA-256:NAME")}
			}
			e.Documents = append(e.Documents, cases.Document{Kind: cases.DocumentKind(parts[0]), Digest: parts[1], Name: parts[2]})
		}
		return o.desk().Tell(tx, e)
	})
}

func caseCostCommand(t *terminal) *cobra.Command {
	cmd := &cobra.Command{Use: "cost CASE AMOUNT TEXT", Short: "write down a cost the client pays for a case (operator)", Args: exactly(3, "a case, an amount and what for")}
	return onCase(t, cmd, func(o *office, tx *ledger.Tx, c cases.Case, args []string) error {
		minor, err := money.Parse(args[0], c.Currency)
		if err != nil {
			return usageError{err}
		}
		_, err = o.desk().Charge(tx, c.ID, minor, args[1])
		return err
	})
}
