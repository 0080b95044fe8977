package camt

import (
	"strconv"

	"girod/formats"
	"girod/formats/money"
)

// currency is what the tag of an amount says, "" when it says none.
func (r *reader) currency() (money.Currency, error) {
	code := r.xml.Attr("Ccy")
	if code == nil {
		return "", nil
	}
	if c := r.statement.Account.Currency; string(code) == string(c) {
		return c, nil
	}
	c, err := money.ParseCurrency(code)
	if err != nil {
		return "", r.xml.Refuse("currency", string(code), "a currency of ISO 4217")
	}
	return c, nil
}

// amount reads the value as money in the currency of its tag. It must be right.
func (r *reader) amount() (money.Amount, error) {
	c, err := r.currency()
	if err != nil {
		return money.Amount{}, err
	}
	if c == "" {
		return money.Amount{}, r.xml.Refuse("currency-missing", string(r.text), `an amount with its currency, Ccy="SEK"`)
	}
	minor, err := r.parse(c)
	if err != nil {
		want := "an amount: digits and a point, no sign, at most " + digit(c.Decimals()) + " decimals (" + string(c) + ")"
		if len(r.text) > maxDigits {
			want += " and " + strconv.Itoa(maxDigits) + " digits"
		}
		return money.Amount{}, r.xml.Refuse("amount", string(r.text), want)
	}
	sum, ok := money.Add(r.mass, minor)
	if !ok {
		return money.Amount{}, r.xml.Refuse("amount-overflow", string(r.text), "amounts whose sum fits 64 bits")
	}
	r.mass = sum
	return money.Of(minor, c), nil
}

// cost is an amount as it was written. The amount of an entry often comes again as that
// of its payment, of the transaction and of the invoice.
type cost struct {
	text     [24]byte
	size     int
	currency money.Currency
	minor    int64
}

// parse reads the value as money.
func (r *reader) parse(c money.Currency) (int64, error) {
	p := &r.cost
	if string(r.text) == string(p.text[:p.size]) && c == p.currency && c != "" {
		return p.minor, nil
	}
	minor, err := money.Parse(r.text, c)
	if err == nil && len(r.text) <= len(p.text) {
		p.size, p.currency, p.minor = copy(p.text[:], r.text), c, minor
	}
	return minor, err
}

// maxDigits is what ISO 20022 allows an amount, its decimals among them.
const maxDigits = 18

func digit(n int) string { return string(rune('0' + n)) }

// hint reads an amount that only explains. One that cannot be read is a finding.
func (r *reader) hint(t tag) (money.Amount, bool) {
	c, err := r.currency()
	var minor int64
	if err == nil {
		minor, err = r.parse(c)
	}
	if err != nil {
		r.findFirst(t, "amount-ignored", false, "an amount that only explains, and cannot be read: "+formats.Excerpt(string(r.text)))
		return money.Amount{}, false
	}
	if _, ok := money.Add(r.mass, minor); !ok {
		return money.Amount{}, false
	}
	return money.Of(minor, c), true
}

// direction reads CRDT or DBIT.
func (r *reader) direction() (formats.Direction, error) {
	switch string(r.text) {
	case "CRDT":
		return formats.Credit, nil
	case "DBIT":
		return formats.Debit, nil
	}
	return 0, r.xml.Refuse("direction", string(r.text), "CRDT or DBIT")
}

// signed gives an amount as seen from a direction.
func signed(minor int64, of, from formats.Direction) int64 {
	if of != from {
		return -minor
	}
	return minor
}
