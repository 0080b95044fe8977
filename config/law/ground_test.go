package law_test

import (
	"strings"
	"testing"

	"girod/config/law"
	"girod/formats/date"
)

func TestInterestFrom(t *testing.T) {
	tables := load(t)
	for _, c := range []struct {
		name   string
		ground law.Ground
		claim  law.Claim
		since  law.Since
		want   date.Date
		err    string
	}{
		{"the due date", "", law.Claim{Country: "SE"}, law.Since{Due: 20260112}, 20260112, ""},
		{"by name", law.AgreedDueDate, law.Claim{Country: "NO"}, law.Since{Due: 20260112}, 20260112, ""},
		// 30 days after 10 January: 9 February. räntelagen 4 §
		{"30 days from the demand", law.DemandPlus30, law.Claim{Country: "SE", Debtor: law.Business}, law.Since{Sent: 20260110}, 20260209, ""},
		{"over a leap February", law.DemandPlus30, law.Claim{Country: "SE", Debtor: law.Business}, law.Since{Sent: 20240201}, 20240302, ""},
		{"a consumer's came late", law.DemandPlus30, law.Claim{Country: "SE", Debtor: law.Consumer}, law.Since{Sent: 20260110, Received: 20260301}, 20260301, ""},
		{"a consumer's came in time", law.DemandPlus30, law.Claim{Country: "FI", Debtor: law.Consumer}, law.Since{Sent: 20260110, Received: 20260112}, 20260209, ""},
		{"a respite", law.ExtendedDueDate, law.Claim{Country: "SE"}, law.Since{Due: 20260112, Agreed: 20260315}, 20260315, ""},
		{"a contract's day", law.AgreedStart, law.Claim{Country: "SE"}, law.Since{Agreed: 20260101}, 20260101, ""},
		{"no due date", law.AgreedDueDate, law.Claim{Country: "SE"}, law.Since{}, 0, "want the day the claim is due"},
		{"no demand", law.DemandPlus30, law.Claim{Country: "SE"}, law.Since{Due: 20260112}, 0, "want the day the demand was sent"},
		{"a respite into the past", law.ExtendedDueDate, law.Claim{Country: "SE"}, law.Since{Due: 20260112, Agreed: 20260111}, 0, "ends before the due date"},
		{"not confirmed", law.DemandPlus30, law.Claim{Country: "DK"}, law.Since{Sent: 20260110}, 0, "interest_after_demand for DK"},
		{"another ground", "goodwill", law.Claim{Country: "SE"}, law.Since{Due: 20260112}, 0, "no such ground"},
	} {
		got, basis, err := tables.InterestFrom(c.ground, c.claim, c.since)
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: %v, want %s", c.name, err, c.err)
			}
			continue
		}
		if err != nil || got != c.want || basis.String() == "" {
			t.Errorf("%s: %s (%s), %v, want %s", c.name, got, basis, err, c.want)
		}
	}
}

// A Danish claim that fell due before March 2013 bears seven points above the reference
// rate on every later day, not eight.
func TestMarginByDueDate(t *testing.T) {
	tables := load(t)
	for _, c := range []struct {
		country law.Country
		due     date.Date
		want    string
	}{
		{"DK", 20130228, "8.75"}, {"DK", 20130301, "9.75"}, {"DK", 0, "9.75"}, {"SE", 20130228, "10.00"}, // DK 1.75, SE 2.00
	} {
		rate, last, err := tables.LateOf(law.Claim{Country: c.country, Debtor: law.Business, Due: c.due}).On(20250901)
		if err != nil || rate.String() != c.want || last != 20251231 {
			t.Errorf("%s due %s: %s until %s, %v, want %s", c.country, c.due, rate, last, err, c.want)
		}
	}
	if _, _, err := tables.LateOf(law.Claim{Country: "DK", Debtor: law.Business, Due: 20020731}).On(20250901); kind(err) != "missing" {
		t.Errorf("due before the tables begin: %v", err)
	}
}

func TestPayDays(t *testing.T) {
	tables := load(t)
	for _, c := range []struct {
		country law.Country
		notice  string
		want    int // -1: refused
	}{
		{"SE", "collection_demand", 8}, {"NO", "collection_notice", 14}, {"DK", "collection_demand", -1}, {"FI", "collection_demand", -1},
	} {
		days, basis, err := tables.PayDays(c.notice, law.Claim{Country: c.country}, 20260301)
		if err != nil {
			days = -1
		}
		if days != c.want || err == nil && basis.Rows[0].Statute == "" {
			t.Errorf("%s %s: %d, %v, want %d", c.country, c.notice, days, err, c.want)
		}
	}
}

func TestVAT(t *testing.T) {
	tables := load(t)
	for _, country := range []law.Country{"SE", "NO", "FI", "DK"} {
		for _, charge := range []law.Kind{law.ReminderFee, law.LateInterest, law.LateCompensation} {
			if vat, _, err := tables.VAT(charge, law.Claim{Country: country, Debtor: law.Business}, 20260301); err != nil || vat != law.OutsideVAT {
				t.Errorf("%s %s: %s, %v", country, charge, vat, err)
			}
		}
	}
	if vat, _, err := tables.VAT(law.CollectionFee, law.Claim{Country: "SE"}, 20260301); err != nil || vat != law.VATClient {
		t.Errorf("SE demand: %s, %v", vat, err)
	}
	if vat, _, err := tables.VAT(law.CollectionCost, law.Claim{Country: "NO"}, 20260301); err != nil || vat != law.VATDebtor {
		t.Errorf("NO collection: %s, %v", vat, err)
	}
	if _, _, err := tables.VAT(law.PlanFee, law.Claim{Country: "FI"}, 20260301); kind(err) != "missing" {
		t.Errorf("FI plan: %v", err)
	}
}
