package intake

import (
	"slices"
	"strings"

	"girod/ledger"
	"girod/ledger/store"
)

// Became is what a payment became beside what it settled and what rests of it: all of them sum
// to its amount, whatever has been corrected since.
type Became struct {
	Credited int64 // kept for the customer; used or refunded since or not
	Rounded  int64
	Strayed  int64 // of sold invoices: the factor's
	PaidBack int64 // sent back from suspense to the account it came from
	SetOff   int64 // met by money that went the other way: the bank took it back
	Charged  int64 // the bank's charge, as a person said of money that went out
}

// BecameOf sums the bookings of a payment: its own entry's, and the later ones that name it.
// What a customer's credit or a factor's money is used for is no longer the payment's matter.
func BecameOf(tx *ledger.Tx, receipt ledger.ReceiptID) (b Became, err error) {
	const columns = `SELECT account.role, entry.why, entry.key, -posting.amount FROM posting JOIN account ON account.id = posting.account
		JOIN entry ON entry.id = posting.entry `
	count := func(r *store.Row) error {
		b.count(ledger.Role(r.Text(0)), ledger.Why(r.Text(1)), r.Text(2), r.Int(3))
		return nil
	}
	err = tx.Each(columns+`JOIN receipt_row ON receipt_row.entry = entry.id WHERE receipt_row.id = $1 AND posting.receipt = $1 AND account.tenant = $2
		AND posting.id >= entry.first AND posting.id < entry.first + entry.lines`, []any{receipt, tx.Tenant()}, count)
	if err != nil {
		return b, err
	}
	return b, tx.Each(columns+`WHERE posting.receipt = $1 AND posting.late = 1 AND account.tenant = $2`, []any{receipt, tx.Tenant()}, count)
}

func (b *Became) count(role ledger.Role, why ledger.Why, key string, amount int64) {
	// Surplus that a reversal or a credit note takes back is the taking payment's.
	taken := strings.HasPrefix(key, "surplus:") || strings.HasPrefix(key, "netted:")
	placed := slices.Contains([]ledger.Why{ledger.PaymentReceived, ledger.PaymentReversed, ledger.PaidElsewhere, ledger.Allocated}, why)
	own := strings.TrimPrefix(key, "reversal:")
	switch {
	case strings.HasPrefix(own, "charged:"):
		b.Charged -= amount
	case strings.HasPrefix(own, "set-off:") && role == ledger.RoleCustomerCredit: // used, as when it is refunded
	case strings.HasPrefix(own, "set-off:"), strings.HasPrefix(own, "exchange-back:"):
		b.SetOff -= amount
	case strings.HasPrefix(own, "exchanged:"): // of the claim's currency
	case role == ledger.RoleRounding:
		b.Rounded += amount
	case role == ledger.RoleMisdirected && placed:
		b.Strayed += amount
	case role == ledger.RoleCustomerCredit && placed && !taken:
		b.Credited += amount
	case role == ledger.RoleSuspense && taken:
		b.Credited -= amount
	case role == ledger.RoleSuspense && !placed:
		b.PaidBack -= amount
	}
}
