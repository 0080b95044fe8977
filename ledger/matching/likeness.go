package matching

import "girod/formats/names"

// noticed tries rule 8: the amount is the total of exactly one reminder, and the payer is
// called much like its debtor. Two names alike are no proof, so it only proposes.
func (m *Matcher) noticed() (bool, error) {
	if m.source == nil || len(m.payment.Payer) == 0 {
		return false, nil
	}
	list, err := m.source.Noticed(m.x, m.payment.Amount, m.currency)
	if err != nil || len(list) == 0 {
		return false, err
	}
	if len(list) > 1 {
		m.reject(8, len(list), " reminders of this total")
		return false, nil
	}
	if !similar(string(m.payment.Payer), list[0].Name) {
		m.reject(8, "one reminder of this total, to another name")
		return false, nil
	}
	m.propose(8, 70, "total of its reminder, and a like name", list[0].Claim)
	return false, nil
}

// candidates proposes what the payment names though the amount does not fit, and sold
// claims of its amount (R-COL-40): for a person who looks at money on suspense.
func (m *Matcher) candidates() error {
	for i := range m.lines {
		if at := m.lines[i].at; at.name != 0 {
			for _, id := range m.payable(at) {
				m.propose(3, 40, "named by the payer", id)
			}
		}
	}
	if len(m.text) > 1 {
		m.propose(5, 40, "named in the text, all together", m.text...)
	}
	for _, id := range m.text {
		m.propose(5, 30, "named in the text", id)
	}
	if m.source == nil {
		return nil
	}
	sold, err := m.source.Sold(m.x, m.payment.Amount, m.currency)
	for _, id := range sold {
		if len(m.d.Proposals) < maxProposals {
			m.d.Proposals = append(m.d.Proposals, Proposal{Rule: 9, Score: 20, Why: "sold invoice of this amount",
				Party: m.x.Party(id), Parts: []Part{{m.x.Invoice(id), m.payment.Amount}}})
		}
	}
	return err
}

// similar tells names that may be one person's: their words agree in any order, all of the
// shorter name or at least two, where a word of five letters or more forgives one slip.
func similar(a, b string) bool {
	x, y := names.Words(a), names.Words(b)
	common, sure := names.Common(x, y, likeWord)
	return sure > 0 && (common >= 2 || sure >= min(names.Telling(x), names.Telling(y)))
}

// likeWord tells words that are equal or, when long, one letter apart.
func likeWord(x, y names.Word) bool {
	a, b := x.Text, y.Text
	switch {
	case a == b:
		return names.One(x, y)
	case len(a) > len(b):
		a, b = b, a
	}
	if x.Form || y.Form || len(a) < 5 || len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}
