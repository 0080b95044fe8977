package camt

import (
	"girod/formats"
	"girod/formats/money"
)

// remittance is the Strd being read: one line of what the payer says to pay.
type remittance struct {
	ordinal    int
	from       int // the line's first reference in Refs
	kind, nb   []byte
	refKind    string
	ref        []byte
	amount     money.Amount
	credit     money.Amount
	hasAmount  bool
	hasCredit  bool
	creditNote bool
	typed      []byte // of the amount being read: RmtAmtAndTp/Tp
}

func (p *payment) openLine() {
	p.line = remittance{ordinal: p.line.ordinal + 1, from: len(p.Refs)}
}

func (p *payment) openDocument() { p.line.kind, p.line.nb = nil, nil }

func (r *reader) lineValue(t tag) {
	p := r.pay
	l := &p.line
	switch t {
	case docKind:
		l.kind = p.keep(r.text)
	case docNumber:
		l.nb = p.keep(r.text)
	case lineAmount:
		l.amount, l.hasAmount = r.hint(t)
	case lineCredit:
		l.credit, l.hasCredit = r.hint(t)
	case typedKind:
		l.typed = p.keep(r.text)
	case typedAmount:
		r.typedAmount(l)
	case creditorRefKind:
		l.refKind = kindOfRef(r.text)
	case creditorRef:
		l.ref = p.keep(r.text)
	case lineText:
		p.Text = append(p.Text, p.keep(r.text))
	}
}

// typedAmount takes an amount of .12 and later by its type (external document amount
// type code): REMI is what is remitted, CREN a credit note. The others, such as DUPA,
// what was due, explain only.
func (r *reader) typedAmount(l *remittance) {
	switch string(l.typed) {
	case "REMI":
		l.amount, l.hasAmount = r.hint(typedAmount)
	case "CREN":
		l.credit, l.hasCredit = r.hint(typedAmount)
	}
}

// kindOfRef tells the codes under which banks send references that are not the
// creditor's: purchase orders, exchange deals, notices. They are read as text.
func kindOfRef(code []byte) string {
	switch string(code) {
	case "PUOR", "FXDR", "DISP", "RADM", "RPIN":
		return "other"
	}
	return ""
}

// closeDocument adds an invoice or credit note by its number (RfrdDocInf).
func (p *payment) closeDocument() {
	l := &p.line
	kind := formats.InvoiceNo
	if k := string(l.kind); k == "CREN" || k == "CNFA" {
		kind, l.creditNote = formats.CreditNote, true
	}
	if len(l.nb) > 0 {
		p.Refs = append(p.Refs, formats.Ref{Kind: kind, Text: l.nb, Line: l.ordinal})
	}
}

// closeLine adds the creditor's reference (SCOR, QRR and their like: OCR, KID, viite,
// RF) and gives each reference of the line the line's amount: what is remitted, or
// what a credit note takes off (FORMATS.md 5.3).
func (p *payment) closeLine() {
	l := &p.line
	if len(l.ref) > 0 {
		if l.refKind == "other" {
			p.Text = append(p.Text, l.ref)
		} else {
			p.Refs = append(p.Refs, formats.Ref{Kind: formats.CreditorRef, Text: l.ref, Line: l.ordinal})
		}
	}
	minor, priced := l.price(p.Currency)
	if len(p.Refs) == l.from && priced {
		kind := formats.CreditorRef
		if minor < 0 {
			kind = formats.CreditNote
		}
		p.Refs = append(p.Refs, formats.Ref{Kind: kind, Line: l.ordinal})
	}
	for i := l.from; i < len(p.Refs); i++ {
		p.Refs[i].Amount, p.Refs[i].Priced = minor, priced
	}
}

// price gives the line's amount in the payment's currency, a credit note's negative.
func (l *remittance) price(c money.Currency) (minor int64, priced bool) {
	switch {
	case l.hasAmount && l.amount.Currency == c && l.creditNote && !l.hasCredit:
		return -l.amount.Minor, true
	case l.hasAmount && l.amount.Currency == c:
		return l.amount.Minor, true
	case l.hasCredit && l.credit.Currency == c:
		return -l.credit.Minor, true
	}
	return 0, false
}
