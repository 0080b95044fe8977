package ledger

// Role is what an account is for. Code and exports speak of roles; which number a role
// has is the company's choice (DOMAIN.md 5.4).
type Role string

// The roles of the posting templates.
const (
	RoleAR              Role = "ar"
	RoleBank            Role = "bank"
	RoleOtherBank       Role = "other_bank" // an own account whose statements do not come here
	RoleInTransit       Role = "in_transit" // sent to the bank and not yet debited
	RoleSuspense        Role = "suspense"   // received, owner unknown
	RoleCustomerCredit  Role = "customer_credit"
	RoleRevenue         Role = "revenue"
	RoleVATOut          Role = "vat_out"
	RoleVATIn           Role = "vat_in"
	RoleFeeIncome       Role = "fee_income"
	RoleInterestIncome  Role = "interest_income"
	RoleLateCompIncome  Role = "late_comp_income"
	RoleRecoveredCost   Role = "recovered_cost_income"
	RoleInvoiceFee      Role = "invoice_fee"
	RoleRounding        Role = "rounding"
	RoleBankFee         Role = "bank_fee"
	RoleAP              Role = "ap"
	RoleCardReceivable  Role = "card_receivable"
	RoleOutlay          Role = "outlay"
	RoleFactor          Role = "factor_receivable"
	RoleFactoringFee    Role = "factoring_fee"
	RoleCollectionFee   Role = "collection_fee"
	RoleClientFunds     Role = "client_funds"
	RoleClientBank      Role = "client_bank"
	RoleMisdirected     Role = "misdirected_liability"
	RoleDoubtfulAR      Role = "doubtful_ar"
	RoleExpectedLoss    Role = "expected_loss"
	RoleConfirmedLoss   Role = "confirmed_loss"
	RoleFXGain          Role = "fx_gain"
	RoleFXLoss          Role = "fx_loss"
	RoleFXClearing      Role = "fx_clearing" // between the two entries of an exchange
	RoleInterestExpense Role = "interest_expense"
	RoleDisputedAR      Role = "disputed_ar"
	RolePledgedAR       Role = "pledged_ar"
	RolePledgeLoan      Role = "pledge_loan"
	RoleARClients       Role = "ar_clients"
	RoleAgentFee        Role = "agent_fee_income"
)

// Chart gives each role its account number.
type Chart map[Role]string

// DefaultChart is the Swedish BAS chart of DOMAIN.md 5.4.
func DefaultChart() Chart {
	return Chart{
		RoleAR: "1510", RoleARClients: "1511", RolePledgedAR: "1512", RoleDoubtfulAR: "1515", RoleDisputedAR: "1516",
		RolePledgeLoan: "2415", RoleAgentFee: "3041",
		RoleCardReceivable: "1580", RoleOutlay: "1681", RoleFactor: "1689",
		RoleBank: "1930", RoleOtherBank: "1940", RoleClientBank: "1945", RoleFXClearing: "1948", RoleInTransit: "1949",
		RoleCustomerCredit: "2420", RoleAP: "2440", RoleVATOut: "2611", RoleVATIn: "2641", RoleClientFunds: "2830",
		RoleSuspense: "2890", RoleMisdirected: "2899",
		RoleRevenue: "3001", RoleInvoiceFee: "3540", RoleRecoveredCost: "3590", RoleFeeIncome: "3593",
		RoleLateCompIncome: "3594", RoleRounding: "3740", RoleFXGain: "3960",
		RoleCollectionFee: "6062", RoleFactoringFee: "6064", RoleConfirmedLoss: "6351", RoleExpectedLoss: "6352",
		RoleBankFee: "6570", RoleFXLoss: "7960", RoleInterestIncome: "8313", RoleInterestExpense: "8422",
	}
}
