package matching

import (
	"bytes"
	"strconv"

	"girod/formats/money"
)

// Evidence is written as the rules run, into one buffer: "rule 3: ref 123456789023 in
// Strd[1]; open 1500.00, paid 1500.00". What a rule looked at and refused stands behind it,
// written to a second buffer, which a payment that names its invoice never touches.

const (
	maxEvidence = 500
	maxRejected = 300
)

func (m *Matcher) say(text string) { m.d.Evidence = append(m.d.Evidence, text...) }

func (m *Matcher) number(n int) { m.d.Evidence = strconv.AppendInt(m.d.Evidence, int64(n), 10) }

func (m *Matcher) amount(label string, minor int64) {
	m.say(label)
	m.d.Evidence = money.AppendDecimal(m.d.Evidence, minor, m.currency.Decimals())
}

// by begins the evidence with the rule that answers.
func (m *Matcher) by(rule int) {
	m.d.Rule = rule
	m.say("rule ")
	m.number(rule)
	m.say(": ")
}

// where says which name stood in which remittance line.
func (m *Matcher) where(l *line) {
	m.say(l.kind)
	m.d.Evidence = append(m.d.Evidence, l.text...)
	m.say(" in Strd[")
	m.number(l.ordinal)
	m.say("]")
}

// reject notes why a rule that looked did not answer.
func (m *Matcher) reject(rule int, parts ...any) {
	if len(m.rejected) >= maxRejected {
		return
	}
	if len(m.rejected) > 0 {
		m.rejected = append(m.rejected, "; "...)
	}
	m.rejected = append(strconv.AppendInt(append(m.rejected, "rule "...), int64(rule), 10), ' ')
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			m.rejected = append(m.rejected, part...)
		case []byte:
			m.rejected = append(m.rejected, part...)
		case int:
			m.rejected = strconv.AppendInt(m.rejected, int64(part), 10)
		case int64:
			m.rejected = money.AppendDecimal(m.rejected, part, m.currency.Decimals())
		}
	}
}

// explained ends the evidence: what was rejected, and no more than a person will read.
func (m *Matcher) explained() {
	m.d.Evidence = shortened(m.d.Evidence, maxEvidence)
	if len(m.rejected) > 0 {
		m.say("; rejected: ")
		m.d.Evidence = append(m.d.Evidence, shortened(m.rejected, maxRejected)...)
	}
}

// shortened cuts a text between characters.
func shortened(text []byte, most int) []byte {
	if len(text) <= most {
		return text
	}
	return append(bytes.ToValidUTF8(text[:most-3:most-3], nil), "…"...)
}
