package main

import (
	"bufio"
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

func isMT940(head []byte) bool {
	return bytes.HasPrefix(head, []byte(":20:")) || bytes.Contains(head, []byte("\n:20:")) || bytes.HasPrefix(head, []byte("{1:"))
}

// readMT940 reads the statements of an MT940 file (SWIFT). A statement of several pages,
// :60M: after :62M: of the same account, is one.
func readMT940(r *bufio.Reader, line lineFunc) ([]*rawStatement, error) {
	m := mt940{line: line}
	err := records(r, func(rec []byte) error {
		tag, rest, ok := fieldOf(rec)
		if !ok {
			return nil
		}
		if err := m.field(tag, rest); err != nil {
			return fmt.Errorf(":%s: %w", tag, err)
		}
		return nil
	})
	return m.all, err
}

type mt940 struct {
	line                 lineFunc
	all                  []*rawStatement
	ref, account, number string
	more                 bool   // the page before ends with :62M:
	named                string // the statement, but for its last day
}

var swiftField = regexp.MustCompile(`^(?:\{.*\{4:)?:([0-9]{2}[A-Z]?):(.*)$`)

func fieldOf(rec []byte) (tag, rest string, ok bool) {
	f := swiftField.FindSubmatch(bytes.TrimPrefix(rec, []byte("\xEF\xBB\xBF")))
	if f == nil {
		return "", "", false
	}
	return string(f[1]), string(f[2]), true
}

func (m *mt940) field(tag, rest string) error {
	switch tag {
	case "20":
		m.ref = strings.TrimSpace(rest)
	case "25", "25P":
		m.account = strings.TrimSpace(rest)
	case "28C", "28":
		m.number, _, _ = strings.Cut(strings.TrimSpace(rest), "/")
	case "60F", "60M":
		_, currency, minor, err := swiftBalance(rest)
		if err != nil {
			return err
		}
		if n := len(m.all); tag == "60M" && n > 0 && m.more && m.all[n-1].Account == m.account {
			return nil
		}
		st := &rawStatement{Kind: "statement", Name: m.ref, Account: m.account, Currency: currency, names: map[string]int{}}
		if m.number != "" {
			st.Name += "/" + m.number
		}
		m.named = st.Name
		st.opening[0] = &minor
		m.all = append(m.all, st)
	case "61":
		return m.entry(rest)
	case "62F", "62M":
		if len(m.all) == 0 {
			return fmt.Errorf("a closing balance without an opening one")
		}
		day, _, minor, err := swiftBalance(rest)
		if err != nil {
			return err
		}
		st := m.all[len(m.all)-1]
		st.Closing, m.more = &minor, tag == "62M"
		st.Name = m.named + "/" + day
	}
	return nil
}

var swiftMoney = regexp.MustCompile(`^([CD])([0-9]{6})([A-Z]{3})([0-9]+,[0-9]*)`)

// swiftBalance reads C261101SEK1000,00.
func swiftBalance(text string) (day, currency string, minor int64, err error) {
	f := swiftMoney.FindStringSubmatch(text)
	if f == nil {
		return "", "", 0, fmt.Errorf("%q is no balance", text)
	}
	minor, err = minorUnits(strings.TrimSuffix(strings.Replace(f[4], ",", ".", 1), "."), f[3])
	if f[1] == "D" {
		minor = -minor
	}
	return swiftDay(f[2]), f[3], minor, err
}

// swiftDay reads 261101; the years of such statements are of this century from 2000 to 2079.
func swiftDay(text string) string {
	century := "20"
	if text >= "8" {
		century = "19"
	}
	return century + text[:2] + "-" + text[2:4] + "-" + text[4:6]
}

var swiftEntry = regexp.MustCompile(`^([0-9]{6})([0-9]{4})?(R?[CD])[A-Z]?([0-9]+,[0-9]*)(.*)$`)

// entry reads 2611021102C250,00NTRF4711//B0001. RC takes a credit back, RD a debit.
func (m *mt940) entry(text string) error {
	f := swiftEntry.FindStringSubmatch(text)
	if f == nil || len(m.all) == 0 {
		return fmt.Errorf("%q is no entry of a statement", text)
	}
	st := m.all[len(m.all)-1]
	minor, err := minorUnits(strings.TrimSuffix(strings.Replace(f[4], ",", ".", 1), "."), st.Currency)
	if err != nil {
		return err
	}
	if f[3] == "D" || f[3] == "RC" {
		minor = -minor
	}
	day := swiftDay(f[1])
	if f[2] != "" { // the day of booking, of the year that is nearest to the value's
		year := int(day[0]-'0')*1000 + int(day[1]-'0')*100 + int(day[2]-'0')*10 + int(day[3]-'0')
		switch {
		case f[2] >= "11" && day[5:7] <= "02":
			year--
		case f[2] < "03" && day[5:7] >= "11":
			year++
		}
		day = fmt.Sprintf("%04d-%s-%s", year, f[2][:2], f[2][2:])
	}
	_, bank, _ := strings.Cut(f[5], "//")
	st.booked(len(m.all)-1, strings.TrimSpace(bank), day, minor, m.line)
	return nil
}
