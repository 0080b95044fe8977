package ocrgiro

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"girod/formats"
)

// Each file of the gallery breaks one thing, and its first words say which.
func TestGallery(t *testing.T) {
	for name, want := range map[string]string{
		"ocrgiro-amount-comma":          "3: record 3, columns 33-49: \"00000000000156,00\": want digits only: the amount in øre",
		"ocrgiro-control-count":         "13: record 13, columns 9-16: \"00000006\": want the number of transactions in the assignment, 5",
		"ocrgiro-control-sum":           "13: record 13, columns 25-41: \"00000000000389900\": want the sum of the assignment in øre, 380900 (reversals are added, credit notes taken off)",
		"ocrgiro-day":                   "3: record 3, columns 16-21: \"310226\": want a day of the calendar as DDMMYY: the day of settlement",
		"ocrgiro-half-missing":          "4: record 4, columns 7-8: \"30\": want amount item 2 (31) of the payment before",
		"ocrgiro-kid-check-digit":       "3: record 3, columns 50-74: a KID with a wrong check digit by mod 10 and by mod 11: 00120261149",
		"ocrgiro-record-lost":           "16: record 16, columns 17-24: the assignment has 15 records, its end says 16",
		"ocrgiro-reversal-subtracted":   "17: record 17, columns 25-41: \"00000000000084100\": want the sum of the assignment in øre, 136100 (reversals are added, credit notes taken off)",
		"ocrgiro-service-unknown":       "2: record 2, columns 3-4: \"04\": want service 09 (OCR giro) or 21 (AvtaleGiro)",
		"ocrgiro-truncated":             "13: record 13: want the end (NY000089) of the transmission that began at line 1; the file ends before it",
		"ocrgiro-type-unknown":          "3: record 3, columns 5-6: \"22\": want a type of payment from 10 to 21: of another the sign of its money is not known",
		"avtalegiro-claim-type":         "3: record 3, columns 5-6: \"11\": want 02, a claim without notice from the bank, or 21, with one",
		"avtalegiro-control-sum":        "11: record 11, columns 25-41: \"00000000000154910\": want the sum of the assignment in øre, 154900 (reversals are added, credit notes taken off)",
		"avtalegiro-due-date":           "3: record 3, columns 16-21: \"310227\": want a day of the calendar as DDMMYY: the due date",
		"avtalegiro-no-end":             "11: record 11, columns 3-8: \"213620\": want a record of the assignment of service 21 that began at line 2, or its end (88)",
		"avtalegiro-specification-line": "7: record 7, columns 17-19: \"043\": want a line from 001 to 042",
	} {
		src, err := os.ReadFile(filepath.Join(broken, name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		sum, err := Read(bytes.NewReader(src), formats.Limits{}, formats.Sink{})
		got := ""
		switch {
		case err != nil:
			got = err.Error()
		case len(sum.Findings) > 0:
			got = sum.Findings[0].Origin.String() + ": " + sum.Findings[0].Text
		}
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}
