package main

import (
	"cmp"
	"context"
	"os"
	"slices"
	"strings"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/report"
)

// simulated gathers what a simulation is to show.
type simulated struct {
	s      *simulation
	before map[money.Currency]int64    // interest claimed when it began
	lapsed map[ledger.InvoiceID]string // claims too old when it began
	today  []coming
	tenant string // whose books are looked at; "" where one's are shown
	tb     *table
	groups []*group // of the whole stretch, in the order they first came
	days   daysJSON
	news   int    // events of the day, shown or not
	due    [2]int // letters of the day: sent, refused
}

// group is events of one sort together.
type group struct {
	what, kind, channel, tenant string
	level                       int
	abroad                      bool
	text                        string // of what was refused: why
	count                       int
	sums                        map[money.Currency]int64
	invoices                    []string // the first few
}

func newSimulated(s *simulation) *simulated {
	in := s.in
	o := &simulated{s: s, tb: headed(in, "day", "what", ">count", ">sum", "")}
	if s.each || s.invoice != "" {
		o.tb = headed(in, "day", "what", "invoice", ">amount", "", "")
	}
	return o
}

// begin says what this is, and what it takes for granted.
func (o *simulated) begin(waiting []string) {
	t, in := o.s.t, o.s.in
	if t.json {
		return
	}
	t.say(in, "%s to %s on a copy of the book: the book is only read, nothing leaves the house", o.s.from, o.s.to)
	if !o.s.config.Dunning.Enabled {
		t.printf("%s\n", t.paint(warn, line(in, "dunning is not enabled in the configuration: no letters will come")))
	}
	for _, file := range waiting {
		t.printf("%s\n", t.paint(warn, printable(line(in, "no reminder leaves while file %s waits; taken as settled here", file))))
	}
	t.printf("\n")
}

// add takes an event of the day.
func (o *simulated) add(e coming) {
	e.Tenant = o.tenant
	gather(&o.groups, e)
	o.news++
	if o.s.invoice == "" || slices.Contains(strings.Split(e.Invoice, ", "), o.s.invoice) {
		o.today = append(o.today, e)
	}
}

// ran notes what a day's reminder run decided.
func (o *simulated) ran(sent, skipped int) { o.due = [2]int{o.due[0] + sent, o.due[1] + skipped} }

// close shows a day.
func (o *simulated) close(day date.Date) {
	switch {
	case o.due[0] > 0:
		o.days.Sending++
	case o.due[1] > 0:
		o.days.Refused++
	case o.news > 0:
		o.days.Other++
	case o.s.laws.bank.IsBankDay(day):
		o.days.Nothing++
	default:
		o.days.Closed++
	}
	o.due, o.news = [2]int{}, 0
	switch {
	case o.s.t.json:
		for i := range o.today {
			_ = o.s.t.printJSON(o.today[i])
		}
	case o.s.each || o.s.invoice != "":
		for _, e := range o.today {
			o.tb.row(day.String(), e.name(o.s.in), e.Invoice, e.Amount, string(e.Money), e.detail(o.s.in))
			day = 0
		}
	default:
		o.sums(day)
	}
	o.today = o.today[:0]
}

// sums shows a day by its sorts of events.
func (o *simulated) sums(day date.Date) {
	var groups []*group
	for _, e := range o.today {
		gather(&groups, e)
	}
	first := day.String()
	for _, g := range groups {
		for _, c := range g.currencies() {
			sum := ""
			if c != "" {
				sum = amount(g.sums[c], c)
			}
			text := inWords(o.s.in, "left-alone", g.text)
			if g.what == "refused" {
				text += ": " + g.some()
			}
			o.tb.row(first, g.name(o.s.in), itoa(int64(g.count)), sum, strings.TrimSpace(string(c)+" "+text))
			first = ""
		}
	}
}

// gather puts an event to those of its sort.
func gather(groups *[]*group, e coming) {
	text := ""
	if e.What == "refused" && e.Kind == "rate" {
		text = e.Text
	}
	at := slices.IndexFunc(*groups, func(g *group) bool {
		return g.what == e.What && g.kind == e.Kind && g.tenant == e.Tenant && g.level == e.Level && g.channel == e.Channel && g.abroad == e.Abroad && g.text == text
	})
	if at < 0 {
		at = len(*groups)
		*groups = append(*groups, &group{what: e.What, kind: e.Kind, tenant: e.Tenant, level: e.Level, channel: e.Channel, abroad: e.Abroad, text: text, sums: map[money.Currency]int64{}})
	}
	g := (*groups)[at]
	g.count++
	if e.Money != "" {
		g.sums[e.Money] += e.minor
	}
	if len(g.invoices) < 4 && e.Invoice != "" {
		g.invoices = append(g.invoices, e.Invoice)
	}
}

