package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"girod/formats/date"
)

// acts are what people do, by day. Everything is typed at the command line.
var acts = map[date.Date]func(context.Context, *world, date.Date) error{
	20260520: paySupplier,
	20260605: bounce,
	20260610: placeByHand,
	20260615: refund,
}

// paySupplier pays the harbour: anna prepares, bo approves.
func paySupplier(ctx context.Context, w *world, day date.Date) error {
	id, err := w.ask(ctx, day, "10:00", "--as", "anna", "payouts", "add", "HF-2271", "--name", "Hamnfogden i Sjöstaden AB",
		"--town", "Stockholm", "--amount", "8450.00", "--bankgiro", harbourGiro, "--text", "Faktura HF-2271")
	if err != nil {
		return err
	}
	return w.propose(ctx, day, strings.TrimSpace(string(id)))
}

// propose gathers payouts into a batch, which another person looks at and approves.
func (w *world) propose(ctx context.Context, day date.Date, payouts ...string) error {
	out, err := w.ask(ctx, day, "10:05", append([]string{"--as", "anna", "payouts", "propose", "--account", "giro"}, payouts...)...)
	if err != nil {
		return err
	}
	batch, _, _ := strings.Cut(string(out), " ")
	var seen struct {
		Sum, Hash string
		Count     int
	}
	if err := w.askJSON(ctx, day, &seen, "payouts", "show", batch); err != nil {
		return err
	}
	return w.girod(ctx, day, "10:10", "--as", "bo", "payouts", "approve", batch,
		"--sum", seen.Sum, "--count", fmt.Sprint(seen.Count), "--hash", seen.Hash)
}

// askJSON asks girod for a value.
func (w *world) askJSON(ctx context.Context, day date.Date, into any, args ...string) error {
	out, err := w.ask(ctx, day, "10:00", append([]string{"--json"}, args...)...)
	if err != nil {
		return err
	}
	return json.Unmarshal(out, into)
}

// bounce is the mail server's word that Per's address is closed.
func bounce(_ context.Context, w *world, _ date.Date) error {
	return w.bank.Give("printer", "studsar-2026-06-05.jsonl", []byte(`{"bounce":1,"address":"per@stangd.example","invoice":"2026-1016","code":"5.1.1"}`+"\n"))
}

// placeByHand is anna on the telephone: who paid without a reference?
func placeByHand(ctx context.Context, w *world, day date.Date) error {
	var open []struct {
		Payment     int64
		Rest, Payer string
	}
	if err := w.askJSON(ctx, day, &open, "suspense"); err != nil {
		return err
	}
	books, err := w.bank.Books()
	if err != nil {
		return err
	}
	for _, s := range open {
		for _, p := range books.Payments {
			if p.Payer == s.Payer && p.BookedOn != 0 && p.Amount.String() == s.Rest {
				return w.girod(ctx, day, "10:00", "--as", "anna", "suspense", "allocate", fmt.Sprintf("pay%d", s.Payment), p.Invoices[0],
					"--reason", "rang "+s.Payer+", som menade denna faktura")
			}
		}
	}
	return nil
}

// refund pays surpluses back: one account is closed, so that money comes back to us.
func refund(ctx context.Context, w *world, day date.Date) error {
	for customer, iban := range map[string]string{"M-107": openAccount, "M-108": closedAccount} {
		if err := w.girod(ctx, day, "10:00", "--as", "anna", "payouts", "payee", customer, "--iban", iban, "--bic", "TESTSESS"); err != nil {
			return err
		}
	}
	if err := w.girod(ctx, day, "10:02", "--as", "anna", "payouts", "refunds"); err != nil {
		return err
	}
	var all []struct{ Payout, State, Batch string }
	if err := w.askJSON(ctx, day, &all, "payouts"); err != nil {
		return err
	}
	var free []string
	for _, p := range all {
		if p.Batch == "" {
			free = append(free, p.Payout)
		}
	}
	if len(free) == 0 {
		return nil
	}
	for _, p := range free { // accounts that were set today are flagged until somebody else has looked into it
		if err := w.girod(ctx, day, "10:04", "--as", "bo", "payouts", "clear", p, "--reason", "rang upp, medlemmen läste upp numret"); err != nil {
			return err
		}
	}
	return w.propose(ctx, day, free...)
}
