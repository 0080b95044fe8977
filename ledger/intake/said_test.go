package intake_test

import (
	"fmt"
	"testing"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

var (
	today = date.Of(2026, 1, 7)
	// giro is an account whose notifications post; plain one whose statements do.
	giro  = intake.Account{Key: "SE1", Names: []string{"5805-6201"}, Currency: money.SEK, Number: "1930"}
	plain = intake.Account{Key: "SE2", Currency: money.SEK, Number: "1940", PostsStatements: true}
	ours  = []intake.Account{giro, plain}
)

// said is an entry with its payments, as a test tells it.
type said struct {
	e formats.Entry
	p []formats.Payment
}

// in is an entry of one payment that came in by reference; out is one that went out.
func in(bankRef string, amount int64, ref string) said {
	p := formats.Payment{Line: 7, Ordinal: 1, Amount: amount, Currency: money.SEK, Direction: formats.Credit, Priced: true,
		BankRef: []byte("P" + bankRef), Payer: []byte("A Payer"), PayerAccount: []byte("SE99")}
	if ref != "" {
		p.Refs = []formats.Ref{{Kind: formats.CreditorRef, Text: []byte(ref), Line: 1}}
	}
	return entry(bankRef, "PMNT/RCDT/ATXN", p)
}

func out(bankRef string, amount int64, ref string) said {
	s := in(bankRef, amount, ref)
	s.e.Direction, s.p[0].Direction, s.e.Code = formats.Debit, formats.Debit, "PMNT/ICDT/DMCT"
	return s
}

// back is one that the bank says it takes back.
func back(bankRef string, amount int64, ref string) said {
	s := out(bankRef, amount, ref)
	s.e.Reversal, s.p[0].Reversal = true, true
	return s
}

// entry sums payments to an entry of its own.
func entry(bankRef, code string, payments ...formats.Payment) said {
	var sum int64
	for i := range payments {
		if payments[i].Ordinal == 0 {
			payments[i].Ordinal = i + 1
		}
		if payments[i].Direction == formats.Debit {
			sum -= payments[i].Amount
		} else {
			sum += payments[i].Amount
		}
	}
	e := formats.Entry{Origin: formats.Origin{Line: 5, At: "Stmt[1]/Ntry[1]"}, BankRef: bankRef, Amount: money.Of(sum, money.SEK),
		Direction: formats.Credit, Status: formats.Booked, BookedOn: today, ValueDate: today, Code: code}
	if sum < 0 {
		e.Direction, e.Amount.Minor = formats.Debit, -sum
	}
	return said{e, payments}
}

// bank is an entry of the bank itself, without details.
func bank(bankRef, code string, amount int64, d formats.Direction) said {
	e := formats.Entry{BankRef: bankRef, Amount: money.Of(amount, money.SEK), Direction: d, Status: formats.Booked, BookedOn: today, Code: code}
	return said{e, []formats.Payment{{Amount: amount, Currency: money.SEK, Direction: d, Priced: true}}}
}

// message is a notification or, with an opening balance, a statement.
type message struct {
	kind     formats.StatementKind
	id       string
	account  string
	sequence string
	copied   string
	opening  int64
	closing  int64 // 0: as the entries sum
	lines    []said
}

func notification(id string, lines ...said) message {
	return message{kind: formats.Notification, id: id, account: "SE1", lines: lines}
}

func statement(id string, opening int64, lines ...said) message {
	return message{kind: formats.EndOfDay, id: id, account: "SE1", opening: opening, lines: lines}
}

// read tells the messages to a sink as a format room would.
func read(messages ...message) intake.Read {
	return func(sink formats.Sink) (*formats.Summary, error) {
		sum := &formats.Summary{}
		for _, m := range messages {
			s := formats.Statement{Kind: m.kind, ID: m.id, Sequence: m.sequence, Copy: m.copied, To: today, Account: formats.Account{ID: m.account}}
			if m.kind == formats.EndOfDay {
				closing := m.opening
				for _, l := range m.lines {
					if l.e.Direction == formats.Debit {
						closing -= l.e.Amount.Minor
					} else if l.e.Status == formats.Booked {
						closing += l.e.Amount.Minor
					}
				}
				if m.closing != 0 {
					closing = m.closing
				}
				s.Balances = []formats.Balance{{Code: "OPBD", Amount: money.Of(m.opening, money.SEK)}, {Code: "CLBD", Amount: money.Of(closing, money.SEK)}}
			}
			if err := tell(sink, &s, m.lines, sum); err != nil {
				return sum, err
			}
		}
		return sum, nil
	}
}

func tell(sink formats.Sink, s *formats.Statement, lines []said, sum *formats.Summary) error {
	if err := sink.Statement(s); err != nil {
		return err
	}
	for i, l := range lines {
		e := l.e
		e.Ordinal = i + 1
		if err := sink.Entry(&e); err != nil {
			return err
		}
		e.Rest = e.Amount.Minor
		for _, p := range l.p {
			if p.Ordinal > 0 {
				sum.Details++
				e.Payments++
			}
			if p.Direction == e.Direction {
				e.Rest -= p.Amount
			} else {
				e.Rest += p.Amount
			}
			if err := sink.Payment(&p); err != nil {
				return err
			}
		}
		if err := sink.EntryEnd(&e); err != nil {
			return err
		}
	}
	return sink.StatementEnd(s)
}

// company runs fn on the small company's book in each database.
func company(t *testing.T, fn func(t *testing.T, book *ledger.Book, w ledgertest.World)) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		fn(t, book, ledgertest.Company(t, book))
		ledgertest.Clean(t, book)
	})
}

// quick is company on SQLite only, for tables; TestEveryOre holds the two databases equal.
func quick(t *testing.T, fn func(t *testing.T, book *ledger.Book, w ledgertest.World)) {
	book := ledger.New(storetest.SQLite(t), ledger.DefaultChart())
	fn(t, book, ledgertest.Company(t, book))
	ledgertest.Clean(t, book)
}

// books takes messages in as a file of their own each and gives the last outcome.
func books(t *testing.T, book *ledger.Book, d intake.Desk, messages ...message) (out *intake.Outcome) {
	t.Helper()
	for i, m := range messages {
		if d.File == "" || i > 0 {
			d.File = fmt.Sprintf("f%06d", i+1)
		}
		out = take(t, book, read(m), ours, d)
	}
	return out
}

// balances gives the accounts that are not zero: "1510 -100; 1930 100".
func balances(t *testing.T, book *ledger.Book, roles ...ledger.Role) (said string) {
	t.Helper()
	ledgertest.View(t, book, func(tx *ledger.Tx) error {
		for _, role := range roles {
			var sum int64
			err := tx.Each(`SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM posting JOIN account ON account.id = posting.account WHERE role = $1`,
				[]any{string(role)}, func(r *store.Row) error {
					sum = r.Int(0)
					return nil
				})
			if err != nil {
				return err
			}
			said += fmt.Sprintf("%s %d ", role, sum)
		}
		return nil
	})
	return said
}

// owed gives what is open on an invoice.
func owed(t *testing.T, book *ledger.Book, id ledger.InvoiceID) (b ledger.Balance) {
	t.Helper()
	ledgertest.View(t, book, func(tx *ledger.Tx) (err error) {
		b, err = tx.Balance(id)
		return err
	})
	return b
}
