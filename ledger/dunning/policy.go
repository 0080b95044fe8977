package dunning

import (
	"girod/config/calendar"
	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
)

// Policy is how a creditor reminds: data from the configuration and the law.
type Policy struct {
	Procedure  Procedure
	Tables     *law.Tables
	DayCount   law.DayCount
	Ground     law.Ground         // of interest; "" is the agreed due date
	Calendar   *calendar.Calendar // jobs run on its bank days only
	PostalDays int                // added to the pay-by day of a letter by post

	MinimumInterest int64 // minor units; less is waived
	// MinimumLeft is what must be left of fees, interest and costs, in the claim's own currency,
	// to remind of a claim whose principal is paid; zero: such a claim is let rest.
	MinimumLeft  int64
	Compensation bool // businesses pay the compensation for late payment
	// CostAbove charges what the ordinary fees amount to beyond the compensation, where it
	// replaces them.
	CostAbove bool

	Sender       formats.Party
	Creditor     formats.Party // where the sender asks on another's behalf
	PayTo        formats.Account
	Language     string // of debtors in the sender's country
	PrintPartner string
	Mail         bool // whether e-mail can be sent at all

	// HandOver takes over what nobody paid after the last letter; nil leaves it.
	HandOver func(tx *ledger.Tx, on date.Date, claims []HandedOver) error
	// Compensated tells the debtors of compensation that is claimed between two letters; nil
	// leaves that to the next letter.
	Compensated func(tx *ledger.Tx, on date.Date, claims []Compensated) error
}

// Compensated is a claim on which the compensation for late payment was charged today.
type Compensated struct {
	Invoice ledger.Invoice
	Debtor  ledger.Party
	Amount  int64
}

// CompensationFee is what letters and the law call that charge.
const CompensationFee = law.LateCompensation

// HandedOver is a claim that dunning has done with.
type HandedOver struct {
	Invoice ledger.InvoiceID
	Number  string
	Debtor  ledger.PartyID
}

// Sweden is the procedure of DOMAIN.md 0.4: reminder 1 ten days after the due date with a
// fee, reminder 2 thirty days after reminder 1 without one.
func Sweden(tables *law.Tables, bankDays *calendar.Calendar) (Policy, error) {
	p, err := Named("indta")
	return ByProcedure(p, tables, bankDays), err
}

// ByProcedure is a procedure with nothing configured.
func ByProcedure(p Procedure, tables *law.Tables, bankDays *calendar.Calendar) Policy {
	return Policy{Procedure: p, Tables: tables, DayCount: law.Actual365, Calendar: bankDays, PostalDays: 2, Language: tongues[string(p.Country)], Mail: true}
}

// tongues are the languages letters are written in, by the debtor's country.
var tongues = map[string]string{"SE": "sv", "NO": "nb", "FI": "fi", "DK": "da"}

// language is the debtor's.
func (p *Policy) language(country string) string {
	home := p.Sender.Country
	if home == "" {
		home = string(p.Procedure.Country)
	}
	return LanguageOf(p.Language, home, country)
}

// LanguageOf is the language a debtor is written to in: the configured one at home, that of
// the country abroad, else English.
func LanguageOf(configured, home, country string) string {
	if country == "" || country == home {
		return configured
	}
	if tongue := tongues[country]; tongue != "" {
		return tongue
	}
	return "en"
}

// sendOn is the day a step is due to go: counted in calendar days, without those the debtor
// was granted, and on the next bank day when that is none (DOMAIN.md 11, row 10). It never
// comes before the debtor's time to pay the letter before has run out, and what was paid in
// time has reached us ([InTime]). Other holds move
// nothing: a step that fell due under one goes out at the next run after it.
func (p *Policy) sendOn(s Step, c *claim) date.Date {
	from := c.before.on
	switch s.From {
	case FromDue:
		from = c.Due
	case FromPayBy:
		from = p.inTime(c.before.payBy)
	}
	on := from.Add(s.After)
	if len(c.pauses) > 0 {
		on = later(from, s.After, c.pauses)
	}
	if s.Level > 1 {
		on = max(on, p.inTime(c.before.payBy).Add(1))
	}
	return p.Calendar.Next(on)
}

// InTime is the last day on which money may reach us that was paid by a notice's last day.
// In Norway a payment is in time when the debtor's bank has the order by then
// (inkassoforskriften § 1-3; DOMAIN.md 3.2), and an order is booked a bank day later at most.
// Elsewhere the money itself has to be here.
func InTime(c law.Country, bankDays *calendar.Calendar, payBy date.Date) date.Date {
	if c != "NO" || payBy == 0 {
		return payBy
	}
	return bankDays.Next(payBy.Add(1))
}

func (p *Policy) inTime(payBy date.Date) date.Date {
	return InTime(p.Procedure.Country, p.Calendar, payBy)
}

// payBy is the last day to pay a notice. Days in the post are added here and nowhere
// else (DOMAIN.md 11, row 11).
func (p *Policy) payBy(on date.Date, days int, channel formats.Channel) date.Date {
	if channel == formats.ByPost {
		days += p.PostalDays
	}
	return p.Calendar.Next(on.Add(days))
}

// PayBy is the last day to pay what a letter outside the procedure asks for: as many days as
// its first letter gives.
func (p *Policy) PayBy(on date.Date, channel formats.Channel) date.Date {
	return p.payBy(on, p.Procedure.PayWithin(), channel)
}

// bounds are what a claim must have passed at least to be due for anything: its due date
// this many days ago for the first step, the step before this many for another; and the
// level past which nothing comes.
func (p *Policy) bounds() (first, next, levels int) {
	first, next = 1<<20, 1<<20
	for _, v := range p.Procedure.versions {
		for _, s := range v.steps {
			switch {
			case s.Letter == HandOver && p.HandOver == nil:
				continue
			case s.Level == 1:
				first = min(first, s.After)
			default:
				next = min(next, s.After)
			}
			levels = max(levels, s.Level)
		}
	}
	return first, next, levels
}
