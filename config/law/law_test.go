package law_test

import (
	"errors"
	"strings"
	"testing"

	"girod/config/law"
	"girod/formats/date"
)

func load(t testing.TB) *law.Tables {
	t.Helper()
	tables, err := law.Load()
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

func day(text string) date.Date {
	d, err := date.Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

func TestLateRate(t *testing.T) {
	tables := load(t)
	for _, c := range []struct {
		country law.Country
		debtor  law.Debtor
		day     string
		want    string // rate, or the kind of refusal
	}{
		{"SE", law.Business, "2013-01-01", "9.00"},
		{"SE", law.Consumer, "2014-12-31", "9.00"}, // a rate that did not change has a row for each half-year
		{"SE", law.Consumer, "2015-01-01", "8.00"},
		{"SE", law.Consumer, "2016-06-30", "8.00"},
		{"SE", law.Consumer, "2016-07-01", "7.50"},
		{"SE", law.Consumer, "2024-12-31", "12.00"},
		{"SE", law.Consumer, "2025-06-30", "11.00"},
		{"SE", law.Consumer, "2025-07-01", "10.00"},
		{"SE", law.Consumer, "2026-06-30", "10.00"},
		{"SE", law.Consumer, "2026-07-01", "unconfirmed"},
		{"SE", law.Consumer, "2026-12-31", "unconfirmed"},
		{"SE", law.Consumer, "2027-01-01", "missing"},
		{"SE", law.Consumer, "2012-12-31", "missing"},
		{"NO", law.Business, "2026-06-30", "12.00"},
		{"NO", law.Business, "2026-07-01", "missing"},
		{"NO", law.Business, "2025-12-31", "unconfirmed"},
		{"FI", law.Consumer, "2026-01-01", "9.50"},
		{"FI", law.Business, "2026-01-01", "10.50"},
		{"DK", law.Business, "2021-07-01", "7.65"},
		{"DK", law.Business, "2025-12-31", "9.75"},
		{"DK", law.Business, "2026-01-01", "unconfirmed"},
		{"DE", law.Business, "2026-01-01", "missing"},
	} {
		rate, err := tables.LateRate(c.country, c.debtor, day(c.day))
		got := rate.String()
		if err != nil {
			got = kind(err)
		}
		if got != c.want {
			t.Errorf("%s %s %s: %s (%v), want %s", c.country, c.debtor, c.day, got, err, c.want)
		}
	}
}

func kind(err error) string {
	var missing *law.Missing
	var unconfirmed *law.Unconfirmed
	switch {
	case errors.As(err, &missing):
		return "missing"
	case errors.As(err, &unconfirmed):
		return "unconfirmed"
	}
	return err.Error()
}

// A refusal names the row and what to write into the configuration.
func TestRefusalsSayWhatToDo(t *testing.T) {
	tables := load(t)
	for _, c := range []struct {
		country law.Country
		day     string
		want    string
	}{
		{"SE", "2026-08-15", "reference_rate for SE on 2026-08-15 is not confirmed: the row of 2026-07-01 says 2.00 " +
			"(source: carried forward); check it and confirm it in the configuration: law.confirm, country SE, validFrom 2026-07-01, value 2.00, by and your name"},
		{"SE", "2027-02-01", "no reference_rate for SE (consumer) on 2027-02-01: the row of 2026-07-01 (2.00) serves until 2026-12-31; " +
			"look it up and confirm it in the configuration: law.confirm, country SE, validFrom 2027-01-01, value the value found, by and your name"},
		{"NO", "2026-08-15", "no reference_rate for NO (consumer) on 2026-08-15: the row of 2026-07-01 has no value; " +
			"look it up and confirm it in the configuration: law.confirm, country NO, validFrom 2026-07-01, value the value found, by and your name"},
	} {
		_, err := tables.LateRate(c.country, law.Consumer, day(c.day))
		if err == nil || err.Error() != c.want {
			t.Errorf("%s %s:\n got %v\nwant %s", c.country, c.day, err, c.want)
		}
	}
}

// A fee's hint names its key, and the kind of debtor where the row is for one.
func TestFeeRefusalSaysWhatToDo(t *testing.T) {
	_, err := load(t).Fee("FI", law.TotalCap, law.Consumer, day("2026-08-15"))
	want := "confirm it in the configuration: law.confirm, country FI, key total_cost_cap, debtor consumer, validFrom 2013-03-16, value 100:60.00 1000:120.00 above:210.00, by and your name"
	if err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestConfirm(t *testing.T) {
	tables := load(t)
	se := law.Confirmation{Country: "SE", From: day("2026-07-01"), By: "Ada, riksbank.se 2026-07-01"}
	confirmed, err := tables.Confirm(se)
	if err != nil {
		t.Fatal(err)
	}
	if rate, err := confirmed.LateRate("SE", law.Consumer, day("2026-12-31")); err != nil || rate.String() != "10.00" {
		t.Errorf("confirmed: %s, %v", rate, err)
	}
	if _, err := confirmed.LateRate("SE", law.Consumer, day("2027-01-01")); kind(err) != "missing" {
		t.Errorf("the half-year after the confirmed one: %v, want missing", err)
	}
	if _, err := tables.LateRate("SE", law.Consumer, day("2026-12-31")); kind(err) != "unconfirmed" {
		t.Errorf("confirming changed the tables it started from: %v", err)
	}
	row, err := confirmed.Row("SE", law.ReferenceRate, law.Everyone, day("2026-07-01"))
	if err != nil || row.Source != "configuration: Ada, riksbank.se 2026-07-01" {
		t.Errorf("source %q, %v", row.Source, err)
	}
	if again, err := confirmed.Confirm(se); err != nil || again != confirmed {
		t.Errorf("confirming twice: %v", err)
	}

	next, err := confirmed.Confirm(law.Confirmation{Country: "SE", From: day("2027-01-01"), Value: "1.75", By: "Ada"})
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]string{"2026-12-31": "10.00", "2027-01-01": "9.75", "2027-06-30": "9.75"} {
		if rate, err := next.LateRate("SE", law.Business, day(on)); err != nil || rate.String() != want {
			t.Errorf("%s: %s, %v, want %s", on, rate, err, want)
		}
	}

	for what, c := range map[string]law.Confirmation{
		"say by whom":                         {Country: "SE", From: day("2026-07-01")},
		"the row has no value":                {Country: "NO", From: day("2026-07-01"), By: "Ada"},
		"confirmed already":                   {Country: "SE", From: day("2026-01-01"), Value: "2.50", By: "Ada"},
		"set from 1 January and 1 July":       {Country: "SE", From: day("2027-02-01"), Value: "2.50", By: "Ada"},
		"the tables know no such row":         {Country: "DE", From: day("2026-07-01"), Value: "2.50", By: "Ada"},
		`"2,50" is not a rate`:                {Country: "NO", From: day("2026-07-01"), Value: "2,50", By: "Ada"},
		"confirming nothing for SE (all)":     {Country: "SE", Key: "nothing", From: day("2026-07-01"), Value: "1", By: "Ada"},
		"the row has no value; give the one":  {Country: "FI", From: day("2026-07-01"), By: "Ada"},
		"confirming reference_rate for DK (a": {Country: "DK", From: day("2026-07-01"), By: "Ada"},
	} {
		if _, err := tables.Confirm(c); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%+v: %v, want %s", c, err, what)
		}
	}
}

func TestFees(t *testing.T) {
	tables := load(t)
	for _, c := range []struct {
		country law.Country
		key     string
		debtor  law.Debtor
		day     string
		want    string
	}{
		{"SE", law.ReminderFee, law.Consumer, "2026-11-22", "60.00 SEK"},
		{"SE", law.ReminderFee, law.Consumer, "2013-03-15", "missing"},
		{"SE", law.CollectionFee, law.Business, "2026-11-22", "180.00 SEK"},
		{"SE", law.LateCompensation, law.Business, "2026-11-22", "450.00 SEK"},
		{"SE", law.LateCompensation, law.Consumer, "2026-11-22", "missing"},
		{"NO", law.ReminderFee, law.Consumer, "2018-05-01", "70.00 NOK"},
		{"NO", law.ReminderFee, law.Consumer, "2025-12-31", "35.00 NOK"},
		{"NO", law.ReminderFee, law.Consumer, "2026-01-01", "37.50 NOK"},
		{"NO", law.CollectionFee, law.Consumer, "2026-01-01", "112.50 NOK"},
		{"NO", law.LateCompensation, law.Business, "2026-06-30", "460.00 NOK"},
		{"NO", law.LateCompensation, law.Business, "2026-07-01", "missing"}, // set for its half-year only
		{"FI", law.ReminderFee, law.Consumer, "2026-01-01", "5.00 EUR"},
		{"FI", law.ReminderFee, law.Business, "2026-01-01", "12.00 EUR"},
		{"DK", law.ReminderFee, law.Business, "2026-01-01", "100.00 DKK"},
		{"DK", "collection_fee", law.Business, "2026-01-01", "unconfirmed"},
		{"SE", "limitation_start", law.Business, "2026-01-01", "SE limitation_start of 1982-01-01 is no amount: origin text"},
		{"SE", "reminder_fee_max_count", law.Business, "2026-01-01", "SE reminder_fee_max_count of 2013-03-16 is no amount: 1 count"},
		{"DK", law.LateCompensation, law.Business, "2026-01-01", "late_payment_compensation for DK goes by the claim's day (origin): want that day"},
		{"FI", law.CollectionFee, law.Consumer, "2026-01-01", "collection_demand_fee for FI goes by the size of the principal: want it"},
	} {
		fee, err := tables.Fee(c.country, c.key, c.debtor, day(c.day))
		got := fee.String()
		if err != nil {
			got = kind(err)
		}
		if got != c.want {
			t.Errorf("%s %s %s %s: %s, want %s", c.country, c.key, c.debtor, c.day, got, c.want)
		}
	}
	for _, c := range []struct {
		country law.Country
		debtor  law.Debtor
		want    int
	}{{"SE", law.Consumer, 3}, {"SE", law.Business, 10}} {
		if n, err := tables.Count(c.country, law.LimitationYears, c.debtor, day("2026-01-01")); err != nil || n != c.want {
			t.Errorf("limitation %s %s: %d, %v, want %d", c.country, c.debtor, n, err, c.want)
		}
	}
}

// girod check lists what nobody has confirmed and a claim could still ask for.
func TestOpen(t *testing.T) {
	var got []string
	for _, r := range load(t).Open(day("2026-11-22")) {
		got = append(got, string(r.Country)+" "+r.Key+" "+r.From.String())
	}
	want := strings.TrimSpace(`
DK collection_demand_pay_days 1997-01-01, DK collection_fee 2002-08-01, DK collection_fee_max_count 2002-08-01,
DK interest_after_demand 2002-08-01, DK limitation_after_acknowledgement 2008-01-01, DK limitation_after_court 2008-01-01,
DK limitation_after_demand 2008-01-01, DK limitation_after_judgment 2008-01-01, DK limitation_after_payment 2008-01-01,
DK limitation_start 2008-01-01, DK limitation_years 2008-01-01, DK own_collection_cost 2009-05-28, DK reference_rate 2026-07-01,
FI later_demand_fee 2013-03-16, FI later_demand_fee_max_count 2022-05-01, FI limitation_after_acknowledgement 2004-01-01,
FI limitation_after_court 2004-01-01, FI limitation_after_demand 2004-01-01, FI limitation_after_judgment 2004-01-01,
FI limitation_after_payment 2004-01-01, FI limitation_final_years 2004-01-01, FI limitation_start 2004-01-01,
FI limitation_years 2004-01-01, FI own_demand_fee_max_count 2022-05-01, FI reference_rate 2026-07-01,
FI reminder_fee_max_count 2013-03-16, FI total_cost_cap 2022-05-01, FI total_cost_cap 2013-03-16,
NO interest_after_demand 1977-01-01, NO limitation_after_acknowledgement 1980-01-01, NO limitation_after_court 1980-01-01,
NO limitation_after_judgment 1980-01-01, NO limitation_after_payment 1980-01-01, NO limitation_start 1980-01-01,
NO limitation_years 1980-01-01, NO reference_rate 2026-07-01,
SE limitation_after_judgment 1982-01-01, SE reference_rate 2026-07-01`)
	want = strings.ReplaceAll(want, "\n", " ")
	if strings.Join(got, ", ") != want {
		t.Errorf("\n got %s\nwant %s", strings.Join(got, ", "), want)
	}
}

func TestParseRate(t *testing.T) {
	for text, want := range map[string]law.Rate{
		"10.00": 10_000, "10": 10_000, "-0.50": -500, "0.05": 50, "11.125": 11_125, "0.00": 0, "100.5": 100_500,
	} {
		if got, err := law.ParseRate(text); err != nil || got != want {
			t.Errorf("%q: %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "-", ".5", "5.", "1,5", "+5", "1.2345", "12345", "1e1", " 5", "5 %", "--5", "1.2.3"} {
		if got, err := law.ParseRate(text); err == nil {
			t.Errorf("%q: %d, want a refusal", text, got)
		}
	}
	for rate, want := range map[law.Rate]string{10_000: "10.00", -500: "-0.50", -50: "-0.05", 11_125: "11.125", 5: "0.005", 0: "0.00"} {
		if rate.String() != want {
			t.Errorf("%d: %s, want %s", rate, rate, want)
		}
	}
}
