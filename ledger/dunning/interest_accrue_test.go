package dunning

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/config/law"
	"girod/formats/date"
	"girod/formats/money"
)

func tables(t testing.TB) *law.Tables {
	t.Helper()
	l, err := law.Load()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestAccrue: the arithmetic stands beside each claim; rates are those of DOMAIN.md 3.
func TestAccrue(t *testing.T) {
	l := tables(t)
	sweden := l.Late("SE", law.Business)
	issued := func(amount int64, more ...Move) []Move { return append([]Move{{20230101, amount}}, more...) }
	for _, c := range []struct {
		name          string
		a             Accrual
		total, waived int64
		exact         string
		assessments   int
	}{
		// 1500.00 × 10 % × 30/365 = 12.3287..: 90000/73 öre
		{"one rate", Accrual{Rates: sweden, Base: issued(150000), From: 20260112, To: 20260211}, 1233, 0, "90000/73", 1},
		// to the payment 1232.88 → 1233, then 900.00 × 10 % × 30/365 = 739.73 → 740; unrounded 1972.60 would be 1973 too
		{"a part payment", Accrual{Rates: sweden, Base: issued(150000, Move{20260211, -60000}), From: 20260112, To: 20260313}, 1973, 0, "144000/73", 2},
		// 0.41 öre and 0.41 öre: each stretch is rounded for itself, to nothing
		{"what was dropped stays dropped", Accrual{Rates: sweden, Base: issued(1500, Move{20260113, -1}), From: 20260112, To: 20260114}, 0, 0, "2999/3650", 2},
		// 10 days in 2025's first half at 11 %, 11 in the second at 10 %
		{"a rate change", Accrual{Rates: sweden, Base: issued(150000), From: 20250620, To: 20250711}, 904, 0, "66000/73", 1},
		{"moves in any order", Accrual{Rates: sweden, Base: []Move{{20260211, -60000}, {20251201, 150000}}, From: 20260112, To: 20260313}, 1973, 0, "144000/73", 2},
		{"paid in time on the next bank day", Accrual{Rates: sweden, Base: issued(150000, Move{20260112, -150000}), From: 20260110, InTime: 20260112, To: 20260211}, 0, 0, "0/1", 0},
		{"paid a day after that", Accrual{Rates: sweden, Base: issued(150000, Move{20260113, -150000}), From: 20260110, InTime: 20260112, To: 20260211}, 123, 0, "9000/73", 1},
		{"overpaid bears none", Accrual{Rates: sweden, Base: issued(150000, Move{20260115, -200000}), From: 20260112, To: 20260211}, 123, 0, "9000/73", 1},
		{"too small to claim", Accrual{Rates: sweden, Base: issued(150000), From: 20260112, To: 20260211, Least: 5000}, 0, 1233, "90000/73", 1},
		{"just enough to claim", Accrual{Rates: sweden, Base: issued(150000), From: 20260112, To: 20260211, Least: 1233}, 1233, 0, "90000/73", 1},
		{"a claim to come", Accrual{Rates: sweden, Base: issued(150000), From: 20260112, To: 20260112}, 0, 0, "0/1", 0},
		{"a contract over a leap year", Accrual{Rates: law.Fixed(24_000), Base: issued(100000), From: 20231231, To: 20241231, Count: law.ActualActual}, 24000, 0, "24000/1", 1},
		// Finland's consumers 9.50 in 2026: 1000.00 × 9.5 % × 31/365 = 8.0685
		{"Finland", Accrual{Rates: l.Late("FI", law.Consumer), Currency: money.EUR, Base: issued(100000), From: 20251231, To: 20260131}, 807, 0, "58900/73", 1},
		// Denmark, 360 days: 10.75 for 10 days of June (from the 20th, the 30th counted), 9.75 for 10 days of July
		{"Denmark 30E/360", Accrual{Rates: l.Late("DK", law.Business), Currency: money.DKK, Base: issued(360000), From: 20250620, To: 20250710, Count: law.Thirty360}, 2050, 0, "2050/1", 1},
		// Norway: 12.00 to 30 June 2026
		{"Norway", Accrual{Rates: l.Late("NO", law.Business), Currency: money.NOK, Base: issued(365000), From: 20260620, To: 20260630}, 1200, 0, "1200/1", 1},
	} {
		if c.a.Currency == "" {
			c.a.Currency = money.SEK
		}
		r, err := Accrue(c.a)
		if err != nil || r.Total != money.Of(c.total, c.a.Currency) || r.Waived != money.Of(c.waived, c.a.Currency) ||
			r.Exact().String() != c.exact || len(r.Assessments) != c.assessments {
			t.Errorf("%s: %s, waived %s, exact %s in %d, %v; want %d, %d, %s in %d", c.name, r.Total, r.Waived, r.Exact(), len(r.Assessments), err,
				c.total, c.waived, c.exact, c.assessments)
		}
	}
}

// TestAccrueRefuses: a day without a lawful rate stops the whole claim, and is named.
func TestAccrueRefuses(t *testing.T) {
	l := tables(t)
	var unconfirmed *law.Unconfirmed
	_, err := Accrue(Accrual{Rates: l.Late("SE", law.Business), Currency: money.SEK, Base: []Move{{20260501, 100000}}, From: 20260531, To: 20260701})
	if !errors.As(err, &unconfirmed) || unconfirmed.Day != 20260701 {
		t.Errorf("over the last confirmed half-year: %v", err)
	}
	var missing *law.Missing
	_, err = Accrue(Accrual{Rates: l.Late("NO", law.Business), Currency: money.NOK, Base: []Move{{20260501, 100000}}, From: 20260531, To: 20260701})
	if !errors.As(err, &missing) || missing.Day != 20260701 {
		t.Errorf("Norway: %v", err)
	}
	huge := []Move{{20260101, 1 << 62}, {20260102, 1 << 62}}
	if _, err := Accrue(Accrual{Rates: law.Fixed(1000), Currency: money.SEK, Base: huge, From: 20260112, To: 20260113}); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("beyond 64 bits: %v", err)
	}
}

