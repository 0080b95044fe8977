package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/dunning"
	"girod/ledger/hold"
	"girod/ledger/limitation"
	"girod/ledger/payout"
	"girod/ledger/report"
)

// coming is one thing that would happen.
type coming struct {
	Day     date.Date      `json:"day"`
	Tenant  string         `json:"tenant,omitempty"` // where the books of several are shown
	What    string         `json:"what"`             // letter, refused, posting, charge, happened, payout, report, file
	Kind    string         `json:"kind"`             // of letter: reminder…; of posting: what it books; refused: why, in a word
	Level   int            `json:"level,omitempty"`
	Channel string         `json:"channel,omitempty"`
	Abroad  bool           `json:"abroad,omitempty"`
	Letter  string         `json:"letter,omitempty"`
	Invoice string         `json:"invoice,omitempty"`
	Voucher string         `json:"voucher,omitempty"`
	Amount  string         `json:"amount,omitempty"`
	Money   money.Currency `json:"currency,omitempty"`
	Parts   *partsJSON     `json:"parts,omitempty"`
	PayBy   date.Date      `json:"payBy,omitempty"`
	Lines   []postingJSON  `json:"postings,omitempty"`
	Text    string         `json:"text,omitempty"`

	minor int64
}

// partsJSON is what a letter asks for, part by part; compensation is a part of cost.
type partsJSON struct {
	Principal    string `json:"principal"`
	Fee          string `json:"fee"`
	Interest     string `json:"interest"`
	Cost         string `json:"cost"`
	Compensation string `json:"compensation"`
}

// seen is how far the copy has been looked at.
type seen struct {
	marks
	day     date.Date       // the last that was told
	refused map[string]bool // what was told to be refused, told once
	numbers map[ledger.InvoiceID]string
}

// marks are how far the books of all have been written.
type marks struct {
	written                ledger.Written
	letter, payout, report int64
}

// mark notes where the books stand before the first day: what is there is not news.
func (s *simulation) mark(ctx context.Context, at time.Time) error {
	s.since = seen{day: s.from, refused: map[string]bool{}, numbers: map[ledger.InvoiceID]string{}}
	if err := s.deliverAll(ctx, at); err != nil {
		return err
	}
	s.planLetters = nil
	return s.book.View(ctx, at, func(tx *ledger.Tx) (err error) {
		if s.out.before, err = s.assessed(tx); err != nil {
			return err
		}
		if s.out.lapsed, err = s.lapsed(tx, s.from); err != nil {
			return err
		}
		return s.since.read(tx)
	})
}

// read notes how far the books of all have come.
func (m *marks) read(tx *ledger.Tx) (err error) {
	if m.letter, err = dunning.LastLetter(tx); err != nil {
		return err
	}
	if m.payout, err = payout.Last(tx); err != nil {
		return err
	}
	if m.report, err = report.Last(tx); err != nil {
		return err
	}
	m.written, err = tx.Written()
	return err
}

// tellAll gathers what a day has written into the books that are to be seen, and closes
// the day.
func (s *simulation) tellAll(tx *ledger.Tx, day date.Date) error {
	for _, name := range s.shown {
		own := s.of(name).tx(tx)
		s.out.tenant = ""
		if len(s.shown) > 1 {
			s.out.tenant = name
		}
		for _, look := range []func(*ledger.Tx, date.Date) error{s.tellLetters, s.tellRefused, s.tellEntries, s.tellCharges, s.tellHistory, s.tellHolds, s.tellPayouts, s.tellReports} {
			if err := look(own, day); err != nil {
				return err
			}
		}
	}
	s.out.close(day)
	s.planLetters, s.since.day = nil, day
	return s.since.read(tx)
}

func (s *simulation) tellLetters(tx *ledger.Tx, day date.Date) error {
	for _, l := range s.planLetters {
		if l.tenant == tx.Tenant() {
			s.out.add(letterComing(day, l.Reminder))
		}
	}
	return dunning.LettersSince(tx, s.since.letter, func(r dunning.Reminder) error {
		s.out.add(letterComing(day, &r.Reminder))
		return nil
	})
}

