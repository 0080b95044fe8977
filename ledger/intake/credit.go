package intake

import (
	"fmt"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// payment books one payment of an entry that this message books.
func (a *applier) payment(p *formats.Payment) error {
	c := &a.cur
	if !c.post {
		return nil
	}
	if !p.Priced || p.Amount == 0 || p.Currency != c.e.Amount.Currency {
		// Without an amount in the account's currency it stays in the entry's rest.
		c.text = appendText(c.text, p, true)
		return nil
	}
	a.out.Payments++
	if done, err := a.acquired(p); done || err != nil {
		return err
	}
	if p.Direction == formats.Debit {
		return a.debit(p)
	}
	return a.credit(p)
}

// credit books money that came in: returned payouts, the bank's interest, and payments,
// which go to matching.
func (a *applier) credit(p *formats.Payment) error {
	if len(p.Return) > 0 || a.cur.e.Reversal || p.Reversal {
		if done, err := a.returned(p); done || err != nil {
			return err
		}
	}
	if done, err := a.ownMoved(p); done || err != nil {
		return err
	}
	if interest(a.cur.e.Code) && len(p.Refs) == 0 {
		return a.plain(p.Amount, ledger.BankCharge, ledger.RoleInterestIncome)
	}
	net := p.Amount
	p.Amount += a.grossUp(p)
	defer func() { p.Amount = net }()
	if p.BookedOn == 0 { // the day that stops interest
		p.BookedOn = a.cur.e.BookedOn
	}
	seen, err := a.met(p)
	if err != nil {
		return err
	}
	d, err := a.matcher.Match(p, seen)
	if err != nil {
		return err
	}
	if a.isSale(d, p.Amount) {
		return a.sold(p, p.Amount)
	}
	return a.received(p, d, net)
}

// grossUp gives the charges that banks took from a payment on its way: the debtor has
// paid the whole, we bear the charge (DOMAIN.md §5.3). Where the entry, not the payment,
// is short of them they are booked with the entry's rest.
func (a *applier) grossUp(p *formats.Payment) int64 {
	if p.Charges <= 0 {
		return 0
	}
	if a.v.gross[a.entryNo] {
		a.cur.fees += p.Charges
		return 0
	}
	return p.Charges
}

// met tells where the bank's name for a payment was seen before. A payment and its reversal may
// bear one name, so what came and what went are apart: receipts hold the latter below zero.
func (a *applier) met(p *formats.Payment) (where string, err error) {
	name := named(a.cur.e, p)
	if len(name) == 0 {
		return "", nil
	}
	came := p.Amount
	if p.Direction == formats.Debit {
		came = -came
	}
	if a.seen.Add(name, came) {
		return "in this file or an earlier one", nil
	}
	if !a.earlier {
		return "", nil
	}
	_, err = a.tx.One(`SELECT id, file FROM receipt WHERE bank_ref = $1 AND bank_ref <> '' AND amount = $2 AND account = $3 AND tenant = $4
		ORDER BY id LIMIT 1`, []any{string(name), came, a.cur.account.Number, a.tx.Tenant()}, func(r *store.Row) error {
		where = fmt.Sprintf("receipt %d of file %s", r.Int(0), r.Text(1))
		return nil
	})
	return where, err
}

// received books a matched payment (T-07 to T-13, T-16).
func (a *applier) received(p *formats.Payment, d *matching.Decision, net int64) error {
	if err := a.begin(a.came()); err != nil {
		return err
	}
	rest := restOf(a.tx, p.Amount, d)
	if a.cur.sells() && rest == p.Amount && a.cur.account.Acquirer.VAT < 0 {
		d.Evidence = append(d.Evidence, "; a sale, if it is one, of unknown VAT: say it under the partner's acquirer"...)
	}
	receipt := a.receipt(p, p.Amount, ruleNames[d.Rule], d.Evidence, rest != 0)
	a.cur.moved(net)
	a.allocate(receipt, d)
	if len(d.Strays) > 0 || d.State != 0 {
		if err := a.special(receipt, p, d); err != nil {
			return err
		}
	}
	lines := [...]ledger.Posting{
		{Role: ledger.RoleRounding, Amount: -d.Rounding, Receipt: receipt},
		{Role: a.restRole(), Amount: -rest, Receipt: receipt},
		{Role: ledger.RoleBankFee, Amount: p.Amount - net},
	}
	for _, line := range lines {
		if line.Amount != 0 {
			a.add(line)
		}
	}
	for i := range d.Credits {
		if d.Credits[i].Party != d.Credits[0].Party || agents(a.tx) {
			continue // rests on suspense: a receipt has one customer credit
		}
		a.cur.surplus = append(a.cur.surplus, surplus{receipt, d.Credits[i].Invoice, d.Credits[i].Amount})
	}
	a.tally(p, d, rest)
	a.payers.met(receipt, p, d)
	a.remember(receipt, p, d)
	if a.v.names[string(p.EndToEnd)] {
		a.called.note(string(p.EndToEnd), bearer{receipt, p.Amount, a.cur.account.Number})
	}
	if name := debitName(p); name != "" && collected(a.cur.e.Code) {
		a.collected.Add([]byte(name), 0)
		if err := a.after.debits.Int(int64(receipt)).Text(name).Int(int64(a.tx.Tenant())).End(); err != nil {
			return err
		}
	}
	return a.follows(receipt, p, d)
}

// ruleNames are the rules of DOMAIN.md §5.2 as a receipt stores them.
var ruleNames = [10]string{"", "duplicate", "lines", "reference", "plan", "text", "debtor", "netted", "notice", "none"}

// allocate posts shares and credit; interest waived or run on changes what is owed first.
func (a *applier) allocate(receipt ledger.ReceiptID, d *matching.Decision) {
	for i := range d.Shares {
		line := a.claims.states.settles(&d.Shares[i])
		line.Receipt = receipt
		a.add(line)
	}
	if agents(a.tx) {
		for _, s := range byClaim(receipt, d.Shares) {
			a.after.collected = append(a.after.collected, recovery{s, a.cur.e.BookedOn})
			a.after.lastDay = max(a.after.lastDay, a.cur.e.BookedOn)
		}
	} else if credit := creditLine(d); credit.Amount != 0 {
		credit.Receipt = receipt
		a.add(credit)
	}
	a.after.interest.add(receipt, d)
	a.after.fallen = append(a.after.fallen, falls(receipt, d, a.cur.e.BookedOn, a.cur.e.BookedOn)...)
}

// creditLine is the posting of a payment's surplus, of which its payer has one.
func creditLine(d *matching.Decision) (credit ledger.Posting) {
	for i := range d.Credits {
		if c := &d.Credits[i]; c.Party == d.Credits[0].Party {
			credit = ledger.Posting{Role: ledger.RoleCustomerCredit, Amount: credit.Amount - c.Amount, Invoice: c.Invoice, Party: c.Party}
		}
	}
	return credit
}

// foreign gives the surplus that belongs to other payers than the first: a receipt has
// one customer credit, so theirs rests on suspense.
func foreign(d *matching.Decision) (sum int64) {
	for i := range d.Credits {
		if d.Credits[i].Party != d.Credits[0].Party {
			sum += d.Credits[i].Amount
		}
	}
	return sum
}

// tally counts a received payment.
func (a *applier) tally(p *formats.Payment, d *matching.Decision, rest int64) {
	a.out.Rules[d.Rule]++
	if d.Duplicate {
		a.out.Doubles++
		a.out.note("line %d: %s from %s seems to have been paid before: %s", p.Line, amount(p), p.Payer, d.Evidence)
	}
	if rest != 0 {
		a.out.Suspense++
	}
	s := a.out.sum(p.Currency)
	s.Received += p.Amount
	s.Matched += d.Allocated()
	s.Rounding += d.Rounding
	s.Suspense += rest
	s.Strayed += d.Strayed()
	s.Credit += p.Amount - d.Allocated() - d.Rounding - rest - d.Strayed()
}

// receipt writes the row of a payment. Money that rests keeps all that the payer said,
// references too, for the person who will look at it.
func (a *applier) receipt(p *formats.Payment, amount int64, rule string, evidence []byte, rests bool) ledger.ReceiptID {
	a.scratch = appendText(a.scratch[:0], p, rests)
	return a.poster.Receipt(ledger.Receipt{
		File: a.desk.File, Account: a.cur.account.Number, EntryKey: a.keyBytes(), BankRef: p.BankRef, EndToEnd: ownName(p),
		Amount: amount, Currency: p.Currency, BookedOn: a.cur.e.BookedOn, Payer: p.Payer, PayerAccount: p.PayerAccount,
		Text: a.scratch, Rule: rule, Evidence: evidence, Line: p.Line,
	})
}

// keyBytes gives the entry's key without allocating for each payment.
func (a *applier) keyBytes() []byte {
	if len(a.cur.keyed) == 0 {
		a.cur.keyed = append(a.cur.keyed, a.cur.key...)
	}
	return a.cur.keyed
}

// appendText joins what a payer said.
func appendText(b []byte, p *formats.Payment, references bool) []byte {
	add := func(text []byte) {
		if len(text) == 0 {
			return
		}
		if len(b) > 0 {
			b = append(b, " / "...)
		}
		b = append(b, text...)
	}
	for _, text := range p.Text {
		add(text)
	}
	if references {
		for i := range p.Refs {
			add(p.Refs[i].Text)
		}
		add(p.Info)
	}
	return b
}

// toSuspense books money of the entry that no payment explains.
func (a *applier) toSuspense(rest int64, text []byte, reason string) error {
	why := a.came()
	if rest < 0 {
		why = ledger.PaymentReversed
	}
	if err := a.begin(why); err != nil {
		return err
	}
	e := a.cur.e
	receipt := a.poster.Receipt(ledger.Receipt{
		File: a.desk.File, Account: a.cur.account.Number, EntryKey: a.keyBytes(), Amount: rest, Currency: e.Amount.Currency,
		BookedOn: e.BookedOn, Text: text, Rule: ruleNames[9], Evidence: []byte(reason), Line: e.Line,
	})
	a.cur.moved(rest)
	a.out.Suspense++
	a.out.sum(e.Amount.Currency).Suspense += rest
	a.add(ledger.Posting{Role: a.restRole(), Amount: -rest, Receipt: receipt})
	return nil
}

// plain books an amount of the entry on one role against the bank account.
func (a *applier) plain(amount int64, why ledger.Why, role ledger.Role) error {
	if err := a.begin(why); err != nil {
		return err
	}
	a.cur.moved(amount)
	a.add(ledger.Posting{Role: role, Amount: -amount})
	return nil
}
