package ledger

import (
	"fmt"

	"girod/formats/money"
)

// CreditBuckets gives up parts of what is owed on an invoice, each bucket's share as a
// person divided it (R-BST-62, 63): the principal's by a credit note with its VAT (T-05),
// fees and compensation by taking them back (T-06), unpaid interest as a claim given up. It
// is one voucher. The principal may be more than is owed, where it had been paid; what was
// paid becomes the customer's credit.
func (tx *Tx) CreditBuckets(c Credit, give Balance) (done Credited, err error) {
	i, err := tx.Invoice(c.Invoice)
	if err == nil {
		err = tx.mayCredit(i, c)
	}
	if err != nil {
		return done, fmt.Errorf("credit of invoice %s: %w", i.Number, err)
	}
	owed, err := tx.Balance(i.ID)
	if err != nil {
		return done, err
	}
	for _, b := range []Bucket{Fee, Interest, Cost} {
		if give[b] < 0 || give[b] > max(owed[b], 0) {
			return done, fmt.Errorf("credit of invoice %s: %w: its %s is %s", i.Number, ErrCredited, b, money.Of(owed[b], i.Currency))
		}
	}
	f := Facts{On: c.On, Reason: c.Reason, Currency: i.Currency, Invoice: i.ID, Party: i.Debtor,
		Amounts: map[Part]int64{OfFee: give[Fee], OfCost: give[Cost], OfWaived: give[Interest]}}
	var ids []string
	if give[Principal]+give[Interest] > 0 {
		ids = append(ids, "T-05")
	}
	if give[Fee] > 0 {
		ids = append(ids, "T-06")
	}
	if give[Cost] > 0 {
		ids = append(ids, "T-06 compensation")
	}
	done.Fee, done.Interest = give[Fee]+give[Cost], give[Interest]
	if give[Principal] > 0 {
		return done, tx.creditPrincipal(i, c, f, ids, &done, give[Principal], owed[Principal])
	}
	if len(ids) == 0 {
		return done, fmt.Errorf("credit of invoice %s: %w: nothing was asked for", i.Number, ErrCredited)
	}
	f.Text = "Given up on invoice " + i.Number
	if f.Key, err = tx.givenUpKey(i); err != nil {
		return done, err
	}
	if done.Entry, err = tx.bookAll(ids, f); err != nil {
		return done, err
	}
	return done, tx.AddHistory(History{Party: i.Debtor, Invoice: i.ID, Kind: "credited", Text: f.Text + ": " + c.Reason})
}

// creditPrincipal writes the note, with what else is given up in the same voucher.
func (tx *Tx) creditPrincipal(i Invoice, c Credit, f Facts, ids []string, done *Credited, gross, owed int64) error {
	net, vat, err := tx.creditable(i)
	if err != nil {
		return err
	}
	c.Amount, c.Net = gross, false
	ofNet, ofVAT, err := c.parts(net, vat)
	if err != nil {
		return fmt.Errorf("credit of invoice %s: %w: %s", i.Number, err, money.Of(net+vat, i.Currency))
	}
	done.Settled = min(gross, max(owed, 0))
	done.Surplus = gross - done.Settled
	f.Series, f.Amounts[OfNet], f.Amounts[OfVAT], f.Amounts[OfSurplus] = SeriesCredit, ofNet, ofVAT, done.Surplus
	return tx.writeNote(i, c, f, ids, done, ofNet, ofVAT)
}

// givenUpKey counts what was given up on an invoice without a note.
func (tx *Tx) givenUpKey(i Invoice) (string, error) {
	for n := 1; ; n++ {
		key := fmt.Sprintf("given-up:%s:%d", i.Number, n)
		there, err := tx.HasEntry(key)
		if err != nil || !there {
			return key, err
		}
	}
}
