package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"girod/exchange"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/letter"
	"girod/ledger"
	"girod/ledger/correspondence"
	"girod/ledger/dunning"
	"girod/ledger/outbox"
	"girod/ledger/plan"
	"girod/ledger/statement"
)

// day lets one day pass: its payments come, the day's own work is done by the functions
// the daemon calls, what that ordered is taken as sent, and all that is new is told.
func (s *simulation) day(ctx context.Context, day date.Date) error {
	at := s.clockOf(day)
	s.at = at
	for _, f := range s.arrivals[day] {
		if err := s.receive(ctx, at, f); err != nil {
			return err
		}
	}
	for _, l := range s.daily() {
		if _, err := l.do(ctx, at); err != nil {
			return fmt.Errorf("%s: %w", l.name, err)
		}
	}
	if !s.laws.bank.IsBankDay(day) && len(s.arrivals[day]) == 0 {
		if still, err := s.still(ctx, at); err != nil || still && day != s.to { // holds that ran out are told on a day that is looked at
			s.out.close(day)
			return err
		}
	}
	if err := s.deliverAll(ctx, at); err != nil {
		return err
	}
	return s.book.View(ctx, at, func(tx *ledger.Tx) error { return s.tellAll(tx, day) })
}

// still tells that a day wrote nothing into the books.
func (s *simulation) still(ctx context.Context, at time.Time) (still bool, err error) {
	err = s.book.View(ctx, at, func(tx *ledger.Tx) error {
		now := s.since
		err := now.marks.read(tx)
		still = now.marks == s.since.marks
		return err
	})
	return still, err
}

// deliverAll delivers what the books of every tenant have ordered.
func (s *simulation) deliverAll(ctx context.Context, at time.Time) error {
	return s.book.Update(ctx, at, self, func(tx *ledger.Tx) error {
		for _, name := range s.all.Books() {
			if err := s.deliver(s.of(name).tx(tx)); err != nil {
				return err
			}
		}
		return nil
	})
}

