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

// SetRendered notes the digest of the bytes the order was rendered to, and moves the money
// to in transit (T-14, T-19). From this commit on the bytes may leave, so it is here that
// a credit spent meanwhile stops the batch, while nothing can have been sent. Rendering
// again must give the same bytes; others are never sent.
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
	list, err := b.moveAll(tx, Rendered)
	if err != nil {
		return err
	}
	if err := b.book(tx, list); err != nil {
		return err
	}
	b.Digest = digest
	if _, err := tx.Exec(`UPDATE payout_batch SET digest = $2 WHERE id = $1`, id, digest); err != nil {
		return fmt.Errorf("batch %s: %w", b.Name(), err)
	}
	return b.note(tx, "rendered", "as "+digest)
}

// book moves each payout's liability to in transit.
func (b *Batch) book(tx *ledger.Tx, list []Payout) error {
	for i := range list {
		_, err := tx.Post(list[i].transit(tx, ledger.PayoutSent, "payout-sent:", 1))
		if errors.Is(err, ledger.ErrOverdrawn) {
			return &Refusal{Changed, "batch " + b.Name(), "the credit that " + list[i].Name() + " pays back has been used since: dissolve the batch"}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// SetSent notes that the file is with the bank. Said again, or after the bank has
// answered, it does nothing.
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

// sent takes a batch to sent when it has not come that far. The bank's own word is
// evidence enough, before we know ourselves (RELIABILITY.md case 23).
func (b *Batch) sent(tx *ledger.Tx, why string) error {
	switch {
	case b.State.leftHouse():
		return nil
	case !b.State.may(Sent):
		return &Refusal{WrongState, "batch " + b.Name(), "it is " + string(b.State) + " and cannot have been sent"}
	}
	if _, err := b.moveAll(tx, Sent); err != nil {
		return err
	}
	return b.note(tx, "sent", why)
}

// leftHouse tells that the bank has, or had, the file.
func (s State) leftHouse() bool {
	switch s {
	case Sent, Accepted, PartRejected, Rejected, Settled:
		return true
	}
	return false
}

// transit is the entry between a payout's liability and in transit: on its way with sign
// 1, rejected with −1.
func (p *Payout) transit(tx *ledger.Tx, why ledger.Why, key string, sign int64) ledger.Entry {
	liability := p.Liability
	liability.Amount, liability.Currency = sign*p.Amount.Minor, p.Amount.Currency
	return ledger.Entry{
		Key: key + p.EndToEnd, Why: why, BookedOn: today(tx), Text: "Payout " + p.Name() + " to " + p.Payee.Name, Reason: p.Reason,
		Postings: []ledger.Posting{liability, {Role: ledger.RoleInTransit, Amount: -sign * p.Amount.Minor, Currency: p.Amount.Currency}},
	}
}

// today is the day the transaction counts in.
func today(tx *ledger.Tx) date.Date { return date.From(tx.At().In(time.UTC)) }
