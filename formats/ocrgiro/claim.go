package ocrgiro

import (
	"fmt"
	"strconv"
	"strings"

	"girod/formats"
	"girod/formats/fixed"
	"girod/formats/money"
	"girod/formats/reference"
)

// The types of transaction in AvtaleGiro.
const (
	kindUntold = 2  // the creditor tells the payer himself
	kindTold   = 21 // the payer's bank does
	kindCancel = 93
)

// noticeLines and noticeWidth are what a payer's notice has room for: 42 lines of two
// columns of 40 characters, a record each.
const (
	noticeLines = 42
	columnWidth = 40
)

// claim is the one being read.
type claim struct {
	formats.DirectDebit
	open   bool
	half   bool // amount item 2 has come
	kind   int
	number int64
	digits uint64 // of number, as they stand
	notice [noticeLines][2]string
	lines  int // the last line of the notice
}

// claimBytes is about what a claim takes in memory beside its texts.
const claimBytes = 512

func (r *reader) openGroup(rec *fixed.Record) error {
	a := &r.assignment
	r.claim = claim{}
	a.total.Currency = money.NOK
	r.order.Groups = append(r.order.Groups, formats.DebitGroup{
		Origin: rec.Origin(1, fixed.Width), ID: a.number, Instrument: "AvtaleGiro", Cancels: a.kind == typeCancels,
		To: formats.Account{ID: a.account, Scheme: "BBAN", Currency: money.NOK},
	})
	return nil
}

func (r *reader) closeGroup() {
	a := &r.assignment
	g := &r.order.Groups[len(r.order.Groups)-1]
	g.Count, g.Sum = int(a.transactions), a.sum
	if a.days.from == a.days.to {
		g.On = a.days.from
	}
	r.order.Count += g.Count
	r.order.Sum += g.Sum
	r.sum.Entries++
	r.sum.Details += g.Count
	if g.Count > 0 {
		r.sum.Totals = formats.AddTotal(r.sum.Totals, money.NOK, formats.Credit, g.Sum)
	}
}

// tellDebits tells all claims of a transmission once its end agrees with them.
func (r *reader) tellDebits() error {
	if r.first || r.sink.Debits == nil || len(r.order.Groups) == 0 {
		return nil
	}
	return r.sink.Debits(&r.order)
}

// ofClaim reads a record within an assignment of claims or cancellations.
func (r *reader) ofClaim(rec *fixed.Record) error {
	cancels := r.assignment.kind == typeCancels
	switch {
	case cancels && r.kind != kindCancel:
		return rec.Refuse(5, 6, "claim-type", "93, a claim taken back (assignment 36)")
	case !cancels && r.kind != kindUntold && r.kind != kindTold:
		return rec.Refuse(5, 6, "claim-type", "02, a claim without notice from the bank, or 21, with one")
	}
	switch r.record {
	case 30:
		if err := r.keepClaim(rec); err != nil {
			return err
		}
		return r.claim1(rec)
	case 31:
		return r.claim2(rec)
	case 49:
		return r.specification(rec)
	}
	return rec.Refuse(7, 8, "record", "amount item 1 or 2 or a specification (30, 31, 49), or the end of the assignment (88)")
}

func (r *reader) claim1(rec *fixed.Record) error {
	c, a := &r.claim, &r.assignment
	if err := r.records.Tally(); err != nil {
		return err
	}
	number, err := rec.Number(9, 15, "the transaction number")
	if err != nil {
		return err
	}
	if a.transactions > 0 && number <= c.number {
		return rec.Refuse(9, 15, "transaction", "a number above that of the claim before, "+strconv.FormatInt(c.number, 10))
	}
	on, err := rec.Day(16, fixed.DDMMYY, "the due date")
	if err != nil {
		return err
	}
	minor, err := rec.Number(33, 49, "the amount in øre")
	if err != nil {
		return err
	}
	if err := r.weigh(rec, minor); err != nil {
		return err
	}
	a.transactions++
	a.sum += minor
	a.days.widen(on)
	*c = claim{open: true, kind: r.kind, number: number, digits: seven(rec)}
	r.held += claimBytes
	if r.held > r.limits.Held {
		return rec.Refuse(1, 8, "limit-held", "fewer claims in a transmission, or a higher limit of bytes held in memory")
	}
	if r.first {
		return nil
	}
	c.DirectDebit = formats.DirectDebit{
		Origin: rec.Origin(1, fixed.Width), InstructionID: string(rec.Raw(9, 15)), Amount: money.Of(minor, money.NOK),
		On: on, Ref: text(rec, 50, 74), Told: r.kind == kindTold,
	}
	if kid := rec.Field(50, 74); reference.CheckKID(kid, reference.KIDEither) != nil {
		r.findFirst(rec, 50, 74, "kid", func() string {
			return "a KID with a wrong check digit by mod 10 and by mod 11: " + c.Ref
		})
	}
	return nil
}

