package intake

import (
	"strconv"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger/matching"
)

// keys names the entries of a statement as FORMATS.md §5.7 demands: by the bank's own
// reference with day, amount and side, because some banks put a customer's text there; and
// when the same name comes again within the statement, by its count. Without a reference
// the statement's id and the entry's ordinal stand for it. Content alone never is a name.
type keys struct {
	statement string
	seen      *matching.Seen
	again     map[string]int // of the names that came more than once
	scratch   []byte
}

func (k *keys) begin(s *formats.Statement) {
	k.statement = s.ID
	k.seen = matching.NewSeen()
	k.again = map[string]int{}
}

// next gives the name of the statement's next entry.
func (k *keys) next(e *formats.Entry) string {
	b := append(k.scratch[:0], e.BankRef...)
	if e.BankRef == "" {
		b = append(append(b, k.statement...), '/')
		b = strconv.AppendInt(b, int64(e.Ordinal), 10)
	}
	b = append(append(append(b, ' '), e.BookedOn.String()...), ' ')
	if e.Direction == formats.Debit {
		b = append(b, '-')
	}
	b = money.AppendDecimal(b, e.Amount.Minor, e.Amount.Currency.Decimals())
	if k.seen.Add(b, 0) {
		k.again[string(b)]++
		b = strconv.AppendInt(append(b, '#'), int64(k.again[string(b)]+1), 10)
	}
	k.scratch = b
	return string(b)
}

// named gives the bank's own name of a payment, or nothing when it has none: a bank that
// repeats the entry's reference in each of its payments has not named them.
func named(e *formats.Entry, p *formats.Payment) []byte {
	if p.Ordinal == 0 || string(p.BankRef) == e.BankRef && e.BankRef != "" && p.Ordinal > 1 {
		return nil
	}
	return p.BankRef
}
