package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"girod/formats/money"
)

// allocating is what anna types to give money on suspense to an invoice of the same books.
func (l *life) allocating(d deed) (of, pay string, args []string, ok bool) {
	var resting []suspenseJSON
	l.askJSON(&resting, "suspense")
	for _, r := range anyOf(resting, d.a) {
		ours := slices.DeleteFunc(slices.Clone(l.bills), func(i owing) bool { return i.of != r.Tenant })
		for _, i := range anyOf(ours, d.b) {
			of, pay, ok = r.Tenant, r.Payment, true
			args = []string{"suspense", "allocate", pay, i.Number, "--reason", "ringde"}
		}
	}
	switch d.c % 5 {
	case 1:
		args = append(args, "--first", "fee")
	case 2:
		args = append(args, "--credit")
	case 3:
		args = append(args, "--first", "interest")
	}
	return of, pay, args, ok
}

func (l *life) allocate(d deed) {
	if of, _, args, ok := l.allocating(d); ok {
		l.anna(of, args...)
	}
}

// redo allocates by hand, undoes that and does it again: undone, everything stands as it
// did, and done again, as it had been done.
func (l *life) redo(d deed) {
	of, pay, args, ok := l.allocating(d)
	if !ok {
		return
	}
	before := l.standing()
	if _, ok := l.anna(of, args...); !ok {
		return
	}
	done := l.standing()
	if _, ok := l.anna(of, "payments", "undo", pay, "--reason", "fel"); !ok {
		return // its period has closed, or the money has gone on
	}
	if now := l.standing(); now != before {
		l.Errorf("undone, what stands is\n%s\nbefore it was\n%s", now, before)
	}
	if _, ok := l.anna(of, args...); ok && l.standing() != done {
		l.Errorf("done again, what stands is\n%s\nthe first time it was\n%s", l.standing(), done)
	}
}

// standing is what is owed, what rests and what each account has; an account without a
// balance is like one that was never used.
func (l *life) standing() string {
	at := l.bank.Today().String()
	all := l.ask(at, "--json", "invoices", "--open") + l.ask(at, "--json", "suspense")
	for _, of := range []string{theHouse, theChoir} {
		accounts := slices.DeleteFunc(l.balances(of), func(b balanceTold) bool { return b.balance() == 0 })
		all += fmt.Sprintln(of, accounts)
	}
	return all
}

func (l *life) balances(of string) (all []balanceTold) {
	l.Helper()
	l.fromJSON(l.ask(l.bank.Today().String(), "--json", "--tenant", of, "ledger", "balances"), &all)
	return all
}

func (l *life) undo(d deed) {
	var all []paymentJSON
	l.askJSON(&all, "payments")
	for _, p := range anyOf(all, d.a) {
		l.anna(p.Tenant, "payments", "undo", p.Payment, "--reason", "fel")
	}
}

// accept takes one of the proposals for what rests.
func (l *life) accept(d deed) {
	var resting []suspenseJSON
	l.askJSON(&resting, "suspense")
	for _, r := range anyOf(resting, d.a) {
		l.anna(r.Tenant, "suspense", "accept", r.Payment, strconv.Itoa(1+d.b%2), "--reason", "stämmer")
	}
}

func (l *life) rematch(d deed) {
	var resting []suspenseJSON
	l.askJSON(&resting, "suspense")
	for _, r := range anyOf(resting, d.a) {
		l.anna(r.Tenant, "suspense", "rematch", r.Payment)
	}
}

func (l *life) credit(d deed) {
	i, ok := l.some(d.a)
	if !ok {
		return
	}
	args := []string{"invoices", "credit", i.Number, "--reason", "regn"}
	switch d.b % 5 {
	case 1:
		args = append(args, "--amount", money.Of(int64(i.Amount)/4+int64(d.c), money.SEK).Decimal())
	case 2:
		args = append(args, "--amount", money.Of(int64(d.c)*100+1, money.SEK).Decimal(), "--net")
	case 3:
		args = append(args, "--returned")
	case 4:
		args = append(args, "--keep-fees")
	}
	l.anna(i.of, args...)
}

func (l *life) loss(d deed) {
	i, ok := l.some(d.a)
	if !ok {
		return
	}
	args := []string{"invoices", "loss", i.Number, "--reason", "konkurs"}
	switch d.b % 5 {
	case 0:
		args = append(args, "--expected")
	case 1, 2:
		args = append(args, "--confirmed")
	case 3:
		args = append(args, "--recovered", money.Of(int64(d.c)*100+1, money.SEK).Decimal())
	case 4:
		args = append(args, "--confirmed", money.Of(int64(i.Amount)/3+int64(d.c), money.SEK).Decimal())
	}
	l.anna(i.of, args...)
}

func (l *life) hold(d deed) {
	i, ok := l.some(d.a)
	if !ok {
		return
	}
	args := []string{"invoices", "hold", i.Number, "--reason", []string{"dispute", "respite", "manual", "sold", "dormant"}[d.b%5], "--source", "brev"}
	if d.c%2 == 0 {
		args = append(args, "--through", l.bank.Today().Add(d.c).String())
	}
	l.anna(i.of, args...)
}

func (l *life) unhold(d deed) {
	if i, ok := l.some(d.a); ok {
		l.anna(i.of, "invoices", "unhold", i.Number, "--reason", []string{"dispute", "respite", "manual", "sold", "dormant"}[d.b%5], "--why", "klart")
	}
}

// plan proposes a plan, over one invoice or all of a debtor's, and most often the debtor agrees.
func (l *life) plan(d deed) {
	i, ok := l.some(d.a)
	if !ok {
		return
	}
	args := []string{"plans", "propose", i.Number}
	for _, other := range l.bills {
		if d.b%2 == 0 && other.of == i.of && other.customer == i.customer && other.Number != i.Number {
			args = append(args, other.Number)
		}
	}
	args = append(args, "--instalments", strconv.Itoa(2+d.b%3), "--first", l.bank.Today().Add(5+d.c%20).String(),
		"--every", []string{"week", "two-weeks", "month"}[d.c%3], "--interest", []string{"runs", "frozen", "waived"}[(d.a+d.b)%3])
	if d.c%10 == 9 {
		args = []string{"plans", "propose", "--replaces", fmt.Sprintf("plan%d", 1+d.a%4), "--amount", "100.00", "--first", l.bank.Today().Add(5 + d.c%20).String()}
	}
	said, ok := l.anna(i.of, args...)
	name, _, _ := strings.Cut(said, " ")
	if ok && d.c%4 != 0 {
		l.anna(i.of, "plans", "agree", name, "--document", "påskrivet")
	}
}

func (l *life) planEnds(d deed) {
	l.anna(whose(d.b), "plans", "cancel", fmt.Sprintf("plan%d", 1+d.a%3), "--reason", "ångrade sig")
}

func (l *life) closeBooks(d deed) {
	l.bo(whose(d.b), "ledger", "close", l.bank.Today().Add(-1-d.a).String())
}

func (l *life) openBooks(d deed) {
	l.bo(whose(d.b), "ledger", "open", "--reason", "rättelse")
}

func (l *life) reverse(d deed) {
	of := whose(d.b)
	var all []entryJSON
	for line := range strings.Lines(l.ask("", "--json", "--tenant", of, "ledger", "entries")) {
		var e entryJSON
		l.fromJSON(line, &e)
		all = append(all, e)
	}
	for _, e := range anyOf(all, d.a) {
		year, _, _ := e.BookedOn.Split()
		l.anna(of, "ledger", "reverse", fmt.Sprintf("%s%d/%d", e.Series, e.Number, year), "--reason", "fel")
	}
}