func letterComing(day date.Date, r *formats.Reminder) coming {
	sum := func(minor int64) string { return amount(minor, r.Currency) }
	e := coming{
		Day: day, What: "letter", Kind: string(cmp.Or(r.Kind, formats.ReminderLetter)), Level: r.Level, Channel: string(r.Channel),
		Abroad: r.Debtor.Country != "" && r.Sender.Country != "" && r.Debtor.Country != r.Sender.Country,
		Letter: r.ID, Invoice: r.Invoice, PayBy: r.PayBy,
	}
	if cmp.Or(r.Kind, formats.ReminderLetter).Asks() {
		e.Amount, e.Money, e.minor = sum(r.Total()), r.Currency, r.Total()
		e.Parts = &partsJSON{sum(r.Principal), sum(r.Fee), sum(r.Interest), sum(r.Cost), sum(r.Compensation)}
	}
	return e
}

// tellRefused tells of each letter that was due and would not be sent, the first day it
// is so: a rate that nobody has confirmed refuses it again every day.
func (s *simulation) tellRefused(tx *ledger.Tx, day date.Date) error {
	report, found, err := dunning.ReportOf(tx, day)
	if err != nil || !found {
		return err
	}
	s.out.ran(report.Sent+report.HandedOver, report.Skipped)
	return dunning.EachSkipped(tx, day, day, func(k dunning.Skipped) error {
		key := fmt.Sprint(k.Invoice, " ", k.Level, " ", k.Code)
		if !s.since.refused[key] {
			s.since.refused[key] = true
			s.out.add(coming{Day: day, What: "refused", Kind: k.Code, Level: k.Level, Invoice: k.Invoice, Text: k.Why})
		}
		return nil
	})
}

func (s *simulation) tellEntries(tx *ledger.Tx, day date.Date) error {
	return tx.EntriesWhere(ledger.EntryFilter{After: s.since.written.Entry}, func(e ledger.Entry) error {
		v := coming{Day: day, What: "posting", Kind: string(e.Why), Voucher: e.Voucher(), Money: e.Currency, Text: e.Text}
		var invoices []string
		for _, p := range e.Postings {
			line := postingJSON{Account: p.Account, Role: string(p.Role), Side: "debit", Amount: amount(p.Amount, p.Currency), Currency: p.Currency, Invoice: int64(p.Invoice)}
			if p.Amount < 0 {
				line.Side, line.Amount = "credit", amount(-p.Amount, p.Currency)
			} else {
				v.minor += p.Amount
			}
			v.Lines = append(v.Lines, line)
			number, err := s.number(tx, p.Invoice)
			if err != nil {
				return err
			}
			if number != "" && (len(invoices) == 0 || invoices[len(invoices)-1] != number) {
				invoices = append(invoices, number)
			}
		}
		v.Amount, v.Invoice = amount(v.minor, e.Currency), strings.Join(invoices, ", ")
		s.out.add(v)
		return nil
	})
}

// tellCharges tells of the fees that would be claimed and booked when they are paid.
func (s *simulation) tellCharges(tx *ledger.Tx, day date.Date) error {
	return tx.MemosSince(s.since.written.Memo, func(m ledger.Memo) error {
		s.out.add(coming{Day: day, What: "charge", Kind: string(m.Why), Amount: amount(m.Amount, m.Currency), Money: m.Currency, Invoice: m.Number,
			Text: m.Text + ", booked when it is paid", minor: m.Amount})
		return nil
	})
}

// number gives an invoice's, looked up once.
func (s *simulation) number(tx *ledger.Tx, id ledger.InvoiceID) (string, error) {
	if id == 0 {
		return "", nil
	}
	if number, known := s.since.numbers[id]; known {
		return number, nil
	}
	i, err := tx.Invoice(id)
	s.since.numbers[id] = i.Number
	return i.Number, err
}

// toldElsewhere are kinds of history that letters, payouts and postings tell of themselves.
var toldElsewhere = map[string]bool{"reminder": true, "reminder-sent": true, "letter-sent": true}

