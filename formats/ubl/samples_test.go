package ubl_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/money"
	"girod/formats/ubl"
)

// TestSamples reads the files of others and compares with an independent count of them.
// What Peppol and EHF publish as examples breaks none of the rules that we refuse by.
func TestSamples(t *testing.T) {
	dir := os.Getenv("GIROD_SAMPLES")
	if dir == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	f, err := os.Open(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table := csv.NewReader(f)
	table.Comma, table.LazyQuotes, table.FieldsPerRecord = '\t', true, -1
	rows, err := table.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	n := 0
	for _, row := range rows[1:] {
		path := row[column["relative_path"]]
		if !strings.HasPrefix(path, "ubl/") || strings.Contains(path, "unit_DK") {
			continue
		}
		n++
		t.Run(path, func(t *testing.T) {
			file, err := os.ReadFile(filepath.Join(dir, path))
			if err != nil {
				t.Fatal(err)
			}
			d, sum := readAll(t, file)
			if fmt.Sprint(sum.Entries) != row[column["n_entries"]] || fmt.Sprint(sum.Details) != row[column["n_txdetails"]] {
				t.Errorf("%d documents, %d lines, want %s and %s", sum.Entries, sum.Details, row[column["n_entries"]], row[column["n_txdetails"]])
			}
			total := sum.Totals[0]
			if got := fmt.Sprintf("PayableAmount %s:%s", total.Currency, money.Of(total.Credit+total.Debit, total.Currency).Decimal()); !strings.Contains(strings.Join(row, "\t"), got) {
				t.Errorf("%s is not in the manifest", got)
			}
			for _, found := range ubl.Check(d) {
				t.Logf("%v %s", found.Level, found.Text)
				if found.Level == ubl.Fatal && strings.Contains(path, "peppol_") {
					t.Error("broken by an example of Peppol's")
				}
			}
			if sum.InDoubt() != nil {
				t.Errorf("in doubt: %+v", sum.InDoubt())
			}
			again(t, path, d)
		})
	}
	if n < 12 {
		t.Errorf("only %d samples", n)
	}
}

// again writes what was read of another's document, where the rules let us, and reads it.
func again(t *testing.T, path string, d *ubl.Document) {
	t.Helper()
	var b bytes.Buffer
	var refused *formats.Error
	if err := ubl.WriteDocument(&b, d); errors.As(err, &refused) && !strings.Contains(path, "peppol_") {
		t.Log("not written:", err)
		return
	} else if err != nil {
		t.Fatal(err)
	}
	validate(t, d.Root, b.Bytes())
	back, _ := readAll(t, b.Bytes())
	same(t, d, back)
}

// The unit tests that Peppol publishes for DK-R-009 come out as they say.
func TestDanishUnits(t *testing.T) {
	dir := os.Getenv("GIROD_SAMPLES")
	if dir == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	file, err := os.ReadFile(filepath.Join(dir, "ubl/peppol_unit_DK_Validation_DKR009.xml"))
	if err != nil {
		t.Fatal(err)
	}
	element := func(text, name string) string {
		m := regexp.MustCompile(`<(?:cbc:)?` + name + `[^>]*>([^<]*)<`).FindStringSubmatch(text)
		if m == nil {
			return ""
		}
		return m[1]
	}
	n := 0
	for _, unit := range strings.Split(string(file), "<test>")[1:] {
		d := danish()
		d.Means[0].Code, d.Means[0].IDs = element(unit, "PaymentMeansCode"), []string{element(unit, "PaymentID")}
		wrong := strings.Contains(unit, "<error>")
		if got := breaks(d, "DK-R-009") != nil; got != wrong {
			t.Errorf("%s: broken %v, want %v", d.Means[0].IDs[0], got, wrong)
		}
		n++
	}
	if n != 8 {
		t.Errorf("%d units", n)
	}
}
