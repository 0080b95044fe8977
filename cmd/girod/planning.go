package main

import (
	"context"
	"time"

	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/dunning"
	"girod/ledger/hold"
	"girod/ledger/outbox"
	"girod/ledger/plan"
)

// planDesk introduces the room of payment plans to its neighbours: a plan holds reminders,
// asks the room of reminders what interest is owed, and tells the case.
func (h *house) planDesk(at time.Time) (plan.Desk, error) {
	policy, err := h.dunningPolicy()
	if err != nil {
		return plan.Desk{}, err
	}
	day := date.From(at.In(h.zone))
	return plan.Desk{
		Today: day, Country: law.Country(h.config.Creditor.Country), Tables: h.laws.tables, BankDays: h.laws.bank, SlipDays: h.config.Plans.InterestBefore,
		Interest: func(tx *ledger.Tx, inv *ledger.Invoice, to date.Date) (int64, error) {
			return dunning.InterestOn(tx, policy, inv, to)
		},
		Assess: func(tx *ledger.Tx, inv *ledger.Invoice, to date.Date) (plan.Assessed, error) {
			a, err := dunning.AssessOn(tx, policy, inv, to)
			return plan.Assessed(a), err
		},
		Promise: func(tx *ledger.Tx, id ledger.InvoiceID, total, interest int64, payBy date.Date) error {
			return dunning.PutPromise(tx, dunning.Promised{Invoice: id, On: day, Total: total, Interest: interest, PayBy: payBy, Honoured: policy.Procedure.Honours()})
		},
		Doubts:  planDoubts,
		Charges: dunning.ChargedOf, Charge: dunning.PutCharge, Explain: dunning.Explained,
		Hold: func(tx *ledger.Tx, id ledger.InvoiceID, of plan.ID, source string) error {
			_, err := hold.Put(tx, hold.New{Invoice: id, Reason: hold.Plan, From: day, Source: clip(source), Origin: of.Name()})
			return err
		},
		Release: func(tx *ledger.Tx, id ledger.InvoiceID, why string) error {
			return hold.EndOf(tx, hold.Plan, id, day, clip(why))
		},
		Tell: func(tx *ledger.Tx, id ledger.InvoiceID, kind, text string) error {
			c, err := cases.CaseOf(tx, id)
			if err != nil || c == 0 {
				return err
			}
			return h.desk().Tell(tx, cases.Event{Case: c, Day: day, Kind: kind, Text: clip(text)})
		},
		Sender: policy.Sender, PayTo: policy.PayTo, Language: policy.Language, PayWithin: policy.Procedure.PayWithin() + policy.PostalDays, PrintPartner: policy.PrintPartner,
	}, nil
}

// planDoubts tells of who missed an instalment what would hold a reminder to him back.
func planDoubts(tx *ledger.Tx) (func(plan.Claimant) string, error) {
	ask, err := dunning.Doubts(tx)
	return func(c plan.Claimant) string { return ask(dunning.Claimant(c)) }, err
}

// clip keeps what a person wrote within what a hold or an event holds.
func clip(text string) string {
	if r := []rune(text); len(r) > 400 {
		return string(r[:399]) + "…"
	}
	return text
}

// plans is the daily job on payment plans, at the hour of the reminders and before them,
// when the money that came in is known.
func (h *house) plans(ctx context.Context, at time.Time) (bool, error) {
	local := at.In(h.zone)
	day := date.From(local)
	hour, err := time.Parse("15:04", h.config.Dunning.At)
	if err != nil || local.Hour()*60+local.Minute() < hour.Hour()*60+hour.Minute() || !h.laws.bank.IsBankDay(day) {
		return false, err
	}
	lock, err := h.interlock(ctx, day)
	if err != nil {
		return false, err
	}
	desk, err := h.planDesk(at)
	if err != nil {
		return false, err
	}
	var r plan.Report
	err = h.book.Update(ctx, at, self, func(tx *ledger.Tx) error {
		lock.tx = tx
		if ok, why := lock.Clear(day); !ok {
			h.log.Info().Str("why", why).Msg("plans wait")
			return nil
		}
		r, err = desk.Run(tx)
		return err
	})
	for _, m := range r.Broken {
		h.log.Warn().Str("plan", m.Plan.Name()).Stringer("due", m.Instalment.Due).Msg("plan broken")
	}
	for _, w := range r.Waiting {
		h.log.Warn().Str("plan", w.Plan.Name()).Str("why", w.Why).Msg("plan waits")
	}
	return len(r.Broken)+len(r.Kept)+len(r.Claimed) > 0, err
}

// renderPlanLetter writes a letter about a plan, with the index a print partner wants.
func (h *house) renderPlanLetter(tx *ledger.Tx, o outbox.Order, name string) ([]document, error) {
	l, err := plan.ReadLetter(tx, name)
	if err != nil {
		return nil, err
	}
	return h.renderBatch(o, l.ID, l.On, []*formats.Reminder{&l.Reminder}, plan.SetRendered), nil
}
