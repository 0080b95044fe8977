package law_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/config/law"
	"girod/formats/date"
	"girod/formats/money"
)

// act is one try to charge: its kind, its day, and what Allow should answer.
type act struct {
	kind law.Kind
	on   date.Date
	want string // "35.00", with "(12.00)" counted into the compensation, or why nothing may be charged
}

// confirmed is the tables with some rows of theirs confirmed, or filled.
func confirmed(t testing.TB, rows ...law.Confirmation) *law.Tables {
	tables := load(t)
	for _, c := range rows {
		c.By = "the test"
		var err error
		if tables, err = tables.Confirm(c); err != nil {
			t.Fatal(err)
		}
	}
	return tables
}

var finland = []law.Confirmation{
	{Country: "FI", Key: "reminder_fee_max_count", From: 20130316, Value: "2"},
	{Country: "FI", Key: law.TotalCap, Debtor: law.Consumer, From: 20130316},
	{Country: "FI", Key: law.TotalCap, Debtor: law.Business, From: 20220501, Value: "1000.00"},
	{Country: "FI", Key: law.LaterDemandFee, Debtor: law.Consumer, From: 20130316},
	{Country: "FI", Key: "later_demand_fee_max_count", Debtor: law.Business, From: 20220501, Value: "1"},
}

// patience is Finland with as many reminders as one likes.
var patience = append([]law.Confirmation{{Country: "FI", Key: "reminder_fee_max_count", From: 20130316, Value: "20"}}, finland[1:]...)

