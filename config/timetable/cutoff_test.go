package timetable

import (
	"strings"
	"testing"
)

func TestReadCutOffsRefuses(t *testing.T) {
	const good = "SEB,SE,giro,12:00,0,Europe/Stockholm,D,,no,S27,"
	if all, err := readCutOffs(cutOffColumns + "\n" + good + "\n"); err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	for change, want := range map[string]string{
		"12:00→noon":               "cutoffs.csv:2: \"noon\" is not a time of day",
		",0,→,-1,":                 "days_before",
		"Stockholm→Stokholm":       "not in the IANA database",
		"D,,→D,soon,":              "ended",
		",no,→,maybe,":             "want yes or no",
		"SEB→SEB,SEB":              "wrong number of fields",
		cutOffColumns + "→a,b,c,d": "want the columns",
	} {
		old, replacement, _ := strings.Cut(change, "→")
		text := strings.Replace(cutOffColumns+"\n"+good+"\n", old, replacement, 1)
		if _, err := readCutOffs(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", change, err, want)
		}
	}
}
