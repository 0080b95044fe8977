package bank

import (
	"fmt"
	"strings"
)

// report is what the forms of camt.053 and camt.054 are filled with.
type report struct {
	Version  string // "02" or "08"
	New      bool   // .08: the newer shape
	Kind     string // "BkToCstmrStmt" or "BkToCstmrDbtCdtNtfctn"
	Unit     string // "Stmt" or "Ntfctn"
	Message  string // "053" or "054"
	ID       string
	Time     string
	Sequence int
	Bank     Options
	Account  Account
	Balances []balance // none in a notification
	Entries  []Entry
	Credits  totalled
	Debits   totalled
}

type balance struct {
	Code   string
	Amount Amount
	Day    string
}

type totalled struct {
	Count int
	Sum   Amount
}

// notify tells of money that came in since the last notification: one camt.054
// for each account that has any.
func (b *Bank) notify(u User) error {
	for _, l := range b.books.Ledgers {
		var fresh []Entry
		for i := range l.Entries {
			if e := &l.Entries[i]; e.Fresh {
				e.Fresh = false
				fresh = append(fresh, *e)
			}
		}
		if len(fresh) == 0 {
			continue
		}
		l.Notices++
		r := b.report(l, "054", "BkToCstmrDbtCdtNtfctn", "Ntfctn", l.Notices, fresh)
		name, err := b.sendReport(u, r, "")
		if err != nil {
			return err
		}
		for _, p := range b.books.Payments {
			if p.Notice == "" && told(p.Ref, fresh) {
				p.Notice = name
			}
		}
	}
	return nil
}

// state closes the day of an account: a camt.053 with everything since the last
// one, from its closing balance to the new one.
func (b *Bank) state(u User, l *Ledger) error {
	l.Sequence++
	r := b.report(l, "053", "BkToCstmrStmt", "Stmt", l.Sequence, l.Entries)
	s := Statement{ID: r.ID, Account: l.Account.IBAN, Sequence: l.Sequence, Day: b.books.Today, Opening: l.Opening,
		Credits: r.Credits.Sum, Debits: r.Debits.Sum, Closing: l.Balance, Entries: len(r.Entries)}
	shown := l.Balance
	if b.options.Mode.is(Liar) && l.Sequence%2 == 0 {
		shown, s.Lie = shown+1_00, "closing balance is one too high"
	}
	day := b.books.Today.String()
	r.Balances = []balance{{"OPBD", l.Opening, day}, {"CLBD", shown, day}}
	name, err := b.sendReport(u, r, s.Lie)
	if err != nil {
		return err
	}
	for _, p := range b.books.Payments {
		if p.Statement == "" && told(p.Ref, l.Entries) {
			p.Statement = name
		}
	}
	s.File = name
	b.books.Statements = append(b.books.Statements, s)
	l.Opening, l.Entries = l.Balance, nil
	return nil
}

// told tells whether entries report a payment.
func told(ref string, entries []Entry) bool {
	for _, e := range entries {
		for _, d := range e.Details {
			if ref != "" && d.Ref == ref {
				return true
			}
		}
	}
	return false
}

func (b *Bank) report(l *Ledger, message, kind, unit string, sequence int, entries []Entry) *report {
	r := &report{
		Version: b.options.Statement, New: b.options.Statement == "08", Kind: kind, Unit: unit, Message: message,
		ID:   fmt.Sprintf("GB%s%s%07d", message[2:], strings.ReplaceAll(b.books.Today.String(), "-", ""), b.number()),
		Time: b.stamp(), Sequence: sequence, Bank: b.options, Account: l.Account, Entries: entries,
	}
	for _, e := range entries {
		t := &r.Credits
		if e.Amount < 0 {
			t = &r.Debits
		}
		t.Count, t.Sum = t.Count+1, t.Sum+e.Amount.size()
	}
	return r
}

// Payer tells whether the details name who paid us, rather than whom we paid or
// who sent money back.
func (r *report) Payer(e Entry, d Detail) bool { return e.Amount > 0 && d.Return == "" }

func (b *Bank) sendReport(u User, r *report, lie string) (name string, err error) {
	content, err := fill("camt", r)
	if err != nil {
		return "", err
	}
	name = fmt.Sprintf("camt%s-%s-%05d.xml", r.Message, r.Account.IBAN[len(r.Account.IBAN)-6:], r.Sequence)
	return name, b.send(u, name, "camt."+r.Message, lie, content)
}
