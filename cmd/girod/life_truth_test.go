package main

import (
	"fmt"
	"slices"
	"strings"

	"girod/config/calendar"
	"girod/formats/date"
)

// owed are the four parts of a debt as girod tells them.
func (l *life) owed(principal, fee, interest, cost string) [4]int64 {
	return [4]int64{signed(principal, "SEK"), signed(fee, "SEK"), signed(interest, "SEK"), signed(cost, "SEK")}
}

// lettersTrue reads the letters that a run has written: each asks for just what the invoice
// owes at that moment, and of nobody whom something protects: a hold that stops reminders,
// a claim that has lapsed, a principal that is paid.
func (l *life) lettersTrue(at string) {
	l.Helper()
	for _, of := range []string{theHouse, theChoir} {
		var letters []reminderJSON
		l.fromJSON(l.ask(at, "--json", "--tenant", of, "reminders"), &letters)
		for _, r := range letters {
			l.letters[r.Reminder] = true
			l.fromJSON(l.ask(at, "--json", "--tenant", of, "reminders", "show", r.Reminder), &r)
			l.tell("letter %s of %s: %s, step %d by %s, %s", r.Reminder, of, r.Invoice, r.Level, r.Channel, r.Total)
			var i invoiceJSON
			l.fromJSON(l.ask(at, "--json", "--tenant", of, "invoices", "show", r.Invoice), &i)
			asked, owed := l.owed(r.Principal, r.Fee, r.Interest, r.Cost), l.owed(i.Principal, i.Fee, i.Interest, i.Cost)
			if asked != owed || signed(r.Total, "SEK") != asked[0]+asked[1]+asked[2]+asked[3] {
				l.Errorf("letter %s asks for %v, %s in all; invoice %s owes %v", r.Reminder, asked, r.Total, i.Number, owed)
			}
			if asked[0] <= 0 {
				l.Errorf("letter %s on %s, whose principal is %d", r.Reminder, i.Number, asked[0])
			}
			for _, h := range i.Held {
				if strings.Contains(h.Stops, "reminders") && h.Ended == "" {
					l.Errorf("letter %s on %s, which is held: %+v", r.Reminder, i.Number, h)
				}
			}
			var lives limitationJSON
			l.fromJSON(l.ask(at, "--json", "--tenant", of, "invoices", "limitation", r.Invoice), &lives)
			if lives.Passed {
				l.Errorf("letter %s on %s, which lapsed after %s", r.Reminder, i.Number, lives.Through)
			}
		}
	}
}

// lawfulLetters holds the letters of the whole life: on bank days, in their order, ten days
// after the due date and thirty after the letter before at the soonest, with one fee of at
// most 60.00 an invoice (lag 1981:739), 170.00 for each plan it was in, and one compensation
// of 450.00 for a firm's.
func (l *life) lawfulLetters(books map[string][]row) {
	days, err := calendar.Named("SE")
	l.must(err)
	due, last := map[int64]date.Date{}, map[string]date.Date{}
	for _, i := range books["invoice"] {
		due[i.n("id")] = date.Date(i.n("due"))
	}
	letters := slices.Clone(books["reminder"])
	slices.SortFunc(letters, func(a, b row) int { return int(a.n("id") - b.n("id")) })
	for _, r := range letters {
		invoice, level, told := r.n("invoice"), r.n("level"), date.Date(r.n("told_on"))
		before := last[fmt.Sprint(invoice, " ", level-1)]
		if !days.IsBankDay(told) || told < due[invoice].Add(10) || level > 1 && (before == 0 || told < before.Add(30)) {
			l.Errorf("letter %v: due on %s, the one before on %s", r, due[invoice], before)
		}
		last[fmt.Sprint(invoice, " ", level)] = told
	}
	charged := map[string]int64{}
	for _, c := range books["dunning_charge"] {
		charged[fmt.Sprint(c.n("invoice"), " ", c.s("kind"))] += c.n("amount")
	}
	most := map[string]int64{"reminder_fee": 60_00, "payment_plan_fee": 170_00, "late_payment_compensation": 450_00}
	plans := map[string]int64{}
	for _, p := range books["plan_invoice"] {
		plans[fmt.Sprint(p.n("invoice"), " payment_plan_fee")]++
	}
	for key, sum := range charged {
		_, kind, _ := strings.Cut(key, " ")
		if allowed := most[kind] * max(plans[key], 1); sum > allowed {
			l.Errorf("invoice %s: %d was charged, at most %d", key, sum, allowed)
		}
	}
}

