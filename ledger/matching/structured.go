package matching

import (
	"girod/formats"
	"girod/formats/money"
)

// line is one remittance line (Strd): what it names, and what it says it pays. Where a
// line has both a creditor reference and an invoice number the reference is believed: it
// has check digits, and banks write payers' own texts into the number.
type line struct {
	ordinal int
	rule    int    // 3 by reference, 2 by number
	kind    string // how evidence calls the name
	text    []byte
	amount  int64
	priced  bool
	note    bool // a credit note
	at      slot
}

// readLines gathers the payment's structured references by line and looks them up.
func (m *Matcher) readLines() error {
	m.lines = m.lines[:0]
	for i := range m.payment.Refs {
		ref := &m.payment.Refs[i]
		if len(m.lines) == 0 || m.lines[len(m.lines)-1].ordinal != ref.Line {
			m.lines = append(m.lines, line{ordinal: ref.Line})
		}
		m.lines[len(m.lines)-1].take(ref)
	}
	kept := m.lines[:0]
	for _, l := range m.lines {
		if len(l.text) == 0 {
			continue
		}
		var err error
		if l.rule == 3 {
			l.at, err = m.byRef(l.text)
		} else {
			l.at, err = m.byNumber(l.text)
		}
		if err != nil {
			return err
		}
		kept = append(kept, l)
	}
	m.lines = kept
	return nil
}

// take adds what one reference says to its line.
func (l *line) take(ref *formats.Ref) {
	if ref.Priced && !l.priced {
		l.amount, l.priced = ref.Amount, true
	}
	switch {
	case len(ref.Text) == 0:
	case ref.Kind == formats.CreditorRef:
		l.rule, l.kind, l.text = 3, "ref ", ref.Text
	case l.rule == 3:
	case ref.Kind == formats.CreditNote:
		l.rule, l.kind, l.text, l.note = 2, "credit note ", ref.Text, true
	default:
		l.rule, l.kind, l.text = 2, "invoice ", ref.Text
	}
}

// structured tries rules 2, 3 and 4.
func (m *Matcher) structured() (bool, error) {
	if err := m.readLines(); err != nil || len(m.lines) == 0 {
		return false, err
	}
	if len(m.lines) == 1 && !m.lines[0].note {
		done, err := m.named(&m.lines[0], m.payment.Amount)
		if !done {
			m.refused(&m.lines[0])
		}
		return done, err
	}
	var sum int64
	priced := true
	for i := range m.lines {
		next, fits := money.Add(sum, m.lines[i].amount) // a stranger wrote these amounts
		sum, priced = next, priced && fits && m.lines[i].priced
	}
	if priced && sum == m.payment.Amount {
		return m.lineByLine()
	}
	if priced {
		m.reject(2, "lines sum to ", sum)
	}
	return m.together()
}

// refused notes why what a line names did not answer.
func (m *Matcher) refused(l *line) {
	m.reject(l.rule, l.kind, l.text, " in Strd[", l.ordinal, "]: ", m.reason)
}

// named settles what one line names with an amount.
func (m *Matcher) named(l *line, amount int64) (bool, error) {
	if l.at.name == 0 {
		m.reason = UnknownReference
		return false, nil
	}
	ids := m.payable(l.at)
	if len(ids) == 0 {
		m.reason = OtherCurrency
		return false, nil
	}
	if what := m.x.plans[l.at.name]; what != "" {
		m.answer(4, what+" ", l)
		return true, m.oldestFirst(ids, amount)
	}
	id, one := m.only(ids, amount)
	if !one && m.payment.Amount == amount && m.fits(ids) {
		m.answer(l.rule, "", l)
		return true, m.settleAll(ids)
	}
	if !one {
		m.reason = TwoCandidates
		return false, nil
	}
	m.answer(l.rule, "", l)
	return true, m.settle(id, amount)
}

// answer begins the evidence with the rule and the name that answered; of several lines
// the rule is said once.
func (m *Matcher) answer(rule int, what string, l *line) {
	if m.d.Rule == 0 {
		m.by(rule)
	}
	m.say(what)
	m.where(l)
}

