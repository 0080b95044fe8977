package plain

import (
	"fmt"
	"strconv"

	"girod/formats"
	"girod/formats/money"
)

// total is what the invoices of one currency count and sum to, credit notes taken off.
type total struct {
	currency money.Currency
	count    int64
	sum      int64
	told     bool // a control row has told the same
}

// finish completes the invoice that was put together, and tells of it.
func (x *reader) finish() error {
	if !x.held {
		return nil
	}
	x.held = false
	before := len(x.faults)
	if err := x.settle(); err != nil {
		return err
	}
	if len(x.faults) > before || x.invoice.Currency == "" {
		return nil
	}
	i := &x.invoice
	if x.sum.Entries++; int64(x.sum.Entries) > x.l.Records {
		return x.keep(&formats.Error{Origin: i.Origin, Code: "too-many", Want: fmt.Sprintf("at most %d invoices in a file", x.l.Records)})
	}
	x.sum.Details += len(i.Lines)
	side, signed := formats.Credit, i.Payable
	if i.Kind == formats.CreditNoteDocument {
		side, signed = formats.Debit, -signed
	}
	x.moved += max(signed, -signed)
	if !x.totals.add(i.Currency, signed) || x.moved > most {
		return x.keep(&formats.Error{Origin: i.Origin, Code: "sum-large", Want: "amounts whose sum fits 64 bits"})
	}
	x.sum.Totals = formats.AddTotal(x.sum.Totals, i.Currency, side, i.Payable)
	if x.sink.Invoice == nil || len(x.faults) > 0 { // the file is refused already
		return nil
	}
	x.stopped = x.sink.Invoice(i)
	return x.stopped
}

// tally is the totals of a file, one for each currency.
type tally []total

// most bounds the sum of a file.
const most = int64(1) << 60

// add takes an invoice in; false when a sum gets too large.
func (t *tally) add(c money.Currency, signed int64) bool {
	of := t.of(c)
	if of == nil {
		*t = append(*t, total{currency: c})
		of = &(*t)[len(*t)-1]
	}
	of.count++
	of.sum += signed
	return of.sum < most && of.sum > -most
}

// of finds the total of a currency, nil when the file has none.
func (t *tally) of(c money.Currency) *total {
	for k := range *t {
		if (*t)[k].currency == c {
			return &(*t)[k]
		}
	}
	return nil
}

// settle reads the amounts, works out those that follow from others, and holds them
// against one another: net and VAT are gross, gross less prepaid and with rounding is
// what is to be paid, lines sum to net.
func (x *reader) settle() error {
	i, r := &x.invoice, x.of
	if i.Currency == "" {
		return nil
	}
	before := len(x.faults)
	for _, k := range [...]struct {
		c    column
		into *int64
	}{{net, &i.Net}, {vat, &i.VAT}, {gross, &i.Gross}, {prepaid, &i.Prepaid}, {rounding, &i.Rounding}, {toPay, &i.Payable}} {
		minor, err := x.money(r, k.c)
		if err != nil {
			return err
		}
		*k.into = minor
	}
	if len(x.faults) > before {
		return nil
	}
	has := func(c column) bool { return r.cells[c] != "" }
	switch {
	case !has(gross) && !has(toPay) && !(has(net) && has(vat)):
		return x.fault(r.line, toPay, fault{"missing", "what is to be paid (to_pay), or gross, or net and vat"}, "")
	case has(gross):
	case has(toPay):
		i.Gross = i.Payable + i.Prepaid - i.Rounding
	default:
		i.Gross = i.Net + i.VAT
	}
	if !has(toPay) {
		i.Payable = i.Gross - i.Prepaid + i.Rounding
	}
	switch {
	case has(net):
	case has(vat):
		i.Net = i.Gross - i.VAT
	case len(i.Lines) > 0:
		i.Net = x.lineSum()
	default:
		i.Net = i.Gross
	}
	if !has(vat) {
		i.VAT = i.Gross - i.Net
	}
	if err := x.turn(); err != nil {
		return err
	}
	return x.check()
}

func (x *reader) lineSum() int64 {
	var sum int64
	for _, l := range x.invoice.Lines {
		sum += l.Amount
	}
	return sum
}

