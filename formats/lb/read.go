package lb

import (
	"fmt"
	"io"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/fixed"
	"girod/formats/money"
	"girod/formats/reference"
)

// maxBytes bounds an order, which is held whole: some 200,000 transfers.
const maxBytes = 16 << 20

// Read reads an order or a report. An order is told to the sink as Transfers; a report
// is counted and summed.
func Read(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	l = l.WithDefaults()
	l.Bytes = min(l.Bytes, maxBytes)
	clearings, err := reference.BuiltInClearings()
	if err != nil {
		return nil, err
	}
	x := reader{x: fixed.NewReader(r, l), limits: l, sum: &formats.Summary{Format: Format}, clearings: clearings}
	rec, above, err := first(x.x)
	switch {
	case err == io.EOF:
		return x.sum, x.x.End("empty", "an LB file, which begins with record 11")
	case err != nil:
		return x.sum, err
	case above > 0:
		x.findAt(formats.Origin{Line: 1}, "title", false, "lines of text stand above the first record; they are passed over")
	}
	switch {
	case opens(rec):
		err = x.sections(rec)
	case opensSalary(rec):
		err = x.salaries(rec)
	case opensCash(rec):
		err = x.cash(rec)
	default:
		err = rec.Refuse(1, 40, "lb-start", "record 11 with the name LEVERANTÖRSBETALNINGAR first, or 01 with LÖN")
	}
	if err != nil {
		return x.sum, err
	}
	x.x.Findings(func(f formats.Finding) { x.sum.Find(l, f) })
	if x.order == nil || sink.Transfers == nil {
		return x.sum, nil
	}
	return x.sum, sink.Transfers(x.order)
}

type reader struct {
	x      *fixed.Reader
	limits formats.Limits
	sum    *formats.Summary
	order  *formats.TransferOrder // nil for a report
	s      section
	total  formats.Total // of the file

	clearings *reference.Clearings
}

// section is what stands between records 11 and 29.
type section struct {
	open     bool
	kind     byte // of report; ' ' for an order
	giro     string
	on       date.Date // the payment day of records that have none
	currency money.Currency
	payees   map[string]*payee
	groups   map[date.Date]int // index in the order's groups
	last     place             // of the last transfer, for the texts behind it
	count    int64             // money records, as record 29 counts them
	paid     int64
	deducted int64
	about    string // the last record, for the comment behind it
	watched  int64  // sum of the watch register's days
}

// place is a transfer by its group and position there, since both slices grow.
type place struct{ group, transfer int }

type payee struct {
	formats.Party
	clearing string
	account  string
	message  string
	salary   bool
}

// The kinds of report, column 47 of record 11.
const (
	isOrder       = ' '
	specification = '1'
	watchRegister = '2'
	rejected      = '6'
)

var kinds = map[byte]string{
	isOrder: "order", specification: "payment specification", watchRegister: "watch register", rejected: "rejected payments",
}

func (r *reader) sections(rec *fixed.Record) error {
	if err := r.open(rec); err != nil {
		return err
	}
	for {
		rec, err := r.x.Next()
		if err == io.EOF && !r.s.open {
			return nil
		}
		if err != nil {
			return unlessEnd(r.x, err, "record 29 at the end of the section; a part of the file is missing")
		}
		switch {
		case rec.Is("11"):
			err = r.open(rec)
		case !r.s.open:
			err = rec.Refuse(1, 2, "lb-section", "record 11, which opens a section")
		case rec.Is("29"):
			err = r.close(rec)
		default:
			err = r.take(rec)
		}
		if err != nil {
			return err
		}
	}
}

