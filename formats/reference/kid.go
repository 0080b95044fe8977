package reference

import "fmt"

// KID is how the check digit of a Norwegian creditor's KIDs is made.
type KID uint8

// Agreements name one rule; KIDEither is for reading KIDs whose agreement is unknown.
const (
	KIDEither KID = iota
	KIDMod10
	KIDMod11
)

// CheckKID checks a Norwegian KID: 2 to 25 characters, the last one the check digit,
// which is a hyphen where mod 11 gives 10 (OCR giro system manual). Leading zeros
// belong to the number.
func CheckKID[T Text](text T, rule KID) error {
	if rule != KIDMod11 && len(text) >= 2 && len(text) <= 25 && luhnHolds(text) {
		return nil // as nearly all are
	}
	var b buffer
	d, fault := kidDigits(&b, text)
	if fault != 0 {
		return fault
	}
	n := len(d)
	switch {
	case rule != KIDMod11 && d[n-1] != '-' && Luhn(d) == 0,
		rule != KIDMod10 && d[n-1] == kidMod11(d[:n-1]):
		return nil
	}
	return BadCheckDigit
}

// luhnHolds tells digits, and nothing else, that agree by mod 10.
func luhnHolds[T Text](text T) bool {
	sum, i := 0, len(text)
	for ; i >= 2; i -= 2 {
		c, d := text[i-1]-'0', text[i-2]-'0'
		if c > 9 || d > 9 {
			return false
		}
		sum += int(c) + int(doubled[d])
	}
	if i == 1 {
		c := text[0] - '0'
		if c > 9 {
			return false
		}
		sum += int(c)
	}
	return sum%10 == 0
}

// doubled is twice a digit, 9 taken off what has two.
var doubled = [10]byte{0, 2, 4, 6, 8, 1, 3, 5, 7, 9}

// kidDigits gives the digits and a hyphen that ends them.
func kidDigits[T Text](b *buffer, text T) ([]byte, Fault) {
	n := len(text)
	for n > 0 && text[n-1] == ' ' {
		n--
	}
	hyphen := n > 0 && text[n-1] == '-'
	if hyphen {
		n--
	}
	d, fault := digits(b, text[:n], " ")
	switch {
	case fault != 0:
		return nil, fault
	case hyphen && len(d) < longest:
		d = append(d, '-')
	}
	if len(d) < 2 || len(d) > 25 {
		return nil, BadLength
	}
	return d, 0
}

// kidMod11 gives the check character of weights 2 to 7 from the right, again and again.
func kidMod11(d []byte) byte {
	sum := 0
	for i := range d {
		sum += (2 + i%6) * int(d[len(d)-1-i]-'0')
	}
	switch rest := sum % 11; rest {
	case 0:
		return '0'
	case 1:
		return '-'
	default:
		return '0' + byte(11-rest)
	}
}

// MakeKID adds the check digit to a number.
func MakeKID(number string, rule KID) (string, error) {
	var b buffer
	d, fault := digits(&b, number, " ")
	if fault != 0 || len(d) == 0 || len(d) > 24 {
		return "", fmt.Errorf("KID of %q: want 1 to 24 digits", number)
	}
	if rule == KIDMod11 {
		return string(append(d, kidMod11(d))), nil
	}
	return string(append(d, luhnDigit(d))), nil
}
