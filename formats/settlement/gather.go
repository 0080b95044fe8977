package settlement

import (
	"fmt"
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// gathering holds settlements until the whole report has been seen: an acquirer may mix
// their rows, and what a cut file says must not be told. What a row costs in memory counts
// against Limits.Held.
type gathering struct {
	rows   *rows
	limits formats.Limits
	sum    *formats.Summary
	sink   formats.Sink
	held   int64
	byKey  map[string]*settling
	order  []*settling
	ids    map[string]int // an acquirer's id and the line it stood in
	key    []byte
}

// settling is a settlement being gathered.
type settling struct {
	formats.Settlement
	declared        bool // its total was, in this line:
	line            int
	gross, fee, net int64
}

// perRow is about what a payment takes in memory beside its text.
const perRow = 400

func newGathering(x *rows, version string, sink formats.Sink) *gathering {
	return &gathering{
		rows: x, limits: x.limits, sink: sink, byKey: map[string]*settling{}, ids: map[string]int{},
		sum: &formats.Summary{Format: Format, Version: version},
	}
}

// of gives the settlement of a key, and whether it is new: then the caller fills it.
func (g *gathering) of(key []byte) (s *settling, isNew bool, err error) {
	if s := g.byKey[string(key)]; s != nil {
		return s, false, nil
	}
	if err := g.hold(2 * perRow); err != nil {
		return nil, false, err
	}
	s = &settling{}
	s.Line = g.rows.line
	g.byKey[string(key)] = s
	g.order = append(g.order, s)
	return s, true, nil
}

// hold counts memory.
func (g *gathering) hold(n int64) error {
	if g.held += n; g.held > g.limits.Held {
		return g.rows.refuse("", "limit-held", "", "a report that fits in "+strconv.FormatInt(g.limits.Held, 10)+" bytes of memory, or a higher limit")
	}
	return nil
}

// add takes a payment into its settlement.
func (g *gathering) add(s *settling, p formats.SettledPayment) error {
	if err := g.hold(perRow + int64(g.rows.width)); err != nil {
		return err
	}
	if g.sum.Details++; int64(g.sum.Details) > g.limits.Records {
		return g.rows.refuse("", "too-many-records", "", "at most "+strconv.FormatInt(g.limits.Records, 10)+" payments in a file")
	}
	p.Line = g.rows.line
	for _, c := range [...]struct {
		total *int64
		part  int64
	}{{&s.Gross, p.Gross}, {&s.Fee, p.Fee}, {&s.Net, p.Net}} {
		sum, ok := money.Add(*c.total, c.part)
		if !ok {
			return g.rows.refuse("", "sum-overflow", "", "sums that fit 64 bits")
		}
		*c.total = sum
	}
	g.twice(p)
	if p.BookedOn != 0 {
		if s.From == 0 || p.BookedOn < s.From {
			s.From = p.BookedOn
		}
		s.Until = max(s.Until, p.BookedOn)
	}
	s.Payments = append(s.Payments, p)
	return nil
}

// twice tells of an acquirer's id that stands twice: one purchase counted as two, or two
// under one name. Either way a person must look.
func (g *gathering) twice(p formats.SettledPayment) {
	if p.ID == "" {
		return
	}
	key := p.Kind + " " + p.ID
	if line, ok := g.ids[key]; ok {
		g.sum.Find(g.limits, formats.Finding{
			Origin: p.Origin, Code: "payment-twice", Doubt: true,
			Text: fmt.Sprintf("%s %q stands in line %d already", p.Kind, formats.Excerpt(p.ID), line),
		})
		return
	}
	g.ids[key] = p.Line
}

// signed tells of an amount on the wrong side for its kind.
func (g *gathering) signed(p *formats.SettledPayment) {
	wrong := false
	switch p.Kind {
	case Sale:
		wrong = p.Gross < 0
	case Refund, Chargeback:
		wrong = p.Gross > 0
	case Fee:
		wrong = p.Gross != 0
	}
	if wrong {
		g.sum.Find(g.limits, formats.Finding{
			Origin: formats.Origin{Line: g.rows.line}, Code: "sign", Doubt: true,
			Text: fmt.Sprintf("a %s of %s gross: want sales positive, refunds and chargebacks negative, fees without", p.Kind, money.AppendDecimal(nil, p.Gross, 2)),
		})
	}
}

// finish tells every settlement, in the order in which they began.
func (g *gathering) finish() (*formats.Summary, error) {
	g.sum.Entries = len(g.order)
	for _, s := range g.order {
		if err := g.total(s); err != nil {
			return nil, err
		}
	}
	for _, s := range g.order {
		if g.sink.Settlement == nil {
			break
		}
		if err := g.sink.Settlement(&s.Settlement); err != nil {
			return nil, err
		}
	}
	return g.sum, nil
}

// total adds a settlement's net to the file's totals: what the bank statement will show.
func (g *gathering) total(s *settling) error {
	d, amount := formats.Credit, s.Net
	if amount < 0 {
		d, amount = formats.Debit, -amount
	}
	for _, t := range g.sum.Totals {
		_, credit := money.Add(t.Credit, amount)
		_, debit := money.Add(t.Debit, amount)
		if t.Currency == s.Currency && (!credit || !debit) {
			return g.rows.refuse("", "sum-overflow", "", "sums that fit 64 bits")
		}
	}
	g.sum.Totals = formats.AddTotal(g.sum.Totals, s.Currency, d, amount)
	g.sum.Booked = g.sum.Totals
	return nil
}

// name makes the id of a settlement that has none: the number that was paid and the day.
func name(number string, day date.Date, part string) string {
	id := number + "/" + day.String()
	if part != "" {
		id += "/" + part
	}
	return id
}
