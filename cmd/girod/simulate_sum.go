package main

import (
	"maps"
	"slices"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
)

// summaryJSON is the whole of a simulation.
type summaryJSON struct {
	What     string         `json:"what"` // "summary"
	From     date.Date      `json:"from"`
	To       date.Date      `json:"to"`
	Days     daysJSON       `json:"days"`
	Letters  []gatheredJSON `json:"letters"`
	Refused  []gatheredJSON `json:"refused"`
	Fees     []sumJSON      `json:"fees"`
	Comp     []sumJSON      `json:"compensation"`
	Interest []interestJSON `json:"interest"`
	Postings []gatheredJSON `json:"postings"`
	Charges  []gatheredJSON `json:"charges,omitempty"` // booked when they are paid
	Payouts  []gatheredJSON `json:"payouts"`
	Reports  []gatheredJSON `json:"reports"`
	Files    []gatheredJSON `json:"files"`
	Happened []gatheredJSON `json:"happened"`
	Lapsing  []lapseJSON    `json:"limitationPasses"`
}

type daysJSON struct {
	All     int `json:"all"`
	Sending int `json:"sending"` // letters went
	Refused int `json:"refused"` // letters were due, and all were refused
	Other   int `json:"other"`   // something else happened
	Nothing int `json:"nothing"` // a bank day without anything
	Closed  int `json:"closed"`  // no bank day
}

type gatheredJSON struct {
	Tenant  string    `json:"tenant,omitempty"`
	Kind    string    `json:"kind"`
	Level   int       `json:"level,omitempty"`
	Channel string    `json:"channel,omitempty"`
	Abroad  bool      `json:"abroad,omitempty"`
	Count   int       `json:"count"`
	Sums    []sumJSON `json:"sums,omitempty"`
	Text    string    `json:"text,omitempty"`
}

type sumJSON struct {
	Amount   string         `json:"amount"`
	Currency money.Currency `json:"currency"`
	Count    int            `json:"count,omitempty"`
}

// lapseJSON is a claim that grows too old, and the last day on which it could be saved.
type lapseJSON struct {
	Invoice string    `json:"invoice"`
	Until   date.Date `json:"until"`
}

// interestJSON is the interest claimed and unpaid before and after.
type interestJSON struct {
	Currency money.Currency `json:"currency"`
	Before   string         `json:"before"`
	After    string         `json:"after"`
	Assessed string         `json:"assessed"` // more than before
}

func (o *simulated) summary(after map[money.Currency]int64) summaryJSON {
	o.days.All = o.s.to.Days(o.s.from) + 1
	v := summaryJSON{
		What: "summary", From: o.s.from, To: o.s.to,
		Days:    o.days,
		Letters: o.of("letter"), Refused: o.of("refused"), Postings: o.of("posting"), Charges: o.of("charge"), Payouts: o.of("payout"), Reports: o.of("report"), Files: o.of("file"),
		Happened: o.of("happened"), Fees: o.posted(ledger.ReminderFee, ledger.PlanFee), Comp: o.posted(ledger.LateComp), Interest: []interestJSON{},
	}
	all := maps.Clone(o.before)
	maps.Copy(all, after)
	for _, c := range slices.Sorted(maps.Keys(all)) {
		v.Interest = append(v.Interest, interestJSON{c, amount(o.before[c], c), amount(after[c], c), money.Of(after[c]-o.before[c], c).Decimal()})
	}
	return v
}

// of gives the groups of a sort.
func (o *simulated) of(what string) []gatheredJSON {
	list := []gatheredJSON{}
	for _, g := range o.groups {
		if g.what == what {
			list = append(list, gatheredJSON{g.tenant, g.kind, g.level, g.channel, g.abroad, g.count, g.sumsJSON(), g.text})
		}
	}
	return list
}

func (g *group) sumsJSON() (list []sumJSON) {
	for _, c := range slices.Sorted(maps.Keys(g.sums)) {
		list = append(list, sumJSON{Amount: amount(g.sums[c], c), Currency: c})
	}
	return list
}

// posted sums what was booked for some reasons, or claimed to be booked when it is paid.
func (o *simulated) posted(reasons ...ledger.Why) []sumJSON {
	sums, counts := map[money.Currency]int64{}, map[money.Currency]int{}
	for _, g := range o.groups {
		if (g.what == "posting" || g.what == "charge") && slices.Contains(reasons, ledger.Why(g.kind)) {
			for c, minor := range g.sums {
				sums[c] += minor
				counts[c] += g.count
			}
		}
	}
	list := []sumJSON{}
	for _, c := range slices.Sorted(maps.Keys(sums)) {
		list = append(list, sumJSON{amount(sums[c], c), c, counts[c]})
	}
	return list
}

// toldLapsing bounds the claims named one by one.
const toldLapsing = 20

// printSummary is the whole for people.
func (o *simulated) printSummary(v summaryJSON) {
	t, in := o.s.t, o.s.in
	tb := headed(in, "in all", ">count", ">sum", "")
	for _, what := range []string{"letter", "refused", "posting", "charge", "payout", "report", "file", "happened"} {
		for _, g := range o.groups {
			if g.what != what {
				continue
			}
			for _, c := range g.currencies() {
				sum := ""
				if c != "" {
					sum = amount(g.sums[c], c)
				}
				tb.row(g.name(in), itoa(int64(g.count)), sum, strings.TrimSpace(string(c)+" "+inWords(in, "left-alone", g.text)))
			}
		}
	}
	t.printf("\n")
	t.print(tb, line(in, "no letter, no posting, nothing"))
	for _, i := range v.Interest {
		t.say(in, "interest assessed: %s (claimed and unpaid: %s before, %s after)", i.Assessed+" "+string(i.Currency), i.Before, i.After)
	}
	for i, l := range v.Lapsing {
		if i == toldLapsing {
			t.say(in, "limitation passes: %d more (--json lists all)", len(v.Lapsing)-i)
			break
		}
		t.printf("%s\n", t.paint(warn, printable(line(in, "limitation passes: %s after %s", l.Invoice, l.Until))))
	}
	d := v.Days
	t.say(in, "%d days: letters went on %d; on %d all that was due was refused; on %d other things happened; nothing on %d bank days; %d were none",
		d.All, d.Sending, d.Refused, d.Other, d.Nothing, d.Closed)
}
