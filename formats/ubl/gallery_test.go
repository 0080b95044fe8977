package ubl_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/ubl"
)

// gallery is what each broken file of ours is told for, in order; a ! puts it in doubt.
var gallery = map[string]string{
	"allowance-sum":          "br-co-11 br-co-13!",
	"amount-float":           "amount",
	"attachment-is-no-pdf":   "attachment-content",
	"attachment-type":        "peppol-en16931-cl001",
	"bankgiro-with-hyphen":   "se-r-008 se-r-009",
	"charge-indicator":       "indicator",
	"credit-as-invoice":      "document-kind! peppol-en16931-p0100",
	"day":                    "date",
	"fik-too-short":          "dk-r-011",
	"foreign-allowance":      "peppol-en16931-r051!",
	"lines-differ":           "br-co-10 peppol-en16931-r120 br-s-08",
	"no-currency":            "currency",
	"no-due-date":            "br-co-25 due-missing",
	"no-number":              "missing",
	"no-payable":             "missing",
	"no-vat-number":          "br-s-02",
	"org-number":             "peppol-common-r049 se-r-013",
	"payable-differs":        "br-co-16!",
	"price-times-quantity":   "peppol-en16931-r120",
	"rate-unknown-in-sweden": "br-co-17 br-s-08 se-r-006",
	"reminder-of-nothing":    "reminder-refers",
	"rounding-in-gross":      "rounding-in-gross",
	"two-currencies":         "currency",
	"vat-differs":            "br-co-17 br-s-08",
}

// Every broken file is told for what is wrong in it, at a line, in words.
func TestGallery(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/errors/ubl-*.xml")
	if err != nil || len(paths) != len(gallery) {
		t.Fatalf("%d files, %d known: %v", len(paths), len(gallery), err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "ubl-"), ".xml")
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		sum, err := ubl.Read(f, formats.Limits{}, formats.Sink{})
		var said []string
		var refused *formats.Error
		if errors.As(err, &refused) {
			said = append(said, refused.Code)
			if refused.Line == 0 || refused.At == "" || refused.Want == "" {
				t.Errorf("%s: %v", name, refused)
			}
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
		} else {
			for _, found := range sum.Findings {
				doubt := ""
				if found.Doubt {
					doubt = "!"
				}
				said = append(said, found.Code+doubt)
				if found.Line == 0 || !strings.Contains(found.Text, "want ") {
					t.Errorf("%s: %+v", name, found)
				}
			}
		}
		if got := strings.Join(said, " "); got != gallery[name] {
			t.Errorf("%s: said %q, want %q", name, got, gallery[name])
		}
	}
}

// A finding says what stands there, what was wanted, and the rule, so that it can be
// sent on to whoever made the file.
func TestWording(t *testing.T) {
	for want, change := range map[string]func(d *doc){
		`Invoice/PayableAmount: "125.01": want gross less what is prepaid and rounded, 125.00 (BR-CO-16)`: func(d *doc) { d.Totals.Payable.Minor++ },
		`InvoiceLine[1]: "100.03": want quantity times price, with charges and less allowances, 100.00 (PEPPOL-EN16931-R120)`: func(d *doc) {
			d.Lines[0].Amount.Minor, d.Totals.Lines.Minor = 10003, 10003
		},
		`"SE55": want a Swedish VAT number of 14 characters (SE-R-001)`:       func(d *doc) { d.Supplier.Taxes[0].Number = "SE55" },
		`want a buyer's reference or an order's number (PEPPOL-EN16931-R003)`: func(d *doc) { d.BuyerReference = "" },
		`InvoiceLine[1]: want the price (BR-26)`:                              func(d *doc) { d.Lines[0].Price.Amount = "" },
	} {
		d := plain()
		change(d)
		var said []string
		for _, f := range ubl.Check(d) {
			at := ""
			if f.Origin.At != "" {
				at = f.Origin.String() + ": "
			}
			said = append(said, at+f.Text)
		}
		if all := strings.Join(said, "\n"); !strings.Contains("\n"+all+"\n", "\n"+want+"\n") {
			t.Errorf("said\n%s\nwant %s", all, want)
		}
	}
}
