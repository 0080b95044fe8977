package settlement

import (
	"cmp"
	"slices"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/reference"
	"girod/ledger/intake"
)

// The kinds of row that are no purchases: we paid somebody by Swish, or that came back.
var others = []string{"payout", "return"}

// Told makes of a report what intake reads: each settlement is a list of payments to an
// account of the acquirer's. seen is told of each settlement first; what it refuses ends
// the reading.
func Told(read intake.Read, account string, seen func(*formats.Settlement) error) intake.Read {
	return func(sink formats.Sink) (*formats.Summary, error) {
		told := sink
		told.Settlement = func(s *formats.Settlement) error {
			if err := seen(s); err != nil || sink.Entry == nil {
				return err
			}
			return tell(s, account, sink)
		}
		return read(told)
	}
}

// tell says a settlement as a notification: an entry for the purchases of each day, another
// for what were no purchases.
func tell(s *formats.Settlement, account string, sink formats.Sink) error {
	st := formats.Statement{
		Origin: s.Origin, Kind: formats.Notification, ID: s.ID, From: s.From, To: s.Until,
		Account: formats.Account{ID: account, Currency: s.Currency},
	}
	if err := told(sink.Statement, &st); err != nil {
		return err
	}
	for n, list := range byDay(s) {
		if err := tellDay(s, n+1, list, sink); err != nil {
			return err
		}
	}
	return told(sink.StatementEnd, &st)
}

func told[T any](fn func(*T) error, v *T) error {
	if fn == nil {
		return nil
	}
	return fn(v)
}

// row is a row of a report that moves money, with the day it counts.
type row struct {
	*formats.SettledPayment
	on       date.Date
	purchase bool
}

func (r row) before(other row) int {
	switch {
	case r.on != other.on:
		return cmp.Compare(r.on, other.on)
	case r.purchase == other.purchase:
		return 0
	case r.purchase:
		return -1
	}
	return 1
}

// byDay puts the rows of a settlement into entries, in order of days. A row of fees alone
// moves nothing here: the fee is booked when the bank pays.
func byDay(s *formats.Settlement) (lists [][]row) {
	var all []row
	for i := range s.Payments {
		p := &s.Payments[i]
		if p.Gross == 0 {
			continue
		}
		r := row{SettledPayment: p, on: p.BookedOn, purchase: !slices.Contains(others, p.Kind)}
		if r.on == 0 {
			r.on = s.PaidOn
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, row.before)
	for i := range all {
		if i == 0 || all[i-1].before(all[i]) != 0 {
			lists = append(lists, nil)
		}
		lists[len(lists)-1] = append(lists[len(lists)-1], all[i])
	}
	return lists
}

func tellDay(s *formats.Settlement, n int, list []row, sink formats.Sink) error {
	sum := int64(0)
	for _, r := range list {
		sum += r.Gross
	}
	e := formats.Entry{
		Origin: list[0].Origin, Ordinal: n, BankRef: s.ID, Direction: formats.Credit, Status: formats.Booked, BookedOn: list[0].on, ValueDate: list[0].on,
		Code: intake.Purchases, Text: strings.TrimSpace("Purchases, " + s.Acquirer + " " + s.ID), Payments: len(list),
	}
	if !list[0].purchase {
		e.Code, e.Text = "", strings.TrimSpace("Payouts and returns, "+s.Acquirer+" "+s.ID)
	}
	if sum < 0 {
		e.Direction, sum = formats.Debit, -sum
	}
	e.Amount = money.Of(sum, s.Currency)
	if err := sink.Entry(&e); err != nil {
		return err
	}
	for i, r := range list {
		p := payment(r, s.Currency, i+1)
		if err := told(sink.Payment, &p); err != nil {
			return err
		}
	}
	return told(sink.EntryEnd, &e)
}

// payment is a row as intake knows payments. The acquirer may give a refund the name of
// its purchase, so the kind is a part of the name.
func payment(r row, c money.Currency, n int) formats.Payment {
	p := formats.Payment{
		Line: r.Line, Ordinal: n, Amount: r.Gross, Currency: c, Direction: formats.Credit, Priced: true, BookedOn: r.on,
		Payer: []byte(r.Payer), PayerProxy: []byte(r.PayerPhone), Info: []byte(strings.TrimSpace(r.Method + " " + r.At)),
	}
	if p.Amount < 0 {
		p.Amount, p.Direction = -p.Amount, formats.Debit
	}
	if r.ID != "" {
		p.BankRef = []byte(r.ID)
		if r.Kind != "sale" {
			p.BankRef = []byte(r.Kind + " " + r.ID)
		}
	}
	if r.Text != "" {
		p.Text = append(p.Text, []byte(r.Text))
	}
	if r.Ref == "" {
		return p
	}
	kind := formats.InvoiceNo
	if reference.CheckOCR(r.Ref, reference.OCR{}) == nil || reference.CheckRF(r.Ref) == nil {
		kind = formats.CreditorRef
		p.Text = append(p.Text, []byte(r.Ref)) // a tenth of all numbers look like references
	}
	p.Refs = append(p.Refs, formats.Ref{Kind: kind, Text: []byte(r.Ref), Line: 1})
	return p
}
