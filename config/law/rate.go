package law

import (
	"fmt"
	"strings"

	"girod/formats/date"
)

// Rate is a yearly rate in thousandths of a per cent: 10 % is 10_000. Central banks set
// hundredths, contracts sometimes eighths.
type Rate int64

// ParseRate reads "10.00", "-0.50" or "11.125" (per cent), at most three decimals.
func ParseRate(text string) (Rate, error) {
	digits, negative := strings.CutPrefix(text, "-")
	whole, decimals, _ := strings.Cut(digits, ".")
	bad := fmt.Errorf("%q is not a rate in per cent such as 10.00", text)
	if whole == "" || len(whole) > 4 || len(decimals) > 3 || strings.HasSuffix(digits, ".") {
		return 0, bad
	}
	var r Rate
	for _, c := range whole + decimals + "000"[len(decimals):] {
		if c < '0' || c > '9' {
			return 0, bad
		}
		r = 10*r + Rate(c-'0')
	}
	if negative {
		r = -r
	}
	return r, nil
}

// String gives "10.00", with a third decimal only where there is one.
func (r Rate) String() string {
	sign, n := "", int64(r)
	if n < 0 {
		sign, n = "-", -n
	}
	if n%10 != 0 {
		return fmt.Sprintf("%s%d.%03d", sign, n/1000, n%1000)
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/1000, n%1000/10)
}

// Rates gives the rate interest runs at on a day and the last day it surely stays so.
type Rates interface {
	On(day date.Date) (rate Rate, last date.Date, err error)
}

// Fixed is a rate agreed in a contract: the same on every day.
type Fixed Rate

// On gives the rate, for ever.
func (f Fixed) On(date.Date) (Rate, date.Date, error) { return Rate(f), date.Of(9999, 12, 31), nil }

// halfYearEnd gives the last day of the half-year a day lies in.
func halfYearEnd(d date.Date) date.Date {
	year, month, _ := d.Split()
	if month <= 6 {
		return date.Of(year, 6, 30)
	}
	return date.Of(year, 12, 31)
}

func startsHalfYear(d date.Date) bool {
	_, month, day := d.Split()
	return day == 1 && (month == 1 || month == 7)
}
