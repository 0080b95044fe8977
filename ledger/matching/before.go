package matching

// Money counts from the day the bank booked it, whenever its file is read or its owner found
// (lag 1974:182 9 §; DOMAIN.md §4.1). What was claimed in between was claimed of somebody who
// had paid, perhaps: so the claim is looked at as it stood on that day.

// Stood is how a claim stood at the end of a day.
type Stood struct {
	Notice Notice         // the last that had gone; the zero Notice where none had
	Since  [Buckets]int64 // claimed after it of what is open: fees and costs whose only ground is that it was late, and interest
	Later  int64          // of the principal: settled by money that came after it
}

// OtherTerms is what a [Source] answers for the interest on a claim that is not the law's: a
// plan says what becomes of it, or its client.
const OtherTerms = -1

// stood gives how a claim stood on the day of the payment, and whether anything was claimed
// since. Nothing is asked about a claim that owes its principal alone.
func (m *Matcher) stood(id ID) (then Stood, late bool, err error) {
	c := &m.x.claims[id]
	if c.flags&hasMore == 0 {
		return then, false, nil
	}
	more := m.x.more[id]
	if m.source != nil && more.open != [Buckets]int64{} {
		if then, late, err = m.source.Stood(c.invoice, m.payment.BookedOn, c.flags&moved != 0); err != nil {
			return then, false, err
		}
	}
	if !late {
		return Stood{Notice: more.notice}, false, nil
	}
	for b := range then.Since {
		then.Since[b] = min(then.Since[b], more.open[b]) // what was charged first was paid first
	}
	return then, true, nil
}

// before tells what of a claim was charged after the money had come. Where the money settles
// all that was owed then, those charges had no ground and fall (T-06); else they come last.
// Interest that no notice had claimed yet comes last too: it is owed, but was not asked for.
// waived tells that the decision has just said of interest that the money was here before.
func (m *Matcher) before(id ID, amount int64, then *Stood, waived bool) {
	more := m.x.more[id]
	m.since[Interest] = 0
	if then.Notice.Total == 0 {
		m.since[Interest] = more.open[Interest]
	}
	owed := m.x.Total(id) + then.Later
	for _, n := range m.since {
		owed -= n
	}
	if amount < owed-m.tolerance || m.since[Fee]+m.since[Cost] <= 0 {
		return
	}
	for _, bucket := range [...]Bucket{Fee, Cost} {
		if n := m.since[bucket]; n > 0 {
			m.d.Fallen = append(m.d.Fallen, Share{id, m.x.claims[id].invoice, bucket, n})
			m.x.pay(id, bucket, n)
			if !waived {
				m.say("; the money was here before")
				waived = true
			}
			m.amount(", charges fallen ", n)
		}
	}
	m.since[Fee], m.since[Cost] = 0, 0
}
