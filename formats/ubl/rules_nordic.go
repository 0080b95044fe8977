package ubl

import (
	"strings"

	"girod/formats"
)

// What Sweden, Norway and Denmark ask of sellers established there. Sweden's rules about
// accounts are warnings: the bank will tell what no account is.
var nordicRules = []Rule{
	{"SE-R-001", Fatal, false, "a Swedish VAT number of 14 characters", swedish, about(swedishVAT, func(n string) bool { return len(n) == 14 })},
	{"SE-R-002", Fatal, false, "a Swedish VAT number of SE and digits", swedish, about(swedishVAT, func(n string) bool {
		return digitsIn(n) == len(n)-2
	})},
	{"SE-R-003", Fatal, false, "a Swedish organisation number of digits", swedish, about(sellerNo, func(n string) bool { return digitsIn(n) == len(n) })},
	{"SE-R-004", Fatal, false, "a Swedish organisation number of 10 characters", swedish, about(sellerNo, func(n string) bool { return len(n) == 10 })},
	{"SE-R-013", Fatal, false, "a Swedish organisation number whose check digit agrees", swedish, about(sellerNo, luhn10)},
	{"SE-R-005", Fatal, false, `the words "Godkänd för F-skatt" as tax registration`, swedish, about(
		func(d *Document) string { return d.Supplier.TaxStatus() }, func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), "Godkänd för F-skatt") })},
	{"SE-R-006", Fatal, false, "a Swedish rate of VAT: 25, 12 or 6", swedish, func(d *Document, say say) {
		if swedishVAT(d) == "" {
			return
		}
		anyCategory(func(c *Category) bool { return c.ID != "S" || swedishRate(c.Percent) })(d, say)
		anyPart(func(p *TaxPart) bool { return p.Tax.ID != "S" || swedishRate(p.Tax.Percent) })(d, say)
	}},
	{"SE-R-007", Warning, false, "a plusgiro number of digits", swedish, giro(plusgiro, func(n string) bool { return digitsIn(n) == len(n) })},
	{"SE-R-010", Warning, false, "a plusgiro number of 2 to 8 digits", swedish, giro(plusgiro, func(n string) bool { return len(n) >= 2 && len(n) <= 8 })},
	{"SE-R-008", Warning, false, "a bankgiro number of digits", swedish, giro(bankgiro, func(n string) bool { return digitsIn(n) == len(n) })},
	{"SE-R-009", Warning, false, "a bankgiro number of 7 or 8 digits", swedish, giro(bankgiro, func(n string) bool { return len(n) == 7 || len(n) == 8 })},
	{"SE-R-011", Warning, false, "code 30 and SE:BANKGIRO or SE:PLUSGIRO for a giro payment", swedish, anyMeans(code, func(m *Means) bool {
		return m.Code != "50" && m.Code != "56"
	})},
	{"SE-R-012", Warning, false, "code 30 for a credit transfer within Sweden", swedish, func(d *Document, say say) {
		if d.Customer.Address.Country == "SE" {
			anyMeans(code, func(m *Means) bool { return m.Code != "31" })(d, say)
		}
	}},
	{"NO-R-001", Fatal, false, "a Norwegian VAT number of NO, 9 digits and MVA, whose check digit agrees", norwegian, about(
		func(d *Document) string { return d.Supplier.VAT() }, func(n string) bool {
			number, ok := strings.CutSuffix(strings.TrimPrefix(n, "NO"), "MVA")
			return !strings.HasPrefix(n, "NO") || ok && orgNo("NO")(number)
		})},
	{"NO-R-002", Warning, false, `the word "Foretaksregisteret", where the seller stands there`, norwegian, whole(func(d *Document) bool {
		return d.Supplier.TaxStatus() == "Foretaksregisteret"
	})},
	{"DK-R-002", Fatal, false, "the seller's CVR number", danish, whole(func(d *Document) bool { return d.Supplier.OrgNo.Value != "" })},
	{"DK-R-014", Fatal, false, "a CVR number of scheme 0184", danish, whole(func(d *Document) bool {
		return d.Supplier.OrgNo.Value == "" || d.Supplier.OrgNo.Scheme == "0184"
	})},
	{"DK-R-016", Fatal, false, "a credit note that is not negative", danish, whole(func(d *Document) bool {
		return d.Root != "CreditNote" || d.Totals.Payable.Minor >= 0
	})},
	{"DK-R-005", Fatal, false, "means of payment 1, 10, 31, 42, 48, 49, 50, 58, 59, 93 or 97", danish, anyMeans(code, func(m *Means) bool { return danishMeans(m.Code) })},
	{"DK-R-006", Fatal, false, "account and bank for a transfer", danish, anyMeans(code, func(m *Means) bool {
		return m.Code != "31" && m.Code != "42" || m.Account.ID != "" && m.Account.Bank != ""
	})},
	{"DK-R-007", Fatal, false, "mandate and payer's account for a direct debit", danish, anyMeans(code, func(m *Means) bool {
		return m.Code != "49" || m.Mandate != "" && m.Payer != ""
	})},
	{"DK-R-008", Fatal, false, "01#, 04# or 15# and a giro account of 7 or 8 digits, for a giro payment", danish, anyMeans((*Means).Ref, func(m *Means) bool {
		n := m.Account.ID
		return m.Code != "50" || card(m, "01#", "04#", "15#") && (len(n) == 7 || len(n) == 8) && digitsIn(n) == len(n)
	})},
	{"DK-R-009", Fatal, false, "16 digits after 04# or 15#", danish, anyMeans((*Means).Ref, func(m *Means) bool {
		return m.Code != "50" || !card(m, "04#", "15#") || len(m.Ref()) == 19
	})},
	{"DK-R-010", Fatal, false, "71#, 73# or 75# and a creditor number of 8 digits, for a FIK payment", danish, anyMeans((*Means).Ref, func(m *Means) bool {
		return m.Code != "93" || card(m, "71#", "73#", "75#") && len(m.Account.ID) == 8
	})},
	{"DK-R-011", Fatal, false, "15 or 16 digits after 71# or 75#", danish, anyMeans((*Means).Ref, func(m *Means) bool {
		return m.Code != "93" || !card(m, "71#", "75#") || len(m.Ref()) == 18 || len(m.Ref()) == 19
	})},
}

func code(m *Means) string { return m.Code }

// swedishVAT gives the seller's VAT number where it is Swedish.
func swedishVAT(d *Document) string {
	if n := d.Supplier.VAT(); strings.HasPrefix(n, "SE") {
		return n
	}
	return ""
}

func sellerNo(d *Document) string { return d.Supplier.OrgNo.Value }

func swedishRate(percent Decimal) bool {
	return percent.equal("25") || percent.equal("12") || percent.equal("6")
}

// giro is a rule about the accounts of a Swedish giro.
func giro(of string, ok func(number string) bool) test {
	return func(d *Document, say say) {
		for i := range d.Means {
			if m := &d.Means[i]; m.Code == "30" && m.Account.Bank == of && m.Account.ID != "" && !ok(m.Account.ID) {
				say(formats.Origin{}, m.Account.ID, "")
			}
		}
	}
}

var danishMeans = listed("1 10 31 42 48 49 50 58 59 93 97")

// card tells whether the reference begins as one of these payment cards does.
func card(m *Means, kinds ...string) bool {
	for _, k := range kinds {
		if strings.HasPrefix(m.Ref(), k) {
			return true
		}
	}
	return false
}
