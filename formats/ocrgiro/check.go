package ocrgiro

import (
	"errors"
	"fmt"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/reference"
)

// most is how many reasons are told of one order; a clerk begins with the first.
const most = 50

// reasons collects what is wrong with an order.
type reasons struct {
	all               []error
	assignment, claim int // the ones at hand, from 1; 0 outside
}

// add names the place; what within it is said may be empty.
func (x *reasons) add(what, code, got, want string) {
	if len(x.all) >= most {
		return
	}
	at := what
	if x.assignment > 0 {
		at = fmt.Sprintf("assignment %d", x.assignment)
		if x.claim > 0 {
			at += fmt.Sprintf(", claim %d", x.claim)
		}
		if what != "" {
			at += ": " + what
		}
	}
	x.all = append(x.all, &formats.Error{Origin: formats.Origin{At: at}, Code: code, Got: got, Want: want})
}

// check gives all reasons why an order cannot be written, nil when there is none.
func check(order *formats.DebitOrder, p *Profile) error {
	x := &reasons{}
	if !isNumber(p.Sender, 8) || !isNumber(p.Recipient, 8) {
		x.add("profile", "sender", p.Sender, "numbers of sender and recipient, 8 digits")
	}
	if !isNumber(order.MessageID, 7) {
		x.add("transmission", "transmission-number", order.MessageID, "a number of 7 digits, a new one for each transmission")
	}
	if !p.Today.Valid() {
		x.add("profile", "day", "", "the day the file is made, from which due dates are counted")
		return errors.Join(x.all...)
	}
	if p.Break != "" && p.Break != "none" && p.Break != "\n" && p.Break != "\r\n" {
		x.add("profile", "line-break", p.Break, "LF, CR LF or none")
	}
	if len(order.Groups) == 0 {
		x.add("transmission", "empty", "", "at least one assignment")
	}
	numbers := map[string]bool{}
	var total int64
	count := 0
	for i := range order.Groups {
		g := &order.Groups[i]
		x.assignment, x.claim = i+1, 0
		if numbers[g.ID] {
			x.add("", "assignment-twice", g.ID, "another number than the assignments before")
		}
		numbers[g.ID] = true
		x.group(g)
		sum := x.claims(g, p)
		x.claim = 0
		if g.Count != 0 && g.Count != len(g.Debits) || g.Sum != 0 && g.Sum != sum {
			x.add("", "control-sum", fmt.Sprintf("%d claims, %d øre", g.Count, g.Sum), fmt.Sprintf("the count and sum of its claims: %d, %d øre", len(g.Debits), sum))
		}
		count += len(g.Debits)
		total += sum
	}
	x.assignment = 0
	if order.Count != 0 && order.Count != count || order.Sum != 0 && order.Sum != total {
		x.add("transmission", "control-sum", fmt.Sprintf("%d claims, %d øre", order.Count, order.Sum), fmt.Sprintf("the count and sum of its claims: %d, %d øre", count, total))
	}
	return errors.Join(x.all...)
}

func (x *reasons) group(g *formats.DebitGroup) {
	if !isNumber(g.ID, 7) {
		x.add("", "assignment-number", g.ID, "a number of 7 digits that was not used for 12 months and a day")
	}
	if err := reference.CheckNorwegianAccount(g.To.ID); err != nil {
		x.add("account", "account", g.To.ID, "a Norwegian account number of 11 digits: "+err.Error())
	}
	if len(g.Debits) == 0 {
		x.add("", "empty", "", "at least one claim in an assignment")
	}
}

// claims checks a group's claims and gives their sum.
func (x *reasons) claims(g *formats.DebitGroup, p *Profile) (sum int64) {
	last := ""
	for i := range g.Debits {
		c := &g.Debits[i]
		x.claim = i + 1
		x.check(c)
		if len(c.Notice) > 0 && (g.Cancels || !c.Told) {
			x.add("notice", "notice-untold", c.Notice[0], "no notice, or Told: the bank passes it on only with a claim of which it tells the payer (type 21)")
		}
		x.due(dueOf(g, c), p.Today)
		number := numberOf(c, i)
		if !isNumber(number, 7) || number <= last {
			x.add("InstructionID", "transaction", number, "7 digits, above those of the claim before; or none in the whole assignment")
		}
		last = number
		if c.Amount.Minor > 0 && c.Amount.Minor <= mostAmount {
			sum += c.Amount.Minor
		}
		if sum > mostAmount {
			x.add("amount", "overflow", c.Amount.String(), "a sum of at most 17 digits")
			return sum
		}
		if len(x.all) >= most {
			return sum
		}
	}
	return sum
}

// mostAmount is what 17 columns hold.
const mostAmount = 99_999_999_999_999_999

func (x *reasons) check(c *formats.DirectDebit) {
	if c.Amount.Currency != money.NOK || c.Amount.Minor <= 0 || c.Amount.Minor > mostAmount {
		x.add("amount", "amount", c.Amount.String(), "an amount in NOK above zero, of at most 17 digits of øre")
	}
	if strings.Contains(c.Ref, " ") || reference.CheckKID(c.Ref, reference.KIDEither) != nil {
		x.add("KID", "kid", c.Ref, "a KID of 2 to 25 digits, without blanks, with a right check digit (mod 10 or mod 11)")
	}
	if n, ok := latin1(c.EndToEndID); !ok || n > 25 || strings.TrimSpace(c.EndToEndID) != c.EndToEndID {
		x.add("EndToEndID", "external-reference", c.EndToEndID, "at most 25 characters of ISO 8859-1, no blanks around")
	}
	if _, ok := latin1(c.Payer.Name); !ok {
		x.add("payer", "characters", c.Payer.Name, "a name in ISO 8859-1")
	}
	if len(c.Notice) > noticeLines {
		x.add("notice", "notice-lines", fmt.Sprintf("%d lines", len(c.Notice)), "at most 42 lines of two columns, 84 specification records")
	}
	for i, line := range c.Notice {
		if n, ok := latin1(line); !ok || n > 2*columnWidth {
			x.add(fmt.Sprintf("notice, line %d", i+1), "notice-line", line, "at most 80 characters of ISO 8859-1 (two columns of 40)")
		}
	}
}

// due holds a due date to the time the clearing house looks ahead: 12 months.
func (x *reasons) due(on, today date.Date) {
	year, month, day := today.Split()
	latest := date.Of(year+1, month, day)
	for !latest.Valid() { // 29 February
		day--
		latest = date.Of(year+1, month, day)
	}
	if !on.Valid() || on < today || on > latest {
		x.add("due date", "due", on.String(), fmt.Sprintf("a day from %s to %s, 12 months ahead", today, latest))
	}
}

// latin1 counts characters and tells whether all are printable ISO 8859-1.
func latin1(s string) (n int, ok bool) {
	ok = true
	for _, r := range s {
		n++
		ok = ok && (r >= ' ' && r < 0x7f || r >= 0xa0 && r <= 0xff)
	}
	return n, ok
}

func isNumber(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789") == ""
}

// digitsOf gives an account number without what people put between.
func digitsOf(s string) string { return strings.NewReplacer(" ", "", ".", "").Replace(s) }
