package bgmax

import (
	"errors"
	"io"
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/fixed"
	"girod/formats/money"
)

// deposit is what record 15 says of the section it closes.
type deposit struct {
	on         date.Date
	serial     int64
	amount     int64
	count      int64
	clearing   string
	account    string
	mark       byte
	currency   string
	deductions []deduction // rare
	payers     map[payer]int
}

// payer is a bankgiro number as written, and the channel.
type payer [11]byte

func payerOf(rec *fixed.Record) payer {
	var p payer
	copy(p[:], rec.Raw(3, 12))
	p[10] = rec.Char(57)
	return p
}

// deduction sums the records 21 of one payer and channel in a section, until the
// payments it must stay within are seen.
type deduction struct {
	sum   int64
	paid  int64
	met   bool // a payment of the same payer and channel stands in the section
	first formats.Origin
}

const (
	// maxSections is one for each account of a very large group, and bounds what is
	// remembered from the first pass.
	maxSections   = 100_000
	maxDeductions = 100_000
)

// first is the first pass: it holds the file to its sections and collects deposits.
type first struct {
	x          *fixed.Reader
	deposits   []deposit
	open       deposit
	in, ended  bool
	deductions int
}

func (f *first) pass(r io.Reader, l formats.Limits) error {
	f.x = fixed.NewReader(r, l)
	rec, err := f.x.Next()
	switch {
	case errors.Is(err, io.EOF):
		return f.x.End("empty", "a BgMax file, which begins with record 01")
	case err != nil:
		return err
	case !starts(rec):
		return rec.Refuse(1, 22, "bgmax-start", "record 01 with the name BGMAX first")
	}
	f.x.Only(1, 5, 15, 21, 70)
	for {
		rec, err := f.x.Next()
		if err == nil {
			err = f.take(rec)
		} else if errors.Is(err, io.EOF) {
			return f.end()
		}
		if err != nil {
			return err
		}
	}
}

func (f *first) take(rec *fixed.Record) error {
	code := rec.Code()
	switch {
	case f.ended && (code == 1 || code == 5 || code == 15 || code == 21 || code == 70):
		return rec.Refuse(1, 2, "bgmax-after-end", "nothing behind record 70: two files in one cannot be told apart when one is sent again")
	case code == 1:
		return rec.Refuse(1, 2, "bgmax-start", "one record 01, at the beginning")
	case code == 5 && f.in:
		return rec.Refuse(1, 2, "bgmax-section", "record 15, which closes the section before it")
	case code == 5:
		f.in, f.open = true, deposit{}
	case code == 15 && !f.in:
		return rec.Refuse(1, 2, "bgmax-section", "record 05, which opens a section, before its record 15")
	case code == 15:
		f.in = false
		return f.close(rec)
	case code == 21 && f.in:
		return f.deduct(rec)
	case code == 70 && f.in:
		return rec.Refuse(1, 2, "bgmax-section", "record 15, which closes the section, before the end of the file")
	case code == 70:
		f.ended = true
	}
	return nil
}

// end refuses a file whose tail is lost before anything of it was told.
func (f *first) end() error {
	switch {
	case f.in:
		return f.x.End("truncated", "record 15, which closes the section, and record 70; the file ends within a section")
	case !f.ended:
		return f.x.End("truncated", "record 70 at the end; a part of the file is missing")
	}
	return nil
}

func (f *first) close(rec *fixed.Record) (err error) {
	d := &f.open
	if d.on, err = rec.Day(38, fixed.YYYYMMDD, "the day of the deposit"); err != nil {
		return err
	}
	if d.serial, err = rec.Number(46, 50, "the deposit's serial number"); err != nil {
		return err
	}
	if d.amount, err = rec.Number(51, 68, "the amount of the deposit in öre"); err != nil {
		return err
	}
	if d.count, err = rec.Number(72, 79, "the number of payments and deductions in the section"); err != nil {
		return err
	}
	d.clearing, d.account = string(rec.Field(22, 25)), string(rec.Significant(26, 37))
	d.mark, d.currency = rec.Char(80), string(rec.Field(69, 71))
	if len(f.deposits) == maxSections {
		return rec.Refuse(1, 2, "too-many-statements", "at most "+strconv.Itoa(maxSections)+" sections in a file")
	}
	f.deposits = append(f.deposits, *d)
	return nil
}

// deduct remembers a deduction by its payer. Nothing says that it stands behind the
// payments it is taken from, so the second pass compares.
func (f *first) deduct(rec *fixed.Record) error {
	amount, err := rec.Number(38, 55, "the amount in öre")
	if err != nil {
		return err
	}
	d := f.open.of(rec)
	if d == nil {
		if f.deductions++; f.deductions > maxDeductions {
			return rec.Refuse(1, 2, "too-many-deductions", "deductions of at most "+strconv.Itoa(maxDeductions)+" payers in a file")
		}
		d = f.open.add(rec)
	}
	sum, ok := money.Add(d.sum, amount)
	if !ok {
		return rec.Refuse(38, 55, "overflow", "deductions whose sum fits 64 bits")
	}
	d.sum = sum
	return nil
}

func (d *deposit) add(rec *fixed.Record) *deduction {
	if d.payers == nil {
		d.payers = map[payer]int{}
	}
	d.payers[payerOf(rec)] = len(d.deductions)
	d.deductions = append(d.deductions, deduction{first: rec.Origin(3, 12)})
	return &d.deductions[len(d.deductions)-1]
}

// of finds the deduction of a record's payer and channel.
func (d *deposit) of(rec *fixed.Record) *deduction {
	if d.payers == nil {
		return nil
	}
	i, ok := d.payers[payerOf(rec)]
	if !ok {
		return nil
	}
	return &d.deductions[i]
}
