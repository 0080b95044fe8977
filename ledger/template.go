package ledger

// Why is the event an entry tells of: a posting template, or a family of them.
type Why string

// The events (DOMAIN.md 5.4).
const (
	InvoiceIssued   Why = "invoice-issued"
	ReminderFee     Why = "reminder-fee"
	LateComp        Why = "late-compensation"
	CreditNote      Why = "credit-note"
	FeeReversed     Why = "fee-reversed"
	PaymentReceived Why = "payment-received"
	PaymentReversed Why = "payment-reversed"
	Allocated       Why = "allocated"
	PayoutSent      Why = "payout-sent"
	PayoutDebited   Why = "payout-debited"
	PayoutRejected  Why = "payout-rejected"
	PayoutReturned  Why = "payout-returned"
	BankCharge      Why = "bank-charge"
	CardSettled     Why = "card-settled"
	BankMoved       Why = "bank-moved"
	LossExpected    Why = "loss-expected"
	LossConfirmed   Why = "loss-confirmed"
	Manual          Why = "manual"
	Reversal        Why = "reversal"
)

// template is what an event may post: which roles on which side, and the series of
// numbers its vouchers stand in.
type template struct {
	ids    string // of DOMAIN.md 5.4
	series string
	debit  []Role
	credit []Role
	any    bool // a person, or a mirror: no template to hold to
}

// Voucher series: sales, bank, and what people and routines book.
const (
	SeriesSales = "F"
	SeriesBank  = "B"
	SeriesOther = "M"
)

// liabilities are what a payout can pay down, and what takes a failed one back.
var liabilities = []Role{RoleCustomerCredit, RoleAP, RoleClientFunds, RoleMisdirected, RoleSuspense}

// templates is the table of events. What is not in it cannot be posted. On the bank's
// events ar stands on both sides: a credit note that is netted in a payment is debited.
var templates = map[Why]template{
	InvoiceIssued: {"T-01", SeriesSales, roles(RoleAR), roles(RoleRevenue, RoleVATOut, RoleInvoiceFee), false},
	ReminderFee:   {"T-02", SeriesSales, roles(RoleAR), roles(RoleFeeIncome), false},
	LateComp:      {"T-03", SeriesSales, roles(RoleAR), roles(RoleLateCompIncome), false},
	CreditNote:    {"T-05", SeriesSales, roles(RoleRevenue, RoleVATOut, RoleInvoiceFee), roles(RoleAR), false},
	FeeReversed:   {"T-06", SeriesSales, roles(RoleFeeIncome, RoleLateCompIncome), roles(RoleAR), false},
	PaymentReceived: {"T-07 T-08 T-09 T-10 T-11 T-12 T-13 T-16", SeriesBank,
		roles(RoleBank, RoleClientBank, RoleAR, RoleRounding, RoleBankFee, RoleFXLoss, RoleCollectionFee, RoleVATIn),
		roles(RoleAR, RoleInterestIncome, RoleRounding, RoleCustomerCredit, RoleSuspense, RoleMisdirected, RoleFeeIncome,
			RoleCardReceivable, RoleClientFunds, RoleConfirmedLoss, RoleVATOut, RoleRecoveredCost, RoleFXGain, RoleFactor,
			RoleBankFee), false},
	PaymentReversed: {"T-15", SeriesBank,
		roles(RoleAR, RoleInterestIncome, RoleSuspense, RoleCustomerCredit, RoleRounding, RoleFeeIncome, RoleMisdirected,
			RoleClientFunds, RoleBankFee),
		roles(RoleBank, RoleClientBank, RoleRounding, RoleAR, RoleBankFee, RoleSuspense), false},
	Allocated: {"T-16", SeriesOther,
		roles(RoleSuspense, RoleCustomerCredit, RoleAR, RoleRounding),
		roles(RoleAR, RoleInterestIncome, RoleCustomerCredit, RoleRounding, RoleMisdirected, RoleSuspense, RoleClientFunds,
			RoleAP), false},
	PayoutSent:     {"T-14 T-19", SeriesOther, liabilities, roles(RoleInTransit), false},
	PayoutDebited:  {"T-14 T-19", SeriesBank, roles(RoleInTransit, RoleBankFee), roles(RoleBank, RoleClientBank), false},
	PayoutRejected: {"T-17", SeriesOther, roles(RoleInTransit), liabilities, false},
	PayoutReturned: {"T-18", SeriesBank, roles(RoleBank, RoleClientBank, RoleBankFee), liabilities, false},
	BankCharge:     {"T-20", SeriesBank, roles(RoleBankFee, RoleInterestExpense, RoleBank), roles(RoleBank, RoleBankFee, RoleInterestIncome), false},
	CardSettled:    {"T-22", SeriesBank, roles(RoleBank, RoleBankFee, RoleVATIn), roles(RoleCardReceivable), false},
	BankMoved:      {"T-43", SeriesBank, roles(RoleBank, RoleClientBank, RoleInTransit), roles(RoleBank, RoleClientBank, RoleInTransit), false},
	LossExpected:   {"T-23", SeriesOther, roles(RoleExpectedLoss, RoleDoubtfulAR), roles(RoleDoubtfulAR, RoleAR), false},
	LossConfirmed:  {"T-24", SeriesOther, roles(RoleConfirmedLoss, RoleVATOut), roles(RoleDoubtfulAR, RoleExpectedLoss, RoleAR), false},
	Manual:         {"", SeriesOther, nil, nil, true},
	Reversal:       {"", SeriesOther, nil, nil, true},
}

func roles(r ...Role) []Role { return r }

// allows tells whether the template has a role on the side of an amount.
func (t *template) allows(role Role, amount int64) bool {
	side := t.debit
	if amount < 0 {
		side = t.credit
	}
	for _, r := range side {
		if r == role {
			return true
		}
	}
	return t.any
}
