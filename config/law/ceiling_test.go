package law_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/config/law"
	"girod/formats/date"
	"girod/formats/money"
)

func amount(text string) money.Amount {
	number, code, _ := strings.Cut(text, " ")
	c, err := money.ParseCurrency(code)
	if err != nil {
		panic(err)
	}
	minor, err := money.Parse(number, c)
	if err != nil {
		panic(err)
	}
	return money.Of(minor, c)
}

// The figures are worked out beside each row, by hand from the acts.
func TestCeilings(t *testing.T) {
	tables := load(t)
	for _, c := range []struct {
		country   law.Country
		kind      law.Kind
		debtor    law.Debtor
		principal string
		on        string
		want      string
	}{
		// Norway: inkassosats 700 until 2025, 750 from 2026.
		{"NO", law.ReminderFee, law.Consumer, "100.00 NOK", "2020-09-30", "70.00 NOK"},        // 700 / 10
		{"NO", law.ReminderFee, law.Consumer, "100.00 NOK", "2020-10-01", "35.00 NOK"},        // 700 / 20
		{"NO", law.NoticeFee, law.Business, "100.00 NOK", "2026-03-01", "37.50 NOK"},          // 750 / 20
		{"NO", law.CollectionFee, law.Consumer, "100.00 NOK", "2025-12-31", "105.00 NOK"},     // 700 × 3 / 20
		{"NO", law.CollectionCost, law.Consumer, "500.00 NOK", "2025-12-31", "175.00 NOK"},    // 700 × 0.25: the government's own example
		{"NO", law.CollectionCost, law.Consumer, "500.00 NOK", "2026-01-01", "187.50 NOK"},    // 750 × 0.25
		{"NO", law.CollectionCost, law.Consumer, "500.01 NOK", "2026-01-01", "262.50 NOK"},    // 750 × 0.35
		{"NO", law.CollectionCost, law.Consumer, "1000.00 NOK", "2026-01-01", "262.50 NOK"},   // the limit belongs to the lower step
		{"NO", law.CollectionCost, law.Consumer, "2500.00 NOK", "2026-01-01", "300.00 NOK"},   // 750 × 0.40
		{"NO", law.CollectionCost, law.Consumer, "10000.00 NOK", "2026-01-01", "600.00 NOK"},  // 750 × 0.80
		{"NO", law.CollectionCost, law.Consumer, "50000.00 NOK", "2026-01-01", "1200.00 NOK"}, // 750 × 1.60
		{"NO", law.CollectionCost, law.Consumer, "250000.00 NOK", "2026-01-01", "2700.00 NOK"},
		{"NO", law.CollectionCost, law.Consumer, "250000.01 NOK", "2026-01-01", "5400.00 NOK"},      // 750 × 7.20
		{"NO", law.CollectionCost, law.Business, "500.00 NOK", "2026-01-01", "281.25 NOK"},          // 187.50 × 3 / 2
		{"NO", law.CollectionCost, law.Business, "1000.00 NOK", "2026-01-01", "393.75 NOK"},         // 262.50 × 3 / 2
		{"NO", law.HeavyCollectionCost, law.Consumer, "2000.00 NOK", "2026-01-01", "600.00 NOK"},    // 300 × 2
		{"NO", law.HeavyCollectionCost, law.Business, "2000.00 NOK", "2026-01-01", "900.00 NOK"},    // 300 × 3 / 2 × 2
		{"NO", law.CollectionCost, law.Consumer, "500.00 NOK", "2020-09-30", "missing"},             // the steps before were others
		{"NO", law.CollectionFee, law.Consumer, "500.00 NOK", "2016-12-31", "missing"},              // no inkassosats so old
		{"NO", law.LateCompensation, law.Business, "1.00 NOK", "2025-06-30", "470.00 NOK"},          // set for the half-year
		{"NO", law.LateCompensation, law.Business, "1.00 NOK", "2025-07-01", "missing"},             // and for no other
		{"FI", law.CollectionFee, law.Consumer, "100.00 EUR", "2026-02-01", "14.00 EUR"},            // steps 100, 1000
		{"FI", law.CollectionFee, law.Consumer, "100.01 EUR", "2026-02-01", "24.00 EUR"},            //
		{"FI", law.CollectionFee, law.Consumer, "1000.00 EUR", "2026-02-01", "24.00 EUR"},           //
		{"FI", law.CollectionFee, law.Consumer, "1000.01 EUR", "2026-02-01", "50.00 EUR"},           //
		{"FI", law.CollectionFee, law.Business, "500.00 EUR", "2026-02-01", "50.00 EUR"},            // steps 500, 2500, 10000
		{"FI", law.CollectionFee, law.Business, "2500.00 EUR", "2026-02-01", "70.00 EUR"},           //
		{"FI", law.CollectionFee, law.Business, "10000.00 EUR", "2026-02-01", "90.00 EUR"},          //
		{"FI", law.CollectionFee, law.Business, "10000.01 EUR", "2026-02-01", "110.00 EUR"},         //
		{"FI", law.CollectionFee, law.Business, "500.00 EUR", "2022-04-30", "missing"},              // businesses since 1 May 2022
		{"FI", law.LaterDemandFee, law.Business, "2500.00 EUR", "2026-02-01", "35.00 EUR"},          // 70 / 2
		{"FI", law.LaterDemandFee, law.Consumer, "2500.00 EUR", "2026-02-01", "unconfirmed"},        //
		{"FI", law.TotalCap, law.Consumer, "2500.00 EUR", "2026-02-01", "unconfirmed"},              //
		{"FI", law.TotalCap, law.Business, "2500.00 EUR", "2026-02-01", "missing"},                  //
		{"FI", law.LateCompensation, law.Business, "1.00 EUR", "2026-02-01", "40.00 EUR"},           //
		{"FI", law.LateCompensation, law.Consumer, "1.00 EUR", "2026-02-01", "missing"},             // between businesses only
		{"SE", law.PlanFee, law.Consumer, "1.00 SEK", "2026-02-01", "170.00 SEK"},                   //
		{"DK", law.ReminderFee, law.Consumer, "1.00 DKK", "2026-02-01", "100.00 DKK"},               //
		{"DK", law.HandoverFee, law.Consumer, "1.00 DKK", "2026-02-01", "unconfirmed"},              //
		{"DK", law.CollectionCost, law.Business, "1000.00 DKK", "2026-02-01", "400.00 DKK"},         //
		{"DK", law.CollectionCost, law.Business, "25000.01 DKK", "2026-02-01", "2250.00 DKK"},       //
		{"DK", law.CollectionCost, law.Business, "500000.00 DKK", "2026-02-01", "6400.00 DKK"},      //
		{"DK", law.CollectionCost, law.Business, "512345.67 DKK", "2026-02-01", "6523.45 DKK"},      // 6400 + 1 % × 12345.67 = 6523.4567, down
		{"DK", law.OwnCollectionCost, law.Business, "30000.00 DKK", "2026-02-01", "missing"},        // the table of 2016 was not found
		{"DK", law.LateCompensation, law.Business, "1.00 DKK", "2026-02-01", "310.00 DKK"},          //
		{"FI", law.CollectionFee, law.Consumer, "100.00 SEK", "2026-02-01", "different currencies"}, // the steps are in euro
	} {
		claim := law.Claim{Country: c.country, Debtor: c.debtor, Principal: amount(c.principal), Arose: day(c.on), Due: day(c.on)}
		fee, basis, err := tables.Ceiling(c.kind, claim, day(c.on))
		got := fee.String()
		if err != nil {
			got = kind(err)
		}
		if errors.Is(err, money.ErrCurrency) {
			got = "different currencies"
		}
		if got != c.want {
			t.Errorf("%s %s %s %s %s: %s, want %s", c.country, c.kind, c.debtor, c.principal, c.on, got, c.want)
		}
		if err == nil && (len(basis.Rows) == 0 || basis.Rows[0].Key != c.kind || !basis.Rows[0].Confirmed) {
			t.Errorf("%s %s: basis %s", c.country, c.kind, basis)
		}
	}
}

