package mt940

import (
	"bytes"

	"girod/formats"
)

// isSlashTag tells the words between slashes that banks and SWIFT use in :86:.
func isSlashTag(word []byte) bool {
	switch string(word) {
	case "EREF", "REMI", "NAME", "IBAN", "BIC", "TRTP", "CNTP", "ORDP", "BENM", "PREF", "KREF", "MARF", "CSID", "RTRN", "ULTD",
		"ULTC", "ULTB", "PURP", "BUSP", "SVCL", "ISDT", "RREF", "OCMT", "CHGS", "EXCH", "CHG1", "CHG2", "ADDR", "ID", "ACCW",
		"ROC", "INV", "IPI", "RFB", "TSU", "OCR", "KID", "SVWZ":
		return true
	}
	return false
}

// slashTag gives the tag that b begins with, nil when none: "/REMI/" or "/CNTP/".
func slashTag(b []byte) []byte {
	if len(b) < 4 || b[0] != '/' {
		return nil
	}
	end := bytes.IndexByte(b[1:min(len(b), 7)], '/')
	if end < 2 || !isSlashTag(b[1:1+end]) {
		return nil
	}
	return b[1 : 1+end]
}

func isSlashed(b []byte) bool { return slashTag(b) != nil }

// explainSlashed reads /EREF/4711/REMI/Invoice 17 and its relatives.
func (p *payment) explainSlashed() {
	b := p.unwrapped()
	for len(b) > 0 {
		tag := slashTag(b)
		value := b[len(tag)+2:]
		end := nextSlash(value)
		p.slashed(tag, bytes.Trim(value[:end], "/ "))
		b = value[end:]
	}
}

// nextSlash finds where the next tag begins.
func nextSlash(b []byte) int {
	for at := 0; at < len(b); at++ {
		i := bytes.IndexByte(b[at:], '/')
		if i < 0 {
			break
		}
		if at += i; slashTag(b[at:]) != nil {
			return at
		}
	}
	return len(b)
}

// slashed takes what stands behind a tag.
func (p *payment) slashed(tag, value []byte) {
	switch string(tag) {
	case "EREF", "ROC":
		if !filler(value) {
			p.EndToEnd = first(p.EndToEnd, value)
		}
	case "PREF", "KREF":
		if !filler(value) {
			p.PaymentInfo = first(p.PaymentInfo, value)
		}
	case "REMI":
		p.remittance(value)
	case "SVWZ", "RFB":
		p.addText(value)
	case "OCR", "KID", "IPI":
		p.refer(formats.CreditorRef, value)
	case "INV":
		p.refer(formats.InvoiceNo, value)
	case "NAME":
		p.party(value)
	case "ULTD":
		if name := bytes.TrimPrefix(value, []byte("NAME/")); p.incoming && len(name) > 0 {
			p.Payer = first(p.Payer, name)
		}
	case "IBAN":
		p.accountOf(value)
	case "CNTP": // account/BIC/name/town
		account, rest, _ := bytes.Cut(value, []byte{'/'})
		_, rest, _ = bytes.Cut(rest, []byte{'/'})
		name, _, _ := bytes.Cut(rest, []byte{'/'})
		p.accountOf(account)
		p.party(bytes.TrimSpace(name))
	case "RTRN":
		p.Return = first(p.Return, value)
	case "TRTP":
		p.Info = first(p.Info, value)
	}
}

// remittance reads USTD//text and STRD/CUR/reference; without either it is text.
func (p *payment) remittance(value []byte) {
	if text, ok := bytes.CutPrefix(value, []byte("USTD/")); ok {
		p.addText(bytes.Trim(text, "/ "))
		return
	}
	structured, ok := bytes.CutPrefix(value, []byte("STRD/"))
	if !ok {
		p.addText(value)
		return
	}
	if issuer, reference, two := bytes.Cut(structured, []byte{'/'}); two && len(issuer) <= 4 {
		structured = reference
	}
	p.refer(formats.CreditorRef, bytes.Trim(structured, "/ "))
}