// turn makes a negative amount a credit note's where that is how the file says it.
func (x *reader) turn() error {
	i := &x.invoice
	switch {
	case x.negative && i.Payable < 0:
		i.Kind = formats.CreditNoteDocument
		for _, p := range []*int64{&i.Net, &i.VAT, &i.Gross, &i.Prepaid, &i.Rounding, &i.Payable} {
			*p = -*p
		}
		for k := range i.Lines {
			i.Lines[k].Amount = -i.Lines[k].Amount
		}
	case i.Kind == formats.CreditNoteDocument && i.Payable < 0:
		return x.fault(x.of.line, kind, fault{"credit-negative", "a credit note's amounts without minus, or credits_are=negative in the first row"}, x.of.cells[kind])
	}
	return nil
}

// check holds the amounts against one another.
func (x *reader) check() error {
	i, at := &x.invoice, x.of.line
	write := func(minor int64) string { return money.Of(minor, i.Currency).Decimal() }
	switch {
	case i.Gross != i.Net+i.VAT && x.of.cells[gross] == "":
		return x.fault(at, toPay, fault{"payable-differs", "net and vat together, less prepaid and with rounding, " + write(i.Net+i.VAT-i.Prepaid+i.Rounding)}, write(i.Payable))
	case i.Gross != i.Net+i.VAT:
		return x.fault(at, gross, fault{"gross-differs", "net and vat together, " + write(i.Net+i.VAT)}, write(i.Gross))
	case i.Payable != i.Gross-i.Prepaid+i.Rounding:
		return x.fault(at, toPay, fault{"payable-differs", "gross less prepaid and with rounding, " + write(i.Gross-i.Prepaid+i.Rounding)}, write(i.Payable))
	case len(i.Lines) > 0 && x.lineSum() != i.Net:
		return x.fault(at, net, fault{"lines-differ", "the sum of the invoice's lines, " + write(x.lineSum())}, write(i.Net))
	}
	return nil
}

// controlRow holds the file against what it says it contains: a count, a sum and, where
// it has several, the currency.
func (x *reader) controlRow(at int, count, sum, code string, decimal byte) error {
	if err := x.finish(); err != nil {
		return err
	}
	x.control = true
	refuse := func(code, got, want string) error {
		return x.keep(&formats.Error{Origin: formats.Origin{Line: at, At: "total"}, Code: code, Got: formats.Excerpt(got), Want: want})
	}
	if len(x.faults) > 0 {
		return nil // wrong rows are not in the sum
	}
	if code == "" {
		code = x.defaults[currency]
	}
	if code == "" && len(x.totals) == 1 {
		code = string(x.totals[0].currency)
	}
	t := x.totals.of(money.Currency(code))
	if t == nil {
		t = &total{currency: money.Currency(code)}
	}
	t.told = true
	if t.currency == "" && len(x.totals) > 1 {
		return refuse("total-currency", "", "a currency behind the sum: the file has several")
	}
	if count != strconv.FormatInt(t.count, 10) {
		return refuse("total-count", count, fmt.Sprintf("the number of invoices in the file, %d", t.count))
	}
	if t.currency == "" { // a file of no invoices
		return nil
	}
	minor, _, wrong := amount(sum, t.currency, decimal)
	switch {
	case wrong != nil:
		return refuse(wrong.code, sum, wrong.want)
	case minor != t.sum:
		return refuse("total-sum", sum, "the sum of the invoices less credit notes, "+money.Of(t.sum, t.currency).Decimal())
	}
	return nil
}

// end sees that nothing is missing.
func (x *reader) end() error {
	if err := x.finish(); err != nil {
		return err
	}
	for _, t := range x.totals {
		if x.control && !t.told && len(x.faults) == 0 {
			return &formats.Error{Origin: formats.Origin{Line: x.lines.line, At: "total"}, Code: "total-missing", Want: "a row #total for the invoices in " + string(t.currency) + " too"}
		}
	}
	if x.total && !x.control {
		return &formats.Error{Origin: formats.Origin{Line: max(x.lines.line, 1)}, Code: "total-missing",
			Want: "the row #total with count and sum at the end: without it nobody knows whether the file is whole"}
	}
	return nil
}
