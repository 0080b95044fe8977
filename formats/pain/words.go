package pain

import (
	"strings"
	"time"

	"girod/formats"
)

// checkOnce refuses an identification that is not good or was used before in the order.
func checkOnce(at, id, name string, ids map[string]bool) error {
	if err := checkID(at, id); err != nil {
		return err
	}
	if ids[name] {
		return refuse(at, "id-twice", id, "an identification not used before in this order")
	}
	ids[name] = true
	return nil
}

// checkID refuses an identification that would not come back unchanged from a bank:
// at most 35 basic characters, no slash first or last, no two slashes (EPC132-08).
func checkID(at, id string) error {
	bad := id == "" || len(id) > maxID || strings.TrimSpace(id) != id ||
		strings.HasPrefix(id, "/") || strings.HasSuffix(id, "/") || strings.Contains(id, "//") ||
		strings.ContainsFunc(id, func(r rune) bool { return !basic(r) })
	if bad {
		return refuse(at, "id", id, "1 to 35 of 0-9 A-Z a-z / - ? : ( ) . , ' + and blank, no slash first, last or doubled")
	}
	return nil
}

// checkAddress holds the rule in force since November 2026: an address names town and
// country, or there is none. Lines alone are refused by the banks.
func checkAddress(at string, p formats.Party, need bool) error {
	given := p.Street != "" || p.Street2 != "" || p.PostCode != "" || p.Town != "" || p.Country != ""
	if !given && !need {
		return nil
	}
	got := strings.Join(strings.Fields(p.Street+" "+p.Street2+" "+p.PostCode+" "+p.Town+" "+p.Country), " ")
	if p.Town == "" || p.Country == "" {
		return refuse(at, "E_ADDRESS_UNSTRUCTURED", got, "town and country on their own (structured or hybrid address)")
	}
	if len(p.Country) != 2 || !letters(p.Country) {
		return refuse(at+"/Ctry", "country", p.Country, "a country of ISO 3166: SE, NO, FI …")
	}
	return nil
}

// isDateTime tells an ISO 8601 date and time, with or without a zone.
func isDateTime(s string) bool {
	for _, layout := range []string{"2006-01-02T15:04:05", time.RFC3339} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}

// checkCodes holds the group's codes to their form.
func checkCodes(g *formats.TransferGroup, at string) error {
	switch {
	case !code(g.Service):
		return refuse(at+"/PmtTpInf/SvcLvl/Cd", "code", g.Service, "a service level such as SEPA, NURG or URGP")
	case g.Charges != "" && g.Charges != "SLEV" && g.Charges != "SHAR" && g.Charges != "DEBT" && g.Charges != "CRED":
		return refuse(at+"/ChrgBr", "code", g.Charges, "SLEV, SHAR, DEBT or CRED")
	case g.FromBIC != "" && !isBIC(g.FromBIC):
		return refuse(at+"/DbtrAgt", "bic", g.FromBIC, "a BIC of 8 or 11 characters")
	}
	return nil
}

// code tells a code of one of ISO's external lists, or none: up to four characters.
func code(s string) bool { return len(s) <= 4 && strings.IndexFunc(s, notCode) < 0 }

func notCode(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }

// isBIC tells the form of a BIC (ISO 9362): bank, country, place, perhaps a branch.
func isBIC(s string) bool {
	return (len(s) == 8 || len(s) == 11) && strings.IndexFunc(s, notCode) < 0 && letters(s[4:6])
}
