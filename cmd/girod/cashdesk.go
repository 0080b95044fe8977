package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"girod/config/law"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/dunning"
	"girod/ledger/hold"
	"girod/ledger/intake"
	"girod/ledger/limitation"
	"girod/ledger/matching"
	"girod/ledger/outbox"
	"girod/ledger/plan"
	"girod/ledger/settlement"
)

// cashDesk is the room where payments are booked, with all its neighbours.
func (h *house) cashDesk(tx *ledger.Tx, file string) intake.Desk {
	return intake.Desk{
		File: file, Policy: h.matchingPolicy(), Payouts: h.payouts(tx), Reminders: reminderDesk{h}, Groups: groupDesk{}, Settlements: &settlement.Desk{},
		Clients: h.clients(), Accounts: h.accounts(),
		Passed: h.limited, Collector: h.collector, FeeAgreed: h.config.Creditor.FeeAgreed, Issuer: h.issuer(),
		Rate: h.rate,
	}
}

// rate gives what the books hold a currency to be worth in another.
func (h *house) rate(claim, account money.Currency, on date.Date) (string, bool) {
	rate := h.config.Bookkeeping.Rate(string(claim), string(account), on)
	return rate, rate != ""
}

// reminderDesk answers intake for the room that reminds.
type reminderDesk struct{ h *house }

// noticeOf tells until when money counts as having come by the notice's last day.
func (r reminderDesk) noticeOf(p dunning.Promised) matching.Notice {
	return matching.Notice{Total: p.Total, Interest: p.Interest, PayBy: r.h.laws.inTime(r.h.config, p.PayBy), Plain: !p.Honoured, On: p.On}
}

func (r reminderDesk) Promise(tx *ledger.Tx, id ledger.InvoiceID) (matching.Notice, error) {
	p, err := dunning.PromisedOf(tx, id)
	return r.noticeOf(p), err
}

func (r reminderDesk) Promises(tx *ledger.Tx, fn func(ledger.InvoiceID, matching.Notice) error) error {
	return dunning.PromisedAll(tx, func(p dunning.Promised) error { return fn(p.Invoice, r.noticeOf(p)) })
}

func (reminderDesk) OfTotal(tx *ledger.Tx, total int64, c money.Currency) ([]ledger.InvoiceID, error) {
	return dunning.PromisedTotal(tx, total, c)
}

func (reminderDesk) LateSince(tx *ledger.Tx, after date.Date, fn func(ledger.InvoiceID)) error {
	return dunning.LateSince(tx, after, fn)
}

func (r reminderDesk) Stood(tx *ledger.Tx, id ledger.InvoiceID, on date.Date) (matching.Stood, bool, error) {
	s, late, err := dunning.StandingOn(tx, id, on)
	return matching.Stood{Notice: r.noticeOf(s.Last), Since: s.Since, Later: s.Later}, late, err
}

// Interest is what has run up to a day; of a claim that is paid by a plan its terms say what
// becomes of it.
func (r reminderDesk) Interest(tx *ledger.Tx, id ledger.InvoiceID, on date.Date) (int64, error) {
	held, err := hold.On(tx, id, on)
	if err != nil {
		return 0, err
	}
	for _, one := range held {
		if one.Reason == hold.Plan {
			return matching.OtherTerms, nil
		}
	}
	policy, err := r.h.dunningPolicy()
	if err != nil {
		return 0, err
	}
	i, err := tx.Invoice(id)
	if err != nil {
		return 0, err
	}
	return dunning.InterestOn(tx, policy, &i, on)
}

// groupDesk answers intake for plans and cases, whose references stand for several claims.
type groupDesk struct{}

func (groupDesk) Refs(tx *ledger.Tx, fn func(string) error) error {
	plans, err := plan.References(tx)
	if err != nil {
		return err
	}
	for _, p := range plans {
		if err := fn(string(matching.AppendRef(nil, p.Ref))); err != nil {
			return err
		}
	}
	return cases.References(tx, fn)
}

func (groupDesk) Under(tx *ledger.Tx, ref string) (string, []ledger.InvoiceID, error) {
	plans, err := plan.ByRefs(tx, ref)
	if err != nil || len(plans) > 0 {
		if err != nil {
			return "", nil, err
		}
		return "plan", plans[0].Invoices, nil
	}
	invoices, err := cases.Under(tx, ref)
	return "case", invoices, err
}

// limited tells whether a claim has passed its limitation on a day.
func (h *house) limited(tx *ledger.Tx, id ledger.InvoiceID, on date.Date) (bool, error) {
	clock, err := limitation.Of(tx, limitation.Law{Tables: h.laws.tables, Country: law.Country(h.config.Creditor.Country)}, id, on)
	return err == nil && clock.Passed(on), err
}

// collector names the partner who has the case of an invoice, where files go to him.
func (h *house) collector(tx *ledger.Tx, invoice ledger.InvoiceID) (string, error) {
	id, err := cases.CaseOf(tx, invoice)
	if err != nil || id == 0 {
		return "", err
	}
	c, err := cases.Load(tx, id)
	if err != nil || h.partnerOf(c.Partner) == nil {
		return "", err
	}
	return c.Partner, nil
}

// paidToClient is what a collector is told of a payment that the debtor made to us
// (R-BST-61), as the book divided it, principal first; or that one he was told of settles
// nothing any more.
type paidToClient struct {
	Event       string            `json:"event"`
	Case        string            `json:"case"`
	PartnerCase string            `json:"partnerCase"`
	Invoice     string            `json:"invoice"`
	Reference   string            `json:"reference"`
	PaidOn      date.Date         `json:"paidOn"`
	Amount      string            `json:"amount"`
	Currency    money.Currency    `json:"currency"`
	Settled     map[string]string `json:"settled"` // by bucket
}

// renderPaidToClient writes the word to a collector.
func (h *house) renderPaidToClient(tx *ledger.Tx, o outbox.Order) ([]document, error) {
	d, err := intake.DirectOf(tx, o.Subject)
	if err != nil {
		return nil, fmt.Errorf("order %s: %w", o.Key, err)
	}
	r, err := tx.Receipt(d.Receipt)
	i, err2 := tx.Invoice(d.Invoice)
	id, err3 := cases.CaseOf(tx, d.Invoice)
	if err := errors.Join(err, err2, err3); err != nil {
		return nil, err
	}
	c, err := cases.Load(tx, id)
	if err != nil {
		return nil, err
	}
	word := paidToClient{Event: "payment_to_client", Case: c.Number, PartnerCase: c.PartnerNo, Invoice: i.Number, Reference: i.Ref,
		PaidOn: r.BookedOn, Currency: r.Currency, Settled: map[string]string{}}
	sum := int64(0)
	for bucket, n := range d.Of {
		if sum += n; n != 0 {
			word.Settled[ledger.Bucket(bucket).String()] = amount(max(n, -n), r.Currency)
		}
	}
	if sum < 0 {
		word.Event = "payment_to_client_withdrawn"
	}
	word.Amount = amount(max(sum, -sum), r.Currency)
	body, err := json.MarshalIndent(word, "", "  ")
	name := "payment-to-client-" + strings.ReplaceAll(o.Subject, ":", "-") + ".json"
	return []document{{key: o.Key, name: name, body: append(body, '\n')}}, err
}
