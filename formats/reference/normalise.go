package reference

// Normalise appends to dst the form in which two references are equal exactly when they
// name the same thing, for use as a key. Both sides, the reference an invoice was issued
// with and the one a payment brings, must pass through it.
//
//   - Letters become upper case; blanks, tabs, hyphens and no-break spaces go.
//   - RF with a viite inside is that viite: Finnish payers may write either.
//   - A viite filled with zeros to exactly 20 digits, as camt and TITO deliver it, loses
//     them.
//   - Nothing else loses leading zeros. They belong to a KID, and a Swedish OCR with a
//     length digit counts them; for other OCRs see [TrimOCR].
//   - A hyphen that is the check digit of a mod 11 KID stays.
//
// It allocates nothing when dst has room.
func Normalise(ref, dst []byte) []byte {
	start := len(dst)
	for i := 0; i < len(ref); i++ {
		c := ref[i]
		switch {
		case c == ' ' || c == '\t' || c == '-':
		case c == 0xC2 && i+1 < len(ref) && ref[i+1] == 0xA0: // U+00A0
			i++
		case c == 0xA0 && len(dst) > start && dst[len(dst)-1] == 0xC2: // joined by what went between
			dst = dst[:len(dst)-1]
		default:
			dst = append(dst, upper(c))
		}
	}
	key := dst[start:]
	if endsInCheckHyphen(ref) && isDigits(key) && len(key) < 25 && kidMod11(key) == '-' {
		return append(dst, '-')
	}
	short := key
	switch {
	case rfFault(key) == 0 && isDigits(key[4:]) && viiteFault(key[4:]) == 0:
		short = trimZeros(key[4:])
	case len(key) == 20 && isDigits(key) && viiteFault(key) == 0:
		short = trimZeros(key)
	}
	n := copy(key, short)
	return dst[:start+n]
}

// endsInCheckHyphen tells whether the last character that is no blank is a hyphen.
func endsInCheckHyphen(ref []byte) bool {
	for i := len(ref) - 1; i >= 0; i-- {
		if ref[i] != ' ' {
			return ref[i] == '-'
		}
	}
	return false
}
