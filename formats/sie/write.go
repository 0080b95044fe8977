package sie

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// Export is what a file shall hold. Balances and vouchers are pulled one at a time and
// may be reused by whoever gives them; an error they give ends the writing.
type Export struct {
	Header   Header
	Balances iter.Seq2[*Balance, error] // nil for none
	Vouchers iter.Seq2[*Voucher, error] // nil for none; numbers rise within a series
}

// Write4E writes a book: header, balances, vouchers, and a #KSUMMA. The same input gives
// the same bytes. What our strict reader would refuse is an error here, the arithmetic
// between balances and vouchers included, which is known at the end only: after an error
// what was written is no file.
//
// The summary counts and sums what was written; its findings tell which texts had to be
// respelt because code page 437 lacks a character.
func Write4E(w io.Writer, x Export) (*formats.Summary, error) {
	return write(w, Export4E, x)
}

// Write4I writes vouchers for somebody's ledger; balances are an error. Series and number
// may be empty: the ledger then numbers.
func Write4I(w io.Writer, x Export) (*formats.Summary, error) {
	if x.Balances != nil {
		return nil, errors.New("SIE 4I: want no balances in a file for import")
	}
	return write(w, Import4I, x)
}

func write(w io.Writer, kind Kind, x Export) (*formats.Summary, error) {
	y := &writing{w: bufio.NewWriterSize(w, 64<<10), kind: kind, head: &x.Header, sum: &formats.Summary{Format: Format, Version: "SIE " + string(kind)}}
	if err := y.all(x); err != nil {
		return nil, fmt.Errorf("SIE %s: %w", kind, err)
	}
	if err := y.w.Flush(); err != nil {
		return nil, fmt.Errorf("SIE %s: %w", kind, err)
	}
	return y.sum, nil
}

// writing is the state of one file being written.
type writing struct {
	w     *bufio.Writer
	kind  Kind
	head  *Header
	sum   *formats.Summary
	line  []byte
	pc8   []byte // a text in code page 437
	lines int
	check checksum
	tally tally

	series        map[string]int64
	debit, credit int64
	err           error // what was wrong with a line, told at the end
}

// mostMinor is the largest amount a reader takes: 18 digits.
const mostMinor = 999_999_999_999_999_999

// fitDay tells whether a day has the eight digits of YYYYMMDD.
func fitDay(d date.Date) bool { return d.Valid() && d >= date.Of(1000, 1, 1) }

// all writes the file from #FLAGGA to #KSUMMA.
func (y *writing) all(x Export) error {
	if err := y.fit(); err != nil {
		return err
	}
	y.label("#FLAGGA").plain("0")
	y.end(false)
	y.label("#KSUMMA")
	y.end(false)
	if err := y.identity(); err != nil {
		return err
	}
	if err := y.chart(); err != nil {
		return err
	}
	if x.Balances != nil {
		for b, err := range x.Balances {
			if err == nil {
				err = y.balance(b)
			}
			if err != nil {
				return err
			}
		}
	}
	if x.Vouchers != nil {
		for v, err := range x.Vouchers {
			if err == nil {
				err = y.voucher(v)
			}
			if err == nil {
				err = y.err
			}
			if err != nil {
				return err
			}
		}
	}
	y.label("#KSUMMA").plain(strconv.FormatUint(uint64(y.check.form.sum()), 10))
	y.end(false)
	return y.finish()
}

// fit refuses a header no reader could take.
func (y *writing) fit() error {
	h := y.head
	if h.Currency == "" {
		h.Currency = money.SEK
	}
	switch d := h.Currency.Decimals(); {
	case d < 0 || d > 2:
		return fmt.Errorf("currency %q: want one of ISO 4217 with at most two decimals", h.Currency)
	case h.Program == "":
		return errors.New("want the name of the program (#PROGRAM)")
	case !fitDay(h.Generated):
		return errors.New("want the day the file is made (#GEN)")
	case h.Company.Name == "":
		return errors.New("want the company's name (#FNAMN)")
	}
	for _, year := range h.Years {
		if !fitDay(year.From) || !fitDay(year.Until) || year.Until < year.From {
			return fmt.Errorf("year %d: want a first and a last day, not %s to %s", year.Number, year.From, year.Until)
		}
		slot, ok := y.tally.slot(year.Number)
		if !ok || y.tally.years[slot].From != 0 {
			return fmt.Errorf("year %d: want at most %d years, each once", year.Number, mostYears)
		}
		y.tally.years[slot].Year = year
	}
	if y.kind == Export4E && y.tally.on0() < 0 {
		return errors.New("want year 0, the one the file is about (#RAR)")
	}
	return nil
}

func (y *writing) identity() error {
	h := y.head
	c := h.Company
	y.label("#PROGRAM").text(h.Program).text(h.Version).end(true)
	y.label("#FORMAT").plain("PC8").end(true)
	y.label("#GEN").day(h.Generated).rest(h.Sign).end(true)
	y.label("#SIETYP").plain("4").end(true)
	for _, note := range h.Notes {
		y.label("#PROSA").text(note).end(true)
	}
	y.maybe("#FTYP", c.Form)
	y.maybe("#FNR", c.ID)
	y.maybe("#ORGNR", c.OrgNo)
	if c.Contact+c.Street+c.Post+c.Phone != "" {
		y.label("#ADRESS").text(c.Contact).text(c.Street).text(c.Post).text(c.Phone).end(true)
	}
	y.label("#FNAMN").text(c.Name).end(true)
	for _, year := range h.Years {
		y.label("#RAR").number(int64(year.Number)).day(year.From).day(year.Until).end(true)
	}
	y.maybe("#TAXAR", h.TaxYear)
	if h.Until != 0 {
		if y.kind == Import4I || !fitDay(h.Until) {
			return fmt.Errorf("until %s (#OMFATTN): want a day, and only in 4E", h.Until)
		}
		y.label("#OMFATTN").day(h.Until).end(true)
	}
	y.maybe("#KPTYP", h.Plan)
	y.label("#VALUTA").plain(string(h.Currency)).end(true)
	return nil
}

