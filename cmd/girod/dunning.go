package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"girod/config"
	"girod/config/calendar"
	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/dunning"
)

// dunningPolicy is how the configuration reminds: the procedure chosen, with the days that
// were changed as far as today's law lets them.
func (h *house) dunningPolicy() (*dunning.Policy, error) {
	c := h.config
	procedure, err := procedureOf(c)
	if err != nil {
		return nil, err
	}
	if err := procedure.Lawful(h.laws.tables, h.today()); err != nil {
		return nil, err
	}
	bank, err := calendar.Named(c.Creditor.Country)
	if err != nil {
		return nil, err
	}
	p := dunning.ByProcedure(procedure, h.laws.tables, bank)
	p.PostalDays, p.Ground = c.Dunning.PostalDays, law.Ground(c.Dunning.InterestStart)
	p.MinimumInterest = signed(c.Dunning.MinimumInterest, "SEK")
	p.MinimumLeft = signed(c.Dunning.MinimumLeft, "SEK")
	p.Compensation, p.CostAbove = c.Dunning.Compensation, c.Dunning.CostAbove
	p.Language, p.PrintPartner, p.Mail = c.Language, c.Dunning.PrintPartner, c.Mail.Server != ""
	p.Sender = formats.Party{
		Name: c.Creditor.Name, OrgNo: c.Creditor.OrgNo, Email: c.Creditor.Email, Phone: c.Creditor.Phone,
		Street: c.Creditor.Street, PostCode: c.Creditor.PostCode, Town: c.Creditor.Town, Country: c.Creditor.Country,
	}
	p.PayTo = paidTo(c)
	if c.Dunning.HandOver {
		p.HandOver = h.openCases
	}
	if c.Letters.Compensation {
		p.Compensated = h.compensated(&p)
	}
	p.DayCount, err = law.ParseDayCount(c.Creditor.RateDayCount)
	return &p, err
}

// procedureOf is the procedure of a configuration, with its changes.
func procedureOf(c *config.Config) (dunning.Procedure, error) {
	p, err := dunning.Named(cmp.Or(c.Dunning.Procedure, dunning.Usual(law.Country(c.Creditor.Country))))
	for _, s := range c.Dunning.Steps {
		if err == nil {
			p, err = p.Change(s.Step, s.After, s.PayWithin)
		}
	}
	if err == nil && string(p.Country) != c.Creditor.Country {
		err = fmt.Errorf("dunning.procedure: %s follows the law of %s, the creditor is in %s", p.Name, p.Country, c.Creditor.Country)
	}
	return p, err
}

// procedureText tells which procedure is in use, for girod check, and holds its days to
// today's law.
func (t *terminal) procedureText(c *config.Config) (string, error) {
	l, today, err := t.lawToday(c)
	if err != nil {
		return "", err
	}
	var told []string
	for _, name := range c.Books() {
		own := c.Of(name)
		p, err := procedureOf(own)
		if err == nil {
			err = p.Lawful(l.tables, today)
		}
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		told = append(told, p.Name)
	}
	slices.Sort(told)
	return strings.Join(slices.Compact(told), ", "), nil
}

// paidTo is where letters ask to be paid to: the giro, or the first account.
func paidTo(c *config.Config) formats.Account {
	if c.Dunning.Bankgiro != "" || len(c.Accounts) == 0 {
		return formats.Account{ID: c.Dunning.Bankgiro, Scheme: "BGNR", Currency: "SEK"}
	}
	a := c.Accounts[0]
	return formats.Account{ID: a.IBAN, Scheme: "IBAN", Currency: money.Currency(a.Currency)}
}

// openCases opens a case on each claim that nobody paid after its last letter, unless it
// has one: somebody is to look at it and hand it over (DOMAIN.md 11, row 6).
func (o *office) openCases(tx *ledger.Tx, on date.Date, claims []dunning.HandedOver) error {
	desk := cases.Desk{Today: on, Country: o.config.Creditor.Country}
	for _, c := range claims {
		id, err := cases.CaseOf(tx, c.Invoice)
		if err == nil && id == 0 {
			var opened cases.Case
			opened, err = desk.Open(tx, cases.New{Invoices: []ledger.InvoiceID{c.Invoice}, Department: o.owner()}) // R-BST-26
			id = opened.ID
		}
		if err == nil {
			err = desk.Note(tx, id, "not paid after the last letter: to be handed over")
		}
		if err != nil {
			return err
		}
	}
	return nil
}
