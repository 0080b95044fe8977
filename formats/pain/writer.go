package pain

import (
	"io"
	"slices"
	"strings"

	"girod/formats"
	"girod/formats/money"
)

// writer appends elements to a buffer that empties into w. It knows no more of XML
// than is needed: elements, one attribute, text.
type writer struct {
	w     io.Writer
	b     []byte
	err   error
	v     version
	p     Profile
	depth int
}

// flush empties the buffer; after the first error nothing more is written.
func (x *writer) flush() {
	if x.err == nil && len(x.b) > 0 {
		_, x.err = x.w.Write(x.b)
	}
	x.b = x.b[:0]
}

func (x *writer) raw(s string) { x.b = append(x.b, s...) }

// tag appends without building a string first: there are forty of these a payment.
func (x *writer) tag(before, name, after string) {
	x.raw(before)
	x.raw(name)
	x.raw(after)
}

func (x *writer) indent() {
	for range x.depth {
		x.b = append(x.b, ' ', ' ')
	}
}

func (x *writer) open(name string) {
	if len(x.b) > 64<<10 {
		x.flush()
	}
	x.indent()
	x.tag("<", name, ">\n")
	x.depth++
}

func (x *writer) close(name string) {
	x.depth--
	x.indent()
	x.tag("</", name, ">\n")
}

// leaf writes an element with text.
func (x *writer) leaf(name, text string) {
	x.indent()
	x.tag("<", name, ">")
	x.raw(escape.Replace(text))
	x.tag("</", name, ">\n")
}

// escape covers what may stand in text; quotes only matter in attributes, and ours
// holds a currency.
var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// code writes a choice of code or proprietary word, as a code.
func (x *writer) code(name, cd string) {
	x.open(name)
	x.leaf("Cd", cd)
	x.close(name)
}

// amount writes minor units with their currency.
func (x *writer) amount(name string, minor int64, c money.Currency) {
	x.indent()
	x.tag("<", name, ` Ccy="`)
	x.tag(string(c), `">`, "")
	x.b = money.AppendDecimal(x.b, minor, c.Decimals())
	x.tag("</", name, ">\n")
}

// name gives a party's name in the bank's letters and length.
func (x *writer) name(s string) string { return cut(x.p.letters(s), min(x.p.NameText, 140)) }

// identity is a number a party is known by, and the code of who gave it.
type identity struct{ id, scheme string }

// organisation writes a party's identifications, those there are.
func (x *writer) organisation(ids ...identity) {
	ids = slices.DeleteFunc(ids, func(i identity) bool { return i.id == "" })
	if len(ids) == 0 {
		return
	}
	x.open("Id")
	x.open("OrgId")
	for _, i := range ids {
		x.open("Othr")
		x.leaf("Id", cut(x.p.letters(i.id), maxID))
		if i.scheme != "" {
			x.code("SchmeNm", i.scheme)
		}
		x.close("Othr")
	}
	x.close("OrgId")
	x.close("Id")
}

// address writes a structured address; with a second line a hybrid one (town and
// country in elements, street in lines).
func (x *writer) address(p *formats.Party) {
	if p.Town == "" && p.Country == "" {
		return
	}
	street, second := cut(x.p.letters(p.Street), 70), cut(x.p.letters(p.Street2), 70)
	x.open("PstlAdr")
	if street != "" && second == "" {
		x.leaf("StrtNm", street)
	}
	if code := cut(x.p.letters(p.PostCode), 16); code != "" {
		x.leaf("PstCd", code)
	}
	x.leaf("TwnNm", cut(x.p.letters(p.Town), 35))
	x.leaf("Ctry", p.Country)
	if second != "" {
		if street != "" {
			x.leaf("AdrLine", street)
		}
		x.leaf("AdrLine", second)
	}
	x.close("PstlAdr")
}

// account writes DbtrAcct or CdtrAcct; checkOrder has seen that it can be written.
func (x *writer) account(name string, a formats.Account, currency string) {
	n, _ := accountOf("", a, x.p)
	x.open(name)
	x.open("Id")
	if n.iban != "" {
		x.leaf("IBAN", n.iban)
	} else {
		x.open("Othr")
		x.leaf("Id", n.other)
		x.open("SchmeNm")
		if n.code != "" {
			x.leaf("Cd", n.code)
		} else {
			x.leaf("Prtry", n.prtry)
		}
		x.close("SchmeNm")
		x.close("Othr")
	}
	x.close("Id")
	if currency != "" {
		x.leaf("Ccy", currency)
	}
	x.close(name)
}

// bank writes DbtrAgt or CdtrAgt.
func (x *writer) bank(name string, a agent) {
	x.open(name)
	x.open("FinInstnId")
	if a.bic != "" {
		x.leaf(x.v.bic, a.bic)
	}
	if a.member != "" {
		x.open("ClrSysMmbId")
		x.code("ClrSysId", "SESBA")
		x.leaf("MmbId", a.member)
		x.close("ClrSysMmbId")
	}
	x.close("FinInstnId")
	x.close(name)
}

// remittance writes RmtInf.
func (x *writer) remittance(t *formats.Transfer) {
	if t.Ref == "" && t.Text == "" && len(t.Invoices) == 0 {
		return
	}
	x.open("RmtInf")
	if t.Text != "" {
		x.leaf("Ustrd", x.p.letters(t.Text))
	}
	if t.Ref != "" {
		r := formats.Ref{Kind: formats.CreditorRef, Text: []byte(t.Ref), Amount: t.Amount.Minor, Priced: x.p.PriceRefs}
		x.reference(r, t.Amount.Currency)
	}
	for _, r := range t.Invoices {
		x.reference(r, t.Amount.Currency)
	}
	x.close("RmtInf")
}

// reference writes one Strd: document, then amount, then creditor reference, as the
// schema orders them.
func (x *writer) reference(r formats.Ref, c money.Currency) {
	text := withoutBlanks(string(r.Text))
	x.open("Strd")
	switch r.Kind {
	case formats.InvoiceNo:
		x.document("CINV", text)
	case formats.CreditNote:
		x.document("CREN", text)
	}
	if r.Priced {
		x.open("RfrdDocAmt")
		if r.Amount < 0 {
			x.amount("CdtNoteAmt", -r.Amount, c)
		} else {
			x.amount("RmtdAmt", r.Amount, c)
		}
		x.close("RfrdDocAmt")
	}
	if r.Kind == formats.CreditorRef {
		x.open("CdtrRefInf")
		x.open("Tp")
		x.code("CdOrPrtry", "SCOR")
		if isRF(text) {
			x.leaf("Issr", "ISO") // ISO 11649
		}
		x.close("Tp")
		x.leaf("Ref", text)
		x.close("CdtrRefInf")
	}
	x.close("Strd")
}

// document writes RfrdDocInf: CINV an invoice, CREN a credit note.
func (x *writer) document(code, number string) {
	x.open("RfrdDocInf")
	x.open("Tp")
	x.code("CdOrPrtry", code)
	x.close("Tp")
	x.leaf("Nb", number)
	x.close("RfrdDocInf")
}
