package cases

import (
	"strings"
	"unicode/utf8"

	"girod/formats/names"
	"girod/formats/reference"
	"girod/ledger"
)

// key is one thing a case is found by, in the form in which equal things are equal.
type key struct{ field, value string }

// The fields of the index. A person's and an organisation's number are one of them, as
// the book keeps one number for both.
const (
	keyCase     = "case"
	keyDebtorNo = "debtor-no"
	keyCustomer = "customer"
	keyFormer   = "former-customer"
	keyIdentity = "identity"
	keyInvoice  = "invoice"
	keyRef      = "ref"
	keyEmail    = "email"
	keyPhone    = "phone"
	keyWord     = "word" // of the debtor's name
)

// partyKeys are what a case is found by for its debtor's sake.
func partyKeys(p ledger.Party) []key {
	keys := []key{
		{keyCustomer, strings.TrimSpace(p.CustomerNo)}, {keyIdentity, identityKey(p.Country, p.OrgNo)}, {keyEmail, emailKey(p.Email)},
		{keyPhone, phoneKey(p.Country, p.Phone)},
	}
	for _, w := range nameWords(p.Name) {
		keys = append(keys, key{keyWord, w})
	}
	return keys
}

func invoiceKeys(i ledger.Invoice) []key {
	return []key{{keyInvoice, strings.TrimSpace(i.Number)}, {keyRef, refKey(i.Ref)}}
}

func partnerKeys(c Case) []key {
	keys := []key{{keyCase, numberKey(c.PartnerNo)}, {keyDebtorNo, numberKey(c.DebtorNo)}}
	if bare := bareKey(c.PartnerNo); bare != keys[0].value {
		keys = append(keys, key{keyCase, bare})
	}
	return keys
}

// identityKey keeps letters and digits; a Swedish number loses its century, which is
// written in some places and not in others.
func identityKey(country, text string) string {
	s := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, strings.ToUpper(text))
	if (country == "SE" || country == "") && len(s) == 12 {
		s = s[2:]
	}
	return s
}

func emailKey(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// callingCodes are the countries' own; a Swede's leading zero stands for +46.
var callingCodes = map[string]string{"SE": "46", "NO": "47", "DK": "45", "FI": "358", "": "46"}

// phoneKey gives the digits with the country's code: "+46 (0)70-123 45 67" and "070 123 45 67"
// are 46701234567.
func phoneKey(country, text string) string {
	text = strings.ReplaceAll(strings.TrimSpace(text), "(0)", "")
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
	code := callingCodes[country]
	switch {
	case digits == "":
		return ""
	case strings.HasPrefix(text, "+"):
		return digits
	case strings.HasPrefix(digits, "00"):
		return digits[2:]
	case country == "NO" || country == "DK": // no zero in front there
		return code + digits
	}
	return code + strings.TrimPrefix(digits, "0")
}

func refKey(text string) string { return string(reference.Normalise([]byte(text), nil)) }

// numberKey is for numbers of other houses: capitals, no blanks.
func numberKey(text string) string { return strings.ToUpper(strings.Join(strings.Fields(text), "")) }

// bareKey is such a number as a payment reference is compared: letters and digits alone.
func bareKey(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, numberKey(text))
}

// lettersOf gives all words of a name as they are searched by.
func lettersOf(name string) string { return strings.Join(names.Letters(name), " ") }

// maxWords bounds what of a name is indexed.
const maxWords, maxWord = 12, 40

// nameWords gives the words of a name as they are indexed.
func nameWords(name string) []string {
	words := names.Letters(name)
	words = words[:min(len(words), maxWords)]
	for i, w := range words {
		if len(w) > maxWord {
			words[i] = strings.ToValidUTF8(w[:maxWord], "")
		}
	}
	return words
}

// shortestPart is how few letters of a name are searched by.
const shortestPart = 2

// parts gives the ends of a word, the word itself first.
func parts(word string) (list []string) {
	for i := range word {
		if utf8.RuneCountInString(word[i:]) < shortestPart {
			break
		}
		list = append(list, word[i:])
	}
	return list
}
