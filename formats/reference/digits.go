package reference

// longest is the longest number here: an IBAN has at most 34 characters.
const longest = 34

// buffer holds a number without its separators, on the stack of whoever checks it.
type buffer [longest]byte

// digits copies the digits of a text and leaves out the separators; anything else is a
// BadForm, more than fit a BadLength.
func digits[T Text](b *buffer, text T, separators string) ([]byte, Fault) {
	n := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c >= '0' && c <= '9':
			if n == longest {
				return nil, BadLength
			}
			b[n] = c
			n++
		case !contains(separators, c):
			return nil, BadForm
		}
	}
	return b[:n], 0
}

// alphanumeric does the same for digits and letters, and makes the letters upper case.
func alphanumeric[T Text](b *buffer, text T) ([]byte, Fault) {
	n := 0
	for i := 0; i < len(text); i++ {
		c := upper(text[i])
		switch {
		case c >= '0' && c <= '9' || c >= 'A' && c <= 'Z':
			if n == longest {
				return nil, BadLength
			}
			b[n] = c
			n++
		case c != ' ':
			return nil, BadForm
		}
	}
	return b[:n], 0
}

func contains(set string, c byte) bool {
	for i := 0; i < len(set); i++ {
		if set[i] == c {
			return true
		}
	}
	return false
}

func upper(c byte) byte {
	if c >= 'a' && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

func isDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// Luhn gives the mod 10 sum of digits whose last one is the check digit: weights 1, 2,
// 1, 2 … from the right, products above 9 less 9. A right number gives 0.
func Luhn(digits []byte) int {
	sum := 0
	for i := range digits {
		n := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum % 10
}

// luhnDigit gives the check digit that digits without one must end in.
func luhnDigit(digits []byte) byte {
	var b [longest + 1]byte
	n := copy(b[:longest], digits)
	b[n] = '0'
	return '0' + byte((10-Luhn(b[:n+1]))%10)
}

// weighted gives the sum of digits times weights, which stand from the left. A number
// shorter than its weights is an error in the caller, so the two are cut to agree.
func weighted(digits []byte, weights ...int) int {
	sum := 0
	for i, w := range weights[:min(len(weights), len(digits))] {
		sum += w * int(digits[i]-'0')
	}
	return sum
}

// mod97 gives the remainder of ISO 7064 mod 97-10 with the first four characters moved
// to the end and A = 10 … Z = 35. A right number gives 1.
func mod97(b []byte) int {
	rest := 0
	for i := range b {
		c := b[(i+4)%len(b)]
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest
}

// grouped writes characters in groups with a blank between: from the left, or from the
// right so that the first group is the short one.
func grouped(b []byte, size int, fromRight bool) string {
	out := make([]byte, 0, len(b)+len(b)/size)
	for i, c := range b {
		at := i
		if fromRight {
			at = len(b) - i
		}
		if i > 0 && at%size == 0 {
			out = append(out, ' ')
		}
		out = append(out, c)
	}
	return string(out)
}
