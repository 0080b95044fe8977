package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"girod/config"
	"girod/config/timetable"
	"girod/exchange"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/pain"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/outbox"
	"girod/ledger/payout"
)

// payoutDesk introduces intake to the room of payouts, and the bank's word about one of
// them to the exchange, which may be in doubt about its file.
type payoutDesk struct{ h *house }

func (h *house) payouts(*ledger.Tx) intake.Payouts { return payoutDesk{h} }

// Settled is told that the bank debited what looks like ours: proof that its file arrived.
func (d payoutDesk) Settled(tx *ledger.Tx, ref intake.PayoutRef) (bool, error) {
	message, err := payout.Debited(tx, payout.Ref(ref))
	if err != nil || message == "" {
		return false, err
	}
	return true, d.evidence(tx, message, "debited, told in "+ref.File)
}

// Returned is told that a transfer came back after it was debited.
func (d payoutDesk) Returned(tx *ledger.Tx, ref intake.PayoutRef) (bool, ledger.Posting, error) {
	return payout.CameBack(tx, payout.Ref(ref))
}

// Status carries a pain.002. One about a message we never made is a security matter: the
// file is held, and nothing of it believed.
func (d payoutDesk) Status(tx *ledger.Tx, report *formats.StatusReport, file string) error {
	var message string
	var err error
	var no *payout.Refusal
	for _, name := range d.h.all.Books() { // whose batch it was, the bank does not say
		tx = d.h.of(name).tx(tx)
		if message, err = payout.Status(tx, report, file); !errors.As(err, &no) || no.Code != payout.UnknownMessage {
			break
		}
	}
	if errors.As(err, &no) && no.Code == payout.UnknownMessage {
		return &exchange.Held{Code: "unknown-message", Place: report.Origin.String(), Text: no.Error() +
			"; somebody answers a payment file that girod did not send"}
	}
	if err != nil {
		return err
	}
	if err := d.evidence(tx, message, "named by a status report in "+file); err != nil {
		return err
	}
	return d.acknowledge(tx, message, report.Status)
}

// acknowledge tells the exchange what the bank says of the file as a whole. Reports come
// in any order; the one that comes after the last word changes nothing.
func (d payoutDesk) acknowledge(tx *ledger.Tx, message string, status formats.StatusCode) error {
	taken := true
	switch status {
	case "ACTC", "ACCP", "ACSP", "ACSC", "ACWC", "PART":
	case "RJCT":
		taken = false
	default:
		return nil
	}
	err := d.h.x.Acknowledge(tx.Tx, tx.At(), orderKey(message), taken, string(status))
	if errors.Is(err, exchange.ErrNotNow) {
		return nil
	}
	return err
}

// orderKey is the key under which a message's file left; payout mints it so.
func orderKey(messageID string) string { return "pain.001:" + messageID }

// messageOf gives the MsgId back.
func messageOf(key string) string { return strings.TrimPrefix(key, "pain.001:") }

// evidence tells the exchange that the bank knows a message.
func (d payoutDesk) evidence(tx *ledger.Tx, messageID, what string) error {
	err := d.h.x.Evidence(tx.Tx, tx.At(), orderKey(messageID), what)
	if errors.Is(err, exchange.ErrNeverSent) {
		return &exchange.Held{Code: "never-sent", Text: fmt.Sprintf("message %s: %v", messageID, err)}
	}
	return err
}

// renderTransfers writes the files of a payout batch as its bank wants them.
func (h *house) renderTransfers(tx *ledger.Tx, o outbox.Order) ([]document, error) {
	id, err := payout.ParseBatch(o.Subject)
	if err != nil {
		return nil, err
	}
	b, err := payout.GetBatch(tx, id)
	if err != nil {
		return nil, err
	}
	_, partner, err := h.payingAccount(b.Account)
	if err != nil {
		return nil, err
	}
	orders, err := payout.Order(tx, id, h.paidFrom)
	if err != nil {
		return nil, err
	}
	var docs []document
	for _, order := range orders {
		body, err := writeTransfers(partner, order)
		if err != nil {
			return nil, fmt.Errorf("batch %s: %w", b.Name(), err)
		}
		docs = append(docs, document{key: orderKey(order.MessageID), name: order.MessageID + ".xml", body: body, done: func(tx *ledger.Tx, digest string) error {
			return payout.SetRendered(tx, order.MessageID, digest)
		}})
	}
	return docs, nil
}

