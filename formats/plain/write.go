package plain

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// Form is one of the layout's two dresses.
type Form byte

const (
	CSV       Form = iota // semicolons, decimal comma, UTF-8 with byte order mark: what a Nordic Excel opens
	JSONLines             // an object a line
)

// Writer writes invoices in the layout, as Read reads them. What the layout has no column
// for (quantities, attachments, the issuer) is left out; what would read back as another
// claim is refused.
type Writer struct {
	w      *bufio.Writer
	form   Form
	begun  bool
	totals tally
	cells  [columns]string
	err    error
}

// NewWriter writes to w; Close must be called at the end.
func NewWriter(w io.Writer, form Form) *Writer {
	return &Writer{w: bufio.NewWriterSize(w, 64<<10), form: form}
}

// Write writes one invoice. A refusal is a *formats.Error, and leaves the file good.
func (x *Writer) Write(i *formats.Invoice) error {
	if x.err != nil {
		return x.err
	}
	lines, err := x.fill(i)
	if err != nil {
		return err
	}
	signed := i.Payable
	if i.Kind == formats.CreditNoteDocument {
		signed = -signed
	}
	if !x.totals.add(i.Currency, signed) {
		return refuse(i, "sum-large", "", "amounts whose sum fits 64 bits")
	}
	x.begin()
	if x.form == JSONLines {
		x.amounts(i, '.')
		x.object(lines, i.Currency)
	} else {
		x.amounts(i, ',')
		x.rows(lines, i.Currency)
	}
	return x.err
}

// Close writes the control total and what is still held.
func (x *Writer) Close() error {
	x.begin()
	for _, t := range x.totals {
		if x.form == JSONLines {
			fmt.Fprintf(x.w, `{"total":{"count":%d,"sum":"%s","currency":"%s"}}`+"\n", t.count, decimal(t.sum, t.currency, '.'), t.currency)
		} else {
			fmt.Fprintf(x.w, "#total;%d;%s;%s\r\n", t.count, decimal(t.sum, t.currency, ','), t.currency)
		}
	}
	if len(x.totals) == 0 && x.form == JSONLines {
		x.w.WriteString(`{"total":{"count":0,"sum":"0"}}` + "\n")
	} else if len(x.totals) == 0 {
		x.w.WriteString("#total;0;0\r\n")
	}
	if err := x.w.Flush(); x.err == nil {
		x.err = err
	}
	return x.err
}

// begin writes the first row and the heading.
func (x *Writer) begin() {
	if x.begun {
		return
	}
	x.begun = true
	if x.form == JSONLines {
		x.w.WriteString(`{"` + Format + `":1,"decimal":"point"}` + "\n")
		return
	}
	x.w.WriteString("\ufeff#" + Format + ";1;decimal=comma\r\n")
	for c := range columns {
		if c > 0 {
			x.w.WriteByte(';')
		}
		x.w.WriteString(c.String())
	}
	x.w.WriteString("\r\n")
}

func refuse(i *formats.Invoice, code, got, want string) error {
	return &formats.Error{Origin: formats.Origin{At: "invoice " + formats.Excerpt(i.Number)}, Code: code, Got: formats.Excerpt(got), Want: want}
}

// decimal writes an amount with the sign that separates its decimals.
func decimal(minor int64, c money.Currency, point byte) string {
	s := money.Of(minor, c).Decimal()
	if point != '.' {
		s = strings.Replace(s, ".", string(rune(point)), 1)
	}
	return s
}

// fill puts the invoice into cells, and gives its lines: allowances are lines of their
// own.
func (x *Writer) fill(i *formats.Invoice) ([]formats.InvoiceLine, error) {
	x.cells = [columns]string{
		number: i.Number, issued: i.Issued.String(), due: day0(i.Due), delivered: day0(i.Delivered), currency: string(i.Currency),
		credits: strings.Join(i.Refers, "|"), concerns: i.Note, order: i.Order, buyerRef: i.BuyerRef,
		feeAgreed: map[formats.Agreed]string{formats.IsAgreed: "yes", formats.NotAgreed: "no"}[i.FeeAgreed],
		customer:  i.Recipient.ID, name: i.Recipient.Name, orgNo: i.Recipient.OrgNo, vatNo: i.Recipient.VATNo, email: i.Recipient.Email, phone: i.Recipient.Phone,
		street: i.Recipient.Street, street2: i.Recipient.Street2, postCode: i.Recipient.PostCode, town: i.Recipient.Town, country: i.Recipient.Country, eAddress: i.Recipient.EndpointID,
		supplier: i.Issuer.OrgNo,
	}
	lines, sum := i.Lines, int64(0)
	for _, a := range i.Allowances {
		l := formats.InvoiceLine{Text: a.Reason, Amount: -a.Amount}
		if a.Charge {
			l.Amount = a.Amount
		}
		lines = append(lines[:len(lines):len(lines)], l)
	}
	for _, l := range lines {
		sum += l.Amount
	}
	switch {
	case i.Kind == formats.InvoiceDocument:
	case i.Kind == formats.CreditNoteDocument && i.Payable >= 0:
		x.cells[kind] = "credit"
	default:
		return nil, refuse(i, "kind", string(i.Kind), "an invoice, or a credit note that is not negative")
	}
	switch {
	case i.Number == "" || !i.Issued.Valid() || i.Currency.Decimals() < 0:
		return nil, refuse(i, "missing", "", "a number, a day and a currency of ISO 4217")
	case strings.HasPrefix(i.Number, "#"):
		return nil, refuse(i, "number", i.Number, "a number that does not begin with #, as remarks do")
	case i.Due != 0 && i.Due < i.Issued && i.Kind == formats.InvoiceDocument:
		return nil, refuse(i, "due-early", i.Due.String(), "a due date not before the invoice's own")
	case i.Recipient.Name == "":
		return nil, refuse(i, "missing", "", "the recipient's name")
	case i.Gross != i.Net+i.VAT || i.Payable != i.Gross-i.Prepaid+i.Rounding:
		return nil, refuse(i, "payable-differs", "", "amounts that agree: net, VAT and gross; gross, prepaid, rounding and what is to be paid")
	case len(lines) > 0 && sum != i.Net:
		return nil, refuse(i, "lines-differ", decimal(sum, i.Currency, '.'), "lines that sum to net, "+decimal(i.Net, i.Currency, '.'))
	case strings.Count(x.cells[credits], "|") > max(len(i.Refers)-1, 0):
		return nil, refuse(i, "refers", x.cells[credits], "numbers of credited invoices without |")
	}
	return lines, x.fillMeans(i)
}

