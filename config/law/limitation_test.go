package law_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/config/law"
	"girod/formats/date"
)

// limits confirms what the authors only knew, so that the clock of each country can run.
var limits = func() (list []law.Confirmation) {
	add := func(c law.Country, from date.Date, keys ...string) {
		for _, key := range keys {
			list = append(list, law.Confirmation{Country: c, Key: "limitation_" + key, From: from})
		}
	}
	add("SE", 19820101, "after_judgment")
	add("NO", 19800101, "years", "start", "after_payment", "after_acknowledgement", "after_court", "after_judgment")
	add("FI", 20040101, "years", "start", "after_payment", "after_acknowledgement", "after_demand", "after_court", "after_judgment")
	add("DK", 20080101, "years", "start", "after_payment", "after_acknowledgement", "after_demand", "after_court", "after_judgment")
	return append(list, law.Confirmation{Country: "FI", Key: "limitation_final_years", Debtor: law.Consumer, From: 20040101})
}()

func TestLimitation(t *testing.T) {
	tables := confirmed(t, limits...)
	const today = 20451231
	for _, c := range []struct {
		name    string
		country law.Country
		debtor  law.Debtor
		events  []law.Interrupted
		last    date.Date
		idle    int
	}{
		// The claim arose 2020-02-10 and fell due 2020-03-11.
		{"three years from its origin", "SE", law.Consumer, nil, 20230210, 0},
		{"ten years from its origin", "SE", law.Business, nil, 20300210, 0},
		{"a payment begins it anew", "SE", law.Consumer, []law.Interrupted{{law.Payment, 20210601}}, 20240601, 0},
		{"on its last day", "SE", law.Consumer, []law.Interrupted{{law.Demand, 20230210}}, 20260210, 0},
		{"a day too late", "SE", law.Consumer, []law.Interrupted{{law.Demand, 20230211}}, 20230210, 1},
		{"in any order, the late one after the saving one", "SE", law.Consumer,
			[]law.Interrupted{{law.Demand, 20230211}, {law.Acknowledgement, 20220101}}, 20260211, 0},
		{"each from its own day", "SE", law.Business, []law.Interrupted{{law.Court, 20250101}, {law.Demand, 20260301}}, 20360301, 0},
		{"from the due date", "NO", law.Business, nil, 20230311, 0},
		{"a Norwegian demand does nothing", "NO", law.Consumer, []law.Interrupted{{law.Demand, 20220101}}, 20230311, 1},
		{"a Norwegian promise does", "NO", law.Consumer, []law.Interrupted{{law.Acknowledgement, 20220101}}, 20250101, 0},
		{"a judgment's ten years", "NO", law.Consumer, []law.Interrupted{{law.Court, 20230101}, {law.Judgment, 20230601}}, 20330601, 0},
		{"are not cut back by a payment", "NO", law.Consumer, []law.Interrupted{{law.Judgment, 20230101}, {law.Payment, 20240101}}, 20340101, 0},
		{"a Finnish demand does", "FI", law.Business, []law.Interrupted{{law.Demand, 20230311}}, 20260311, 0},
		{"a Finnish judgment's five years", "FI", law.Business, []law.Interrupted{{law.Judgment, 20230311}}, 20280311, 0},
		{"twenty years after the due date it ends for a person", "FI", law.Consumer, []law.Interrupted{
			{law.Judgment, 20230101}, {law.Demand, 20271231}, {law.Demand, 20321201}, {law.Demand, 20371130}, {law.Demand, 20391130}}, 20400311, 0},
		{"not for a business", "FI", law.Business, []law.Interrupted{
			{law.Judgment, 20230101}, {law.Demand, 20271231}, {law.Demand, 20321201}, {law.Demand, 20371130}, {law.Demand, 20391130}}, 20441130, 0},
		{"three years in Denmark", "DK", law.Business, []law.Interrupted{{law.Demand, 20210101}}, 20230311, 1},
		{"ten when judged", "DK", law.Business, []law.Interrupted{{law.Judgment, 20220101}}, 20320101, 0},
	} {
		claim := law.Claim{Country: c.country, Debtor: c.debtor, Arose: 20200210, Due: 20200311}
		l, err := tables.Limitation(claim, c.events, today)
		if err != nil || l.Last != c.last || len(l.Idle) != c.idle || len(l.Applied)+len(l.Idle) != len(c.events) {
			t.Errorf("%s: last %s, %d idle, %v; want %s, %d", c.name, l.Last, len(l.Idle), err, c.last, c.idle)
		}
		if l.Limited(c.last) || !l.Limited(c.last.Add(1)) || len(l.Basis.Rows) < 2 {
			t.Errorf("%s: limited on %s %v, the day after %v", c.name, c.last, l.Limited(c.last), l.Limited(c.last.Add(1)))
		}
	}
	// A claim of 29 February ends on the 28th of a year that has no 29th.
	l, err := tables.Limitation(law.Claim{Country: "SE", Debtor: law.Consumer, Arose: 20240229}, nil, today)
	if err != nil || l.Last != 20270228 {
		t.Errorf("of 29 February: %s, %v", l.Last, err)
	}
	// What has not happened yet interrupts nothing.
	l, err = tables.Limitation(law.Claim{Country: "SE", Debtor: law.Consumer, Arose: 20240229}, []law.Interrupted{{law.Payment, 20260101}}, 20251231)
	if err != nil || l.Last != 20270228 || len(l.Applied) != 0 {
		t.Errorf("a payment to come: %+v, %v", l, err)
	}
}

