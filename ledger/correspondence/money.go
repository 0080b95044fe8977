package correspondence

import (
	"fmt"
	"strings"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/payout"
	"girod/ledger/store"
)

// Which of the letters about money are wanted.
type Which struct{ Refund, Misdirected bool }

// Paid tells the people whose money has left with a payment file what they get, why and
// where it goes; of a payment that was another creditor's, that it went on to them. Payouts
// of our own debts are told by their own papers. What was told before is not told again.
func (d Desk) Paid(tx *ledger.Tx, messageID string, which Which) error {
	list, err := payout.Leaving(tx, messageID)
	for i := range list {
		if err == nil {
			err = d.paid(tx, &list[i], which)
		}
	}
	return err
}

func (d Desk) paid(tx *ledger.Tx, p *payout.Payout, which Which) (err error) {
	var l piece
	switch role := p.Liability.Role; {
	case role == ledger.RoleCustomerCredit && which.Refund:
		l, err = d.refund(tx, p)
	case role == ledger.RoleMisdirected && which.Misdirected:
		l, err = d.forwarded(tx, p)
	case role == ledger.RoleSuspense && which.Misdirected:
		l, err = d.returned(tx, p)
	default:
		return nil
	}
	if err != nil || l.word == nil {
		return err
	}
	told, err := tx.One(`SELECT 1 FROM correspondence WHERE payout = $1`, []any{p.ID}, func(*store.Row) error { return nil })
	if err != nil || told {
		return err
	}
	l.payout, l.attempt = p.ID, 1
	l.word.Currency, l.word.Due = p.Amount.Currency, 0 // nothing is due
	back := l.word.Payment
	back.Back, back.BackOn = p.Amount.Minor, p.On
	if back.Amount == 0 { // no single payment is known that it is of
		back.Amount = back.Back
	}
	_, err = d.tell(tx, l)
	return err
}

// refund tells of a customer's credit that is paid out. It comes of a payment that was too
// much or the second one, or of a credit note on what was paid.
func (d Desk) refund(tx *ledger.Tx, p *payout.Payout) (l piece, err error) {
	l = piece{word: &formats.Reminder{Kind: formats.RefundLetter}, to: p.Liability.Party, invoice: p.Liability.Invoice}
	receipt, reason := p.Liability.Receipt, formats.PaidTooMuch
	if receipt == 0 {
		reason = formats.PaidCredited
		_, err = tx.One(`SELECT COALESCE(MAX(receipt), 0) FROM allocation WHERE invoice = $1 AND tenant = $2 AND amount > 0`, []any{l.invoice, tx.Tenant()},
			func(r *store.Row) error { receipt = ledger.ReceiptID(r.Int(0)); return nil })
	} else {
		_, err = tx.One(`SELECT invoice FROM paid_twice WHERE receipt = $1`, []any{receipt}, func(r *store.Row) error {
			reason, l.invoice = formats.PaidTwice, ledger.InvoiceID(r.Int(0))
			return nil
		})
	}
	if err == nil && l.invoice != 0 {
		var inv ledger.Invoice
		if inv, err = tx.Invoice(l.invoice); err == nil {
			l.word = about(formats.RefundLetter, &inv)
		}
	}
	if err != nil {
		return l, err
	}
	l.word.Payment, err = received(tx, receipt)
	l.word.Payment.Reason, l.word.Payment.To = reason, p.To
	return l, err
}

// forwarded tells of a payment that was for a claim we have sold, and went on to its owner.
func (d Desk) forwarded(tx *ledger.Tx, p *payout.Payout) (l piece, err error) {
	parts := strings.SplitN(p.Source, ":", 3) // stray:RECEIPT:NUMBER
	if len(parts) != 3 {
		return l, fmt.Errorf("payout %s: source %q: want stray:RECEIPT:NUMBER", p.Name(), p.Source)
	}
	inv, err := tx.InvoiceByNumber(parts[2])
	if err != nil {
		return l, err
	}
	l = piece{word: about(formats.MisdirectedLetter, &inv), invoice: inv.ID, to: inv.Debtor}
	l.word.Payment, err = received(tx, p.Liability.Receipt)
	l.word.Payment.Reason, l.word.Payment.Forward = formats.PaidElsewhere, p.Payee
	return l, err
}

// returned tells of a payment nobody could place that goes back to the account it came from.
// Whose account that is, earlier payments may have taught us; a name alone does not tell
// (DOMAIN.md 5.2, rule 6), and whoever is not known is written to by nobody.
func (d Desk) returned(tx *ledger.Tx, p *payout.Payout) (l piece, err error) {
	r, err := tx.Receipt(p.Liability.Receipt)
	if err != nil {
		return l, err
	}
	var whose []ledger.PartyID
	err = tx.Each(`SELECT DISTINCT COALESCE(o.survivor, payer.party) FROM payer LEFT JOIN party_one o ON o.party = payer.party
		WHERE payer.account = $1 AND payer.tenant = $2 LIMIT 2`, []any{string(r.PayerAccount), tx.Tenant()}, func(row *store.Row) error {
		whose = append(whose, ledger.PartyID(row.Int(0)))
		return nil
	})
	if err != nil {
		return l, err
	}
	if len(whose) != 1 { // nobody's we know, or several customers'
		return l, tx.AddHistory(ledger.History{Payout: p.Name(), Kind: "letter-skipped", Text: fmt.Sprintf("No letter (%s): %s", formats.MisdirectedLetter, "the payer is none of our customers")})
	}
	l = piece{word: &formats.Reminder{Kind: formats.MisdirectedLetter}, to: whose[0]}
	l.word.Payment, err = received(tx, p.Liability.Receipt)
	l.word.Payment.Reason, l.word.Payment.To = formats.PaidUnknown, p.To
	return l, err
}

// received is a payment as it came; without one the letter tells of the sum alone.
func received(tx *ledger.Tx, id ledger.ReceiptID) (*formats.LetterPayment, error) {
	if id == 0 {
		return &formats.LetterPayment{}, nil
	}
	r, err := tx.Receipt(id)
	return &formats.LetterPayment{Amount: r.Amount, On: r.BookedOn, Ref: formats.Excerpt(string(r.Text))}, err
}

func payoutName(id int64) string {
	if id == 0 {
		return ""
	}
	return (&payout.Payout{ID: id}).Name()
}
