package date_test

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata" // the same places on every machine

	"pgregory.net/rapid"

	"girod/formats/date"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]date.Date{
		"2026-01-07": 20260107, "2024-02-29": 20240229, "2000-02-29": 20000229, "0001-01-01": 10101, "9999-12-31": 99991231,
		// A time or a zone behind the day is cut off, never converted.
		"2026-01-07T23:59:59": 20260107, "2026-01-07T00:30:00+02:00": 20260107, "2026-01-07Z": 20260107, "2026-01-07+01:00": 20260107, "2026-01-07-05:00": 20260107,
	} {
		if got, err := date.Parse(text); err != nil || got != want {
			t.Errorf("%s: %d, %v, want %d", text, got, err, want)
		}
		if got, err := date.Parse([]byte(text)); err != nil || got != want {
			t.Errorf("%s as bytes: %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "2026", "2026-1-7", "20260107", "2026/01/07", "07-01-2026", "26-01-07", " 2026-01-07", "2026-01-07 ", "2026-01-071", "2026-01-07t10:00",
		"2026-02-29", "2100-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32", "0000-01-01",
		"-026-01-07", "2026-+1-07", "2026-01--7", "2026-O1-07", "２０２６-01-07", "2026-0a-07", "aaaa-aa-aa", "2026:01:07",
	} {
		if got, err := date.Parse(text); err == nil {
			t.Errorf("%q: %s, want a refusal", text, got)
		}
	}
}

// Every number of eight digits over 8 years, and around the century rule.
func TestValid(t *testing.T) {
	for _, years := range [][2]int{{2023, 2030}, {1899, 1901}, {1999, 2001}, {2099, 2101}} {
		for n := years[0] * 10000; n < (years[1]+1)*10000; n++ {
			d := date.Date(n)
			y, m, day := d.Split()
			exists := m >= 1 && m <= 12 && date.From(time.Date(y, time.Month(m), day, 0, 0, 0, 0, time.UTC)) == d
			if d.Valid() != exists {
				t.Fatalf("%d: valid %v, want %v", n, d.Valid(), exists)
			}
		}
	}
	for _, d := range []date.Date{0, -1, -20260107, 1 << 30} {
		if d.Valid() {
			t.Errorf("%d is a day", d)
		}
	}
}

// The zone of the machine has no say; only the place named does.
func TestZones(t *testing.T) {
	late := time.Date(2026, 3, 28, 23, 30, 0, 0, time.UTC)
	for zone, want := range map[string]string{
		"UTC": "2026-03-28", "Europe/Stockholm": "2026-03-29", "America/New_York": "2026-03-28", "Pacific/Kiritimati": "2026-03-29", "Pacific/Pago_Pago": "2026-03-28",
	} {
		in, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := date.From(late.In(in)); got.String() != want {
			t.Errorf("%s: %s, want %s", zone, got, want)
		}
		// Midnight of a day in a place is that day there, DST or not.
		for d := date.Of(2026, 1, 1); d <= date.Of(2026, 12, 31); d = d.Add(1) {
			if got := date.From(d.Time(in)); got != d {
				t.Fatalf("%s: midnight of %s is on %s", zone, d, got)
			}
		}
	}
}

func TestArithmetic(t *testing.T) {
	for _, c := range []struct {
		from date.Date
		add  int
		want string
	}{
		{20260228, 1, "2026-03-01"}, {20240228, 1, "2024-02-29"}, {20260101, -1, "2025-12-31"}, {20251231, 1, "2026-01-01"},
		{20260328, 2, "2026-03-30"}, {20260107, 0, "2026-01-07"}, {20130115, 1693, "2017-09-04"},
	} {
		got := c.from.Add(c.add)
		if got.String() != c.want || got.Days(c.from) != c.add {
			t.Errorf("%s + %d: %s, %d days, want %s", c.from, c.add, got, got.Days(c.from), c.want)
		}
	}
	if date.Of(2026, 11, 22).Weekday() != time.Sunday {
		t.Error("22 November 2026 is a Sunday")
	}
	rapid.Check(t, func(t *rapid.T) {
		d := date.Of(1900, 1, 1).Add(rapid.IntRange(0, 100_000).Draw(t, "day"))
		n := rapid.IntRange(-100_000, 100_000).Draw(t, "n")
		e := d.Add(n)
		if !d.Valid() || e.Days(d) != n || d.Days(e) != -n || e.Add(-n) != d {
			t.Fatalf("%s + %d = %s, %d days", d, n, e, e.Days(d))
		}
		if (n > 0) != (e > d) {
			t.Fatalf("%s and %s sort otherwise than they come", d, e)
		}
		if back, err := date.Parse(d.String()); err != nil || back != d {
			t.Fatalf("%s reads as %s, %v", d, back, err)
		}
	})
}

func TestText(t *testing.T) {
	if date.Date(0).String() != "" {
		t.Errorf("no day is written %q", date.Date(0))
	}
	var v struct{ Due, None date.Date }
	if err := json.Unmarshal([]byte(`{"Due":"2026-01-07","None":""}`), &v); err != nil || v.Due != 20260107 || v.None != 0 {
		t.Errorf("%+v, %v", v, err)
	}
	if out, err := json.Marshal(v); err != nil || string(out) != `{"Due":"2026-01-07","None":""}` {
		t.Errorf("%s, %v", out, err)
	}
	for _, text := range []string{`{"Due":"2026-01-07T10:00:00"}`, `{"Due":"2026-02-30"}`, `{"Due":"i morgon"}`, `{"Due":20260107}`} {
		if err := json.Unmarshal([]byte(text), &v); err == nil {
			t.Errorf("%s: %s, want a refusal", text, v.Due)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"2026-01-07", "2024-02-29", "2026-01-07T10:00:00+01:00", "2026-13-01", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := date.Parse(text)
		want, errWant := time.Parse(time.DateOnly, text[:min(10, len(text))])
		switch {
		case err == nil && (errWant != nil || date.From(want) != d):
			t.Fatalf("%q was read as %s, want %s, %v", text, d, want, errWant)
		case err != nil && errWant == nil && len(text) == 10 && want.Year() > 0:
			t.Fatalf("%q was refused: %v", text, err)
		}
	})
}

func TestNoAllocation(t *testing.T) {
	text := []byte("2026-01-07")
	if n := testing.AllocsPerRun(100, func() {
		if d, err := date.Parse(text); err != nil || !d.Valid() {
			t.Fatal(d, err)
		}
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func BenchmarkParse(b *testing.B) {
	text := []byte("2026-01-31")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := date.Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}
