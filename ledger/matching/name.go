package matching

// AppendRef appends a payment reference in the form names are compared in: letters and
// digits only, upper case. "rf18 5390 0754 7034" and "RF18539007547034" are one.
func AppendRef[T string | []byte](dst []byte, text T) []byte {
	for i := 0; i < len(text); i++ {
		if c := upper(text[i]); letterOrDigit(c) {
			dst = append(dst, c)
		}
	}
	return dst
}

// AppendNumber appends an invoice number in the form they are compared in: upper case
// without blanks. Hyphens and slashes tell numbers apart and stay.
func AppendNumber[T string | []byte](dst []byte, text T) []byte {
	for i := 0; i < len(text); i++ {
		if c := upper(text[i]); c > ' ' {
			dst = append(dst, c)
		}
	}
	return dst
}

func upper(c byte) byte {
	if c >= 'a' && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func letterOrDigit(c byte) bool { return digit(c) || c >= 'A' && c <= 'Z' }

// digits counts the digits of a token.
func digits(token []byte) (n int) {
	for _, c := range token {
		if digit(c) {
			n++
		}
	}
	return n
}

// isRF tells an ISO 11649 reference: RF, two check digits, at most 21 characters, and
// the whole modulo 97 is one.
func isRF(ref []byte) bool {
	if len(ref) < 5 || len(ref) > 25 || ref[0] != 'R' || ref[1] != 'F' || !digit(ref[2]) || !digit(ref[3]) {
		return false
	}
	rest := 0
	for i := range ref {
		c := ref[(i+4)%len(ref)]
		switch {
		case digit(c):
			rest = (rest*10 + int(c-'0')) % 97
		case letterOrDigit(c):
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}

// withoutZeros strips leading zeros: Finnish banks pad a viite to 20 digits.
func withoutZeros(ref []byte) []byte {
	for len(ref) > 1 && ref[0] == '0' {
		ref = ref[1:]
	}
	return ref
}
