package camt

import (
	"bytes"
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// statement is the Stmt, Rpt or Ntfctn being read.
type statement struct {
	formats.Statement
	told    bool
	guessed bool // the account does not say its currency, its first balance does
	legal   string
	lastDay date.Date // as far as the file says
	partial bool      // a page of several
	entries int
	credits int
	debits  int
	details int
	totals  []formats.Total
	booked  []formats.Total

	balance balance
	summary [3]said // TxsSummry: all, credits, debits
	net     said
	netSide string
	claim   claim // being read
	claims  []claim
	recent  []recent // hashes of entries seen
}

// balance is the Bal being read.
type balance struct {
	formats.Balance
	direction formats.Direction
}

func (r *reader) openStatement() {
	old := r.statement.recent
	clear(old)
	r.statement = statement{recent: old}
	s := &r.statement
	s.Origin = r.xml.Origin()
	s.Kind, s.MessageID, s.lastDay = r.kind, r.sum.MessageID, r.createdOn
}

func (r *reader) statementValue(t tag) (err error) {
	s := &r.statement
	switch t {
	case stmtID:
		s.ID = string(r.text)
	case stmtElectronicSeq:
		s.Sequence = string(r.text)
	case stmtLegalSeq:
		s.legal = string(r.text)
	case stmtCreated:
		s.Created = string(r.text)
		s.lastDay, err = r.day()
	case stmtFrom:
		s.From, err = r.day()
	case stmtTo:
		s.To, err = r.day()
		s.lastDay = s.To
	case stmtCopy:
		s.Copy = string(r.text)
	case stmtPage:
		s.partial = s.partial || string(r.text) != "1"
	case stmtLastPage:
		s.partial = s.partial || !isTrue(r.text)
	case acctIBAN:
		s.Account.ID, s.Account.Scheme = string(r.text), "IBAN"
	case acctBBAN:
		s.Account.ID, s.Account.Scheme = string(r.text), "BBAN"
	case acctOther:
		if s.Account.ID != "" {
			r.find("account-twice", true, "an account with two numbers; the first is taken")
			break
		}
		s.Account.ID = string(r.text)
	case acctScheme:
		if s.Account.Scheme == "" {
			s.Account.Scheme = string(r.text)
		}
	case acctProxyKind: // from .10 on an account may have no other name
		if s.Account.ID == "" {
			s.Account.Scheme = string(r.text)
		}
	case acctProxy:
		if s.Account.ID == "" {
			s.Account.ID = string(r.text)
		}
	case acctCurrency:
		if s.Account.Currency, err = money.ParseCurrency(r.text); err != nil {
			err = r.xml.Refuse("currency", string(r.text), "a currency of ISO 4217")
		}
	case acctServicer:
		s.Servicer = string(r.text)
		r.checkBIC(t)
	}
	return err
}

func (r *reader) checkBIC(t tag) {
	if bytes.IndexByte(r.xml.Text(), ' ') >= 0 {
		r.findFirst(t, "bic-blanks", false, "a BIC with blanks")
	}
}

func (r *reader) balanceValue(t tag) (err error) {
	s := &r.statement
	b := &s.balance
	switch t {
	case balCode:
		b.Code = string(r.text)
	case balAmount:
		b.Amount, err = r.amount()
	case balDirection:
		b.direction, err = r.direction()
	case balDate:
		b.On, err = r.day()
	default:
		r.summaryValue(t)
	}
	return err
}

// maxBalances is far beyond what a day can have; each is kept until the statement ends.
const maxBalances = 1000

func (r *reader) closeBalance() error {
	s := &r.statement
	b := &s.balance
	switch {
	case b.Amount.Currency == "":
		return r.xml.Refuse("amount-missing", "", "a balance with an amount (Bal/Amt)")
	case b.direction == 0:
		return r.xml.Refuse("direction-missing", "", "a balance with CdtDbtInd: CRDT or DBIT")
	case len(s.Balances) >= maxBalances:
		return r.xml.Refuse("too-many-balances", "", "at most "+strconv.Itoa(maxBalances)+" balances in a statement")
	case b.direction == formats.Debit:
		b.Amount = b.Amount.Neg()
	}
	s.Balances = append(s.Balances, b.Balance)
	if s.Account.Currency == "" {
		s.Account.Currency, s.guessed = b.Amount.Currency, true
	}
	return nil
}

// tellStatement opens the statement to the sink: at its first entry, or at its end.
func (r *reader) tellStatement() error {
	s := &r.statement
	if s.told {
		return nil
	}
	s.told = true
	if s.Sequence == "" {
		s.Sequence = s.legal
	}
	if s.Account.ID == "" {
		r.find("account-missing", true, "a statement that names no account")
	}
	if r.sink.Statement == nil {
		return nil
	}
	return r.sink.Statement(&s.Statement)
}

func (r *reader) closeStatement() error {
	if err := r.tellStatement(); err != nil {
		return err
	}
	s := &r.statement
	r.checkSummary()
	r.checkBalances()
	one := formats.StatementSummary{ID: s.ID, Account: s.Account, Sequence: s.Sequence, Entries: s.entries, Details: s.details, Totals: s.totals}
	if b, ok := s.opening(); ok {
		one.Opening = &b
	}
	if b, ok := s.closing(); ok {
		one.Closing = &b
	}
	if int64(len(r.sum.Statements)) >= maxStatements {
		return r.xml.Refuse("too-many-statements", "", "at most "+strconv.Itoa(maxStatements)+" statements in a file")
	}
	r.sum.Statements = append(r.sum.Statements, one)
	r.sum.Entries += s.entries
	r.sum.Details += s.details
	for _, t := range s.totals {
		r.sum.Totals = join(r.sum.Totals, t)
	}
	for _, t := range s.booked {
		r.sum.Booked = join(r.sum.Booked, t)
	}
	if r.sink.StatementEnd == nil {
		return nil
	}
	return r.sink.StatementEnd(&s.Statement)
}

// maxStatements is one for each account of a very large group.
const maxStatements = 20_000

func join(totals []formats.Total, t formats.Total) []formats.Total {
	totals = formats.AddTotal(totals, t.Currency, formats.Credit, t.Credit)
	return formats.AddTotal(totals, t.Currency, formats.Debit, t.Debit)
}
