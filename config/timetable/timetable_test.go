package timetable_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // as in the binary

	"pgregory.net/rapid"

	"girod/config/calendar"
	"girod/config/timetable"
	"girod/formats/date"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	in, err := timetable.Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func banks(t testing.TB, name string) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func clock(t testing.TB, text string) timetable.Clock {
	t.Helper()
	c, err := timetable.ParseClock(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestParseClock(t *testing.T) {
	for _, text := range []string{"00:00", "08:45", "18:30", "23:59", "24:00"} {
		if c, err := timetable.ParseClock(text); err != nil || c.String() != text {
			t.Errorf("%s: %s, %v", text, c, err)
		}
	}
	for _, text := range []string{"", "8:45", "24:01", "12:60", "1200", "12.00", "-1:00", "12:00:00", " 2:00", "１２:00"} {
		if c, err := timetable.ParseClock(text); err == nil {
			t.Errorf("%q: %s, want a refusal", text, c)
		}
	}
}

func TestZoneRefusals(t *testing.T) {
	for name, want := range map[string]string{
		"":                 "name a place",
		"Local":            "name a place",
		"Europe/Stokholm":  "is not in the IANA database; want a place, such as Europe/Stockholm",
		"../../etc/passwd": "is not in the IANA database",
	} {
		if _, err := timetable.Zone(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", name, err, want)
		}
	}
}

func TestBusinessDate(t *testing.T) {
	at := instant(t, "2026-03-28T22:30:00Z")
	for name, want := range map[string]string{
		"Europe/Stockholm": "2026-03-28", "Europe/Helsinki": "2026-03-29", "Atlantic/Reykjavik": "2026-03-28",
	} {
		if got := timetable.BusinessDate(at, zone(t, name)); got.String() != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// 02:30 does not exist on 29 March 2026 in Stockholm, and comes twice on 25 October.
func TestMoment(t *testing.T) {
	for _, c := range []struct{ zone, day, clock, want string }{
		{"Europe/Stockholm", "2026-01-07", "02:30", "2026-01-07T01:30:00Z"},
		{"Europe/Stockholm", "2026-03-29", "01:59", "2026-03-29T00:59:00Z"},
		{"Europe/Stockholm", "2026-03-29", "02:00", "2026-03-29T01:00:00Z"},
		{"Europe/Stockholm", "2026-03-29", "02:30", "2026-03-29T01:00:00Z"},
		{"Europe/Stockholm", "2026-03-29", "03:00", "2026-03-29T01:00:00Z"},
		{"Europe/Stockholm", "2026-10-25", "01:59", "2026-10-24T23:59:00Z"},
		{"Europe/Stockholm", "2026-10-25", "02:00", "2026-10-25T00:00:00Z"},
		{"Europe/Stockholm", "2026-10-25", "02:30", "2026-10-25T00:30:00Z"},
		{"Europe/Stockholm", "2026-10-25", "03:00", "2026-10-25T02:00:00Z"},
		{"Europe/Stockholm", "2026-10-25", "24:00", "2026-10-25T23:00:00Z"},
		{"America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00:00Z"},
		{"America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00Z"},
		{"Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45:00Z"}, // half an hour back
		{"America/Havana", "2026-03-08", "00:00", "2026-03-08T05:00:00Z"},      // midnight itself does not exist
		{"Asia/Kolkata", "2026-01-07", "12:00", "2026-01-07T06:30:00Z"},
	} {
		d, err := date.Parse(c.day)
		if err != nil {
			t.Fatal(err)
		}
		got := timetable.Moment(d, clock(t, c.clock), zone(t, c.zone)).UTC().Format(time.RFC3339)
		if got != c.want {
			t.Errorf("%s %s in %s: %s, want %s", c.day, c.clock, c.zone, got, c.want)
		}
	}
}

func TestCutOff(t *testing.T) {
	se := banks(t, "SE")
	noon := timetable.CutOff{At: clock(t, "12:00"), Zone: "Europe/Stockholm"}
	before := timetable.CutOff{At: clock(t, "19:00"), Zone: "Europe/Stockholm", DaysBefore: 2}
	for _, c := range []struct {
		what string
		c    timetable.CutOff
		now  string
		want string
	}{
		{"in time", noon, "2026-11-23T10:59:59Z", "2026-11-23"},
		{"on the stroke it is too late", noon, "2026-11-23T11:00:00Z", "2026-11-24"},
		{"summer time", noon, "2026-06-15T09:59:59Z", "2026-06-15"},
		{"Friday afternoon", noon, "2026-11-27T12:00:00Z", "2026-11-30"},
		{"Sunday", noon, "2026-11-29T12:00:00Z", "2026-11-30"},
		{"23 December, past noon", noon, "2026-12-23T12:00:00Z", "2026-12-28"},
		{"two bank days before, in time", before, "2026-11-23T17:59:59Z", "2026-11-25"},
		{"two bank days before, late", before, "2026-11-23T18:00:00Z", "2026-11-26"},
		{"two bank days before, over Christmas", before, "2026-12-22T18:00:00Z", "2026-12-29"},
	} {
		got, err := c.c.Earliest(instant(t, c.now), se)
		if err != nil || got.String() != c.want {
			t.Errorf("%s: %s, %v, want %s", c.what, got, err, c.want)
		}
	}
	if _, err := (timetable.CutOff{Zone: "nowhere"}).Earliest(instant(t, "2026-11-23T10:00:00Z"), se); err == nil {
		t.Error("a cut-off nowhere has a time")
	}
}

func TestLoad(t *testing.T) {
	all, err := timetable.Load()
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]timetable.CutOff{}
	for _, c := range all {
		byName[c.Bank+" "+c.Country+" "+c.Product] = c
		if c.Confirmed {
			t.Errorf("%s %s is confirmed; no bank has", c.Bank, c.Product)
		}
	}
	if len(byName) != len(all) || len(all) < 15 {
		t.Errorf("%d cut-offs with %d names", len(all), len(byName))
	}
	fi := byName["Nordea FI file payments booked same day"]
	deadline, err := fi.Deadline(date.Of(2026, 11, 23), banks(t, "FI"))
	if err != nil || deadline.UTC().Format("15:04") != "16:30" {
		t.Errorf("18:30 in Helsinki is %s, %v", deadline.UTC(), err)
	}
}

// The moment shows the wanted time on the wanted day, or the day has no such time and
// it is the first moment past it; later times never come earlier.
func TestMomentProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"Europe/Stockholm", "Europe/Helsinki", "America/New_York", "Australia/Lord_Howe", "UTC"}).Draw(t, "zone")
		in, err := timetable.Zone(name)
		if err != nil {
			t.Fatal(err)
		}
		d := date.Of(2020, 1, 1).Add(rapid.IntRange(0, 5000).Draw(t, "day"))
		c := timetable.Clock(rapid.IntRange(0, 24*60-1).Draw(t, "clock"))
		at := timetable.Moment(d, c, in)
		if timetable.BusinessDate(at, in) != d {
			t.Fatalf("%s %s in %s is on %s", d, c, name, timetable.BusinessDate(at, in))
		}
		if timetable.Moment(d, c+1, in).Before(at) {
			t.Fatalf("%s %s in %s comes after the minute that follows", d, c, name)
		}
		if shown := at.In(in); timetable.Clock(shown.Hour()*60+shown.Minute()) < c {
			t.Fatalf("%s %s in %s shows %s", d, c, name, shown)
		}
	})
}
