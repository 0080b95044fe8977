package main

import (
	"context"
	"fmt"
	"time"

	"girod/exchange"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/dunning"
	"girod/ledger/intake"
)

// remind is the daily job: the business day's reminders, once, when its hour has come and
// the money that came in is known.
func (h *house) remind(ctx context.Context, at time.Time) (bool, error) {
	day, due := h.dunningDue(at)
	if !due {
		return false, nil
	}
	policy, err := h.dunningPolicy()
	if err != nil {
		return false, err
	}
	var report dunning.Report
	lock, err := h.interlock(ctx, day)
	if err != nil {
		return false, err
	}
	err = h.book.Update(ctx, at, self, func(tx *ledger.Tx) error {
		lock.tx = tx
		report, err = dunning.Run(tx, policy, day, lock)
		return err
	})
	if err != nil || report.Already {
		return false, err
	}
	e := h.log.Info().Stringer("day", day).Int("reminders", report.Sent).Int("skipped", report.Skipped).Int("charged", report.Charged).Int("handedOver", report.HandedOver)
	if report.Stopped != "" {
		e.Str("stopped", report.Stopped)
	}
	e.Msg("reminders decided")
	return report.Sent > 0, h.tellSkipped(ctx, at, day)
}

// toldSkipped bounds how many claims left alone the log tells of; girod reminders skipped
// lists them all. What a person wrote of a hold, an illness perhaps, is not for a log.
const toldSkipped = 1000

func (h *house) tellSkipped(ctx context.Context, at time.Time, day date.Date) error {
	told := 0
	return h.book.View(ctx, at, func(tx *ledger.Tx) error {
		return dunning.EachSkipped(tx, day, day, func(s dunning.Skipped) error {
			if told++; told > toldSkipped {
				return nil
			}
			e := h.log.Warn().Str("invoice", s.Invoice).Str("code", s.Code)
			if s.Code != "hold" {
				e.Str("why", s.Why)
			}
			e.Msg("no reminder")
			return nil
		})
	})
}

// dunningDue tells whether the daily job's hour has come on a bank day.
func (h *house) dunningDue(at time.Time) (date.Date, bool) {
	local := at.In(h.zone)
	day := date.From(local)
	hour, err := time.Parse("15:04", h.config.Dunning.At)
	if err != nil || !h.config.Dunning.Enabled {
		return day, false
	}
	due := local.Hour()*60+local.Minute() >= hour.Hour()*60+hour.Minute()
	return day, due && h.laws.bank.IsBankDay(day)
}

// interlock is what must be known of the bank's files before anybody is reminded.
type interlock struct {
	h       *house
	tx      *ledger.Tx
	waiting string // a bank file that is not booked
}

// interlock looks for bank files that came and are not booked.
func (h *house) interlock(ctx context.Context, _ date.Date) (*interlock, error) {
	lock := &interlock{h: h}
	banks := map[string]bool{}
	for _, a := range h.config.Accounts {
		banks[a.Partner] = true
	}
	for _, state := range []exchange.State{exchange.OnHold, exchange.Received} {
		files, err := h.x.Files(ctx, exchange.Filter{State: state})
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			if banks[f.Partner] {
				lock.waiting = fmt.Sprintf("bank file %s (%s) is %s; a payment may be in it", f.ID, f.Name, f.State)
			}
		}
	}
	return lock, nil
}

// Clear tells whether all money up to the bank day before is known: no bank file waits,
// and each account whose bank sends daily statements has one for that day.
func (l *interlock) Clear(day date.Date) (bool, string) {
	if l.h.simulated {
		return true, ""
	}
	if l.waiting != "" {
		return false, l.waiting
	}
	yesterday := l.h.laws.bank.Previous(day.Add(-1))
	for _, a := range l.h.config.Accounts {
		if !l.h.dailyStatements(a.Partner) {
			continue
		}
		last, err := intake.LastStatement(l.tx, a.Name)
		if err != nil {
			return false, "statements of " + a.Name + ": " + err.Error()
		}
		if last < yesterday {
			return false, fmt.Sprintf("the statement of %s for account %s has not come (last: %s)", yesterday, a.Name, orNone(last))
		}
	}
	return true, ""
}

func orNone(d date.Date) string {
	if d == 0 {
		return "none"
	}
	return d.String()
}

// dailyStatements tells whether a bank promises a statement each bank day.
func (h *house) dailyStatements(partner string) bool {
	for _, p := range h.config.Partners {
		if p.ID == partner {
			return p.Bank.Statements == "daily"
		}
	}
	return false
}
