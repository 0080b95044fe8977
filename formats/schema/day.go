package schema

import "bytes"

// How XML Schema 1.0 writes days and times: 2026-01-07, 2026-01-07T09:30:00.123+01:00.

func isDate(text []byte) bool {
	year, rest, ok := takeYear(text)
	if !ok {
		return false
	}
	month, rest, ok := take(rest, "-", 1, 12)
	if !ok {
		return false
	}
	_, rest, ok = take(rest, "-", 1, daysOf(year, month))
	return ok && isZone(rest)
}

func isDateTime(text []byte) bool {
	day, clock, ok := bytes.Cut(text, []byte{'T'})
	if !ok || !isDate(day) || len(day) > 0 && day[len(day)-1] == 'Z' || bytes.IndexByte(day, ':') >= 0 {
		return false
	}
	hour, rest, ok := take(clock, "", 0, 24)
	if !ok {
		return false
	}
	minute, rest, ok := take(rest, ":", 0, 59)
	if !ok {
		return false
	}
	second, rest, ok := take(rest, ":", 0, 59)
	if !ok {
		return false
	}
	fraction := 0
	if len(rest) > 0 && rest[0] == '.' {
		n := 1
		for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
			fraction |= int(rest[n] - '0')
			n++
		}
		if n == 1 {
			return false
		}
		rest = rest[n:]
	}
	if hour == 24 && minute+second+fraction > 0 {
		return false // 24:00:00 is the end of a day
	}
	return isZone(rest)
}

func isYear(text []byte) bool {
	_, rest, ok := takeYear(text)
	return ok && isZone(rest)
}

func isYearMonth(text []byte) bool {
	_, rest, ok := takeYear(text)
	if !ok {
		return false
	}
	_, rest, ok = take(rest, "-", 1, 12)
	return ok && isZone(rest)
}

// takeYear takes four digits, or more without a leading zero; there is no year 0.
func takeYear(text []byte) (year int, rest []byte, ok bool) {
	text = bytes.TrimPrefix(text, []byte{'-'})
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	if n < 4 || n > 4 && text[0] == '0' {
		return 0, nil, false
	}
	year = number(text[:min(n, 9)])
	return year, text[n:], year > 0
}

// take takes a mark and two digits within bounds.
func take(text []byte, mark string, least, most int) (n int, rest []byte, ok bool) {
	if len(text) < len(mark)+2 || string(text[:len(mark)]) != mark {
		return 0, nil, false
	}
	n = number(text[len(mark) : len(mark)+2])
	return n, text[len(mark)+2:], n >= least && n <= most
}

// isZone takes what tells the time's place on earth: nothing, Z, or up to 14 hours.
func isZone(text []byte) bool {
	if len(text) == 0 || string(text) == "Z" {
		return true
	}
	if text[0] != '+' && text[0] != '-' {
		return false
	}
	hours, rest, ok := take(text[1:], "", 0, 14)
	if !ok {
		return false
	}
	minutes, rest, ok := take(rest, ":", 0, 59)
	return ok && len(rest) == 0 && (hours < 14 || minutes == 0)
}

func daysOf(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}
