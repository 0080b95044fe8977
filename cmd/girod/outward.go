package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"girod/config"
	"girod/exchange"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/letter"
	"girod/formats/outcome"
	"girod/ledger"
	"girod/ledger/correspondence"
	"girod/ledger/dunning"
	"girod/ledger/intake"
	"girod/ledger/outbox"
	"girod/ledger/payout"
	"girod/ledger/plan"
	"girod/ledger/store"
)

// document is one file of an order, not yet on its way.
type document struct {
	key  string // of the outgoing file: the order's key, with a part for each of several
	name string // final name at the partner
	body []byte
	// write makes the body when it is wanted, where an order has so many files that all of them
	// would not fit into memory; nil where the body is there.
	write func() ([]byte, error)

	digest string // of the bytes that leave
	plain  string // of the bytes within, where they leave sealed
	size   int64

	done func(tx *ledger.Tx, digest string) error // what the room behind notes in the commit that stages it; the digest is of what was rendered
}

// renderOrders is the outward corridor: each waiting order of the outbox becomes files,
// whose bytes are kept before the order moves on in one commit with their first state.
func (h *house) renderOrders(ctx context.Context, at time.Time) (bool, error) {
	var waiting []outbox.Order
	err := h.book.View(ctx, at, func(tx *ledger.Tx) (err error) {
		waiting, err = outbox.Waiting(tx)
		return err
	})
	moved := false
	for _, o := range waiting {
		if o.Kind == outbox.Mail {
			continue // goes by SMTP, in sendMail
		}
		if err := h.renderOrder(ctx, at, o); err != nil {
			h.log.Error().Str("order", o.Key).Err(err).Msg("order not rendered")
			failures.WithLabelValues("render").Inc()
			why, _, _ := strings.Cut(err.Error(), "\n")
			if noted := h.book.Update(ctx, at, self, func(tx *ledger.Tx) error { return outbox.Stuck(tx, o.Key, why) }); noted != nil {
				return moved, noted
			}
			continue // one order that cannot be written delays no other
		}
		moved = true
	}
	return moved, err
}

func (h *house) renderOrder(ctx context.Context, at time.Time, o outbox.Order) error {
	var docs []document
	err := h.book.View(ctx, at, func(tx *ledger.Tx) (err error) {
		docs, err = h.render(tx, o)
		return err
	})
	if err != nil {
		return err
	}
	to := h.partnerOf(o.Partner)
	for i := range docs {
		if err := h.keep(ctx, at, to, o, &docs[i]); err != nil {
			return err
		}
	}
	return h.book.Update(ctx, at, self, func(tx *ledger.Tx) error {
		for _, d := range docs {
			err := h.x.Stage(tx.Tx, at, exchange.Outgoing{
				Key: d.key, Partner: o.Partner, Name: d.name, Kind: string(o.Kind), Digest: d.digest, Size: d.size,
				Plain: d.plain, Money: o.Kind == outbox.Transfers,
			})
			if err == nil && d.done != nil {
				err = d.done(tx, cmp.Or(d.plain, d.digest))
			}
			if err != nil {
				return err
			}
		}
		return outbox.SetState(tx, o.Key, outbox.Staged, "")
	})
}

// keep puts a document into the archive: as it will leave, and where that is sealed also as
// it was rendered, for what only the bank can decrypt nobody could check later.
func (h *house) keep(ctx context.Context, at time.Time, to *config.Partner, o outbox.Order, d *document) (err error) {
	if d.write != nil {
		if d.body, err = d.write(); err != nil {
			return err
		}
	}
	if to != nil && to.Seal.Out() {
		if d.plain, err = h.x.Keep(ctx, at, d.body); err != nil {
			return err
		}
		if d.body, err = h.sealFor(to, *d, string(o.Kind), at); err != nil {
			return err
		}
		d.name += ending(&to.Seal)
	}
	d.size = int64(len(d.body))
	d.digest, err = h.x.Keep(ctx, at, d.body)
	d.body = nil // kept, and there may be a hundred thousand
	return err
}

// render writes an order with the format room of its kind.
func (h *house) render(tx *ledger.Tx, o outbox.Order) ([]document, error) {
	switch o.Kind {
	case outbox.Transfers:
		return h.renderTransfers(tx, o)
	case outbox.Recalls:
		return h.renderRecall(tx, o)
	case outbox.Letters:
		if name, is := plan.LetterOf(o); is {
			return h.renderPlanLetter(tx, o, name)
		}
		if correspondence.IsBatch(o) {
			return h.renderCorrespondence(tx, o)
		}
		return h.renderLetters(tx, o)
	case outbox.Outcome:
		return h.renderOutcome(tx, o)
	case outbox.CaseEvent:
		return h.renderCaseEvent(tx, o)
	case outbox.ClientStatement:
		return h.renderStatement(tx, o)
	case intake.PaidToClient:
		return h.renderPaidToClient(tx, o)
	}
	return nil, fmt.Errorf("order %s: nobody renders %q", o.Key, o.Kind)
}

