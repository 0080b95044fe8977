package pain_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/pain"
)

// The reports in testdata show each habit of the banks; the goldens show what we make
// of them.
func TestReadStatus(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(samples, "status-*.xml"))
	if err != nil || len(files) < 5 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			report, sum, err := pain.ReadStatus(f, formats.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.MarshalIndent(struct {
				Report  *formats.StatusReport
				Summary *formats.Summary
			}{report, sum}, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, '\n')
			golden := strings.TrimSuffix(name, ".xml") + ".golden"
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("differs from %s:\n%s", golden, got)
			}
		})
	}
}

// Every version from .03 to .14 says the same with the same words, and so does a
// national namespace, which is told.
func TestReadStatusVersions(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(samples, "status-part.xml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []string{"03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14"} {
		file := strings.Replace(string(b), "pain.002.001.03", "pain.002.001."+v, 1)
		validate(t, "pain.002.001."+v, []byte(file))
		report, sum, err := pain.ReadStatus(strings.NewReader(file), formats.Limits{})
		if err != nil || sum.Version != "pain.002.001."+v || len(report.Groups) != 2 {
			t.Errorf("%s: %+v, %v", v, sum, err)
		}
	}
	file := strings.Replace(string(b), "urn:iso:std:iso:20022:tech:xsd:pain.002.001.03", "http://www.six-interbank-clearing.com/de/pain.002.001.03.ch.02.xsd", 1)
	_, sum, err := pain.ReadStatus(strings.NewReader(file), formats.Limits{})
	if err != nil || len(sum.Findings) != 1 || sum.Findings[0].Code != "namespace" || sum.Findings[0].Doubt {
		t.Errorf("national namespace: %+v, %v", sum, err)
	}
}

func TestReadStatusRefuses(t *testing.T) {
	const head = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03">`
	for file, want := range map[string]string{
		"":                         "there is no element in the file",
		"<x/>":                     "want a pain.002 message: there is none in the file",
		head + "</Document>":       "want the element CstmrPmtStsRpt within Document",
		head + "<CstmrPmtStsRpt>":  "the file ends before it",
		"<!DOCTYPE x>" + head:      "DOCTYPE",
		strings.Repeat("<a>", 100): "elements within one another",
		head + "<CstmrPmtStsRpt/><CstmrPmtStsRpt/></Document>": "want one CstmrPmtStsRpt in a Document",
	} {
		_, _, err := pain.ReadStatus(strings.NewReader(file), formats.Limits{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: got %v, want … %s", file, err, want)
		}
	}
}

func FuzzReadStatus(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join(samples, "status-*.xml"))
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		report, sum, err := pain.ReadStatus(bytes.NewReader(b), formats.Limits{})
		if err != nil {
			return
		}
		n := 0
		for _, g := range report.Groups {
			n += len(g.Transfers)
		}
		if len(report.Groups) != sum.Entries || n != sum.Details {
			t.Errorf("%d groups and %d transfers, summary says %d and %d", len(report.Groups), n, sum.Entries, sum.Details)
		}
	})
}