func day0(d date.Date) string {
	if !d.Valid() {
		return ""
	}
	return d.String()
}

// fillMeans puts the ways to pay into their columns.
func (x *Writer) fillMeans(i *formats.Invoice) error {
	for _, m := range i.Means {
		c := account
		switch m.Account.Scheme {
		case "BGNR":
			c = bankgiro
		case "PGNR":
			c = plusgiro
		case "IBAN":
			c, x.cells[bic] = iban, m.Bank
		}
		if m.Account.ID != "" && x.cells[c] != "" || x.cells[ref] != "" && x.cells[ref] != m.Ref {
			return refuse(i, "means", m.Account.ID, "one account of each kind and one reference for all, which is all the layout can say")
		}
		x.cells[ref] = m.Ref
		if m.Account.ID != "" {
			x.cells[c] = m.Account.ID
		}
	}
	return nil
}

// amounts puts an invoice's amounts into their cells; what is 0 and follows is left out.
func (x *Writer) amounts(i *formats.Invoice, point byte) {
	for k, minor := range [...]int64{i.Net, i.VAT, i.Gross, i.Prepaid, i.Rounding, i.Payable} {
		if c := net + column(k); minor != 0 || c != prepaid && c != rounding {
			x.cells[c] = decimal(minor, i.Currency, point)
		}
	}
}

// rows writes a CSV row for each line, or one for an invoice without lines. Only the
// first carries what belongs to the whole.
func (x *Writer) rows(lines []formats.InvoiceLine, c money.Currency) {
	for k := range max(len(lines), 1) {
		if k > 0 {
			x.cells = [columns]string{number: x.cells[number], kind: x.cells[kind]}
		}
		if len(lines) > 0 {
			l := &lines[k]
			x.cells[line], x.cells[lineText], x.cells[lineAmount] = l.ID, l.Text, decimal(l.Amount, c, ',')
		}
		for c := range columns {
			if c > 0 {
				x.w.WriteByte(';')
			}
			x.cell(c)
		}
		x.w.WriteString("\r\n")
	}
}

// isMoney tells whether a column holds an amount, which is no text to be guarded.
func (c column) isMoney() bool { return c >= net && c <= toPay || c == lineAmount }

// cell writes one cell: guarded against spreadsheets, and quoted where it must be.
func (x *Writer) cell(c column) {
	text := x.cells[c]
	if !c.isMoney() {
		text = tidy(text)
		if formula(text) {
			text = "'" + text
		}
	}
	if strings.ContainsAny(text, ";\"\n") {
		text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	x.w.WriteString(text)
}

// tidy makes blanks of control characters; the lines of a note stay.
func tidy(text string) string {
	odd := false
	for i := 0; i < len(text); i++ {
		odd = odd || text[i] < ' ' || text[i] >= 0x7f
	}
	if !odd {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0x7f || r == '\ufeff' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
}

// object writes an invoice as an object of JSON.
func (x *Writer) object(lines []formats.InvoiceLine, of money.Currency) {
	x.w.WriteByte('{')
	for c := range columns {
		if x.cells[c] == "" {
			continue
		}
		if c > 0 {
			x.w.WriteByte(',')
		}
		x.w.WriteByte('"')
		x.w.WriteString(c.String())
		x.w.WriteString(`":`)
		x.quote(x.cells[c])
	}
	for k, l := range lines {
		x.w.WriteString(map[bool]string{true: `,"lines":[{"line":`, false: `,{"line":`}[k == 0])
		x.quote(l.ID)
		x.w.WriteString(`,"line_text":`)
		x.quote(l.Text)
		x.w.WriteString(`,"line_amount":"` + decimal(l.Amount, of, '.') + `"}`)
	}
	if len(lines) > 0 {
		x.w.WriteByte(']')
	}
	x.w.WriteString("}\n")
}

// quote writes a text as JSON. A text that begins as the guard of a formula is guarded
// once more, since reading takes one off.
func (x *Writer) quote(text string) {
	text = tidy(text)
	if strings.HasPrefix(text, "'") && formula(text) {
		text = "'" + text
	}
	if !strings.ContainsAny(text, "\"\\\n") { // which is all that JSON has to escape of what tidy leaves
		x.w.WriteByte('"')
		x.w.WriteString(text)
		x.w.WriteByte('"')
		return
	}
	b, err := json.Marshal(text)
	if err != nil && x.err == nil {
		x.err = err
	}
	x.w.Write(b)
}
