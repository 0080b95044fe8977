package cutover

import "girod/formats"

// The hash is FNV-1a: the same in every run, and good enough beside the amount.
const (
	seed  uint64 = 14695981039346656037
	prime uint64 = 1099511628211
)

func hashText(h uint64, text string) uint64 {
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * prime
	}
	return (h ^ 0xff) * prime
}

// hashPayment makes one number of a payment's references, in whatever order and spelling:
// blanks, hyphens, case and leading zeros do not count. Without references its text
// stands for them, so that a bank which tells a reference as text tells the same.
func hashPayment(p *formats.Payment) uint64 {
	var sum uint64
	found := false
	for i := range p.Refs {
		if h, ok := hashRef(seed, true, p.Refs[i].Text); ok {
			sum += h * h // so that order does not count, and two of a kind do not vanish
			found = true
		}
	}
	if found {
		return sum
	}
	h, lead, any := seed, true, false
	for _, text := range p.Text {
		var ok bool
		if h, ok = hashRef(h, lead, text); ok {
			lead, any = false, true
		}
	}
	if !any {
		return 0
	}
	return h * h
}

// hashRef adds a reference to a hash and tells whether there was anything of it; lead says
// that zeros in front do not count.
func hashRef(h uint64, lead bool, text []byte) (uint64, bool) {
	any := false
	for _, c := range text {
		switch {
		case c == ' ' || c == '-' || c == '.' || c == '/' || lead && c == '0':
			continue
		case c >= 'a' && c <= 'z':
			c -= 'a' - 'A'
		}
		lead, any = false, true
		h = (h ^ uint64(c)) * prime
	}
	return h, any
}
