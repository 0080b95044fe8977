package ledger

import (
	"errors"
	"fmt"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger/store"
)

// Loss is what stands on an invoice as lost. An expected loss leaves the VAT on doubtful
// receivables; a confirmed one has taken it back from the state (DOMAIN.md 4.12).
type Loss struct {
	Expected  int64 // without VAT
	Doubtful  int64 // the VAT of what is expected
	Confirmed int64 // without VAT
	Reclaimed int64 // VAT taken back
}

func (l Loss) any() bool { return l != Loss{} }

// Losing is what a person says about a loss.
type Losing struct {
	Invoice InvoiceID
	Amount  int64 // VAT included; 0 is all there is
	On      date.Date
	Reason  string
}

// What a person is refused.
var (
	// ErrNotOwed: more is to be lost than is owed.
	ErrNotOwed = errors.New("more than is owed on this invoice")
	// ErrNotLost: more is recovered than was lost.
	ErrNotLost = errors.New("more than was lost on this invoice")
	// ErrNoMoney: nothing came that could be a recovery.
	ErrNoMoney = errors.New("the customer has not that much credit with us")
)

// LossOf gives what stands on an invoice as lost.
func (tx *Tx) LossOf(id InvoiceID) (l Loss, err error) {
	for role, sum := range map[Role]*int64{RoleExpectedLoss: &l.Expected, RoleDoubtfulAR: &l.Doubtful, RoleConfirmedLoss: &l.Confirmed,
		RoleVATOut: &l.Reclaimed} {
		if *sum, err = tx.named(id, role); err != nil {
			return l, err
		}
	}
	return l, nil
}

// named sums the postings on a role that name an invoice.
func (tx *Tx) named(id InvoiceID, role Role) (sum int64, err error) {
	_, err = tx.One(`SELECT CAST(COALESCE(SUM(posting.amount), 0) AS BIGINT) FROM item_posting JOIN posting ON posting.id = item_posting.posting
		JOIN account ON account.id = posting.account WHERE item_posting.invoice = $1 AND account.role = $2 AND account.tenant = $3`, []any{id, role, tx.books.Tenant}, func(r *store.Row) error {
		sum = r.Int(0)
		return nil
	})
	return sum, err
}

// ExpectLoss values a claim that will hardly be paid (T-23). It leaves the open items: we
// remind nobody of it, and what is paid on it after all rests as the payer's credit until
// RecoverLoss. The claim itself is not given up.
func (tx *Tx) ExpectLoss(l Losing) ([]EntryID, error) {
	i, f, err := tx.losing(l, "expected", "Expected loss on invoice ")
	if err != nil {
		return nil, err
	}
	if err := tx.owedParts(i, l, &f); err != nil {
		return nil, err
	}
	return tx.bookLoss(nil, "T-23", f)
}

// ConfirmLoss gives a claim up and takes its VAT back (T-24): what was expected to be lost
// first, then what is still open, each as a voucher of its own.
func (tx *Tx) ConfirmLoss(l Losing) ([]EntryID, error) {
	i, f, err := tx.losing(l, "confirmed", "Confirmed loss on invoice ")
	if err != nil {
		return nil, err
	}
	was, err := tx.LossOf(i.ID)
	if err != nil {
		return nil, err
	}
	expected := was.Expected + was.Doubtful
	if l.Amount > 0 {
		expected = min(expected, l.Amount)
	}
	var done []EntryID
	if expected > 0 {
		first := f
		net, vat := split(expected, was.Expected, was.Doubtful)
		first.Amounts = map[Part]int64{OfNet: net, OfVAT: vat}
		owed, err := tx.Balance(i.ID)
		if err != nil {
			return nil, err
		}
		if expected == was.Expected+was.Doubtful && owed[Principal] <= 0 && owed[Fee] <= 0 && owed[Cost] <= 0 {
			first.Amounts[OfWaived] = max(owed[Interest], 0)
		}
		if done, err = tx.bookLoss(done, "T-24", first); err != nil || l.Amount == expected {
			return done, err
		}
		f.Key += ":open"
		l.Amount = max(l.Amount-expected, 0)
	}
	all := l.Amount == 0
	err = tx.owedParts(i, l, &f)
	if all && expected > 0 && errors.Is(err, ErrNotOwed) {
		return done, nil // nothing is open beside what was expected to be lost
	}
	if err != nil {
		return nil, err
	}
	return tx.bookLoss(done, "T-24 at once", f)
}

