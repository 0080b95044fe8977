package mt940

import (
	"bytes"

	"girod/formats"
)

// explain takes the text of :86: apart, in whichever of the three ways it is written.
func (p *payment) explain() {
	switch b := p.info; {
	case isCut(b):
		p.explainCut()
	case isSlashed(b):
		p.explainSlashed()
	default:
		for line := range bytes.SplitSeq(b, []byte{'\n'}) {
			p.addText(line)
		}
	}
	p.Info = first(p.Info, bytes.TrimSpace(p.extra))
	switch owner := p.owner; {
	case len(owner) == 0:
	case len(p.EndToEnd) == 0:
		p.EndToEnd = owner
	case len(p.PaymentInfo) == 0 && !bytes.Equal(owner, p.EndToEnd):
		p.PaymentInfo = owner
	}
}

// first gives what came first.
func first(have, text []byte) []byte {
	if len(have) > 0 {
		return have
	}
	return text
}

func (p *payment) addText(text []byte) {
	if text = bytes.TrimSpace(text); len(text) > 0 {
		p.Text = append(p.Text, text)
	}
}

// party names the other side: who paid us, or whom we paid.
func (p *payment) party(name []byte) {
	if p.incoming {
		p.Payer = first(p.Payer, name)
	} else {
		p.Payee = first(p.Payee, name)
	}
}

// accountOf gives the other side's account.
func (p *payment) accountOf(number []byte) {
	scheme := bban
	if isIBAN(number) {
		scheme = iban
	}
	switch {
	case len(number) == 0:
	case p.incoming && len(p.PayerAccount) == 0:
		p.PayerAccount, p.PayerScheme = number, scheme
	case !p.incoming && len(p.PaidTo) == 0:
		p.PaidTo, p.PaidToScheme = number, scheme
	}
}

var iban, bban = []byte("IBAN"), []byte("BBAN")

// compose begins a word that is put together of several pieces of :86:.
func (p *payment) compose() int { return len(p.bytes) }

// composed ends it.
func (p *payment) composed(from int) []byte {
	return bytes.TrimSpace(p.bytes[from:len(p.bytes):len(p.bytes)])
}

// unwrapped gives :86: as one line. SWIFT lines are wrapped at 65 characters wherever
// that falls, so nothing stands between them; only a blank that was the 65th is gone.
func (p *payment) unwrapped() []byte {
	from := p.compose()
	for line := range bytes.SplitSeq(p.info, []byte{'\n'}) {
		p.bytes = append(p.bytes, line...)
		if len(line) == wrap-1 {
			p.bytes = append(p.bytes, ' ')
		}
	}
	return p.composed(from)
}

const wrap = 65

// refer adds a structured reference.
func (p *payment) refer(kind formats.RefKind, text []byte) {
	if len(text) > 0 {
		p.Refs = append(p.Refs, formats.Ref{Kind: kind, Text: text, Line: len(p.Refs) + 1})
	}
}
