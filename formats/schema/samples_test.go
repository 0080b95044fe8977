package schema

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"girod/formats"
)

// verdict checks a file and gives its findings.
func verdict(t testing.TB, file []byte) []formats.Finding {
	t.Helper()
	var sum formats.Summary
	if err := Check(bytes.NewReader(file), formats.Limits{}, &sum); err != nil {
		return []formats.Finding{{Code: "xml", Text: err.Error()}}
	}
	return sum.Findings
}

// judgedOtherwise are real files of which we judge otherwise than xmllint.
var judgedOtherwise = map[string]string{
	// XML Schema (part 2, 4.3.6) takes blanks around a time for none of it; libxml2 does not.
	"camt054/tryton_camt.054.001.01.xml": "a blank before a time",
}

// TestSamples holds us to what xmllint said of real files (MANIFEST.tsv, xsd_valid).
func TestSamples(t *testing.T) {
	folder := os.Getenv("GIROD_SAMPLES")
	if folder == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	manifest, err := os.ReadFile(filepath.Join(folder, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(manifest)), "\n")
	columns := strings.Split(lines[0], "\t")
	seen := 0
	for _, line := range lines[1:] {
		row := make(map[string]string)
		for i, cell := range strings.Split(line, "\t") {
			row[columns[i]] = cell
		}
		name := row["relative_path"]
		want := row["xsd_valid"]
		if want != "valid" && want != "invalid" || !Knows(row["message_version"]) {
			continue
		}
		file, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		seen++
		found := verdict(t, file)
		if valid := len(found) == 0; valid != (want == "valid") && judgedOtherwise[name] == "" {
			t.Errorf("%s: %s to xmllint, we find %v", name, want, found)
		}
	}
	if seen < 40 {
		t.Errorf("only %d samples were judged", seen)
	}
}
