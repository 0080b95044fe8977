package calendar_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/config/calendar"
	"girod/formats/date"
	"girod/formats/money"
)

func day(t testing.TB, text string) date.Date {
	t.Helper()
	d, err := date.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func named(t rapid.TB, name string) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The whole years 2026 and 2027, weekdays only: what stands on the banks' own lists.
func TestClosedWeekdays(t *testing.T) {
	for name, want := range map[string]map[int]string{
		"SE": {
			2026: "01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25 12-31",
			2027: "01-01 01-06 03-26 03-29 05-06 06-25 12-24 12-31",
		},
		"NO": {
			2026: "01-01 04-02 04-03 04-06 05-01 05-14 05-25 12-24 12-25 12-31",
			2027: "01-01 03-25 03-26 03-29 05-06 05-17 12-24 12-31",
		},
		"DK": {
			2023: "04-06 04-07 04-10 05-05 05-18 05-19 05-29 06-05 12-25 12-26", // the last Great Prayer Day
			2026: "01-01 04-02 04-03 04-06 05-14 05-15 05-25 06-05 12-24 12-25 12-31",
			2027: "01-01 03-25 03-26 03-29 05-06 05-07 05-17 12-24 12-31",
		},
		"FI": {
			2026: "01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25",
			2027: "01-01 01-06 03-26 03-29 05-06 06-25 12-06 12-24",
		},
		"TARGET": {
			2026: "01-01 04-03 04-06 05-01 12-25",
			2027: "01-01 03-26 03-29",
		},
		// Easter at its earliest (in a year not computed ahead) and at its latest.
		"NO+TARGET": {
			2285: "01-01 03-19 03-20 03-23 04-30 05-01 05-11 12-24 12-25 12-31",
			2038: "01-01 04-22 04-23 04-26 05-17 06-03 06-14 12-24 12-31",
		},
	} {
		c := named(t, name)
		for year, list := range want {
			if got := closedWeekdays(c, year); got != list {
				t.Errorf("%s %d\n got %s\nwant %s", name, year, got, list)
			}
		}
	}
}

func closedWeekdays(c *calendar.Calendar, year int) string {
	var closed []string
	for d := date.Of(year, 1, 1); d <= date.Of(year, 12, 31); d = d.Add(1) {
		weekend := d.Weekday() == 0 || d.Weekday() == 6
		if !weekend && !c.IsBankDay(d) {
			closed = append(closed, d.String()[5:])
		}
	}
	return strings.Join(closed, " ")
}

// Every day of the years computed by others, both ways: a listed day is closed and any
// other weekday is open.
func TestAgainstComputedLists(t *testing.T) {
	samples := os.Getenv("GIROD_SAMPLES")
	if samples == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	text, err := os.ReadFile(filepath.Join(samples, "vectors", "bank_holidays.json"))
	if err != nil {
		t.Fatal(err)
	}
	var lists map[string]map[string][]date.Date
	if err := json.Unmarshal(text, &lists); err != nil {
		t.Fatal(err)
	}
	if len(lists) != 5 {
		t.Fatalf("%d calendars in the lists, want 5", len(lists))
	}
	for name, years := range lists {
		c := named(t, name)
		for _, listed := range years {
			closed := map[date.Date]bool{}
			for _, d := range listed {
				closed[d] = true
			}
			year, _, _ := listed[0].Split()
			for d := date.Of(year, 1, 1); d <= date.Of(year, 12, 31); d = d.Add(1) {
				open := d.Weekday() != 0 && d.Weekday() != 6 && !closed[d]
				if c.IsBankDay(d) != open {
					t.Errorf("%s %s: bank day %v, want %v", name, d, !open, open)
				}
			}
		}
	}
}

func TestRolling(t *testing.T) {
	se := named(t, "SE")
	for _, c := range []struct {
		what, got, want string
	}{
		// DOMAIN.md 8.5: 24 to 27 December 2026 close Sweden four days.
		{"following", se.Next(day(t, "2026-12-24")).String(), "2026-12-28"},
		{"preceding", se.Previous(day(t, "2026-12-27")).String(), "2026-12-23"},
		{"a bank day stays, following", se.Next(day(t, "2026-12-23")).String(), "2026-12-23"},
		{"a bank day stays, preceding", se.Previous(day(t, "2026-12-23")).String(), "2026-12-23"},
		{"one day after the 23rd", se.AddBankDays(day(t, "2026-12-23"), 1).String(), "2026-12-28"},
		{"five days after the 23rd", se.AddBankDays(day(t, "2026-12-23"), 5).String(), "2027-01-05"},
		{"one day before the 28th", se.AddBankDays(day(t, "2026-12-28"), -1).String(), "2026-12-23"},
		{"none from a closed day", se.AddBankDays(day(t, "2026-12-25"), 0).String(), "2026-12-28"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.what, c.got, c.want)
		}
	}
	if n := se.BankDays(day(t, "2026-12-23"), day(t, "2027-01-05")); n != 5 {
		t.Errorf("bank days from 23 December to 5 January: %d, want 5", n)
	}
}

