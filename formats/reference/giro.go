package reference

// CheckBankgiro checks a Swedish bankgiro number: 7 or 8 digits, Luhn, a hyphen only
// before the last four.
func CheckBankgiro[T Text](text T) error {
	var b buffer
	_, fault := giro(&b, text, 4, 7, 8)
	return fault.or()
}

// CheckPlusgiro checks a Swedish plusgiro number: 2 to 8 digits, Luhn, a hyphen only
// before the last one.
func CheckPlusgiro[T Text](text T) error {
	var b buffer
	_, fault := giro(&b, text, 1, 2, 8)
	return fault.or()
}

// giro gives the digits of a giro number whose hyphen stands before its last few.
func giro[T Text](b *buffer, text T, tail, least, most int) ([]byte, Fault) {
	after, hyphens := 0, 0
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '-':
			after, hyphens = 0, hyphens+1
		case text[i] != ' ':
			after++
		}
	}
	d, fault := digits(b, text, " -")
	switch {
	case fault != 0:
		return nil, fault
	case hyphens > 1 || hyphens == 1 && after != tail:
		return nil, BadForm
	case len(d) < least || len(d) > most:
		return nil, BadLength
	case Luhn(d) != 0:
		return nil, BadCheckDigit
	}
	return d, 0
}

// FormatBankgiro writes "5805-6201"; what is no bankgiro stays as it is.
func FormatBankgiro[T Text](text T) string {
	var b buffer
	d, fault := giro(&b, text, 4, 7, 8)
	if fault != 0 {
		return string(text)
	}
	n := len(d) - 4
	return string(d[:n]) + "-" + string(d[n:])
}

// FormatPlusgiro writes pairs from the right and the check digit: "410 54 68-5".
func FormatPlusgiro[T Text](text T) string {
	var b buffer
	d, fault := giro(&b, text, 1, 2, 8)
	if fault != 0 {
		return string(text)
	}
	n := len(d) - 1
	pairs := grouped(d[:n], 2, true)
	if n > 1 && n%2 == 1 { // an odd first digit joins its neighbour: 410 54 68
		pairs = pairs[:1] + pairs[2:]
	}
	return pairs + "-" + string(d[n:])
}