func TestLimitationRefuses(t *testing.T) {
	tables := load(t)
	for _, c := range []struct {
		claim law.Claim
		event law.Interruption
		want  string
	}{
		{law.Claim{Country: "NO", Due: 20200311}, "", "limitation_years for NO on 2026-01-01 is not confirmed"},
		{law.Claim{Country: "SE", Debtor: law.Consumer, Due: 20250311}, "", "want that day"},
		{law.Claim{Country: "SE", Debtor: law.Consumer, Arose: 20250311}, law.Judgment, "limitation_after_judgment for SE on 2026-01-01 is not confirmed"},
		{law.Claim{Country: "SE", Debtor: law.Consumer, Arose: 20250311}, "letter", "no limitation_after_letter for SE"},
		{law.Claim{Country: "DE", Debtor: law.Consumer, Arose: 20250311}, "", "no limitation_years for DE"},
	} {
		var events []law.Interrupted
		if c.event != "" {
			events = append(events, law.Interrupted{Kind: c.event, On: 20251001})
		}
		if l, err := tables.Limitation(c.claim, events, 20260101); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %+v, %v, want %s", c.claim, l, err, c.want)
		}
	}
}

// An interruption in time never shortens a claim's life, and the order in which events
// are told does not matter.
func TestInterruptionsOnlyLengthen(t *testing.T) {
	tables := confirmed(t, limits...)
	kinds := []law.Interruption{law.Payment, law.Acknowledgement, law.Demand, law.Court, law.Judgment}
	rapid.Check(t, func(t *rapid.T) {
		claim := law.Claim{Country: rapid.SampledFrom([]law.Country{"SE", "NO", "FI", "DK"}).Draw(t, "country"),
			Debtor: rapid.SampledFrom([]law.Debtor{law.Consumer, law.Business}).Draw(t, "debtor"), Arose: 20200210, Due: 20200311}
		var events []law.Interrupted
		day := date.Date(20200401)
		last := date.Date(0)
		for range rapid.IntRange(0, 8).Draw(t, "events") {
			day = day.Add(rapid.IntRange(1, 900).Draw(t, "days"))
			events = append(events, law.Interrupted{Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), On: day})
			l, err := tables.Limitation(claim, events, 20991231)
			if err != nil || l.Last < last {
				t.Fatalf("after %v: %s, before %s, %v", events, l.Last, last, err)
			}
			last = l.Last
			mixed, err := tables.Limitation(claim, rapid.Permutation(events).Draw(t, "order"), 20991231)
			if err != nil || mixed.Last != l.Last {
				t.Fatalf("in another order: %s, %v, want %s", mixed.Last, err, l.Last)
			}
		}
	})
}
