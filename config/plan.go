package config

import (
	"cmp"

	"girod/formats/money"
)

// Plans is what is usual of payment plans, where who proposes one says nothing else.
type Plans struct {
	Grace          int    `yaml:"grace"`          // days after the due day until a missed instalment breaks the plan
	Tolerance      string `yaml:"tolerance"`      // what an instalment may lack and is not missed; empty: matching's
	InterestBefore int    `yaml:"interestBefore"` // so many days before the last instalment the interest that ran is claimed
}

// checkPlans holds the days to a year: a plan that forgives more is none.
func (c *Config) checkPlans(f *faults) {
	for _, days := range []struct {
		key string
		n   int
	}{{"plans.grace", c.Plans.Grace}, {"plans.interestBefore", c.Plans.InterestBefore}} {
		if days.n < 0 || days.n > 365 {
			f.add(days.key, "%d: want days, from 0 to 365", days.n)
		}
	}
	if c.Plans.Tolerance != "" {
		f.amount("plans.tolerance", c.Plans.Tolerance, money.SEK)
	}
}

// PlanTolerance is what an instalment in a currency may lack: its own amount, or what a payment
// may be short of.
func (c *Config) PlanTolerance(currency money.Currency) string {
	return cmp.Or(c.Plans.Tolerance, c.Matching.Tolerances[string(currency)], c.Matching.Tolerance)
}
