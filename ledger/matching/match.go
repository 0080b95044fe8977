package matching

import (
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// Source answers what the index does not hold. It adds what it finds to the index.
type Source interface {
	// ByRef adds every invoice with the reference, settled ones too, and every plan or case
	// that bears it, with its claims.
	ByRef(x *Index, ref []byte) error
	// ByNumber adds every invoice with the number; raw is the spelling in the file.
	ByNumber(x *Index, number, raw []byte) error
	// Debtor identifies the payer by account, organisation or personal number, or name.
	Debtor(p *formats.Payment) (Payer, error)
	// OpenOf adds and names the open claims of a debtor, oldest due first.
	OpenOf(x *Index, party PartyID) ([]ID, error)
	// Interest gives the unpaid interest on an invoice to a day, or [OtherTerms]. moved tells
	// that payments met since the book was read have changed what bears it.
	Interest(invoice InvoiceID, on date.Date, moved bool) (int64, error)
	// Stood gives how a claim stood at the end of a day, and whether anything was claimed since.
	Stood(invoice InvoiceID, on date.Date, moved bool) (then Stood, late bool, err error)
	// Passed tells whether the limitation of an invoice has passed on a day.
	Passed(invoice InvoiceID, on date.Date) (bool, error)
	// Noticed adds and names the open claims whose last reminder had a total, with what
	// their debtors are called.
	Noticed(x *Index, total int64, c money.Currency) ([]Named, error)
	// Sold adds and names the claims sold to a factor whose invoices came to an amount.
	Sold(x *Index, amount int64, c money.Currency) ([]ID, error)
}

// Payer is who pays, as far as it is known, and how. Party is 0 where it is not exactly one;
// Maybe then are those who may be it by their names.
type Payer struct {
	Party PartyID
	How   string
	Maybe []PartyID
}

// Named is a claim with its debtor's name.
type Named struct {
	Claim ID
	Name  string
}

// Matcher matches one payment after another against an index.
type Matcher struct {
	x         *Index
	source    Source
	policy    Policy
	tolerance int64 // of the currency at hand
	currency  money.Currency
	payment   *formats.Payment
	d         Decision
	lines     []line
	ids       []ID
	text      []ID   // what the free text names, for proposals
	ref       []byte // scratch: a reference in comparable form
	raw       []byte
	forms     [4][]byte
	rejected  []byte         // what rules said that did not answer
	reason    string         // the best explanation so far, should nothing match
	rested    bool           // the payment came before today, and may have before the last notice
	since     [Buckets]int64 // of the claim at hand: claimed after the money had come
}

// New makes a matcher. source may be nil when the index holds all there is.
func New(x *Index, source Source, policy Policy) *Matcher {
	return &Matcher{x: x, source: source, policy: policy}
}

// Rested says that what is matched from now on came earlier and has rested since.
func (m *Matcher) Rested() *Matcher {
	m.rested = true
	return m
}

// Due brings what is claimed in interest to the day of a payment of which a person gives an
// amount to a claim, as Match would: what was waived or ran on stands in the decision, which
// settles nothing, with what is special about the claim.
func (m *Matcher) Due(p *formats.Payment, id ID, amount int64) (*Decision, error) {
	m.begin(p)
	m.d.State = m.x.claims[id].state
	if m.d.State&Aged != 0 && m.source != nil {
		passed, err := m.source.Passed(m.x.claims[id].invoice, p.BookedOn)
		if err != nil {
			return nil, err
		}
		m.d.Passed = passed
	}
	return &m.d, m.honour(id, amount)
}

// Index gives the index the matcher works on.
func (m *Matcher) Index() *Index { return m.x }

// begin turns to a payment.
func (m *Matcher) begin(p *formats.Payment) {
	if p.Currency != m.currency {
		m.currency, m.tolerance = p.Currency, m.policy.Off(p.Currency)
	}
	m.payment = p
	m.d.reset()
	m.rejected, m.text = m.rejected[:0], m.text[:0]
	m.reason = NoReference
}

// Match decides what a payment that came in settles, and moves the balances of the index
// accordingly. seen says where the bank's name for it was met before, "" when it is new.
func (m *Matcher) Match(p *formats.Payment, seen string) (*Decision, error) {
	m.begin(p)
	if seen != "" {
		m.by(1)
		m.d.Duplicate = true
		m.say("bank reference ")
		m.d.Evidence = append(m.d.Evidence, p.BankRef...)
		m.say(" seen before: ")
		m.say(seen)
		m.suspend(p.Amount, SeenBefore)
		return &m.d, nil
	}
	for _, rule := range [...]func(*Matcher) (bool, error){(*Matcher).structured, (*Matcher).freeText, (*Matcher).debtor, (*Matcher).noticed} {
		if done, err := rule(m); done || err != nil {
			m.explained()
			return &m.d, err
		}
	}
	if err := m.candidates(); err != nil {
		return &m.d, err
	}
	m.by(9)
	m.say(m.reason)
	m.suspend(p.Amount, m.reason)
	m.explained()
	return &m.d, nil
}

func (m *Matcher) suspend(amount int64, reason string) {
	m.d.Suspense += amount
	m.d.Reason = reason
}

// Named gives the claims a payment names, by reference, number or free text, and settles
// nothing: a bank that takes a payment back names what it had paid.
func (m *Matcher) Named(p *formats.Payment) ([]ID, error) {
	m.begin(p)
	if err := m.readLines(); err != nil {
		return nil, err
	}
	m.ids = m.ids[:0]
	for i := range m.lines {
		if at := m.lines[i].at; at.name != 0 {
			for _, id := range m.x.sharing(at) {
				m.name(id)
			}
		}
	}
	if len(m.ids) > 0 {
		return m.ids, nil
	}
	return m.ids, m.readText()
}

// name notes a claim once.
func (m *Matcher) name(id ID) {
	for _, have := range m.ids {
		if have == id {
			return
		}
	}
	m.ids = append(m.ids, id)
}

// Restore gives a claim back what a reversed payment had settled.
func (x *Index) Restore(id ID, bucket Bucket, amount int64) { x.pay(id, bucket, -amount) }
