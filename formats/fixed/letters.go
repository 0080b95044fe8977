package fixed

import "unicode/utf8"

// AppendUTF8 appends ISO 8859-1 to b as UTF-8. The 27 characters that Windows puts
// between 0x80 and 0x9f are read as Windows means them.
func AppendUTF8(b, latin1 []byte) []byte {
	for _, c := range latin1 {
		switch {
		case c < 0x80 && c != unknown:
			b = append(b, c)
		case c >= 0xa0:
			b = append(b, 0xc0|c>>6, 0x80|c&0x3f)
		default:
			b = append(b, string(letter(c))...)
		}
	}
	return b
}

// letter gives the character that a byte between 0x80 and 0x9f, or the unknown, is.
func letter(c byte) rune {
	if c == unknown {
		return '\ufffd'
	}
	return windows[c-0x80]
}

// windows is the part of code page 1252 that is not ISO 8859-1.
var windows = [32]rune{
	'€', '\ufffd', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\ufffd', 'Ž', '\ufffd',
	'\ufffd', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\ufffd', 'ž', 'Ÿ',
}

func readable(text []byte, wide bool) string {
	if wide {
		return string(text)
	}
	return string(AppendUTF8(nil, text))
}

func ascii(text []byte) bool {
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// narrow gives the byte of a character, or the unknown.
func narrow(r rune) byte {
	if r < 0x80 || r >= 0xa0 && r <= 0xff {
		return byte(r)
	}
	for i, w := range windows {
		if w == r && r != '\ufffd' {
			return byte(0x80 + i)
		}
	}
	return unknown
}
