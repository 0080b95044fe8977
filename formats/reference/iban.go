package reference

// CheckIBAN checks an IBAN: the length its country has, and mod 97 (ISO 13616). Of a
// country not in the table the length is not known, which is a warning.
func CheckIBAN[T Text](text T) error {
	var b buffer
	a, fault := alphanumeric(&b, text)
	switch {
	case fault != 0:
		return fault
	case len(a) < 5:
		return BadLength
	case isDigits(a[:1]) || isDigits(a[1:2]) || !isDigits(a[2:4]):
		return BadForm
	}
	want, known := ibanLengths[string(a[:2])]
	switch {
	case known && len(a) != want:
		return BadLength
	case mod97(a) != 1:
		return BadCheckDigit
	case !known:
		return UnknownCountry
	}
	return nil
}

// FormatIBAN writes groups of four: "SE45 5000 0000 0583 9825 7466".
func FormatIBAN[T Text](text T) string { return FormatRF(text) }

// ibanLengths is the IBAN registry's.
var ibanLengths = map[string]int{
	// The trade's own neighbourhood.
	"SE": 24, "NO": 15, "DK": 18, "FI": 18, "IS": 26, "FO": 18, "GL": 18, "EE": 20, "LV": 21, "LT": 20,
	// Elsewhere.
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
	"CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DO": 28, "EG": 29, "ES": 24, "FR": 27, "GB": 22, "GE": 22,
	"GI": 23, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IT": 27, "JO": 30, "KW": 30,
	"KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LU": 20, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31,
	"MU": 30, "NL": 18, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31,
	"SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24,
	"XK": 20,
}
