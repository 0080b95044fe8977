// Package codes gives the codes of ISO 20022 names that people can read.
//
// A bank writes AC04 where it means that the account is closed, and PMNT/RCDT/ATXN where
// it means a bankgiro deposit. The lists behind such codes are kept by ISO outside the
// schemas and grow every quarter, so a code without a name here is not an error: show the
// code itself.
//
// codes.csv is our own table, kept by hand: set; code; English; Swedish; Norwegian, the
// last two where a clerk meets the code. It holds what Nordic banks send, not all of ISO's
// lists. A set is named for what its codes say ([Reason], [BankTransaction] …), not for
// the list they come from: returns and rejections share their reasons, but for the few
// that mean something else of a return.
package codes

import (
	_ "embed"
	"strings"
	"sync"
)

// Set is a list of codes.
type Set string

// The sets we have names of.
const (
	RejectReason    Set = "reason"       // why an order was refused (pain.002, camt.029)
	ReturnReason    Set = "return"       // why a payment came back (camt RtrInf)
	PaymentStatus   Set = "status"       // pain.002, camt.029
	EntryStatus     Set = "entry-status" // camt Ntry/Sts
	Balance         Set = "balance"
	Charge          Set = "charge"
	ChargeBearer    Set = "bearer"
	Copy            Set = "copy"
	Direction       Set = "direction"
	Account         Set = "account" // what kind of number an account is named by
	AccountType     Set = "account-type"
	Proxy           Set = "proxy"
	Reference       Set = "reference"
	Document        Set = "document"
	DocumentAmount  Set = "amount"
	Clearing        Set = "clearing"
	Service         Set = "service"
	Instrument      Set = "instrument"
	Purpose         Set = "purpose" // and category purpose
	BankTransaction Set = "bank"    // "PMNT/RCDT/ATXN", or as far as it goes
	BankSubFamily   Set = "bank-sub"
	BankProprietary Set = "bank-proprietary"
	ReportSource    Set = "source"
)

// Language of a name: English unless it is one of these.
const (
	English   = "en"
	Swedish   = "sv"
	Norwegian = "nb"
)

//go:embed codes.csv
var csv string

type key struct {
	set  Set
	code string
}

// names is the table, read at the first question and never changed: English, Swedish,
// Norwegian.
var names = sync.OnceValue(func() map[key][3]string {
	all := make(map[key][3]string)
	for line := range strings.Lines(csv) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), ";")
		if len(cells) == 5 {
			all[key{Set(cells[0]), cells[1]}] = [3]string(cells[2:])
		}
	}
	return all
})

// Name gives a code's name in English, "" when we have none.
func Name(set Set, code string) string { return NameIn(English, set, code) }

// NameIn gives a code's name in a language, in English where that has none.
func NameIn(language string, set Set, code string) string {
	switch set {
	case ReturnReason:
		return or(look(language, ReturnReason, code), look(language, RejectReason, code))
	case BankTransaction:
		return bank(language, code)
	case BankProprietary:
		return proprietary(language, code)
	}
	return look(language, set, code)
}

// Reason gives the English name of a reason for a rejection or a return: AC04, "Account
// closed".
func Reason(code string) string { return ReasonIn(English, code) }

// ReasonIn gives the name of a reason in a language.
func ReasonIn(language, code string) string {
	return or(look(language, RejectReason, code), look(language, ReturnReason, code))
}

// Codes gives the codes of a set, in no order.
func Codes(set Set) []string {
	var all []string
	for k := range names() {
		if k.set == set {
			all = append(all, k.code)
		}
	}
	return all
}

func look(language string, set Set, code string) string {
	name := names()[key{set, code}]
	switch {
	case language == Swedish && name[1] != "":
		return name[1]
	case language == Norwegian && name[2] != "":
		return name[2]
	}
	return name[0]
}

// bank names a bank transaction code by its family and subfamily: "Credit transfer
// received: Clearing (bankgiro, ACH)".
func bank(language, code string) string {
	parts := strings.Split(code, "/")
	if len(parts) == 1 {
		return or(look(language, BankTransaction, code), proprietary(language, code))
	}
	family := or(look(language, BankTransaction, parts[0]+"/"+parts[1]), look(language, BankTransaction, parts[0]))
	if len(parts) < 3 || parts[2] == "OTHR" || parts[2] == "NTAV" {
		return family
	}
	sub := look(language, BankSubFamily, parts[2])
	if family == "" || sub == "" {
		return or(family, sub)
	}
	return family + ": " + sub
}

// proprietary names a bank's own code. Banks write more behind it, and some SWIFT's before:
// "705 VIITESIIRTO", "NTRF+705", "MSC MISCELLANEOUS".
func proprietary(language, code string) string {
	code = strings.TrimPrefix(code, "NTRF+")
	if name := look(language, BankProprietary, code); name != "" || len(code) < 4 {
		return name
	}
	if finnish := strings.Trim(code[:3], "0123456789") == ""; finnish && strings.IndexByte("0123456789", code[3]) < 0 || code[3] == ' ' {
		return look(language, BankProprietary, code[:3])
	}
	return ""
}

func or(name, other string) string {
	if name != "" {
		return name
	}
	return other
}
