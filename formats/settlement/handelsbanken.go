package settlement

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// The fields of a Handelsbanken row 02, from 0.
const (
	hbType = iota
	hbOwner
	hbAccount
	hbBIC
	hbNumber
	hbDay
	hbEvent
	hbAmount
	hbCurrency
	hbPhone
	hbPayer
	hbRef
	hbText
	hbOrder
	hbTime
	hbBooked // from here in newer reports only
	hbInstruction
	hbEndToEnd
	hbWidth
)

var hbNames = []string{"row type", "corporate number", "account", "BIC", "Swish number", "day", "type", "amount", "currency", "payer's phone",
	"payer", "payment reference", "message", "order id", "time", "booking day", "instruction id", "end-to-end id"}

// hbEvents is what a type means, and whether money came in.
var hbEvents = map[string]struct {
	kind string
	in   bool
}{"SWH": {Sale, true}, "SWR": {Refund, false}, "SWT": {Return, true}, "SWU": {Payout, false}, "SWZ": {Return, true}}

// isHandelsbanken knows the report by its first row, 01 and a day, and a second of 02 or 03.
func isHandelsbanken(head []byte) bool {
	if len(head) < 14 || head[0] != '0' || head[1] != '1' || head[2] != ';' && head[2] != ',' {
		return false
	}
	first, rest, _ := bytes.Cut(head, []byte("\n"))
	created, _, _ := bytes.Cut(first[3:], head[2:3])
	_, ok := dayOf(bytes.TrimSpace(created), dayISO)
	rest = bytes.TrimLeft(rest, "\r\n ")
	return ok && len(rest) > 2 && rest[0] == '0' && (rest[1] == '2' || rest[1] == '3') && rest[2] == head[2]
}

// readHandelsbanken reads rows 01, 02 and 03. Payments of one Swish number, account and
// booking day are a settlement.
func readHandelsbanken(x *rows, sink formats.Sink) (*formats.Summary, error) {
	g := newGathering(x, "Swish Handelsbanken", sink)
	first, err := x.next()
	if err != nil {
		return nil, err
	}
	x.sep = first[2]
	x.point = decimal(x.sep)
	if err := x.cut(first); err != nil {
		return nil, err
	}
	g.sum.CreatedAt = text(x.field(1))
	part := text(x.field(3)) // a report within the day has its time here
	x.names = hbNames
	for {
		row, err := x.row()
		if errors.Is(err, io.EOF) {
			return nil, x.refuse("end of the file", "settlement-truncated", "", "row 03 with the number of payments: the file ends before it")
		}
		if err != nil {
			return nil, err
		}
		switch string(row[0]) {
		case "02":
			err = g.swish(part)
		case "03":
			return g.handelsbankenEnd()
		default:
			err = x.refuse(x.at(0), "row-type", string(row[0]), "a row of type 02 or 03")
		}
		if err != nil {
			return nil, err
		}
	}
}

// handelsbankenEnd holds the number of payments to what row 03 says.
func (g *gathering) handelsbankenEnd() (*formats.Summary, error) {
	x := g.rows
	x.names = []string{"row type", "number of payments"}
	n, err := strconv.Atoi(string(x.field(1)))
	if err != nil || n != g.sum.Details {
		return nil, x.refuse(x.at(1), "count-differs", string(x.field(1)), strconv.Itoa(g.sum.Details)+", the number of rows 02 before it")
	}
	if row, err := x.row(); !errors.Is(err, io.EOF) {
		if err != nil {
			return nil, err
		}
		return nil, x.refuse(x.at(0), "after-end", string(row[0]), "nothing behind row 03")
	}
	return g.finish()
}

// swish reads a row 02.
func (g *gathering) swish(part string) error {
	x := g.rows
	if err := x.rejoin(); err != nil {
		return err
	}
	currency, err := money.ParseCurrency(x.field(hbCurrency))
	if err != nil {
		return x.refuse(x.at(hbCurrency), "currency", string(x.field(hbCurrency)), "a currency of ISO 4217")
	}
	event, ok := hbEvents[string(x.field(hbEvent))]
	if !ok {
		return x.refuse(x.at(hbEvent), "swish-type", string(x.field(hbEvent)), "SWH, SWR, SWT, SWU or SWZ")
	}
	amount, err := x.amount(hbAmount, currency)
	if err != nil {
		return err
	}
	if event.in && amount < 0 {
		return x.refuse(x.at(hbAmount), "sign", string(x.field(hbAmount)), "an amount that is not negative, since "+string(x.field(hbEvent))+" is money that came in")
	}
	if !event.in && amount > 0 {
		amount = -amount
	}
	day, err := x.day(hbDay, dayISO)
	if err != nil {
		return err
	}
	if len(x.field(hbBooked)) > 0 {
		if day, err = x.day(hbBooked, dayISO); err != nil {
			return err
		}
	}
	s, err := g.swishDay(x.field(hbNumber), x.field(hbAccount), day, currency, part)
	if err != nil {
		return err
	}
	s.Acquirer = "Swish (Handelsbanken)"
	return g.add(s, formats.SettledPayment{
		ID: text(x.field(hbRef)), Kind: event.kind, Method: "swish", At: text(x.field(hbTime)), BookedOn: day, Ref: text(x.field(hbOrder)),
		Text: text(x.field(hbText)), Payer: text(x.field(hbPayer)), PayerPhone: text(x.field(hbPhone)), Gross: amount, Net: amount,
	})
}

// swishDay gives the settlement of a Swish number, account and day.
func (g *gathering) swishDay(number, account []byte, day date.Date, currency money.Currency, part string) (*settling, error) {
	if len(number) == 0 {
		return nil, g.rows.refuse("", "swish-number", "", "the Swish number that was paid")
	}
	key := append(append(append(g.key[:0], number...), ' '), account...)
	g.key = append(strconv.AppendInt(append(key, ' '), int64(day), 10), currency...)
	s, isNew, err := g.of(g.key)
	if isNew {
		s.Merchant, s.Currency, s.PaidOn = text(number), currency, day
		s.To = formats.Account{ID: text(account), Scheme: "BBAN", Currency: currency}
		s.ID = name(s.Merchant, day, part)
	}
	return s, err
}

// rejoin mends a row whose message holds the separator: the bank writes no quotes. The
// reference before it must be all digits and the time behind it a time, or nobody can tell
// where the message begins.
func (x *rows) rejoin() error {
	width := len(x.fields)
	if _, isTime := dayOf(x.field(hbTime), dayISO); (width == hbTime+1 || width == hbWidth) && (isTime || len(x.field(hbTime)) == 0) {
		return nil
	}
	for end := len(x.fields) - 1; end > hbTime; end-- {
		over := end - hbTime
		_, isTime := dayOf(x.fields[end], dayISO)
		if rest := width - 1 - end; !isTime || len(x.fields[end]) < 16 || rest != 0 && rest != hbWidth-hbTime-1 || !digits(x.fields[hbRef]) {
			continue
		}
		x.fields[hbText] = bytes.Join(x.fields[hbText:hbText+over+1], []byte{x.sep})
		x.fields = append(x.fields[:hbText+1], x.fields[hbText+over+1:]...)
		return nil
	}
	return x.refuse("row", "columns", strconv.Itoa(width)+" columns", strconv.Itoa(hbTime+1)+" columns, or "+strconv.Itoa(hbWidth)+" in newer reports")
}

func digits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}
