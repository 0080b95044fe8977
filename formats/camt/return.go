package camt

// noReason names a return whose bank gives no code by what the code list itself has for
// it: NARR, the reason is in the text; MS03, the bank does not say.
func noReason(text []byte) []byte {
	if len(text) > 0 {
		return narrative
	}
	return notSaid
}

var (
	narrative = []byte("NARR")
	notSaid   = []byte("MS03")
)

// joined adds a line to a text that banks cut into lines (RtrInf/AddtlInf).
func (p *payment) joined(have, line []byte) []byte {
	if len(have) == 0 {
		return p.keep(line)
	}
	start := len(p.bytes)
	p.bytes = append(append(append(p.bytes, have...), ' '), line...)
	return p.bytes[start:len(p.bytes):len(p.bytes)]
}

// proxyScheme takes the kind of a proxy, such as the phone number of a Swish payment
// (MBNO, or a bank's own MOBNB), for an account that has no number of its own.
func proxyScheme(account, scheme, kind []byte) []byte {
	if len(account) > 0 {
		return scheme
	}
	return first(scheme, kind)
}
