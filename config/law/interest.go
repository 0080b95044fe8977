package law

import (
	"fmt"
	"math/big"

	"girod/formats/date"
	"girod/formats/money"
)

// DayCount is the convention by which days become years.
type DayCount string

// The conventions of DOMAIN.md 4.2. Partners differ; ours is the first.
const (
	Actual365    DayCount = "ACT/365F" // each day is 1/365 of a year, in leap years too
	ActualActual DayCount = "ACT/ACT"  // a day of a leap year is 1/366
	Thirty360    DayCount = "30E/360"  // each month has 30 days
)

// ParseDayCount gives the convention of a name; none means ACT/365F.
func ParseDayCount(name string) (DayCount, error) {
	switch c := DayCount(name); c {
	case "":
		return Actual365, nil
	case Actual365, ActualActual, Thirty360:
		return c, nil
	}
	return "", fmt.Errorf("day count %q: want ACT/365F, ACT/ACT or 30E/360", name)
}

// Stretch is what one assessment of interest is about: an unchanged principal over some
// days. A part payment ends one stretch and begins the next (DOMAIN.md 4.4).
type Stretch struct {
	Principal money.Amount
	Due       date.Date // bears no interest itself: the first day is the one after
	To        date.Date // the last day: a payment's booking, or a notice's date
	Count     DayCount  // "" means ACT/365F
}

// Segment is a part of a stretch with one rate, as a letter states it.
type Segment struct {
	From, To  date.Date // first and last day, both bearing interest
	Days      int       // by the day count
	Rate      Rate
	Principal money.Amount
	share     int64 // what part of a year the days are, in yearShares
}

// Exact gives the segment's interest in minor units, unrounded, for auditors.
func (s Segment) Exact() *big.Rat {
	return new(big.Rat).SetFrac(s.product(), denominator())
}

func (s Segment) product() *big.Int { return product(s.Principal.Minor, int64(s.Rate), s.share) }

func denominator() *big.Int { return big.NewInt(100_000 * yearShare) }

// Assessment is interest rounded once, and how it came about.
type Assessment struct {
	Interest money.Amount
	Segments []Segment
}

// Exact gives the interest in minor units before it was rounded.
func (a Assessment) Exact() *big.Rat {
	sum := new(big.Int)
	for _, s := range a.Segments {
		sum.Add(sum, s.product())
	}
	return new(big.Rat).SetFrac(sum, denominator())
}

// Shares gives what each segment adds to the rounded whole, so that the amounts a letter
// shows add up to the interest it asks for.
func (a Assessment) Shares() ([]int64, error) {
	if len(a.Segments) == 1 {
		return []int64{a.Interest.Minor}, nil
	}
	shares := make([]int64, len(a.Segments))
	sum, before := new(big.Int), int64(0)
	for i, s := range a.Segments {
		sum.Add(sum, s.product())
		upTo, err := money.RoundHalfUp(sum, denominator())
		if err != nil {
			return nil, err
		}
		shares[i], before = upTo-before, upTo
	}
	return shares, nil
}

// Interest computes simple interest on each day d in (Due, To]: principal × rate(d) / 100
// / 365, summed exactly and rounded half up once (DOMAIN.md 4.1, 4.5). A stretch that
// ends on its due day or before bears none. The error of a day without a lawful rate
// is the one [Rates] gave.
func Interest(rates Rates, s Stretch) (Assessment, error) {
	a := Assessment{Interest: money.Of(0, s.Principal.Currency)}
	count, err := ParseDayCount(string(s.Count))
	switch {
	case err != nil:
		return a, err
	case s.Principal.Minor < 0:
		return a, fmt.Errorf("interest on %s: want a principal that is not negative", s.Principal)
	case !s.Due.Valid() || !s.To.Valid():
		return a, fmt.Errorf("interest from %d to %d: want two days", s.Due, s.To)
	}
	if s.Principal.Minor == 0 {
		return a, nil
	}
	exact := new(big.Int)
	for day := s.Due.Add(1); day <= s.To; {
		rate, last, err := rates.On(day)
		if err != nil {
			return a, fmt.Errorf("interest from %s to %s: %w", s.Due, s.To, err)
		}
		seg := Segment{From: day, To: min(last, s.To), Rate: rate, Principal: s.Principal}
		seg.Days, seg.share = count.share(seg.From, seg.To)
		a.Segments = append(a.Segments, seg)
		exact.Add(exact, seg.product())
		day = seg.To.Add(1)
	}
	a.Interest.Minor, err = money.RoundHalfUp(exact, denominator())
	return a, err
}

// yearShare is a year in parts of which a 365th, a 366th and a 360th are each whole.
const yearShare = 360 * 73 * 61 // the least common multiple of 360, 365 = 5·73 and 366 = 6·61

// share gives the days from a first to a last day, both counted, and what part of a
// year they are, in yearShares.
func (c DayCount) share(first, last date.Date) (days int, share int64) {
	before := first.Add(-1)
	switch c {
	case Thirty360:
		days = thirty(last) - thirty(before)
		return days, int64(days) * (yearShare / 360)
	case ActualActual:
		for from := before; from < last; {
			year, _, _ := from.Add(1).Split()
			to := min(last, date.Of(year, 12, 31))
			n := to.Days(from)
			days += n
			share += int64(n) * (yearShare / int64(yearDays(year)))
			from = to
		}
		return days, share
	}
	days = last.Days(before)
	return days, int64(days) * (yearShare / 365)
}

// thirty numbers days as though each month had 30; the 31st counts as the 30th.
func thirty(d date.Date) int {
	year, month, day := d.Split()
	return year*360 + month*30 + min(day, 30)
}

func yearDays(year int) int { return date.Of(year, 12, 31).Days(date.Of(year-1, 12, 31)) }

func product(factors ...int64) *big.Int {
	p := big.NewInt(1)
	for _, f := range factors {
		p.Mul(p, big.NewInt(f))
	}
	return p
}
