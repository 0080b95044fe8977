package reference

import "fmt"

// CheckViite checks a Finnish viitenumero: 4 to 20 digits, the last one a check digit by
// weights 7, 3, 1 from the right. Banks deliver it filled with zeros to 20 digits.
func CheckViite[T Text](text T) error {
	var b buffer
	d, fault := digits(&b, text, " ")
	if fault != 0 {
		return fault
	}
	return viiteFault(d).or()
}

func viiteFault(d []byte) Fault {
	if len(d) > 20 || len(trimZeros(d)) < 4 {
		return BadLength
	}
	if d[len(d)-1] != viiteDigit(d[:len(d)-1]) {
		return BadCheckDigit
	}
	return 0
}

func viiteDigit(d []byte) byte {
	sum := 0
	for i := range d {
		sum += [3]int{7, 3, 1}[i%3] * int(d[len(d)-1-i]-'0')
	}
	return '0' + byte((10-sum%10)%10)
}

// MakeViite adds the check digit to a number of 3 to 19 digits.
func MakeViite(number string) (string, error) {
	var b buffer
	d, fault := digits(&b, number, " ")
	if d = trimZeros(d); fault != 0 || len(d) < 3 || len(d) > 19 {
		return "", fmt.Errorf("viite of %q: want 3 to 19 digits", number)
	}
	return string(append(d, viiteDigit(d))), nil
}

// FormatViite writes groups of five from the right, without the filling zeros:
// "349 19106 00070 01007".
func FormatViite[T Text](text T) string {
	var b buffer
	d, fault := digits(&b, text, " ")
	if fault != 0 {
		return string(text)
	}
	return grouped(trimZeros(d), 5, true)
}