// A Danish claim keeps the table of the day it arose, whenever it is collected.
func TestOlderClaimsKeepTheirTable(t *testing.T) {
	tables := load(t)
	claim := law.Claim{Country: "DK", Debtor: law.Business, Principal: amount("30000.00 DKK"), Due: 20160801}
	for _, c := range []struct {
		arose date.Date
		kind  law.Kind
		want  string
	}{
		{20090527, law.CollectionCost, "1600.00 DKK"}, // DOMAIN.md 3.4: own 1000, third party 1600
		{20090527, law.OwnCollectionCost, "1000.00 DKK"},
		{20090528, law.CollectionCost, "unconfirmed"},
		{20160630, law.CollectionCost, "unconfirmed"},
		{20160701, law.CollectionCost, "2250.00 DKK"},
		{20130228, law.LateCompensation, "missing"},
		{20130301, law.LateCompensation, "310.00 DKK"},
	} {
		claim.Arose = c.arose
		fee, _, err := tables.Ceiling(c.kind, claim, 20260201)
		got := fee.String()
		if err != nil {
			got = kind(err)
		}
		if got != c.want {
			t.Errorf("%s of a claim of %s: %s, want %s", c.kind, c.arose, got, c.want)
		}
	}
	// 3000 + 0.67 % × 1000.00 = 3006.70
	claim.Principal, claim.Arose = amount("501000.00 DKK"), 20080101
	if fee, _, err := tables.Ceiling(law.OwnCollectionCost, claim, 20260201); err != nil || fee.String() != "3006.70 DKK" {
		t.Errorf("own collection of a large claim: %s, %v", fee, err)
	}
}

