package law

import (
	"strings"
	"testing"

	"girod/formats/date"
)

// Each country's reference rates have a row for each half-year, with no gap between.
func TestEachHalfYearHasARow(t *testing.T) {
	tables, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for country, first := range map[Country]date.Date{"SE": 20130101, "NO": 20200101, "FI": 20230101, "DK": 20200101} {
		rows := tables.rows[subject{country, ReferenceRate, Everyone}]
		if len(rows) == 0 || rows[0].From != first || rows[len(rows)-1].From != 20260701 {
			t.Errorf("%s: %d rows", country, len(rows))
		}
		for i, r := range rows {
			if i > 0 && r.From != rows[i-1].last().Add(1) {
				t.Errorf("%s: after the row of %s comes %s", country, rows[i-1].From, r.From)
			}
		}
	}
}

// A table that could serve a wrong value is not loaded.
func TestReadRowsRefuses(t *testing.T) {
	const good = "SE,reference_rate,all,2026-01-01,,2.00,% p.a.,,yes,räntelagen 9 §,S2,"
	if _, err := readRows("t", columns+"\n"+good+"\n"); err != nil {
		t.Fatal(err)
	}
	for change, want := range map[string]string{
		"SE,→,":                             "want a country, a key and a source",
		"S2→":                               "want a country, a key and a source",
		"all→anyone":                        "want consumer, business or all",
		"2026-01-01→2026-02-01":             "set from 1 January and 1 July",
		"2026-01-01→2026-02-30":             "valid_from",
		"2026-01-01→":                       "want a first day",
		"2026-01-01,→2026-01-01,2025":       "valid_to",
		"2026-01-01,→2026-01-01,2025-12-31": "valid from 2026-01-01 to 2025-12-31",
		"2.00→2,00":                         "wrong number of fields",
		"2.00→two":                          "is not a rate",
		"2.00→":                             "confirmed without a value",
		"yes→perhaps":                       "want yes or no",
		",,yes→,later,yes":                  "want nothing, origin or due",
		columns + "→a,b":                    "want the columns",
	} {
		old, replacement, _ := strings.Cut(change, "→")
		text := strings.Replace(columns+"\n"+good+"\n", old, replacement, 1)
		if _, err := readRows("t", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", change, err, want)
		}
	}
	for value, want := range map[string]string{
		"60.005,SEK": "SEK has no such part", "60,SEKK": "want a currency", "sixty,SEK": "neither a figure nor steps",
		"100:14.00,EUR": "neither a figure nor steps", "100:14 50:24 above:50,EUR": "neither a figure nor steps", "above:50,EUR": "neither a figure",
		"100:14 above:24+1,EUR": "neither a figure", "100:14+1% above:24,EUR": "neither a figure", "14+1%,EUR": "neither a figure",
		"1/0,of inkassosats": "neither a figure", "1e3,SEK": "neither a figure", "-5,SEK": "neither a figure", "1/2/3,of x": "neither a figure",
		"ten,days": "is not a number", "-1,count": "is not a number", "2.5,years": "is not a number", "half,of": "want a currency",
	} {
		_, err := readRows("t", columns+"\nSE,reminder_fee,all,2026-01-01,,"+value+",,yes,,S2,\n")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", value, err, want)
		}
	}
	row, err := readRows("t", columns+"\n"+good+"\n"+good+"\n")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newTables(row); err == nil || !strings.Contains(err.Error(), "two rows of 2026-01-01") {
		t.Errorf("the same row twice: %v", err)
	}
	row[1].From, row[1].DatedBy = row[1].From.Add(181), ByDue
	if _, err := newTables(row); err == nil || !strings.Contains(err.Error(), `rows dated by "" and "due"`) {
		t.Errorf("rows dated by two days: %v", err)
	}
}