// TestAccrueLaws: over any payments, cutting the time anywhere gives the same exact sum,
// the base counts linearly, more days never cost less, and what a letter shows adds up.
func TestAccrueLaws(t *testing.T) {
	late := tables(t).Late("SE", law.Consumer)
	rapid.Check(t, func(t *rapid.T) {
		from := date.Of(2015, 1, 1).Add(rapid.IntRange(0, 1500).Draw(t, "from"))
		middle := from.Add(rapid.IntRange(0, 900).Draw(t, "first part"))
		to := middle.Add(rapid.IntRange(0, 900).Draw(t, "second part"))
		count := rapid.SampledFrom([]law.DayCount{law.Actual365, law.ActualActual, law.Thirty360}).Draw(t, "count")
		rest := rapid.Int64Range(1, 1e10).Draw(t, "claim")
		base := []Move{{from.Add(-30), rest}}
		for range rapid.IntRange(0, 4).Draw(t, "payments") {
			part := rapid.Int64Range(0, rest).Draw(t, "part")
			base = append(base, Move{from.Add(rapid.IntRange(-10, 2000).Draw(t, "paid")), -part})
			rest -= part
		}
		accrue := func(base []Move, from, to date.Date) Accrued {
			r, err := Accrue(Accrual{Rates: late, Count: count, Currency: money.SEK, Base: base, From: from, To: to})
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		whole, first := accrue(base, from, to), accrue(base, from, middle)
		if cut := new(big.Rat).Add(first.Exact(), accrue(base, middle, to).Exact()); cut.Cmp(whole.Exact()) != 0 {
			t.Fatalf("in one %s, cut at %s %s", whole.Exact(), middle, cut)
		}
		if first.Exact().Cmp(whole.Exact()) > 0 || first.Total.Minor > whole.Total.Minor+int64(len(base)) {
			t.Fatalf("to %s %s, to %s %s", middle, first.Total, to, whole.Total)
		}
		var double []Move
		for _, m := range base {
			double = append(double, Move{m.On, 2 * m.Delta})
		}
		if twice := new(big.Rat).Add(whole.Exact(), whole.Exact()); twice.Cmp(accrue(double, from, to).Exact()) != 0 {
			t.Fatal("twice the base is not twice the interest")
		}
		lines, err := whole.Lines()
		sum := int64(0)
		for _, line := range lines {
			sum += line.Amount
		}
		if err != nil || sum != whole.Total.Minor {
			t.Fatalf("lines sum to %d of %s, %v", sum, whole.Total, err)
		}
		off := new(big.Rat).Sub(whole.Exact(), new(big.Rat).SetInt64(whole.Total.Minor))
		if off.Abs(off).Cmp(big.NewRat(int64(len(whole.Assessments)), 2)) > 0 {
			t.Fatalf("%s rounded %d times to %s", whole.Exact(), len(whole.Assessments), whole.Total)
		}
	})
}

// TestHonoured: the total in time settles, in parts too; a day late, or an öre short,
// does not, and money taken back counts as not paid.
func TestHonoured(t *testing.T) {
	n := Notice{Total: money.Of(157233, money.SEK), PayBy: 20260305}
	pay := func(on date.Date, minor int64) Paid { return Paid{on, money.Of(minor, money.SEK)} }
	for _, c := range []struct {
		name  string
		paid  []Paid
		want  bool
		short int64
	}{
		{"nothing", nil, false, 157233},
		{"all on the last day", []Paid{pay(20260305, 157233)}, true, 0},
		{"a day late", []Paid{pay(20260306, 157233)}, false, 157233},
		{"in two parts", []Paid{pay(20260301, 100000), pay(20260305, 57233)}, true, 0},
		{"the second part late", []Paid{pay(20260301, 100000), pay(20260306, 57233)}, false, 57233},
		{"an öre short", []Paid{pay(20260301, 157232)}, false, 1},
		{"too much", []Paid{pay(20260301, 160000)}, true, 0},
		{"taken back", []Paid{pay(20260301, 157233), pay(20260303, -157233)}, false, 157233},
	} {
		got, short, err := n.Honoured(c.paid)
		if err != nil || got != c.want || short.Minor != c.short {
			t.Errorf("%s: %v, %s short, %v", c.name, got, short, err)
		}
	}
	if _, _, err := n.Honoured([]Paid{{20260301, money.Of(1, money.EUR)}}); err == nil || !strings.Contains(err.Error(), "different currencies") {
		t.Errorf("paid in another currency: %v", err)
	}
	if got, _, err := (Notice{Total: money.Of(0, money.SEK), PayBy: 20260305}).Honoured(nil); got || err != nil {
		t.Errorf("a notice for nothing: %v, %v", got, err)
	}
}
