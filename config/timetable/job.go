package timetable

import (
	"time"

	"girod/formats/date"
)

// Days tells on which days something happens; a *calendar.Calendar does.
type Days interface {
	IsBankDay(date.Date) bool
	AddBankDays(date.Date, int) date.Date
}

// Job is something done once for each business date, from a time of day in a place on.
// What is done at 11:00 and at 15:00 is two jobs.
type Job struct {
	Name string
	From Clock
	In   *time.Location
	Days Days // nil: every day
}

// Run is one instance of a job. Job and business date name it, whatever the clock did.
type Run struct {
	Job  string
	Date date.Date
	At   time.Time // due from this moment on
}

// Key gives "reminders/2026-03-29", the unique name to keep where the run happened.
func (r Run) Key() string { return r.Job + "/" + r.Date.String() }

// Next gives the first run of a business date after the one done last. It is due when
// its moment has come; until then its moment is what to wait for.
func (j Job) Next(done date.Date) Run {
	d := done.Add(1)
	for j.Days != nil && !j.Days.IsBankDay(d) {
		d = d.Add(1)
	}
	return Run{Job: j.Name, Date: d, At: Moment(d, j.From, j.In)}
}

// Due gives the runs not yet done whose moment has come, oldest first and at most so
// many: after a long sleep there may be several. A clock set back gives none.
func (j Job) Due(done date.Date, now time.Time, most int) []Run {
	var due []Run
	for len(due) < most {
		run := j.Next(done)
		if run.At.After(now) {
			break
		}
		due = append(due, run)
		done = run.Date
	}
	return due
}

// Eve gives the business date to count as done when a job is first installed, so that
// its first run is today's if that is still to come, else the next one.
func (j Job) Eve(now time.Time) date.Date {
	today := BusinessDate(now, j.In)
	if now.After(Moment(today, j.From, j.In)) {
		return today
	}
	return today.Add(-1)
}
