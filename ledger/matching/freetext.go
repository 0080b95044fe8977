package matching

import "bytes"

// freeText tries rule 5: names of claims within what the payer wrote. Every claim that
// is named must fit the sum together with the others, so a date or a telephone number
// that happens to be an invoice number settles nothing by itself.
func (m *Matcher) freeText() (bool, error) {
	if len(m.payment.Text) == 0 {
		return false, nil
	}
	m.ids = m.ids[:0]
	if err := m.readText(); err != nil {
		return false, err
	}
	open := m.ids[:0]
	settled := false
	for _, id := range m.ids {
		switch total := m.x.Total(id); {
		case m.x.Currency(id) != m.currency:
			m.reason = OtherCurrency
		case total != 0:
			open = append(open, id)
		default:
			settled = true
		}
	}
	m.ids = open
	if len(open) == 0 {
		if settled {
			m.reason = AlreadySettled
			m.reject(5, "the text names what is settled")
		}
		return false, nil
	}
	if !m.fits(open) {
		m.reason = AmountDiffers
		m.reject(5, "the text names ", len(open), " of ours, open ", m.totalOf(open), " together")
		m.text = append(m.text[:0], open...)
		return false, nil
	}
	m.by(5)
	m.say("text ")
	m.quote()
	return true, m.settleAll(open)
}

// quote writes the payer's words, shortened, into the evidence.
func (m *Matcher) quote() {
	text := m.payment.Text[0]
	if len(text) > 60 {
		text = bytes.ToValidUTF8(text[:60], nil)
	}
	m.say(`"`)
	m.d.Evidence = append(m.d.Evidence, text...)
	m.say(`"`)
}

// Limits on what one payer's text may cost: 140 characters a line is ISO's measure, and
// nobody names more claims in prose.
const (
	maxTexts  = 16
	maxTokens = 64
)

// readText notes the claims whose names stand in the payment's free text.
func (m *Matcher) readText() error {
	tokens := 0
	for i, text := range m.payment.Text {
		if i == maxTexts {
			return nil
		}
		for len(text) > 0 && tokens < maxTokens {
			from := bytes.IndexFunc(text, inName)
			if from < 0 {
				break
			}
			text = text[from:]
			to := bytes.IndexFunc(text, notInName)
			if to < 0 {
				to = len(text)
			}
			tokens++
			used, err := m.token(text[:to], text)
			if err != nil {
				return err
			}
			text = text[max(to, used):]
		}
	}
	return nil
}

// inName tells the characters invoice numbers are made of.
func inName(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-' || r == '/'
}

func notInName(r rune) bool { return !inName(r) }

// token tries a word as a name: as it is, as the start of a reference written in groups,
// and without a label glued to it. It returns how much of the text a name in groups took.
func (m *Matcher) token(word, text []byte) (int, error) {
	word = bytes.Trim(word, "-/")
	if found, err := m.tryName(word); found || err != nil {
		return 0, err
	}
	if joined, n := m.groups(text); n > 0 {
		if found, err := m.tryName(joined); found || err != nil {
			return n, err
		}
	}
	if bare := withoutLabel(word); len(bare) < len(word) {
		_, err := m.tryName(bare)
		return 0, err
	}
	return 0, nil
}

// tryName notes the claims of a name with at least four digits.
func (m *Matcher) tryName(word []byte) (bool, error) {
	if digits(word) < 4 || len(word) > 35 {
		return false, nil
	}
	if m.reason == NoReference {
		m.reason = UnknownReference
	}
	at, err := m.byRef(word)
	if err == nil && at.name == 0 {
		at, err = m.byNumber(word)
	}
	if err != nil || at.name == 0 {
		return false, err
	}
	for _, id := range m.x.sharing(at) {
		m.name(id)
	}
	return true, nil
}

// groups joins a reference written in groups, "RF18 5390 0754 7034" or "1234 5678 903":
// the first word and the all-digit words behind it, one blank apart.
func (m *Matcher) groups(text []byte) ([]byte, int) {
	m.raw = m.raw[:0]
	n, words := 0, 0
	for n < len(text) && len(m.raw) < 35 {
		end := n
		for end < len(text) && letterOrDigit(upper(text[end])) {
			end++
		}
		word := text[n:end]
		if len(word) == 0 || digits(word) < len(word) && (words > 0 || len(word) < 2 || upper(word[0]) != 'R' || upper(word[1]) != 'F') {
			break
		}
		m.raw = append(m.raw, word...)
		words++
		n = end
		if end < len(text) && text[end] == ' ' {
			n++
		} else {
			break
		}
	}
	if words < 2 {
		return nil, 0
	}
	return m.raw, n
}

var labels = [...]string{"FAKTURANR", "FAKTURA", "FAKT", "INVOICE", "INV", "OCR", "KID", "REF"}

// withoutLabel takes "OCR1234" for "1234".
func withoutLabel(word []byte) []byte {
	for _, label := range labels {
		if len(word) > len(label) && bytes.EqualFold(word[:len(label)], []byte(label)) {
			return word[len(label):]
		}
	}
	return word
}
