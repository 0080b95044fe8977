package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"girod/config"
	"girod/config/law"
	"girod/exchange"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/matching"
	"girod/ledger/outbox"
	"girod/ledger/settlement"
	"girod/ledger/store"
)

// self signs what no person did.
const self = "girod"

// prepare is the inward corridor: pass one reads a spooled file and gives what books it.
func (h *house) prepare(ctx context.Context, f exchange.File, open func() (io.ReadCloser, error)) (exchange.Book, error) {
	open, proof, err := h.unseal(f, h.partnerOf(f.Partner), open)
	switch {
	case err != nil:
		return nil, err
	case proof != nil && proof.Size == 0 && proof.Note != "":
		return receipt(proof), nil
	}
	read := func(sink formats.Sink) (*formats.Summary, error) {
		r := &reading{ctx: ctx, open: open}
		defer r.Close()
		return h.reading(f.Partner).Read(r, f.Name, sink)
	}
	plain, cards := read, &acquired{house: h, partner: f.Partner}
	read = settlement.Told(plain, acquirerAccount(f.Partner), func(*formats.Settlement) error { return nil })
	bounces, answers := &bounceList{}, &answerList{}
	orders := 0
	sink := func(s formats.Sink) (*formats.Summary, error) {
		answers.all, cards.all = nil, nil // a file may be read more than once
		s.Bounce, s.RecallAnswer = bounces.add, answers.add
		s.Transfers = func(*formats.TransferOrder) error { orders++; return nil }
		s.Debits = func(*formats.DebitOrder) error { orders++; return nil }
		return settlement.Told(plain, acquirerAccount(f.Partner), cards.add)(s)
	}
	shares, err := h.route(f, sink, read)
	if err != nil {
		return nil, refusal(err)
	}
	if orders > 0 {
		return nil, errOrder
	}
	released, err := h.wasReleased(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	for i := range shares {
		shares[i].verdict.Released = released
	}
	return func(tx *store.Tx, at time.Time) (exchange.Outcome, error) {
		h := h.on(at)
		for i := range shares {
			shares[i].house = shares[i].house.on(at)
		}
		out, err := h.applyShares(ledger.In(tx, h.chart, at, self), f, shares, bounces.all)
		if err != nil {
			return exchange.Outcome{}, refusal(err)
		}
		for i := range answers.all {
			if err := h.takeAnswer(ledger.In(tx, h.chart, at, self), &answers.all[i], string(f.ID)); err != nil {
				return exchange.Outcome{}, err
			}
			out.Summary = "the bank answers a recall"
		}
		met, err := h.settled(ledger.In(tx, h.chart, at, self), f, shares, cards.all)
		if err != nil {
			return exchange.Outcome{}, err
		}
		out.Summary += met
		summary := shares[0].verdict.Summary
		out.Format = cmp.Or(summary.Version, summary.Format)
		if proof != nil {
			out.Summary += fmt.Sprintf("; %s seal of %s, content sha256 %s", proof.Kind, proof.Signer, proof.Digest)
		}
		return out, nil
	}, nil
}

// errOrder holds a payment order somebody gave us: girod writes those and carries out none,
// and what it does nothing with it does not take in silence.
var errOrder = &exchange.Held{Code: "not-acted-on", Text: "an order to pay or to collect (pain.001, pain.008, LB, AvtaleGiro) is for a bank to carry out, not for girod; reject it"}

// apply is pass two, inside the journal's transaction, in the books the house is open at.
func (h *house) apply(tx *ledger.Tx, f exchange.File, v *intake.Verdict, read intake.Read) (exchange.Outcome, error) {
	var out *intake.Outcome
	err := h.withdrawnByFile(tx, func() (credits int, err error) {
		if out, err = intake.Apply(tx, v, read, h.cashDesk(tx, string(f.ID))); err != nil || out.Hold != nil {
			return 0, err
		}
		return out.Credits, nil
	})
	if err != nil {
		return exchange.Outcome{}, keepingHeld(err, h.books)
	}
	if out.Hold != nil {
		return exchange.Outcome{}, &exchange.Held{Code: out.Hold.Code, Place: out.Hold.Place, Text: out.Hold.Text}
	}
	if err := h.typed(tx, f); err != nil {
		return exchange.Outcome{}, err
	}
	if out.Payments > out.Payouts+out.Acquired+out.Sold && h.config.Payouts.OutcomePartner != "" {
		err := outbox.Put(tx, outbox.Order{
			Kind: outbox.Outcome, Partner: h.config.Payouts.OutcomePartner, Key: outbox.Own(tx, "outcome:"+string(f.ID)), Subject: string(f.ID),
		})
		if err != nil {
			return exchange.Outcome{}, err
		}
	}
	detail, err := json.Marshal(out)
	return exchange.Outcome{Summary: out.String(), Detail: detail}, err
}

// refusal turns what a reader refused into a hold; any other error is tried again.
func refusal(err error) error {
	var bad *formats.Error
	if !errors.As(err, &bad) {
		return err
	}
	code := bad.Code
	if code == "" {
		code = "refused"
	}
	if strings.HasSuffix(code, "truncated") || code == "closing-missing" {
		code = exchange.CodeIncomplete // its end may still be on the way
	}
	text := "want " + bad.Want
	if bad.Got != "" {
		text = fmt.Sprintf("%q: want %s", formats.Excerpt(bad.Got), bad.Want)
	}
	return &exchange.Held{Code: code, Place: bad.Origin.String(), Text: text}
}

// wasReleased tells whether a person let this file go on after a hold; girod itself only
// looks again (retryGaps), which overrules nothing.
func (h *house) wasReleased(ctx context.Context, id exchange.FileID) (bool, error) {
	shown, err := h.x.Show(ctx, id)
	if err != nil {
		return false, err
	}
	for _, s := range shown.Steps {
		if s.Was == exchange.OnHold && s.Became == exchange.Received && s.Actor != self {
			return true, nil
		}
	}
	return false, nil
}

// accounts are the bank accounts of these books.
func (h *house) accounts() []intake.Account { return accountsOf(h.config) }

func accountOf(a config.Account) intake.Account {
	currency := money.Currency(a.Currency)
	out := intake.Account{
		Key: a.Name, Currency: currency, Number: a.Number, PostsStatements: a.Posts == "statement", Opening: signed(a.Opening, currency),
		Clients: a.ClientFunds,
	}
	for _, n := range a.Notified {
		out.Notified = append(out.Notified, intake.Channel{By: n.By, From: n.From})
	}
	for _, name := range append([]string{a.IBAN, a.Bankgiro, a.Plusgiro}, a.Aliases...) {
		if name != "" {
			out.Names = append(out.Names, name)
		}
	}
	return out
}

// signed reads an amount that config.Check has found good; a balance may be below zero.
func signed(text string, c money.Currency) int64 {
	negative := len(text) > 0 && text[0] == '-'
	if negative {
		text = text[1:]
	}
	minor, err := money.Parse(text, c)
	if err != nil {
		return 0
	}
	if negative {
		return -minor
	}
	return minor
}

// matchingPolicy is the configuration's way of settling, and where it says nothing the law's.
func (h *house) matchingPolicy() matching.Policy {
	p := matching.Policy{Tolerance: map[money.Currency]int64{}}
	for _, a := range h.config.Accounts {
		c := money.Currency(a.Currency)
		p.Tolerance[c] = signed(cmp.Or(h.config.Matching.Tolerances[a.Currency], h.config.Matching.Tolerance), c)
	}
	buckets := map[string]ledger.Bucket{
		"principal": ledger.Principal, "fee": ledger.Fee, "interest": ledger.Interest, "cost": ledger.Cost,
	}
	for _, name := range h.config.Matching.Order {
		p.Order = append(p.Order, buckets[name])
	}
	if len(p.Order) > 0 {
		return p
	}
	for who, order := range map[law.Debtor]*[]ledger.Bucket{law.Business: &p.Order, law.Consumer: &p.Consumers} {
		names, _ := h.laws.tables.AllocationOrder(law.Country(h.config.Creditor.Country), who, date.From(h.at.In(h.zone))) // a country without one has the usual
		for _, name := range names {
			*order = append(*order, buckets[name])
		}
	}
	return p
}

// bounceList collects the bounces of a file in pass one; a mail server's list is short.
type bounceList struct{ all []formats.Bounce }

func (l *bounceList) add(b *formats.Bounce) error {
	l.all = append(l.all, *b)
	return nil
}
