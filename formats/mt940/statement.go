package mt940

import (
	"fmt"
	"strconv"

	"girod/formats"
	"girod/formats/date"
)

// openPage goes on with the statement before, or begins one.
func (r *reader) openPage() error {
	m, s := &r.message, &r.statement
	if r.open && m.middle && s.more && m.account == s.Account {
		if m.opening.Amount != s.closing.Amount {
			r.find(formats.Origin{Line: r.lines.number, At: ":60M:"}, "page-chain", true, fmt.Sprintf(
				"the page before ends with %s, this one begins with %s", s.closing.Amount, m.opening.Amount))
		}
		return nil
	}
	if err := r.closeStatement(); err != nil {
		return err
	}
	return r.openStatement()
}

func (r *reader) openStatement() error {
	m := &r.message
	if len(r.sum.Statements) >= maxStatements {
		return r.refuse("too-many-statements", "", "at most "+strconv.Itoa(maxStatements)+" statements in a file")
	}
	r.statement = statement{opening: m.opening, Statement: formats.Statement{
		Origin: formats.Origin{Line: m.line, At: ":20:"}, Kind: formats.EndOfDay, MessageID: m.ref, ID: m.ref,
		Sequence: m.number, Account: m.account, Servicer: m.servicer, Balances: []formats.Balance{m.opening},
	}}
	r.open = true
	s := &r.statement
	s.total.Currency = m.account.Currency
	if m.middle {
		r.find(formats.Origin{Line: r.lines.number, At: ":60M:"}, "not-first-page", true, "a page whose first pages are not in this file")
	}
	if r.first {
		return nil
	}
	if n := len(r.sum.Statements); n < len(r.ahead) {
		s.Balances = append(s.Balances, r.ahead[n].balances...)
		s.To = r.ahead[n].to
	}
	s.ID = statementID(m.ref, m.number, s.To)
	if r.sink.Statement == nil {
		return nil
	}
	return r.sink.Statement(&s.Statement)
}

// statementID tells one statement from all others of its account. :20: alone does not:
// many banks write STARTUMSE into each.
func statementID(ref, number string, on date.Date) string {
	if number != "" {
		ref += "/" + number
	}
	return ref + "/" + on.String()
}

// closeStatement ends the statement that is open: another one begins, or the file ends.
func (r *reader) closeStatement() error {
	if !r.open {
		return nil
	}
	r.open = false
	s := &r.statement
	if r.first {
		r.ahead = append(r.ahead, closing{append([]formats.Balance{s.closing}, s.Balances[1:]...), s.closing.On})
	}
	if s.more {
		r.find(formats.Origin{Line: s.Line, At: ":20:"}, "not-last-page", true, "a statement whose last page is not in this file")
	}
	one := formats.StatementSummary{ID: s.ID, Account: s.Account, Sequence: s.Sequence, Entries: s.entries, Details: s.entries}
	opening, last := s.opening, s.closing
	one.Opening, one.Closing = &opening, &last
	if s.entries > 0 {
		one.Totals = []formats.Total{s.total}
		for _, t := range []*[]formats.Total{&r.sum.Totals, &r.sum.Booked} {
			*t = formats.AddTotal(*t, s.total.Currency, formats.Credit, s.total.Credit)
			*t = formats.AddTotal(*t, s.total.Currency, formats.Debit, s.total.Debit)
		}
	}
	r.sum.Statements = append(r.sum.Statements, one)
	r.sum.Entries += s.entries
	r.sum.Details += s.entries
	if r.sink.StatementEnd == nil {
		return nil
	}
	return r.sink.StatementEnd(&s.Statement)
}
