package intake

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// A bank that takes a payment back does not always say of which invoice it was: it may name the
// payment instead, by its own name for it or by the payer's. And it takes the whole of it,
// whatever has become of that here: a surplus that was refunded is gone all the same, and the
// invoice is owed again (DOMAIN.md 5.3). What of the payment is not here any more rests as
// taken from us, until whoever had it makes it good.

// saysBack tells a debit of which the bank says that it takes a payment back.
func (a *applier) saysBack(p *formats.Payment) bool {
	return p.Reversal || a.cur.e.Reversal || len(p.Return) > 0
}

// wholeBack takes back the payment that the bank names, or the last that brought the claims
// exactly as much. Where it may be one of several a person decides.
func (a *applier) wholeBack(p *formats.Payment, ids []matching.ID) (bool, error) {
	if !a.saysBack(p) {
		return false, nil
	}
	list, err := a.bearing(p)
	if err == nil && len(list) == 0 {
		list, err = a.broughtBy(ids, p.Amount)
	}
	if err != nil || len(list) == 0 {
		return false, err
	}
	if len(ids) == 0 { // else it has been asked
		if seen, err := a.met(p); err != nil || seen != "" {
			if err == nil {
				a.out.Doubles++
				err = a.unknownDebit(p, matching.SeenBefore+": "+seen)
			}
			return true, err
		}
	}
	if len(list) > 1 {
		names := make([]string, len(list))
		for i, id := range list {
			names[i] = fmt.Sprintf("pay%d", id)
		}
		return true, a.unknownDebit(p, "reversal: it may be of "+strings.Join(names, " / "))
	}
	if err := a.written(list[0]); err != nil {
		return true, err
	}
	all, err := a.ofReceipt(list[0])
	if err != nil {
		return true, err
	}
	if all != nil {
		return true, a.reverse(p, all)
	}
	return true, a.missing(p, list[0])
}

// bearing finds the payments of an amount to this account that bear the name which a debit
// gives: the bank's own, else the payer's. None of them has been taken back.
func (a *applier) bearing(p *formats.Payment) (list []ledger.ReceiptID, err error) {
	if len(p.BankRef) > 0 {
		if a.seen.Has(p.BankRef, p.Amount) { // of this file, perhaps, and not written yet
			if err := a.flush(); err != nil {
				return nil, err
			}
		}
		list, err = a.stillHere(`receipt.bank_ref = $1 AND receipt.bank_ref <> '' AND receipt.amount = $2 AND receipt.account = $3`,
			string(p.BankRef), p.Amount, a.cur.account.Number)
		if len(list) > 0 || err != nil {
			return list, err
		}
	}
	if debitName(p) == "" {
		return nil, nil
	}
	if err := a.called.ask(a); err != nil {
		return nil, err
	}
	for _, b := range a.called.by[debitName(p)] {
		if b.amount != p.Amount || b.account != a.cur.account.Number {
			continue
		}
		if err := a.written(b.receipt); err != nil {
			return nil, err
		}
		one, err := a.stillHere(`receipt.id = $1`, b.receipt)
		if err != nil {
			return nil, err
		}
		list = append(list, one...)
	}
	return list, nil
}

// written makes sure that a payment of this file stands in the book.
func (a *applier) written(receipt ledger.ReceiptID) error {
	known, err := a.tx.One(`SELECT 1 FROM receipt_row WHERE id = $1`, []any{receipt}, nil)
	if err != nil || known {
		return err
	}
	return a.flush()
}

// stillHere gives payments of which the bank has taken nothing back yet.
func (a *applier) stillHere(where string, args ...any) (list []ledger.ReceiptID, err error) {
	args = append(args, a.tx.Tenant())
	return list, a.tx.Each(fmt.Sprintf(`SELECT receipt.id FROM receipt WHERE %s AND receipt.tenant = $%d
		AND NOT EXISTS (SELECT 1 FROM taken_back WHERE taken_back.receipt = receipt.id) ORDER BY receipt.id`, where, len(args)), args, func(r *store.Row) error {
		list = append(list, ledger.ReceiptID(r.Int(0)))
		return nil
	})
}

// broughtBy finds the last payment of which the bank has exactly this much left, and which
// settles some of the claims.
func (a *applier) broughtBy(ids []matching.ID, amount int64) (list []ledger.ReceiptID, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := a.receiptsOn(ids)
	for i := range all {
		if all[i].whole == amount {
			list = []ledger.ReceiptID{all[i].receipt}
		}
	}
	return list, err
}

// bearer is a payment that bears a payer's name for it.
type bearer struct {
	receipt ledger.ReceiptID
	amount  int64
	account string
}

// called are payments by their payers' names, as far as debits of the file bear them. The book
// keeps these names without an index, which nearly nobody would ask: it is walked once, for all.
type called struct {
	asked bool
	by    map[string][]bearer
}

