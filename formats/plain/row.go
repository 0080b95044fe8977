package plain

import (
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// row is what one row says.
type row struct {
	line  int
	cells [columns]string
	exact [columns]bool // a number of JSON, whose decimals stand behind a point
	lines []row         // of JSON
}

// kinds are the words for what a row is.
var kinds = map[string]formats.DocumentKind{
	"": formats.InvoiceDocument, "invoice": formats.InvoiceDocument, "faktura": formats.InvoiceDocument, "380": formats.InvoiceDocument, "debet": formats.InvoiceDocument,
	"credit": formats.CreditNoteDocument, "credit-note": formats.CreditNoteDocument, "kredit": formats.CreditNoteDocument, "kreditfaktura": formats.CreditNoteDocument,
	"kreditnota": formats.CreditNoteDocument, "381": formats.CreditNoteDocument,
}

// fresh gives a row to fill: the one that is not the first row of the invoice at hand.
func (x *reader) fresh(line int) *row {
	*x.spare = row{line: line}
	return x.spare
}

// agreed are the words for whether a fee for reminders was agreed.
var agreed = map[string]formats.Agreed{
	"": formats.NotSaid, "yes": formats.IsAgreed, "ja": formats.IsAgreed, "true": formats.IsAgreed, "1": formats.IsAgreed,
	"no": formats.NotAgreed, "nej": formats.NotAgreed, "nei": formats.NotAgreed, "false": formats.NotAgreed, "0": formats.NotAgreed,
}

// take takes a row: the first of an invoice, or another line of the one before.
func (x *reader) take(r *row) error {
	for c := range columns {
		if r.cells[c] == "" {
			r.cells[c] = x.defaults[c]
		}
	}
	if r.cells[number] == "" {
		return x.fault(r.line, number, fault{"missing", "an invoice number"}, "")
	}
	if x.held && r.cells[kind] == x.of.cells[kind] && x.sameNumber(r, r.cells[supplier] == "") {
		if !x.lined {
			return x.fault(r.line, number, fault{"number-twice", "a number that the row before does not have; for several lines of an invoice, a column line_amount"}, r.cells[number])
		}
		if err := x.agree(r); err != nil {
			return err
		}
		return x.addLine(r)
	}
	if err := x.finish(); err != nil {
		return err
	}
	return x.begin(r)
}

// sameNumber tells a row of the number at hand: a number is its issuer's own, and two of those
// whose invoices the file brings may have given the same. unsaid is a row that does not repeat whose.
func (x *reader) sameNumber(r *row, unsaid bool) bool {
	whose := func(r *row) string { return separators.Replace(r.cells[supplier]) }
	return r.cells[number] == x.of.cells[number] && (unsaid || whose(r) == whose(x.of))
}

// agree holds a further line's row against the invoice's first: what is said twice must
// be the same.
func (x *reader) agree(r *row) error {
	for c := number; !c.isLine(); c++ {
		if r.cells[c] != "" && r.cells[c] != x.of.cells[c] && c != supplier { // by which it was known
			want := fault{"group-differs", "what stands in the invoice's first row, " + formats.Excerpt(x.of.cells[c]) + ", or nothing"}
			return x.fault(r.line, c, want, r.cells[c])
		}
	}
	return nil
}

// begin begins an invoice with its first row.
func (x *reader) begin(r *row) error {
	x.of, x.spare, x.held = r, x.of, true
	cell := func(c column) string { return r.cells[c] }
	i := &x.invoice
	*i = formats.Invoice{Means: i.Means[:0], Lines: i.Lines[:0], Refers: i.Refers[:0]}
	i.Origin = formats.Origin{Line: r.line, At: "invoice " + formats.Excerpt(cell(number))}
	i.Number, i.Note, i.Order, i.BuyerRef = cell(number), cell(concerns), cell(order), cell(buyerRef)
	i.Recipient = formats.Party{
		ID: cell(customer), Name: cell(name), OrgNo: separators.Replace(cell(orgNo)), VATNo: cell(vatNo), EndpointID: cell(eAddress), Email: cell(email), Phone: cell(phone),
		Street: cell(street), Street2: cell(street2), PostCode: cell(postCode), Town: cell(town), Country: cell(country),
	}
	i.Issuer.OrgNo = separators.Replace(cell(supplier))
	if text := cell(credits); text != "" {
		for one := range strings.SplitSeq(text, "|") {
			i.Refers = append(i.Refers, strings.TrimSpace(one))
		}
	}
	x.means(r)
	var ok bool
	if i.Kind, ok = kinds[strings.ToLower(cell(kind))]; !ok {
		if err := x.fault(r.line, kind, fault{"kind", "invoice or credit"}, cell(kind)); err != nil {
			return err
		}
	}
	if i.FeeAgreed, ok = agreed[strings.ToLower(cell(feeAgreed))]; !ok {
		if err := x.fault(r.line, feeAgreed, fault{"fee-agreed", "yes or no, or nothing where the contract says it"}, cell(feeAgreed)); err != nil {
			return err
		}
	}
	if cell(name) == "" {
		if err := x.fault(r.line, name, fault{"missing", "a name"}, ""); err != nil {
			return err
		}
	}
	if err := x.days(r); err != nil {
		return err
	}
	c, err := money.ParseCurrency(cell(currency))
	if err != nil {
		want := fault{"currency", "a currency of ISO 4217, here or as currency=SEK in the first row"}
		if err := x.fault(r.line, currency, want, cell(currency)); err != nil {
			return err
		}
	}
	i.Currency = c
	if x.lined {
		return x.addLine(r)
	}
	return nil
}

var separators = strings.NewReplacer("-", "", " ", "")

// days reads the row's dates.
func (x *reader) days(r *row) error {
	for _, k := range []struct {
		c    column
		into *date.Date
		must bool
	}{{issued, &x.invoice.Issued, true}, {due, &x.invoice.Due, false}, {delivered, &x.invoice.Delivered, false}} {
		text := r.cells[k.c]
		if text == "" && !k.must {
			continue
		}
		d, wrong := day(text, x.date)
		if wrong != nil {
			if err := x.fault(r.line, k.c, *wrong, text); err != nil {
				return err
			}
		}
		*k.into = d
	}
	i := &x.invoice
	if i.Due != 0 && i.Issued != 0 && i.Due < i.Issued && i.Kind == formats.InvoiceDocument {
		return x.fault(r.line, due, fault{"due-early", "a due date not before the invoice's own, " + i.Issued.String()}, r.cells[due])
	}
	return nil
}

// means puts together the ways to pay: one for each kind of account, or the reference
// alone, payable to the accounts that the contract names.
func (x *reader) means(r *row) {
	i := &x.invoice
	for _, k := range [...]struct {
		c            column
		scheme, bank string
	}{{bankgiro, "BGNR", "SE:BANKGIRO"}, {plusgiro, "PGNR", "SE:PLUSGIRO"}, {iban, "IBAN", r.cells[bic]}, {account, "BBAN", ""}} {
		if id := r.cells[k.c]; id != "" {
			i.Means = append(i.Means, formats.PaymentMeans{Code: "30", Ref: r.cells[ref], Account: formats.Account{ID: id, Scheme: k.scheme}, Bank: k.bank})
		}
	}
	if len(i.Means) == 0 && r.cells[ref] != "" {
		i.Means = append(i.Means, formats.PaymentMeans{Code: "30", Ref: r.cells[ref]})
	}
}

// addLine adds the line that a row brings.
func (x *reader) addLine(r *row) error {
	if r.cells[line] == "" && r.cells[lineText] == "" && r.cells[lineAmount] == "" {
		return nil
	}
	if len(x.invoice.Lines) >= maxLines {
		return x.fault(r.line, line, fault{"too-many", "at most 100000 lines of an invoice"}, "")
	}
	sum, err := x.money(r, lineAmount)
	if err != nil {
		return err
	}
	x.invoice.Lines = append(x.invoice.Lines, formats.InvoiceLine{ID: r.cells[line], Text: r.cells[lineText], Amount: sum})
	return nil
}

// money reads an amount of the invoice's currency; an empty one is 0.
func (x *reader) money(r *row, c column) (int64, error) {
	text := r.cells[c]
	if text == "" || x.invoice.Currency == "" { // which has been told already
		return 0, nil
	}
	decimal := x.decimal
	if r.exact[c] {
		decimal = '.'
	}
	minor, used, wrong := amount(text, x.invoice.Currency, decimal)
	switch {
	case wrong != nil:
		return 0, x.fault(r.line, c, *wrong, text)
	case used == 0 || r.exact[c]:
	case x.shown == 0:
		x.shown = used
	case x.shown != used:
		return 0, x.fault(r.line, c, fault{"amount-mixed", "decimals written as in the rows before, with " + string(rune(x.shown))}, text)
	}
	return minor, nil
}
