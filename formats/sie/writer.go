package sie

import (
	"fmt"
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// voucher writes a #VER with its postings, which must add up to nothing.
func (y *writing) voucher(v *Voucher) error {
	if err := y.ver(v); err != nil {
		return fmt.Errorf("voucher %s %s: %w", v.Series, v.Number, err)
	}
	return nil
}

func (y *writing) ver(v *Voucher) error {
	slot, err := y.inYear(v.On)
	if err != nil {
		return err
	}
	if err := y.inSeries(v); err != nil {
		return err
	}
	if len(v.Transactions) > mostPostings {
		return fmt.Errorf("want at most %d postings", mostPostings)
	}
	y.sum.Entries++
	if slot >= 0 {
		y.tally.years[slot].vouchers++
	}
	y.label("#VER").text(v.Series).text(v.Number).day(v.On)
	y.optional(v.Text, v.Registered, v.Sign)
	y.end(true)
	y.bare("{")
	sum := int64(0)
	for i := range v.Transactions {
		t := &v.Transactions[i]
		if err := y.posting(t, slot); err != nil {
			return fmt.Errorf("posting %d: %w", i+1, err)
		}
		fits := true
		if t.Change != Removed {
			sum, fits = money.Add(sum, t.Amount)
		}
		if !fits {
			return money.ErrOverflow
		}
	}
	if sum != 0 {
		return fmt.Errorf("the postings add up to %s, want 0.00", money.Of(sum, y.head.Currency).Decimal())
	}
	y.bare("}")
	return nil
}

func (y *writing) optional(text string, registered date.Date, sign string) {
	if text != "" || registered != 0 || sign != "" {
		y.text(text)
	}
	if registered != 0 || sign != "" {
		y.day(registered)
	}
	y.rest(sign)
}

// inSeries holds that numbers rise within a series.
func (y *writing) inSeries(v *Voucher) error {
	if v.Number == "" && y.kind == Import4I {
		return nil
	}
	n, err := strconv.ParseInt(v.Number, 10, 64)
	if len(v.Series) > mostDigits/2 { // it may grow when it is respelt, and in UTF-8 again
		return fmt.Errorf("series %q: want at most %d bytes", v.Series, mostDigits/2)
	}
	if err != nil || n < 0 {
		return fmt.Errorf("%q: want a number", v.Number)
	}
	if last, ok := y.series[v.Series]; ok && n <= last {
		return fmt.Errorf("want a number above %d, the last of the series", last)
	}
	if y.series == nil {
		y.series = map[string]int64{}
	}
	if y.series[v.Series] = n; len(y.series) > mostSeries {
		return fmt.Errorf("want at most %d series", mostSeries)
	}
	return nil
}

// posting writes #TRANS; an added one as #RTRANS before it, a removed one as #BTRANS.
func (y *writing) posting(t *Transaction, slot int) error {
	account, err := y.charted(t.Account)
	if err != nil {
		return err
	}
	switch t.Change {
	case Removed:
		y.postingAs("#BTRANS", t)
		return nil
	case Added:
		y.postingAs("#RTRANS", t)
	}
	y.postingAs("#TRANS", t)
	y.sum.Details++
	if t.Amount > mostMinor || t.Amount < -mostMinor {
		return money.ErrOverflow
	}
	side, other := &y.debit, t.Amount
	if t.Amount < 0 {
		side, other = &y.credit, -t.Amount
	}
	var fits bool
	*side, fits = money.Add(*side, other)
	if slot >= 0 {
		fits = y.tally.move(account, slot, t.Amount) && fits
	}
	if !fits {
		return money.ErrOverflow
	}
	return nil
}

func (y *writing) postingAs(label string, t *Transaction) {
	y.label(label).plain(t.Account).objects(t.Objects).amount(t.Amount)
	tail := t.Text != "" || t.Quantity != "" || t.Sign != ""
	if t.On != 0 || tail {
		y.day(t.On)
	}
	if tail {
		y.text(t.Text)
	}
	if t.Quantity != "" || t.Sign != "" {
		y.text(t.Quantity)
	}
	y.rest(t.Sign)
	y.end(true)
}

// label begins a line.
func (y *writing) label(name string) *writing {
	y.line = append(y.line[:0], name...)
	y.pc8 = append(y.pc8[:0], name...)
	return y
}

// plain writes a field that needs no quotes. What is summed gathers in pc8.
func (y *writing) plain(field string) *writing {
	y.line = append(append(y.line, ' '), field...)
	y.pc8 = append(y.pc8, field...)
	return y
}

func (y *writing) number(n int64) *writing {
	from := len(y.line) + 1
	y.line = strconv.AppendInt(append(y.line, ' '), n, 10)
	y.pc8 = append(y.pc8, y.line[from:]...)
	return y
}

// amount writes minor units with two decimals, or as many as the currency has.
func (y *writing) amount(minor int64) *writing {
	if (minor > mostMinor || minor < -mostMinor) && y.err == nil {
		y.err = fmt.Errorf("line %d: %d minor units: want at most 18 digits", y.lines+1, minor)
	}
	from := len(y.line) + 1
	y.line = money.AppendDecimal(append(y.line, ' '), minor, y.head.Currency.Decimals())
	y.pc8 = append(y.pc8, y.line[from:]...)
	return y
}

// day writes YYYYMMDD, or an empty field for no day.
func (y *writing) day(d date.Date) *writing {
	if d == 0 {
		y.line = append(y.line, ` ""`...)
		return y
	}
	if !fitDay(d) && y.err == nil {
		y.err = fmt.Errorf("line %d: %d: want a day", y.lines+1, int(d))
	}
	return y.number(int64(d))
}

// text writes a quoted field in code page 437. A backslash at its end would make the
// closing quote part of the text, so it becomes a slash.
func (y *writing) text(text string) *writing {
	y.line = append(y.line, ' ')
	y.quoted(text)
	return y
}

func (y *writing) quoted(text string) {
	from := len(y.pc8)
	var respelt bool
	y.pc8, respelt = appendPC8(y.pc8, text)
	if n := len(y.pc8); n > from && y.pc8[n-1] == '\\' {
		y.pc8[n-1], respelt = '/', true
	}
	if respelt {
		y.sum.Find(formats.Limits{}, formats.Finding{
			Origin: formats.Origin{Line: y.lines + 1}, Code: "respelt",
			Text: fmt.Sprintf("%q has characters that code page 437 or SIE lacks; it was written otherwise", formats.Excerpt(text)),
		})
	}
	y.line = append(y.line, '"')
	for _, c := range y.pc8[from:] {
		if c == '"' {
			y.line = append(y.line, '\\')
		}
		y.line = append(y.line, c)
	}
	y.line = append(y.line, '"')
}

// rest writes a last field that may be left out.
func (y *writing) rest(text string) *writing {
	if text == "" {
		return y
	}
	return y.text(text)
}

// objects writes the list in braces.
func (y *writing) objects(list []Object) *writing {
	y.line = append(y.line, " {"...)
	for i, o := range list {
		if i > 0 {
			y.line = append(y.line, ' ')
		}
		if (o.Dimension < 1 || o.Dimension > 1<<30) && y.err == nil {
			y.err = fmt.Errorf("line %d: dimension %d: want a number from 1", y.lines+1, o.Dimension)
		}
		from := len(y.line)
		y.line = strconv.AppendInt(y.line, int64(o.Dimension), 10)
		y.pc8 = append(y.pc8, y.line[from:]...)
		y.line = append(y.line, ' ')
		y.quoted(o.Number)
	}
	y.line = append(y.line, '}')
	return y
}

// end ends the line and sums it, unless it is what frames the sum. An error of the writer
// stays with it until the end.
func (y *writing) end(summed bool) {
	if summed {
		y.check.form.add(y.pc8)
	}
	y.line = append(y.line, "\r\n"...)
	if y.lines++; len(y.line) > maxLine && y.err == nil {
		y.err = fmt.Errorf("line %d has %d bytes: want at most %d", y.lines, len(y.line), maxLine)
	}
	_, _ = y.w.Write(y.line) // a failed bufio.Writer keeps its error for Flush
}

// maxLine is what readers take by default.
const maxLine = 64 << 10

// bare writes a brace.
func (y *writing) bare(brace string) {
	y.label(brace)
	y.end(false)
}
