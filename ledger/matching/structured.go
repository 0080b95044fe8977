package matching

import "girod/formats"

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
		return m.named(&m.lines[0], m.payment.Amount)
	}
	var sum int64
	priced := true
	for i := range m.lines {
		sum += m.lines[i].amount
		priced = priced && m.lines[i].priced
	}
	if priced && sum == m.payment.Amount {
		return m.lineByLine()
	}
	return m.together()
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
	if m.x.plans[l.at.name] {
		m.d.Rule = 4
		m.where(l)
		return true, m.oldestFirst(ids, amount)
	}
	id, one := m.only(ids, amount)
	if !one && m.payment.Amount == amount && m.fits(ids) {
		m.d.Rule = l.rule
		m.where(l)
		m.settleAll(ids)
		return true, nil
	}
	if !one {
		m.reason = TwoCandidates
		return false, nil
	}
	m.d.Rule = l.rule
	m.where(l)
	return true, m.settle(id, amount)
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

// oldestFirst spreads an amount over a plan's claims; what is left is credit (rule 4).
func (m *Matcher) oldestFirst(ids []ID, amount int64) error {
	for _, id := range ids[:len(ids)-1] {
		take := min(amount, m.x.Total(id))
		if take <= 0 {
			continue
		}
		m.part(id, take)
		amount -= take
	}
	last := ids[len(ids)-1]
	if amount == 0 {
		m.d.Party = m.x.Party(last)
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
		return false, nil
	}
	for i := range m.lines {
		l := &m.lines[i]
		m.next()
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
	m.d.Rule = 2
	return true, nil
}

// next separates the evidence of two lines.
func (m *Matcher) next() {
	if len(m.d.Evidence) > 0 {
		m.say("; ")
	}
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
			return false, nil
		}
		ids := m.payable(l.at)
		id, one := m.only(ids, l.amount)
		if len(ids) == 0 || !one {
			m.reason = TwoCandidates
			return false, nil
		}
		if m.x.Total(id) != 0 {
			m.name(id)
		}
	}
	return m.allOf("credit notes netted", 2), nil
}

// together settles every claim the lines name, when the payment fits all of them; else
// the references are hints only.
func (m *Matcher) together() (bool, error) {
	m.ids = m.ids[:0]
	for i := range m.lines {
		l := &m.lines[i]
		if l.at.name == 0 {
			m.reason = UnknownReference
			return false, nil
		}
		for _, id := range m.payable(l.at) {
			m.name(id)
		}
	}
	if len(m.ids) == 1 {
		return m.named(&m.lines[0], m.payment.Amount)
	}
	return m.allOf("references", 3), nil
}

// allOf settles the noted claims when the payment fits them together.
func (m *Matcher) allOf(what string, rule int) bool {
	if len(m.ids) == 0 || !m.fits(m.ids) {
		m.reason = AmountDiffers
		return false
	}
	m.d.Rule = rule
	m.say(what)
	for i := range m.lines {
		m.next()
		m.where(&m.lines[i])
	}
	m.settleAll(m.ids)
	return true
}
