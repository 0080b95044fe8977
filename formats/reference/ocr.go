package reference

import "fmt"

// OCR says how strictly a Swedish creditor's bank checks its OCR references. The zero
// value is hard control by check digit only. Digits, 2 to 25, last one Luhn.
type OCR struct {
	Soft        bool   // a wrong check digit passes; the bank only warns
	LengthDigit bool   // the last digit but one is the length, mod 10
	Lengths     [2]int // the one or two lengths agreed; zero: any
}

// CheckOCR checks a Swedish OCR reference under an agreement.
func CheckOCR[T Text](text T, agreed OCR) error {
	var b buffer
	d, fault := digits(&b, text, " ")
	if fault != 0 {
		return fault
	}
	return agreed.fault(d).or()
}

func (o OCR) fault(d []byte) Fault {
	n := len(d)
	switch {
	case n < 2 || n > 25:
		return BadLength
	case o.Lengths != [2]int{} && n != o.Lengths[0] && n != o.Lengths[1]:
		return BadLength
	case o.Soft:
		return 0
	case Luhn(d) != 0:
		return BadCheckDigit
	case o.LengthDigit && int(d[n-2]-'0') != n%10:
		return BadLengthDigit
	}
	return 0
}

// MakeOCR makes a reference of a number, usually the invoice's, by adding the length
// digit where agreed and the check digit.
func MakeOCR(number string, agreed OCR) (string, error) {
	var b buffer
	d, fault := digits(&b, number, " ")
	if fault != 0 || len(d) == 0 || len(d) > 23 {
		return "", fmt.Errorf("OCR of %q: want 1 to 23 digits", number)
	}
	if agreed.LengthDigit {
		d = append(d, '0'+byte((len(d)+2)%10))
	}
	d = append(d, luhnDigit(d))
	if fault := agreed.fault(d); fault != 0 {
		return "", fmt.Errorf("OCR of %q: %w", number, fault)
	}
	return string(d), nil
}

// TrimOCR gives a normalised OCR without its leading zeros where they mean nothing: not
// when a length digit or agreed lengths count them. KIDs must never be trimmed.
func TrimOCR(ref []byte, agreed OCR) []byte {
	if agreed.LengthDigit || agreed.Lengths != [2]int{} {
		return ref
	}
	return trimZeros(ref)
}

func trimZeros(b []byte) []byte {
	for len(b) > 1 && b[0] == '0' {
		b = b[1:]
	}
	return b
}
