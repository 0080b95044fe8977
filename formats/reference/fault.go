package reference

import "errors"

// Text is what numbers are read from.
type Text interface{ ~string | ~[]byte }

// Fault is what is wrong with a number. It is an error that costs nothing to make.
type Fault uint8

// The faults. Those from UnknownClearing on are warnings.
const (
	BadForm Fault = 1 + iota
	BadLength
	BadCheckDigit
	BadLengthDigit
	BadDate
	UnknownClearing
	UnsureCheckDigit
	UnknownCountry
)

var faults = [...]string{
	BadForm:          "other characters or another layout than such a number has",
	BadLength:        "another number of digits than such a number has",
	BadCheckDigit:    "the check digit does not agree with the others",
	BadLengthDigit:   "the length digit does not agree with the length",
	BadDate:          "the date of birth does not exist",
	UnknownClearing:  "the clearing number is not in our table",
	UnsureCheckDigit: "the check digit does not agree, but such numbers exist at this bank",
	UnknownCountry:   "numbers of this country are not known here",
}

func (f Fault) Error() string { return faults[f] }

// Warning tells whether the number may be right all the same.
func (f Fault) Warning() bool { return f >= UnknownClearing }

// IsWarning tells whether an error of a Check is a warning only.
func IsWarning(err error) bool {
	var f Fault
	return errors.As(err, &f) && f.Warning()
}

// or gives the fault as an error, nil when there is none.
func (f Fault) or() error {
	if f == 0 {
		return nil
	}
	return f
}
