package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"girod/config/timetable"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
)

// Wanted is a question somebody has put, in a form that is kept: the period is worked out
// on the day of each answer.
type Wanted struct {
	Report      string           `json:"-"`
	Period      timetable.Period `json:"period"`        // "": From and Through
	From        date.Date        `json:"from,omitzero"` // of a question put once
	Through     date.Date        `json:"through,omitzero"`
	Registered  Months           `json:"registered,omitzero"`
	Departments []string         `json:"departments,omitempty"`
	System      string           `json:"system,omitempty"`
	Account     string           `json:"account,omitempty"`
	Debtor      string           `json:"debtor,omitempty"`
	Buckets     []int            `json:"buckets,omitempty"`
}

// Months are the first day of a month and the last of the same or a later one; 0 is open.
type Months struct {
	From    date.Date `json:"from,omitzero"`
	Through date.Date `json:"through,omitzero"`
}

// Ask is the question as it stands on a day.
func (w Wanted) Ask(on, today date.Date, banks []Bank) (Report, Ask, error) {
	a := Ask{From: w.From, Through: w.Through, Today: today, Account: w.Account, Debtor: w.Debtor, Buckets: w.Buckets, Banks: banks,
		RegisteredFrom: w.Registered.From, RegisteredThrough: w.Registered.Through, Departments: w.Departments, System: w.System}
	r, known := Named(w.Report)
	if !known {
		return r, a, fmt.Errorf("report %q: %w: no such report", w.Report, ErrAsk)
	}
	if w.Period != "" {
		var err error
		if a.From, a.Through, err = w.Period.Of(on); err != nil {
			return r, a, fmt.Errorf("report %s: %w: %w", r.Name, ErrAsk, err)
		}
		if !slices.Contains(r.Options, TakesFrom) {
			a.From = 0 // the report is of a day: the last of the period
		}
	}
	if a.Through == 0 {
		a.Through = on
	}
	for _, given := range []struct {
		option Option
		is     bool
	}{
		{TakesFrom, a.From != 0}, {TakesAccount, w.Account != ""}, {TakesDebtor, w.Debtor != ""}, {TakesBuckets, w.Buckets != nil},
		{TakesRegistered, w.Registered != Months{}}, {TakesDepartments, w.Departments != nil}, {TakesSystem, w.System != ""},
	} {
		if given.is && !slices.Contains(r.Options, given.option) {
			return r, a, fmt.Errorf("report %s: %w: --%s means nothing here", r.Name, ErrAsk, given.option)
		}
	}
	return r, a, nil
}

// Schedule is a report that comes by itself (R-BST-19, R-BST-20).
type Schedule struct {
	ID     int64
	Wanted Wanted
	Repeat timetable.Repeat
	First  date.Date
	State  State
	Since  date.Date // of the state; while it was not active nothing was due
	At, By string
	Last   date.Date // the run produced last, 0 for none

	tenant int64
}

// State is what has become of a schedule.
type State string

// The states of a schedule; one that is removed never comes back.
const (
	Active  State = "active"
	Paused  State = "paused"
	Removed State = "removed"
)

// The refusals of schedules.
var (
	ErrPast     = errors.New("E_REPORT_FIRST_RUN: the first run lies in the past")
	ErrSchedule = errors.New("E_REPORT_SCHEDULE: no such schedule, or it cannot be changed so")
	ErrKept     = errors.New("E_REPORT_KEPT: no such report in the archive")
)

