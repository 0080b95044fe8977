package ledger

import (
	"errors"
	"fmt"
	"slices"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger/store"
)

// Credit is what a person wants credited of an invoice.
type Credit struct {
	Invoice  InvoiceID
	Amount   int64 // VAT included; 0 is all that has not been credited
	Net      bool  // Amount is without VAT
	KeepFees bool  // of a full credit: reminder fee and interest stay owed
	Returned bool  // the order came back (R-BST-62)
	On       date.Date
	Reason   string
}

// Credited is what a credit did.
type Credited struct {
	Note     Invoice
	Entry    EntryID
	Settled  int64 // taken off what was owed
	Surplus  int64 // had been paid, and is the customer's credit now
	Fee      int64 // fees given up
	Interest int64 // claimed, unpaid and given up
}

// What a person is refused.
var (
	// ErrCredited: nothing is left to credit, or less than was asked for.
	ErrCredited = errors.New("more than is left to credit")
	// ErrSold: an invoice that was sold is credited in full or not at all (R-COL-33).
	ErrSold = errors.New("E_SOLD_INVOICE_PARTIAL_CREDIT: a sold invoice cannot be credited in part")
	// ErrLost: a loss stands on the invoice, whose revenue and VAT it has taken back already.
	ErrLost = errors.New("a loss is booked on this invoice")
)

// CreditInvoice writes a credit note of our own on an invoice and posts it (T-05): revenue
// and VAT in the proportion of what is left of them, off what is owed first; what had been
// paid of it becomes the customer's credit. A full credit revokes the claim, so its fees
// (T-06) and unpaid interest fall with it, and what was paid of the fees is given back;
// after a part the reminder was right, and they stay. It is one voucher, undone by its reversal.
func (tx *Tx) CreditInvoice(c Credit) (done Credited, err error) {
	i, err := tx.Invoice(c.Invoice)
	if err != nil {
		return done, err
	}
	if err := tx.mayCredit(i, c); err != nil {
		return done, fmt.Errorf("credit of invoice %s: %w", i.Number, err)
	}
	net, vat, err := tx.creditable(i)
	if err != nil {
		return done, err
	}
	ofNet, ofVAT, err := c.parts(net, vat)
	if err != nil {
		return done, fmt.Errorf("credit of invoice %s: %w: %s", i.Number, err, money.Of(net+vat, i.Currency))
	}
	whole := ofNet == net && ofVAT == vat // whichever way it was said, and though parts went before
	owed, err := tx.Balance(i.ID)
	if err != nil {
		return done, err
	}
	sold, err := tx.named(i.ID, RoleFactor)
	if err != nil {
		return done, err
	}
	if sold > 0 {
		return done, tx.buyBack(i, c, &done, ofNet, ofVAT, sold)
	}
	gross := ofNet + ofVAT
	done.Settled = min(gross, max(owed[Principal], 0))
	done.Surplus = gross - done.Settled
	f := Facts{
		On: c.On, Reason: c.Reason, Series: SeriesCredit, Currency: i.Currency, Invoice: i.ID, Party: i.Debtor,
		Amounts: map[Part]int64{OfNet: ofNet, OfVAT: ofVAT, OfSurplus: done.Surplus},
	}
	ids := []string{"T-05"}
	if whole && !c.KeepFees {
		if ids, err = tx.revokeFees(&f, &done, owed); err != nil {
			return done, err
		}
	}
	return done, tx.writeNote(i, c, f, ids, &done, ofNet, ofVAT)
}

func (tx *Tx) mayCredit(i Invoice, c Credit) error {
	switch {
	case c.Reason == "":
		return ErrReason
	case tx.books.Keeping == Agent:
		return fmt.Errorf("%w: the invoice is the client's\nhint: girod invoices pay --kind credit_by_amount takes what the client credits off its claim", ErrKeeping)
	case i.Kind != KindInvoice || i.Net < 0 || i.VAT < 0:
		return fmt.Errorf("%w: only an invoice is credited", ErrInvoice)
	case c.Amount < 0:
		return fmt.Errorf("%w: %d", ErrCredited, c.Amount)
	case c.On < i.Issued:
		return fmt.Errorf("%w: E_DATE_BEFORE_INVOICE: it was issued on %s", ErrDate, i.Issued)
	}
	standing, err := tx.EntryByKey("invoice:" + i.Number)
	if err != nil {
		return err
	}
	if by, err := tx.ReversedBy(standing.ID); err != nil || by != 0 {
		return errors.Join(err, ErrReversed)
	}
	lost, err := tx.LossOf(i.ID)
	if err == nil && lost.any() {
		err = fmt.Errorf("%w\nhint: take it back first, with girod ledger reverse", ErrLost)
	}
	return err
}

