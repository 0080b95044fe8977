package dunning

import (
	"strings"
	"unicode"

	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/names"
	"girod/ledger"
	"girod/ledger/store"
)

// resting is the money on suspense, indexed by what could tell whose it is: any
// likeness stops a reminder, because the money may have come and only its owner not be known.
type resting struct {
	amounts map[money.Amount][]rest
	tokens  map[string][]rest
	names   []rest
}

// rest is one receipt on suspense.
type rest struct {
	receipt ledger.ReceiptID
	on      date.Date
	amount  money.Amount
	words   []names.Word // of the payer's name and text
}

// readResting reads what lies on suspense.
func readResting(tx *ledger.Tx) (*resting, error) {
	s := &resting{amounts: map[money.Amount][]rest{}, tokens: map[string][]rest{}}
	err := tx.Each(`SELECT receipt.id, receipt.booked_on, suspense.rest, receipt.currency, receipt.payer, receipt.text, receipt.evidence
		FROM suspense JOIN receipt ON receipt.id = suspense.receipt WHERE suspense.rest > 0 AND receipt.tenant = $1
		ORDER BY receipt.id`, []any{tx.Tenant()},
		func(r *store.Row) error {
			s.add(rest{receipt: ledger.ReceiptID(r.Int(0)), on: r.Date(1),
				amount: money.Of(r.Int(2), money.Currency(r.Text(3))), words: names.Words(r.Text(4) + " " + r.Text(5))},
				r.Text(5)+" "+r.Text(6))
			return nil
		})
	return s, err
}

// empty tells that nothing lies there.
func (s *resting) empty() bool { return len(s.amounts) == 0 && len(s.tokens) == 0 && len(s.names) == 0 }

func (s *resting) add(r rest, text string) {
	s.amounts[r.amount] = append(s.amounts[r.amount], r)
	for _, token := range numbers(text) {
		for _, near := range neighbours(token) {
			s.tokens[near] = append(s.tokens[near], r)
		}
	}
	if len(r.words) > 0 {
		s.names = append(s.names, r)
	}
}

// like gives the first receipt that could belong to a claimant, and why.
func (s *resting) like(c *Claimant) (ledger.ReceiptID, string) {
	for _, amount := range c.Amounts {
		for _, r := range s.amounts[amount] {
			if amount.Minor > 0 && r.on >= c.Issued {
				return r.receipt, "amount"
			}
		}
	}
	var tokens []string
	for _, token := range numbers(c.Ref) {
		tokens = append(tokens, neighbours(token)...)
	}
	for _, token := range append(tokens, numbers(c.Number)...) {
		for _, r := range s.tokens[token] {
			if r.on >= c.Issued {
				return r.receipt, "reference"
			}
		}
	}
	name := names.Words(c.Name)
	for _, r := range s.names {
		if r.on >= c.Issued && sameName(name, r.words) {
			return r.receipt, "name"
		}
	}
	return 0, ""
}

// numbers are the runs of at least 4 letters and digits that hold 4 digits: what a
// reference or an invoice number looks like. Blanks and signs within are not seen through.
func numbers(text string) []string {
	var list []string
	for _, token := range strings.FieldsFunc(strings.ToUpper(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		count := 0
		for _, r := range token {
			if unicode.IsDigit(r) {
				count++
			}
		}
		if count >= 4 && len(token) <= 40 {
			list = append(list, token)
		}
	}
	return list
}

// neighbours gives a token and what is left when one character is taken out. Two tokens
// share a neighbour when they differ by one character more, less, other or swapped:
// the slips people make in typing a reference. Short numbers must agree exactly.
func neighbours(token string) []string {
	list := []string{token}
	if len(token) < 6 {
		return list
	}
	for i := range len(token) {
		list = append(list, "-"+token[:i]+token[i+1:])
	}
	return append(list, "-"+token)
}

// sameName tells whether a payer's words could name a claimant: two words in common, or the
// only one that tells the claimant from others.
func sameName(claimant, payer []names.Word) bool {
	common, sure := names.Common(claimant, payer, names.One)
	return sure > 0 && (common >= 2 || names.Telling(claimant) == 1)
}
