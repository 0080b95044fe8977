package law_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/config/law"
	"girod/formats/date"
	"girod/formats/money"
)

func stretch(kronor int64, due, to string, count law.DayCount) law.Stretch {
	return law.Stretch{Principal: money.Of(kronor*100, money.SEK), Due: day(due), To: day(to), Count: count}
}

// DOMAIN.md 4.6: 1000.00 due 2013-01-15 until 2017-09-04, three half-yearly rates.
func TestCheckFigures(t *testing.T) {
	late := load(t).Late("SE", law.Business)
	for count, want := range map[law.DayCount]string{
		law.Actual365: "384.75 SEK", law.ActualActual: "384.54 SEK", law.Thirty360: "384.58 SEK", "": "384.75 SEK",
	} {
		a, err := law.Interest(late, stretch(1000, "2013-01-15", "2017-09-04", count))
		if err != nil || a.Interest.String() != want {
			t.Errorf("%s: %s, %v, want %s", count, a.Interest, err, want)
		}
	}
}

// A rate change splits: 1 January and 1 July carry the new rate already (4.3).
func TestSegments(t *testing.T) {
	a, err := law.Interest(load(t).Late("SE", law.Consumer), stretch(1000, "2024-12-15", "2025-07-01", law.Actual365))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range a.Segments {
		got = append(got, fmt.Sprintf("%s to %s: %d days at %s on %s", s.From, s.To, s.Days, s.Rate, s.Principal))
	}
	want := `2024-12-16 to 2024-12-31: 16 days at 12.00 on 1000.00 SEK
2025-01-01 to 2025-06-30: 181 days at 11.00 on 1000.00 SEK
2025-07-01 to 2025-07-01: 1 days at 10.00 on 1000.00 SEK`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	// 1000 × (16×12 + 181×11 + 1×10) / 36500 = 60.0822
	if a.Interest.String() != "60.08 SEK" {
		t.Errorf("interest %s, want 60.08 SEK", a.Interest)
	}
}

