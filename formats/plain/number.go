package plain

import (
	"strings"

	"girod/formats/date"
	"girod/formats/money"
)

// fault is what is wrong with a cell: a stable code and what was wanted.
type fault struct{ code, want string }

var badAmount = &fault{"amount", wantAmount}

const wantAmount = "an amount such as 1560,00 or 1560.00"

// amount reads an amount of a currency. decimal is how the file says decimals are
// written, 0 when it does not; used is what this amount shows of it.
func amount(text string, c money.Currency, decimal byte) (minor int64, used byte, wrong *fault) {
	digits, negative := strings.CutPrefix(text, "-")
	var buf [40]byte
	plain, used, wrong := unpunctuated(buf[:0], digits, decimal)
	if wrong != nil {
		return 0, 0, wrong
	}
	minor, err := money.Parse(plain, c)
	switch {
	case err != nil:
		return 0, 0, &fault{"amount", wantAmount + ", of at most " + string('0'+rune(max(c.Decimals(), 0))) + " decimals (" + string(c) + ")"}
	case minor > maxMinor:
		return 0, 0, &fault{"amount-large", "an amount of at most " + money.Of(maxMinor, c).Decimal()}
	case negative:
		minor = -minor
	}
	return minor, used, nil
}

// unpunctuated appends the number with a point for decimals and nothing for thousands.
// Blanks only ever separate thousands. Of point and comma the last one separates
// decimals, unless it stands twice; alone before three digits it may be either, and is
// refused when the file does not say.
func unpunctuated(to []byte, text string, decimal byte) ([]byte, byte, *fault) {
	var seps [12]byte
	var groups [12]int // digits after the separator
	n, first := 0, 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c >= '0' && c <= '9':
			if n == 0 {
				first++
			} else {
				groups[n-1]++
			}
			continue
		case c == '.' || c == ',' || c == ' ':
		case strings.HasPrefix(text[i:], "\u00a0"):
			c, i = ' ', i+1
		case strings.HasPrefix(text[i:], "\u202f"), strings.HasPrefix(text[i:], "\u2009"):
			c, i = ' ', i+2
		default:
			return nil, 0, badAmount
		}
		if n == len(seps) {
			return nil, 0, badAmount
		}
		seps[n] = c
		n++
	}
	point, wrong := lastOf(seps[:n], groups[:n], first, decimal)
	if wrong != nil {
		return nil, 0, wrong
	}
	thousands := n
	if point != 0 {
		thousands--
	}
	for i := range thousands {
		if groups[i] != 3 || first < 1 || first > 3 || seps[i] != seps[0] || seps[i] == point {
			return nil, 0, badAmount
		}
	}
	whole := first + 3*thousands
	seen := 0
	for i := 0; i < len(text); i++ {
		if c := text[i]; c >= '0' && c <= '9' {
			if seen == whole {
				to = append(to, '.')
			}
			to, seen = append(to, c), seen+1
		}
	}
	if point != 0 && groups[n-1] == 0 {
		return nil, 0, badAmount
	}
	return to, point, nil
}

// lastOf tells which sign separates the decimals; 0 when none does.
func lastOf(seps []byte, groups []int, first int, decimal byte) (byte, *fault) {
	n := len(seps)
	if n == 0 || seps[n-1] == ' ' {
		return 0, nil
	}
	last := seps[n-1]
	switch {
	case decimal != 0:
		if last == decimal {
			return last, nil
		}
		return 0, nil
	case n > 1 && seps[n-2] == last:
		return 0, nil
	case n > 1:
		return last, nil
	case groups[0] == 3 && first <= 3:
		return 0, &fault{"amount-ambiguous", `an amount that can be read in one way: say decimal=comma or decimal=point in the first row, or write two decimals`}
	}
	return last, nil
}

// day reads a date: 2026-01-07, 20260107, or as the file says its dates are written. A
// time behind it must be midnight, as systems write that keep no time.
func day(text, layout string) (date.Date, *fault) {
	if d := dayOf(text, layout); d != 0 {
		return d, nil
	}
	if layout != "" {
		return 0, &fault{"date", "a day such as 2026-01-07 or " + layout}
	}
	return 0, &fault{"date", "a day such as 2026-01-07"}
}

// dayOf gives 0 for what is no day.
func dayOf(text, layout string) date.Date {
	if len(text) == 8 && strings.Trim(text, "0123456789") == "" {
		text = text[:4] + "-" + text[4:6] + "-" + text[6:]
	}
	if len(text) >= 10 && text[4] == '-' && text[7] == '-' {
		d, err := date.Parse(text[:10])
		if err != nil || strings.Trim(text[10:], "T 0:.Z") != "" {
			return 0
		}
		return d
	}
	d, ok := laidOut(text, layout)
	if !ok {
		return 0
	}
	return d
}

// laidOut reads a date by its layout: runs of Y, M and D, and what stands between.
func laidOut(text, layout string) (date.Date, bool) {
	var parts [3]int
	for layout != "" {
		c := layout[0]
		run := len(layout) - len(strings.TrimLeft(layout, string(c)))
		which := strings.IndexByte("YMD", c)
		if which < 0 {
			if !strings.HasPrefix(text, layout[:run]) {
				return 0, false
			}
			text, layout = text[run:], layout[run:]
			continue
		}
		digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
		if most := max(run, 2); digits > most {
			digits = most
		}
		if digits < run {
			return 0, false
		}
		for i := range digits {
			parts[which] = parts[which]*10 + int(text[i]-'0')
		}
		text, layout = text[digits:], layout[run:]
	}
	d := date.Of(parts[0], parts[1], parts[2])
	return d, text == "" && parts[0] > 0 && parts[1] <= 12 && parts[2] <= 31 && d.Valid()
}

// isLayout tells whether a form of dates has a year of four digits, a month and a day,
// and between them signs only.
func isLayout(layout string) bool {
	for _, part := range []struct {
		letter      string
		least, most int
	}{{"Y", 4, 4}, {"M", 1, 2}, {"D", 1, 2}} {
		if n := strings.Count(layout, part.letter); n < part.least || n > part.most || !oneRun(layout, part.letter) {
			return false
		}
	}
	return strings.Trim(layout, "YMD-./ ") == "" && len(layout) <= 10
}

// oneRun tells whether a letter stands in one place only.
func oneRun(layout, letter string) bool {
	return strings.LastIndex(layout, letter)-strings.Index(layout, letter)+1 == strings.Count(layout, letter)
}
