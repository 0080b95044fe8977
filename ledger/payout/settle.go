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

// Debited tells whether a debit on the account is a payout of ours, or a whole group or
// file at once, and takes it to settled; intake books in transit against bank. message is
// the file it travelled in, "" when nothing matched. A debit that would settle something a
// second time, or with another amount, or could be either of two, is not ours to explain:
// it rests on suspense for a person to see.
func Debited(tx *ledger.Tx, ref Ref) (message string, err error) {
	p, found, err := named(tx, ref)
	if err != nil {
		return "", err
	}
	if found {
		if p.MessageID == "" {
			return "", nil
		}
		f, err := FileByMessage(tx, p.MessageID)
		if err != nil {
			return "", err
		}
		return f.settle(tx, ref, func(q *Payout) string { return q.EndToEnd }, p.EndToEnd)
	}
	f, group, err := namedFile(tx, ref)
	switch {
	case err != nil || f.MessageID == "":
		return "", err
	case group != "":
		return f.settle(tx, ref, func(q *Payout) string { return q.PaymentInfo }, group)
	}
	return f.settleAny(tx, ref)
}

// settleAny settles what a debit that names the file alone must be: all of it, or the one
// group of it that comes to the amount.
func (f *File) settleAny(tx *ledger.Tx, ref Ref) (message string, err error) {
	message, err = f.settle(tx, ref, func(q *Payout) string { return q.MessageID }, f.MessageID)
	if message != "" || err != nil {
		return message, err
	}
	list, err := f.payouts(tx)
	if err != nil {
		return "", err
	}
	sums := map[string]Sums{}
	for i := range list {
		if p := &list[i]; p.awaited() {
			if sums[p.PaymentInfo], err = sums[p.PaymentInfo].add(p.Amount); err != nil {
				return "", err
			}
		}
	}
	var fits []string
	for group, s := range sums {
		if len(s) == 1 && s[0] == ref.Amount {
			fits = append(fits, group)
		}
	}
	if len(fits) != 1 {
		return "", nil
	}
	return f.settle(tx, ref, func(q *Payout) string { return q.PaymentInfo }, fits[0])
}

// awaited tells that the bank has not told of a payout's debit yet, and still may.
func (p *Payout) awaited() bool {
	return p.Debited == 0 && (p.State.may(Settled) || p.State == Rendered || p.State == InDoubt || p.State == Returned)
}

// settle takes those payouts of a file that have a name, and are awaited, to settled.
func (f *File) settle(tx *ledger.Tx, ref Ref, name func(*Payout) string, want string) (message string, err error) {
	list, err := f.payouts(tx)
	if err != nil {
		return "", err
	}
	var paid []int
	var sums Sums
	for i := range list {
		if p := &list[i]; p.awaited() && name(p) == want {
			paid = append(paid, i)
			if sums, err = sums.add(p.Amount); err != nil {
				return "", err
			}
		}
	}
	if len(sums) != 1 || sums[0] != ref.Amount {
		return "", nil
	}
	if f.State == Rendered || f.State == InDoubt {
		if err := f.sent(tx, "the bank debited it in "+ref.File); err != nil {
			return "", err
		}
		if list, err = f.payouts(tx); err != nil {
			return "", err
		}
	}
	for _, i := range paid {
		if err := list[i].debited(tx, ref); err != nil {
			return "", err
		}
	}
	return f.MessageID, f.summarise(tx, list)
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
	if err := p.move(tx, Returned, "", strings.Fields(ref.Reason)...); err != nil {
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
		list, err := payouts(tx, `end_to_end = $1`, id)
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

// namedFile finds the file a bank names by MsgId, and the group by PmtInfId: banks book
// either as one debit. A group tells its file.
func namedFile(tx *ledger.Tx, ref Ref) (f File, group string, err error) {
	if ref.PaymentInfo != "" {
		f, err = fileOfGroup(tx, ref.PaymentInfo)
		if !errors.Is(err, ledger.ErrNotFound) {
			return f, ref.PaymentInfo, err
		}
	}
	if ref.MessageID == "" {
		return File{}, "", nil
	}
	f, err = FileByMessage(tx, ref.MessageID)
	if errors.Is(err, ledger.ErrNotFound) {
		return File{}, "", nil
	}
	return f, "", err
}