func (r *reader) claim2(rec *fixed.Record) error {
	c := &r.claim
	if err := r.sameTransaction(rec, "amount item 1 (30)"); err != nil {
		return err
	}
	if c.half {
		return rec.Refuse(7, 8, "record", "one amount item 2 in a claim")
	}
	c.half = true
	if !r.first {
		c.Payer.Name, c.EndToEndID = text(rec, 16, 25), text(rec, 51, 75)
	}
	return nil
}

// specification reads one line of the notice a payer gets.
func (r *reader) specification(rec *fixed.Record) error {
	c := &r.claim
	if err := r.sameTransaction(rec, "amount item 1 (30)"); err != nil {
		return err
	}
	if rec.Char(16) != '4' {
		return rec.Refuse(16, 16, "specification", "4, a line of the payer's notice")
	}
	line, err := rec.Number(17, 19, "the line, 001 to 042")
	if err != nil {
		return err
	}
	column := int(rec.Char(20)) - '1'
	switch {
	case line < 1 || line > noticeLines:
		return rec.Refuse(17, 19, "specification", "a line from 001 to 042")
	case column != 0 && column != 1:
		return rec.Refuse(20, 20, "specification", "column 1 or 2")
	}
	if r.held += columnWidth; r.first {
		return nil
	}
	if c.notice[line-1][column] != "" {
		r.findFirst(rec, 17, 20, "specification-twice", func() string { return "a line of a notice that stands twice; the last is taken" })
	}
	c.notice[line-1][column] = strings.TrimRight(string(fixed.AppendUTF8(nil, rec.Raw(21, 60))), " ")
	c.lines = max(c.lines, int(line))
	return nil
}

// keepClaim adds the claim that was read to its group.
func (r *reader) keepClaim(rec *fixed.Record) error {
	c := &r.claim
	if !c.open {
		return nil
	}
	c.open = false
	if !c.half && c.kind != kindCancel { // of what is taken back some send item 1 alone
		return rec.Refuse(7, 8, "item-missing", "amount item 2 (31) of the claim before")
	}
	if r.first {
		return nil
	}
	for _, line := range c.notice[:c.lines] {
		c.Notice = append(c.Notice, joined(line))
	}
	g := &r.order.Groups[len(r.order.Groups)-1]
	g.Debits = append(g.Debits, c.DirectDebit)
	return nil
}

// joined makes one line of both columns, the second beginning at the 41st character.
func joined(line [2]string) string {
	if line[1] == "" {
		return line[0]
	}
	return fmt.Sprintf("%-*s%s", columnWidth, line[0], line[1])
}

// ofMandate reads record 70: what the clearing house tells of a payer's leave.
func (r *reader) ofMandate(rec *fixed.Record) error {
	a := &r.assignment
	if r.kind != 94 || r.record != 70 {
		return rec.Refuse(5, 8, "record", "a mandate (94 70), or the end of the assignment (88)")
	}
	if err := r.records.Tally(); err != nil {
		return err
	}
	a.transactions++
	change := rec.Char(16) - '0'
	told := rec.Char(42)
	switch {
	case int(change) >= len(changes):
		return rec.Refuse(16, 16, "mandate", "0 one of all, 1 new or changed, 2 deleted")
	case told != 'J' && told != 'N' && told != ' ':
		return rec.Refuse(42, 42, "mandate", "J or N, whether the payer wants written notice")
	case rec.Blank(17, 41):
		return rec.Refuse(17, 41, "mandate", "the KID the mandate is for")
	}
	if r.first || r.sink.Mandate == nil {
		return nil
	}
	return r.sink.Mandate(&formats.MandateChange{
		Origin: rec.Origin(1, fixed.Width), ID: text(rec, 17, 41), Kind: changes[change], Told: told == 'J',
		Account: formats.Account{ID: a.account, Scheme: "BBAN", Currency: money.NOK},
	})
}

var changes = [...]string{"all", "new", "deleted"}
