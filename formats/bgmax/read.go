package bgmax

import (
	"errors"
	"fmt"
	"io"
	"strconv"

	"girod/formats"
	"girod/formats/fixed"
	"girod/formats/money"
	"girod/formats/reference"
)

// Read reads a BgMax file and tells the sink of its deposits and payments.
func Read(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	l = l.WithDefaults()
	var f first
	x := reader{limits: l, sink: sink, sum: &formats.Summary{Format: Format}}
	err := formats.Twice(r, l, func(r io.Reader) error {
		return f.pass(r, l)
	}, func(r io.Reader) error {
		x.deposits = f.deposits
		return x.pass(r)
	})
	return x.sum, err
}

// reader is the second pass.
type reader struct {
	x        *fixed.Reader
	limits   formats.Limits
	sink     formats.Sink
	sum      *formats.Summary
	deposits []deposit // of the sections to come; the first is the open one's

	statement formats.Statement
	entry     formats.Entry
	summary   formats.StatementSummary
	giro      []byte // the bankgiro of the section
	in        bool
	pay       payment
	paid      int64 // records 20 of the section
	deducted  int64 // records 21
	counts    [4]int64
	unknown   int
	about     string // the first unknown record
}

// The places of reader.counts, in the order of record 70.
const (
	payments = iota
	deductions
	references
	deposited
)

