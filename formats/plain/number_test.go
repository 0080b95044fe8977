package plain

import (
	"testing"

	"pgregory.net/rapid"

	"girod/formats/date"
	"girod/formats/money"
)

// What can be read in one way is read; what cannot is refused, unless the file says.
func TestAmount(t *testing.T) {
	const refused = -1 << 60
	for _, c := range []struct {
		text                       string
		silent, comma, point, used int64
	}{
		{"1560", 156000, 156000, 156000, 0},
		{"0", 0, 0, 0, 0},
		{"-12,50", -1250, -1250, refused, ','},
		{"12,5", 1250, 1250, refused, ','},
		{"12.50", 1250, refused, 1250, '.'},
		{"1560,00", 156000, 156000, refused, ','},
		{"1 560,00", 156000, 156000, refused, ','},
		{"1\u00a0560,00", 156000, 156000, refused, ','},
		{"1\u202f234\u202f560,00", 123456000, 123456000, refused, ','},
		{"1 560", 156000, 156000, 156000, 0},
		{"1.560,00", 156000, 156000, refused, ','},
		{"1,560.00", 156000, refused, 156000, '.'},
		{"1.234.560", 123456000, 123456000, refused, 0},
		{"1,234,560", 123456000, refused, 123456000, 0},
		{"1,234,560.75", 123456075, refused, 123456075, '.'},
		{"1.234", refused, 123400, refused, 0}, // 1234, or a little more than one
		{"1,234", refused, refused, 123400, 0},
		{"1,230", refused, 123, 123000, ','}, // zeros beyond the currency's decimals say nothing
		{"1234,567", refused, refused, refused, 0},
		{"1234,560", 123456, 123456, refused, ','},
		{"1 23,00", refused, refused, refused, 0},
		{"1 2345", refused, refused, refused, 0},
		{"1234 567", refused, refused, refused, 0},
		{"1.23.456", refused, refused, refused, 0},
		{"1.234,567.00", refused, refused, refused, 0},
		{"1,234 567,00", refused, refused, refused, 0},
		{"", refused, refused, refused, 0},
		{"-", refused, refused, refused, 0},
		{"--1", refused, refused, refused, 0},
		{"1-", refused, refused, refused, 0},
		{"+1", refused, refused, refused, 0},
		{"(1)", refused, refused, refused, 0},
		{"1e3", refused, refused, refused, 0},
		{"1'000", refused, refused, refused, 0},
		{"12,", refused, refused, refused, 0},
		{",5", refused, refused, refused, 0},
		{"1 000 kr", refused, refused, refused, 0},
		{"−5", refused, refused, refused, 0}, // U+2212
		{"99999999999999", refused, refused, refused, 0},
	} {
		for k, declared := range []byte{0, ',', '.'} {
			want := []int64{c.silent, c.comma, c.point}[k]
			got, used, wrong := amount(c.text, money.SEK, declared)
			if wrong != nil {
				got = refused
			}
			if got != want || k == 0 && wrong == nil && used != byte(c.used) {
				t.Errorf("%q, decimals by %q: %d by %q (%v), want %d by %q", c.text, declared, got, used, wrong, want, byte(c.used))
			}
		}
	}
	if got, _, wrong := amount("1.234", "KWD", '.'); wrong != nil || got != 1234 {
		t.Errorf("a dinar has three decimals: %d, %v", got, wrong)
	}
	if got, _, wrong := amount("12.345", "ISK", ','); wrong != nil || got != 12345 {
		t.Errorf("a króna has none: %d, %v", got, wrong)
	}
}

// However an amount is punctuated, it is read as what it is or not at all.
func TestAmountIsNeverAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minor := rapid.Int64Range(0, maxMinor).Draw(t, "minor")
		point := rapid.SampledFrom([]byte{',', '.'}).Draw(t, "point")
		group := rapid.SampledFrom([]string{"", " ", "\u00a0", ".", ","}).Draw(t, "group")
		if group == string(rune(point)) {
			group = ""
		}
		whole, cents := money.Of(minor/100, "JPY").Decimal(), minor%100
		text := ""
		for i, c := range whole {
			if i > 0 && (len(whole)-i)%3 == 0 {
				text += group
			}
			text += string(c)
		}
		if cents > 0 || rapid.Bool().Draw(t, "decimals") {
			text += string(rune(point)) + string(rune('0'+cents/10)) + string(rune('0'+cents%10))
		}
		declared := rapid.SampledFrom([]byte{0, point}).Draw(t, "declared")
		got, used, wrong := amount(text, money.SEK, declared)
		if wrong == nil && got != minor {
			t.Fatalf("%q was read as %d, is %d", text, got, minor)
		}
		if wrong != nil && (declared != 0 || wrong.code != "amount-ambiguous") {
			t.Fatalf("%q: %v", text, wrong)
		}
		if wrong == nil && used != 0 && used != point {
			t.Fatalf("%q shows %q", text, used)
		}
	})
}

func TestDay(t *testing.T) {
	for _, c := range []struct {
		text, layout string
		want         date.Date
	}{
		{"2026-01-07", "", 20260107},
		{"20260107", "", 20260107},
		{"2026-01-07 00:00:00", "", 20260107},
		{"2026-01-07T00:00:00.000Z", "", 20260107},
		{"2026-01-07 23:00", "", 0},
		{"2026-02-30", "", 0},
		{"07.01.2026", "", 0},
		{"07.01.2026", "DD.MM.YYYY", 20260107},
		{"7.1.2026", "D.M.YYYY", 20260107},
		{"31.12.2026", "D.M.YYYY", 20261231},
		{"7.1.2026", "DD.MM.YYYY", 0},
		{"07.01.26", "DD.MM.YYYY", 0},
		{"07.13.2026", "DD.MM.YYYY", 0},
		{"01/07/2026", "DD/MM/YYYY", 20260701},
		{"01/07/2026", "MM/DD/YYYY", 20260107},
		{"07.01.2026x", "DD.MM.YYYY", 0},
		{"2026-01-07", "MM/DD/YYYY", 20260107},
		{"", "", 0},
	} {
		if got, wrong := day(c.text, c.layout); got != c.want || (wrong == nil) != (c.want != 0) {
			t.Errorf("%q as %q: %v, %v, want %v", c.text, c.layout, got, wrong, c.want)
		}
	}
	for layout, want := range map[string]bool{"DD.MM.YYYY": true, "D/M/YYYY": true, "YYYYMMDD": true, "DD.MM.YY": false, "DD.MM": false, "DD.MM.YYYY D": false, "dd.mm.yyyy": false, "": false, "DDD.MM.YYYY": false, "DD.MMx.YYYY": false} {
		if isLayout(layout) != want {
			t.Errorf("%q: want %v", layout, want)
		}
	}
}

func TestNamesAreUnlike(t *testing.T) {
	seen := map[string]column{}
	for c := range columns {
		if len(names[c]) == 0 {
			t.Fatalf("column %d has no name", c)
		}
		for _, n := range names[c] {
			if other, twice := seen[fold(n)]; twice {
				t.Errorf("%q names %s and %s", n, other, c)
			}
			seen[fold(n)] = c
		}
	}
}
