package reference

import "strings"

// SwedishAccount is a clearing number and an account number at that bank.
type SwedishAccount struct {
	Clearing string // 4 digits, or 5 at Swedbank when it begins with 8
	Number   string // digits, filled with zeros to what the bank's rule counts
	Bank     string // "" when the clearing number is unknown
}

// accountRule is one row of Bankgirot's table of account checks.
type accountRule struct {
	digits int // of the account number, zeros filled in
	check  func(clearing, number string) bool
	sure   bool // whether a failed check means that there is no such account
}

var accountRules = map[string]accountRule{
	"1.1": {7, func(clearing, number string) bool { return mod11(clearing[1:4] + number) }, true},
	"1.2": {7, func(clearing, number string) bool { return mod11(clearing[:4] + number) }, true},
	"2.1": {10, func(_, number string) bool { return Luhn([]byte(number)) == 0 }, false},
	"2.2": {9, func(_, number string) bool { return mod11(number) }, false},
	"2.3": {10, func(_, number string) bool { return Luhn([]byte(number)) == 0 }, false},
}

// mod11 tells whether the sum with weights 1, 2 … 10, 1, 2 … from the right is a
// multiple of 11.
func mod11(digits string) bool {
	sum := 0
	for i := range digits {
		sum += (1 + i%10) * int(digits[len(digits)-1-i]-'0')
	}
	return sum%11 == 0
}

// CheckSwedishAccount checks clearing and account with the table girod comes with.
func CheckSwedishAccount(text string) error {
	table, err := BuiltInClearings()
	if err != nil {
		return err
	}
	_, err = table.Parse(text)
	return err
}

// Parse reads clearing and account as people and banks write them: "5102,015875-1",
// "8424-4,983 189 224-6", "6789123456788", or the 16 digits of a file, where the account
// is filled with zeros to 12. The account is good when the error is nil or a warning.
func (c *Clearings) Parse(text string) (SwedishAccount, error) {
	clearing, number, split := strings.Cut(text, ",")
	if !split {
		clearing, number = "", text
	}
	var b1, b2 buffer
	cl, fault1 := digits(&b1, clearing, " -")
	no, fault2 := digits(&b2, number, " -")
	switch {
	case fault1 != 0 || fault2 != 0:
		return SwedishAccount{}, BadForm
	case split:
		return c.account(string(cl), string(no))
	case len(no) < 5:
		return SwedishAccount{}, BadLength
	}
	return c.split(string(no))
}

// split finds where the clearing number ends. Only Swedbank's (8…) may have five digits,
// and the fifth is then the Luhn digit of the four.
func (c *Clearings) split(no string) (SwedishAccount, error) {
	clearing, number := no[:4], no[4:]
	if len(no) == 16 {
		number = strings.TrimLeft(number, "0")
	}
	a, err := c.account(clearing, number)
	if err != nil && no[0] == '8' && len(no) > 5 && len(no) <= 15 {
		if five, err5 := c.account(no[:5], no[5:]); err5 == nil {
			return five, nil
		}
	}
	return a, err
}

func (c *Clearings) account(clearing, number string) (SwedishAccount, error) {
	a := SwedishAccount{Clearing: clearing, Number: number}
	four := len(clearing) == 4
	five := len(clearing) == 5 && clearing[0] == '8'
	if !four && !five || number == "" || len(number) > 12 {
		return a, BadLength
	}
	if five && Luhn([]byte(clearing)) != 0 {
		return a, BadCheckDigit
	}
	r := c.find(clearing)
	if r == nil {
		return a, UnknownClearing
	}
	a.Bank = r.bank
	rule := accountRules[r.rule]
	if len(number) > rule.digits {
		return a, BadLength
	}
	a.Number = strings.Repeat("0", rule.digits-len(number)) + number
	switch {
	case rule.check(clearing, a.Number):
		return a, nil
	case rule.sure:
		return a, BadCheckDigit
	}
	return a, UnsureCheckDigit
}

// String gives "5102-0158751".
func (a SwedishAccount) String() string { return a.Clearing + "-" + a.Number }

// Sixteen gives the form of files: the clearing number's four digits and the account
// filled with zeros to 12.
func (a SwedishAccount) Sixteen() string {
	return a.Clearing[:4] + strings.Repeat("0", 12-len(a.Number)) + a.Number
}

// CheckNorwegianAccount checks a Norwegian account number: 11 digits, mod 11, written
// "8601 11 17947" or "8601.11.17947".
func CheckNorwegianAccount[T Text](text T) error {
	var b buffer
	d, fault := digits(&b, text, " .")
	switch {
	case fault != 0:
		return fault
	case len(d) != 11:
		return BadLength
	case weighted(d, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 != 0:
		return BadCheckDigit
	}
	return nil
}

// FormatNorwegianAccount writes "8601 11 17947".
func FormatNorwegianAccount[T Text](text T) string {
	var b buffer
	d, fault := digits(&b, text, " .")
	if fault != 0 || len(d) != 11 {
		return string(text)
	}
	return string(d[:4]) + " " + string(d[4:6]) + " " + string(d[6:])
}
