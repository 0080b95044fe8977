package ocrgiro

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/fixed"
)

// Profile is what an agreement on AvtaleGiro settles beside the claims themselves.
type Profile struct {
	Sender    string    // our number at the clearing house, 8 digits
	Recipient string    // its number; "" for 00008080
	Today     date.Date // the day the file is made: due dates are counted from it
	Break     string    // after each record; "" for CR LF, "none" for a file without
}

// WriteClaims writes claims, and cancellations of earlier ones, as an AvtaleGiro
// transmission. order.MessageID is the number of the transmission; each group is an
// assignment with its own number in ID, which must not come again within 12 months and
// a day: whoever calls keeps count. Claims are numbered in their group unless all have
// an InstructionID. Names longer than the ten characters there is room for are cut.
//
// What is wrong with an order is told whole, each reason a *[formats.Error], and nothing
// is written. What is right is read again by [Read] and compared before a byte goes to w.
func WriteClaims(w io.Writer, order *formats.DebitOrder, p Profile) error {
	if p.Recipient == "" {
		p.Recipient = clearingHouse
	}
	if err := check(order, &p); err != nil {
		return err
	}
	x := &writer{newline: "\r\n"}
	switch p.Break {
	case "":
	case "none":
		x.newline = ""
	default:
		x.newline = p.Break
	}
	x.transmission(order, &p)
	if err := confirm(x.out.Bytes(), order); err != nil {
		return fmt.Errorf("claims as written: %w", err)
	}
	_, err := w.Write(x.out.Bytes())
	return err
}

// clearingHouse is the number of Nets.
const clearingHouse = "00008080"

// writer makes records of eighty characters, zeros where nothing else stands.
type writer struct {
	out     bytes.Buffer
	newline string
	rec     [fixed.Width]byte
	records int // of the transmission
}

func (x *writer) begin(head string) {
	for i := range x.rec {
		x.rec[i] = '0'
	}
	copy(x.rec[:], head)
}

func (x *writer) end() {
	x.records++
	x.out.Write(x.rec[:])
	x.out.WriteString(x.newline)
}

// digits writes a number with leading zeros into columns.
func (x *writer) digits(from, to int, n int64) {
	for i := to; i >= from; i-- {
		x.rec[i-1] = byte('0' + n%10)
		n /= 10
	}
}

func (x *writer) day(from int, d date.Date) {
	year, month, day := d.Split()
	x.digits(from, from+5, int64(day*10000+int(month)*100+year%100))
}

// left writes text from the first column on, blanks behind it.
func (x *writer) left(from, to int, text string) {
	field := x.rec[from-1 : to]
	for i := range field {
		field[i] = ' '
	}
	i := 0
	for _, r := range text {
		if i == len(field) {
			break
		}
		field[i] = byte(r) // ISO 8859-1, as was checked
		i++
	}
}

// right writes text that ends in the last column, blanks before it.
func (x *writer) right(from, to int, text string) {
	x.left(from, to, "")
	copy(x.rec[to-len(text):to], text)
}

func (x *writer) transmission(order *formats.DebitOrder, p *Profile) {
	x.begin("NY000010")
	copy(x.rec[8:], p.Sender+order.MessageID+p.Recipient)
	x.end()
	var count, sum int64
	var first date.Date
	for i := range order.Groups {
		g := &order.Groups[i]
		due := x.assignment(g)
		if first == 0 || due < first {
			first = due
		}
		count += int64(len(g.Debits))
		for j := range g.Debits {
			sum += g.Debits[j].Amount.Minor
		}
	}
	x.begin("NY000089")
	x.digits(9, 16, count)
	x.digits(17, 24, int64(x.records)+1)
	x.digits(25, 41, sum)
	x.day(42, first)
	x.end()
}

// assignment writes a group and gives its first due date.
func (x *writer) assignment(g *formats.DebitGroup) date.Date {
	kind := "00"
	if g.Cancels {
		kind = "36"
	}
	before := x.records
	x.begin("NY21" + kind + "20")
	copy(x.rec[17:], g.ID+digitsOf(g.To.ID))
	x.end()
	var sum int64
	var d days
	for i := range g.Debits {
		c := &g.Debits[i]
		on := dueOf(g, c)
		x.claim(g, c, i, on)
		sum += c.Amount.Minor
		d.widen(on)
	}
	x.begin("NY21" + kind + "88")
	x.digits(9, 16, int64(len(g.Debits)))
	x.digits(17, 24, int64(x.records-before)+1)
	x.digits(25, 41, sum)
	x.day(42, d.from)
	x.day(48, d.to)
	x.end()
	return d.from
}