// creditable gives what is left of an invoice's net and VAT beside the credit notes that
// stand, the source system's and ours.
func (tx *Tx) creditable(i Invoice) (net, vat int64, err error) {
	net, vat = i.Net, i.VAT
	err = tx.Each(`SELECT invoice.net, invoice.vat FROM invoice JOIN entry ON entry.key = 'invoice:' || invoice.number AND entry.tenant = invoice.tenant
		LEFT JOIN entry AS mirror ON mirror.reverses = entry.id
		WHERE invoice.refers = $1 AND mirror.id IS NULL ORDER BY invoice.id`, []any{i.ID}, func(r *store.Row) error {
		net -= r.Int(0)
		vat -= r.Int(1)
		return nil
	})
	return max(net, 0), max(vat, 0), err
}

// parts divides what is wanted over what is left.
func (c Credit) parts(net, vat int64) (ofNet, ofVAT int64, err error) {
	switch {
	case net+vat == 0, !c.Net && c.Amount > net+vat, c.Net && c.Amount > net:
		return 0, 0, ErrCredited
	case c.Amount == 0:
		return net, vat, nil
	case c.Net: // the VAT that goes with it, rounded half up
		q, r := share(c.Amount, vat, net)
		if r >= uint64(net)-r {
			q++
		}
		return c.Amount, min(q, vat), nil
	}
	ofNet, ofVAT = split(c.Amount, net, vat)
	return ofNet, ofVAT, nil
}

// buyBack credits an invoice that was sold: the factor's claim on the debtor falls, and
// with it what the factor owes us (T-32, R-COL-32). All or nothing.
func (tx *Tx) buyBack(i Invoice, c Credit, done *Credited, net, vat, sold int64) error {
	if c.Amount != 0 || net+vat != sold {
		return fmt.Errorf("credit of invoice %s: %w", i.Number, ErrSold)
	}
	done.Settled = sold
	f := Facts{On: c.On, Reason: c.Reason, Series: SeriesCredit, Currency: i.Currency, Invoice: i.ID, Party: i.Debtor,
		Amounts: map[Part]int64{OfNet: net, OfVAT: vat}}
	return tx.writeNote(i, c, f, []string{"T-32"}, done, net, vat)
}

// revokeFees adds what falls with a claim that is given up altogether: T-06, and interest
// nobody has paid.
func (tx *Tx) revokeFees(f *Facts, done *Credited, owed Balance) (ids []string, err error) {
	ids = []string{"T-05"}
	fee, compensation, err := tx.charged(f.Invoice)
	if err != nil {
		return nil, err
	}
	if fee > 0 {
		ids = append(ids, "T-06")
		f.Amounts[OfFee] = fee
		f.Amounts[OfFeeBack] = max(fee-max(owed[Fee], 0), 0)
	}
	if compensation > 0 {
		ids = append(ids, "T-06 compensation")
		f.Amounts[OfCost] = compensation
		f.Amounts[OfCostBack] = max(compensation-max(owed[Cost], 0), 0)
	}
	done.Fee = fee + compensation
	done.Surplus += f.Amounts[OfFeeBack] + f.Amounts[OfCostBack]
	if done.Interest = max(owed[Interest], 0); done.Interest > 0 {
		f.Amounts[OfWaived] = done.Interest
	}
	return ids, nil
}

// onClaim completes the voucher of the source system's credit note on a claim as that of one of
// our own: what had been paid of it becomes the customer's credit, and with a claim that is
// given up altogether fall fees, compensation and unpaid interest. After a part they stay. A
// sold or lost claim is settled by other vouchers.
func (tx *Tx) onClaim(note Invoice, e *Entry) error {
	if note.Kind != KindCredit || note.Refers == 0 {
		return nil
	}
	i, err := tx.Invoice(note.Refers)
	if err != nil {
		return err
	}
	net, vat, err := tx.creditable(i)
	if err != nil {
		return err
	}
	sold, err := tx.named(i.ID, RoleFactor)
	if err != nil || sold > 0 {
		return err
	}
	lost, err := tx.LossOf(i.ID)
	if err != nil || lost.any() {
		return err
	}
	owed, err := tx.Balance(i.ID)
	if err != nil {
		return err
	}
	// More than was ever claimed is nobody's money: it stays on the claim, below zero, for people.
	e.surplus(min(note.Gross, net+vat)-max(owed[Principal], 0), i)
	if note.Gross < net+vat {
		return nil
	}
	falls, err := tx.fallsWith(i, owed)
	e.Postings = append(e.Postings, falls...)
	return err
}