func TestBoth(t *testing.T) {
	se, target := named(t, "SE"), named(t, "TARGET")
	both := calendar.Both(calendar.Both(se, target), named(t, "DK"))
	if both.Name() != "SE+TARGET+DK" || named(t, "SE+TARGET+DK").Name() != both.Name() {
		t.Errorf("name %q", both.Name())
	}
	for d := date.Of(2026, 1, 1); d <= date.Of(2028, 12, 31); d = d.Add(1) {
		want := se.IsBankDay(d) && target.IsBankDay(d) && named(t, "DK").IsBankDay(d)
		if both.IsBankDay(d) != want {
			t.Errorf("%s: bank day %v, want %v", d, !want, want)
		}
	}
	if !se.IsBankDay(day(t, "2026-06-05")) {
		t.Error("joining calendars changed SE: 5 June is Denmark's alone")
	}
}

func TestClosing(t *testing.T) {
	se, tuesday := named(t, "SE"), day(t, "2026-11-24")
	shut := se.Closing(tuesday)
	if shut.IsBankDay(tuesday) || shut.Next(tuesday) != tuesday.Add(1) {
		t.Error("a day closed by decree is open")
	}
	if !se.IsBankDay(tuesday) {
		t.Error("closing a day changed the calendar it was made from")
	}
	if again := shut.Closing(tuesday.Add(1)); again.IsBankDay(tuesday) || again.IsBankDay(tuesday.Add(1)) {
		t.Error("closing twice forgot a day")
	}
}

func TestNames(t *testing.T) {
	for currency, want := range map[money.Currency]string{money.SEK: "SE", money.NOK: "NO", money.DKK: "DK", money.EUR: "TARGET"} {
		if c, err := calendar.Of(currency); err != nil || c.Name() != want {
			t.Errorf("%s: %v, %v, want %s", currency, c, err, want)
		}
	}
	if _, err := calendar.Of("USD"); err == nil {
		t.Error("USD has bank days")
	}
	for _, name := range []string{"", "DE", "se", "SE+", "SE+XX"} {
		if _, err := calendar.Named(name); err == nil {
			t.Errorf("%q is a calendar", name)
		}
	}
}

// Any day, any calendar: rolling lands on the nearest bank day and counting days there
// and back returns.
func TestBankDayArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := named(t, rapid.SampledFrom([]string{"SE", "NO", "DK", "FI", "TARGET", "SE+TARGET"}).Draw(t, "calendar"))
		d := date.Of(2000, 1, 1).Add(rapid.IntRange(0, 30_000).Draw(t, "day"))
		n := rapid.IntRange(1, 40).Draw(t, "n")

		next, previous := c.Next(d), c.Previous(d)
		if !c.IsBankDay(next) || !c.IsBankDay(previous) || next < d || previous > d {
			t.Fatalf("%s: next %s, previous %s", d, next, previous)
		}
		if next.Days(d) > 6 || d.Days(previous) > 6 {
			t.Fatalf("%s: no bank days from %s to %s", d, previous, next)
		}
		later := c.AddBankDays(d, n)
		if c.BankDays(d, later) != n {
			t.Fatalf("%s + %d = %s, which is %d bank days later", d, n, later, c.BankDays(d, later))
		}
		if back := c.AddBankDays(later, -n); back != previous {
			t.Fatalf("%s + %d - %d = %s, want %s", d, n, n, back, previous)
		}
	})
}

func BenchmarkIsBankDay(b *testing.B) {
	c, d := named(b, "SE+TARGET"), date.Of(2026, 11, 23)
	b.ReportAllocs()
	for b.Loop() {
		c.IsBankDay(d)
	}
}
