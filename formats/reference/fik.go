package reference

import (
	"fmt"
	"strings"
)

// FIK is a Danish payment slip's code line, "+71<000100017156728+12345678<": the kind of
// card, the payer's reference and who is paid.
type FIK struct {
	Kind string // "01", "04", "15", "71", "73", "75"
	ID   string // "" for 01 and 73, which carry none
	To   string // creditor number of 8 digits; for 01, 04 and 15 a giro account
}

// fikLengths gives the digits of each kind's payment id, check digit included.
var fikLengths = map[string]int{"01": 0, "73": 0, "04": 16, "15": 16, "71": 15, "75": 16}

// CheckFIK checks the payment id of a kind of card: CheckFIK("71", "000100017156728").
// Banks leave out leading zeros at times; the id must be filled up again before.
func CheckFIK[T Text](kind string, id T) error {
	want, ok := fikLengths[kind]
	if !ok {
		return BadForm
	}
	var b buffer
	d, fault := digits(&b, id, " ")
	switch {
	case fault != 0:
		return fault
	case len(d) != want:
		return BadLength
	case want > 0 && Luhn(d) != 0:
		return BadCheckDigit
	}
	return nil
}

// ParseFIK reads a code line, or the form of Peppol, "71#000100017156728" (DK-R-008 to
// 011), which names no creditor.
func ParseFIK(text string) (FIK, error) {
	var f FIK
	line := strings.ReplaceAll(text, " ", "")
	if kind, id, ok := strings.Cut(line, "#"); ok {
		f = FIK{Kind: kind, ID: id}
	} else {
		kind, rest, ok1 := strings.Cut(strings.TrimPrefix(line, "+"), "<")
		id, to, ok2 := strings.Cut(rest, "+")
		if !ok1 || !ok2 || !strings.HasSuffix(to, "<") {
			return f, fmt.Errorf("FIK %q: %w", text, BadForm)
		}
		f = FIK{Kind: kind, ID: id, To: strings.TrimSuffix(to, "<")}
		if !isDigits([]byte(f.To)) || len(f.To) < 7 || len(f.To) > 8 {
			return f, fmt.Errorf("FIK %q: paid to %q: %w", text, f.To, BadLength)
		}
	}
	if err := CheckFIK(f.Kind, f.ID); err != nil {
		return f, fmt.Errorf("FIK %q: %w", text, err)
	}
	return f, nil
}

// MakeFIK makes a payment id of a number: filled with zeros, check digit added.
func MakeFIK(kind, number string) (string, error) {
	var b buffer
	d, fault := digits(&b, number, " ")
	want := fikLengths[kind]
	if fault != 0 || want == 0 || len(d) >= want {
		return "", fmt.Errorf("FIK +%s of %q: want a kind with an id (04, 15, 71, 75) and at most 14 or 15 digits", kind, number)
	}
	filled := append([]byte(strings.Repeat("0", want-1-len(d))), d...)
	return string(append(filled, luhnDigit(filled))), nil
}

// String gives the code line.
func (f FIK) String() string { return "+" + f.Kind + "<" + f.ID + "+" + f.To + "<" }
