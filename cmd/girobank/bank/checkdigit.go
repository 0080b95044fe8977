package bank

import "strings"

// goodIBAN checks an IBAN by ISO 13616: the first four moved behind, letters as
// 10-35, the rest modulo 97 is 1.
func goodIBAN(s string) bool {
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	rest := 0
	for _, c := range s[4:] + s[:4] {
		switch {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}

// luhn checks digits of which the last is a check digit modulo 10, doubled from
// the right: bankgiro, plusgiro and OCR.
func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		c := s[len(s)-1-i]
		if c < '0' || c > '9' {
			return false
		}
		n := int(c - '0')
		if i%2 == 1 {
			n = n*2/10 + n*2%10
		}
		sum += n
	}
	return len(s) > 1 && sum%10 == 0
}

// goodGiro checks a bankgiro or plusgiro number, with or without its dash.
func goodGiro(s string) bool {
	s = strings.ReplaceAll(s, "-", "")
	return len(s) >= 2 && len(s) <= 8 && luhn(s)
}

// goodBBAN checks a Swedish clearing number and account: digits, and enough of
// them. Their check digits depend on who issued the series; a bank's own test
// environment does not look closer either.
func goodBBAN(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(s) >= 5 && len(s) <= 15
}

// weighed sums digits times 2 to 7 from the right, over and over; the last place, of the
// check digit, counts once. A check digit of ten is written as a dash.
func weighed(s string) bool {
	sum := 0
	for i := range len(s) {
		n, weight := int(s[len(s)-1-i]-'0'), (i-1)%6+2
		if i == 0 {
			if weight = 1; s[len(s)-1] == '-' {
				n = 10
			}
		}
		if n < 0 || n > 9 && i > 0 {
			return false
		}
		sum += n * weight
	}
	return len(s) > 1 && sum%11 == 0
}

// goodNorwegian checks an account number of Norway: 11 digits, the last a check digit
// modulo 11.
func goodNorwegian(s string) bool { return len(s) == 11 && s[10] != '-' && weighed(s) }

// goodKID checks a Norwegian payment reference: either modulus, as agreed with the payee.
func goodKID(s string) bool { return len(s) <= 25 && (luhn(s) || weighed(s)) }
