package matching

// settle applies an amount to one claim and keeps DOMAIN.md §5.3: short or over by no
// more than the tolerance closes it, shorter is a part payment, more is the payer's
// credit, and money for a settled claim is all credit.
func (m *Matcher) settle(id ID, amount int64) error {
	if m.x.claims[id].state != 0 {
		if elsewhere, err := m.special(id, amount); elsewhere || err != nil {
			return err
		}
	}
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

// special sends money for a claim that is not ours to settle where it belongs, and notes
// what must follow where it is settled after all (DOMAIN.md §5.3).
func (m *Matcher) special(id ID, amount int64) (elsewhere bool, err error) {
	c := &m.x.claims[id]
	m.d.State |= c.state
	switch {
	case c.state&Sold != 0:
		m.d.Party = c.party
		m.d.Strays = append(m.d.Strays, Surplus{Party: c.party, Invoice: c.invoice, Amount: amount})
		m.amount("; sold: the factor's ", amount)
		return true, nil
	case c.state&Estate != 0:
		m.d.Party = c.party
		m.amount("; estate review: open ", m.x.Total(id))
		m.amount(", paid ", amount)
		m.propose(m.d.Rule, 80, "named by the payer; its debtor is dead or bankrupt", id)
		m.suspend(amount, EstateReview)
		return true, nil
	}
	if c.state&AtPartner != 0 {
		m.say("; at the collector, who is told: principal first")
	}
	if c.state&Aged != 0 && m.source != nil {
		passed, err := m.source.Passed(c.invoice, m.payment.BookedOn)
		if err != nil {
			return false, err
		}
		if passed {
			m.d.Passed = true
			m.say("; limitation passed, taken as given")
		}
	}
	return false, nil
}

// alreadySettled gives money that came for a settled claim to the payer as credit (T-13);
// for one that was written off it is a loss recovered (T-25).
func (m *Matcher) alreadySettled(id ID, amount int64) {
	switch state := m.x.claims[id].state; {
	case state&Lost != 0:
		m.say(", written off: recovered")
	case state&Credited != 0:
		m.d.Duplicate = true
		m.say(", credited already")
	default:
		m.d.Duplicate = true
		m.say(", settled already")
	}
	m.credit(id, amount)
}

func (m *Matcher) credit(id ID, amount int64) {
	c := &m.x.claims[id]
	m.d.Credits = append(m.d.Credits, Surplus{Party: c.party, Invoice: c.invoice, Amount: amount, Lost: c.state&Lost != 0})
}

// order is which bucket of a claim is filled first.
func (m *Matcher) order(id ID) []Bucket {
	if m.x.claims[id].state&AtPartner != 0 {
		return directOrder
	}
	return AutomaticOrder(m.policy, m.x.claims[id].flags&firm != 0)
}

// whole settles all that a claim owes; a credit note's claim is negative and is used up.
func (m *Matcher) whole(id ID) {
	c := &m.x.claims[id]
	if c.flags&hasMore == 0 {
		m.share(id, Principal, c.principal)
		return
	}
	open := m.x.Open(id)
	for _, bucket := range m.order(id) {
		m.share(id, bucket, open[bucket])
	}
}

// part fills the buckets in order for as long as the money lasts: what was owed when it came,
// and then what was claimed since.
func (m *Matcher) part(id ID, amount int64) {
	since := m.since
	for range 2 {
		open := m.x.Open(id)
		for _, bucket := range m.order(id) {
			take := min(amount, open[bucket]-since[bucket])
			if take > 0 {
				m.share(id, bucket, take)
				amount -= take
			}
		}
		since = [Buckets]int64{}
	}
}

func (m *Matcher) share(id ID, bucket Bucket, amount int64) {
	if amount == 0 {
		return
	}
	m.d.Shares = append(m.d.Shares, Share{id, m.x.claims[id].invoice, bucket, amount})
	m.x.pay(id, bucket, amount)
}

// honour keeps the promise of the last notice that had gone when the money came: its total
// received by its pay-by day settles the claim, so interest assessed since is waived. Money
// that comes later, or on a notice that promised nothing, owes the full accrual, where the
// notice claimed interest at all (DOMAIN.md §4.7). What was claimed after money had come, while
// its file was under way or nobody knew whose it was, is not owed ([Matcher.before]).
func (m *Matcher) honour(id ID, amount int64) error {
	c := &m.x.claims[id]
	m.since = [Buckets]int64{}
	if c.flags&hasMore == 0 || m.x.Total(id) <= 0 {
		return nil
	}
	more := m.x.more[id]
	then, late, err := m.stood(id)
	if err != nil {
		return err
	}
	m.since = then.Since
	claimed := more.open[Interest]
	if (m.rested || late) && claimed > 0 {
		most := claimed
		if !m.rested {
			most = then.Since[Interest]
		}
		if err := m.takeBack(id, more, most); err != nil {
			return err
		}
	}
	if err := m.keep(id, amount, then.Notice); err != nil || !late {
		return err
	}
	m.before(id, amount, &then, more.open[Interest] < claimed && then.Notice.Total == 0)
	return nil
}

// keep holds us to a notice.
func (m *Matcher) keep(id ID, amount int64, notice Notice) error {
	switch {
	case notice.Total == 0:
		return nil
	case m.runsOn(notice):
		return m.accrue(id, notice)
	case amount < notice.Total-m.tolerance:
		return nil
	}
	late := m.x.Total(id) - m.since[Fee] - m.since[Cost] - notice.Total
	if waived := min(late, m.x.more[id].open[Interest]); waived > 0 {
		m.waive(id, waived)
		m.amount("; notice honoured, interest waived ", waived)
	}
	return nil
}

func (m *Matcher) waive(id ID, amount int64) {
	m.d.Waived = append(m.d.Waived, Share{id, m.x.claims[id].invoice, Interest, amount})
	m.x.pay(id, Interest, amount)
}

// takeBack waives the interest that was claimed for days after the money had come, of so much
// at most.
func (m *Matcher) takeBack(id ID, more *more, most int64) error {
	interest, known, err := m.interest(id)
	if err != nil || !known {
		return err
	}
	if waived := min(more.open[Interest]-interest, most); waived > 0 {
		m.waive(id, waived)
		m.amount("; the money was here before, interest waived ", waived)
	}
	return nil
}

// runsOn tells whether interest runs on after a notice: the payment came after its last day,
// or no day was promised. Where the notice claimed no interest none does.
func (m *Matcher) runsOn(n Notice) bool {
	return n.Total != 0 && n.Interest > 0 && (n.Plain || m.payment.BookedOn > n.PayBy)
}

// accrue puts the interest that ran on since a notice onto the claim.
func (m *Matcher) accrue(id ID, notice Notice) error {
	interest, known, err := m.interest(id)
	if err != nil || !known {
		return err
	}
	if added := interest - m.x.more[id].open[Interest]; added > 0 {
		m.d.Accrued = append(m.d.Accrued, Share{id, m.x.claims[id].invoice, Interest, added})
		m.x.pay(id, Interest, -added)
		if !notice.Plain {
			m.say("; notice not kept")
		} else {
			m.say("; the notice promised nothing")
		}
		m.amount(", interest ran on ", added)
	}
	return nil
}

// interest asks for what has run up to the day of the payment, where no other terms hold.
func (m *Matcher) interest(id ID) (interest int64, known bool, err error) {
	if m.source == nil {
		return 0, false, nil
	}
	c := &m.x.claims[id]
	interest, err = m.source.Interest(c.invoice, m.payment.BookedOn, c.flags&moved != 0)
	return interest, err == nil && interest != OtherTerms, err
}

// settleAll closes several claims with one payment whose amount fits them together. Where
// one of them is special, or interest has run on since its notice, each is settled for itself:
// what fits the sum of the notices is then a part of what is owed.
func (m *Matcher) settleAll(ids []ID) error {
	sum := m.totalOf(ids)
	apart := false
	for _, id := range ids {
		_, late, err := m.stood(id)
		if err != nil {
			return err
		}
		apart = apart || late || m.x.claims[id].state != 0 || m.x.claims[id].flags&hasMore != 0 && m.runsOn(m.x.more[id].notice)
	}
	m.d.Party = m.x.Party(ids[0])
	m.amount("; open ", sum)
	m.amount(", paid ", m.payment.Amount)
	off := m.payment.Amount - sum
	if off != 0 {
		m.amount(", rounded ", off)
	}
	if !apart {
		m.d.Rounding += off
		for _, id := range ids {
			m.whole(id)
		}
		return nil
	}
	for i, id := range ids {
		amount := m.x.Total(id)
		if i == len(ids)-1 {
			amount += off
		}
		if amount <= 0 { // a credit note is used up whatever stands on it
			m.whole(id)
			continue
		}
		if err := m.settle(id, amount); err != nil {
			return err
		}
	}
	return nil
}

// totalOf is what claims owe together.
func (m *Matcher) totalOf(ids []ID) (sum int64) {
	for _, id := range ids {
		sum += m.x.Total(id)
	}
	return sum
}

// fits tells whether the payment closes the claims together.
func (m *Matcher) fits(ids []ID) bool {
	sum := m.totalOf(ids)
	off := m.payment.Amount - sum
	return sum > 0 && off <= m.tolerance && off >= -m.tolerance
}
