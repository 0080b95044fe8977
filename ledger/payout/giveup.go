package payout

import (
	"errors"
	"fmt"
	"strings"

	"girod/ledger"
	"girod/ledger/outbox"
)

// Dissolve gives up a batch that has not been rendered; its payouts wait for another.
func Dissolve(tx *ledger.Tx, who Person, batch int64, reason string) error {
	if !who.may(Preparer, Approver) {
		return &Refusal{NoAccess, "batch", who.Name + " may neither prepare nor approve"}
	}
	if err := reasoned("batch", reason); err != nil {
		return err
	}
	b, err := GetBatch(tx, batch)
	if err != nil {
		return err
	}
	list, err := In(tx, batch)
	if err != nil {
		return err
	}
	if err := b.move(tx, Void); err != nil {
		return err
	}
	for i := range list {
		if err := list[i].move(tx, Validated, ""); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE payout SET batch = NULL, message_id = '', payment_info = '' WHERE id = $1`, list[i].ID)
		if err != nil {
			return fmt.Errorf("payout %s: %w", list[i].Name(), err)
		}
	}
	if _, err := tx.Exec(`UPDATE payout_file SET state = $2 WHERE batch = $1`, b.ID, Void); err != nil {
		return fmt.Errorf("batch %s: %w", b.Name(), err)
	}
	if b.ApprovedBy != "" {
		err := outbox.SetState(tx, "pain.001:"+b.MessageID, outbox.Failed, "the batch was given up: "+reason)
		if err != nil && !errors.Is(err, outbox.ErrNotFound) {
			return err
		}
	}
	return b.note(tx, "dissolved", reason)
}

// Cancel gives up a payout that has not left. A batch it stands in is dissolved, and its
// other payouts wait for another.
func Cancel(tx *ledger.Tx, who Person, id int64, reason string) error {
	if err := who.needs(Preparer, "payout"); err != nil {
		return err
	}
	p, err := Get(tx, id)
	if err == nil {
		err = reasoned("payout "+p.Name(), reason)
	}
	if err == nil && p.Batch != 0 {
		if err = Dissolve(tx, who, p.Batch, "payout "+p.Name()+" was cancelled: "+reason); err == nil {
			p, err = Get(tx, id)
		}
	}
	if err == nil {
		err = p.move(tx, Void, reason)
	}
	if err == nil {
		err = p.note(tx, "cancelled", reason)
	}
	return err
}

// CancelBatch gives up a batch that has not left, with every payout in it.
func CancelBatch(tx *ledger.Tx, who Person, batch int64, reason string) error {
	list, err := In(tx, batch)
	if err != nil {
		return err
	}
	if err := reasoned("batch", reason); err != nil {
		return err
	}
	if err := who.needs(Preparer, "batch"); err != nil {
		return err
	}
	if err := Dissolve(tx, who, batch, reason); err != nil {
		return err
	}
	for i := range list {
		if err := Cancel(tx, who, list[i].ID, reason); err != nil {
			return err
		}
	}
	return nil
}

// reasoned refuses to give anything up without a word why.
func reasoned(what, reason string) error {
	if strings.TrimSpace(reason) == "" {
		return &Refusal{Incomplete, what, "want a reason"}
	}
	return nil
}

func (p Person) may(roles ...Role) bool {
	for _, r := range roles {
		if p.needs(r, "") == nil {
			return true
		}
	}
	return false
}