func TestInterestBorders(t *testing.T) {
	late := load(t).Late("SE", law.Consumer)
	for _, c := range []struct {
		what string
		s    law.Stretch
		want string
	}{
		{"paid on the due date", stretch(1000, "2026-01-15", "2026-01-15", ""), "0.00 SEK"},
		{"paid before", stretch(1000, "2026-01-15", "2026-01-10", ""), "0.00 SEK"},
		{"one day late", stretch(1000, "2026-01-15", "2026-01-16", ""), "0.27 SEK"},
		{"a whole ordinary year", stretch(1000, "2024-12-31", "2025-12-31", ""), "104.96 SEK"},
		{"a leap year has 366 days of 1/365", stretch(1000, "2023-12-31", "2024-12-31", ""), "120.33 SEK"},
		{"a leap year is one year", stretch(1000, "2023-12-31", "2024-12-31", law.ActualActual), "120.00 SEK"},
		{"a year of 360 days", stretch(1000, "2023-12-31", "2024-12-31", law.Thirty360), "120.00 SEK"},
		{"nothing owed", stretch(0, "2026-01-15", "2026-03-16", ""), "0.00 SEK"},
		{"the last lawful day", stretch(1000, "2026-01-15", "2026-06-30", ""), "45.48 SEK"},
		{"the first day without a confirmed rate", stretch(1000, "2026-01-15", "2026-07-01", ""), "unconfirmed"},
		{"before the tables begin", stretch(1000, "2012-12-30", "2013-01-15", ""), "missing"},
		{"a negative principal", stretch(-1, "2026-01-15", "2026-02-15", ""), "interest on -1.00 SEK: want a principal that is not negative"},
		{"no due date", law.Stretch{Principal: money.Of(1, money.SEK), To: day("2026-01-01")}, "interest from 0 to 20260101: want two days"},
		{"another day count", stretch(1, "2026-01-15", "2026-02-15", "ACT/360"), `day count "ACT/360": want ACT/365F, ACT/ACT or 30E/360`},
	} {
		a, err := law.Interest(late, c.s)
		got := a.Interest.String()
		if err != nil {
			got = kind(err)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

// The half öre goes up, and a sum beyond 64 bits is refused.
func TestInterestRounding(t *testing.T) {
	one := func(minor int64, rate law.Rate) (law.Assessment, error) {
		s := law.Stretch{Principal: money.Of(minor, money.SEK), Due: day("2025-12-31"), To: day("2026-01-01")}
		return law.Interest(law.Fixed(rate), s)
	}
	for _, c := range []struct {
		minor int64
		rate  law.Rate
		want  int64
	}{{365, 50_000, 1}, {364, 50_000, 0}, {1095, 50_000, 2}, {36_500, 10_000, 10}, {36_500, 125, 0}} {
		if a, err := one(c.minor, c.rate); err != nil || a.Interest.Minor != c.want {
			t.Errorf("%d at %s for a day: %d, %v, want %d", c.minor, c.rate, a.Interest.Minor, err, c.want)
		}
	}
	if a, err := one(1<<62, 1_000_000_000); err == nil {
		t.Errorf("an impossible sum gave %s", a.Interest)
	}
}

func TestContractRates(t *testing.T) {
	fixed, err := law.Interest(law.Fixed(24_000), stretch(1000, "2019-12-31", "2026-12-31", law.Actual365))
	if err != nil || len(fixed.Segments) != 1 || fixed.Interest.String() != "1681.32 SEK" {
		t.Errorf("24 %% for seven years: %+v, %v", fixed, err)
	}
}

// Each segment's exact amount, and what of it the letter shows.
func TestExact(t *testing.T) {
	a, err := law.Interest(load(t).Late("SE", law.Consumer), stretch(1500, "2025-06-20", "2025-07-11", law.Actual365))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	shares, err := a.Shares()
	for i, s := range a.Segments {
		got = append(got, fmt.Sprintf("%s shown as %d", s.Exact(), shares[i]))
	}
	// In öre: 150000 × 11 % × 10/365 = 33000/73 = 452.05; 150000 × 10 % × 11/365 the same; in all 66000/73 = 904.11.
	if want := "33000/73 shown as 452, 33000/73 shown as 452"; strings.Join(got, ", ") != want || a.Exact().String() != "66000/73" || err != nil || a.Interest.Minor != 904 {
		t.Errorf("got %v in all %s = %s, %v", got, a.Exact(), a.Interest, err)
	}
	// A year of 366 days: ACT/365F takes 366/365, ACT/ACT and 30E/360 one year. 150000 × 12 % = 18000.
	for count, want := range map[law.DayCount]string{law.Actual365: "1317600/73", law.ActualActual: "18000/1", law.Thirty360: "18000/1"} {
		a, err := law.Interest(load(t).Late("SE", law.Consumer), stretch(1500, "2023-12-31", "2024-12-31", count))
		if err != nil || a.Exact().String() != want {
			t.Errorf("%s: %s, %v, want %s", count, a.Exact(), err, want)
		}
	}
	// 28 February to 1 March 2024 is two days, and three of 30E/360's months of 30.
	for count, want := range map[law.DayCount]int{law.Actual365: 2, law.ActualActual: 2, law.Thirty360: 3} {
		a, err := law.Interest(load(t).Late("SE", law.Consumer), stretch(1500, "2024-02-28", "2024-03-01", count))
		if err != nil || a.Segments[0].Days != want {
			t.Errorf("%s: %d days, %v, want %d", count, a.Segments[0].Days, err, want)
		}
	}
}

// Before rounding the sum does not depend on where a period is cut, nor on how the base
// is: it is linear in the base, grows with the days, and segments meet without a gap.
func TestInterestAddsUp(t *testing.T) {
	late := load(t).Late("SE", law.Consumer)
	rapid.Check(t, func(t *rapid.T) {
		principal := rapid.Int64Range(1, 1e12).Draw(t, "öre")
		from := date.Of(2013, 1, 1).Add(rapid.IntRange(0, 2000).Draw(t, "from"))
		middle := from.Add(rapid.IntRange(0, 1200).Draw(t, "first part"))
		to := middle.Add(rapid.IntRange(0, 1200).Draw(t, "second part"))
		count := rapid.SampledFrom([]law.DayCount{law.Actual365, law.ActualActual, law.Thirty360}).Draw(t, "count")

		assess := func(principal int64, from, to date.Date) law.Assessment {
			a, err := law.Interest(late, law.Stretch{Principal: money.Of(principal, money.SEK), Due: from, To: to, Count: count})
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		whole, first, second := assess(principal, from, to), assess(principal, from, middle), assess(principal, middle, to)
		if sum := new(big.Rat).Add(first.Exact(), second.Exact()); sum.Cmp(whole.Exact()) != 0 {
			t.Fatalf("%s in one: %s, cut at %s: %s", count, whole.Exact(), middle, sum)
		}
		if thrice := new(big.Rat).Mul(whole.Exact(), big.NewRat(3, 1)); thrice.Cmp(assess(3*principal, from, to).Exact()) != 0 {
			t.Fatalf("%s of three times the base is not three times the interest", count)
		}
		if whole.Exact().Cmp(first.Exact()) < 0 {
			t.Fatalf("%s to %s is less than to %s", count, to, middle)
		}
		if d := new(big.Rat).Sub(whole.Exact(), new(big.Rat).SetInt64(whole.Interest.Minor)); d.Abs(d).Cmp(big.NewRat(1, 2)) > 0 {
			t.Fatalf("%s rounded to %d", whole.Exact(), whole.Interest.Minor)
		}
		next, shown := from.Add(1), int64(0)
		shares, err := whole.Shares()
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range whole.Segments {
			if s.From != next || s.To < s.From {
				t.Fatalf("segment %s to %s, want one from %s", s.From, s.To, next)
			}
			if r, _, err := late.On(s.To); err != nil || r != s.Rate {
				t.Fatalf("segment to %s at %s, the law says %s, %v", s.To, s.Rate, r, err)
			}
			if r, _, _ := late.On(s.To.Add(1)); i < len(whole.Segments)-1 && r != whole.Segments[i+1].Rate {
				t.Fatalf("the rate of %s is not the next segment's", s.To.Add(1))
			}
			next, shown = s.To.Add(1), shown+shares[i]
		}
		if from < to && next != to.Add(1) || shown != whole.Interest.Minor {
			t.Fatalf("segments end before %s, want %s; shown %d of %d", next, to, shown, whole.Interest.Minor)
		}
	})
}

// A day more costs what the law's rate of that day says, exactly from the day it changes.
func TestRateChangesExactlyAtTheBoundary(t *testing.T) {
	tables := load(t)
	for _, c := range []struct {
		country law.Country
		debtor  law.Debtor
		on      string // the first day of the new rate
		before  int64  // thousandths of a per cent, from DOMAIN.md 3
		after   int64
	}{
		{"SE", law.Consumer, "2025-01-01", 12_000, 11_000}, {"SE", law.Business, "2016-07-01", 8_000, 7_500},
		{"NO", law.Business, "2022-07-01", 8_500, 9_250}, {"FI", law.Consumer, "2025-01-01", 11_500, 10_500},
		{"FI", law.Business, "2025-01-01", 12_500, 11_500}, {"DK", law.Business, "2025-07-01", 10_750, 9_750},
	} {
		late := tables.Late(c.country, c.debtor)
		for _, d := range []struct {
			to   date.Date
			rate int64
		}{{day(c.on).Add(-1), c.before}, {day(c.on), c.after}} {
			a, err := law.Interest(late, law.Stretch{Principal: money.Of(36_500_000, money.EUR), Due: d.to.Add(-1), To: d.to})
			// 36 500 000 × rate % / 365 = rate × 100000 / 100 000
			if err != nil || a.Exact().Cmp(new(big.Rat).SetInt64(d.rate)) != 0 {
				t.Errorf("%s %s %s: %s, %v, want %d", c.country, c.debtor, d.to, a.Exact(), err, d.rate)
			}
		}
	}
}

func BenchmarkInterest(b *testing.B) {
	late := load(b).Late("SE", law.Consumer)
	s := stretch(1000, "2025-01-15", "2026-03-16", law.Actual365)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := law.Interest(late, s); err != nil {
			b.Fatal(err)
		}
	}
}
