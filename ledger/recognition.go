package ledger

import (
	"fmt"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger/store"
)

// A fee is income when it is claimed (T-02, T-03, T-26), or, where these books so choose,
// when it is paid (T-02b). Then claiming it books nothing: a memo and the item say that it
// is owed, ar does not hold it, and its payment credits the income, naming the invoice as
// interest's does. What is given up of it unpaid is earned and given up in one voucher.
//
// A claim keeps the way of its first fee for as long as it stands: a switch is for claims
// that bear none yet, and no posting may move a fee the other way ([ErrRecognition]).

// Recognition is a way to earn fees, and the first day of those it is for.
type Recognition struct {
	From     date.Date
	WhenPaid bool
}

// whenPaid tells how a claim's first fee of a day is earned.
func (b Books) whenPaid(on date.Date) (paid bool) {
	for _, r := range b.Fees {
		if r.From <= on {
			paid = r.WhenPaid
		}
	}
	return paid
}

// incomeOf is the income that what is owed in a bucket becomes when it is paid.
func incomeOf(b Bucket) Role {
	return [...]Role{Principal: RoleRevenue, Fee: RoleFeeIncome, Interest: RoleInterestIncome, Cost: RoleLateCompIncome}[b&3]
}

// isEarned tells the incomes that may move an item.
func isEarned(r Role) bool {
	return r == RoleFeeIncome || r == RoleInterestIncome || r == RoleLateCompIncome
}

// Settles is the role by which a payment of a bucket settles it: receivables, or the income
// where that is booked when it is paid.
func Settles(b Bucket, whenPaid bool) Role {
	if b == Interest || whenPaid && b != Principal {
		return incomeOf(b)
	}
	return RoleAR
}

// Charge is something beside the invoice that its debtor is asked for: a reminder fee, a
// plan's fee, the compensation for late payment.
type Charge struct {
	Key      string // as an entry's
	Why      Why    // ReminderFee, PlanFee, LateComp
	On       date.Date
	Text     string
	Invoice  InvoiceID
	Amount   int64
	Currency money.Currency
}

func (c *Charge) bucket() Bucket {
	if c.Why == LateComp {
		return Cost
	}
	return Fee
}

// Charge claims one, in the way that the claim's fees are earned.
func (tx *Tx) Charge(c Charge) error {
	whenPaid, err := tx.WillBeWhenPaid(c.On, c.Invoice)
	if err == nil {
		err = tx.Poster().Charge(c, whenPaid[c.Invoice])
	}
	return err
}

// Charge books one (T-02, T-03, T-26), or writes the memo of one that is earned when paid
// ([Tx.WillBeWhenPaid]). In an agent's books the client claims it, and nothing is booked.
func (p *Poster) Charge(c Charge, whenPaid bool) error {
	if p.tx.books.Keeping == Agent {
		return p.tx.ChargeClaim(ClaimCharge{Invoice: c.Invoice, Bucket: c.bucket(), Amount: c.Amount, On: c.On, Why: c.Why, Reason: c.Text})
	}
	if whenPaid {
		return p.memo(c)
	}
	_ = p.Begin(Entry{Key: c.Key, Why: c.Why, BookedOn: c.On, Text: c.Text}) // End tells
	_ = p.Add(Posting{Role: RoleAR, Amount: c.Amount, Currency: c.Currency, Invoice: c.Invoice, Bucket: c.bucket()})
	_ = p.Add(Posting{Role: incomeOf(c.bucket()), Amount: -c.Amount, Currency: c.Currency})
	_, err := p.End()
	return err
}

