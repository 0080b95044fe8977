package matching

// debtor tries rule 6: we know who pays, and his amount fits exactly one open claim, or
// everything he owes, credit notes included.
func (m *Matcher) debtor() (bool, error) {
	if m.source == nil {
		return false, nil
	}
	party, how, err := m.source.Debtor(m.payment)
	if err != nil || party == 0 {
		return false, err
	}
	all, err := m.source.OpenOf(m.x, party)
	if err != nil {
		return false, err
	}
	m.ids = m.ids[:0]
	var exact ID
	exacts := 0
	for _, id := range all {
		total := m.x.Total(id)
		if total == 0 || m.x.Currency(id) != m.currency {
			continue
		}
		m.name(id)
		if total == m.payment.Amount {
			exact, exacts = id, exacts+1
		}
	}
	if exacts > 1 {
		m.reason = TwoCandidates
		return false, nil
	}
	var sum int64
	for _, id := range m.ids {
		sum += m.x.Total(id)
	}
	switch {
	case exacts == 1 && sum == m.payment.Amount && len(m.ids) > 1:
		// One invoice, or all of them less a credit note: two answers are none.
		m.reason = TwoCandidates
		return false, nil
	case exacts == 1:
		m.ids = append(m.ids[:0], exact)
	case sum != m.payment.Amount || len(m.ids) == 0:
		return false, nil
	}
	m.d.Rule = 6
	m.say("payer known by ")
	m.say(how)
	if exacts == 0 {
		m.say(", full balance")
	}
	m.settleAll(m.ids)
	return true, nil
}
