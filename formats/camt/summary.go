package camt

import (
	"fmt"
	"strconv"

	"girod/formats"
	"girod/formats/money"
)

// said is what the file itself claims of its entries (TxsSummry): a bank's own control
// sums, which tell a part that was lost on the way.
type said struct {
	count, sum string
	at         formats.Origin
}

// claim is a said of one bank transaction code (TtlNtriesPerBkTxCd), with what the
// entries of that code come to.
type claim struct {
	said
	code     [4]string // domain, family, subfamily, proprietary
	forecast bool      // of entries that may not be in the file
	entries  int
	minor    int64
}

// maxClaims is far beyond the codes that a bank can use on one account.
const maxClaims = 1000

// joined is the claim's code as an entry has it.
func (c *claim) joined() string {
	if c.code[0] == "" {
		return c.code[3]
	}
	return c.code[0] + "/" + c.code[1] + "/" + c.code[2]
}

func (r *reader) summaryValue(t tag) {
	s := &r.statement
	switch t {
	case sumCount:
		s.summary[0].count, s.summary[0].at = string(r.text), r.xml.Origin()
	case sumAmount:
		s.summary[0].sum, s.summary[0].at = string(r.text), r.xml.Origin()
	case sumCredits:
		s.summary[1].count, s.summary[1].at = string(r.text), r.xml.Origin()
	case sumCreditAmount:
		s.summary[1].sum, s.summary[1].at = string(r.text), r.xml.Origin()
	case sumDebits:
		s.summary[2].count, s.summary[2].at = string(r.text), r.xml.Origin()
	case sumDebitAmount:
		s.summary[2].sum, s.summary[2].at = string(r.text), r.xml.Origin()
	case sumNet:
		s.net = said{sum: string(r.text), at: r.xml.Origin()}
	case sumNetSide:
		s.netSide = string(r.text)
	case perCodeCount:
		s.claim.count = string(r.text)
	case perCodeSum:
		s.claim.sum = string(r.text)
	case perCodeForecast:
		s.claim.forecast = isTrue(r.text)
	case perCodeDay:
		s.claim.forecast = true // of one day of several: its entries cannot be told apart
	case perCodeDomain, perCodeFamily, perCodeSubFamily, perCodeProprietary:
		s.claim.code[t-perCodeDomain] = string(r.text)
	}
}

// closeClaim keeps a claim until the entries have been read. Two of one code are not
// checked: nothing says which entries are whose.
func (s *statement) closeClaim() {
	c := s.claim
	if c.forecast || len(s.claims) >= maxClaims {
		return
	}
	for i := range s.claims {
		if s.claims[i].joined() == c.joined() {
			s.claims[i].said = said{}
			return
		}
	}
	s.claims = append(s.claims, c)
}

// count adds an entry to the claim of its code.
func (s *statement) count(e *openEntry) {
	for i := range s.claims {
		c := &s.claims[i]
		if c.code[0] != "" && c.joined() == e.Code || c.code[0] == "" && c.code[3] == string(e.code[3]) {
			c.entries++
			c.minor += e.Amount.Minor
		}
	}
}

// checkSummary compares TxsSummry with the entries.
func (r *reader) checkSummary() {
	s := &r.statement
	var credit, debit int64
	for _, t := range s.totals {
		credit, debit = credit+t.Credit, debit+t.Debit
	}
	r.checkSaid(s.summary[0], "", s.entries, credit+debit)
	r.checkSaid(s.summary[1], "", s.credits, credit)
	r.checkSaid(s.summary[2], "", s.debits, debit)
	for i := range s.claims {
		c := &s.claims[i]
		r.checkSaid(c.said, " under "+formats.Excerpt(c.joined()), c.entries, c.minor)
	}
	r.checkNet(credit - debit)
}

func (r *reader) checkSaid(claim said, of string, entries int, minor int64) {
	c := r.statement.Account.Currency
	if n, err := strconv.Atoi(claim.count); claim.count != "" && (err != nil || n != entries) {
		r.findAt(claim.at, "summary-differs", false, fmt.Sprintf("TxsSummry counts %s entries%s, there are %d", formats.Excerpt(claim.count), of, entries))
	}
	if sum, err := money.Parse(claim.sum, c); claim.sum != "" && (err != nil || sum != minor) {
		r.findAt(claim.at, "summary-differs", false, fmt.Sprintf("TxsSummry sums to %s%s, the entries to %s", formats.Excerpt(claim.sum), of, money.Of(minor, c)))
	}
}

// checkNet compares what is said to remain of credits less debits. A side that is not
// told is taken from the entries.
func (r *reader) checkNet(minor int64) {
	s := &r.statement
	c := s.Account.Currency
	if s.net.sum == "" {
		return
	}
	net, err := money.Parse(s.net.sum, c)
	if s.netSide == "DBIT" || s.netSide == "" && minor < 0 {
		net = -net
	}
	if err != nil || net != minor {
		r.findAt(s.net.at, "summary-differs", false, fmt.Sprintf("TxsSummry gives %s %s as net, the entries give %s", formats.Excerpt(s.net.sum), formats.Excerpt(s.netSide), money.Of(minor, c)))
	}
}
