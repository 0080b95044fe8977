package sie_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/money"
	"girod/formats/sie"
)

// manifestTotal reads "SEK:-600.00" as minor units without its sign.
func manifestTotal(t *testing.T, cell string) int64 {
	t.Helper()
	_, amount, _ := strings.Cut(cell, ":")
	minor, err := money.Parse(strings.TrimPrefix(amount, "-"), money.SEK)
	if err != nil {
		t.Fatal(err)
	}
	return minor
}

// TestManifest reads the public samples and gives the counts and sums an independent
// reader found.
func TestManifest(t *testing.T) {
	root := os.Getenv("GIROD_SAMPLES")
	if root == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	f, err := os.Open(filepath.Join(root, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	scan, read := bufio.NewScanner(f), 0
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		col := strings.Split(scan.Text(), "\t")
		if !strings.HasPrefix(col[0], "sie/") {
			continue
		}
		read++
		file, err := os.Open(filepath.Join(root, col[0]))
		if err != nil {
			t.Fatal(err)
		}
		sum, err := sie.Read(file, formats.Limits{}, formats.Sink{})
		file.Close()
		if err != nil {
			t.Errorf("%s: %v", col[0], err)
			continue
		}
		entries, _ := strconv.Atoi(col[7-0])
		details, _ := strconv.Atoi(col[8-0])
		want := formats.Total{Currency: money.SEK, Credit: manifestTotal(t, col[9]), Debit: manifestTotal(t, col[10])}
		if sum.Entries != entries || sum.Details != details || sum.Totals[0] != want {
			t.Errorf("%s: %d vouchers, %d postings, %v, want %d, %d, %v", col[0], sum.Entries, sum.Details, sum.Totals, entries, details, want)
		}
		t.Logf("%s %s %+v", col[0], sum.Version, sum.Findings)
	}
	if read < 8 {
		t.Errorf("only %d samples", read)
	}
}

func TestMalformed(t *testing.T) {
	root := os.Getenv("GIROD_SAMPLES")
	files, _ := filepath.Glob(filepath.Join(root, "malformed", "sie_*"))
	for _, name := range files {
		file, _ := os.Open(name)
		sum, err := sie.Read(file, formats.Limits{}, formats.Sink{})
		file.Close()
		t.Log(filepath.Base(name), err)
		if sum != nil {
			t.Logf("%+v", sum)
		}
	}
}