// deliver takes what was ordered as sent on its day: no letter bounces and nothing is in
// doubt. Money is left where it is, for it leaves by two people's word.
func (s *simulation) deliver(tx *ledger.Tx) error {
	open, err := outbox.Open(tx)
	if err != nil {
		return err
	}
	for _, o := range open {
		switch o.Kind {
		case outbox.Transfers:
			continue
		case outbox.Letters:
			err = s.deliverBatch(tx, o)
		case outbox.ClientStatement:
			err = s.deliverStatement(tx, o.Subject)
		case outbox.Mail:
			err = s.deliverMail(tx, o.Subject)
		}
		if err == nil {
			err = outbox.SetState(tx, o.Key, outbox.Sent, "")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// deliverBatch posts what goes to the print partner: a plan's letter, or a day's.
func (s *simulation) deliverBatch(tx *ledger.Tx, o outbox.Order) error {
	if name, is := plan.LetterOf(o); is {
		return s.postPlan(tx, name)
	}
	if correspondence.IsBatch(o) {
		list, err := correspondence.Batch(tx, o)
		for i := range list {
			if err == nil {
				err = s.postOther(tx, &list[i])
			}
		}
		return err
	}
	day, err := date.Parse(o.Subject)
	if err != nil {
		return fmt.Errorf("order %s: %w", o.Key, err)
	}
	letters, err := dunning.Batch(tx, day)
	for i := range letters {
		if err == nil {
			err = s.post(tx, &letters[i])
		}
	}
	return err
}

// simulatedDigest stands where a letter's digest would: nothing was rendered.
const simulatedDigest = "simulated"

// post takes one letter as rendered and sent.
func (s *simulation) post(tx *ledger.Tx, r *dunning.Reminder) error {
	if r.State == dunning.Waits {
		if err := dunning.SetRendered(tx, r.ID, simulatedDigest); err != nil {
			return err
		}
	}
	if err := s.print(&r.Reminder); err != nil {
		return err
	}
	return dunning.SetSent(tx, r.ID)
}

// postPlan does the same with a letter about a plan, and tells of it: it is no reminder
// and stands in no run.
func (s *simulation) postPlan(tx *ledger.Tx, name string) error {
	l, err := plan.ReadLetter(tx, name)
	if err == nil && l.Digest == "" {
		err = plan.SetRendered(tx, name, simulatedDigest)
	}
	if err == nil {
		err = s.print(&l.Reminder)
	}
	if err != nil {
		return err
	}
	s.planLetters = append(s.planLetters, planLetter{tx.Tenant(), &l.Reminder})
	return plan.SetSent(tx, name)
}

// deliverStatement takes a client's statement as written; it is told with the report it is of.
func (s *simulation) deliverStatement(tx *ledger.Tx, name string) error {
	told, err := statement.Ordered(tx, name)
	if err == nil && told.Digest == "" {
		err = statement.SetRendered(tx, told.ID, simulatedDigest)
	}
	return err
}

// deliverMail does the same with a letter that goes by e-mail.
func (s *simulation) deliverMail(tx *ledger.Tx, name string) error {
	if statement.IsOrdered(name) {
		return s.deliverStatement(tx, name)
	}
	if correspondence.IsLetter(name) {
		l, err := correspondence.Read(tx, name)
		if err != nil {
			return err
		}
		return s.postOther(tx, &l)
	}
	r, err := dunning.Letter(tx, name)
	if err != nil {
		return err
	}
	return s.post(tx, &r)
}

// postOther posts a letter that no procedure sends. Of most nothing is foretold, for a
// person's act is behind them; the compensation's is told with its charge.
func (s *simulation) postOther(tx *ledger.Tx, l *correspondence.Letter) error {
	if l.State == correspondence.Waits {
		if err := correspondence.SetRendered(tx, l.ID, simulatedDigest); err != nil {
			return err
		}
	}
	if err := s.print(&l.Reminder); err != nil {
		return err
	}
	return correspondence.SetSent(tx, l.ID)
}

// planLetter is a letter about a plan that left today, and whose books it is of.
type planLetter struct {
	tenant ledger.TenantID
	*formats.Reminder
}

// print writes a letter's PDF when that is asked for.
func (s *simulation) print(r *formats.Reminder) error {
	if s.letters == "" || s.invoice != "" && s.invoice != r.Invoice {
		return nil
	}
	body, _, err := letter.PDF(r)
	if err != nil {
		return err
	}
	return s.disk.Write(filepath.Join(s.letters, letter.FileName(r)), func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	})
}

// paymentFile is a bank's file that is to come on a day.
type paymentFile struct{ path, partner string }

// readPayments finds for each given file whose it is and the day it books: the last day
// of its entries.
func (s *simulation) readPayments(ctx context.Context) error {
	s.arrivals = map[date.Date][]paymentFile{}
	for _, path := range s.payments {
		f, day, err := s.dated(ctx, path)
		if err != nil {
			return fmt.Errorf("--payments %s: %w", path, err)
		}
		if day < s.from || day > s.to {
			return fmt.Errorf("--payments %s: books on %s, which is not simulated", path, day)
		}
		s.arrivals[day] = append(s.arrivals[day], f)
	}
	return nil
}

func (s *simulation) dated(ctx context.Context, path string) (f paymentFile, day date.Date, err error) {
	in, err := os.Open(path)
	if err != nil {
		return f, 0, err
	}
	defer in.Close()
	f.path = path
	sink := formats.Sink{
		Statement: func(st *formats.Statement) error {
			if a, ok := s.accountNamed(st.Account); ok {
				f.partner = a
			}
			return nil
		},
		Entry: func(e *formats.Entry) error { day = max(day, e.BookedOn); return nil },
	}
	_, err = s.reading("").Read(in, filepath.Base(path), sink)
	switch {
	case err != nil:
		return f, 0, err
	case f.partner == "":
		return f, 0, errors.New("no account of the configuration is in it")
	case day == 0:
		return f, 0, errors.New("no entry with a booking day is in it")
	}
	return f, day, ctx.Err()
}

// accountNamed gives the partner whose files speak of an account.
func (s *simulation) accountNamed(a formats.Account) (partner string, ok bool) {
	for _, known := range s.all.Accounts {
		for _, name := range accountOf(known).Names {
			if bare(name) == bare(a.ID) {
				return known.Partner, true
			}
		}
	}
	return "", false
}

// bare strips what people put between the digits of an account.
func bare(account string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", ".", "", "/", "").Replace(account))
}

// receive takes a file as though the bank had sent it on this day.
func (s *simulation) receive(ctx context.Context, at time.Time, f paymentFile) error {
	in, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer in.Close()
	got, err := s.x.Receive(ctx, at, f.partner, filepath.Base(f.path), in)
	if err != nil {
		return fmt.Errorf("%s: %w", f.path, err)
	}
	e := coming{Day: date.From(at.In(s.zone)), What: "file", Kind: string(got.State), Text: filepath.Base(f.path) + ": " + got.Summary}
	if got.State == exchange.OnHold {
		e.Text = filepath.Base(f.path) + ": held: " + got.Reason
	}
	s.out.add(e)
	return nil
}
