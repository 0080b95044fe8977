package bank

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"

	"girod/formats/date"
)

// Invoice is what a payer knows of a claim: the lines of a pay file, one JSON
// object each.
type Invoice struct {
	Number   string    `json:"number"`
	Ref      string    `json:"ref"` // the OCR or RF reference
	Amount   Amount    `json:"amount"`
	Currency string    `json:"currency"`
	Due      date.Date `json:"due"`
	Debtor   string    `json:"debtor"`
	IBAN     string    `json:"iban,omitempty"`  // of the payer
	Habit    Habit     `json:"habit,omitempty"` // set: not left to chance
}

// Habit is how somebody pays.
type Habit string

// The habits, with the share of payers who have each, in percent.
const (
	Exact   Habit = "exact"           // 62: what it says, by the due date
	Late    Habit = "late"            // 8: the same, a week to five weeks after
	Part    Habit = "part"            // 5: a part of it
	Over    Habit = "over"            // 3: a little more
	Twice   Habit = "twice"           // 3: and again some days later
	Several Habit = "several"         // 6: together with other invoices of the same payer
	Wrong   Habit = "wrong-reference" // 4: a digit misread
	InText  Habit = "reference-text"  // 4: the reference in a sentence
	NoRef   Habit = "no-reference"    // 3: only a name and an amount
	Never   Habit = "never"           // 2
)

var habits = []struct {
	habit Habit
	share int
}{{Exact, 62}, {Late, 8}, {Part, 5}, {Over, 3}, {Twice, 3}, {Several, 6}, {Wrong, 4}, {InText, 4}, {NoRef, 3}, {Never, 2}}

// Pay hands invoices to their payers, who decide by habit when and how to pay.
// What is due today is paid at once, the rest as the days are stepped. An invoice
// that is already known is left out, so a growing list may be given again. It
// gives what was planned.
func (b *Bank) Pay(invoices []Invoice) ([]Payment, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var planned []*Payment
	together := map[string]*Payment{}
	for _, i := range invoices {
		if b.books.Invoices[i.Number] {
			continue
		}
		l, err := b.payable(i)
		if err != nil {
			return nil, err
		}
		b.books.Invoices[i.Number] = true
		for _, p := range b.decide(i, l, together) {
			p.Day = b.bankDay(max(p.Day, b.books.Today.Add(1)))
			planned = append(planned, p)
		}
	}
	return b.plan(planned)
}

// Plan adds one payment as it is, without a habit: for whoever wants to see one
// thing happen. Its day is today when zero, and its account the first.
func (b *Bank) Plan(p Payment) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.books.Ledgers[0]
	if p.Account != "" {
		l = b.ledger(p.Account)
	}
	if l == nil || p.Amount <= 0 {
		return fmt.Errorf("payment to %q of %s: no such account, or nothing paid", p.Account, p.Amount)
	}
	p.Account, p.Currency, p.Day = l.Account.IBAN, l.Account.Currency, b.bankDay(max(p.Day, b.books.Today))
	_, err := b.plan([]*Payment{&p})
	return err
}

// plan notes payments and makes those that are due.
func (b *Bank) plan(planned []*Payment) ([]Payment, error) {
	b.books.Payments = append(b.books.Payments, planned...)
	if u, ok := b.options.bankUser(); ok && b.days.IsBankDay(b.books.Today) {
		b.receive()
		if err := b.notify(u); err != nil {
			return nil, err
		}
	}
	given := make([]Payment, len(planned))
	for i, p := range planned {
		given[i] = *p
	}
	return given, b.keep()
}

func (b *Bank) payable(i Invoice) (*Ledger, error) {
	for _, l := range b.books.Ledgers {
		if l.Account.Currency == cmp.Or(i.Currency, "SEK") {
			if i.Number == "" || i.Amount <= 0 || !i.Due.Valid() {
				break
			}
			return l, nil
		}
	}
	return nil, fmt.Errorf("invoice %q of %s %s due %q: want a number, an amount above zero, a day, and a currency with an account", i.Number, i.Amount, i.Currency, i.Due)
}

func (b *Bank) bankDay(d date.Date) date.Date {
	for !b.days.IsBankDay(d) {
		d = d.Add(1)
	}
	return d
}