func (c *called) note(name string, b bearer) {
	if c.by == nil {
		c.by = map[string][]bearer{}
	}
	if !slices.Contains(c.by[name], b) {
		c.by[name] = append(c.by[name], b)
	}
}

// ask looks for the names in the book.
func (c *called) ask(a *applier) error {
	if c.asked {
		return nil
	}
	c.asked = true
	for part := range slices.Chunk(slices.Sorted(maps.Keys(a.v.names)), 500) {
		marks, args := marked(part, a.tx.Tenant())
		err := a.tx.Each(`SELECT receipt_row.end_to_end, receipt_row.id, receipt_row.amount, entry.bank_account FROM receipt_row JOIN entry ON entry.id = receipt_row.entry
			WHERE entry.tenant = $1 AND receipt_row.amount > 0 AND receipt_row.end_to_end IN (`+marks+`) ORDER BY receipt_row.id`, args, func(r *store.Row) error {
			c.note(r.Text(0), bearer{ledger.ReceiptID(r.Int(1)), r.Int(2), r.Text(3)})
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ownName is the payer's name for a payment that came, where it tells more than the bank's and
// than what it pays by.
func ownName(p *formats.Payment) []byte {
	name := p.EndToEnd
	if p.Direction == formats.Debit || string(name) == "NOTPROVIDED" || string(name) == string(p.BankRef) {
		return nil
	}
	for i := range p.Refs {
		if string(p.Refs[i].Text) == string(name) {
			return nil
		}
	}
	return name
}

// missing takes back a payment that is not whole any more, or that rested: its match is undone
// as far as it stands, and what that leaves on suspense meets what the bank has taken.
func (a *applier) missing(p *formats.Payment, receipt ledger.ReceiptID) error {
	if err := a.flush(); err != nil {
		return err
	}
	if err := a.tellIndex(receipt); err != nil {
		return err
	}
	on := a.cur.e.BookedOn
	if err := undoLeft(a.tx, receipt, on, "taken back by the bank"); err != nil {
		return err
	}
	here, err := a.tx.SuspenseOf(receipt)
	if err != nil {
		return err
	}
	gone := p.Amount - min(here, p.Amount)
	evidence := fmt.Sprintf("takes back receipt %d", receipt)
	if gone > 0 {
		evidence += fmt.Sprintf(", of which %s had left the house", money.Of(gone, p.Currency))
		a.out.Suspense++
	}
	if err := a.begin(ledger.PaymentReversed); err != nil {
		return err
	}
	back := a.receipt(p, -p.Amount, "reversal", []byte(evidence), gone > 0)
	a.cur.moved(-p.Amount)
	a.add(ledger.Posting{Role: a.restRole(), Amount: p.Amount, Receipt: back})
	if here > 0 {
		r := ledger.Receipt{ID: receipt, Currency: p.Currency, File: a.desk.File}
		a.cur.after = append(a.cur.after, setOff(r, a.restRole(), a.restRole(), back, p.Amount-gone, on))
	}
	a.taken[receipt] = true
	if err := dropProposals(a.tx, receipt); err != nil {
		return err
	}
	if _, err := a.tx.Exec(`INSERT INTO taken_back (receipt, by_receipt, whole) VALUES ($1, $2, 1)`, receipt, back); err != nil {
		return err
	}
	a.out.Reversed++
	a.out.sum(p.Currency).TakenBack += p.Amount
	a.out.note("line %d: %s was taken back: %s", p.Line, amount(p), evidence)
	return nil
}

// tellIndex restores what a payment had settled in the index, so that the claims can be paid
// again within the same file.
func (a *applier) tellIndex(receipt ledger.ReceiptID) error {
	shares, err := stillSettled(a.tx, receipt)
	if err != nil {
		return err
	}
	restore := func(invoice ledger.InvoiceID, bucket ledger.Bucket, amount int64) error {
		ids, err := a.claims.adding(`WHERE invoice.id = $1`, invoice)
		if err == nil {
			a.claims.index.Restore(ids[0], bucket, amount)
		}
		return err
	}
	for _, share := range shares {
		if err := restore(share.Invoice, share.Bucket, share.Amount); err != nil {
			return err
		}
	}
	moved := a.after.interest.takeBack(receipt, false)
	err = a.tx.Each(`SELECT invoice, delta FROM interest_moved WHERE receipt = $1`, []any{receipt}, func(r *store.Row) error {
		moved[ledger.InvoiceID(r.Int(0))] += r.Int(1)
		return nil
	})
	for _, invoice := range slices.Sorted(maps.Keys(moved)) {
		if err == nil {
			err = restore(invoice, ledger.Interest, -moved[invoice])
		}
	}
	return err
}