// Each story is a claim due 2026-01-12 (Sweden, Finland, Denmark, Norway), charged step
// by step. What was answered is charged.
func TestAllow(t *testing.T) {
	const due = 20260112
	for _, c := range []struct {
		name      string
		tables    *law.Tables
		claim     law.Claim
		principal string
		acts      []act
	}{
		{"SE: one fee, however many reminders", load(t), law.Claim{Country: "SE", Debtor: law.Consumer, FeeAgreed: true}, "1500.00 SEK", []act{
			{law.ReminderFee, due, "too early: from 2026-01-13"},
			{law.ReminderFee, 20260122, "60.00"},
			{law.ReminderFee, 20260223, "charged as often as the law allows"},
			{law.CollectionFee, 20260310, "180.00"},
			{law.CollectionFee, 20260410, "charged as often as the law allows"},
			{law.PlanFee, 20260411, "170.00"},
		}},
		// R-ALK-23
		{"SE: no fee without agreement", load(t), law.Claim{Country: "SE", Debtor: law.Consumer}, "1500.00 SEK", []act{
			{law.ReminderFee, 20260122, "not agreed"},
			{law.CollectionFee, 20260310, "180.00"}, // the demand's needs none
		}},
		// 450 replaces 60 and 180: 60 charged before is counted into it, 450 - 60 = 390.
		{"SE business: 450 replaces the fees", load(t), law.Claim{Country: "SE", Debtor: law.Business, FeeAgreed: true}, "1500.00 SEK", []act{
			{law.LateCompensation, due, "not late yet"},
			{law.ReminderFee, 20260122, "60.00"},
			{law.LateCompensation, 20260123, "390.00"},
			{law.CollectionFee, 20260310, "0.00 (180.00): the compensation for late payment replaces it"},
			{law.LateCompensation, 20260311, "charged as often as the law allows"},
			{law.PlanFee, 20260411, "170.00"}, // not among what it replaces
		}},
		// 35 each until 2025, 37.50 from 2026: two notices, the second after 14 days were missed; 3/20 of 750.
		{"NO: two notices and a demand", load(t), law.Claim{Country: "NO", Debtor: law.Consumer}, "1500.00 NOK", []act{
			{law.CollectionFee, 20260120, "no notice went before it"},
			{law.ReminderFee, 20260125, "too early: from 2026-01-26"}, // 14 days after 12 January
			{law.ReminderFee, 20260126, "37.50"},
			{law.NoticeFee, 20260209, "too early: from 2026-02-10"}, // 26 January + 14 days is 9 February
			{law.NoticeFee, 20260210, "37.50"},
			{law.ReminderFee, 20260301, "charged as often as the law allows"},
			{law.NoticeFee, 20260301, "charged as often as the law allows"},
			{law.CollectionFee, 20260224, "too early: from 2026-02-25"},
			{law.CollectionFee, 20260225, "112.50"},
			{law.CollectionCost, 20260320, "300.00"}, // 750 × 0.40
			{law.CollectionCost, 20260321, "charged as often as the law allows"},
			{law.HeavyCollectionCost, 20260501, "300.00: beyond the collection_cost charged before"}, // 600 in all
		}},
		{"NO: a second reminder takes the notice's place", load(t), law.Claim{Country: "NO", Debtor: law.Consumer}, "1500.00 NOK", []act{
			{law.ReminderFee, 20260126, "37.50"},
			{law.ReminderFee, 20260210, "37.50"},
			{law.NoticeFee, 20260225, "charged as often as the law allows"},
		}},
		// 460 less 37.50 = 422.50; of it 112.50 covers the demand, then 310 of 450 (750 × 0.40 × 3/2): 140 is left to charge.
		{"NO business: what the compensation covers", load(t), law.Claim{Country: "NO", Debtor: law.Business}, "1500.00 NOK", []act{
			{law.ReminderFee, 20260126, "37.50"},
			{law.LateCompensation, 20260127, "422.50"},
			{law.CollectionFee, 20260225, "0.00 (112.50): less what the compensation for late payment covers"},
			{law.CollectionCost, 20260320, "140.00 (310.00): less what the compensation for late payment covers"},
			{law.HeavyCollectionCost, 20260501, "450.00: beyond the collection_cost charged before"}, // 900 less 450
			{law.LateCompensation, 20260630, "charged as often as the law allows"},
		}},
		// 5 + 5 + 24 + 12 + 30: within 120.
		{"FI consumer", confirmed(t, finland...), law.Claim{Country: "FI", Debtor: law.Consumer}, "1000.00 EUR", []act{
			{law.ReminderFee, 20260125, "too early: from 2026-01-26"},
			{law.ReminderFee, 20260126, "5.00"},
			{law.ReminderFee, 20260208, "too early: from 2026-02-09"},
			{law.ReminderFee, 20260209, "5.00"},
			{law.LaterDemandFee, 20260301, "no collection_demand_fee went before it"},
			{law.CollectionFee, 20260222, "too early: from 2026-02-23"},
			{law.CollectionFee, 20260223, "24.00"},
			{law.LaterDemandFee, 20260309, "12.00"}, // 24 / 2
			{law.LaterDemandFee, 20260401, "charged as often as the law allows"},
			{law.PlanFee, 20260402, "30.00"},
		}},
		{"FI consumer: one plan for a small claim, short or long", confirmed(t, finland...), law.Claim{Country: "FI", Debtor: law.Consumer}, "100.00 EUR", []act{
			{law.ShortPlanFee, 20260402, "20.00"},
			{law.PlanFee, 20260502, "charged as often as the law allows"},
		}},
		// At most 60 for 100.00: nine reminders 45 and a demand 14 are 59.
		{"FI consumer: the total", confirmed(t, patience...), law.Claim{Country: "FI", Debtor: law.Consumer}, "100.00 EUR", []act{
			{law.ReminderFee, 20260126, "5.00"}, {law.ReminderFee, 20260209, "5.00"}, {law.ReminderFee, 20260223, "5.00"},
			{law.ReminderFee, 20260309, "5.00"}, {law.ReminderFee, 20260323, "5.00"}, {law.ReminderFee, 20260406, "5.00"},
			{law.ReminderFee, 20260420, "5.00"}, {law.ReminderFee, 20260504, "5.00"}, {law.ReminderFee, 20260518, "5.00"},
			{law.CollectionFee, 20260601, "14.00"},
			{law.LaterDemandFee, 20260615, "1.00: all costs together reach 60.00 EUR"},
			{law.PlanFee, 20260616, "all costs together reach 60.00 EUR"},
		}},
		// 40 - 12 = 28 is charged; of the demand's 70, 28 is covered: 42. In all 12 + 28 + 42 = 82 = 12 + 70.
		{"FI business: vakiokorvaus", confirmed(t, finland...), law.Claim{Country: "FI", Debtor: law.Business}, "2000.00 EUR", []act{
			{law.ReminderFee, 20260119, "12.00"},
			{law.LateCompensation, 20260120, "28.00"},
			{law.CollectionFee, 20260129, "42.00 (28.00): less what the compensation for late payment covers"},
			{law.LaterDemandFee, 20260208, "35.00"},
		}},
		// Compensation first: 12 is covered whole, of 70 the 28 left over: the same 82.
		{"FI business: vakiokorvaus first", confirmed(t, finland...), law.Claim{Country: "FI", Debtor: law.Business}, "2000.00 EUR", []act{
			{law.LateCompensation, 20260113, "40.00"},
			{law.ReminderFee, 20260119, "0.00 (12.00): less what the compensation for late payment covers"},
			{law.CollectionFee, 20260129, "42.00 (28.00): less what the compensation for late payment covers"},
		}},
		{"DK: three, ten days apart", load(t), law.Claim{Country: "DK", Debtor: law.Business, Arose: 20251201}, "30000.00 DKK", []act{
			{law.CollectionCost, 20260113, "no notice went before it"},
			{law.ReminderFee, 20260113, "100.00"},
			{law.ReminderFee, 20260122, "too early: from 2026-01-23"},
			{law.ReminderFee, 20260123, "100.00"},
			{law.LateCompensation, 20260124, "310.00"}, // beside the fees
			{law.ReminderFee, 20260202, "100.00"},
			{law.ReminderFee, 20260301, "charged as often as the law allows"},
			{law.CollectionCost, 20260302, "2250.00"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.claim.Due, c.claim.Principal = due, amount(c.principal)
			var before []law.Charged
			for _, a := range c.acts {
				got, err := c.tables.Allow(a.kind, c.claim, before, a.on)
				if err != nil {
					t.Fatalf("%s on %s: %v", a.kind, a.on, err)
				}
				if text := say(got); text != a.want {
					t.Errorf("%s on %s: %s, want %s", a.kind, a.on, text, a.want)
				}
				if got.Amount.Minor > 0 || got.Counted > 0 {
					before = append(before, law.Charged{Kind: a.kind, On: a.on, Amount: got.Amount, Counted: got.Counted})
				}
			}
		})
	}
}

func say(a law.Allowance) string {
	text := a.Amount.Decimal()
	if a.Counted > 0 {
		text += fmt.Sprintf(" (%s)", money.Of(a.Counted, a.Amount.Currency).Decimal())
	}
	switch {
	case a.Basis.Note == "" || strings.HasPrefix(a.Basis.Note, "less the fees"):
		return text
	case text == "0.00":
		return a.Basis.Note
	}
	return text + ": " + a.Basis.Note
}

// A rule nobody confirmed is not taken for no rule.
func TestAllowRefuses(t *testing.T) {
	tables := load(t)
	for _, c := range []struct {
		kind  law.Kind
		claim law.Claim
		want  string
	}{
		{law.ReminderFee, law.Claim{Country: "FI", Debtor: law.Consumer, Principal: amount("100.00 EUR"), Due: 20260112}, "no reminder_fee_max_count for FI"},
		{law.PlanFee, law.Claim{Country: "FI", Debtor: law.Consumer, Principal: amount("100.00 EUR"), Due: 20260112}, "total_cost_cap for FI on 2026-03-01 is not confirmed"},
		{law.LateCompensation, law.Claim{Country: "FI", Debtor: law.Business, Principal: amount("100.00 EUR"), Due: 20260112}, "no total_cost_cap for FI (business)"},
		{law.NoticeFee, law.Claim{Country: "SE", Debtor: law.Consumer, Principal: amount("100.00 SEK"), Due: 20260112}, "no collection_notice_fee for SE"},
		{law.ReminderFee, law.Claim{Country: "SE", Debtor: law.Consumer, FeeAgreed: true}, "want the due date"},
		{law.ReminderFee, law.Claim{Country: "DE", Debtor: law.Consumer, Due: 20260112}, "no reminder_fee for DE"},
	} {
		if a, err := tables.Allow(c.kind, c.claim, nil, 20260301); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: %s, %v, want %s", c.kind, c.claim.Country, say(a), err, c.want)
		}
	}
	charged := []law.Charged{{Kind: law.ReminderFee, On: 20260120, Amount: amount("5.00 EUR")}}
	claim := law.Claim{Country: "SE", Debtor: law.Consumer, FeeAgreed: true, Due: 20260112}
	if _, err := tables.Allow(law.CollectionFee, claim, charged, 20260301); err == nil || !strings.Contains(err.Error(), "different currencies") {
		t.Errorf("charged in another currency: %v", err)
	}
}

