package main

import (
	"strings"
	"unicode/utf8"

	"girod/formats"
	"girod/formats/money"
)

// listing writes every payment of a file on a line of its own while the file is read,
// whatever it is a file of: payments in and out, orders, claims, invoices, purchases.
type listing struct {
	t     *terminal
	begun bool
}

// listed is one line.
type listed struct {
	Line                                       int
	Day, Side                                  string
	Amount                                     money.Amount
	Reference, Party, Account, Text, Statement string
}

func (l *listing) sink() formats.Sink {
	return formats.Sink{
		Payment: l.payment, Transfers: l.transfers, Debits: l.debits, Settlement: l.settlement, Invoice: l.invoice,
		Status: l.status, RecallAnswer: l.answer,
	}
}

// widths are of the columns; the last is not bounded. A text that is wider is cut with a mark,
// and stands whole in --json.
var widths = []struct {
	head  string
	width int
	right bool
}{{"line", 7, true}, {"day", 10, false}, {"", 8, false}, {"amount", 15, true}, {"", 3, false}, {"reference", 26, false}, {"party", 28, false}, {"account", 24, false}, {"text", 0, false}}

func (l *listing) cells(cells ...string) {
	var b strings.Builder
	for i, c := range widths {
		text := printable(cells[i])
		n := utf8.RuneCountInString(text)
		if c.width > 0 && n > c.width {
			text, n = string([]rune(text)[:c.width-1])+"…", c.width
		}
		pad := strings.Repeat(" ", max(0, c.width-n))
		if c.right {
			text = pad + text
		} else {
			text += pad
		}
		b.WriteString(text + "  ")
	}
	l.t.printf("%s\n", strings.TrimRight(b.String(), " "))
}

func (l *listing) print(v listed) {
	if !l.begun {
		l.begun = true
		var heads []string
		for _, c := range widths {
			heads = append(heads, c.head)
		}
		l.cells(heads...)
	}
	sum := ""
	if v.Amount.Currency != "" {
		sum = v.Amount.Decimal()
	}
	l.cells(itoa(int64(v.Line)), v.Day, v.Side, sum, string(v.Amount.Currency), v.Reference, v.Party, v.Account, v.Text)
}

func (l *listing) payment(p *formats.Payment) error {
	if l.t.json {
		return l.t.printJSON(payJSON(p))
	}
	v := listed{
		Line: p.Line, Day: p.BookedOn.String(), Side: p.Direction.String(), Amount: money.Of(p.Amount, p.Currency),
		Party: string(p.Payer), Account: string(p.PayerAccount),
	}
	var refs, text []string
	for _, r := range p.Refs {
		refs = append(refs, string(r.Text))
	}
	for _, line := range p.Text {
		text = append(text, string(line))
	}
	v.Reference, v.Text = strings.Join(refs, " "), strings.Join(text, " ")
	if len(p.Return) > 0 {
		v.Text = strings.TrimSpace("returned " + string(p.Return) + " " + v.Text)
	}
	l.print(v)
	return nil
}

func (l *listing) transfers(o *formats.TransferOrder) error {
	for i := range o.Groups {
		g := &o.Groups[i]
		if l.t.json {
			if err := l.t.printWords(g); err != nil {
				return err
			}
			continue
		}
		for j := range g.Transfer {
			p := &g.Transfer[j]
			ref := p.Ref
			for _, r := range p.Invoices {
				ref = strings.TrimSpace(ref + " " + string(r.Text))
			}
			l.print(listed{
				Line: p.Line, Day: g.On.String(), Side: "pay", Amount: p.Amount, Reference: ref, Party: p.Payee.Name,
				Account: strings.TrimSpace(p.Clearing + " " + p.To.ID), Text: p.Text,
			})
		}
	}
	return nil
}

func (l *listing) debits(o *formats.DebitOrder) error {
	for i := range o.Groups {
		g := &o.Groups[i]
		if l.t.json {
			if err := l.t.printWords(g); err != nil {
				return err
			}
			continue
		}
		for j := range g.Debits {
			d := &g.Debits[j]
			on := g.On
			if d.On != 0 {
				on = d.On
			}
			l.print(listed{
				Line: d.Line, Day: on.String(), Side: "claim", Amount: d.Amount, Reference: d.Ref, Party: d.Payer.Name, Account: d.From.ID,
				Text: strings.TrimSpace(d.Text + " " + strings.Join(d.Notice, " ")),
			})
		}
	}
	return nil
}

func (l *listing) settlement(s *formats.Settlement) error {
	if l.t.json {
		return l.t.printWords(s)
	}
	for i := range s.Payments {
		p := &s.Payments[i]
		text := strings.TrimSpace(p.Method + " " + p.Text)
		if p.Fee != 0 {
			text += ", fee " + amount(p.Fee, s.Currency)
		}
		l.print(listed{Line: p.Line, Day: p.BookedOn.String(), Side: p.Kind, Amount: money.Of(p.Gross, s.Currency), Reference: p.Ref, Party: p.Payer, Account: p.PayerPhone, Text: text})
	}
	return nil
}

func (l *listing) invoice(v *formats.Invoice) error {
	if l.t.json {
		return l.t.printWords(v)
	}
	ref, account := "", ""
	if len(v.Means) > 0 {
		ref, account = v.Means[0].Ref, v.Means[0].Account.ID
	}
	l.print(listed{
		Line: v.Line, Day: v.Due.String(), Side: string(v.Kind), Amount: money.Of(v.Payable, v.Currency), Reference: ref, Party: v.Recipient.Name,
		Account: account, Text: strings.TrimSpace(v.Number + " " + v.Note),
	})
	return nil
}

func (l *listing) status(r *formats.StatusReport) error {
	if l.t.json {
		return l.t.printWords(r)
	}
	say := func(line int, status formats.StatusCode, ref string, reasons []formats.Reason) {
		if status != "" {
			l.print(listed{Line: line, Side: string(status), Reference: ref, Text: why(reasons)})
		}
	}
	say(r.Line, r.Status, r.OriginalMessageID, r.Reasons)
	for i := range r.Groups {
		g := &r.Groups[i]
		say(g.Line, g.Status, g.PaymentInfoID, g.Reasons)
		for j := range g.Transfers {
			x := &g.Transfers[j]
			say(x.Line, x.Status, x.EndToEndID, x.Reasons)
		}
	}
	return nil
}

func (l *listing) answer(a *formats.RecallAnswer) error {
	if l.t.json {
		return l.t.printWords(a)
	}
	l.print(listed{Line: a.Line, Side: string(a.Status), Reference: a.OriginalMessageID, Text: why(a.Reasons)})
	for i := range a.Transfers {
		x := &a.Transfers[i]
		l.print(listed{Line: x.Line, Side: string(x.Status), Reference: x.EndToEndID, Text: why(x.Reasons)})
	}
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
