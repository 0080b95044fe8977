package reference

// CheckOrgNo checks the number of an organisation of a country (SE, NO, DK or FI).
func CheckOrgNo[T Text](country string, text T) error {
	var b buffer
	d, fault := digits(&b, text, " -")
	switch {
	case fault != 0:
		return fault
	case country == "SE":
		return swedishOrgNo(d).or()
	case country == "NO":
		return norwegianOrgNo(d).or()
	case country == "DK":
		return cvr(d).or()
	case country == "FI":
		return businessID(d).or()
	}
	return UnknownCountry
}

// swedishOrgNo: 10 digits, Luhn, the third at least 2, which no date of birth has. With
// the century digits 16 in front it is the form of the authorities' files.
func swedishOrgNo(d []byte) Fault {
	if len(d) == 12 && d[0] == '1' && d[1] == '6' {
		d = d[2:]
	}
	switch {
	case len(d) != 10:
		return BadLength
	case d[2] < '2':
		return BadForm
	case Luhn(d) != 0:
		return BadCheckDigit
	}
	return 0
}

// norwegianOrgNo: 9 digits, mod 11. Where the rest would want a 10 there is no number.
func norwegianOrgNo(d []byte) Fault {
	switch {
	case len(d) != 9:
		return BadLength
	case weighted(d, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 != 0:
		return BadCheckDigit
	}
	return 0
}

// cvr: Denmark, 8 digits, mod 11.
func cvr(d []byte) Fault {
	switch {
	case len(d) != 8 || d[0] == '0':
		return BadLength
	case weighted(d, 2, 7, 6, 5, 4, 3, 2, 1)%11 != 0:
		return BadCheckDigit
	}
	return 0
}

// businessID: Finland's Y-tunnus, 7 digits (old ones 6) and a check digit, mod 11.
func businessID(d []byte) Fault {
	var filled [8]byte
	switch len(d) {
	case 7:
		filled[0] = '0'
		copy(filled[1:], d)
	case 8:
		copy(filled[:], d)
	default:
		return BadLength
	}
	if weighted(filled[:], 7, 9, 10, 5, 8, 4, 2, 1)%11 != 0 {
		return BadCheckDigit
	}
	return 0
}

// FormatOrgNo writes the number as the country does: "556732-1707", "988 077 917",
// "10 15 08 17", "0112038-9".
func FormatOrgNo[T Text](country string, text T) string {
	if CheckOrgNo(country, text) != nil {
		return string(text)
	}
	var b buffer
	d, _ := digits(&b, text, " -")
	switch n := len(d); country {
	case "SE":
		return string(d[n-10:n-4]) + "-" + string(d[n-4:])
	case "NO":
		return grouped(d, 3, false)
	case "DK":
		return grouped(d, 2, false)
	default:
		return string(d[:n-1]) + "-" + string(d[n-1:])
	}
}