// writeTransfers writes one file and reads it back: what is told to the bank is what was
// ordered.
func writeTransfers(partner config.Partner, order formats.TransferOrder) ([]byte, error) {
	profile, version, err := bankProfile(partner)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := pain.WriteTransfers(&out, version, order, profile); err != nil {
		return nil, err
	}
	return out.Bytes(), pain.Confirm(out.Bytes(), order)
}

// splitTransfers puts payouts into files and groups as the bank of their accounts wants.
func (o *office) splitTransfers(b *payout.Batch, list []payout.Payout) ([]formats.TransferOrder, error) {
	_, partner, err := o.payingAccount(b.Account)
	if err != nil {
		return nil, err
	}
	profile, _, err := bankProfile(partner)
	if err != nil {
		return nil, err
	}
	var wanted []pain.Wanted
	head := formats.TransferOrder{}
	for i := range list {
		p := &list[i]
		_, other, err := o.payingAccount(p.From)
		if err != nil {
			return nil, err
		}
		if other.ID != partner.ID {
			return nil, &payout.Refusal{Code: payout.Incomplete, What: "batch", Why: fmt.Sprintf("%s is paid from %s at %s, and the batch goes to %s: propose it apart",
				p.Name(), p.From, other.ID, partner.ID)}
		}
		house, err := o.paidFrom(p.From, p.Amount.Currency)
		if err != nil {
			return nil, err
		}
		head.Initiator = house.Initiator
		wanted = append(wanted, pain.Wanted{Transfer: p.Transfer(), On: p.On, Payer: house.Payer, From: house.From, FromBIC: house.FromBIC, Charges: p.Charges})
	}
	return pain.Split(wanted, profile, head, b.FileName)
}

// payingAccount finds an account by its name, with its bank.
func (o *office) payingAccount(name string) (config.Account, config.Partner, error) {
	for _, a := range o.config.Accounts {
		if a.Name != name {
			continue
		}
		for _, p := range o.config.Partners {
			if p.ID == a.Partner {
				return a, p, nil
			}
		}
	}
	return config.Account{}, config.Partner{}, fmt.Errorf("account %q is not in the configuration", name)
}

// paidFrom is who orders a payment from an account.
func (o *office) paidFrom(account string, c money.Currency) (payout.House, error) {
	a, p, err := o.payingAccount(account)
	if err != nil {
		return payout.House{}, err
	}
	return payingHouse(o.config, a, p, c), nil
}

// payingHouse is who orders, and from which account: the giro pays kronor, the account
// all else.
func payingHouse(c *config.Config, a config.Account, p config.Partner, currency money.Currency) payout.House {
	us := formats.Party{
		Name: c.Creditor.Name, OrgNo: c.Creditor.OrgNo, Street: c.Creditor.Street, PostCode: c.Creditor.PostCode,
		Town: c.Creditor.Town, Country: c.Creditor.Country,
	}
	initiator := us
	if p.Bank.Initiator != "" {
		initiator.OrgNo = p.Bank.Initiator
	}
	from := formats.Account{ID: a.IBAN, Scheme: "IBAN"}
	switch {
	case a.Bankgiro != "" && currency == money.SEK:
		from = formats.Account{ID: a.Bankgiro, Scheme: "BGNR"}
	case a.IBAN == "" && a.Plusgiro != "":
		from = formats.Account{ID: a.Plusgiro, Scheme: "PGNR"}
	}
	return payout.House{Initiator: initiator, Payer: us, From: from, FromBIC: a.BIC}
}

