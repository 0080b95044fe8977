package fixed

import (
	"slices"
	"unicode/utf8"
)

// AppendUTF8 appends ISO 8859-1 to b as UTF-8. The 27 characters that Windows puts
// between 0x80 and 0x9f are read as Windows means them.
func AppendUTF8(b, latin1 []byte) []byte {
	const longest = 3 // bytes of UTF-8, for what Windows or nobody knows
	at := len(b)
	b = slices.Grow(b, longest*len(latin1))[:at+longest*len(latin1)]
	for _, c := range latin1 {
		switch {
		case c < 0x80 && c != unknown:
			b[at] = c
			at++
		case c >= 0xa0:
			b[at], b[at+1] = 0xc0|c>>6, 0x80|c&0x3f
			at += 2
		default:
			at += utf8.EncodeRune(b[at:], letter(c))
		}
	}
	return b[:at]
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
