package main

import (
	"fmt"
	"slices"
	"strings"

	"girod/config"
)

// checkLaw tells of each rate, fee and time that nobody has confirmed and that serves today
// or later: those of the creditors' own countries one by one, of others how many. None of
// them is a fault. What needs one of them says so when it is asked, and does nothing.
func (t *terminal) checkLaw(c *config.Config, look func(string, func() (string, error)) bool) {
	l, today, err := t.lawToday(c)
	if err != nil {
		return // told as the rates of interest
	}
	own := []string{c.Creditor.Country}
	for i := range c.Tenants {
		own = append(own, c.Tenants[i].Creditor.Country)
	}
	others, n := []string{}, 0
	for _, row := range l.tables.Open(today) {
		if country := string(row.Country); !slices.Contains(own, country) {
			n++
			if !slices.Contains(others, country) {
				others = append(others, country)
			}
			continue
		}
		look("law to confirm", func() (string, error) {
			value := strings.TrimSpace(row.Value + " " + row.Unit)
			if row.Value == "" {
				value = "not found"
			}
			text := fmt.Sprintf("%s %s, %s, from %s: %s", row.Country, row.Key, row.Debtor, row.From, value)
			if row.Note != "" {
				text += " (" + row.Note + ")"
			}
			return text, nil
		})
	}
	if n > 0 {
		look("law to confirm", func() (string, error) {
			return fmt.Sprintf("%d more of %s, for debtors who live there", n, strings.Join(others, ", ")), nil
		})
	}
}