// Whatever is tried, on any day and in any order, the law's ceilings hold: of each kind,
// of their number, of the sum, and of the compensation with what is counted into it.
func TestCeilingsAreNeverExceeded(t *testing.T) {
	low := slices.Clone(finland)
	low[1].Value = "100:30.00 1000:40.00 above:50.00" // lower than the law's, to be reached more often
	tables := confirmed(t, append(low,
		law.Confirmation{Country: "DK", Key: law.HandoverFee, From: 20020801},
		law.Confirmation{Country: "DK", Key: "collection_fee_max_count", From: 20020801})...)
	currency := map[law.Country]money.Currency{"SE": money.SEK, "NO": money.NOK, "FI": money.EUR, "DK": money.DKK}
	kinds := []law.Kind{law.ReminderFee, law.NoticeFee, law.CollectionFee, law.LaterDemandFee, law.HandoverFee, law.CollectionCost,
		law.HeavyCollectionCost, law.PlanFee, law.ShortPlanFee, law.LateCompensation}
	most := map[string]int{ // the most that may cost, by hand from DOMAIN.md 3
		"SE reminder_fee": 1, "SE collection_demand_fee": 1, "NO reminder_fee": 2, "NO collection_notice_fee": 1, "NO collection_demand_fee": 1,
		"FI reminder_fee": 2, "FI collection_demand_fee": 1, "FI later_demand_fee": 1, "DK reminder_fee": 3, "DK collection_fee": 1,
	}
	rapid.Check(t, func(t *rapid.T) {
		country := rapid.SampledFrom([]law.Country{"SE", "NO", "FI", "DK"}).Draw(t, "country")
		claim := law.Claim{Country: country, Debtor: rapid.SampledFrom([]law.Debtor{law.Consumer, law.Business}).Draw(t, "debtor"),
			Principal: money.Of(rapid.Int64Range(1, 5e6).Draw(t, "principal"), currency[country]), Arose: 20251201, Due: 20260112, FeeAgreed: rapid.Bool().Draw(t, "agreed")}
		var before []law.Charged
		count, notices := map[law.Kind]int{}, 0
		var total, compensation, counted, salaer int64
		on := claim.Due
		for range rapid.IntRange(1, 20).Draw(t, "acts") {
			kind := rapid.SampledFrom(kinds).Draw(t, "kind")
			on = min(on.Add(rapid.IntRange(0, 25).Draw(t, "days")), 20260630)
			a, err := tables.Allow(kind, claim, before, on)
			if err != nil {
				continue // a charge this country, or this debtor, does not know
			}
			ceiling, _, err := tables.Ceiling(kind, claim, on)
			if err != nil || a.Amount.Minor < 0 || a.Counted < 0 || a.Amount.Minor+a.Counted > ceiling.Minor {
				t.Fatalf("%s on %s: %s, ceiling %s, %v", kind, on, say(a), ceiling, err)
			}
			if a.Amount.Minor+a.Counted == 0 {
				continue
			}
			before = append(before, law.Charged{Kind: kind, On: on, Amount: a.Amount, Counted: a.Counted})
			count[kind]++
			total += a.Amount.Minor
			if kind == law.CollectionCost || kind == law.HeavyCollectionCost {
				salaer += a.Amount.Minor + a.Counted
			}
			if kind == law.HeavyCollectionCost && salaer > ceiling.Minor {
				t.Fatalf("light and heavy cost %d together, at most %s", salaer, ceiling)
			}
			counted += a.Counted
			if kind == law.LateCompensation {
				compensation += a.Amount.Minor
			}
			if kind == law.ReminderFee || kind == law.NoticeFee {
				notices++
			}
			if n, known := most[string(country)+" "+kind]; known && count[kind] > n {
				t.Fatalf("%d charges of %s", count[kind], kind)
			}
			if country == "NO" && notices > 2 {
				t.Fatalf("%d reminders and notices", notices)
			}
			if country != "SE" && counted > compensation { // Sweden's replaces, however much
				t.Fatalf("%d counted into a compensation of %d", counted, compensation)
			}
			if count[law.LateCompensation] > 1 || claim.Debtor == law.Consumer && compensation > 0 {
				t.Fatalf("compensation %d", compensation)
			}
			if country == "FI" && claim.Debtor == law.Consumer && total > lowCap(claim.Principal.Minor) {
				t.Fatalf("%d of costs on %s", total, claim.Principal)
			}
		}
	})
}

func lowCap(principal int64) int64 {
	switch {
	case principal <= 100_00:
		return 30_00
	case principal <= 1000_00:
		return 40_00
	}
	return 50_00
}