func (s *simulation) tellHistory(tx *ledger.Tx, day date.Date) error {
	return tx.HistorySince(s.since.written.History, func(h ledger.History) error {
		if toldElsewhere[h.Kind] {
			return nil
		}
		number, err := s.number(tx, h.Invoice)
		s.out.add(coming{Day: day, What: "happened", Kind: h.Kind, Invoice: number, Text: h.Text})
		return err
	})
}

// tellHolds tells of holds that have run out since the day told last: from then on the
// claim is reminded again. Nobody writes that into the book.
func (s *simulation) tellHolds(tx *ledger.Tx, day date.Date) error {
	stood, err := hold.All(tx, s.since.day)
	if err != nil {
		return err
	}
	for _, h := range stood.List() {
		if h.Through == 0 || h.Through >= day || h.Ended != 0 && h.Ended <= h.Through {
			continue
		}
		e := coming{Day: h.Through.Add(1), What: "happened", Kind: "hold-ended", Text: h.Reason.Words() + " ran out: " + h.Source}
		if h.Invoice == 0 {
			p, err := tx.Party(h.Party)
			if err != nil {
				return err
			}
			e.Text += ", customer " + p.CustomerNo
		} else if e.Invoice, err = s.number(tx, h.Invoice); err != nil {
			return err
		}
		s.out.add(e)
	}
	return nil
}

// tellPayouts tells of payouts proposed; whether they go is for two people to say.
func (s *simulation) tellPayouts(tx *ledger.Tx, day date.Date) error {
	list, err := payout.Since(tx, s.since.payout)
	for i := range list {
		p := &list[i]
		s.out.add(coming{Day: day, What: "payout", Kind: string(p.State), Amount: p.Amount.Decimal(), Money: p.Amount.Currency,
			Text: p.Name() + " to " + p.Payee.Name, minor: p.Amount.Minor})
	}
	return err
}

// tellReports tells of scheduled reports that would be produced.
func (s *simulation) tellReports(tx *ledger.Tx, day date.Date) error {
	list, err := report.Since(tx, s.since.report)
	for _, k := range list {
		s.out.add(coming{Day: day, What: "report", Kind: k.Wanted.Report, Text: fmt.Sprintf("%s to %s", k.From, k.Through)})
	}
	return err
}

// assessed sums the interest that is claimed and not paid, by currency.
func (s *simulation) assessed(tx *ledger.Tx) (map[money.Currency]int64, error) {
	sums := map[money.Currency]int64{}
	for _, name := range s.shown {
		err := s.of(name).tx(tx).OpenItems(func(o ledger.OpenItem) error {
			sums[o.Currency] += o.Owed[ledger.Interest]
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return sums, nil
}

// lapsed gives the claims whose limitation has passed on a day, in the books shown.
func (s *simulation) lapsed(tx *ledger.Tx, day date.Date) (map[ledger.InvoiceID]string, error) {
	all := map[ledger.InvoiceID]string{}
	for _, name := range s.shown {
		own := s.of(name)
		law, err := own.office.limits()
		if err != nil {
			return nil, err
		}
		passed, err := limitation.Passed(own.tx(tx), law, day)
		if err != nil {
			return nil, err
		}
		for id := range passed {
			all[id] = name
		}
	}
	return all, nil
}

// lapsing tells which claims grow too old while the calendar runs.
func (s *simulation) lapsing(tx *ledger.Tx) (list []lapseJSON, err error) {
	after, err := s.lapsed(tx, s.to)
	if err != nil {
		return nil, err
	}
	list = []lapseJSON{}
	for _, id := range slices.Sorted(maps.Keys(after)) {
		if _, before := s.out.lapsed[id]; before {
			continue
		}
		own := s.of(after[id])
		law, err := own.office.limits()
		if err != nil {
			return nil, err
		}
		c, err := limitation.Of(own.tx(tx), law, id, s.to)
		if err != nil {
			return nil, err
		}
		number, err := s.number(own.tx(tx), id)
		if err != nil {
			return nil, err
		}
		list = append(list, lapseJSON{number, c.Last})
	}
	return list, nil
}