// only chooses among claims under one name: the only one open, or the only one that owes
// exactly the amount. When all are settled any of them says so.
func (m *Matcher) only(ids []ID, amount int64) (ID, bool) {
	if len(ids) == 1 {
		return ids[0], true
	}
	var open, exact ID
	opens, exacts := 0, 0
	for _, id := range ids {
		total := m.x.Total(id)
		if total > 0 {
			open, opens = id, opens+1
		}
		if total == amount {
			exact, exacts = id, exacts+1
		}
	}
	switch {
	case exacts == 1:
		return exact, true
	case opens == 1:
		return open, true
	case opens == 0:
		return ids[len(ids)-1], true
	}
	return 0, false
}

// oldestFirst spreads an amount over the claims of a plan or case; what is left settles
// the last, or is credit (rule 4).
func (m *Matcher) oldestFirst(ids []ID, amount int64) error {
	last := ids[len(ids)-1]
	for _, id := range ids {
		if m.x.Total(id) > 0 {
			last = id
		}
	}
	for _, id := range ids {
		if err := m.honour(id, amount); err != nil {
			return err
		}
		take := min(amount, m.x.Total(id))
		if id == last || take <= 0 {
			continue
		}
		if m.x.claims[id].state != 0 {
			elsewhere, err := m.special(id, take)
			if err != nil {
				return err
			}
			if elsewhere {
				amount -= take
				continue
			}
		}
		m.amount("; open ", m.x.Total(id))
		m.amount(", paid ", take)
		m.part(id, take)
		amount -= take
	}
	m.d.Party = m.x.Party(last)
	if amount == 0 {
		return nil
	}
	return m.settle(last, amount)
}

// lineByLine settles each line with its own amount (rule 2; FORMATS.md §5.3). Lines
// nobody knows leave their amount on suspense.
func (m *Matcher) lineByLine() (bool, error) {
	known := 0
	for i := range m.lines {
		l := &m.lines[i]
		if l.note || l.amount <= 0 {
			return m.netted()
		}
		if l.at.name != 0 {
			known++
		}
	}
	if known == 0 {
		m.reason = UnknownReference
		m.reject(2, "no line names a claim")
		return false, nil
	}
	m.by(2)
	for i := range m.lines {
		l := &m.lines[i]
		if i > 0 {
			m.say("; ")
		}
		done, err := m.named(l, l.amount)
		if err != nil {
			return true, err
		}
		if !done {
			m.where(l)
			m.amount(": "+m.reason+" ", l.amount)
			m.suspend(l.amount, m.reason)
		}
	}
	return true, nil
}

// netted settles invoices less credit notes. A credit note of ours has lowered its
// invoice already (T-05), so the lines must exceed what is open by exactly the notes; a
// credit note that stands open on its own is used up with the invoices.
func (m *Matcher) netted() (bool, error) {
	m.ids = m.ids[:0]
	for i := range m.lines {
		l := &m.lines[i]
		if l.at.name == 0 {
			if m.reason = UnknownReference; l.note {
				m.reason = UnknownCreditNote
			}
			m.refused(l)
			return false, nil
		}
		ids := m.payable(l.at)
		id, one := m.only(ids, l.amount)
		if len(ids) == 0 || !one {
			m.reason = TwoCandidates
			m.refused(l)
			return false, nil
		}
		if m.x.Total(id) != 0 {
			m.name(id)
		}
	}
	return m.allOf("credit notes netted", 2)
}

// together settles every claim the lines name, when the payment fits all of them; else
// the references are hints only.
func (m *Matcher) together() (bool, error) {
	m.ids = m.ids[:0]
	for i := range m.lines {
		l := &m.lines[i]
		if l.at.name == 0 {
			m.reason = UnknownReference
			m.refused(l)
			return false, nil
		}
		for _, id := range m.payable(l.at) {
			m.name(id)
		}
	}
	if len(m.ids) == 1 {
		return m.named(&m.lines[0], m.payment.Amount)
	}
	return m.allOf("references", 3)
}

// allOf settles the noted claims when the payment fits them together.
func (m *Matcher) allOf(what string, rule int) (bool, error) {
	if len(m.ids) == 0 || !m.fits(m.ids) {
		m.reason = AmountDiffers
		m.reject(rule, what, ": open ", m.totalOf(m.ids), " together")
		return false, nil
	}
	m.by(rule)
	m.say(what)
	for i := range m.lines {
		m.say("; ")
		m.where(&m.lines[i])
	}
	return true, m.settleAll(m.ids)
}