// decide lets the payer of an invoice make up their mind. Chance comes from the
// seed and the invoice number alone, so that neither the order of invoices nor
// what else happened changes anybody's mind.
func (b *Bank) decide(i Invoice, l *Ledger, together map[string]*Payment) []*Payment {
	h := fnv.New64a()
	h.Write([]byte(i.Number))
	chance := rand.New(rand.NewPCG(b.options.Seed, h.Sum64()))
	habit, early := chosen(chance), chance.IntN(5)
	if i.Habit != "" {
		habit = i.Habit
	}
	p := &Payment{Day: i.Due.Add(-early), Account: l.Account.IBAN, Amount: i.Amount, Currency: l.Account.Currency,
		Payer: cmp.Or(i.Debtor, "Betalare"), IBAN: i.IBAN, Reference: i.Ref, Habit: habit, Invoices: []string{i.Number}}
	if i.Ref == "" {
		p.Text = i.Number
	}
	switch habit {
	case Never:
		return nil
	case Late:
		p.Day = i.Due.Add(7 + chance.IntN(28))
	case Part:
		p.Amount = max(1, i.Amount*Amount(30+chance.IntN(60))/100)
	case Over:
		p.Amount += Amount(1+chance.IntN(50)) * 100
	case Twice:
		again := *p
		again.Day = p.Day.Add(1 + chance.IntN(5))
		return []*Payment{p, &again}
	case Several:
		return joined(p, i, together)
	case Wrong:
		p.Reference = misread(i.Ref, chance)
	case InText:
		p.Reference, p.Text = "", fmt.Sprintf("Faktura %s OCR %s tack", i.Number, i.Ref)
	case NoRef:
		p.Reference, p.Text = "", "betalning"
	}
	return []*Payment{p}
}

func chosen(chance *rand.Rand) Habit {
	n := chance.IntN(100)
	for _, h := range habits {
		if n -= h.share; n < 0 {
			return h.habit
		}
	}
	return Exact
}

// joined adds an invoice to the payment its payer is already putting together, or
// begins one. All invoices stand on their own lines.
func joined(p *Payment, i Invoice, together map[string]*Payment) []*Payment {
	who := p.Account + "/" + p.Payer + "/" + p.IBAN
	line := Line{Invoice: i.Number, Reference: i.Ref, Amount: i.Amount}
	if first, ok := together[who]; ok && first.Lines[0].Invoice != i.Number {
		first.Amount, first.Day = first.Amount+i.Amount, min(first.Day, p.Day)
		first.Lines, first.Invoices = append(first.Lines, line), append(first.Invoices, i.Number)
		return nil
	}
	p.Reference, p.Text, p.Lines = "", "", []Line{line}
	together[who] = p
	return []*Payment{p}
}

// misread changes one digit of a reference. Half of the time the check digit is
// made to fit, as when somebody took the reference of another letter.
func misread(ref string, chance *rand.Rand) string {
	if len(ref) < 3 {
		return ref + "7"
	}
	b := []byte(ref)
	at := 1 + chance.IntN(len(b)-2)
	if b[at] < '0' || b[at] > '9' {
		at = len(b) - 2
	}
	b[at] = '0' + (b[at]-'0'+1+byte(chance.IntN(8)))%10
	if chance.IntN(2) == 0 {
		for d := byte('0'); d <= '9' && strings.Trim(ref, "0123456789") == ""; d++ {
			if b[len(b)-1] = d; luhn(string(b)) {
				break
			}
		}
	}
	return string(b)
}

// receive books what payers pay today. Payments to a bankgiro come as one entry
// for the day, the others each by themselves.
func (b *Bank) receive() {
	for _, l := range b.books.Ledgers {
		var due []*Payment
		for _, p := range b.books.Payments {
			if p.BookedOn == 0 && p.Day <= b.books.Today && p.Account == l.Account.IBAN {
				due = append(due, p)
			}
		}
		slices.SortStableFunc(due, func(a, b *Payment) int { return cmp.Compare(a.Day, b.Day) })
		batch := Entry{Batch: true, Code: "RCDT/ATXN", Fresh: true, Giro: l.Account.Bankgiro}
		for _, p := range due {
			p.Ref, p.BookedOn = b.ref(), b.books.Today
			d := Detail{Ref: p.Ref, Amount: p.Amount, Name: p.Payer, IBAN: p.IBAN, Reference: p.Reference, Text: p.Text, Lines: p.Lines}
			if l.Account.Bankgiro == "" {
				b.book(l, Entry{Ref: p.Ref, Amount: p.Amount, Code: "RCDT/DMCT", Fresh: true, Details: []Detail{d}})
				continue
			}
			batch.Amount, batch.Details = batch.Amount+p.Amount, append(batch.Details, d)
		}
		if len(batch.Details) > 0 {
			batch.Ref = b.ref()
			b.book(l, batch)
		}
	}
}
