package main

import (
	"girod/config"
	"girod/config/calendar"
	"girod/config/law"
)

// laws are what the days and rates of the creditor's country say.
type laws struct {
	tables *law.Tables
	bank   calendar.Calendar
}

// readLaws loads rates, fees and bank days, with what the configuration confirms.
func readLaws(c *config.Config) (*laws, error) {
	tables, err := law.Load()
	if err != nil {
		return nil, err
	}
	for _, k := range c.Law.Confirm {
		if tables, err = tables.Confirm(k.Country, k.ValidFrom, k.By); err != nil {
			return nil, err
		}
	}
	bank, err := calendar.For(c.Creditor.Country)
	return &laws{tables, bank}, err
}
