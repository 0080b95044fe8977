package formats

import "girod/formats/money"

// Sink is told what a file says, in document order. A nil function is not called.
// A function that returns an error ends the reading with that error. Values are
// the reader's and valid only during the call.
type Sink struct {
	Statement    func(*Statement) error
	Entry        func(*Entry) error   // before its payments
	Payment      func(*Payment) error // also once, with Ordinal 0, for an entry without details
	EntryEnd     func(*Entry) error
	StatementEnd func(*Statement) error
	Invoice      func(*Invoice) error
	Transfers    func(*TransferOrder) error
	Status       func(*StatusReport) error
	Bounce       func(*Bounce) error
	Debits       func(*DebitOrder) error
	Mandate      func(*MandateChange) error
	RecallAnswer func(*RecallAnswer) error
	Settlement   func(*Settlement) error
}

// Total is what a file or statement sums to in one currency, in minor units.
type Total struct {
	Currency money.Currency
	Credit   int64
	Debit    int64
}

// StatementSummary is one account's part of a Summary.
type StatementSummary struct {
	ID       string
	Account  Account
	Sequence string
	Opening  *Balance
	Closing  *Balance
	Entries  int
	Details  int
	Totals   []Total
}

// Summary counts and sums a file as an independent reader would: totals are over
// the entries of every status, Booked over the booked ones.
type Summary struct {
	Format     string // "camt.053", "pain.002", "ubl.invoice"
	Version    string // "camt.053.001.08"; "BIS 3"
	MessageID  string
	CreatedAt  string
	Statements []StatementSummary
	Entries    int
	Details    int
	Totals     []Total
	Booked     []Total
	Findings   []Finding
	// MoreFindings counts those beyond Limits.Findings.
	MoreFindings int
}

// AddTotal adds an amount to the total of its currency.
func AddTotal(totals []Total, c money.Currency, d Direction, minor int64) []Total {
	for i := range totals {
		if totals[i].Currency == c {
			totals[i].add(d, minor)
			return totals
		}
	}
	t := Total{Currency: c}
	t.add(d, minor)
	return append(totals, t)
}

func (t *Total) add(d Direction, minor int64) {
	if d == Debit {
		t.Debit += minor
		return
	}
	t.Credit += minor
}

// Find adds a finding, or counts it when there are enough. A doubt always has room, or
// the file would not be held: it takes the place of the last finding that is none.
func (s *Summary) Find(l Limits, f Finding) {
	if len(s.Findings) < l.WithDefaults().Findings {
		s.Findings = append(s.Findings, f)
		return
	}
	s.MoreFindings++
	for i := len(s.Findings) - 1; f.Doubt && i >= 0; i-- {
		if !s.Findings[i].Doubt {
			s.Findings[i] = f
			return
		}
	}
}

// InDoubt gives the first finding that puts money or identity in doubt.
func (s *Summary) InDoubt() *Finding {
	for i := range s.Findings {
		if s.Findings[i].Doubt {
			return &s.Findings[i]
		}
	}
	return nil
}