// Add plans a report from its first run on, for the tenant of tx.
func Add(tx *ledger.Tx, w Wanted, repeat timetable.Repeat, first, today date.Date) (Schedule, error) {
	s := Schedule{Wanted: w, Repeat: repeat, First: first, State: Active, By: tx.By()}
	if _, _, err := w.Ask(first, today, nil); err != nil {
		return s, err
	}
	switch {
	case !repeat.Known():
		return s, fmt.Errorf("%w: repeat %q: want one of %v", ErrAsk, repeat, timetable.Repeats())
	case !first.Valid():
		return s, fmt.Errorf("%w: the first run is no day", ErrAsk)
	case first < today:
		return s, fmt.Errorf("%w: %s", ErrPast, first)
	case w.Period == "" && repeat != timetable.Once:
		return s, fmt.Errorf("%w: what comes again needs a period that goes along, such as %s", ErrAsk, timetable.PreviousMonth)
	}
	id, err := tx.NextID("report_schedule")
	if err != nil {
		return s, err
	}
	text, err := json.Marshal(w)
	if err != nil {
		return s, err
	}
	s.ID = id
	_, err = tx.Exec(`INSERT INTO report_schedule (id, tenant, report, wanted, repeat, first, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, int64(tx.Tenant()), w.Report, string(text), repeat, first, tx.Stamp(), tx.By())
	return s, err
}

// Change pauses, resumes or removes a schedule.
func Change(tx *ledger.Tx, id int64, to State, today date.Date) error {
	all, err := Schedules(tx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(s Schedule) bool { return s.ID == id })
	kind := map[State]string{Active: "resumed", Paused: "paused", Removed: "removed"}[to]
	if i < 0 || all[i].State == to || all[i].State == Removed || kind == "" {
		return fmt.Errorf("schedule %d: %w", id, ErrSchedule)
	}
	event, err := tx.NextID("report_schedule_event")
	if err == nil {
		_, err = tx.Exec(`INSERT INTO report_schedule_event (id, schedule, kind, day, at, actor) VALUES ($1, $2, $3, $4, $5, $6)`,
			event, id, kind, today, tx.Stamp(), tx.By())
	}
	return err
}

// Schedules gives the tenant's schedules, in the order they were made.
func Schedules(tx *ledger.Tx) (list []Schedule, err error) {
	err = tx.Each(`SELECT s.id, s.report, s.wanted, s.repeat, s.first, s.at, s.actor, COALESCE(e.kind, ''), COALESCE(e.day, 0),
			COALESCE((SELECT MAX(k.run) FROM report_kept k WHERE k.schedule = s.id), 0)
		FROM report_schedule s LEFT JOIN report_schedule_event e
			ON e.id = (SELECT MAX(last.id) FROM report_schedule_event last WHERE last.schedule = s.id)
		WHERE s.tenant = $1 ORDER BY s.id`, []any{int64(tx.Tenant())}, func(r *store.Row) error {
		s := Schedule{ID: r.Int(0), Repeat: timetable.Repeat(r.Text(3)), First: r.Date(4), At: r.Text(5), By: r.Text(6), Since: r.Date(8), Last: r.Date(9)}
		if err := json.Unmarshal([]byte(r.Text(2)), &s.Wanted); err != nil {
			return fmt.Errorf("schedule %d: %w", s.ID, err)
		}
		s.Wanted.Report = r.Text(1)
		s.State = map[string]State{"paused": Paused, "removed": Removed}[r.Text(7)]
		if s.State == "" {
			s.State = Active
		}
		list = append(list, s)
		return nil
	})
	return list, err
}

// Due gives the run of a schedule that is to be produced by the end of a day, and how many
// before it were missed: after a long sleep the last one is produced and the others are
// not, for each would only say what its successor says better (R-BST-20).
func (s Schedule) Due(day date.Date) (run date.Date, missed int) {
	n := s.Repeat.Times(s.First, day)
	if s.State != Active || n == 0 {
		return 0, 0
	}
	run = s.Repeat.On(s.First, n-1)
	if run <= s.Last || run < s.Since { // done, or due while it was paused
		return 0, 0
	}
	done := s.Repeat.Times(s.First, s.Last)
	if s.Since > s.Last {
		done = s.Repeat.Times(s.First, s.Since.Add(-1))
	}
	return run, n - 1 - done
}

// Next gives the run that comes after a day, 0 for none.
func (s Schedule) Next(day date.Date) date.Date {
	next := s.Repeat.On(s.First, s.Repeat.Times(s.First, max(day, s.Last)))
	if s.State != Active || next <= day && s.Repeat == timetable.Once {
		return 0
	}
	return next
}
