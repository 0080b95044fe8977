package matching

import (
	"cmp"
	"errors"
	"slices"
)

// debtor tries rules 6 and 7: we know who pays, and his amount fits exactly one open claim,
// or everything he owes, credit notes included; or else exactly one choice of his invoices
// and credit notes.
func (m *Matcher) debtor() (bool, error) {
	if m.source == nil {
		return false, nil
	}
	payer, err := m.source.Debtor(m.payment)
	if err != nil || payer.Party == 0 {
		return false, errors.Join(err, m.maybe(payer))
	}
	how := payer.How
	all, err := m.source.OpenOf(m.x, payer.Party)
	if err != nil {
		return false, err
	}
	m.ids = m.ids[:0]
	var exact []ID
	var sum int64
	for _, id := range all {
		total := m.x.Total(id)
		if total == 0 || m.x.Currency(id) != m.currency {
			continue
		}
		m.name(id)
		sum += total
		if total == m.payment.Amount {
			exact = append(exact, id)
		}
	}
	balance := len(m.ids) > 1 && sum == m.payment.Amount
	switch {
	case len(m.ids) == 0:
		m.reject(6, "payer known by ", how, ", who owes nothing")
		return false, nil
	case len(exact) == 1 && !balance:
		m.ids = append(m.ids[:0], exact[0])
	case len(exact) > 1 || len(exact) == 1:
		// Several alike, or one invoice and all of them less a credit note: two answers are none.
		m.reason = TwoCandidates
		m.reject(6, "payer known by ", how, ", ", len(exact), " claims of this amount")
		for _, id := range exact {
			m.propose(6, 60, "payer known by "+how+", amount of this claim", id)
		}
		if balance {
			m.propose(6, 60, "payer known by "+how+", full balance", m.ids...)
		}
		return false, nil
	case !balance:
		m.reject(6, "payer known by ", how, ", who owes ", sum, " on ", len(m.ids), " documents")
		return m.netting(how)
	}
	m.by(6)
	m.say("payer known by ")
	m.say(how)
	if len(exact) == 0 {
		m.say(", full balance")
	}
	return true, m.settleAll(m.ids)
}

// maybe proposes the claims of those who may be the payer, where the amount is all that is
// owed on one of them, or by one of them.
func (m *Matcher) maybe(payer Payer) error {
	if len(payer.Maybe) == 0 {
		return nil
	}
	if len(payer.Maybe) > 1 {
		m.reason = TwoCandidates
	}
	m.reject(6, "may be the payer by ", payer.How, ": ", len(payer.Maybe))
	for _, party := range payer.Maybe {
		all, err := m.source.OpenOf(m.x, party)
		if err != nil {
			return err
		}
		var open []ID
		var sum int64
		for _, id := range all {
			total := m.x.Total(id)
			if total == 0 || m.x.Currency(id) != m.currency {
				continue
			}
			open, sum = append(open, id), sum+total
			if total == m.payment.Amount {
				m.propose(6, 50, "payer known by "+payer.How+", amount of this claim", id)
			}
		}
		if len(open) > 1 && sum == m.payment.Amount {
			m.propose(6, 50, "payer known by "+payer.How+", full balance", open...)
		}
	}
	return nil
}

// netting tries rule 7 on the claims noted, all of one debtor. One way to come to the
// amount settles them; several, or a search that had to be given up, are for a person.
func (m *Matcher) netting(how string) (bool, error) {
	ids := slices.Clone(m.ids)
	size := func(id ID) int64 { total := m.x.Total(id); return max(total, -total) }
	slices.SortStableFunc(ids, func(a, b ID) int { return cmp.Compare(size(b), size(a)) })
	amounts := make([]int64, len(ids))
	for i, id := range ids {
		amounts[i] = m.x.Total(id)
	}
	found, whole := combinations(amounts, m.payment.Amount)
	var sets [][]ID
	for _, places := range found {
		set := make([]ID, len(places))
		for i, place := range places {
			set[i] = ids[place]
		}
		slices.SortFunc(set, func(a, b ID) int { return slices.Index(m.ids, a) - slices.Index(m.ids, b) })
		sets = append(sets, set)
	}
	if len(sets) == 1 && whole {
		m.by(7)
		m.say("payer known by ")
		m.say(how)
		m.say(", netted ")
		m.number(len(sets[0]))
		m.say(" of ")
		m.number(len(ids))
		return true, m.settleAll(sets[0])
	}
	switch {
	case len(sets) > 1:
		m.reason = TwoCandidates
		m.reject(7, "more than one way to come to ", m.payment.Amount)
	case !whole:
		m.reject(7, "too many ways to combine them; given up after ", maxSteps)
	default:
		m.reject(7, "no ", maxDocuments, " of them or fewer come to the amount")
	}
	for _, set := range sets {
		m.propose(7, 50, "payer known by "+how+", these come to the amount", set...)
	}
	return false, nil
}

// maxProposals is how many a person is shown of one payment.
const maxProposals = 5

// propose keeps a way to place the money: what the claims owe, as far as it lasts. Of two reasons
// for one way the surer stands.
func (m *Matcher) propose(rule, score int, why string, ids ...ID) {
	p := Proposal{Rule: rule, Score: score, Why: why}
	left := m.payment.Amount
	for _, id := range ids { // credit notes give what the invoices then take
		left -= min(m.x.Total(id), 0)
	}
	for _, id := range ids {
		total := m.x.Total(id)
		if total > 0 {
			total = min(total, left)
			left -= total
		}
		if total != 0 {
			p.Parts = append(p.Parts, Part{m.x.Invoice(id), total})
			p.Party = m.x.Party(id)
		}
	}
	if len(p.Parts) == 0 {
		return
	}
	have := slices.IndexFunc(m.d.Proposals, func(have Proposal) bool { return slices.Equal(have.Parts, p.Parts) })
	switch {
	case have < 0 && len(m.d.Proposals) < maxProposals:
		m.d.Proposals = append(m.d.Proposals, p)
	case have >= 0 && m.d.Proposals[have].Score < score:
		m.d.Proposals[have] = p
	}
}