// payoutStep lets a payment file follow its journey, in the file's own commit, and its
// order follow all the files of the batch.
func (h *house) payoutStep(tx *ledger.Tx, o exchange.Outgoing, to exchange.State) (err error) {
	switch message := messageOf(o.Key); to {
	case exchange.Sent:
		err = payout.SetSent(tx, message)
	case exchange.InDoubt:
		err = payout.SetInDoubt(tx, message, o.Reason)
	default:
		return nil
	}
	if err != nil {
		return err
	}
	f, err := payout.FileByMessage(tx, messageOf(o.Key))
	if err != nil {
		return err
	}
	b, err := payout.GetBatch(tx, f.Batch)
	if err != nil {
		return err
	}
	switch b.State {
	case payout.Rendered: // others are still to leave
		return nil
	case payout.InDoubt:
		return outbox.SetState(tx, orderKey(b.MessageID), outbox.InDoubt, o.Reason)
	}
	return outbox.SetState(tx, orderKey(b.MessageID), outbox.Sent, "")
}

// earliest is the first bank day the bank of an account still takes at an instant.
func (h *house) earliest(p config.Partner, at time.Time) (date.Date, error) {
	clock, err := timetable.ParseClock(p.Bank.CutOff)
	if err != nil {
		return 0, err
	}
	return timetable.CutOff{At: clock, Zone: p.Bank.Zone}.Earliest(at, h.laws.bank)
}

// missedAnswers tells of payment files the bank has said nothing about for too long. They
// are shown and never sent again.
func (h *house) missedAnswers(ctx context.Context, at time.Time) (bool, error) {
	late, err := h.unanswered(ctx, at)
	for _, o := range late {
		h.log.Warn().Str("key", o.Key).Str("partner", o.Partner).Dur("wait", at.Sub(o.StateAt)).Msg("no answer to a payment file")
	}
	return false, err
}

// unanswered lists payment files whose answer is late.
func (h *house) unanswered(ctx context.Context, at time.Time) (late []exchange.Outgoing, err error) {
	sent, err := h.x.Outgoing(ctx, exchange.Sent)
	for _, o := range sent {
		if h.answerLate(o, at) {
			late = append(late, o)
		}
	}
	return late, err
}

// answerLate tells whether a payment file has waited too long for the bank's word.
func (h *house) answerLate(o exchange.Outgoing, at time.Time) bool {
	i := slices.IndexFunc(h.config.Partners, func(p config.Partner) bool { return p.ID == o.Partner })
	return o.Money && i >= 0 && at.Sub(o.StateAt) > h.config.Partners[i].Bank.Answer
}

// waitingPayouts are the batches that a person must look at, and the payouts that the bank
// refused: those are owed again, and nothing is sent anew by itself.
func (h *house) waitingPayouts(tx *ledger.Tx) (list []waitingJSON, err error) {
	batches, err := payout.ToApprove(tx)
	if err != nil {
		return nil, err
	}
	for _, b := range batches {
		since, _ := time.Parse(time.RFC3339, b.CreatedAt)
		list = append(list, waitingJSON{
			What: "payout", Subject: b.Name(), State: string(b.State), Since: since, Person: true,
			Reason: fmt.Sprintf("%d payouts, %s, proposed by %s", b.Count, b.Sums, b.CreatedBy),
			Hint:   "girod payouts show " + b.Name(),
		})
	}
	asked, err := payout.RecallsOpen(tx)
	if err != nil {
		return nil, err
	}
	for _, r := range asked {
		since, _ := time.Parse(time.RFC3339, r.At)
		p := payout.Payout{ID: r.Payout}
		list = append(list, waitingJSON{
			What: "recall", Subject: r.ID, State: string(r.State), Since: since,
			Reason: fmt.Sprintf("%s is called back (%s); the bank has not answered", p.Name(), r.Reason), Hint: "girod payouts recall " + p.Name() + " --show",
		})
	}
	refused, err := payout.Refused(tx)
	for _, p := range refused {
		since, _ := time.Parse(time.RFC3339, p.CreatedAt)
		list = append(list, waitingJSON{
			What: "payout", Subject: p.Name(), State: string(p.State), Since: since,
			Reason: fmt.Sprintf("%s to %s is owed again: %s", p.Amount, p.Payee.Name, because(p)), Hint: "girod payouts",
		})
	}
	return list, err
}
