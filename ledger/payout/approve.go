package payout

import (
	"crypto/subtle"
	"fmt"
	"slices"
	"time"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/store"
)

// Approval is what a second person has seen and agrees to. All three must be those of
// the batch: an approval is of this money to these payees, not of a number.
type Approval struct {
	Batch int64
	Hash  string
	Sums  Sums
	Count int
}

// Rules are the house's own limits.
type Rules struct {
	// PayeeDays is for how long whoever changed a payee's account may not approve a
	// payout to it. Zero means 14.
	PayeeDays int
	// Partner is the bank the order goes to, and Split how it wants the payouts.
	Partner string
	Split   Split
}

func (r Rules) payeeDays() int {
	if r.PayeeDays == 0 {
		return 14
	}
	return r.PayeeDays
}

// Approve lets a batch go, by a second person, and orders its file in the same commit.
// earliest is the first bank day the bank still takes (the caller knows cut-off and
// calendar): a batch asked for sooner moves there, and warning says so.
func Approve(tx *ledger.Tx, who Person, a Approval, rules Rules, earliest date.Date) (b Batch, warning string, err error) {
	if b, err = GetBatch(tx, a.Batch); err != nil {
		return b, "", err
	}
	list, err := In(tx, b.ID)
	if err != nil {
		return b, "", err
	}
	if err := mayApprove(tx, who, &b, list, rules); err != nil {
		return b, "", err
	}
	if err := same(a, &b, list); err != nil {
		return b, "", err
	}
	if err := unflagged(tx, &b, list, rules); err != nil {
		return b, "", err
	}
	placed := b.placed(list, earliest)
	warning = b.delayed(list, earliest)
	if err := b.move(tx, Approved); err != nil {
		return b, "", err
	}
	for i := range list {
		if err := list[i].move(tx, Approved, ""); err != nil {
			return b, "", err
		}
	}
	b.ExecuteOn = placed[0].On
	for i := range placed {
		b.ExecuteOn = min(b.ExecuteOn, placed[i].On)
	}
	b.ApprovedBy, b.ApprovedAt, b.ApprovedHash = who.Name, tx.Stamp(), b.Hash
	_, err = tx.Exec(`UPDATE payout_batch SET approved_by = $2, approved_at = $3, approved_hash = $4, execute_on = $5 WHERE id = $1`,
		b.ID, b.ApprovedBy, b.ApprovedAt, b.ApprovedHash, b.ExecuteOn)
	if err != nil {
		return b, "", fmt.Errorf("batch %s: %w", b.Name(), err)
	}
	if err := b.plan(tx, placed, rules.Split); err != nil {
		return b, "", err
	}
	err = outbox.Put(tx, outbox.Order{Kind: outbox.Transfers, Partner: rules.Partner, Key: "pain.001:" + b.MessageID, Subject: b.Name()})
	if err != nil {
		return b, "", err
	}
	text := fmt.Sprintf("by %s: %d payouts of %s, hash %s", who.Name, b.Count, b.Sums, b.Hash)
	if warning != "" {
		text += "; " + warning
	}
	return b, warning, b.note(tx, "approved", text)
}

// delayed tells of payouts that the bank takes too late for the day they were asked for.
func (b *Batch) delayed(list []Payout, earliest date.Date) string {
	asked := date.Date(0)
	for _, p := range b.placed(list, 0) {
		if p.On < earliest && (asked == 0 || p.On < asked) {
			asked = p.On
		}
	}
	if asked == 0 {
		return ""
	}
	return fmt.Sprintf("approved after the cut-off for %s: it will be executed on %s", asked, earliest)
}

// mayApprove is the four-eyes rule. It holds for everybody: no role lifts it.
func mayApprove(tx *ledger.Tx, who Person, b *Batch, list []Payout, rules Rules) error {
	what := "batch " + b.Name()
	if err := who.needs(Approver, what); err != nil {
		return err
	}
	if b.State != Proposed {
		return &Refusal{WrongState, what, "it is " + string(b.State) + " and cannot be approved"}
	}
	if b.CreatedBy == who.Name {
		return &Refusal{FourEyes, what, who.Name + " prepared it: another person must approve"}
	}
	for i := range list {
		if p := &list[i]; p.prepared(who.Name) {
			return &Refusal{FourEyes, what, who.Name + " prepared " + p.Name() + " in it: another person must approve"}
		}
	}
	return notOfLate(tx, who, what, list, rules)
}

// notOfLate refuses whoever changed the account of a payee in the last days, though another
// may have changed it since: the payout may say what was set before.
func notOfLate(tx *ledger.Tx, who Person, what string, list []Payout, rules Rules) error {
	since := tx.At().UTC().AddDate(0, 0, -rules.payeeDays()).Format(time.RFC3339)
	for i := range list {
		p := &list[i]
		changed, err := tx.One(`SELECT 1 FROM payee WHERE party = $1 AND actor = $2 AND at >= $3`,
			[]any{p.Liability.Party, who.Name, since}, func(*store.Row) error { return nil })
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if changed {
			return &Refusal{FourEyes, what, fmt.Sprintf("%s changed the account of %s's payee within %d days: another person must approve",
				who.Name, p.Name(), rules.payeeDays())}
		}
	}
	return nil
}

// same compares what was seen with what is there, computed anew from the payouts.
func same(a Approval, b *Batch, list []Payout) error {
	now := *b
	if err := now.sum(list); err != nil {
		return err
	}
	seen := subtle.ConstantTimeCompare([]byte(a.Hash), []byte(now.Hash)) == 1
	if !seen || now.Hash != b.Hash || !slices.Equal(a.Sums, now.Sums) || a.Count != now.Count {
		return &Refusal{Changed, "batch " + b.Name(), fmt.Sprintf("it is %d payouts of %s with hash %s, which is not what was approved",
			now.Count, now.Sums, now.Hash)}
	}
	return nil
}