func (y *writing) maybe(label, text string) {
	if text != "" {
		y.label(label).text(text).end(true)
	}
}

func (y *writing) chart() error {
	h := y.head
	if max(len(h.Accounts), len(h.Dimensions), len(h.Objects), len(h.Notes)) > mostAccounts {
		return fmt.Errorf("want at most %d accounts, dimensions, objects or notes", mostAccounts)
	}
	for _, a := range h.Accounts {
		i, err := y.account(a.Number)
		if err != nil {
			return err
		}
		if y.tally.accounts[i].declared {
			return fmt.Errorf("account %s: want it once in the chart", a.Number)
		}
		y.tally.accounts[i].declared = true
		y.label("#KONTO").plain(a.Number).text(a.Name).end(true)
		if a.Kind != "" {
			y.label("#KTYP").plain(a.Number).text(a.Kind).end(true)
		}
		if a.Unit != "" {
			y.label("#ENHET").plain(a.Number).text(a.Unit).end(true)
		}
	}
	for _, d := range h.Dimensions {
		if d.Under == 0 {
			y.label("#DIM").number(int64(d.Number)).text(d.Name).end(true)
			continue
		}
		y.label("#UNDERDIM").number(int64(d.Number)).text(d.Name).number(int64(d.Under)).end(true)
	}
	for _, o := range h.Objects {
		y.label("#OBJEKT").number(int64(o.Dimension)).text(o.Number).text(o.Name).end(true)
	}
	return nil
}

// account gives an account's place in the tally; it must be a number.
func (y *writing) account(number string) (int, error) {
	if number == "" || len(number) > mostDigits {
		return 0, fmt.Errorf("account %q: want at most %d digits", number, mostDigits)
	}
	for _, c := range []byte(number) {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("account %q: want digits", number)
		}
	}
	i, ok := y.tally.account([]byte(number))
	if !ok {
		return 0, fmt.Errorf("account %s: want at most %d accounts", number, mostAccounts)
	}
	return i, nil
}

// charted is account for what must stand in the chart of an export.
func (y *writing) charted(number string) (int, error) {
	i, err := y.account(number)
	if err == nil && y.kind == Export4E && !y.tally.accounts[i].declared {
		err = fmt.Errorf("account %s: want it in the chart", number)
	}
	return i, err
}

func (y *writing) balance(b *Balance) error {
	i, err := y.charted(b.Account)
	if err != nil {
		return err
	}
	periodic, ofObjects := false, false
	switch b.Label {
	case "IB", "UB", "RES":
	case "OIB", "OUB":
		ofObjects = true
	case "PSALDO", "PBUDGET":
		periodic, ofObjects = true, true
	default:
		return fmt.Errorf("balance %q of account %s: want IB, UB, OIB, OUB, RES, PSALDO or PBUDGET", b.Label, b.Account)
	}
	twice, ok := y.tally.enter(b, i)
	if twice || !ok {
		return fmt.Errorf("account %s, year %d: want one %s, and at most %d years", b.Account, b.Year, b.Label, mostYears)
	}
	y.label("#" + b.Label).number(int64(b.Year))
	if periodic {
		if m := b.Period % 100; b.Period < 190001 || b.Period > 999912 || m < 1 || m > 12 {
			return fmt.Errorf("account %s, period %d: want a month as YYYYMM", b.Account, b.Period)
		}
		y.number(int64(b.Period))
	}
	y.plain(b.Account)
	if ofObjects {
		y.objects(b.Objects)
	}
	y.amount(b.Amount).rest(b.Quantity).end(true)
	return nil
}

// finish holds the file to its own arithmetic.
func (y *writing) finish() error {
	if y.err != nil {
		return y.err
	}
	if y.sum.Details > 0 {
		y.sum.Totals = []formats.Total{{Currency: y.head.Currency, Credit: y.credit, Debit: y.debit}}
		y.sum.Booked = y.sum.Totals
	}
	y.sum.CreatedAt = y.head.Generated.String()
	if y.kind == Import4I {
		return nil
	}
	return y.tally.faults(true, func(f fault) error {
		return fmt.Errorf("account %s, year %d: %s: %s stands against %s of opening balance and postings", f.account, f.year, f.code,
			money.Of(f.got, y.head.Currency).Decimal(), money.Of(f.want, y.head.Currency).Decimal())
	})
}

// inYear gives the place of the year a voucher belongs to, or -1.
func (y *writing) inYear(d date.Date) (int, error) {
	if !fitDay(d) {
		return -1, errors.New("want a day")
	}
	slot := y.tally.on(d)
	if slot < 0 && y.kind == Export4E {
		return -1, fmt.Errorf("%s is in no year of the file", d)
	}
	return slot, nil
}
