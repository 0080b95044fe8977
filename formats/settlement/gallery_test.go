package settlement_test

import (
	"os"
	"strings"
	"testing"

	"girod/formats"
)

// TestGallery holds what a clerk is told of each broken file of the gallery.
func TestGallery(t *testing.T) {
	for name, want := range map[string]string{
		"swish-count":       `6: column 2 (number of payments): "5": want 4, the number of rows 02 before it`,
		"swish-truncated":   `6: end of the file: want row 03 with the number of payments: the file ends before it`,
		"swish-decimal":     `2: column 8 (amount): "450.00": want an amount of SEK with a decimal comma, at most 2 decimals and no blanks`,
		"swish-type":        `4: column 7 (type): "SWQ": want SWH, SWR, SWT, SWU or SWZ`,
		"swish-twice":       `DOUBT payment-twice 3: sale "5512000000000001" stands in line 2 already`,
		"swish-row-missing": `4: column 1 (Radnr): "5": want 2: rows are numbered one by one`,
		"net":               `4: column 19 (net): "958.00": want 985.00, which is gross less fee`,
		"total":             `7: settlement S-88: "1150.00 less 67.00 is 1083.00": want 1150.00 less 67.75 is 1082.25, the sum of its rows`,
		"no-total":          `settlement S-89: want a row of kind total: the file ends before it`,
		"type":              `4: column 8 (type): "cash": want one of card, swish, masterpass`,
		"version":           `2: column 1 (settlement): "2": want version 1 of the layout`,
		"column":            `1: heading: want a column gross`,
	} {
		file, err := os.ReadFile("../../testdata/errors/settlement-" + name + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := read(file, formats.Limits{})
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
