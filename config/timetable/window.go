package timetable

import (
	"time"

	"girod/formats/date"
)

// Window is when a partner takes or gives files: from one time of day to another, which
// may lie past midnight, on some days. The zero times mean all day.
type Window struct {
	From, To Clock // open from From up to, not including, To
	In       *time.Location
	Days     Days // of the day the window opens; nil: every day
}

// Open tells whether the window is open at a moment.
func (w Window) Open(at time.Time) bool {
	today := BusinessDate(at, w.In)
	return w.opened(today.Add(-1), at) || w.opened(today, at)
}

// opened tells whether the window that opens on a day is open at a moment.
func (w Window) opened(d date.Date, at time.Time) bool {
	from, to := w.bounds(d)
	return w.on(d) && !at.Before(from) && at.Before(to)
}

func (w Window) bounds(d date.Date) (from, to time.Time) {
	from = Moment(d, w.From, w.In)
	if w.To <= w.From {
		d = d.Add(1)
	}
	return from, Moment(d, w.To, w.In)
}

func (w Window) on(d date.Date) bool { return w.Days == nil || w.Days.IsBankDay(d) }

// Opens gives the moment itself while the window is open, else when it opens next.
func (w Window) Opens(at time.Time) time.Time {
	if w.Open(at) {
		return at
	}
	for d := BusinessDate(at, w.In); ; d = d.Add(1) {
		if from, _ := w.bounds(d); w.on(d) && from.After(at) {
			return from
		}
	}
}