func (r *reader) open(rec *fixed.Record) (err error) {
	switch {
	case r.s.open:
		return rec.Refuse(1, 2, "lb-section", "record 29, which closes the section before it")
	case !opens(rec):
		return rec.Refuse(19, 40, "lb-start", "the name LEVERANTÖRSBETALNINGAR")
	case r.order == nil && r.sum.Version != "" && rec.Char(47) == isOrder, r.order != nil && rec.Char(47) != isOrder:
		return rec.Refuse(47, 47, "lb-kind", "orders only, or reports only, in one file")
	}
	currency := string(rec.Field(60, 62))
	if currency == "" {
		currency = string(money.SEK)
	}
	s := section{open: true, kind: rec.Char(47), payees: map[string]*payee{}, groups: map[date.Date]int{}}
	if s.currency, err = money.ParseCurrency(currency); err != nil {
		return rec.Refuse(60, 62, "currency", "a currency of ISO 4217, or blanks for kronor")
	}
	if r.total.Currency != "" && r.total.Currency != s.currency {
		return rec.Refuse(60, 62, "currency-differs", "the currency of the section before it")
	}
	written, err := rec.DayOrNone(13, fixed.YYMMDD, "the day the file was written")
	if err != nil {
		return err
	}
	if s.on, err = r.day(rec, 41); err != nil {
		return err
	}
	s.giro = r.bankgiro(rec, 3, 12, "the payer")
	r.s, r.total.Currency = s, s.currency
	return r.begin(written)
}

// begin makes the summary's head out of the first section.
func (r *reader) begin(written date.Date) error {
	if r.sum.Version != "" {
		return nil
	}
	kind := kinds[r.s.kind]
	if kind == "" {
		kind = fmt.Sprintf("report of kind %c", r.s.kind)
	}
	r.sum.Version, r.sum.CreatedAt = "LB "+kind, written.String()
	if r.s.kind == isOrder {
		r.order = &formats.TransferOrder{Created: written.String()}
	}
	return nil
}

// day reads a day that may be GENAST, "at once", which is no day, or blank.
func (r *reader) day(rec *fixed.Record, from int) (date.Date, error) {
	if string(rec.Field(from, from+5)) == "GENAST" {
		return 0, nil
	}
	return rec.DayOrNone(from, fixed.YYMMDD, "a payment day, GENAST or blanks")
}

// bankgiro reads a giro number, right-adjusted with zeros. A number that cannot be one puts
// identity in doubt, and so does a wrong check digit.
func (r *reader) bankgiro(rec *fixed.Record, from, to int, whose string) string {
	giro := string(rec.AppendText(nil, from, to))
	if short := rec.Significant(from, to); digits(short) {
		giro = string(short)
	}
	if err := reference.CheckBankgiro(giro); err != nil {
		r.find(rec, from, to, "bankgiro", true, whose+"'s bankgiro "+formats.Excerpt(giro)+" is no bankgiro number, or its check digit is wrong")
	}
	return giro
}

// close compares the section with its record 29.
func (r *reader) close(rec *fixed.Record) error {
	s := &r.s
	s.open = false
	count, err := rec.Number(13, 20, "the number of money records")
	if err != nil {
		return err
	}
	if count != s.count {
		r.find(rec, 13, 20, "count-differs", true, fmt.Sprintf("the end record counts %d records, there are %d", count, s.count))
	}
	if s.kind != isOrder && rec.Blank(21, 32) {
		return r.closeGroup()
	}
	total, err := rec.Number(21, 32, "the total in öre")
	if err != nil {
		return err
	}
	if rec.Char(33) == '-' {
		total = -total
	}
	if net := s.paid - s.deducted; net != total {
		r.find(rec, 21, 33, "sum-differs", true, fmt.Sprintf("the end record says %s, the payments less deductions are %s",
			money.Of(total, s.currency), money.Of(net, s.currency)))
	}
	return r.closeGroup()
}

// closeGroup adds the section to the file.
func (r *reader) closeGroup() error {
	paid, ok := money.Add(r.total.Debit, r.s.paid)
	deducted, fits := money.Add(r.total.Credit, r.s.deducted)
	if !ok || !fits {
		return r.x.End("overflow", "sections whose sum fits 64 bits")
	}
	r.total.Debit, r.total.Credit = paid, deducted
	r.sum.Totals = []formats.Total{r.total}
	if r.order != nil {
		r.order.Sum, r.sum.Entries = paid-deducted, len(r.order.Groups)
		return nil
	}
	r.sum.Entries++
	return r.report()
}

func (r *reader) find(rec *fixed.Record, from, to int, code string, doubt bool, text string) {
	r.findAt(rec.Origin(from, to), code, doubt, text)
}

func (r *reader) findAt(at formats.Origin, code string, doubt bool, text string) {
	r.sum.Find(r.limits, formats.Finding{Origin: at, Code: code, Text: text, Doubt: doubt})
}