// RecoverLoss makes income of money that came for a claim after all (T-25), out of the
// payer's credit: what was only expected to be lost first, then what was confirmed, whose
// VAT is owed again.
func (tx *Tx) RecoverLoss(l Losing) (done []EntryID, err error) {
	i, f, err := tx.losing(l, "recovered", "Loss recovered on invoice ")
	if err != nil {
		return nil, err
	}
	was, err := tx.LossOf(i.ID)
	if err != nil {
		return nil, err
	}
	lost := was.Expected + was.Doubtful + was.Confirmed + was.Reclaimed
	if l.Amount <= 0 || l.Amount > lost {
		return nil, fmt.Errorf("invoice %s: %w: %s", i.Number, ErrNotLost, money.Of(lost, i.Currency))
	}
	credits, err := tx.creditsFor(i, l.Amount)
	if err != nil {
		return nil, err
	}
	expected := min(l.Amount, was.Expected+was.Doubtful)
	for _, part := range []struct {
		id       string
		amount   int64
		net, vat int64
		key      string
	}{{"T-25 expected", expected, was.Expected, was.Doubtful, ":expected"}, {"T-25 credit", l.Amount - expected, was.Confirmed, was.Reclaimed, ""}} {
		if part.amount == 0 {
			continue
		}
		of := f
		of.Key += part.key
		_, vat := split(part.amount, part.net, part.vat)
		of.Amounts = map[Part]int64{OfVAT: vat}
		of.Shares, credits = take(credits, part.amount)
		if done, err = tx.bookLoss(done, part.id, of); err != nil {
			return nil, err
		}
	}
	return done, nil
}

// creditsFor finds the debtor's credit that came for an invoice, then what came for none.
func (tx *Tx) creditsFor(i Invoice, amount int64) (list []CustomerCredit, err error) {
	all, err := tx.CustomerCreditsOf(i.Debtor)
	if err != nil {
		return nil, err
	}
	var have int64
	for _, of := range []InvoiceID{i.ID, 0} {
		for _, c := range all {
			if c.Invoice == of && c.Currency == i.Currency && c.Receipt != 0 {
				list = append(list, c)
				have += c.Rest
			}
		}
	}
	if have < amount {
		return nil, fmt.Errorf("invoice %s: %w: %s came for it", i.Number, ErrNoMoney, money.Of(have, i.Currency))
	}
	return list, nil
}

// take fills an amount out of credits, oldest first, and gives what is left of them.
func take(credits []CustomerCredit, amount int64) (shares []Share, left []CustomerCredit) {
	for _, c := range credits {
		part := min(amount, c.Rest)
		if part > 0 {
			shares = append(shares, Share{Part: OfMoney, Amount: part, Receipt: c.Receipt})
			amount -= part
		}
		if c.Rest -= part; c.Rest > 0 {
			left = append(left, c)
		}
	}
	return shares, left
}

// losing reads the invoice and begins the facts.
func (tx *Tx) losing(l Losing, what, text string) (Invoice, Facts, error) {
	i, err := tx.Invoice(l.Invoice)
	switch {
	case err != nil:
		return i, Facts{}, err
	case l.Reason == "":
		return i, Facts{}, ErrReason
	case i.Kind != KindInvoice || i.Net < 0 || i.VAT < 0:
		return i, Facts{}, fmt.Errorf("%w: %s is no invoice", ErrInvoice, i.Number)
	case l.Amount < 0:
		return i, Facts{}, fmt.Errorf("invoice %s: %w", i.Number, ErrNotOwed)
	}
	f := Facts{On: l.On, Text: text + i.Number, Reason: l.Reason, Currency: i.Currency, Invoice: i.ID, Party: i.Debtor, Amounts: map[Part]int64{}}
	for n := 1; ; n++ {
		f.Key = fmt.Sprintf("loss-%s:%s:%d", what, i.Number, n)
		for _, end := range []string{"", ":expected", ":open"} {
			there, err := tx.HasEntry(f.Key + end)
			if err != nil {
				return i, f, err
			}
			if there {
				f.Key = ""
				break
			}
		}
		if f.Key != "" {
			return i, f, nil
		}
	}
}

