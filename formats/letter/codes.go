package letter

import (
	"fmt"
	"strings"

	"girod/formats"
	"girod/formats/money"
	"girod/formats/reference"
)

// CodeLine is what a bank's machine reads off the slip, or "" where the country has none
// or the payment does not fit it: a Swedish bankgiro slip's line, a Danish slip's
// (+71<…), or the digits of the Finnish bar code. Norway has none left: there the payer
// types account and KID.
func CodeLine(r *formats.Reminder) string {
	if _, _, asks := ask(r); !asks {
		return ""
	}
	switch a := r.PayTo.Account; {
	case strings.HasPrefix(scheme(a), "FIK"):
		return fikLine(r, strings.TrimPrefix(scheme(a), "FIK"))
	case scheme(a) == "BGNR" && r.Currency == money.SEK:
		return bankgiroLine(r)
	case lawOf(r) == "FI" && scheme(a) == "IBAN" && r.Currency == money.EUR:
		return finnishBars(r)
	}
	return ""
}

// bankgiroLine holds reference, kronor, öre, a check digit over the amount (modulus 10),
// the bankgiro number and document code 41, a slip with a fixed amount. Kronor have eight
// places: of a hundred million and more there is no such slip.
//
//	#     1001012347 #    1576 44   3 >  58056201#41#
func bankgiroLine(r *formats.Reminder) string {
	giro, ref := digits(r.PayTo.Account.ID), r.PayTo.Ref
	total, _, _ := ask(r)
	if ref == "" || len(ref) > 25 || digits(ref) != ref || len(giro) < 7 || len(giro) > 8 || total <= 0 {
		return ""
	}
	kronor, ore := total/100, total%100
	if kronor > 99_999_999 {
		return ""
	}
	amount := fmt.Sprintf("%d%02d", kronor, ore)
	return fmt.Sprintf("# %25s #%8d %02d   %d >%20s#41#", ref, kronor, ore, modulus10(amount), giro)
}

// modulus10 is the check digit that makes a number right by Luhn.
func modulus10(number string) int { return (10 - reference.Luhn([]byte(number+"0"))) % 10 }

// fikLine is a Danish slip's line; leading zeros that a reference has lost are put back.
func fikLine(r *formats.Reminder, kind string) string {
	ref, to := digits(r.PayTo.Ref), digits(r.PayTo.Account.ID)
	switch kind {
	case "71":
		ref = zeros(ref, 15)
	case "04", "15", "75":
		ref = zeros(ref, 16)
	default:
		ref = ""
	}
	if len(to) != 8 && (kind == "71" || kind == "73" || kind == "75") || reference.CheckFIK(kind, ref) != nil {
		return ""
	}
	return reference.FIK{Kind: kind, ID: ref, To: to}.String()
}

// finnishBars are the 54 digits of a Finnish bar code, which people also paste into their
// bank (virtuaaliviivakoodi): version, the account's digits, euro and cent, the reference and
// the last day to pay. Version 4 carries a viite, version 5 an RF reference. An amount of
// a million euro and more is left open.
func finnishBars(r *formats.Reminder) string {
	iban := strings.ReplaceAll(r.PayTo.Account.ID, " ", "")
	account, is := strings.CutPrefix(iban, "FI")
	if !is || reference.CheckIBAN(iban) != nil || len(account) != 16 {
		return ""
	}
	total, by, _ := ask(r)
	if total >= 100_000_000 || total < 0 {
		total = 0
	}
	year, month, day := by.Split()
	due := fmt.Sprintf("%02d%02d%02d", year%100, month, day)
	ref := strings.ReplaceAll(r.PayTo.Ref, " ", "")
	if rest, rf := strings.CutPrefix(ref, "RF"); rf {
		if reference.CheckRF(ref) != nil || digits(rest) != rest || len(rest) < 3 || len(rest) > 23 {
			return ""
		}
		return fmt.Sprintf("5%s%08d%s%s%s", account, total, rest[:2], zeros(rest[2:], 21), due)
	}
	if reference.CheckViite(ref) != nil {
		return ""
	}
	return fmt.Sprintf("4%s%08d000%s%s", account, total, zeros(ref, 20), due)
}

// zeros fills a number up from the left.
func zeros(number string, width int) string {
	return strings.Repeat("0", max(0, width-len(number))) + number
}
