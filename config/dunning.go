package config

import (
	"fmt"

	"girod/formats/money"
)

// Dunning is how those who have not paid are reminded. Which letters go out and when is a
// procedure's to say; here one is chosen, and some of its days changed.
type Dunning struct {
	Enabled         bool          `yaml:"enabled"`
	Procedure       string        `yaml:"procedure"` // by name; empty: the creditor's country's
	Steps           []DunningStep `yaml:"steps"`     // whose days differ
	PostalDays      int           `yaml:"postalDays"`
	MinimumInterest string        `yaml:"minimumInterest"`
	MinimumLeft     string        `yaml:"minimumLeft"`
	InterestStart   string        `yaml:"interestStart"` // agreed_due_date, demand_plus_30
	Compensation    bool          `yaml:"compensation"`
	CostAbove       bool          `yaml:"costAboveCompensation"`
	HandOver        bool          `yaml:"handOver"`
	At              string        `yaml:"at"` // local time of the daily job
	Zone            string        `yaml:"zone"`
	PrintPartner    string        `yaml:"printPartner"`
	Bankgiro        string        `yaml:"bankgiro"` // printed on payment slips
}

// DunningStep changes the days of one step of the procedure.
type DunningStep struct {
	Step      int `yaml:"step"`
	After     int `yaml:"after"`     // 0 leaves it
	PayWithin int `yaml:"payWithin"` // 0 leaves it
}

// checkDunning holds a way of reminding, for all or a tenant's own. Whether the procedure
// exists, and the law allows the days, is found where the law is known.
func (c *Config) checkDunning(f *faults, key string, d Dunning) {
	f.amount(key+".minimumInterest", d.MinimumInterest, money.SEK)
	if d.MinimumLeft != "" {
		f.amount(key+".minimumLeft", d.MinimumLeft, money.SEK)
	}
	f.clock(key+".at", d.At, d.Zone)
	f.oneOf(key+".interestStart", d.InterestStart, "agreed_due_date", "demand_plus_30")
	if d.PostalDays < 0 {
		f.add(key+".postalDays", "%d: want 0 at least", d.PostalDays)
	}
	for i, s := range d.Steps {
		if s.Step < 1 || s.After < 0 || s.PayWithin < 0 || s.After+s.PayWithin == 0 {
			f.add(fmt.Sprintf("%s.steps[%d]", key, i), "want a step from 1, and its after or payWithin in days")
		}
	}
}
