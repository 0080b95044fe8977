package ledger

import "strings"

// Why is the event an entry tells of: a posting template, or a family of them.
type Why string

// The events (DOMAIN.md 5.4).
const (
	InvoiceIssued      Why = "invoice-issued"
	InterestInvoiced   Why = "interest-invoiced"
	ReminderFee        Why = "reminder-fee"
	PlanFee            Why = "plan-fee"
	LateComp           Why = "late-compensation"
	CreditNote         Why = "credit-note"
	FeeReversed        Why = "fee-reversed"
	PaymentReceived    Why = "payment-received"
	PaymentReversed    Why = "payment-reversed"
	Allocated          Why = "allocated"
	PayoutSent         Why = "payout-sent"
	PayoutDebited      Why = "payout-debited"
	PayoutRejected     Why = "payout-rejected"
	PayoutReturned     Why = "payout-returned"
	BankCharge         Why = "bank-charge"
	CurrencyDifference Why = "currency-difference"
	CardSold           Why = "card-sold"
	CardSettled        Why = "card-settled"
	BankMoved          Why = "bank-moved"
	LossExpected       Why = "loss-expected"
	LossConfirmed      Why = "loss-confirmed"
	LossRecovered      Why = "loss-recovered"
	HandedOver         Why = "handed-over"
	AgentSettled       Why = "agent-settled"
	PaidElsewhere      Why = "paid-elsewhere"
	InvoiceSold        Why = "invoice-sold"
	FactorPaid         Why = "factor-paid"
	FactorFee          Why = "factor-fee"
	Buyback            Why = "buyback"
	Pledged            Why = "pledged"
	ClientCollected    Why = "client-collected"
	ClientFee          Why = "client-fee"
	ClientOwes         Why = "client-owes"
	OutlayPaid         Why = "outlay-paid"
	OutlayCharged      Why = "outlay-charged"
	ClaimCharged       Why = "claim-charged" // in no entry: what a client claims beside its invoice, or no longer
	Manual             Why = "manual"
	Reversal           Why = "reversal"
)

// Voucher series: sales, our own credit notes, bank, and what people and routines book.
const (
	SeriesSales  = "F"
	SeriesCredit = "K"
	SeriesBank   = "B"
	SeriesOther  = "M"
)

// template is what an event may post: which roles on which side, and the series of
// numbers its vouchers stand in.
type template struct {
	ids    string // of DOMAIN.md 5.4
	series string
	debit  []Role
	credit []Role
	as     Keeping // in whose books it can happen
	any    bool    // a person, or a mirror: no template to hold to
}

// liabilities are what a payout can pay down, and what takes a failed one back.
var liabilities = []Role{RoleCustomerCredit, RoleAP, RoleClientFunds, RoleMisdirected, RoleSuspense}

// earned are the roles of fees and compensation that are income when they are paid.
var earned = roles(RoleFeeIncome, RoleLateCompIncome)

