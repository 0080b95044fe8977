package report_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/config/timetable"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/report"
)

var monthly = report.Wanted{Report: "statistics-general", Period: timetable.PreviousMonth, System: "SE",
	Registered: report.Months{From: 20260101}, Departments: []string{"North", "South"}}

// refused runs what must be refused and leaves the book as it was.
func refused(t *testing.T, book *ledger.Book, want error, fn func(*ledger.Tx) error) {
	t.Helper()
	if err := book.Update(context.Background(), ledgertest.At, ledgertest.By, fn); !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
}

// TestSchedule plans, pauses and removes, and gives back what was asked. R-BST-20
func TestSchedule(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		const today = date.Date(20260107)
		add := func(w report.Wanted, repeat timetable.Repeat, first date.Date) func(*ledger.Tx) error {
			return func(tx *ledger.Tx) error {
				_, err := report.Add(tx, w, repeat, first, today)
				return err
			}
		}
		ledgertest.Update(t, book, add(monthly, timetable.Month, 20260131))
		refused(t, book, report.ErrPast, add(monthly, timetable.Month, 20260106))
		refused(t, book, report.ErrAsk, add(report.Wanted{Report: "wealth"}, timetable.Once, today))
		refused(t, book, report.ErrAsk, add(report.Wanted{Report: "ageing"}, timetable.Week, today))
		refused(t, book, report.ErrAsk, add(report.Wanted{Report: "ageing", System: "SE"}, timetable.Once, today))
		refused(t, book, report.ErrAsk, add(monthly, "fortnight", today))
		refused(t, book, report.ErrAsk, add(monthly, timetable.Month, 20260231))
		change := func(to report.State, on date.Date) func(*ledger.Tx) error {
			return func(tx *ledger.Tx) error { return report.Change(tx, 1, to, on) }
		}
		one := func() (s report.Schedule) {
			ledgertest.View(t, book, func(tx *ledger.Tx) error {
				list, err := report.Schedules(tx)
				if err == nil {
					s = list[0]
				}
				return err
			})
			return s
		}
		if s := one(); fmt.Sprint(s.Wanted) != fmt.Sprint(monthly) || s.First != 20260131 || s.State != report.Active || s.By != ledgertest.By {
			t.Errorf("%+v", s)
		}
		ledgertest.Update(t, book, change(report.Paused, 20260201))
		if run, _ := one().Due(20260301); run != 0 {
			t.Errorf("a paused schedule is due on %s", run)
		}
		refused(t, book, report.ErrSchedule, change(report.Paused, 20260201))
		ledgertest.Update(t, book, change(report.Active, 20260315))
		if run, _ := one().Due(20260330); run != 0 {
			t.Errorf("what was due while it was paused comes on %s", run)
		}
		if run, missed := one().Due(20260331); run != 20260331 || missed != 0 {
			t.Errorf("due on %s, %d missed", run, missed)
		}
		ledgertest.Update(t, book, change(report.Removed, 20260401))
		refused(t, book, report.ErrSchedule, change(report.Active, 20260402))
		refused(t, book, report.ErrSchedule, func(tx *ledger.Tx) error { return report.Change(tx, 7, report.Removed, today) })
		for _, sql := range []string{`UPDATE report_schedule SET first = 0`, `DELETE FROM report_schedule_event`} {
			if err := book.Update(context.Background(), ledgertest.At, "", func(tx *ledger.Tx) error { _, err := tx.Exec(sql); return err }); err == nil {
				t.Errorf("%s was done", sql)
			}
		}
	})
}

// TestDue lets a daemon wake on any days: each run is produced at most once, the last one
// due is never left out, and produced and missed together are all there were. R-BST-20
func TestDue(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := report.Schedule{Repeat: rapid.SampledFrom(timetable.Repeats()).Draw(r, "repeat"), State: report.Active,
			First: date.Date(20260101).Add(rapid.IntRange(0, 60).Draw(r, "first"))}
		day := date.Date(20260101)
		produced, missed := 0, 0
		for _, sleep := range append(rapid.SliceOf(rapid.IntRange(0, 200)).Draw(r, "sleeps"), 1) {
			day = day.Add(sleep)
			run, before := s.Due(day)
			if run == 0 {
				continue
			}
			if run <= s.Last || run > day || before < 0 {
				r.Fatalf("run %s on %s after %s, %d before it", run, day, s.Last, before)
			}
			s.Last, produced, missed = run, produced+1, missed+before
			if again, _ := s.Due(day); again != 0 {
				r.Fatalf("run %s comes twice", run)
			}
		}
		if all := s.Repeat.Times(s.First, day); produced+missed != all {
			r.Fatalf("%d produced, %d missed of %d", produced, missed, all)
		}
	})
}

// TestArchive keeps a run once, by whatever accident it is produced twice. R-BST-17
func TestArchive(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		put := func(k report.Kept) (id int64, kept bool) {
			ledgertest.Update(t, book, func(tx *ledger.Tx) (err error) {
				id, kept, err = report.ToArchive(tx, k)
				return err
			})
			return id, kept
		}
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, err := report.Add(tx, monthly, timetable.Month, 20260131, 20260107)
			return err
		})
		k := report.Kept{Schedule: 1, Run: 20260131, Missed: 2, Wanted: monthly, From: 20251201, Through: 20251231,
			Digest: strings.Repeat("ab", 32), Size: 7}
		if id, kept := put(k); id != 1 || !kept {
			t.Errorf("report %d, kept %v", id, kept)
		}
		again := k
		again.Digest = strings.Repeat("cd", 32)
		if id, kept := put(again); id != 1 || kept {
			t.Errorf("report %d, kept %v", id, kept)
		}
		if id, kept := put(report.Kept{Wanted: report.Wanted{Report: "ageing"}, Digest: k.Digest}); id != 2 || !kept {
			t.Errorf("report %d, kept %v", id, kept)
		}
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			got, err := report.FromArchive(tx, 1)
			if err != nil || got.Digest != k.Digest || got.Missed != 2 || got.By != ledgertest.By || fmt.Sprint(got.Wanted) != fmt.Sprint(monthly) {
				t.Errorf("%+v, %v", got, err)
			}
			if _, err := report.FromArchive(tx, 3); !errors.Is(err, report.ErrKept) {
				t.Error(err)
			}
			list, err := report.Archive(tx, "ageing", 10)
			if err != nil || len(list) != 1 || list[0].ID != 2 {
				t.Errorf("%+v, %v", list, err)
			}
			other := tx.For(ledger.Books{Tenant: 7})
			if list, err := report.Archive(other, "", 10); err != nil || len(list) != 0 {
				t.Errorf("another tenant sees %+v, %v", list, err)
			}
			wrongs, err := report.Check(tx)
			if err != nil || len(wrongs) != 0 {
				t.Errorf("%v, %v", wrongs, err)
			}
			return nil
		})
		put(report.Kept{Schedule: 1, Run: 20260115, Wanted: monthly})
		put(report.Kept{Schedule: 9, Run: 20260131, Wanted: monthly})
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			wrongs, err := report.Check(tx)
			want := []string{"report 3 is of 2026-01-15, which is no run of schedule 1", "report 4 is of schedule 9, which is not there"}
			if err != nil || !slices.Equal(wrongs, want) {
				t.Errorf("%v, %v", wrongs, err)
			}
			return nil
		})
	})
}
