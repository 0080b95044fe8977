package config

import (
	"fmt"

	"girod/formats/date"
)

// Bookkeeping is what the law leaves a creditor to choose of how it books.
type Bookkeeping struct {
	FeeRecognition []FeeRecognition `yaml:"feeRecognition"` // in order of day; empty: on_issue
}

// FeeRecognition says from which day on fees and compensation are income when they are
// claimed, or when they are paid. A claim keeps the way of its first fee.
type FeeRecognition struct {
	From   date.Date `yaml:"from"` // left out: from the beginning
	Policy string    `yaml:"policy"`
}

// When fees are income.
const (
	OnIssue      = "on_issue"
	OnSettlement = "on_settlement"
)

func (c *Config) checkBookkeeping(f *faults, key string, b Bookkeeping) {
	for i, r := range b.FeeRecognition {
		at := fmt.Sprintf("%s.feeRecognition[%d]", key, i)
		f.oneOf(at+".policy", r.Policy, OnIssue, OnSettlement)
		if i > 0 && r.From <= b.FeeRecognition[i-1].From {
			f.add(at+".from", "%q: want a day after that of the one before", r.From.String())
		}
	}
}

// bookkeepingOf is how a tenant books: as all do, but for the keys of its own.
func (c *Config) bookkeepingOf(t *Tenant) (Bookkeeping, error) {
	b := c.Bookkeeping
	return b, t.Bookkeeping.over(&b)
}