// kinds of an invoice's changes: what may raise and what may lower what is owed of it. A
// mirror (reversal) does the opposite of what it takes back.
var kinds = map[string]struct{ raises, lowers bool }{
	"invoice-issued": {true, false}, "reminder-fee": {true, false}, "plan-fee": {true, false}, "late-compensation": {true, false},
	"payment-received": {false, true}, "payment-reversed": {true, true}, "allocated": {true, true}, "credit-note": {false, true}, "fee-reversed": {false, true},
	"loss-expected": {false, true}, "loss-confirmed": {false, true}, "loss-recovered": {false, true}, "paid-elsewhere": {false, true}, "reversal": {true, true},
}

// claimsAddUp holds of every invoice: what was invoiced and charged, less what was paid,
// credited and lost, is what is owed, part by part, by the postings alone.
func (l *life) claimsAddUp(books map[string][]row) {
	role, why, gross := map[int64]string{}, map[int64]string{}, map[int64]int64{}
	for _, a := range books["account"] {
		role[a.n("id")] = a.s("role")
	}
	for _, e := range books["entry"] {
		why[e.n("id")] = e.s("why")
	}
	for _, i := range books["invoice"] {
		gross[i.n("id")] = i.n("gross")
		if i.s("kind") == "credit" {
			gross[i.n("id")] = -i.n("gross")
		}
	}
	posted := map[int64]row{}
	for _, p := range books["posting"] {
		posted[p.n("id")] = p
	}
	owed, issued := map[string]int64{}, map[int64]int64{}
	for _, ip := range books["item_posting"] {
		p, invoice := posted[ip.n("posting")], ip.n("invoice")
		because, amount := why[p.n("entry")], p.n("amount")
		kind, known := kinds[because]
		if role[p.n("account")] != "ar" {
			continue // interest is claimed by the item and income when it is paid
		}
		if !known || gross[invoice] > 0 && (amount > 0 && !kind.raises || amount < 0 && !kind.lowers) {
			l.Errorf("invoice %d: %s changed bucket %d by %d", invoice, because, p.n("bucket"), amount)
		}
		if because == "invoice-issued" {
			issued[invoice] += amount
		}
		owed[fmt.Sprint(invoice, " ", p.n("bucket"))] += amount
	}
	for _, i := range books["item"] {
		invoice := i.n("invoice")
		if gross[invoice] > 0 && issued[invoice] != gross[invoice] {
			l.Errorf("invoice %d of %d was issued as %d", invoice, gross[invoice], issued[invoice])
		}
		for bucket, part := range []string{"principal", "fee", "", "cost"} {
			if part != "" && owed[fmt.Sprint(invoice, " ", bucket)] != i.n(part) {
				l.Errorf("invoice %d owes %s of %d, its postings sum to %d", invoice, part, i.n(part), owed[fmt.Sprint(invoice, " ", bucket)])
			}
		}
	}
}

// paymentsAddUp holds of every payment: what it settled, what became credit, what was
// rounded, is the factor's, was paid back and rests, is what came.
func (l *life) paymentsAddUp() {
	var all []paymentJSON
	l.askJSON(&all, "payments")
	for _, p := range all {
		sum := int64(0)
		for _, s := range p.Settled {
			sum += signed(s.Amount, "SEK")
		}
		for _, part := range []string{p.Credited, p.Rounded, p.Strayed, p.PaidBack, p.SetOff, p.Charged, p.Suspense} {
			if part != "" {
				sum += signed(part, "SEK")
			}
		}
		if sum != signed(p.Amount, "SEK") {
			l.Errorf("payment %s of %s went to %d: %+v", p.Payment, p.Amount, sum, p)
		}
	}
}

// reportsAnswer asks every question about the house's book that there is, and has the books
// of both written as SIE, which girod reads back itself.
func (l *life) reportsAnswer() {
	at := l.bank.Today().String()
	for line := range strings.Lines(l.ask(at, "report")) {
		if name := strings.Fields(line); name[0] != "rapport" && name[0] != "tenants" { // of all books
			l.ask(at, "--tenant", theHouse, "report", name[0])
		}
	}
	for _, of := range []string{theHouse, theChoir} {
		l.ask(at, "--tenant", of, "ledger", "export", "--sie", l.path(of+".se"))
	}
}
