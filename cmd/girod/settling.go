package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"girod/config"
	"girod/exchange"
	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/settlement"
)

// acquirerAccount names what a partner that takes cards for us owes, where intake looks for
// accounts.
func acquirerAccount(partner string) string { return "acquirer:" + partner }

// acquirersOf are what acquirers owe, as accounts that intake books on.
func acquirersOf(c *config.Config) (all []intake.Account) {
	for i := range c.Partners {
		p := &c.Partners[i]
		for _, a := range c.Accounts {
			if p.Acquirer.Given() && a.Name == p.Acquirer.Account {
				all = append(all, intake.Account{
					Key: acquirerAccount(p.ID), Currency: money.Currency(a.Currency), Number: chartOf(c)[ledger.RoleCardReceivable],
					Acquirer: &intake.Acquirer{VAT: p.Acquirer.VATRate()},
				})
			}
		}
	}
	return all
}

// acquired collects the settlements of a file in pass one.
type acquired struct {
	house   *house
	partner string
	all     []settlement.Settlement
}

// add takes a settlement of a partner we have agreed about with, and refuses any other.
func (a *acquired) add(s *formats.Settlement) error {
	p := a.house.partnerOf(a.partner)
	if p == nil || !p.Acquirer.Given() {
		return &exchange.Held{Code: "no-acquirer", Place: s.Origin.String(),
			Text: fmt.Sprintf("settlement %s of %s: nobody has said which account %s pays; say it under the partner's acquirer, then release the file", s.ID, s.Acquirer, a.partner)}
	}
	for i := range s.Payments {
		if m := s.Payments[i].Method; m != "" && len(p.Acquirer.Methods) > 0 && !slices.Contains(p.Acquirer.Methods, m) {
			return &exchange.Held{Code: "other-method", Place: s.Payments[i].Origin.String(),
				Text: fmt.Sprintf("settlement %s has a payment by %s, which %s does not take for us; correct methods under acquirer, or reject the file", s.ID, m, a.partner)}
		}
	}
	for _, own := range a.house.all.Accounts {
		if own.Name == p.Acquirer.Account {
			a.all = append(a.all, settlement.Of(s, a.partner, own.Number, ""))
		}
	}
	return nil
}

// settled notes what a report's settlements say they pay, in the books of whose account is
// paid, and meets them with the money that came before them.
func (h *house) settled(tx *ledger.Tx, f exchange.File, shares []share, all []settlement.Settlement) (said string, err error) {
	if len(all) > 0 {
		owner := cmp.Or(h.accountNamed(h.partnerOf(f.Partner).Acquirer.Account).Tenant, config.House)
		books := h.of(owner).tx(tx)
		for _, s := range all {
			s.File = string(f.ID)
			if _, err := settlement.Put(books, s); errors.Is(err, settlement.ErrConflict) {
				return "", &exchange.Held{Code: "conflict", Text: err.Error() + "; ask the acquirer which is right"}
			} else if err != nil {
				return "", err
			}
		}
		said = fmt.Sprintf("; settlements %d", len(all))
	}
	met := 0
	for _, s := range shares {
		n, err := settlement.Pair(s.house.tx(tx), string(f.ID))
		if err != nil {
			return "", err
		}
		met += n
	}
	if met > 0 {
		said += fmt.Sprintf("; %d met with the money that had come", met)
	}
	return said, nil
}

// accountNamed finds an account by its name in the configuration.
func (h *house) accountNamed(name string) (found config.Account) {
	for _, a := range h.all.Accounts {
		if a.Name == name {
			found = a
		}
	}
	return found
}

// waitingSettlements lists the settlements whose money should have come.
func (h *house) waitingSettlements(tx *ledger.Tx) (list []waitingJSON, err error) {
	waiting, err := settlement.List(tx, true)
	for i := range waiting {
		s := &waiting[i]
		list = append(list, waitingJSON{
			What: "settlement", Subject: s.ID.Name(), Partner: s.Partner, State: "waiting", Since: s.PaidOn.Time(h.zone),
			Person: h.today().Days(s.PaidOn) > settledWithin,
			Reason: fmt.Sprintf("%s of %s (%s) has not come", money.Of(s.Net, s.Currency), s.Acquirer, s.Name),
			Hint:   "girod settlements meet " + s.ID.Name() + " PAYMENT",
		})
	}
	return list, err
}

// settledWithin is how many days after its day of payment a settlement may wait without a
// person's help: a week-end and a holiday.
const settledWithin = 4