// part joins an order's key and the name of one of its files; the last part's arrival is
// the order's.
const part = "#"

// renderLetters writes a day's reminders.
func (h *house) renderLetters(tx *ledger.Tx, o outbox.Order) ([]document, error) {
	day, err := date.Parse(o.Subject)
	if err != nil {
		return nil, fmt.Errorf("order %s: %w", o.Key, err)
	}
	batch, err := dunning.Batch(tx, day)
	if err != nil {
		return nil, err
	}
	words := make([]*formats.Reminder, len(batch))
	for i := range batch {
		words[i] = &batch[i].Reminder
	}
	return h.renderBatch(o, o.Subject+h.suffix(), day, words, dunning.SetRendered), nil
}

// suffix tells the files of two tenants apart that go into one folder on one day.
func (o *office) suffix() string {
	if o.books == config.House {
		return ""
	}
	return fmt.Sprintf("-t%d", o.ids[o.books])
}

// renderOutcome tells the accounting system which payment of a bank file settled what.
func (h *house) renderOutcome(tx *ledger.Tx, o outbox.Order) ([]document, error) {
	var b bytes.Buffer
	w, err := outcome.NewWriter(&b, outcome.JSON)
	if err != nil {
		return nil, err
	}
	if err := intake.Told(tx, o.Subject, w.Write); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return []document{{key: o.Key, name: "outcome-" + o.Subject + h.suffix() + ".jsonl", body: b.Bytes()}}, nil
}

// onStep lets orders, letters and payouts follow the files they became, in the file's own
// commit.
func (h *house) onStep(stx *store.Tx, o exchange.Outgoing, to exchange.State) error {
	tx, err := h.ownerOf(ledger.In(stx, h.chart, h.stepAt(o), self), o)
	if err != nil {
		return err
	}
	if o.Kind == string(outbox.Letters) && to == exchange.Sent {
		if id, ok := letter.IDOf(strings.TrimSuffix(strings.TrimSuffix(o.Name, ".asc"), ".pgp")); ok {
			if plan.IsLetter(id) {
				return plan.SetSent(tx, id)
			}
			if correspondence.IsLetter(id) {
				return correspondence.SetSent(tx, id)
			}
			return dunning.SetSent(tx, id)
		}
	}
	if o.Kind == string(outbox.Transfers) {
		err := h.payoutStep(tx, o, to)
		if err == nil && to == exchange.Sent {
			err = h.moneyLeft(tx, messageOf(o.Key))
		}
		return err
	}
	if strings.Contains(o.Key, part) {
		return nil // one file of several; the order follows the last
	}
	switch to {
	case exchange.Sent:
		return outbox.SetState(tx, o.Key, outbox.Sent, "")
	case exchange.InDoubt:
		return outbox.SetState(tx, o.Key, outbox.InDoubt, o.Reason)
	}
	return nil
}

// ownerOf gives the books of the tenant whose file moves on.
func (h *house) ownerOf(tx *ledger.Tx, o exchange.Outgoing) (*ledger.Tx, error) {
	if len(h.all.Tenants) == 0 {
		return tx, nil
	}
	key, _, _ := strings.Cut(o.Key, part)
	id, err := outbox.TenantOf(tx, key)
	if errors.Is(err, outbox.ErrNotFound) && o.Kind == string(outbox.Transfers) { // one file of a batch's several
		id, err = payout.TenantOf(tx, messageOf(o.Key))
	}
	if errors.Is(err, outbox.ErrNotFound) { // a file that no order asked for
		return tx, nil
	}
	return h.byID(tx, id), err
}

// byID is the same transaction in the books of a tenant known by its number.
func (o *office) byID(tx *ledger.Tx, id ledger.TenantID) *ledger.Tx {
	for _, name := range o.all.Books() {
		if own := o.of(name); own.tx(tx).Tenant() == id {
			return own.tx(tx)
		}
	}
	return tx
}

// stepAt is the clock reading of the step that the exchange is writing.
func (h *house) stepAt(o exchange.Outgoing) time.Time {
	if o.StateAt.IsZero() {
		return h.at
	}
	return o.StateAt
}
