package main

import (
	"cmp"

	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/ledger/dunning"
)

// dunningPolicy is how the configuration reminds: the country's procedure, with the days
// that were changed, as far as the law lets them.
func (h *house) dunningPolicy() (*dunning.Policy, error) {
	c := h.config
	procedure, err := dunning.Named(dunning.Usual(law.Country(c.Creditor.Country)))
	if err != nil {
		return nil, err
	}
	for level, after := range []int{c.Dunning.FirstAfter, c.Dunning.SecondAfter} {
		if procedure.Country != "SE" {
			break
		}
		if procedure, err = procedure.Change(level+1, after, c.Dunning.PayWithin); err != nil {
			return nil, err
		}
	}
	if err := procedure.Lawful(h.laws.tables, date.From(h.at.In(h.zone))); err != nil {
		return nil, err
	}
	p := dunning.ByProcedure(procedure, h.laws.tables, h.laws.bank)
	p.PostalDays = c.Dunning.PostalDays
	p.MinimumInterest = signed(c.Dunning.MinimumInterest, "SEK")
	p.Language, p.PrintPartner, p.Mail = c.Language, c.Dunning.PrintPartner, c.Mail.Server != ""
	p.Sender = formats.Party{
		Name: c.Creditor.Name, OrgNo: c.Creditor.OrgNo, Email: c.Creditor.Email, Phone: c.Creditor.Phone,
		Street: c.Creditor.Street, PostCode: c.Creditor.PostCode, Town: c.Creditor.Town, Country: cmp.Or(c.Creditor.Country, "SE"),
	}
	p.PayTo = formats.Account{ID: c.Dunning.Bankgiro, Scheme: "BGNR", Currency: "SEK"}
	p.DayCount, err = law.ParseDayCount(c.Creditor.RateDayCount)
	return &p, err
}
