package reference

import "fmt"

// CheckRF checks an ISO 11649 creditor reference: RF, two check digits, and up to 21 of
// A-Z and 0-9.
func CheckRF[T Text](text T) error {
	var b buffer
	r, fault := alphanumeric(&b, text)
	if fault != 0 {
		return fault
	}
	return rfFault(r).or()
}

func rfFault(r []byte) Fault {
	switch {
	case len(r) < 5 || len(r) > 25:
		return BadLength
	case r[0] != 'R' || r[1] != 'F' || !isDigits(r[2:4]):
		return BadForm
	case mod97(r) != 1:
		return BadCheckDigit
	}
	return 0
}

// MakeRF makes an RF reference of a national one. A viite keeps its own check digit
// inside, as Finnish banks want it.
func MakeRF(national string) (string, error) {
	var b, with buffer
	body, fault := alphanumeric(&b, national)
	if fault != 0 || len(body) == 0 || len(body) > 21 {
		return "", fmt.Errorf("RF of %q: want 1 to 21 letters and digits", national)
	}
	r := append(append(with[:0], "RF00"...), body...)
	check := 98 - mod97(r)
	r[2], r[3] = '0'+byte(check/10), '0'+byte(check%10)
	return string(r), nil
}

// FormatRF writes groups of four: "RF18 5390 0754 7034".
func FormatRF[T Text](text T) string {
	var b buffer
	r, fault := alphanumeric(&b, text)
	if fault != 0 {
		return string(text)
	}
	return grouped(r, 4, false)
}
