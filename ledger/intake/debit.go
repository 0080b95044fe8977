package intake

import (
	"fmt"
	"strings"

	"girod/formats"
	"girod/formats/codes"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/matching"
)

// debit books money that went out: a payout of ours, a payment the bank took back, the
// bank's charges. What is none of these rests on suspense until a person says what it is.
func (a *applier) debit(p *formats.Payment) error {
	if !p.Reversal && !a.cur.e.Reversal {
		if done, err := a.payout(p); done || err != nil {
			return err
		}
	}
	if done, err := a.ownMoved(p); done || err != nil {
		return err
	}
	if done, err := a.takenBack(p); done || err != nil {
		return err
	}
	switch code := a.cur.e.Code; {
	case charge(code):
		return a.plain(-p.Amount, ledger.BankCharge, ledger.RoleBankFee)
	case interest(code):
		return a.plain(-p.Amount, ledger.BankCharge, ledger.RoleInterestExpense)
	}
	if a.cur.sells() && a.cur.account.Acquirer.VAT >= 0 {
		return a.sold(p, -p.Amount)
	}
	return a.unknownDebit(p, "unknown debit")
}

// payout asks the room of outgoing money whether it ordered this (T-14, T-19).
func (a *applier) payout(p *formats.Payment) (bool, error) {
	if a.desk.Payouts == nil {
		return false, nil
	}
	matched, err := a.desk.Payouts.Settled(a.tx, a.payoutRef(p))
	if !matched || err != nil {
		return false, err
	}
	a.out.Payouts++
	return true, a.plain(-p.Amount, ledger.PayoutDebited, ledger.RoleInTransit)
}

// returned asks it whether a credit is a payout that came back (T-18).
func (a *applier) returned(p *formats.Payment) (bool, error) {
	if a.desk.Payouts == nil {
		return false, nil
	}
	matched, liability, err := a.desk.Payouts.Returned(a.tx, a.payoutRef(p))
	if !matched || err != nil {
		return false, err
	}
	if err := a.begin(ledger.PayoutReturned); err != nil {
		return true, err
	}
	a.out.Returned++
	a.out.note("line %d: payout of %s came back: %s", p.Line, amount(p), whyBack(p))
	a.cur.moved(p.Amount)
	liability.Amount = -p.Amount
	a.add(liability)
	return true, nil
}

// whyBack says why money came back: the bank's code, what it means, and its own words.
func whyBack(p *formats.Payment) string {
	said := strings.TrimSpace(string(p.Return) + " " + codes.Reason(string(p.Return)))
	if len(p.ReturnText) > 0 {
		said += ": " + string(p.ReturnText)
	}
	return said
}

func (a *applier) payoutRef(p *formats.Payment) PayoutRef {
	return PayoutRef{
		MessageID: string(p.MessageID), PaymentInfo: string(p.PaymentInfo), Instruction: string(p.Instruction),
		EndToEnd: string(p.EndToEnd), Amount: money.Of(p.Amount, p.Currency), On: a.cur.e.BookedOn,
		Reason: string(p.Return), File: a.desk.File,
	}
}

// takenBack reverses the allocation of an earlier receipt when the bank takes a payment
// back that names an invoice (T-15): the invoice is open again, and its reminder clock
// stands where it was.
func (a *applier) takenBack(p *formats.Payment) (bool, error) {
	ids, err := a.matcher.Named(p)
	if err != nil {
		return false, err
	}
	if len(ids) == 0 {
		earlier, err := a.namedDebit(p)
		if err != nil {
			return true, err
		}
		if earlier == nil {
			return a.wholeBack(p, nil)
		}
		return true, a.reverse(p, earlier)
	}
	if seen, err := a.met(p); err != nil || seen != "" {
		if err == nil {
			a.out.Doubles++
			err = a.unknownDebit(p, matching.SeenBefore+": "+seen)
		}
		return true, err
	}
	if done, err := a.exchangedBack(p, ids); done || err != nil {
		return true, err
	}
	earlier, err := a.earlierReceipt(ids, p.Amount)
	if err != nil {
		return true, err
	}
	if earlier, err = a.laterTwin(ids, p.Amount, earlier); err != nil {
		return true, err
	}
	if earlier == nil && !agents(a.tx) {
		if done, err := a.deduction(p, ids); done || err != nil {
			return true, err
		}
	}
	if earlier == nil {
		if earlier, err = a.recoveredBy(ids, p.Amount); err != nil {
			return true, err
		}
	}
	if earlier == nil {
		if earlier, err = a.namedDebit(p); err != nil {
			return true, err
		}
	}
	if earlier == nil {
		if done, err := a.wholeBack(p, ids); done || err != nil {
			return true, err
		}
	}
	reason := "reversal without payment"
	if earlier == nil && a.saysBack(p) {
		if earlier, reason, err = a.partTaken(ids, p.Amount); err != nil {
			return true, err
		}
	}
	if earlier == nil {
		return true, a.unknownDebit(p, reason)
	}
	return true, a.reverse(p, earlier)
}

// unknownDebit rests money that went out on suspense.
func (a *applier) unknownDebit(p *formats.Payment, reason string) error {
	if err := a.begin(ledger.PaymentReversed); err != nil {
		return err
	}
	receipt := a.receipt(p, -p.Amount, ruleNames[9], []byte(reason), true)
	a.cur.moved(-p.Amount)
	a.out.Suspense++
	a.out.Rules[9]++
	a.out.sum(p.Currency).TakenBack += p.Amount
	a.out.note("line %d: %s went out: %s", p.Line, amount(p), reason)
	a.add(ledger.Posting{Role: a.restRole(), Amount: p.Amount, Receipt: receipt})
	return nil
}

func amount(p *formats.Payment) string { return fmt.Sprint(money.Of(p.Amount, p.Currency)) }
