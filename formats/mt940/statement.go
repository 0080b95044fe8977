package mt940

import (
	"bytes"
	"fmt"
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/reference"
)

// openMessage is :20:, the message's own reference.
func (r *reader) openMessage(rest []byte) error {
	switch {
	case r.at == closed && !r.message.block: // its hyphen was left out
		if err := r.endMessage(); err != nil {
			return err
		}
	case r.at != outside:
		return r.refuse("mt940-truncated", ":20:", "the closing balance (:62F:) and the end of the message before the next begins")
	}
	r.at = heading
	r.message = message{line: r.lines.number, ref: word(rest), block: r.message.block}
	if r.sum.MessageID == "" {
		r.sum.MessageID = r.message.ref
		if r.sum.MessageID == "" {
			r.sum.MessageID = "-"
		}
	}
	return nil
}

// word gives a short field as a string, valid for people.
func word(b []byte) string {
	b = bytes.TrimSpace(b)
	return string(bytes.ToValidUTF8(b[:min(len(b), 64)], []byte("?")))
}

// account is :25:, which each country writes its own way: an IBAN, a BIC or bank code
// before a slash and the account's number, the currency behind it.
func (r *reader) account(rest []byte) error {
	m := &r.message
	if r.at != heading || m.account.ID != "" {
		return r.refuseAt(":25:", "mt940-order", rest, "one :25: in a message, before the opening balance")
	}
	id := bytes.TrimSpace(rest)
	if bank, number, ok := bytes.Cut(id, []byte("/")); ok && isBIC(bank) {
		m.servicer, id = string(bank), number
	}
	if n := len(id) - 3; n > 0 && isIBAN(id[:n]) && !isIBAN(id) {
		if c, err := money.ParseCurrency(id[n:]); err == nil {
			m.account.Currency, id = c, id[:n]
		}
	}
	if m.account.ID = word(id); m.account.ID == "" {
		return r.refuseAt(":25:", "account-missing", nil, "the number of the account")
	}
	m.account.Scheme = "BBAN"
	if isIBAN(id) {
		m.account.Scheme = "IBAN"
	}
	return nil
}

func isIBAN(b []byte) bool { return reference.CheckIBAN(b) == nil }

// isBIC tells 8 or 11 letters and digits, the first six letters.
func isBIC(b []byte) bool {
	if len(b) != 8 && len(b) != 11 {
		return false
	}
	for i, c := range b {
		if (c < 'A' || c > 'Z') && (i < 6 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// number is :28C:, statement and page: "00042/00001". Zeros are no number.
func (r *reader) number(rest []byte) error {
	statement, _, _ := bytes.Cut(bytes.TrimSpace(rest), []byte("/"))
	if len(bytes.Trim(statement, "0")) > 0 {
		r.message.number = word(statement)
	}
	return nil
}

// balance reads "C261101SEK1000,00".
func (r *reader) balance(at, code string, rest []byte) (b formats.Balance, err error) {
	rest = bytes.TrimRight(rest, " ")
	if len(rest) < 12 || rest[0] != 'C' && rest[0] != 'D' {
		return b, r.refuseAt(at, "balance", rest, "a balance such as C261101SEK1000,00: C or D, day, currency, amount")
	}
	b.Code = code
	var ok bool
	if b.On, ok = day(rest[1:]); !ok {
		return b, r.refuseAt(at, "date", rest[1:7], "a day as YYMMDD")
	}
	c, err := money.ParseCurrency(rest[7:10])
	if err != nil {
		return b, r.refuseAt(at, "currency", rest[7:10], "a currency of ISO 4217")
	}
	digits := rest[10:]
	minor, ok := int64(0), false
	if amountLength(digits) == len(digits) {
		minor, ok = amount(digits, c.Decimals())
	}
	if !ok {
		return b, r.refuseAt(at, "amount", digits, wantAmount(c))
	}
	if rest[0] == 'D' {
		minor = -minor
	}
	b.Amount = money.Of(minor, c)
	return b, nil
}

// opening is :60F: or :60M:, with which a page begins.
func (r *reader) opening(rest []byte, middle bool) error {
	m := &r.message
	at := ":60F:"
	code := "OPBD"
	if middle {
		at, code = ":60M:", "ITBD"
	}
	switch {
	case r.at != heading:
		return r.refuseAt(at, "mt940-order", rest, "one opening balance in a message, before its entries")
	case m.account.ID == "":
		return r.refuseAt(at, "account-missing", nil, "field :25:, the account, before the opening balance")
	}
	var err error
	if m.opening, err = r.balance(at, code, rest); err != nil {
		return err
	}
	if c := m.account.Currency; c != "" && c != m.opening.Amount.Currency {
		return r.refuseAt(at, "currency", rest, "a balance in the account's currency, "+string(c))
	}
	m.account.Currency, m.middle = m.opening.Amount.Currency, middle
	m.about = true
	r.at = entries
	return r.openPage()
}

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

// closing is :62F: or :62M:, with which a page ends.
func (r *reader) closing(rest []byte, middle bool) error {
	at, code := ":62F:", "CLBD"
	if middle {
		at, code = ":62M:", "ITBD"
	}
	if r.at != entries {
		return r.refuseAt(at, "mt940-order", rest, "one closing balance in a message, behind an opening balance (:60F:)")
	}
	b, err := r.balance(at, code, rest)
	if err != nil {
		return err
	}
	s := &r.statement
	if b.Amount.Currency != s.Account.Currency {
		return r.refuseAt(at, "currency", rest, "a balance in the currency of the opening balance, "+string(s.Account.Currency))
	}
	s.closing, s.more = b, middle
	r.at, r.message.about = closed, true
	r.checkBalances(at)
	return nil
}

// checkBalances holds opening balance + entries = closing balance: the bank's own
// witness that the file is whole and every mark means what we think.
func (r *reader) checkBalances(at string) {
	s := &r.statement
	sum := s.opening.Amount.Minor + s.total.Credit - s.total.Debit
	if sum != s.closing.Amount.Minor {
		r.find(formats.Origin{Line: r.lines.number, At: at}, "balance-chain", true, fmt.Sprintf(
			"opening balance %s and the entries make %s, the closing balance is %s",
			s.opening.Amount, money.Of(sum, s.Account.Currency), s.closing.Amount))
	}
}

// maxBalances is far beyond what a day can have; each is kept until the statement ends.
const maxBalances = 100

// available is :64: (what may be spent today) or :65: (on a later day).
func (r *reader) available(rest []byte, name string) error {
	at, code := ":64:", "CLAV"
	if name == "65" {
		at, code = ":65:", "FWAV"
	}
	if r.at != closed {
		return r.refuseAt(at, "mt940-order", rest, "an available balance behind the closing balance (:62F:)")
	}
	b, err := r.balance(at, code, rest)
	if err != nil {
		return err
	}
	r.message.about = true
	if !r.first {
		return nil
	}
	if len(r.statement.Balances) >= maxBalances {
		return r.refuse("too-many-balances", "", "at most "+strconv.Itoa(maxBalances)+" balances in a statement")
	}
	r.statement.Balances = append(r.statement.Balances, b)
	return nil
}

// endMessage is the line with a hyphen, or what stands for it.
func (r *reader) endMessage() error {
	if err := r.tellEntry(); err != nil {
		return err
	}
	if r.at != closed {
		return r.refuse("closing-missing", "", "a closing balance (:62F:) before the end of the message")
	}
	r.at, r.message.block = outside, false
	return nil
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
