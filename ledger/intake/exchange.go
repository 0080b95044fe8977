package intake

import (
	"errors"
	"fmt"
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// A payment from abroad is told in the account's currency, with what the payer ordered in
// his own (AmtDtls/InstdAmt). It is received on suspense like all that fits no claim of its
// currency (DOMAIN.md 4.11); where what was ordered settles claims in that other currency
// whole, it is exchanged there by the rules (T-21), and where the file does not say it a
// person does.

// ErrAmountWanted: nobody but who allocates knows how much of a claim in another currency a
// payment was meant to be.
var ErrAmountWanted = errors.New("the payment is in another currency than the invoice: say how much of it is paid, in the invoice's currency")

// abroad is a payment that rests because its claim is in the currency it was ordered in.
type abroad struct {
	receipt ledger.ReceiptID
	ordered money.Amount
	rate    string // as the file tells it
}

// orderedAbroad notes such a payment, and tells whether it is one.
func (m *aftermath) orderedAbroad(receipt ledger.ReceiptID, p *formats.Payment, d *matching.Decision) bool {
	if d.Suspense != p.Amount || d.Reason != matching.OtherCurrency || p.InstructedAmount <= 0 || p.InstructedCurrency == p.Currency || len(m.abroad) >= maxPayers {
		return false
	}
	m.abroad = append(m.abroad, abroad{receipt, money.Of(p.InstructedAmount, p.InstructedCurrency), string(p.Rate)})
	return true
}

// exchangeAll exchanges what the file brought from abroad.
func (a *applier) exchangeAll() error {
	for _, x := range a.after.abroad {
		if a.taken[x.receipt] {
			continue
		}
		r, rest, err := rests(a.tx, x.receipt)
		if err == nil {
			err = placing(a.tx, a.desk).exchange(r, rest, x, r.BookedOn)
		}
		switch {
		case errors.Is(err, ErrNoAnswer):
			a.out.note("line %d: %s was ordered as %s, which settles no claim whole: it rests", r.Line, money.Of(r.Amount, r.Currency), x.ordered)
		case err != nil:
			return err
		default:
			a.out.note("line %d: %s was ordered as %s, and settles a claim in that currency", r.Line, money.Of(r.Amount, r.Currency), x.ordered)
		}
	}
	return nil
}

// exchange matches what was ordered; it is booked when all of it settles claims.
func (p placer) exchange(r ledger.Receipt, rest int64, x abroad, on date.Date) error {
	told := repeated(r, x.ordered.Minor)
	told.Currency = x.ordered.Currency
	d, err := p.matcher.Match(&told, "")
	if err != nil {
		return err
	}
	if d.Suspense != 0 || len(d.Shares) == 0 || len(d.Credits)+len(d.Strays) > 0 || rest != r.Amount {
		return fmt.Errorf("payment %d: %w: %s", r.ID, ErrNoAnswer, d.Evidence)
	}
	var lines []ledger.Posting
	for i := range d.Shares {
		lines = append(lines, p.claims.states.settles(&d.Shares[i]))
	}
	if d.Rounding != 0 {
		lines = append(lines, ledger.Posting{Role: ledger.RoleRounding, Amount: -d.Rounding})
	}
	if _, err := p.clear(r, rest, lines, on, string(d.Evidence), x); err != nil {
		return err
	}
	return errors.Join(p.follow(r, d, on), dropProposals(p.tx, r.ID))
}

// clear books lines that settle claims in another currency with what rests of a payment.
func (p placer) clear(r ledger.Receipt, rest int64, lines []ledger.Posting, on date.Date, reason string, x abroad) (ledger.EntryID, error) {
	claims, err := p.worth(r, rest, lines, x.ordered.Currency)
	if err != nil {
		return 0, err
	}
	key, err := nextKey(p.tx, "allocated", r.ID)
	if err != nil {
		return 0, err
	}
	text := fmt.Sprintf("Payment %d of %s: %s", r.ID, money.Of(rest, r.Currency), x.ordered)
	if x.rate != "" {
		text += " at " + x.rate + " by the bank"
	}
	if claims[0].Rate != "" {
		text += ", booked at " + claims[0].Rate
	}
	return p.tx.Exchange(ledger.Exchanged{Receipt: r, Amount: rest, Claims: claims, Settles: lines, On: on, Text: text, Reason: reason, Key: key})
}

// worth sums the lines by claim, and values each at the rate of the day it was issued on.
// Where the books name no rate, together they are worth what was paid.
func (p placer) worth(r ledger.Receipt, rest int64, lines []ledger.Posting, in money.Currency) (list []ledger.Exchange, err error) {
	at := map[ledger.InvoiceID]int{}
	whole := int64(0)
	for _, line := range lines {
		whole -= line.Amount
		i, known := at[line.Invoice]
		if line.Invoice == 0 { // rounding goes with the first
			i, known = 0, len(list) > 0
		}
		if !known {
			i, at[line.Invoice] = len(list), len(list)
			list = append(list, ledger.Exchange{Receipt: r.ID, Invoice: line.Invoice, Claim: money.Of(0, in), Worth: money.Of(0, r.Currency)})
		}
		list[i].Claim.Minor -= line.Amount
	}
	rated := p.desk.Rate != nil
	for i := range list {
		invoice, err := p.tx.Invoice(list[i].Invoice)
		if err != nil {
			return nil, err
		}
		if rated {
			list[i].Rate, rated = p.desk.Rate(in, r.Currency, invoice.Issued)
		}
	}
	claimed, valued := int64(0), int64(0)
	for i := range list {
		c := &list[i]
		if rated {
			c.Worth.Minor, err = ledger.Valued(c.Claim, c.Rate, r.Currency)
		} else {
			claimed += c.Claim.Minor
			var upTo int64
			upTo, err = ledger.Proportion(rest, claimed, whole)
			c.Worth.Minor, c.Rate = upTo-valued, ""
			valued = upTo
		}
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// turnTo finds the currency of the claims that a person gives a payment to. Where it is
// another than the payment's, all of that is given, and the parts say what it was meant to be.
func (b *byHand) turnTo(parts []Part) error {
	if len(parts) == 0 {
		return nil
	}
	first, err := b.tx.Invoice(parts[0].Invoice)
	if err != nil || first.Currency == b.r.Currency {
		return err
	}
	if agents(b.tx) { // a client's money is paid out in the currency it came in
		return fmt.Errorf("invoice %s in %s, payment in %s: %w", first.Number, first.Currency, b.r.Currency, money.ErrCurrency)
	}
	b.in, b.left = first.Currency, 0
	for _, part := range parts {
		if part.Amount <= 0 {
			return fmt.Errorf("invoice %s in %s, payment %d in %s: %w", first.Number, first.Currency, b.r.ID, b.r.Currency, ErrAmountWanted)
		}
		b.left += part.Amount
	}
	return nil
}

// exchanged books what a person has given of claims in another currency.
func (b *byHand) exchanged(rest int64) (ledger.EntryID, error) {
	given := int64(0)
	for _, line := range b.entry.Postings {
		given -= line.Amount
	}
	id, err := b.clear(b.r, rest, b.entry.Postings, b.entry.BookedOn, b.entry.Reason, abroad{b.r.ID, money.Of(given, b.in), ""})
	if err != nil {
		return 0, err
	}
	return id, b.tell()
}

// exchanges tells whether the books know any payment in another currency. A file's own become
// such at its end, so it is asked once, and of what a file takes back nothing is written up
// for it.
func (a *applier) exchanges() (known bool, err error) {
	if a.exchanged == nil {
		if known, err = a.tx.One(`SELECT 1 FROM exchange WHERE tenant = $1 LIMIT 1`, []any{a.tx.Tenant()}, nil); err != nil {
			return false, err
		}
		a.exchanged = &known
	}
	return *a.exchanged, nil
}

// exchangedBack takes a payment back that was exchanged: its claims are owed again, and the
// money it leaves on suspense meets what the bank has taken.
func (a *applier) exchangedBack(p *formats.Payment, ids []matching.ID) (bool, error) {
	if exchanges, err := a.exchanges(); !exchanges || err != nil {
		return false, err
	}
	var receipt ledger.ReceiptID
	for _, id := range ids {
		_, err := a.tx.One(`SELECT exchange.receipt FROM exchange JOIN receipt_row ON receipt_row.id = exchange.receipt
			WHERE exchange.invoice = $1 AND receipt_row.amount = $2 AND exchange.worth_currency = $3
			AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.reverses = exchange.claim_entry)
			AND NOT EXISTS (SELECT 1 FROM taken_back WHERE taken_back.receipt = exchange.receipt) ORDER BY exchange.receipt DESC LIMIT 1`,
			[]any{a.claims.index.Invoice(id), p.Amount, p.Currency}, func(r *store.Row) error {
				receipt = max(receipt, ledger.ReceiptID(r.Int(0)))
				return nil
			})
		if err != nil {
			return false, err
		}
	}
	if receipt == 0 {
		return false, nil
	}
	if err := a.flush(); err != nil {
		return true, err
	}
	if _, err := Undo(a.tx, receipt, a.cur.e.BookedOn, "taken back by the bank"); err != nil {
		return true, err
	}
	if err := a.begin(ledger.PaymentReversed); err != nil {
		return true, err
	}
	back := a.receipt(p, -p.Amount, "reversal", strconv.AppendInt([]byte("takes back receipt "), int64(receipt), 10), false)
	a.cur.moved(-p.Amount)
	a.add(ledger.Posting{Role: ledger.RoleSuspense, Amount: p.Amount, Receipt: back})
	a.cur.after = append(a.cur.after, ledger.Entry{
		Key: "exchange-back:" + strconv.FormatInt(int64(receipt), 10), Why: ledger.Allocated, BookedOn: a.cur.e.BookedOn,
		Text: "Payment in another currency taken back", File: a.desk.File,
		Postings: []ledger.Posting{
			{Role: ledger.RoleSuspense, Amount: p.Amount, Receipt: receipt, Currency: p.Currency},
			{Role: ledger.RoleSuspense, Amount: -p.Amount, Receipt: back, Currency: p.Currency},
		},
	})
	a.taken[receipt] = true
	if _, err := a.tx.Exec(`INSERT INTO taken_back (receipt, by_receipt, whole) VALUES ($1, $2, 1)`, receipt, back); err != nil {
		return true, err
	}
	a.out.Reversed++
	a.out.sum(p.Currency).TakenBack += p.Amount
	a.out.note("line %d: %s was taken back: the invoice is open again", p.Line, amount(p))
	return true, nil
}
