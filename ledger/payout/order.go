package payout

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
)

// Order gives what a batch asks of the bank, a file each, the same at each call. It refuses
// a batch that is not, field by field, what was approved.
func Order(tx *ledger.Tx, id int64, houses Houses) ([]formats.TransferOrder, error) {
	b, _, err := approved(tx, id)
	if err != nil {
		return nil, err
	}
	list, err := Files(tx, id)
	if err != nil {
		return nil, err
	}
	var orders []formats.TransferOrder
	count := 0
	for i := range list {
		o, err := orderOf(tx, &b, &list[i], houses)
		if err != nil {
			return nil, err
		}
		orders, count = append(orders, o), count+o.Count
	}
	if count != b.Count {
		return nil, &Refusal{Changed, "batch " + b.Name(), fmt.Sprintf("its files carry %d payouts of %d", count, b.Count)}
	}
	return orders, nil
}

// created is when an order was made: at its approval, in every file and at each try.
func created(b *Batch) string { return strings.TrimSuffix(b.ApprovedAt, "Z") }

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
	return b, list, same(Approval{id, b.ApprovedHash, b.Sums, b.Count}, &b, list)
}

// SetRendered notes the digest of the bytes a file was rendered to, and moves its money to
// in transit (T-14, T-19). From this commit on the bytes may leave, so it is here that a
// credit spent meanwhile stops the batch, while nothing can have been sent: all files of a
// batch are rendered in one commit, or none is. Rendering again must give the same bytes;
// others are never sent.
func SetRendered(tx *ledger.Tx, messageID, digest string) error {
	f, err := FileByMessage(tx, messageID)
	if err != nil {
		return err
	}
	what := "payment file " + f.MessageID
	if f.Digest != "" {
		if f.Digest != digest {
			return &Refusal{Changed, what, "it renders other bytes than before: " + digest + ", not " + f.Digest}
		}
		return nil
	}
	if err := stillApproved(tx, f.Batch); err != nil {
		return err
	}
	if digest == "" {
		return &Refusal{Incomplete, what, "want the digest of its bytes"}
	}
	list, err := f.moveAll(tx, Rendered)
	if err != nil {
		return err
	}
	if err := f.book(tx, list); err != nil {
		return err
	}
	f.Digest = digest
	if _, err := tx.Exec(`UPDATE payout_file SET digest = $2 WHERE message_id = $1`, f.MessageID, digest); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return f.note(tx, "rendered", "as "+digest)
}

// stillApproved compares a batch with what was approved, once: at the first of its files,
// for from then on nothing in it can be edited.
func stillApproved(tx *ledger.Tx, batch int64) error {
	list, err := Files(tx, batch)
	if err != nil {
		return err
	}
	for i := range list {
		if list[i].Digest != "" {
			return nil
		}
	}
	_, _, err = approved(tx, batch)
	return err
}

// book moves each payout's liability to in transit.
func (f *File) book(tx *ledger.Tx, list []Payout) error {
	for i := range list {
		_, err := tx.Post(list[i].transit(tx, ledger.PayoutSent, "payout-sent:", 1))
		if errors.Is(err, ledger.ErrOverdrawn) {
			return &Refusal{Changed, "payment file " + f.MessageID, "the credit that " + list[i].Name() + " pays back has been used since: dissolve the batch"}
		}
		if err != nil {
			return err
		}
		if err := f.stillStray(tx, &list[i]); err != nil {
			return err
		}
	}
	return f.stillHeld(tx, list)
}

// SetSent notes that a file is with the bank. Said again, or after the bank has answered,
// it does nothing.
func SetSent(tx *ledger.Tx, messageID string) error {
	f, err := FileByMessage(tx, messageID)
	if err != nil {
		return err
	}
	return f.sent(tx, "the file is with the bank")
}

// SetInDoubt notes that nobody knows whether the bank has a file: two people decide whether
// it goes again, and until it has left it stays in doubt. Once the bank has spoken of it
// there is no doubt, and nothing is done.
func SetInDoubt(tx *ledger.Tx, messageID, why string) error {
	f, err := FileByMessage(tx, messageID)
	if err != nil || f.State == InDoubt || f.State.leftHouse() {
		return err
	}
	if _, err := f.moveAll(tx, InDoubt); err != nil {
		return err
	}
	return f.note(tx, "in-doubt", why)
}

// sent takes a file to sent when it has not come that far. The bank's own word is evidence
// enough, before we know ourselves (RELIABILITY.md case 23).
func (f *File) sent(tx *ledger.Tx, why string) error {
	switch {
	case f.State.leftHouse():
		return nil
	case !f.State.may(Sent):
		return &Refusal{WrongState, "payment file " + f.MessageID, "it is " + string(f.State) + " and cannot have been sent"}
	}
	if _, err := f.moveAll(tx, Sent); err != nil {
		return err
	}
	return f.note(tx, "sent", why)
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
