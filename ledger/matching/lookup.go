package matching

// byRef finds a payment reference in any of the forms it may be written in: as it
// stands, without the zeros a bank padded it with, and an RF reference as the national
// one it wraps (DOMAIN.md §5.1: viite and RF are equal).
func (m *Matcher) byRef(text []byte) (slot, error) {
	m.ref = AppendRef(m.ref[:0], text)
	if at := m.x.refs.find(m.x, m.ref); at.name != 0 || len(m.ref) == 0 {
		return at, nil
	}
	forms := append(m.forms[:0], m.ref)
	if bare := withoutZeros(m.ref); len(bare) < len(m.ref) {
		forms = append(forms, bare)
	}
	if isRF(m.ref) {
		forms = append(forms, m.ref[4:], withoutZeros(m.ref[4:]))
	}
	for _, form := range forms[1:] {
		if at := m.x.refs.find(m.x, form); at.name != 0 {
			return at, nil
		}
	}
	if m.source == nil {
		return slot{}, nil
	}
	for _, form := range forms {
		if err := m.source.ByRef(m.x, form); err != nil {
			return slot{}, err
		}
		if at := m.x.refs.find(m.x, form); at.name != 0 {
			return at, nil
		}
	}
	return slot{}, nil
}

// byNumber finds an invoice number.
func (m *Matcher) byNumber(text []byte) (slot, error) {
	m.ref = AppendNumber(m.ref[:0], text)
	at := m.x.numbers.find(m.x, m.ref)
	if at.name != 0 || len(m.ref) == 0 || m.source == nil {
		return at, nil
	}
	if err := m.source.ByNumber(m.x, m.ref, text); err != nil {
		return slot{}, err
	}
	return m.x.numbers.find(m.x, m.ref), nil
}

// payable narrows the claims under a name to those in the payment's currency.
func (m *Matcher) payable(at slot) []ID {
	ids := m.x.sharing(at)
	for i, id := range ids {
		if m.x.Currency(id) == m.currency {
			continue
		}
		// Rare enough to copy: one name used in two currencies.
		kept := append([]ID(nil), ids[:i]...)
		for _, id := range ids[i:] {
			if m.x.Currency(id) == m.currency {
				kept = append(kept, id)
			}
		}
		m.reason = OtherCurrency
		return kept
	}
	return ids
}