func (g *group) name(in *report.Tongue) string {
	return coming{What: g.what, Kind: g.kind, Tenant: g.tenant, Level: g.level, Channel: g.channel, Abroad: g.abroad}.name(in)
}

// some names the first few invoices of a group.
func (g *group) some() string {
	list := strings.Join(g.invoices[:min(3, len(g.invoices))], ", ")
	if g.count > 3 {
		list += " …"
	}
	return list
}

// currencies gives those of a group, or one empty for what has no sum.
func (g *group) currencies() []money.Currency {
	var list []money.Currency
	for c := range g.sums {
		list = append(list, c)
	}
	if len(list) == 0 {
		return []money.Currency{""}
	}
	slices.Sort(list)
	return list
}

// name is what a clerk calls an event, and whose it is where there are several.
func (e coming) name(in *report.Tongue) string {
	said := inWords(in, "coming", e.sort())
	if e.Tenant != "" {
		return e.Tenant + ": " + said
	}
	return said
}

func (e coming) sort() string {
	switch e.What {
	case "letter":
		name := strings.ReplaceAll(e.Kind, "-", " ")
		if e.Level > 0 && e.Kind == "reminder" {
			name += " " + itoa(int64(e.Level))
		}
		name += map[string]string{"post": " by post", "mail": " by e-mail"}[e.Channel]
		if e.Abroad && e.Channel == "post" {
			name += " abroad"
		}
		return name
	case "refused":
		return "would be refused: " + cmp.Or(refusals[e.Kind], e.Kind)
	case "posting":
		return "posting " + e.Kind
	case "charge": // claimed, and in no entry
		return "claimed " + e.Kind
	case "payout":
		return "payout " + e.Kind
	case "report":
		return "report " + e.Kind
	case "file":
		return "file " + e.Kind
	}
	return e.Kind
}

// refusals say the codes of a letter that is not sent in words.
var refusals = map[string]string{
	"rate": "no confirmed rate", "hold": "on hold", "credit": "the debtor has money with us", "suspense": "money on suspense may be his",
	"address": "no address", "unsent": "the letter before has not left",
}

// detail is the rest of what there is to say about an event.
func (e coming) detail(in *report.Tongue) string {
	switch {
	case e.Parts != nil:
		return line(in, "by %s: principal %s, fee %s, interest %s, cost %s", e.PayBy, e.Parts.Principal, e.Parts.Fee, e.Parts.Interest, e.Parts.Cost)
	case e.What == "posting":
		return inWords(in, report.EntryText, e.Text)
	case e.What == "refused":
		return inWords(in, "left-alone", e.Text)
	case e.What == "happened":
		return inWords(in, e.Kind, e.Text)
	}
	return inWords(in, "comes", e.Text)
}

// progress gives what tells how far a long command has come: a bar on stderr where a
// person watches, else nothing.
func (t *terminal) progress(steps int, what string) (tick func()) {
	f, ok := t.err.(*os.File)
	if !ok || t.json || !term.IsTerminal(int(f.Fd())) {
		return func() {}
	}
	bar := progressbar.NewOptions(steps, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what), progressbar.OptionClearOnFinish())
	return func() { _ = bar.Add(1) }
}

// end shows the whole.
func (s *simulation) end(ctx context.Context) error {
	var sum summaryJSON
	err := s.book.View(ctx, s.clockOf(s.to), func(tx *ledger.Tx) error {
		after, err := s.assessed(tx)
		if err != nil {
			return err
		}
		sum = s.out.summary(after)
		sum.Lapsing, err = s.lapsing(tx)
		return err
	})
	if err != nil {
		return err
	}
	if s.t.json {
		return s.t.printJSON(sum)
	}
	if s.out.tb.rows != nil || s.invoice == "" {
		s.t.print(s.out.tb, line(s.in, "nothing would come"))
	}
	s.out.printSummary(sum)
	if s.keep != "" {
		s.t.printf("\n%s\n", line(s.in, "the copy is kept in %s", s.keep))
	}
	return nil
}