// events gives each event its series, and what its entries may post beside what the
// templates say: the bank mixes everything in one line, so a payment may bring charges,
// differences and netted credit notes at once.
var events = map[Why]template{
	InvoiceIssued:    {series: SeriesSales, credit: roles(RoleInvoiceFee)},
	InterestInvoiced: {series: SeriesSales},
	ReminderFee:      {series: SeriesSales},
	PlanFee:          {series: SeriesSales},
	LateComp:         {series: SeriesSales},
	CreditNote:       {series: SeriesSales, debit: roles(RoleInvoiceFee, RoleFeeIncome, RoleLateCompIncome), credit: earned},
	FeeReversed:      {series: SeriesSales, debit: roles(RoleLateCompIncome), credit: earned},
	PaymentReceived: {series: SeriesBank,
		debit: roles(RoleBank, RoleAR, RoleClientBank, RoleCardReceivable, RoleRounding, RoleBankFee, RoleFXLoss, RoleCollectionFee, RoleVATIn),
		credit: roles(RoleAR, RoleInterestIncome, RoleRounding, RoleCustomerCredit, RoleSuspense, RoleMisdirected, RoleFeeIncome, RoleLateCompIncome,
			RoleCardReceivable, RoleClientFunds, RoleConfirmedLoss, RoleVATOut, RoleRecoveredCost, RoleFXGain, RoleFactor, RoleBankFee)},
	PaymentReversed: {series: SeriesBank,
		debit: roles(RoleAR, RoleInterestIncome, RoleSuspense, RoleCustomerCredit, RoleRounding, RoleFeeIncome, RoleLateCompIncome, RoleMisdirected,
			RoleClientFunds, RoleBankFee),
		credit: roles(RoleBank, RoleClientBank, RoleCardReceivable, RoleRounding, RoleAR, RoleBankFee, RoleSuspense)},
	Allocated: {series: SeriesOther,
		debit: roles(RoleSuspense, RoleCustomerCredit, RoleAR, RoleRounding, RoleBankFee, RoleInterestIncome, RoleFeeIncome, RoleLateCompIncome, RoleMisdirected, // all but two when a match is undone
			RoleFXClearing, RoleFXGain),
		credit: roles(RoleAR, RoleInterestIncome, RoleFeeIncome, RoleLateCompIncome, RoleCustomerCredit, RoleRounding, RoleMisdirected, RoleSuspense, RoleClientFunds,
			RoleAP, RoleFXLoss)},
	PayoutSent:         {series: SeriesOther, debit: liabilities},
	PayoutDebited:      {series: SeriesBank, debit: roles(RoleBankFee)},
	PayoutRejected:     {series: SeriesOther, credit: liabilities},
	PayoutReturned:     {series: SeriesBank, debit: roles(RoleClientBank, RoleBankFee), credit: liabilities},
	BankCharge:         {series: SeriesBank, debit: roles(RoleInterestExpense, RoleBank, RoleClientBank), credit: roles(RoleBankFee, RoleInterestIncome, RoleClientBank)},
	CurrencyDifference: {series: SeriesOther, debit: roles(RoleRounding), credit: with(earned, RoleRounding)},
	CardSold:           {series: SeriesSales, debit: roles(RoleRevenue, RoleVATOut), credit: roles(RoleCardReceivable)}, // a refund turns it round
	CardSettled: {series: SeriesBank, debit: roles(RoleVATIn, RoleSuspense, RoleCardReceivable), // the money may have come first, or be asked back
		credit: roles(RoleBank, RoleSuspense, RoleBankFee)},
	BankMoved:       {series: SeriesBank, debit: roles(RoleClientBank), credit: roles(RoleBank, RoleInTransit)},
	LossExpected:    {series: SeriesOther},
	LossConfirmed:   {series: SeriesOther, debit: roles(RoleInterestIncome), credit: roles(RoleInterestIncome)},
	LossRecovered:   {series: SeriesOther},
	HandedOver:      {series: SeriesOther},
	AgentSettled:    {series: SeriesBank, credit: earned},
	PaidElsewhere:   {series: SeriesOther, credit: earned},
	InvoiceSold:     {series: SeriesOther},
	FactorPaid:      {series: SeriesBank},
	FactorFee:       {series: SeriesOther},
	Buyback:         {series: SeriesOther},
	Pledged:         {series: SeriesBank},
	ClientCollected: {series: SeriesBank, debit: roles(RoleBankFee)},
	ClientFee:       {series: SeriesOther},
	ClientOwes:      {series: SeriesOther},
	OutlayPaid:      {series: SeriesBank, debit: roles(RoleAP), credit: roles(RoleOutlay)}, // given back, or never due
	OutlayCharged:   {series: SeriesOther},
	Manual:          {series: SeriesOther, any: true},
	Reversal:        {series: SeriesOther, any: true},
}

// templates is what each event may post, put together from events and the table of rows.
// What is not in it cannot be posted.
var templates = assemble(events, rows)

func assemble(events map[Why]template, rows []Template) map[Why]template {
	all := make(map[Why]template, len(events))
	for why, t := range events {
		var ids []string
		if t.any {
			t.as = anyone
		}
		for _, row := range rows {
			if row.Why != why {
				continue
			}
			ids = append(ids, row.Number())
			t.as |= row.As
			for _, leg := range row.Legs {
				if leg.Debit {
					t.debit = with(t.debit, leg.Role)
				} else {
					t.credit = with(t.credit, leg.Role)
				}
			}
		}
		t.ids = strings.Join(ids, " ")
		all[why] = t
	}
	return all
}

func with(list []Role, role Role) []Role {
	for _, r := range list {
		if r == role {
			return list
		}
	}
	return append(list[:len(list):len(list)], role)
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
