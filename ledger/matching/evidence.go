package matching

import (
	"strconv"

	"girod/formats/money"
)

// Evidence is written as the rules run, into one buffer: "ref 123456789023 in Strd[1];
// open 1500.00, paid 1500.00".

func (m *Matcher) say(text string) { m.d.Evidence = append(m.d.Evidence, text...) }

func (m *Matcher) amount(label string, minor int64) {
	m.say(label)
	m.d.Evidence = money.AppendDecimal(m.d.Evidence, minor, m.currency.Decimals())
}

// where says which name stood in which remittance line.
func (m *Matcher) where(l *line) {
	m.say(l.kind)
	m.d.Evidence = append(m.d.Evidence, l.text...)
	m.say(" in Strd[")
	m.d.Evidence = strconv.AppendInt(m.d.Evidence, int64(l.ordinal), 10)
	m.say("]")
}
