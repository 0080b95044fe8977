package pain

import (
	"slices"
	"strings"

	"girod/formats"
	"girod/formats/reference"
)

// checkTyping holds a transfer's codes to their form.
func checkTyping(t *formats.Transfer, g *formats.TransferGroup, at string, p Profile) error {
	is, reported := p.typing(g, t), p.regulatory(g, t)
	switch {
	case !code(is.service):
		return refuse(at+"/PmtTpInf/SvcLvl/Cd", "code", is.service, "a service level such as SEPA, NURG or URGP")
	case !code(is.purpose):
		return refuse(at+"/PmtTpInf/CtgyPurp/Cd", "code", is.purpose, "a category purpose such as SALA or SUPP")
	case !code(t.PurposeCode):
		return refuse(at+"/Purp/Cd", "code", t.PurposeCode, "a purpose such as RENT or SCVE")
	case len(reported) > 10 || strings.IndexFunc(reported, notCode) >= 0:
		return refuse(at+"/RgltryRptg/Dtls/Cd", "code", reported, "a reporting code of at most 10 digits or capital letters")
	case t.UETR != "" && !isUETR(t.UETR):
		return refuse(at+"/PmtId/UETR", "uetr", t.UETR, "a UUID of version 4 in small letters")
	}
	return nil
}

// isUETR tells a UUIDv4Identifier of the schema.
func isUETR(s string) bool {
	if len(s) != 36 || s[14] != '4' || !strings.ContainsRune("89ab", rune(s[19])) {
		return false
	}
	for i, c := range s {
		hyphen := i == 8 || i == 13 || i == 18 || i == 23
		if hyphen != (c == '-') || !hyphen && !strings.ContainsRune("0123456789abcdef", c) {
			return false
		}
	}
	return true
}

// checkKind holds a transfer to what its kind of payment wants (FORMATS.md 6.2).
func checkKind(t *formats.Transfer, g *formats.TransferGroup, at string, p Profile) error {
	kind := KindOf(g, t)
	if p.kinds != nil && !slices.Contains(p.kinds, kind) {
		return refuse(at, "kind", string(kind), "a kind of payment this bank takes in this version")
	}
	switch kind {
	case Bankgiro:
		if p.GiroFromGiro && g.From.Scheme != "BGNR" {
			return refuse(at+"/CdtrAcct", "giro-from-account", t.To.ID, "a bankgiro number to pay from: this bank pays bankgiros from a bankgiro only")
		}
	case Slip:
		if t.Amount.Currency != "DKK" {
			return refuse(at+"/Amt/InstdAmt", "currency", string(t.Amount.Currency), "DKK: a Danish slip is paid in kroner")
		}
	case SEPA:
		return checkSEPA(t, g, at, p)
	}
	if purpose := p.typing(g, t).purpose; (purpose == "SALA" || purpose == "PENS") && (giro(t) || kind == Slip) {
		return refuse(at+"/PmtTpInf/CtgyPurp/Cd", "salary-to-giro", purpose, "an account: wages and pensions are not paid to a giro")
	}
	if kind == CrossBorder || kind == Urgent && abroad(g, t) {
		return checkAbroad(t, g, at, p)
	}
	if t.To.Scheme == "BBAN" {
		return checkDomestic(t, at)
	}
	return nil
}

// checkSEPA: euro between IBANs, each side pays its own bank.
func checkSEPA(t *formats.Transfer, g *formats.TransferGroup, at string, p Profile) error {
	switch charges := p.charges(g); {
	case t.Amount.Currency != "EUR":
		return refuse(at+"/Amt/InstdAmt", "currency", string(t.Amount.Currency), "EUR: SEPA carries nothing else")
	case t.To.Scheme != "IBAN":
		return refuse(at+"/CdtrAcct", "account", t.To.ID, "an IBAN: SEPA knows no other account")
	case charges != "" && charges != "SLEV":
		return refuse(at+"/ChrgBr", "code", charges, "SLEV: in SEPA each side pays its own bank")
	}
	return nil
}

// checkAbroad: a bank by its BIC, and the payee's town and country, which since
// November 2026 no bank may leave out (FORMATS.md 6.4).
func checkAbroad(t *formats.Transfer, g *formats.TransferGroup, at string, p Profile) error {
	if t.BIC == "" {
		return refuse(at+"/CdtrAgt/FinInstnId", "bic", t.To.ID, "the BIC of the payee's bank: the payment leaves the country")
	}
	if charges := p.charges(g); charges == "SLEV" {
		return refuse(at+"/ChrgBr", "code", charges, "SHAR or DEBT: there is no service level across borders")
	}
	return checkAddress(at+"/Cdtr/PstlAdr", t.Payee, true)
}

// checkDomestic holds an account number to its country's form.
func checkDomestic(t *formats.Transfer, at string) error {
	plain, where := plainNumber(t.To.ID), at+"/CdtrAcct/Id/Othr/Id"
	switch payeeCountry(t) {
	case "SE":
		if t.Clearing == "" && t.BIC == "" {
			return refuse(at+"/CdtrAgt/FinInstnId/ClrSysMmbId/MmbId", "clearing", t.To.ID, "the clearing number of the payee's bank")
		}
		if !digits(plain, 5, 16) {
			return refuse(where, "account", t.To.ID, "a Swedish account of digits")
		}
	case "NO":
		if reference.CheckNorwegianAccount(plain) != nil {
			return refuse(where, "account", t.To.ID, "a Norwegian account of 11 digits with a good check digit")
		}
	case "DK":
		if !digits(plain, 14, 14) {
			return refuse(where, "account", t.To.ID, "a Danish account of 14 digits: 4 of the branch, 10 of the account with zeros before it")
		}
	}
	return nil
}

// checkLocalReference holds a reference to the rule of the country that reads it. An OCR
// number's own check digit is left to the payee: some agreements have none.
func checkLocalReference(t *formats.Transfer, at string) error {
	plain := withoutBlanks(t.Ref)
	if isRF(plain) {
		return nil // its check digits have been seen
	}
	where, card := payeeCountry(t), slipCard(t.To.Scheme)
	switch {
	case giro(t) && !digits(plain, 2, 25):
		return refuse(at, "reference", t.Ref, "an OCR number of 2 to 25 digits; an invoice number goes as an invoice")
	case card != "" && reference.CheckFIK(card, plain) != nil:
		return refuse(at, "reference", t.Ref, "the payment id of card "+card+", check digit last")
	case where == "NO" && reference.CheckKID(plain, reference.KIDEither) != nil:
		return refuse(at, "reference", t.Ref, "a KID of 2 to 25 digits with a good check digit (mod 10 or mod 11)")
	case where == "FI" && reference.CheckViite(plain) != nil:
		return refuse(at, "reference", t.Ref, "a Finnish reference of 4 to 20 digits with a good check digit, or RF")
	}
	return nil
}
