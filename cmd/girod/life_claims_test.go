package main

import (
	"fmt"
	"strconv"
	"strings"

	"girod/formats/money"
)

// bounce tells that a letter by e-mail did not arrive, of some invoice whose debtor has an
// address; whether a letter went is not looked at.
func (l *life) bounce(d deed) {
	for n := range l.bills {
		i, _ := l.some(d.a + n)
		if i.email == "" {
			continue
		}
		code := []string{"5.1.1", "5.1.1", "4.2.2"}[d.b%3]
		l.tell("a letter to %s about %s bounces: %s", i.email, i.Number, code)
		line := fmt.Sprintf(`{"bounce":1,"address":"%s","invoice":"%s","code":"%s"}`, i.email, i.Number, code)
		l.write(fmt.Sprintf("accounting/in/bounce-%d.jsonl", len(l.told)), []byte(line+"\n"))
		l.run()
		return
	}
}

// partyHold writes down what is known of a debtor.
func (l *life) partyHold(d deed) {
	i, ok := l.some(d.a)
	if !ok {
		return
	}
	reason := []string{"deceased", "bankruptcy", "debt-restructuring", "minor", "protected-identity", "dispute"}[d.b%6]
	if d.c%4 == 3 {
		l.anna(i.of, "parties", "unhold", i.customer, "--reason", reason, "--why", "var fel")
		return
	}
	args := []string{"parties", "hold", i.customer, "--reason", reason, "--from", l.bank.Today().Add(-d.c % 15).String(), "--source", "intyg"}
	if d.c%5 == 0 {
		args = append(args, "--through", l.bank.Today().Add(d.c).String())
	}
	l.anna(i.of, args...)
}

// holdEnds ends a hold, or says that its task was done.
func (l *life) holdEnds(d deed) {
	var all []holdJSON
	of := whose(d.b)
	l.fromJSON(l.ask(l.bank.Today().String(), "--json", "--tenant", of, "holds"), &all)
	for _, h := range anyOf(all, d.a) {
		if d.c%3 == 0 {
			l.anna(of, "holds", "done", fmt.Sprint(h.ID), "--report", "gjort")
		} else {
			l.anna(of, "holds", "end", fmt.Sprint(h.ID), "--why", "klart")
		}
	}
}

// limitation records what keeps a claim alive, or takes that back.
func (l *life) limitation(d deed) {
	i, ok := l.some(d.a)
	if !ok {
		return
	}
	if d.c%4 == 3 {
		l.anna(i.of, "invoices", "limitation", i.Number, "--withdraw", strconv.Itoa(1+d.b%3), "--why", "fel")
		return
	}
	l.anna(i.of, "invoices", "limitation", i.Number, "--event", []string{"acknowledgement", "demand", "court", "judgment", "arose"}[d.b%5],
		"--on", l.bank.Today().Add(-d.c).String(), "--source", "brev")
}

// merge says that two debtors are one.
func (l *life) merge(d deed) {
	i, ok := l.some(d.a)
	if j, _ := l.some(d.b); ok {
		l.anna(i.of, "parties", "merge", i.customer, "--into", j.customer, "--reason", "samma")
	}
}

func (l *life) part(d deed) {
	if i, ok := l.some(d.a); ok {
		l.anna(i.of, "parties", "part", i.customer, "--reason", "dottern")
	}
}

// openCase opens a case on an invoice, or adds one to a case that is there.
func (l *life) openCase(d deed) {
	i, ok := l.some(d.a)
	if !ok {
		return
	}
	if d.c%4 == 3 {
		for _, c := range anyOf(l.cases, d.b) {
			l.anna(c.of, "cases", "add", c.number, i.Number)
		}
		return
	}
	args := []string{"cases", "open", i.Number, "--handler", "bo"}
	if d.b%2 == 0 {
		args = append(args, "--partner", "accounting", "--partner-no", fmt.Sprintf("A %d", len(l.told)))
	}
	if d.b%5 == 0 {
		args = append(args, "--state", "collection")
	}
	if said, ok := l.anna(i.of, args...); ok {
		number, _, _ := strings.Cut(said, ":")
		l.cases = append(l.cases, caseOf{number, i.of})
	}
}

// moveCase moves a case, writes of it or bills it.
func (l *life) moveCase(d deed) {
	for _, c := range anyOf(l.cases, d.a) {
		switch act := []string{"handed-over", "put-under-monitoring", "resumed", "taken-back", "close", "reopen", "rest", "wake", "report", "cost", "note", "event"}[d.b%12]; act {
		case "close":
			l.anna(c.of, "cases", "state", c.number, act, "--outcome", []string{"paid", "credited", "written-off", "limitation", "mistake"}[d.c%5], "--text", "slut")
		case "rest":
			l.anna(c.of, "cases", "state", c.number, act, "--through", l.bank.Today().Add(d.c).String(), "--text", "vilar")
		case "report":
			l.anna(c.of, "cases", "report", c.number, "--status", "Inkasso")
		case "cost":
			l.anna(c.of, "cases", "cost", c.number, "150.00", "Adressökning")
		case "note":
			l.anna(c.of, "cases", "note", c.number, "Hon ringde.")
		case "event":
			l.anna(c.of, "cases", "event", c.number, "limitation-interrupted", "Kvitterat krav")
		default:
			l.anna(c.of, "cases", "state", c.number, act, "--text", "så")
		}
	}
}

// askCase asks a case's handler; answerCase answers something that was asked.
func (l *life) askCase(d deed) {
	for _, c := range anyOf(l.cases, d.a) {
		args := []string{"cases", "request", c.number, []string{"message", "respite", "revoke"}[d.b%3], "Hur går det?"}
		if d.b%3 == 1 {
			args = append(args, "--through", l.bank.Today().Add(d.c).String())
		}
		l.anna(c.of, args...)
	}
}

func (l *life) answerCase(d deed) {
	l.bo(whose(d.a), "cases", "answer", strconv.Itoa(1+d.b%4), []string{"--grant", "--grant", "--refuse"}[d.c%3], "--text", "svar")
}

// paidElsewhere registers what happened past the bank's account, on an invoice or its case.
func (l *life) paidElsewhere(d deed) {
	i, ok := l.some(d.a)
	if !ok {
		return
	}
	l.anna(i.of, "invoices", "pay", i.Number, "--on", l.bank.Today().Add(-d.c%9).String(),
		"--amount", money.Of(int64(i.Amount)/int64(1+d.b%3)+int64(d.c%2), money.SEK).Decimal(),
		"--kind", []string{"payment_to_client", "credit_by_amount", "returned_order"}[d.b%3],
		"--first", []string{"principal", "fee", "interest", "cost"}[d.c%4], "--reason", "på plusgirot")
}

func (l *life) withdraw(d deed) {
	l.anna(whose(d.a), "cases", "withdraw", strconv.Itoa(1+d.b%4), "--reason", "fel")
}