// surplus puts to the customer's credit what a credit note gives back beyond what is owed.
func (e *Entry) surplus(amount int64, i Invoice) {
	if amount <= 0 {
		return
	}
	ar := slices.IndexFunc(e.Postings, func(p Posting) bool { return p.Role == RoleAR })
	if e.Postings[ar].Amount += amount; e.Postings[ar].Amount == 0 {
		e.Postings = slices.Delete(e.Postings, ar, ar+1)
	}
	e.Postings = append(e.Postings, Posting{Role: RoleCustomerCredit, Amount: -amount, Currency: i.Currency, Invoice: i.ID, Party: i.Debtor})
}

// fallsWith gives what falls with a claim that is given up altogether by a note of the source
// system's.
func (tx *Tx) fallsWith(i Invoice, owed Balance) (list []Posting, err error) {
	f := Facts{Currency: i.Currency, Invoice: i.ID, Party: i.Debtor, Amounts: map[Part]int64{}}
	ids, err := tx.revokeFees(&f, &Credited{}, owed)
	if err != nil {
		return nil, err
	}
	told := f.told()
	err = tx.tellWhenPaid(&f, told)
	for n := 0; n < len(ids) && len(told) > 0 && err == nil; n++ {
		t, _ := TemplateOf(ids[n])
		var lines []Posting
		lines, err = t.postings(tx.books.Keeping, f, told)
		list = append(list, lines...)
	}
	return list, err
}

// charged gives the fees and compensation that stand on an invoice, paid or not.
func (tx *Tx) charged(id InvoiceID) (fee, compensation int64, err error) {
	if _, err := tx.knowsMemos(); err != nil { // all that were claimed are to be found
		return 0, 0, err
	}
	err = tx.Each(`SELECT posting.bucket, COALESCE(was.why, entry.why), CAST(SUM(posting.amount) AS BIGINT)
		FROM item_posting JOIN posting ON posting.id = item_posting.posting JOIN entry ON entry.id = posting.entry
			JOIN account ON account.id = posting.account LEFT JOIN entry AS was ON was.id = entry.reverses
		WHERE item_posting.invoice = $1 AND account.role IN ('ar', 'fee_income', 'late_comp_income') AND posting.receipt IS NULL AND posting.bucket IN (1, 3)
		GROUP BY posting.bucket, COALESCE(was.why, entry.why)
		UNION ALL SELECT bucket, why, CAST(SUM(amount) AS BIGINT) FROM fee_memo WHERE invoice = $1 GROUP BY bucket, why ORDER BY 1, 2`, []any{id}, func(r *store.Row) error {
		switch bucket, why := Bucket(r.Int(0)), Why(r.Text(1)); {
		case bucket == Fee:
			fee += r.Int(2)
		case why == LateComp || why == CreditNote || why == FeeReversed || why == LossConfirmed || why == LossExpected:
			compensation += r.Int(2)
		}
		return nil
	})
	return max(fee, 0), max(compensation, 0), err
}

// writeNote writes the credit note as a document under the next number of our own series,
// which is its voucher's too.
func (tx *Tx) writeNote(i Invoice, c Credit, f Facts, ids []string, done *Credited, net, vat int64) error {
	n, err := tx.Poster().lastNumber(series{tx.books.Tenant, SeriesCredit, int64(c.On) / 10000})
	if err != nil {
		return err
	}
	note := Invoice{
		Number: fmt.Sprintf("%s%d-%d", SeriesCredit, int64(c.On)/10000, n+1), Kind: KindCredit, Debtor: i.Debtor, Issued: c.On, Due: c.On,
		Currency: i.Currency, Net: net, VAT: vat, Gross: net + vat, Concerns: c.Reason, Company: i.Company, Refers: i.ID,
	}
	if _, err := tx.InvoiceByNumber(note.Number); err == nil {
		return fmt.Errorf("credit note %s: %w", note.Number, ErrConflict)
	} else if !errors.Is(err, ErrNotFound) {
		return err
	}
	id, err := tx.NextID("invoice")
	if err != nil {
		return err
	}
	note.ID = InvoiceID(id)
	if err := tx.insertInvoice(note); err != nil {
		return err
	}
	f.Key, f.Text = "invoice:"+note.Number, "Credit note "+note.Number+" on invoice "+i.Number
	if c.Returned {
		f.Text += ", order returned"
	}
	if done.Entry, err = tx.bookAll(ids, f); err != nil {
		return err
	}
	done.Note = note
	text := fmt.Sprintf("%s of %s: %s", f.Text, money.Of(note.Gross, i.Currency), c.Reason)
	return tx.AddHistory(History{Party: i.Debtor, Invoice: i.ID, Kind: "credited", Text: text})
}
