package config

import (
	"fmt"
	"regexp"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
)

// Bookkeeping is what the law leaves a creditor to choose of how it books.
type Bookkeeping struct {
	FeeRecognition []FeeRecognition `yaml:"feeRecognition"` // in order of day; empty: on_issue
	Rates          []Rate           `yaml:"rates"`          // in order of day
}

// Rate is what one of a currency is worth in another in the books, from a day on.
type Rate struct {
	Of   string    `yaml:"of"` // EUR, of the claims
	In   string    `yaml:"in"` // SEK, of the account
	From date.Date `yaml:"from"`
	Rate string    `yaml:"rate"` // "11.10"
}

// Rate gives what one of a currency is worth in another on a day; "" where none is named.
func (b Bookkeeping) Rate(of, in string, on date.Date) (rate string) {
	for _, r := range b.Rates {
		if r.Of == of && r.In == in && r.From <= on {
			rate = r.Rate
		}
	}
	return rate
}

var decimalRate = regexp.MustCompile(`^[0-9]{1,8}(\.[0-9]{1,10})?$`)

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
	for i, r := range b.Rates {
		at := fmt.Sprintf("%s.rates[%d]", key, i)
		for _, c := range []string{r.Of, r.In} {
			if _, err := money.ParseCurrency(c); err != nil {
				f.add(at, "%v", err)
			}
		}
		if !decimalRate.MatchString(r.Rate) || strings.Trim(r.Rate, "0.") == "" {
			f.add(at+".rate", "%q: want a decimal above zero such as 11.10", r.Rate)
		}
		if r.Of == r.In || i > 0 && r.From < b.Rates[i-1].From {
			f.add(at, "want two currencies, and the lines in order of day")
		}
	}
}

// bookkeepingOf is how a tenant books: as all do, but for the keys of its own.
func (c *Config) bookkeepingOf(t *Tenant) (Bookkeeping, error) {
	b := c.Bookkeeping
	return b, t.Bookkeeping.over(&b)
}