// dueOf is a claim's own day, else its group's.
func dueOf(g *formats.DebitGroup, c *formats.DirectDebit) date.Date {
	if c.On != 0 {
		return c.On
	}
	return g.On
}

// numberOf is a claim's transaction number.
func numberOf(c *formats.DirectDebit, i int) string {
	if c.InstructionID != "" {
		return c.InstructionID
	}
	var b [7]byte
	for n, at := i+1, 6; at >= 0; n, at = n/10, at-1 {
		b[at] = byte('0' + n%10)
	}
	return string(b[:])
}

func (x *writer) claim(g *formats.DebitGroup, c *formats.DirectDebit, i int, on date.Date) {
	head := "NY2102"
	switch {
	case g.Cancels:
		head = "NY2193"
	case c.Told:
		head = "NY2121"
	}
	number := numberOf(c, i)
	x.begin(head + "30" + number)
	x.day(16, on)
	x.left(22, 32, "")
	x.digits(33, 49, c.Amount.Minor)
	x.right(50, 74, c.Ref)
	x.end()
	x.begin(head + "31" + number)
	x.left(16, 25, c.Payer.Name)
	x.left(26, 50, "")
	x.left(51, 75, c.EndToEndID)
	x.end()
	for n, line := range c.Notice {
		for column, half := range halves(line) {
			if strings.TrimLeft(half, " ") == "" {
				continue // empty lines are not sent
			}
			x.begin("NY212149" + number + "4")
			x.digits(17, 19, int64(n)+1)
			x.digits(20, 20, int64(column)+1)
			x.left(21, 60, half)
			x.end()
		}
	}
}

// halves cuts a line into its two columns.
func halves(line string) [2]string {
	n := 0
	for at := range line {
		if n == columnWidth {
			return [2]string{line[:at], line[at:]}
		}
		n++
	}
	return [2]string{line}
}

// confirm reads what was written, with the reader the clearing house's files go
// through, and compares all that is money or identity.
func confirm(file []byte, order *formats.DebitOrder) error {
	var told bool
	sum, err := Read(bytes.NewReader(file), formats.Limits{Held: 1 << 40}, formats.Sink{Debits: func(back *formats.DebitOrder) error {
		told = true
		return compare(back, order)
	}})
	switch {
	case err != nil:
		return err
	case !told:
		return errors.New("nothing was read")
	case len(sum.Findings) > 0:
		return fmt.Errorf("line %d: %s", sum.Findings[0].Line, sum.Findings[0].Text)
	}
	return nil
}

func compare(back, order *formats.DebitOrder) error {
	if len(back.Groups) != len(order.Groups) {
		return fmt.Errorf("%d assignments were read, want %d", len(back.Groups), len(order.Groups))
	}
	for i := range order.Groups {
		g, b := &order.Groups[i], &back.Groups[i]
		if b.Count != len(g.Debits) || b.ID != g.ID || b.To.ID != digitsOf(g.To.ID) || b.Cancels != g.Cancels {
			return fmt.Errorf("assignment %s was read as %s with %d claims", g.ID, b.ID, b.Count)
		}
		for j := range g.Debits {
			c, d := &g.Debits[j], &b.Debits[j]
			same := c.Amount == d.Amount && dueOf(g, c) == d.On && c.Ref == d.Ref && numberOf(c, j) == d.InstructionID && (g.Cancels || c.Told == d.Told)
			if !same || !sameNotice(c.Notice, d.Notice) {
				return fmt.Errorf("assignment %s, claim %s was read otherwise: %s on %s for %s", g.ID, d.InstructionID, d.Amount, d.On, d.Ref)
			}
		}
	}
	return nil
}

// sameNotice compares what a payer sees: not blanks at the end of lines, not empty lines
// at the end of all.
func sameNotice(a, b []string) bool {
	for i := range max(len(a), len(b)) {
		var one, other string
		if i < len(a) {
			one = a[i]
		}
		if i < len(b) {
			other = b[i]
		}
		if strings.TrimRight(one, " ") != strings.TrimRight(other, " ") {
			return false
		}
	}
	return true
}
