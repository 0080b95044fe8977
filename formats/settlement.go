package formats

import (
	"girod/formats/date"
	"girod/formats/money"
)

// Settlement is an acquirer's account of one payout: which purchases by card or Swish
// the bank credit consists of, and what the acquirer kept. Gross less Fee is Net, and
// Net is what the bank statement shows.
type Settlement struct {
	Origin
	Acquirer string // "Swish (Handelsbanken)", "Worldline"
	ID       string
	Merchant string // our number at the acquirer: Swish number, merchant id
	To       Account
	From     date.Date
	Until    date.Date
	PaidOn   date.Date
	Currency money.Currency
	Gross    int64
	Fee      int64
	Net      int64
	Payments []SettledPayment
}

// SettledPayment is one purchase, refund or charge within a settlement. Refunds and
// chargebacks have negative amounts.
type SettledPayment struct {
	Origin
	ID         string // the acquirer's
	Kind       string // "sale", "refund", "chargeback", "fee"; Swish also "payout" and "return"
	Method     string // "card", "swish", "masterpass"
	At         string // time as written
	BookedOn   date.Date
	Ref        string // payment reference or order number
	Text       string
	Payer      string
	PayerPhone string
	Gross      int64
	Fee        int64
	Net        int64
}
