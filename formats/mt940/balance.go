package mt940

import (
	"bytes"
	"fmt"
	"strconv"

	"girod/formats"
	"girod/formats/money"
)

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