func (r *reader) pass(src io.Reader) error {
	r.x = fixed.NewReader(src, r.limits)
	for {
		rec, err := r.x.Next()
		if err == nil {
			err = r.take(rec)
		} else if errors.Is(err, io.EOF) {
			r.atEnd()
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// take turns to one record. What stands between the records that the first pass held to
// their places is held to its own here.
func (r *reader) take(rec *fixed.Record) error {
	code := rec.Code()
	switch code {
	case 20, 21:
		return r.openPayment(rec, code)
	case 22, 23, 25, 26, 27, 28, 29:
		if !r.pay.open {
			return rec.Refuse(1, 2, "bgmax-payment", "record 20 or 21 before what is said of it")
		}
		return r.pay.take(r, rec, code)
	case 1:
		return r.start(rec)
	case 5, 15:
		if r.in != (code == 15) || len(r.deposits) == 0 {
			return rec.Refuse(1, 2, "changed", "the same file the second time it is read")
		}
		if code == 15 {
			return r.closeSection(rec)
		}
		return r.openSection(rec)
	case 70:
		return r.end(rec)
	}
	if r.unknown++; r.unknown == 1 {
		r.about = rec.At(1, 2)
	}
	return nil
}

func (r *reader) start(rec *fixed.Record) error {
	version := string(rec.Significant(23, 24))
	r.sum.Version = "BgMax " + version
	r.sum.MessageID = string(rec.Field(25, 44))
	if t := r.sum.MessageID; len(t) >= 14 {
		r.sum.CreatedAt = t[:4] + "-" + t[4:6] + "-" + t[6:8] + "T" + t[8:10] + ":" + t[10:12] + ":" + t[12:14]
	}
	if version != "1" {
		r.find(rec, 23, 24, "version", false, "layout version "+formats.Excerpt(version)+"; the manual knows version 1")
	}
	switch rec.Char(45) {
	case 'P':
	case 'T':
		r.find(rec, 45, 45, "test", true, "a test file: its payments were never made")
	default:
		r.find(rec, 45, 45, "test", false, "the file says neither P (production) nor T (test)")
	}
	return nil
}

func (r *reader) openSection(rec *fixed.Record) error {
	d := &r.deposits[0]
	giro := string(rec.Significant(3, 12))
	currency := string(rec.Field(23, 25))
	if currency == "" {
		currency = string(money.SEK)
	}
	c, err := money.ParseCurrency(currency)
	if err != nil {
		return rec.Refuse(23, 25, "currency", "a currency of ISO 4217")
	}
	if giro == "" {
		return rec.Refuse(3, 12, "bankgiro", "the bankgiro number that was paid")
	}
	if err := reference.CheckBankgiro(giro); err != nil {
		r.find(rec, 3, 12, "bankgiro", false, "the receiving bankgiro "+formats.Excerpt(giro)+" has no right check digit")
	}
	serial := fmt.Sprintf("BG%s %05d", giro, d.serial)
	r.in, r.giro, r.paid, r.deducted = true, append(r.giro[:0], giro...), 0, 0
	r.statement = formats.Statement{
		Origin: rec.Origin(1, fixed.Width), Kind: formats.Notification, MessageID: r.sum.MessageID, Created: r.sum.CreatedAt,
		// The serial number is unique within a bankgiro and a year.
		ID: fmt.Sprintf("BG%s %d/%05d", giro, int(d.on)/10000, d.serial), From: d.on, To: d.on,
		Account: formats.Account{ID: giro, Scheme: "BGNR", Currency: c},
	}
	r.entry = formats.Entry{
		Origin: r.statement.Origin, Ordinal: 1, Ref: serial, BankRef: serial,
		Amount: money.Of(d.amount, c), Direction: formats.Credit, Status: formats.Booked, BookedOn: d.on, ValueDate: d.on,
		Text: d.text(),
	}
	r.summary = formats.StatementSummary{ID: r.statement.ID, Account: r.statement.Account, Entries: 1}
	if d.currency != "" && d.currency != currency {
		r.find(rec, 23, 25, "currency-differs", true, "the section is in "+currency+", its deposit in "+formats.Excerpt(d.currency))
	}
	if err := tell(r.sink.Statement, &r.statement); err != nil {
		return err
	}
	return tell(r.sink.Entry, &r.entry)
}

// text says of a deposit what its entry has no field for.
func (d *deposit) text() string {
	text := "deposit " + strconv.FormatInt(d.serial, 10)
	if d.account != "" {
		text += " to account " + d.clearing + " " + d.account
	}
	if d.mark != ' ' {
		text += ", marked " + string(rune(d.mark))
	}
	return text
}

func tell[T any](fn func(*T) error, v *T) error {
	if fn == nil {
		return nil
	}
	return fn(v)
}

// closeSection compares the section with what its record 15 said in the first pass.
func (r *reader) closeSection(rec *fixed.Record) error {
	if err := r.closePayment(); err != nil {
		return err
	}
	d := &r.deposits[0]
	c := r.entry.Amount.Currency
	net := r.paid - r.deducted
	r.entry.Payments = r.summary.Details
	if r.entry.Payments > 0 {
		r.entry.Rest = d.amount - net
	}
	switch {
	case net < 0:
		r.find(rec, 51, 68, "section-negative", true, fmt.Sprintf("the deductions exceed the payments by %s", money.Of(-net, c)))
	case net != d.amount:
		r.find(rec, 51, 68, "details-differ", true, fmt.Sprintf("the payments less deductions sum to %s, the deposit is %s", money.Of(net, c), r.entry.Amount))
	}
	if int64(r.summary.Details) != d.count {
		r.find(rec, 72, 79, "count-differs", true, fmt.Sprintf("the deposit counts %d payments and deductions, there are %d", d.count, r.summary.Details))
	}
	for i := range d.deductions {
		r.checkDeduction(&d.deductions[i], c)
	}
	r.summary.Totals = []formats.Total{{Currency: c, Credit: r.paid, Debit: r.deducted}}
	r.sum.Statements = append(r.sum.Statements, r.summary)
	r.sum.Entries++
	r.sum.Details += r.summary.Details
	if err := r.total(rec); err != nil {
		return err
	}
	r.deposits, r.in = r.deposits[1:], false
	r.counts[deposited]++
	if err := tell(r.sink.EntryEnd, &r.entry); err != nil {
		return err
	}
	return tell(r.sink.StatementEnd, &r.statement)
}

// total adds the section to the file's totals.
func (r *reader) total(rec *fixed.Record) error {
	c := r.entry.Amount.Currency
	r.sum.Totals = formats.AddTotal(r.sum.Totals, c, formats.Debit, 0)
	for i := range r.sum.Totals {
		if t := &r.sum.Totals[i]; t.Currency == c {
			credit, ok := money.Add(t.Credit, r.paid)
			debit, fits := money.Add(t.Debit, r.deducted)
			if !ok || !fits {
				return rec.Refuse(51, 68, "overflow", "deposits whose sum fits 64 bits")
			}
			t.Credit, t.Debit = credit, debit
		}
	}
	return nil
}

func (r *reader) checkDeduction(d *deduction, c money.Currency) {
	switch {
	case !d.met:
		r.findAt(d.first, "deduction-alone", true, "a deduction whose payer has no payment by the same channel in the section")
	case d.sum > d.paid:
		r.findAt(d.first, "deduction-exceeds", true, fmt.Sprintf("the deductions of this payer are %s, the payments %s", money.Of(d.sum, c), money.Of(d.paid, c)))
	}
}

// end compares the file with what record 70 counts.
func (r *reader) end(rec *fixed.Record) error {
	for i, what := range [...]string{payments: "payments (20)", deductions: "deductions (21)", references: "extra references (22, 23)", deposited: "deposits (15)"} {
		from := 3 + 8*i
		n, err := rec.Number(from, from+7, "the number of "+what)
		if err != nil {
			return err
		}
		if n != r.counts[i] {
			r.find(rec, from, from+7, "count-differs", true, fmt.Sprintf("the end record counts %d %s, there are %d", n, what, r.counts[i]))
		}
	}
	return nil
}

// atEnd tells what is said once of a whole file.
func (r *reader) atEnd() {
	r.sum.Booked = r.sum.Totals
	if r.unknown > 0 {
		r.findAt(formats.Origin{At: r.about}, "unknown-records", false, fmt.Sprintf("%d records of codes the manual does not know were passed over", r.unknown))
	}
	r.x.Findings(func(f formats.Finding) { r.sum.Find(r.limits, f) })
}

func (r *reader) find(rec *fixed.Record, from, to int, code string, doubt bool, text string) {
	r.findAt(rec.Origin(from, to), code, doubt, text)
}

func (r *reader) findAt(at formats.Origin, code string, doubt bool, text string) {
	r.sum.Find(r.limits, formats.Finding{Origin: at, Code: code, Text: text, Doubt: doubt})
}
