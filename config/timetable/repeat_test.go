package timetable_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"girod/config/timetable"
	"girod/formats/date"
)

// TestRepeat counts days by hand: months keep to their last day, and come back from it.
// R-BST-19
func TestRepeat(t *testing.T) {
	for _, c := range []struct {
		repeat timetable.Repeat
		first  date.Date
		want   []date.Date
	}{
		{timetable.Once, 20260131, []date.Date{20260131}},
		{timetable.Week, 20251229, []date.Date{20251229, 20260105, 20260112}},
		{timetable.Month, 20260131, []date.Date{20260131, 20260228, 20260331, 20260430, 20260531}},
		{timetable.Month, 20271231, []date.Date{20271231, 20280131, 20280229}},
		{timetable.Quarter, 20251130, []date.Date{20251130, 20260228, 20260530}},
		{timetable.Year, 20240229, []date.Date{20240229, 20250228, 20260228, 20270228, 20280229}},
	} {
		var got []date.Date
		for n := range c.want {
			got = append(got, c.repeat.On(c.first, n))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s from %s: %v, want %v", c.repeat, c.first, got, c.want)
		}
		for n, day := range c.want {
			if before, on := c.repeat.Times(c.first, day.Add(-1)), c.repeat.Times(c.first, day); before != n || on != n+1 {
				t.Errorf("%s from %s: %d times before %s and %d on it, want %d and %d", c.repeat, c.first, before, day, on, n, n+1)
			}
		}
	}
}

// TestTimes holds counting and dating together over any days.
func TestTimes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		repeat := rapid.SampledFrom(timetable.Repeats()[1:]).Draw(r, "repeat")
		first := date.Date(20200101).Add(rapid.IntRange(0, 3000).Draw(r, "first"))
		day := first.Add(rapid.IntRange(0, 5000).Draw(r, "day"))
		n := repeat.Times(first, day)
		if n < 1 || repeat.On(first, n-1) > day || repeat.On(first, n) <= day {
			r.Fatalf("%s from %s: %d times by %s", repeat, first, n, day)
		}
	})
}

// TestPeriod takes Wednesday 2026-01-07, the second of its ISO weeks, and a leap day.
// R-BST-20
func TestPeriod(t *testing.T) {
	for _, c := range []struct {
		period           timetable.Period
		day, first, last date.Date
	}{
		{timetable.AllTime, 20260107, 0, 20260107},
		{timetable.CurrentWeek, 20260107, 20260105, 20260107},
		{timetable.CurrentWeek, 20260105, 20260105, 20260105},
		{timetable.CurrentWeek, 20260111, 20260105, 20260111},
		{timetable.PreviousWeek, 20260107, 20251229, 20260104},
		{timetable.PreviousWeek, 20260105, 20251229, 20260104},
		{timetable.PreviousWeek, 20260104, 20251222, 20251228},
		{timetable.CurrentMonth, 20280229, 20280201, 20280229},
		{timetable.PreviousMonth, 20260107, 20251201, 20251231},
		{timetable.PreviousMonth, 20280331, 20280201, 20280229},
		{timetable.CurrentQuarter, 20260531, 20260401, 20260531},
		{timetable.PreviousQuarter, 20260107, 20251001, 20251231},
		{timetable.PreviousQuarter, 20260531, 20260101, 20260331},
		{timetable.CurrentYear, 20260531, 20260101, 20260531},
		{timetable.PreviousYear, 20260107, 20250101, 20251231},
	} {
		first, last, err := c.period.Of(c.day)
		if err != nil || first != c.first || last != c.last {
			t.Errorf("%s on %s: %s to %s, %v", c.period, c.day, first, last, err)
		}
	}
	if _, _, err := timetable.Period("fortnight").Of(20260107); err == nil {
		t.Error("a period nobody knows was taken")
	}
}
