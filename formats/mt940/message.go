package mt940

import (
	"bytes"

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
