package formats

import "strings"

// Cell makes text safe to stand in a cell of a CSV file that a person will open in
// a spreadsheet: a payer who calls himself "=HYPERLINK(…)" must not become a formula.
// Such text gets an apostrophe in front, the remedy spreadsheets themselves know;
// control characters become blanks. Numbers we write ourselves need no guard.
func Cell(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
	if t := strings.TrimLeft(text, " "); t != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(t)[0]) {
		return "'" + text
	}
	return text
}
