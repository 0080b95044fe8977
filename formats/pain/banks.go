package pain

// banks is what we know of each bank, value by value with where it is from: the papers
// of FORMATS.md 6.2 to 6.4 by their section, [S] a bank's or a body's own document, [T]
// another product's text, [F] a real file. What is not set here is not known of that
// bank and is the common ground. Before going live, lay the bank's current guide beside
// its row; a configuration can override each value.
//
// Every row shares the general rules: addresses by town and country (6.4), ids of 35
// basic characters, references by their country's check digits.
func banks() []Profile {
	old, current := []string{"pain.001.001.03", "pain.001.001.09"}, []string{"pain.001.001.09", "pain.001.001.03"}
	return []Profile{
		{
			Name: "cgi", Bank: "any bank of the Common Global Implementation",
			Versions: current, // both generations are in use (0.2)
			Service:  services, Charges: bearers,
			Batch: true, // our wish: one debit for each PmtInf, which the books match as one
		},
		{
			Name: "seb", Bank: "SEB",
			Versions: current, // the 2019 set, the only one in the Baltics from 2026-11-15 [S: seb.ee]
			Letters:  nordic,  // not known of SEB; Swedish names pass Swedish banks unchanged [K]
			Service:  services, Charges: bearers,
			Batch: true,
			// Schemes of ids and plusgiro: not known, common ground.
		},
		{
			Name: "handelsbanken", Bank: "Handelsbanken",
			Versions: old, // country guide 1.7.1 of January 2021 is of .03 [S]
			Letters:  nordic,
			Service:  services, Charges: bearers,
			Batch: true,
			// The guide names Danish slips 01, 04, 15, 71, 73, 75 [S contents]; their marks
			// are not known. Salaries go as pain.001 since 2022-04-01 [S].
		},
		{
			Name: "nordea", Bank: "Nordea",
			Versions: old, // Corporate Access MIG 1.3 is of .03; .09 is listed too [S]
			Letters:  nordic,
			// A wrong pair of purpose and service is rejected, "CAP Invalid code or
			// combinations" [F: pain002/svapnil_nordea], so nothing is claimed for giros
			// beyond what the order says.
			Service:         map[Kind]string{SEPA: "SEPA", Account: "NURG", Salary: "NURG"},
			Charges:         bearers,
			InitiatorScheme: "CUST", // the agreement; a signer stands beside it as BANK [F]
			Batch:           true,
		},
		{
			Name: "swedbank", Bank: "Swedbank",
			Versions:     old,                           // the Swedish guide is of .03 [S: Swedbank Sweden's MIG pain.001]
			Letters:      nordic,                        // rule 214: basic letters and åäö [T]
			GiroText:     25,                            // rule of giro text [T]
			PriceRefs:    true,                          // rule 217: RfrdDocAmt/RmtdAmt on each Strd [T]
			OneRef:       true,                          // exactly one SCOR [T]
			NeedAddress:  true,                          // rules 237, 222, 020: TwnNm and Ctry always [T]
			NeedID:       true,                          // rule 002: InitgPty and Dbtr by OrgId [T]
			GiroFromGiro: true,                          // rule 219 [T]
			Service:      map[Kind]string{SEPA: "SEPA"}, // no level for giros in a product checked against the validator [T]
			Charges:      bearers,
			Batch:        true,
		},
		{
			Name: "danske", Bank: "Danske Bank",
			Versions: old, // guide 3.3 of 2021-07-07 is of .03 [S]
			Letters:  nordic + "æøÆØ",
			Service:  services, Charges: bearers,
			Batch: true,
			// One example a payment type in 200 pages, which we have not: marks of slips and
			// schemes of ids are not known, common ground.
		},
		{
			Name: "dnb", Bank: "DNB",
			Versions: old, // the Norwegian banks' common guide is of .03 [S: BSK, 2012]
			Letters:  nordic + "æøÆØ",
			Service:  services, Charges: bearers,
			Batch: true,
			// No guide of DNB's own was found (FORMATS.md 14): all else common ground.
		},
	}
}

// nordic are the Swedish letters beyond the basic ones.
const nordic = "åäöÅÄÖ"

// services are the levels of the Swedish common interpretation (appendix 1: giros are
// NURG) and of SEPA (6.2).
var services = map[Kind]string{
	Bankgiro: "NURG", Plusgiro: "NURG", Slip: "NURG", Account: "NURG", Salary: "NURG", SEPA: "SEPA",
}

// bearers are who pays the banks where the order does not say: SEPA has one rule, and
// across borders the payer and the payee share (6.2).
var bearers = map[Kind]string{SEPA: "SLEV", CrossBorder: "SHAR"}
