package dunning

import (
	"girod/config/calendar"
	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
)

// Step is one level of the procedure.
type Step struct {
	Level int
	After int  // days after the due date, or after the actual day of the level before
	Fee   bool // whether this reminder may carry the fee
}

// Policy is how a creditor reminds: data from the configuration and the law.
type Policy struct {
	Country         law.Country
	Tables          *law.Tables
	DayCount        law.DayCount
	Calendar        *calendar.Calendar // jobs run on its bank days only
	Steps           []Step             // by level
	PayWithin       int                // days to pay, counted from sending
	PostalDays      int                // added to the pay-by day of a letter by post
	MinimumInterest int64              // minor units; less is waived

	Sender       formats.Party
	PayTo        formats.Account
	Language     string
	PrintPartner string
	Mail         bool // whether e-mail can be sent at all
}

// Sweden is the procedure of DOMAIN.md 0.4: reminder 1 ten days after the due date with a
// fee, reminder 2 thirty days after reminder 1 without one.
func Sweden(tables *law.Tables, bankDays *calendar.Calendar) Policy {
	return Policy{
		Country: "SE", Tables: tables, DayCount: law.Actual365, Calendar: bankDays,
		Steps:     []Step{{Level: 1, After: 10, Fee: true}, {Level: 2, After: 30}},
		PayWithin: 10, PostalDays: 2, Language: "sv", Mail: true,
	}
}

// step gives the step that follows a level.
func (p *Policy) step(level int) (Step, bool) {
	for _, s := range p.Steps {
		if s.Level == level+1 {
			return s, true
		}
	}
	return Step{}, false
}

// sendOn is the day a step's reminder is due to go: counted in calendar days, and on
// the next bank day when that is none (DOMAIN.md 11, row 10).
func (p *Policy) sendOn(s Step, from date.Date) date.Date { return p.Calendar.Next(from.Add(s.After)) }

// payBy is the last day to pay a notice. Days in the post are added here and nowhere
// else (DOMAIN.md 11, row 11).
func (p *Policy) payBy(on date.Date, channel formats.Channel) date.Date {
	days := p.PayWithin
	if channel == formats.ByPost {
		days += p.PostalDays
	}
	return p.Calendar.Next(on.Add(days))
}

// firstDays is the least number of days an invoice is overdue before anything is sent.
func (p *Policy) firstDays() int {
	s, ok := p.step(0)
	if !ok {
		return 1 << 20
	}
	return s.After
}
