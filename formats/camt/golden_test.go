package camt

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"girod/formats"
)

const samples = "../../testdata/samples/camt"

// TestSamples reads our own samples and compares what they tell with the golden story.
func TestSamples(t *testing.T) {
	files, err := filepath.Glob(samples + "/*.xml")
	if err != nil || len(files) < 12 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, _, _ := story(src)
			golden := strings.TrimSuffix(file, ".xml") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestGallery holds the refusal of each bad file of ours in the gallery by its code.
// What it says in full stands in the file's golden, which the codec's test compares.
func TestGallery(t *testing.T) {
	for name, code := range map[string]string{
		"camt-amount-two-points": "amount", "camt-amount-decimals": "amount", "camt-amount-sign": "amount", "camt-amount-comma": "amount",
		"camt-amount-no-currency": "currency-missing", "camt-amount-missing": "amount-missing", "camt-currency-unknown": "currency",
		"camt-date-spaced": "date", "camt-date-not-in-calendar": "date",
		"camt-direction": "direction", "camt-direction-missing": "direction-missing", "camt-namespace-national": "camt-namespace",
		"camt-version-unknown": "camt-namespace", "camt-no-statement": "camt-no-statement",
		"xml-doctype": "xml-doctype", "xml-truncated": "xml-truncated", "xml-nesting": "xml-nesting", "xml-duplicate-attribute": "xml-duplicate-attribute",
		"xml-second-root": "xml-second-root", "xml-entity": "xml-reference", "xml-mislabelled-latin-1": "xml-utf8", "xml-character": "xml-character",
		"xml-encoding-unknown": "xml-encoding", "xml-depth": "xml-depth", "xml-second-declaration": "xml-declaration", "xml-empty": "xml-no-root",
	} {
		src, err := os.Open(filepath.Join("../../testdata/errors", name+".xml"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = Read(src, formats.Limits{}, formats.Sink{})
		src.Close()
		var e *formats.Error
		if !errors.As(err, &e) || e.Code != code || e.Line == 0 {
			t.Errorf("%s: want %s, got %v (%+v)", name, code, err, e)
		}
	}
}

// TestOthersBadFiles holds that the hostile and broken XML of others is refused.
func TestOthersBadFiles(t *testing.T) {
	dir := os.Getenv("GIROD_SAMPLES")
	if dir == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	files, err := filepath.Glob(dir + "/malformed/*.xml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, sum, err := story(src)
		var e *formats.Error
		switch {
		case errors.As(err, &e):
			t.Logf("%s: %v", filepath.Base(file), err)
		case err == nil && sum.InDoubt() != nil:
			t.Logf("%s: %v", filepath.Base(file), sum.InDoubt().Text)
		default:
			t.Errorf("%s: neither refused nor in doubt: %v", file, err)
		}
	}
}