// memo claims without booking. It is refused where the entry would be.
func (p *Poster) memo(c Charge) error {
	t := templates[c.Why]
	switch {
	case p.lost != nil:
		return p.lost
	case c.Key == "":
		return ErrNoKey
	case c.Why != ReminderFee && c.Why != PlanFee && c.Why != LateComp:
		return fmt.Errorf("%w: %q", ErrWhy, c.Why)
	case t.as&p.tx.books.Keeping == 0:
		return fmt.Errorf("%w: %s is for the books of: %s", ErrKeeping, c.Why, t.as)
	case !c.On.Valid():
		return fmt.Errorf("%w: %q", ErrDate, c.On)
	case c.Amount <= 0 || c.Amount > maxAmount:
		return fmt.Errorf("%w: %d", ErrZero, c.Amount)
	}
	if err := p.tx.refuseClosed(c.On); err != nil {
		return err
	}
	p.ids.memo++
	p.tx.state.memos = 1
	p.items.add(int64(c.Invoice), c.bucket(), c.Amount)
	p.lost = p.memos.Int(p.ids.memo).Int(int64(p.tx.books.Tenant)).Text(c.Key).Int(int64(c.Invoice)).Int(int64(c.bucket())).Int(c.Amount).
		Text(string(c.Why)).Int(int64(c.On)).Text(c.Text).Text(p.tx.Stamp()).Text(p.tx.by).End()
	return p.lost
}

// Memo is a charge that is earned when paid, as it was claimed.
type Memo struct {
	Charge
	Number string // of the invoice
}

// MemosSince calls fn for the charges written after the given one, and tells the last.
func (tx *Tx) MemosSince(after int64, fn func(Memo) error) error {
	return tx.Each(`SELECT fee_memo.key, why, claimed_on, fee_memo.text, fee_memo.invoice, amount, invoice.currency, invoice.number
		FROM fee_memo JOIN invoice ON invoice.id = fee_memo.invoice WHERE fee_memo.id > $1 AND fee_memo.tenant = $2 ORDER BY fee_memo.id`, []any{after, tx.books.Tenant},
		func(r *store.Row) error {
			return fn(Memo{Charge{r.Text(0), Why(r.Text(1)), r.Date(2), r.Text(3), InvoiceID(r.Int(4)), r.Int(5), money.Currency(r.Text(6))}, r.Text(7)})
		})
}

// WhenPaid tells of which invoices the fees claimed are earned when paid; of all, where none
// is named.
func (tx *Tx) WhenPaid(of ...InvoiceID) (map[InvoiceID]bool, error) {
	known, err := tx.knowsMemos()
	if err != nil || !known {
		return nil, err
	}
	if len(of) == 0 {
		list := map[InvoiceID]bool{}
		return list, tx.Each(`SELECT DISTINCT invoice FROM fee_memo WHERE tenant = $1`, []any{tx.books.Tenant}, noted(list))
	}
	return tx.among(of, `SELECT DISTINCT invoice FROM fee_memo WHERE tenant = $1 AND invoice IN (`, `)`)
}

// WillBeWhenPaid tells of which invoices a fee claimed on a day is earned when paid: as
// their first one was, and where they bear none as these books choose on that day.
func (tx *Tx) WillBeWhenPaid(on date.Date, of ...InvoiceID) (map[InvoiceID]bool, error) {
	if len(of) == 0 {
		return nil, nil
	}
	paid, err := tx.WhenPaid(of...)
	if err != nil || !tx.books.whenPaid(on) {
		return paid, err
	}
	if p := tx.state.poster; p != nil { // what was claimed just now is to be found
		if err := p.Flush(); err != nil {
			return nil, err
		}
	}
	claimed, err := tx.among(of, `SELECT DISTINCT item_posting.invoice FROM item_posting JOIN posting ON posting.id = item_posting.posting
		JOIN account ON account.id = posting.account WHERE account.tenant = $1 AND account.role = 'ar' AND posting.bucket IN (1, 3) AND item_posting.invoice IN (`, `)`)
	if err != nil {
		return nil, err
	}
	all := map[InvoiceID]bool{}
	for _, id := range of {
		all[id] = paid[id] || !claimed[id]
	}
	return all, nil
}

// few is how many invoices one question names.
const few = 256

