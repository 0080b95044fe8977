package payout

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
)

// House is who orders, and from which account: from the configuration, by the name the
// batch gives.
type House struct {
	Initiator formats.Party
	Payer     formats.Party
	From      formats.Account
	FromBIC   string
	Service   string // SEPA, NURG …; "" leaves it to the bank's profile
	Charges   string
}

// Order gives what a batch asks of the bank, the same at each call. It refuses a batch
// that is not, field by field, what was approved.
func Order(tx *ledger.Tx, id int64, house House) (formats.TransferOrder, error) {
	b, list, err := approved(tx, id)
	if err != nil {
		return formats.TransferOrder{}, err
	}
	group := formats.TransferGroup{
		ID: b.MessageID + "-1", On: b.ExecuteOn, Payer: house.Payer, From: house.From, FromBIC: house.FromBIC,
		Service: house.Service, Charges: house.Charges, Count: b.Count, Sum: b.Sum,
	}
	for i := range list {
		p := &list[i]
		group.Transfer = append(group.Transfer, formats.Transfer{
			InstructionID: p.EndToEnd, EndToEndID: p.EndToEnd, Amount: p.Amount, Payee: p.Payee, To: p.To,
			Clearing: p.Clearing, BIC: p.BIC, Ref: p.Ref, Text: p.Text,
		})
	}
	return formats.TransferOrder{
		MessageID: b.MessageID, Created: strings.TrimSuffix(b.ApprovedAt, "Z"), Initiator: house.Initiator,
		Count: b.Count, Sum: b.Sum, Groups: []formats.TransferGroup{group},
	}, nil
}

// approved gives a batch with its payouts when they are what was approved.
func approved(tx *ledger.Tx, id int64) (b Batch, list []Payout, err error) {
	if b, err = GetBatch(tx, id); err != nil {
		return b, nil, err
	}
	if b.ApprovedHash == "" || b.State == Void {
		return b, nil, &Refusal{WrongState, "batch " + b.Name(), "it is " + string(b.State) + " and not approved"}
	}
	if list, err = In(tx, id); err != nil {
		return b, nil, err
	}
	return b, list, same(Approval{id, b.ApprovedHash, money.Of(b.Sum, b.Currency), b.Count}, &b, list)
}

// SetRendered notes the digest of the bytes the order was rendered to. Rendering again
// must give the same bytes; others are never sent.
func SetRendered(tx *ledger.Tx, id int64, digest string) error {
	b, _, err := approved(tx, id)
	if err != nil {
		return err
	}
	if b.Digest != "" {
		if b.Digest != digest {
			return &Refusal{Changed, "batch " + b.Name(), "it renders other bytes than before: " + digest + ", not " + b.Digest}
		}
		return nil
	}
	if digest == "" {
		return &Refusal{Incomplete, "batch " + b.Name(), "want the digest of its bytes"}
	}
	if _, err := b.moveAll(tx, Rendered); err != nil {
		return err
	}
	b.Digest = digest
	if _, err := tx.Exec(`UPDATE payout_batch SET digest = $2 WHERE id = $1`, id, digest); err != nil {
		return fmt.Errorf("batch %s: %w", b.Name(), err)
	}
	return b.note(tx, "rendered", "as "+digest)
}

// SetSent notes that the file is with the bank and moves the money to in transit (T-14,
// T-19). Said again, or after the bank has answered, it does nothing.
func SetSent(tx *ledger.Tx, id int64) error {
	b, err := GetBatch(tx, id)
	if err != nil {
		return err
	}
	return b.sent(tx, "the file is with the bank")
}

// SetInDoubt notes that nobody knows whether the bank has the file. Once the bank has
// spoken of it there is no doubt, and nothing is done.
func SetInDoubt(tx *ledger.Tx, id int64, why string) error {
	b, err := GetBatch(tx, id)
	if err != nil || b.State == InDoubt || b.State.leftHouse() {
		return err
	}
	if _, err := b.moveAll(tx, InDoubt); err != nil {
		return err
	}
	return b.note(tx, "in-doubt", why)
}

// SendAgain ends a doubt by two people's word that the bank has nothing: the very same
// bytes may be sent again. That it arrived is said by SetSent.
func SendAgain(tx *ledger.Tx, id int64, by1, by2, reason string) error {
	b, err := GetBatch(tx, id)
	if err != nil {
		return err
	}
	if by1 == "" || by2 == "" || by1 == by2 {
		return &Refusal{FourEyes, "batch " + b.Name(), "two people must decide on a doubt"}
	}
	if b.State != InDoubt {
		return &Refusal{WrongState, "batch " + b.Name(), "it is " + string(b.State) + " and not in doubt"}
	}
	if _, err := b.moveAll(tx, Rendered); err != nil {
		return err
	}
	return b.note(tx, "send-again", by1+" and "+by2+": "+reason)
}

// sent takes a batch to sent, when it has not come that far, and books each payout. The
// bank's own word is evidence enough, before we know ourselves (RELIABILITY.md case 23).
func (b *Batch) sent(tx *ledger.Tx, why string) error {
	if b.State != Rendered && b.State != InDoubt {
		if b.State.may(Sent) || !b.State.leftHouse() {
			return &Refusal{WrongState, "batch " + b.Name(), "it is " + string(b.State) + " and cannot have been sent"}
		}
		return nil
	}
	list, err := b.moveAll(tx, Sent)
	if err != nil {
		return err
	}
	entries := make([]ledger.Entry, len(list))
	for i := range list {
		entries[i] = list[i].transit(tx, ledger.PayoutSent, "payout-sent:", 1)
	}
	if err := post(tx, entries); err != nil {
		return err
	}
	return b.note(tx, "sent", why)
}

// leftHouse tells that the bank has, or had, the file.
func (s State) leftHouse() bool {
	switch s {
	case Sent, Accepted, PartRejected, Rejected, Settled, Returned:
		return true
	}
	return false
}

// transit is the entry between a payout's liability and in transit: sent with sign 1,
// rejected with −1.
func (p *Payout) transit(tx *ledger.Tx, why ledger.Why, key string, sign int64) ledger.Entry {
	liability := p.Liability
	liability.Amount, liability.Currency = sign*p.Amount.Minor, p.Amount.Currency
	return ledger.Entry{
		Key: key + p.EndToEnd, Why: why, BookedOn: today(tx), Text: "Payout " + p.Name() + " to " + p.Payee.Name, Reason: p.Reason,
		Postings: []ledger.Posting{liability, {Role: ledger.RoleInTransit, Amount: -sign * p.Amount.Minor, Currency: p.Amount.Currency}},
	}
}

// post books entries now, or at the end of the transaction when a bank's entry is just
// being booked: an entry cannot stand inside another.
func post(tx *ledger.Tx, entries []ledger.Entry) error {
	for i := range entries {
		_, err := tx.Post(entries[i])
		if errors.Is(err, ledger.ErrOpen) {
			rest := entries[i:]
			tx.BeforeCommit(func() error { return post(tx, rest) })
			return nil
		}
		if err != nil && !errors.Is(err, ledger.ErrAlready) {
			return err
		}
	}
	return nil
}

// today is the day the transaction counts in.
func today(tx *ledger.Tx) date.Date { return date.From(tx.At().In(time.UTC)) }
