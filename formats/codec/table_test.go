package codec_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"girod/formats/codec"
)

// proofs tells where a format's samples are and how the tests are called that read and
// time it, where a room has more than one format or reader.
var proofs = map[string]struct{ samples, fuzz, bench string }{
	"pain.001":  {"*.pain.001.*", "FuzzReadTransfers", "BenchmarkReadTransfers"},
	"pain.002":  {"status-*.xml", "FuzzReadStatus", "BenchmarkReadStatus"},
	"pain.008":  {"*.pain.008.*", "FuzzReadDebits", "BenchmarkReadDebits"},
	"camt.055":  {"recall-*.xml", "", "BenchmarkWriteRecall"},
	"camt.029":  {"answer.*", "FuzzReadRecallAnswer", "BenchmarkReadRecallAnswer"},
	"Bankgirot": {"", "FuzzOpen", "BenchmarkGiro"}, // the seals
	"Reminder":  {"", "", "BenchmarkPDF"},
	"Outcome":   {"", "", "BenchmarkWrite"},
}

// TestTableOfFormats keeps the README's table of formats: made of what codec speaks, of
// the samples in testdata, and of the fuzz targets and benchmarks that stand in the rooms
// (-update writes it).
func TestTableOfFormats(t *testing.T) {
	var b strings.Builder
	b.WriteString("| format | versions | reads | writes | samples | fuzzed | timed |\n|---|---|---|---|---:|---|---|\n")
	for _, f := range codec.Speaks() {
		p := proofs[strings.Fields(strings.TrimSuffix(f.Name, ","))[0]]
		if f.Room != "pain" && f.Room != "seal" && f.Room != "letter" && f.Room != "outcome" {
			p = proofs[""]
		}
		if p.samples == "" {
			p.samples = "*"
		}
		if p.fuzz == "" && f.Reads {
			p.fuzz = "FuzzRead"
		}
		if p.bench == "" {
			p.bench = "BenchmarkRead"
		}
		code := testsOf(t, f.Room)
		samples := count(t, filepath.Join("../../testdata/samples", f.Room, p.samples))
		fuzzed := f.Reads && regexp.MustCompile(`(?m)^func `+p.fuzz+`\w*\(`).MatchString(code)
		timed := regexp.MustCompile(`(?m)^func ` + p.bench + `\w*\(`).MatchString(code)
		if f.Reads && !fuzzed {
			t.Errorf("%s is read and not fuzzed (%s)", f.Name, p.fuzz)
		}
		if !timed {
			t.Errorf("%s is not timed (%s)", f.Name, p.bench)
		}
		if f.Reads && samples == 0 && f.Room != "seal" && f.Room != "bounce" {
			t.Errorf("%s has no sample", f.Name)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", f.Name, f.Versions, yes(f.Reads), yes(f.Writes),
			strings.TrimPrefix(fmt.Sprint(samples), "0"), yes(fuzzed), yes(timed))
	}
	const begin, end = "<!-- formats -->\n", "<!-- /formats -->"
	path := "../../README.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, found := strings.Cut(string(text), begin)
	table, tail, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no place for the table (%s)", path, strings.TrimSpace(begin))
	}
	if table == b.String() {
		return
	}
	if !*update {
		t.Fatalf("the table of formats in README.md is not true; -update makes it:\n%s", b.String())
	}
	if err := os.WriteFile(path, []byte(head+begin+b.String()+end+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// testsOf is the text of a room's tests.
func testsOf(t *testing.T, room string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", room, "*_test.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no tests, %v", room, err)
	}
	var b strings.Builder
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
	}
	return b.String()
}

func count(t *testing.T, pattern string) (n int) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		switch filepath.Ext(path) {
		case ".golden", ".md", ".detail":
		default:
			n++
		}
	}
	return n
}
