package intake

import (
	"slices"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/matching"
)

// Acquirer tells that an account is what an acquirer of cards or Swish owes us: his reports
// tell of purchases as a bank tells of payments, and the money comes later, net (T-22).
type Acquirer struct {
	// VAT, in hundredths of a percent, is in purchases that name no claim; nobody has said
	// it when it is below zero, and those purchases rest.
	VAT int64
}

// Purchases is the code of an entry whose payments are purchases and refunds of them.
const Purchases = "CARD/PURCHASES"

// Lump is money on a bank account that an acquirer may have paid for a day of purchases.
type Lump struct {
	Account string       // as the book numbers it
	Amount  money.Amount // below zero when it went out
	On      date.Date
	Text    string // all that was said
}

// Explained is what a settlement says of a lump: gross less fee is net.
type Explained struct {
	Settlement int64
	Gross, Fee int64
}

// Settlements is what intake asks the room of acquirers' reports.
type Settlements interface {
	// Waits tells whether any settlement waits for its money.
	Waits(tx *ledger.Tx) (bool, error)
	// Explains finds the settlement whose net a lump is; false when none is waited for.
	Explains(tx *ledger.Tx, l Lump) (Explained, bool, error)
	// Paid is told the key of the booking that takes the money in.
	Paid(tx *ledger.Tx, settlement int64, booking string) error
}

// acquired books the net of a settlement that came before its money (T-22, R-ALK-39).
func (a *applier) acquired(p *formats.Payment) (bool, error) {
	c := &a.cur
	if a.desk.Settlements == nil || c.account.Acquirer != nil {
		return false, nil
	}
	if waits, err := a.desk.Settlements.Waits(a.tx); err != nil || !waits {
		return false, err
	}
	net := p.Amount
	if p.Direction == formats.Debit {
		net = -net
	}
	said := string(appendText(append([]byte(c.e.Text), ' '), p, true))
	x, found, err := a.desk.Settlements.Explains(a.tx, Lump{
		Account: c.account.Number, Amount: money.Of(net, p.Currency), On: c.e.BookedOn, Text: said + " " + string(p.EndToEnd),
	})
	if err != nil || !found {
		return false, err
	}
	if err := a.end(); err != nil { // each settlement has a booking of its own
		return true, err
	}
	key := c.nextKey()
	if err := a.begin(ledger.CardSettled); err != nil {
		return true, err
	}
	c.moved(net)
	for _, line := range []ledger.Posting{{Role: ledger.RoleBankFee, Amount: x.Fee}, {Role: ledger.RoleCardReceivable, Amount: -x.Gross}} {
		if line.Amount != 0 {
			a.add(line)
		}
	}
	if err := a.end(); err != nil {
		return true, err
	}
	a.out.Acquired++
	return true, a.desk.Settlements.Paid(a.tx, x.Settlement, key)
}

// isSale tells a purchase that names nothing of ours: a sale. One that names a claim and
// does not fit it is none, and rests.
func (a *applier) isSale(d *matching.Decision, amount int64) bool {
	return a.cur.sells() && a.cur.account.Acquirer.VAT >= 0 && d.Suspense == amount && !d.Duplicate && len(d.Proposals) == 0 &&
		slices.Contains([]string{matching.NoReference, matching.UnknownReference}, d.Reason)
}

// sells tells that the entry at hand is of purchases.
func (c *current) sells() bool { return c.account.Acquirer != nil && c.e.Code == Purchases }

// sold books a purchase, or below zero its refund, as a sale with the VAT that is in it.
func (a *applier) sold(p *formats.Payment, amount int64) error {
	if err := a.begin(ledger.CardSold); err != nil {
		return err
	}
	vat := vatIn(amount, a.cur.account.Acquirer.VAT)
	a.cur.moved(amount)
	a.add(ledger.Posting{Role: ledger.RoleRevenue, Amount: vat - amount})
	if vat != 0 {
		a.add(ledger.Posting{Role: ledger.RoleVATOut, Amount: -vat})
	}
	a.out.Sold++
	a.out.sum(p.Currency).Sold += amount
	return nil
}

// vatIn is the VAT within an amount, half an öre rounded away from zero.
func vatIn(amount, rate int64) int64 {
	if amount < 0 {
		return -vatIn(-amount, rate)
	}
	whole, part := amount/(10000+rate), amount%(10000+rate) // so that no amount overflows
	return whole*rate + (2*part*rate+10000+rate)/(2*(10000+rate))
}
