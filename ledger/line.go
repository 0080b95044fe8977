package ledger

import (
	"fmt"

	"girod/formats/money"
)

// line is a posting with its role resolved.
type line struct {
	account  int64
	tenant   TenantID
	amount   int64
	invoice  int64
	receipt  int64
	party    int64
	bucket   Bucket
	subs     sub
	currency money.Currency
}

// sub is the subledger a line moves.
type sub int8

const (
	subNone sub = iota
	subItem
	subSuspense
	subCredit
)

// Receipt adds a payment to the entry and gives its id for the postings that follow.
// Its File, Currency and BookedOn are the entry's; Account and EntryKey must be the same
// for all receipts of the entry.
func (p *Poster) Receipt(r Receipt) ReceiptID {
	o := &p.open
	if p.lost != nil || !o.begun || o.refused != nil {
		return 0
	}
	id := o.receipt + o.Receipts
	if o.Receipts == 0 {
		o.bankAccount, o.bankKey = r.Account, string(r.EntryKey)
	} else if r.Account != o.bankAccount || string(r.EntryKey) != o.bankKey {
		o.refused = fmt.Errorf("%w: %s and %s", ErrReceipt, o.bankKey, r.EntryKey)
		return 0
	}
	o.Receipts++
	if o.already != nil {
		return ReceiptID(id)
	}
	p.ids.receipt = id
	p.chain.receipt(id, &r)
	p.rests.came(id, r.Amount)
	p.lost = p.receipts.Int(id).Int(int64(o.ID)).TextBytes(r.BankRef).TextBytes(r.EndToEnd).Int(r.Amount).TextBytes(r.Payer).
		TextBytes(r.PayerAccount).TextBytes(r.Text).Text(r.Rule).TextBytes(r.Evidence).Int(int64(r.Line)).End()
	return ReceiptID(id)
}

// Add adds a posting to the entry.
func (p *Poster) Add(posting Posting) error {
	o := &p.open
	switch {
	case p.lost != nil:
		return p.lost
	case !o.begun:
		return fmt.Errorf("%w: Add without Begin", ErrOpen)
	case o.refused != nil:
		return o.refused
	}
	l, err := p.line(&posting)
	if err != nil {
		o.refused = fmt.Errorf("posting %d: %w", o.lines+int64(len(o.held))+1, err)
		return o.refused
	}
	o.held = append(o.held, l)
	p.chain.posting(&l)
	if len(o.held) == entryLines {
		p.write()
	}
	return p.lost
}

// line looks at a posting by itself, in the order of the refusals.
func (p *Poster) line(posting *Posting) (line, error) {
	o := &p.open
	if posting.Amount == 0 {
		return line{}, ErrZero
	}
	a, err := o.tx.account(posting)
	if err != nil {
		return line{}, err
	}
	if !o.template.allows(posting.Role, posting.Amount) {
		return line{}, fmt.Errorf("%w: %s %s", ErrSide, o.Why, posting.Role)
	}
	if o.Currency == "" {
		o.Currency = posting.Currency
	}
	if posting.Currency != o.Currency {
		return line{}, fmt.Errorf("%w: %s and %s", ErrCurrency, o.Currency, posting.Currency)
	}
	l := line{account: a.id, tenant: a.tenant, amount: posting.Amount, invoice: int64(posting.Invoice), receipt: int64(posting.Receipt),
		party: int64(posting.Party), bucket: posting.Bucket, currency: posting.Currency}
	if l.subs, err = subledger(posting); err != nil {
		return line{}, err
	}
	if posting.Role == RoleClientFunds && l.receipt != 0 && l.invoice == 0 && a.number == o.tx.books.Chart[RoleClientFunds] {
		l.subs = subSuspense // unallocated (T-45)
	}
	sum, fits := money.Add(o.sum, posting.Amount)
	if !fits || posting.Amount > maxAmount || posting.Amount < -maxAmount {
		return line{}, ErrOverflow
	}
	o.sum = sum
	p.chain.account(a)
	if l.subs == subItem && (l.bucket == Fee || l.bucket == Cost) {
		p.fees.onAR = p.fees.onAR || posting.Role == RoleAR
		p.fees.onIncome = p.fees.onIncome || posting.Role != RoleAR
	}
	return l, nil
}

// subledger tells which one a posting moves, and that it says whose.
func subledger(p *Posting) (sub, error) {
	switch {
	case p.Role == RoleAR && p.Invoice == 0:
		return 0, fmt.Errorf("%w: %s", ErrNoInvoice, p.Role)
	case p.Role == RoleSuspense && p.Receipt == 0:
		return 0, fmt.Errorf("%w: %s", ErrNoReceipt, p.Role)
	case p.Role == RoleCustomerCredit && p.Receipt == 0 && p.Invoice == 0:
		return 0, fmt.Errorf("%w: %s", ErrNoReceipt, p.Role)
	case p.Role == RoleAR && (p.Bucket == Interest || p.Bucket < Principal || p.Bucket > Cost):
		return 0, fmt.Errorf("%w: %s on %s", ErrBucket, p.Bucket, p.Role)
	case p.Invoice != 0 && isEarned(p.Role) && p.Role != incomeOf(p.Bucket):
		return 0, fmt.Errorf("%w: %s on %s", ErrBucket, p.Bucket, p.Role)
	}
	switch {
	case p.Role == RoleAR, p.Invoice != 0 && (isEarned(p.Role) || p.Role == RoleClientFunds):
		return subItem, nil
	case p.Role == RoleSuspense:
		return subSuspense, nil
	case p.Role == RoleCustomerCredit:
		return subCredit, nil
	}
	return subNone, nil
}