// among asks for some of the invoices, a few at a time.
func (tx *Tx) among(of []InvoiceID, query, end string) (map[InvoiceID]bool, error) {
	list := map[InvoiceID]bool{}
	for len(of) > 0 {
		some := of[:min(len(of), few)]
		of = of[len(some):]
		marks, args := make([]string, len(some)), []any{tx.books.Tenant}
		for i, id := range some {
			marks[i], args = fmt.Sprintf("$%d", i+2), append(args, id)
		}
		if err := tx.Each(query+strings.Join(marks, ", ")+end, args, noted(list)); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func noted(list map[InvoiceID]bool) func(*store.Row) error {
	return func(r *store.Row) error {
		list[InvoiceID(r.Int(0))] = true
		return nil
	}
}

// tellWhenPaid finds out for facts about fees how these are earned.
func (tx *Tx) tellWhenPaid(f *Facts, told []Share) (err error) {
	var of []InvoiceID
	for _, s := range told {
		if (s.Part == OfFee || s.Part == OfCost) && s.Invoice != 0 {
			of = append(of, s.Invoice)
		}
	}
	if len(of) > 0 {
		f.whenPaid, err = tx.WhenPaid(of...)
	}
	return err
}

// feeWays is what a poster knows of the fees it moved.
type feeWays struct {
	onAR, onIncome bool  // since the look
	looked, memos  int64 // the last posting and memo looked at
}

// knowsMemos tells whether any fee was ever claimed that is earned when paid: where none
// was, nobody asks about claims.
func (tx *Tx) knowsMemos() (bool, error) {
	if p := tx.state.poster; p != nil && p.ids.memo > p.fees.memos {
		if p.lost == nil {
			p.lost = p.memos.Flush()
		}
		return true, p.lost
	}
	if tx.state.memos == 0 {
		there, err := tx.One(`SELECT 1 FROM fee_memo LIMIT 1`, nil, nil)
		if err != nil {
			return false, err
		}
		tx.state.memos = -1
		if there {
			tx.state.memos = 1
		}
	}
	return tx.state.memos > 0, nil
}

// oneWay refuses a transaction that has moved a fee in another way than its claim's fees are
// earned: then more could be paid than was claimed, on either account.
func (p *Poster) oneWay() error {
	f := &p.fees
	if p.ids.memo == f.memos && !f.onIncome && (!f.onAR || p.ids.memo == 0) {
		f.onAR, f.looked = false, p.ids.posting
		return nil
	}
	for _, q := range []struct {
		query string
		after int64
	}{
		{`SELECT invoice.number FROM posting JOIN account ON account.id = posting.account JOIN invoice ON invoice.id = posting.invoice
			WHERE posting.id > $1 AND posting.bucket IN (1, 3) AND (account.role = 'ar' AND EXISTS (SELECT 1 FROM fee_memo WHERE fee_memo.invoice = posting.invoice)
				OR account.role IN ('fee_income', 'late_comp_income') AND NOT EXISTS (SELECT 1 FROM fee_memo WHERE fee_memo.invoice = posting.invoice))
			ORDER BY posting.id LIMIT 1`, f.looked},
		{`SELECT invoice.number FROM fee_memo JOIN invoice ON invoice.id = fee_memo.invoice WHERE fee_memo.id > $1 AND (invoice.tenant <> fee_memo.tenant
				OR EXISTS (SELECT 1 FROM item_posting JOIN posting ON posting.id = item_posting.posting
					JOIN account ON account.id = posting.account WHERE item_posting.invoice = fee_memo.invoice AND account.role = 'ar' AND posting.bucket IN (1, 3)))
			ORDER BY fee_memo.id LIMIT 1`, f.memos},
	} {
		_, err := p.tx.One(q.query, []any{q.after}, func(r *store.Row) error { return fmt.Errorf("invoice %s: %w", r.Text(0), ErrRecognition) })
		if err != nil {
			return err
		}
	}
	*f = feeWays{looked: p.ids.posting, memos: p.ids.memo}
	return nil
}
