package law

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
)

// Keys of fees that dunning asks for by name. The other keys stand in fees.csv.
const (
	ReminderFee      = "reminder_fee"
	CollectionFee    = "collection_demand_fee"
	LateCompensation = "late_payment_compensation" // directive 2011/7/EU, business debtors
	LimitationYears  = "limitation_years"
)

// Fee gives the amount the law allows on a day, at most. A Norwegian fee is written as
// a fraction of another row, the inkassosats, and computed from the one in force.
func (t *Tables) Fee(c Country, key string, who Debtor, day date.Date) (money.Amount, error) {
	r, err := t.Row(c, key, who, day)
	if err != nil {
		return money.Amount{}, err
	}
	if base, ok := strings.CutPrefix(r.Unit, "of "); ok {
		whole, err := t.Fee(c, base, who, day)
		if err != nil {
			return money.Amount{}, err
		}
		return fraction(r.Value, whole)
	}
	currency, err := money.ParseCurrency(r.Unit)
	if err != nil {
		return money.Amount{}, fmt.Errorf("%s %s of %s is no amount: %s %s", c, key, r.From, r.Value, r.Unit)
	}
	minor, err := money.Parse(r.Value, currency)
	return money.Of(minor, currency), err
}

// fraction takes "3/20" of an amount.
func fraction(text string, of money.Amount) (money.Amount, error) {
	part, ok := new(big.Rat).SetString(text)
	if !ok {
		return money.Amount{}, fmt.Errorf("%q is not a fraction such as 1/20", text)
	}
	num := new(big.Int).Mul(part.Num(), big.NewInt(of.Minor))
	minor, err := money.RoundHalfUp(num, part.Denom())
	return money.Of(minor, of.Currency), err
}

// Count gives a number the law sets: days to pay, reminders with a fee, years of
// limitation.
func (t *Tables) Count(c Country, key string, who Debtor, day date.Date) (int, error) {
	r, err := t.Row(c, key, who, day)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(r.Value)
	if err != nil {
		return 0, fmt.Errorf("%s %s of %s is no number: %s %s", c, key, r.From, r.Value, r.Unit)
	}
	return n, nil
}
