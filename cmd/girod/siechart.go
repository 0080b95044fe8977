package main

import (
	"girod/ledger"
)

// basNames are the accounts' names in the Swedish BAS chart, by what they are for. SIE is
// read by Swedish auditors.
var basNames = map[ledger.Role]string{
	ledger.RoleAR: "Kundfordringar", ledger.RoleDoubtfulAR: "Osäkra kundfordringar", ledger.RoleCardReceivable: "Fordringar för kontokort",
	ledger.RoleOutlay: "Utlägg för kunder", ledger.RoleFactor: "Fordran på factoringbolag", ledger.RoleBank: "Företagskonto",
	ledger.RoleClientBank: "Klientmedelskonto", ledger.RoleInTransit: "Pengar under överföring", ledger.RoleCustomerCredit: "Förskott från kunder",
	ledger.RoleAP: "Leverantörsskulder", ledger.RoleVATOut: "Utgående moms", ledger.RoleVATIn: "Ingående moms",
	ledger.RoleClientFunds: "Klientmedelsskuld", ledger.RoleSuspense: "Oplacerade inbetalningar", ledger.RoleMisdirected: "Felinbetalningar",
	ledger.RoleRevenue: "Försäljning", ledger.RoleInvoiceFee: "Faktureringsavgifter", ledger.RoleRecoveredCost: "Ersättning för kostnader",
	ledger.RoleOtherBank: "Övriga bankkonton", ledger.RoleFeeIncome: "Påminnelseavgifter", ledger.RoleLateCompIncome: "Förseningsersättning", ledger.RoleRounding: "Öres- och kronutjämning",
	ledger.RoleFXClearing: "Valutaavräkning", ledger.RoleFXGain: "Valutakursvinster", ledger.RoleCollectionFee: "Inkassokostnader", ledger.RoleFactoringFee: "Factoringavgifter",
	ledger.RoleConfirmedLoss: "Konstaterade kundförluster", ledger.RoleExpectedLoss: "Befarade kundförluster",
	ledger.RoleBankFee: "Bankkostnader", ledger.RoleFXLoss: "Valutakursförluster", ledger.RoleInterestIncome: "Dröjsmålsränteintäkter",
	ledger.RoleInterestExpense: "Räntekostnader",
}

// accountName names an account; a bank account bears its own name as well.
func (o *office) accountName(number string, role ledger.Role) string {
	name := basNames[role]
	if name == "" {
		name = string(role)
	}
	for _, a := range o.config.Accounts {
		if role == ledger.RoleBank && a.Number == number {
			name += " " + a.Name
		}
	}
	return name
}

// standing tells the accounts whose balance goes on from year to year, classes 1 and 2 of
// the BAS chart, from those that show what one year brought.
func standing(number string) bool { return number[0] == '1' || number[0] == '2' }

// accountKind is #KTYP: asset, debt, income, cost. Class 8 is of both, by what it is for.
func accountKind(number string, role ledger.Role) string {
	switch {
	case number[0] == '1':
		return "T"
	case number[0] == '2':
		return "S"
	case number[0] == '3', role == ledger.RoleInterestIncome:
		return "I"
	}
	return "K"
}
