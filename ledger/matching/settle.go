package matching

// settle applies an amount to one claim and keeps DOMAIN.md §5.3: short or over by no
// more than the tolerance closes it, shorter is a part payment, more is the payer's
// credit, and money for a settled claim is all credit.
func (m *Matcher) settle(id ID, amount int64) error {
	if err := m.honour(id, amount); err != nil {
		return err
	}
	open := m.x.Total(id)
	m.d.Party = m.x.Party(id)
	m.amount("; open ", open)
	m.amount(", paid ", amount)
	if open <= 0 {
		m.alreadySettled(id, amount)
		return nil
	}
	over := amount - open
	switch {
	case over < -m.tolerance:
		m.part(id, amount)
		m.amount(", rest ", -over)
		return nil
	case over > m.tolerance:
		m.credit(id, over)
		m.amount(", surplus ", over)
	case over != 0:
		m.d.Rounding += over
		m.amount(", rounded ", over)
	}
	m.whole(id)
	return nil
}

// alreadySettled gives money that came for a settled claim to the payer as credit (T-13).
func (m *Matcher) alreadySettled(id ID, amount int64) {
	m.d.Duplicate = true
	if m.x.claims[id].flags&wasCredited != 0 {
		m.say(", credited already")
	} else {
		m.say(", settled already")
	}
	m.credit(id, amount)
}

func (m *Matcher) credit(id ID, amount int64) {
	c := &m.x.claims[id]
	m.d.Credits = append(m.d.Credits, Surplus{c.party, c.invoice, amount})
}

// whole settles all that a claim owes; a credit note's claim is negative and is used up.
func (m *Matcher) whole(id ID) {
	c := &m.x.claims[id]
	if c.flags&hasMore == 0 {
		m.share(id, Principal, c.principal)
		return
	}
	open := m.x.Open(id)
	for _, bucket := range m.policy.Order {
		m.share(id, bucket, open[bucket])
	}
}

// part fills the buckets in order for as long as the money lasts.
func (m *Matcher) part(id ID, amount int64) {
	open := m.x.Open(id)
	for _, bucket := range m.policy.Order {
		take := min(amount, open[bucket])
		if take > 0 {
			m.share(id, bucket, take)
			amount -= take
		}
	}
}

func (m *Matcher) share(id ID, bucket Bucket, amount int64) {
	if amount == 0 {
		return
	}
	m.d.Shares = append(m.d.Shares, Share{id, m.x.claims[id].invoice, bucket, amount})
	m.x.pay(id, bucket, amount)
}

// honour keeps the last notice's promise: its total received by its pay-by day settles
// the claim, so interest assessed since is waived (DOMAIN.md §4.7).
func (m *Matcher) honour(id ID, amount int64) error {
	c := &m.x.claims[id]
	if c.flags&hasMore == 0 {
		return nil
	}
	more := m.x.more[id]
	if c.flags&asked == 0 && m.source != nil && more.notice == (Notice{}) {
		notice, err := m.source.Notice(c.invoice)
		if err != nil {
			return err
		}
		more.notice = notice
	}
	c.flags |= asked
	late := m.x.Total(id) - more.notice.Total
	if more.notice.Total == 0 || amount < more.notice.Total-m.tolerance || m.payment.BookedOn > more.notice.PayBy || late <= 0 {
		return nil
	}
	if waived := min(late, more.open[Interest]); waived > 0 {
		m.d.Waived = append(m.d.Waived, Share{id, c.invoice, Interest, waived})
		m.x.pay(id, Interest, waived)
		m.amount("; notice honoured, interest waived ", waived)
	}
	return nil
}

// settleAll closes several claims with one payment whose amount fits them together.
func (m *Matcher) settleAll(ids []ID) {
	var sum int64
	for _, id := range ids {
		sum += m.x.Total(id)
		m.whole(id)
	}
	m.d.Party = m.x.Party(ids[0])
	m.d.Rounding += m.payment.Amount - sum
	m.amount("; open ", sum)
	m.amount(", paid ", m.payment.Amount)
	if m.d.Rounding != 0 {
		m.amount(", rounded ", m.d.Rounding)
	}
}

// fits tells whether the payment closes the claims together.
func (m *Matcher) fits(ids []ID) bool {
	var sum int64
	for _, id := range ids {
		sum += m.x.Total(id)
	}
	off := m.payment.Amount - sum
	return sum > 0 && off <= m.tolerance && off >= -m.tolerance
}
