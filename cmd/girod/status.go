package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"girod/config"
	"girod/exchange"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/report"
)

// waitingJSON is one thing that is not settled.
type waitingJSON struct {
	What    string    `json:"what"`
	Subject string    `json:"subject"`
	Partner string    `json:"partner,omitempty"`
	State   string    `json:"state"`
	Reason  string    `json:"reason"`
	Since   time.Time `json:"since"`
	Person  bool      `json:"person"`
	Hint    string    `json:"hint,omitempty"`
	Tenant  string    `json:"tenant,omitempty"`
}

func statusCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "what waits, what fails, since when; exit 3 when a person is needed",
		Args:  exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.carrying(cmd.Context(), func(h *house) error { return h.status(cmd.Context()) })
		},
	}
}

func (h *house) status(ctx context.Context) error {
	list, err := h.waiting(ctx, h.at)
	if err != nil {
		return err
	}
	person := false
	in := h.in
	tb := headed(in, "what", "which", "state", "since", "why", "remedy")
	for _, w := range list {
		person = person || w.Person
		tb.row(inWords(in, "waits", w.What), w.Subject, w.stands(in), w.Since.In(h.zone).Format("2006-01-02 15:04"), inWords(in, "waits-for", w.Reason), w.Hint)
	}
	if h.t.json {
		err = h.t.printJSON(list)
	} else {
		h.t.print(tb, line(in, "nothing waits"))
	}
	if err == nil && person {
		return errWaits
	}
	return err
}

// stands says the state of what waits; payouts have words of their own.
func (w *waitingJSON) stands(in *report.Tongue) string {
	if w.What == "payout" {
		return coded(in, "payouts", w.State)
	}
	return inWords(in, "standing", w.State)
}

// waiting gathers what is not settled in all rooms at an instant: a daemon asks long after
// it was opened.
func (h *house) waiting(ctx context.Context, at time.Time) ([]waitingJSON, error) {
	h = h.on(at)
	list := []waitingJSON{}
	carried, err := h.x.Status(ctx, at)
	if err != nil {
		return nil, err
	}
	for _, w := range carried {
		list = append(list, waitingJSON{w.What, w.Subject, w.Partner, string(w.State), w.Reason, w.Since, w.Person, hintFor(w), ""})
	}
	late, err := h.unanswered(ctx, at)
	if err != nil {
		return nil, err
	}
	for _, o := range late {
		list = append(list, waitingJSON{
			What: "outgoing", Subject: o.Key, Partner: o.Partner, State: string(o.State), Since: o.StateAt, Person: true,
			Reason: "the bank has not answered; ask it, nothing is sent again", Hint: "girod sending show " + o.Key,
		})
	}
	err = h.view(ctx, func(tx *ledger.Tx) error {
		for _, name := range h.all.Books() {
			own := h.of(name)
			more, err := own.waitingInBooks(own.tx(tx), at)
			if err != nil {
				return err
			}
			for _, w := range more {
				if w.Tenant = own.owner(); w.Tenant != "" && w.Tenant != config.House {
					w.Hint = strings.Replace(w.Hint, "girod ", fmt.Sprintf("girod --tenant %q ", w.Tenant), 1)
				}
				list = append(list, w)
			}
		}
		return nil
	})
	return list, err
}

// stuckOrders gathers what was to leave and could not be written, such as a payment file
// whose money has gone elsewhere since it was approved.
func stuckOrders(tx *ledger.Tx) (list []waitingJSON, err error) {
	orders, err := outbox.Waiting(tx)
	for _, o := range orders {
		if err != nil || o.Reason == "" || o.Kind == outbox.Mail {
			continue
		}
		w := waitingJSON{What: "order", Subject: o.Key, Partner: o.Partner, State: "not written", Reason: o.Reason, Person: true}
		if w.Since, err = time.Parse(time.RFC3339, o.ChangedAt); o.Kind == outbox.Transfers {
			w.Hint = "girod payouts show " + o.Subject
		}
		list = append(list, w)
	}
	return list, err
}

// waitingInBooks gathers what one tenant's books wait for.
func (h *house) waitingInBooks(tx *ledger.Tx, at time.Time) (list []waitingJSON, err error) {
	err = openSuspense(tx, func(r ledger.Receipt, rest int64) error {
		list = append(list, waitingJSON{
			What: "payment", Subject: payName(r.ID), State: "suspense", Person: true,
			Reason: fmt.Sprintf("%s from %s: %s", money.Of(rest, r.Currency), cmp.Or(string(r.Payer), "an unnamed payer"), r.Evidence),
			Since:  r.BookedOn.Time(h.zone), Hint: nextFor(r.ID, rest),
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	cards, err := h.waitingSettlements(tx)
	if err != nil {
		return nil, err
	}
	list = append(list, cards...)
	mail, err := h.waitingMail(tx, at)
	if err != nil {
		return nil, err
	}
	onCases, err := h.waitingCases(tx, at)
	if err != nil {
		return nil, err
	}
	payouts, err := h.waitingPayouts(tx)
	if err != nil {
		return nil, err
	}
	reminders, err := h.waitingReminders(tx, at)
	if err != nil {
		return nil, err
	}
	stuck, err := stuckOrders(tx)
	if err != nil {
		return nil, err
	}
	statements, err := waitingStatements(tx)
	return slices.Concat(list, mail, onCases, payouts, reminders, stuck, statements), err
}

// hintFor names the command that ends a waiting.
func hintFor(w exchange.Waiting) string {
	switch {
	case w.What == "file" && w.State == exchange.OnHold:
		return "girod files show " + w.Subject
	case w.What == "outgoing" && w.State == exchange.InDoubt:
		return "girod sending show " + w.Subject
	case w.What == "partner":
		return "girod partner resume " + w.Subject
	case w.What == "gate":
		return "girod sending reconcile"
	}
	return ""
}
