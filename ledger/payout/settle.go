package payout

import (
	"errors"
	"fmt"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
)

// Ref is what a bank's statement says to name a transfer we ordered; empty names were
// not given.
type Ref struct {
	MessageID   string
	PaymentInfo string
	Instruction string
	EndToEnd    string
	Amount      money.Amount // never negative
	On          date.Date
	Reason      string // of a return: "AC04"
	File        string
}

// Debited tells whether a debit on the account is a payout of ours, or a whole batch at
// once, and takes it to settled; intake books in transit against bank. A debit that
// would settle something a second time, or with another amount, is not ours to explain:
// it rests on suspense for a person to see.
func Debited(tx *ledger.Tx, ref Ref) (matched bool, err error) {
	p, found, err := named(tx, ref)
	if err != nil {
		return false, err
	}
	if found {
		return settle(tx, p.Batch, ref, p.ID)
	}
	b, found, err := namedBatch(tx, ref)
	if err != nil || !found {
		return false, err
	}
	return settle(tx, b.ID, ref, 0)
}

// settle takes one payout of a batch (or all that are open, when only is 0) to settled.
func settle(tx *ledger.Tx, batch int64, ref Ref, only int64) (bool, error) {
	if batch == 0 {
		return false, nil
	}
	b, err := GetBatch(tx, batch)
	if err != nil {
		return false, err
	}
	list, err := In(tx, batch)
	if err != nil {
		return false, err
	}
	var paid []int
	sum := int64(0)
	for i := range list {
		p := &list[i]
		open := p.Debited == 0 && (p.State.may(Settled) || p.State == Rendered || p.State == InDoubt || p.State == Returned)
		if open && (only == 0 || p.ID == only) {
			paid = append(paid, i)
			sum += p.Amount.Minor
		}
	}
	if len(paid) == 0 || ref.Amount != money.Of(sum, b.Currency) {
		return false, nil
	}
	if b.State == Rendered || b.State == InDoubt {
		if err := b.sent(tx, "the bank debited it in "+ref.File); err != nil {
			return false, err
		}
		if list, err = In(tx, batch); err != nil {
			return false, err
		}
	}
	for _, i := range paid {
		if err := list[i].debited(tx, ref); err != nil {
			return false, err
		}
	}
	return true, b.summarise(tx, list)
}

// debited notes the bank's booking of a payout. One that came back before the statement
// told of its debit stays returned: a notification travels faster than a statement.
func (p *Payout) debited(tx *ledger.Tx, ref Ref) error {
	if p.State != Returned {
		if err := p.move(tx, Settled, ""); err != nil {
			return err
		}
	}
	p.Debited = ref.On
	if _, err := tx.Exec(`UPDATE payout SET debited = $2 WHERE id = $1`, p.ID, ref.On); err != nil {
		return fmt.Errorf("payout %s: %w", p.Name(), err)
	}
	return p.note(tx, "settled", "debited on "+ref.On.String()+" ("+ref.File+")")
}

// CameBack tells whether a credit is a payout of ours that came back, and which
// liability owes the money again (T-18).
func CameBack(tx *ledger.Tx, ref Ref) (matched bool, liability ledger.Posting, err error) {
	p, found, err := named(tx, ref)
	early := p.State.may(Settled) // what comes back was executed, whatever has been told
	if err != nil || !found || p.State != Settled && !early {
		return false, liability, err
	}
	if ref.Amount.Currency != p.Amount.Currency || ref.Amount.Minor > p.Amount.Minor {
		return false, liability, nil
	}
	if early {
		if err := p.move(tx, Settled, ""); err != nil {
			return false, liability, err
		}
	}
	if err := p.move(tx, Returned, ref.Reason); err != nil {
		return false, liability, err
	}
	liability = p.Liability
	liability.Currency, liability.Amount = ref.Amount.Currency, -ref.Amount.Minor
	return true, liability, p.note(tx, "returned", "came back on "+ref.On.String()+": "+ref.Reason+" ("+ref.File+")")
}

// named finds the payout a bank names by EndToEndId, else by InstrId.
func named(tx *ledger.Tx, ref Ref) (p Payout, found bool, err error) {
	for _, id := range []string{ref.EndToEnd, ref.Instruction} {
		if id == "" {
			continue
		}
		list, err := payouts(tx, `WHERE end_to_end = $1`, id)
		if err != nil || len(list) > 0 {
			return first(list), len(list) > 0, err
		}
	}
	return p, false, nil
}

func first(list []Payout) Payout {
	if len(list) == 0 {
		return Payout{}
	}
	return list[0]
}

// namedBatch finds the batch a bank names by PmtInfId, else by MsgId: banks book a
// batch as one debit.
func namedBatch(tx *ledger.Tx, ref Ref) (b Batch, found bool, err error) {
	for _, id := range []string{strings.TrimSuffix(ref.PaymentInfo, "-1"), ref.MessageID} {
		if id == "" {
			continue
		}
		b, err := BatchByMessage(tx, id)
		if !errors.Is(err, ledger.ErrNotFound) {
			return b, err == nil, err
		}
	}
	return b, false, nil
}
