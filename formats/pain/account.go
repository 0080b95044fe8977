package pain

import (
	"strings"

	"girod/formats"
	"girod/formats/reference"
)

// account is a bank account as pain writes it: an IBAN, or another number with the
// name of its scheme as a code or in the bank's own word.
type account struct {
	iban        string
	other       string
	code, prtry string
}

// accountOf gives the written form of an account. Giro numbers are written in digits
// only; they are plusgiro as a BBAN or as PGNR by profile.
func accountOf(at string, a formats.Account, p Profile) (account, error) {
	plain := plainNumber(a.ID)
	switch a.Scheme {
	case "IBAN":
		plain = strings.ToUpper(plain)
		if err := reference.CheckIBAN(plain); len(plain) > 34 || err != nil && !reference.IsWarning(err) {
			return account{}, refuse(at+"/Id/IBAN", "account", a.ID, "an IBAN with good check digits")
		}
		return account{iban: plain}, nil
	case "BGNR":
		if reference.CheckBankgiro(plain) != nil {
			return account{}, refuse(at+"/Id/Othr/Id", "account", a.ID, "a bankgiro number of 7 or 8 digits, the last a good check digit")
		}
		return account{other: plain, prtry: "BGNR"}, nil
	case "PGNR":
		if reference.CheckPlusgiro(plain) != nil {
			return account{}, refuse(at+"/Id/Othr/Id", "account", a.ID, "a plusgiro number of 2 to 8 digits, the last a good check digit")
		}
		if p.PlusgiroScheme == "PGNR" {
			return account{other: plain, prtry: "PGNR"}, nil
		}
		return account{other: plain, code: "BBAN"}, nil
	case "BBAN":
		if len(plain) < 5 || len(plain) > 34 || strings.IndexFunc(plain, notCode) >= 0 {
			return account{}, refuse(at+"/Id/Othr/Id", "account", a.ID, "an account number of 5 to 34 digits or capital letters")
		}
		return account{other: plain, code: "BBAN"}, nil
	}
	if slipCard(a.Scheme) != "" {
		return slipAccount(at, a, plain, p)
	}
	return account{}, refuse(at+"/Id", "account", a.Scheme+" "+a.ID, "an account of scheme IBAN, BGNR, PGNR, BBAN or FIK71")
}

// slipAccount gives the written form of who a Danish slip pays: a creditor number of 8
// digits, or with the cards 01, 04 and 15 a giro account (FORMATS.md 4).
func slipAccount(at string, a formats.Account, plain string, p Profile) (account, error) {
	least := 8
	if card := slipCard(a.Scheme); card == "01" || card == "04" || card == "15" {
		least = 7
	}
	if !digits(plain, least, 8) {
		return account{}, refuse(at+"/Id/Othr/Id", "account", a.ID, "a creditor number of 8 digits, or a giro account of 7 or 8 with card 01, 04 or 15")
	}
	if p.SlipScheme != "" {
		return account{other: plain, prtry: p.SlipScheme}, nil
	}
	return account{other: plain, code: "BBAN"}, nil
}

// plainNumber takes the separators out of an account number.
func plainNumber(s string) string { return separators.Replace(s) }

var separators = strings.NewReplacer(" ", "", "-", "", ".", "")

// digits tells whether s is between least and most digits long, and only digits.
func digits(s string, least, most int) bool {
	if len(s) < least || len(s) > most {
		return false
	}
	return strings.Trim(s, "0123456789") == ""
}

// letters tells whether s is capital letters only.
func letters(s string) bool {
	for _, c := range []byte(s) {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}

// agent names the payee's bank: by BIC, by Swedish clearing number, or both.
type agent struct {
	bic    string
	member string // of clearing system SESBA
}

// agentOf finds the payee's bank. A giro is a bank of its own, with a clearing number
// of its own; an account of the Swedish kind is found by its clearing number, whose
// fifth digit (Swedbank 8nnn-n) is no part of the member's name.
func agentOf(t *formats.Transfer, p Profile) agent {
	a := agent{bic: t.BIC}
	switch t.To.Scheme {
	case "BGNR":
		a.member = p.BankgiroMember
	case "PGNR":
		a.member = p.PlusgiroMember
	case "BBAN":
		if c := plainNumber(t.Clearing); len(c) >= 4 {
			a.member = c[:4]
		}
	}
	return a
}

// giro tells whether a transfer goes to a giro number.
func giro(t *formats.Transfer) bool { return t.To.Scheme == "BGNR" || t.To.Scheme == "PGNR" }