// An auditor reads statute, row, step and source.
func TestBasis(t *testing.T) {
	claim := law.Claim{Country: "NO", Debtor: law.Business, Principal: amount("2000.00 NOK"), Due: 20260101}
	_, basis, err := load(t).Ceiling(law.HeavyCollectionCost, claim, 20260301)
	want := "inkassoforskriften § 2-3, NO collection_cost_heavy (all) from 2020-10-01: 2 of collection_cost [S18b]; " +
		"inkassoforskriften § 2-2, NO collection_cost (business) from 2020-10-01: 3/2 of salaer [S18b]; " +
		"inkassoforskriften § 2-2, NO salaer (all) from 2020-10-01: principal up to 2500.00: 0.40 of inkassosats [S18b]; " +
		"inkassoforskriften § 1-1, NO inkassosats (all) from 2026-01-01: 750.00 NOK [S16]"
	if err != nil || basis.String() != want {
		t.Errorf("%v\n got %s\nwant %s", err, basis, want)
	}
}

// Finland's plan costs by size, but little when it is short.
func TestPlanFee(t *testing.T) {
	tables := load(t)
	for _, c := range []struct {
		country     law.Country
		principal   string
		instalments int
		want        string
	}{
		{"FI", "100.00 EUR", 12, "20.00 EUR"}, {"FI", "1000.00 EUR", 5, "30.00 EUR"}, {"FI", "1000.01 EUR", 5, "50.00 EUR"},
		{"FI", "5000.00 EUR", 4, "20.00 EUR"}, {"SE", "5000.00 SEK", 2, "170.00 SEK"},
	} {
		claim := law.Claim{Country: c.country, Debtor: law.Consumer, Principal: amount(c.principal), Due: 20260101}
		if fee, _, err := tables.PlanFee(claim, c.instalments, 20260301); err != nil || fee.String() != c.want {
			t.Errorf("%+v: %s, %v", c, fee, err)
		}
	}
}

// A greater claim never bears a smaller fee, and a fraction of the unit is never charged.
func TestCeilingGrowsWithTheClaim(t *testing.T) {
	tables := load(t)
	type ask struct {
		country  law.Country
		kind     law.Kind
		debtor   law.Debtor
		currency money.Currency
	}
	asks := []ask{{"NO", law.CollectionCost, law.Consumer, money.NOK}, {"NO", law.HeavyCollectionCost, law.Business, money.NOK},
		{"FI", law.CollectionFee, law.Consumer, money.EUR}, {"FI", law.LaterDemandFee, law.Business, money.EUR}, {"DK", law.CollectionCost, law.Business, money.DKK}}
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SampledFrom(asks).Draw(t, "charge")
		of := func(minor int64) int64 {
			claim := law.Claim{Country: a.country, Debtor: a.debtor, Principal: money.Of(minor, a.currency), Arose: 20260101, Due: 20260131}
			fee, _, err := tables.Ceiling(a.kind, claim, 20260301)
			if err != nil || fee.Minor <= 0 {
				t.Fatalf("%+v of %d: %s, %v", a, minor, fee, err)
			}
			return fee.Minor
		}
		small := rapid.Int64Range(0, 1e9).Draw(t, "small")
		large := small + rapid.Int64Range(0, 1e9).Draw(t, "more")
		if of(small) > of(large) {
			t.Fatalf("%+v: %d costs %d, %d costs %d", a, small, of(small), large, of(large))
		}
	})
}
