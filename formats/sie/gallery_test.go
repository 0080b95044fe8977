package sie_test

import (
	"os"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/sie"
)

// TestGallery holds what a clerk is told of each broken file of the gallery.
func TestGallery(t *testing.T) {
	for name, want := range map[string]string{
		"amount-comma.si":     `10: #TRANS, field 3 (amount): "1250,00": want an amount with a point and at most two decimals, such as -1250.00 (SIE 4B)`,
		"amount-missing.si":   `10: #TRANS, field 2 (amount): want an amount with a point and at most two decimals, such as -1250.00 (SIE 4B)`,
		"account-missing.si":  `10: #TRANS, field 1 (account): want an account number of at most 32 digits`,
		"day.si":              `8: #VER, field 3 (day): "20260230": want a day as YYYYMMDD (SIE 4B)`,
		"day-with-hyphens.si": `day-form 8: #VER, field 3 (day): "2026-01-07": want a day as YYYYMMDD (SIE 4B)`,
		"voucher-off.si":      `DOUBT voucher-unbalanced 13: voucher A 17: "2.00": want postings that add up to 0.00`,
		"voucher-open.si":     `voucher A 17: want the closing } of the last voucher: the file ends before it`,
		"no-company.si":       `company-name 6: #FNAMN, field 1 (name): want the company's name`,
		"latin-1.si":          `encoding : the file says PC8 (code page 437) and is Latin-1; it was read as that`,
		"truncated.se":        `end of the file: want the closing #KSUMMA: the file began with one and ends before it`,
		"checksum.se":         `DOUBT checksum-differs 60: #KSUMMA, field 1 (checksum): "1123962837": want `,
		"type-5.si":           `5: #SIETYP, field 1 (type): "5": want 4 (SIE 4E or 4I)`,
	} {
		file, err := os.Open("../../testdata/errors/sie-" + name)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := sie.Read(file, formats.Limits{}, formats.Sink{})
		file.Close()
		if got := said(sum, err); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
