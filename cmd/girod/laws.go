package main

import (
	"girod/config"
	"girod/config/calendar"
	"girod/config/law"
	"girod/formats/date"
	"girod/ledger/dunning"
)

// laws are what the days and rates of the creditor's country say.
type laws struct {
	tables *law.Tables
	bank   *calendar.Calendar
}

// readLaws loads rates, fees and bank days, with what the configuration confirms.
func readLaws(c *config.Config) (*laws, error) {
	tables, err := law.Load()
	if err != nil {
		return nil, err
	}
	for _, k := range c.Law.Confirm {
		tables, err = tables.Confirm(law.Confirmation{
			Country: law.Country(k.Country), Key: k.Key, Debtor: law.Debtor(k.Debtor), From: k.ValidFrom, Value: k.Value, By: k.By,
		})
		if err != nil {
			return nil, err
		}
	}
	bank, err := calendar.Named(c.Creditor.Country)
	return &laws{tables, bank}, err
}

// inTime is the last day on which money may reach the creditor that was paid in time.
func (l *laws) inTime(c *config.Config, payBy date.Date) date.Date {
	return dunning.InTime(law.Country(c.Creditor.Country), l.bank, payBy)
}

// lateRate is the yearly rate that a late claim on a business bears on a day.
func (l *laws) lateRate(country string, day date.Date) (law.Rate, error) {
	return l.tables.LateRate(law.Country(country), law.Business, day)
}
