package plan

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/config/calendar"
	"girod/formats/date"
)

func bankDays(t testing.TB) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Named("SE")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestSchedule: 1000.00 in three is 333.34, 333.33 and 333.33; at 400.00 each the last
// takes the rest, 200.00. 28 December 2026 is a Monday and a bank day; 31 January a Sunday.
func TestSchedule(t *testing.T) {
	for _, c := range []struct {
		terms Terms
		total int64
		want  string
	}{
		{Terms{Instalments: 3, First: 20261228, Every: Monthly}, 100000, "2026-12-28 2026-12-28 33334, 2027-01-28 2027-01-28 33333, 2027-02-28 2027-03-01 33333"},
		{Terms{Amount: 40000, First: 20261228, Every: Fortnightly, Grace: 5}, 100000, "2026-12-28 2027-01-02 40000, 2027-01-11 2027-01-16 40000, 2027-01-25 2027-01-30 20000"},
		{Terms{Instalments: 4, First: 20270131, Every: Monthly}, 10, "2027-01-31 2027-02-01 3, 2027-02-28 2027-03-01 3, 2027-03-31 2027-03-31 2, 2027-04-30 2027-04-30 2"},
		{Terms{Instalments: 2, First: 20271130, Every: Quarterly}, 2, "2027-11-30 2027-11-30 1, 2028-02-29 2028-02-29 1"},
		{Terms{Amount: 500, First: 20270104, Every: Weekly}, 500, "2027-01-04 2027-01-04 500"},
		{Terms{Instalments: 3, First: 20270104, Every: Weekly}, 2, "E_PLAN_TERMS"},
		{Terms{Instalments: 3, Amount: 5, First: 20270104, Every: Weekly}, 200, "E_PLAN_TERMS"},
		{Terms{First: 20270104, Every: Weekly}, 200, "E_PLAN_TERMS"},
		{Terms{Instalments: 3, Every: Weekly}, 200, "E_PLAN_TERMS"},
		{Terms{Instalments: 3, First: 20270104, Every: "year"}, 200, "E_PLAN_TERMS"},
		{Terms{Instalments: 3, First: 20270104, Every: Weekly, Grace: -1}, 200, "E_PLAN_TERMS"},
		{Terms{Amount: 1, First: 20270104, Every: Weekly}, 121, "E_PLAN_TERMS"},
	} {
		list, err := c.terms.schedule(c.total, bankDays(t))
		var parts []string
		for _, i := range list {
			parts = append(parts, fmt.Sprint(i.Due, " ", i.Deadline, " ", i.Amount))
		}
		got := strings.Join(parts, ", ")
		if errors.Is(err, ErrTerms) {
			got = "E_PLAN_TERMS"
		} else if err != nil {
			t.Error(err)
		}
		if got != c.want {
			t.Errorf("%+v of %d\ngot  %s\nwant %s", c.terms, c.total, got, c.want)
		}
	}
}

// TestScheduleSums: whatever is divided, the parts make the whole, equal ones differ by an
// öre at most and the larger come first, and the days rise.
func TestScheduleSums(t *testing.T) {
	bank := bankDays(t)
	rapid.Check(t, func(rt *rapid.T) {
		terms := Terms{First: date.Date(20260101 + rapid.IntRange(0, 27).Draw(rt, "day")), Grace: rapid.IntRange(0, 20).Draw(rt, "grace"),
			Every: rapid.SampledFrom([]Every{Weekly, Fortnightly, Monthly, Quarterly}).Draw(rt, "every")}
		total := rapid.Int64Range(120, 1<<50).Draw(rt, "total")
		if rapid.Bool().Draw(rt, "equal") {
			terms.Instalments = rapid.IntRange(1, most).Draw(rt, "n")
		} else {
			terms.Amount = rapid.Int64Range(total/most+1, total+5).Draw(rt, "amount")
		}
		list, err := terms.schedule(total, bank)
		if err != nil {
			rt.Fatal(err)
		}
		sum := int64(0)
		for i, one := range list {
			sum += one.Amount
			if one.Amount <= 0 || one.Deadline < one.Due || i > 0 && (one.Due <= list[i-1].Due || one.Amount > list[i-1].Amount) {
				rt.Fatalf("%d: %+v", i, list)
			}
		}
		if sum != total || terms.Instalments > 0 && (len(list) != terms.Instalments || list[0].Amount-list[len(list)-1].Amount > 1) {
			rt.Fatalf("sum %d of %d: %+v", sum, total, list)
		}
	})
}