// owedParts divides what is to be lost over what is owed: principal, with its VAT, then
// fee, then cost. What is not booked before it is paid, interest and fees earned so, cannot
// be lost: the claim for it is given up, for interest where all the rest is.
func (tx *Tx) owedParts(i Invoice, l Losing, f *Facts) error {
	owed, err := tx.Balance(i.ID)
	if err != nil {
		return err
	}
	whole := max(owed[Principal], 0) + max(owed[Fee], 0) + max(owed[Cost], 0)
	left := l.Amount
	if left == 0 {
		left = whole
	}
	if left == 0 || left > whole {
		return fmt.Errorf("invoice %s: %w: %s", i.Number, ErrNotOwed, money.Of(whole, i.Currency))
	}
	net, vat, err := tx.creditable(i)
	if err != nil {
		return err
	}
	before, beforeVAT, err := tx.lostBefore(i.ID)
	if err != nil {
		return err
	}
	principal := min(left, max(owed[Principal], 0))
	_, upTo := split(before+principal, net, vat) // of all losses together, so that they add up to the öre
	f.Amounts[OfVAT] = min(max(upTo-beforeVAT, 0), principal)
	f.Amounts[OfNet] = principal - f.Amounts[OfVAT]
	left -= principal
	f.Amounts[OfFee] = min(left, max(owed[Fee], 0))
	f.Amounts[OfCost] = left - f.Amounts[OfFee]
	whenPaid, err := tx.WhenPaid(i.ID)
	if err != nil {
		return err
	}
	if whenPaid[i.ID] {
		f.Amounts[OfFeeWaived], f.Amounts[OfCostWaived], f.Amounts[OfFee], f.Amounts[OfCost] = f.Amounts[OfFee], f.Amounts[OfCost], 0, 0
	}
	if f.lost() == whole {
		f.Amounts[OfWaived] = max(owed[Interest], 0)
	}
	return nil
}

// lostBefore gives the principal of earlier losses and the VAT in it, recovered or not.
func (tx *Tx) lostBefore(id InvoiceID) (principal, vat int64, err error) {
	err = tx.Each(`SELECT account.role, CAST(SUM(posting.amount) AS BIGINT)
		FROM item_posting JOIN posting ON posting.id = item_posting.posting JOIN entry ON entry.id = posting.entry
			JOIN account ON account.id = posting.account LEFT JOIN entry AS was ON was.id = entry.reverses
		WHERE item_posting.invoice = $1 AND COALESCE(was.why, entry.why) IN ('loss-expected', 'loss-confirmed')
			AND (account.role IN ('doubtful_ar', 'vat_out') OR account.role = 'ar' AND posting.bucket = 0)
		GROUP BY account.role`, []any{id}, func(r *store.Row) error {
		if Role(r.Text(0)) == RoleAR {
			principal = -r.Int(1)
		} else {
			vat += r.Int(1)
		}
		return nil
	})
	return principal, vat, err
}

// lost is how much of the claim the facts give up.
func (f *Facts) lost() int64 {
	return f.Amounts[OfNet] + f.Amounts[OfVAT] + f.Amounts[OfFee] + f.Amounts[OfCost] + f.Amounts[OfFeeWaived] + f.Amounts[OfCostWaived]
}

// bookLoss books one voucher more, and tells of it.
func (tx *Tx) bookLoss(done []EntryID, template string, f Facts) ([]EntryID, error) {
	id, err := tx.Book(template, f)
	if err != nil {
		return nil, err
	}
	e, err := tx.Entry(id)
	if err != nil {
		return nil, err
	}
	text := fmt.Sprintf("%s (%s): %s", f.Text, e.Voucher(), f.Reason)
	return append(done, id), tx.AddHistory(History{Party: f.Party, Invoice: f.Invoice, Kind: string(e.Why), Text: text})
}
