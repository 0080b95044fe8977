package outcome

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"girod/formats"
)

var rows = []formats.Outcome{
	{File: "f000017", BankRef: "BR1", Date: 20260107, Amount: 160000, Currency: "SEK", Payer: "=cmd|' /C calc'!A0",
		Invoice: "1001", Bucket: "principal", Allocated: 150000, Rule: "reference", Evidence: "10010", Rest: 10000},
	{File: "f000017", BankRef: "BR1", Date: 20260107, Amount: 160000, Currency: "SEK", Payer: "=cmd|' /C calc'!A0",
		Rest: 10000, Reason: "overpaid"},
	{File: "f000018", BankRef: "BR2", Date: 20260108, Amount: -1200, Currency: "JPY", Payer: "Å, \"Ö\"", Rest: -1200, Reason: "reversed"},
}

func write(t *testing.T, form Form) string {
	t.Helper()
	var b strings.Builder
	w, err := NewWriter(&b, form)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		if err := w.Write(&rows[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil || w.Count() != 3 {
		t.Fatal(err, w.Count())
	}
	return b.String()
}

func TestCSV(t *testing.T) {
	got, err := csv.NewReader(strings.NewReader(write(t, CSV))).ReadAll()
	want := [][]string{heading,
		{"f000017", "BR1", "2026-01-07", "1600.00", "SEK", "'=cmd|' /C calc'!A0", "1001", "principal", "1500.00", "reference", "10010", "100.00", ""},
		{"f000017", "BR1", "2026-01-07", "1600.00", "SEK", "'=cmd|' /C calc'!A0", "", "", "0.00", "", "", "100.00", "overpaid"},
		{"f000018", "BR2", "2026-01-08", "-1200", "JPY", `Å, "Ö"`, "", "", "0", "", "", "-1200", "reversed"},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
}

func TestJSONLines(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(write(t, JSON)), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines", len(lines))
	}
	want := `{"file":"f000017","bankRef":"BR1","date":"2026-01-07","amount":"1600.00","currency":"SEK",` +
		`"payer":"=cmd|' /C calc'!A0","invoice":"1001","bucket":"principal","allocated":"1500.00","rule":"reference",` +
		`"evidence":"10010","rest":"100.00","reason":""}`
	if lines[0] != want || !json.Valid([]byte(lines[2])) {
		t.Fatalf("got  %s\nwant %s", lines[0], want)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestErrorsAreTold(t *testing.T) {
	if _, err := NewWriter(fullDisk{}, "xml"); err == nil {
		t.Error("an unknown form was taken")
	}
	w, _ := NewWriter(fullDisk{}, CSV)
	_ = w.Write(&rows[0])
	if err := w.Close(); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("a full disk was not told: %v", err)
	}
	w, _ = NewWriter(&strings.Builder{}, JSON)
	if err := w.Write(&formats.Outcome{Currency: "XXX"}); err == nil || w.Close() == nil {
		t.Error("a currency that is none was written")
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, form := range []Form{CSV, JSON} {
		b.Run(string(form), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w, err := NewWriter(io.Discard, form)
				for range 10_000 {
					for i := range rows {
						err = errors.Join(err, w.Write(&rows[i]))
					}
				}
				if err := errors.Join(err, w.Close()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*30_000)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
