package main

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/intake"
)

// TestTwoMinutes measures R-BST-53: from the moment a payment is given to a claim that a
// collector has, or the match is undone, to the moment the word lies in his folder. The
// daemon's own loops run at their own intervals on a clock of the test's, a second at a time,
// from the worst moment there is: each has just looked, and the sender just before the
// renderer. Two minutes are allowed; 15 s to render and 15 s to send are what it takes.
func TestTwoMinutes(t *testing.T) {
	ctx := context.Background()
	town := furnish(t, t.TempDir(), map[string]string{
		"STATEMENTS": "none", "ACCOUNTING": "local: accounting, inbound: [in], outbound: {outcome: out, letters: letters, case: cases, payment-to-client: cases}",
	})
	town.must(os.MkdirAll(town.path("accounting/cases"), 0o700))
	now := time.Date(2026, 4, 22, 7, 0, 0, 0, time.UTC)
	term := &terminal{in: strings.NewReader(""), out: &strings.Builder{}, err: &strings.Builder{}, now: func() time.Time { return now }, config: town.path("girod.yaml")}
	h, err := term.openHouse(ctx, true)
	town.must(err)
	defer h.close()
	town.must(h.x.Recover(ctx, now))
	own, err := h.chosen()
	town.must(err)
	act := func(fn func(h *house, tx *ledger.Tx) error) {
		t.Helper()
		at := h.of(own.books)
		at.office.at = now
		town.must(at.book.Update(ctx, now, "anna", func(tx *ledger.Tx) error { return fn(at, tx) }))
	}
	var receipt ledger.ReceiptID
	var claim ledger.InvoiceID
	act(func(h *house, tx *ledger.Tx) error {
		anna, err := tx.AddParty(ledger.Party{CustomerNo: "M-1", Name: "Anna"})
		if err != nil {
			return err
		}
		claim, err = tx.IssueInvoice(ledger.Invoice{Number: "F-1", Kind: ledger.KindInvoice, Debtor: anna, Issued: date.Of(2026, 3, 17), Due: date.Of(2026, 3, 27), Currency: money.SEK, Net: 125000, Gross: 125000})
		if err != nil {
			return err
		}
		desk := cases.Desk{Today: date.Of(2026, 4, 22)}
		c, err := desk.Open(tx, cases.New{Handler: "bo", Partner: "accounting", Invoices: []ledger.InvoiceID{claim}})
		if err != nil {
			return err
		}
		return desk.Move(tx, c.ID, cases.HandedOver, "")
	})
	act(func(h *house, tx *ledger.Tx) error {
		p := tx.Poster()
		if err := p.Begin(ledger.Entry{Key: "bank:1", Why: ledger.PaymentReceived, BookedOn: date.Of(2026, 4, 20), Text: "money"}); err != nil {
			return err
		}
		receipt = p.Receipt(ledger.Receipt{Account: "1930", EntryKey: []byte("1"), Amount: 100000, Currency: money.SEK, BookedOn: date.Of(2026, 4, 20), Rule: "none"})
		for _, line := range []ledger.Posting{{Role: ledger.RoleBank, Account: "1930", Amount: 100000, Currency: money.SEK},
			{Role: ledger.RoleSuspense, Amount: -100000, Currency: money.SEK, Receipt: receipt}} {
			if err := p.Add(line); err != nil {
				return err
			}
		}
		_, err := p.End()
		return err
	})
	for n, event := range []func(h *house, tx *ledger.Tx) error{
		func(h *house, tx *ledger.Tx) error {
			d, err := h.office.handDesk(tx, "")
			if err == nil {
				_, err = intake.Allocate(tx, receipt, []intake.Part{{Invoice: claim}}, intake.Order(ledger.Principal), false, d, date.Of(2026, 4, 22), "she called")
			}
			return err
		},
		func(_ *house, tx *ledger.Tx) error {
			_, err := intake.Undo(tx, receipt, date.Of(2026, 4, 22), "another Anna")
			return err
		},
	} {
		loops := h.loops()
		due := make([]time.Time, len(loops))
		for i, l := range loops { // each has looked at nothing, just now
			_, err := l.do(ctx, now)
			town.must(err)
			due[i] = now.Add(l.every)
		}
		act(event)
		from, to := now, time.Time{}
		for to.IsZero() && now.Sub(from) <= 2*time.Minute {
			now = now.Add(time.Second)
			for i := len(loops) - 1; i >= 0; i-- { // the sender before the renderer
				if now.Before(due[i]) {
					continue
				}
				due[i] = now.Add(loops[i].every)
				_, err := loops[i].do(ctx, now)
				town.must(err)
			}
			if list, _ := os.ReadDir(town.path("accounting/cases")); len(list) > n {
				to = now
			}
		}
		if took := to.Sub(from); to.IsZero() || took > 30*time.Second {
			t.Errorf("event %d: the collector has his file after %s, want at most 30s of the 120s allowed", n+1, took)
		} else {
			t.Logf("event %d: %s", n+1, took)
		}
	}
}
