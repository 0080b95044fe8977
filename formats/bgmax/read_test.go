package bgmax

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/money"
)

var update = flag.Bool("update", false, "write the golden files")

// story writes down what a file tells.
func story(r io.Reader, l formats.Limits) (string, *formats.Summary, error) {
	var b strings.Builder
	sum, err := Read(r, l, formats.Sink{
		Statement: func(s *formats.Statement) error {
			fmt.Fprintf(&b, "%s: %s %q of %s %s %s, %s to %s, file %s of %s\n", s.Origin, s.Kind, s.ID, s.Account.Scheme, s.Account.ID, s.Account.Currency, s.From, s.To, s.MessageID, s.Created)
			return nil
		},
		Entry: func(e *formats.Entry) error {
			fmt.Fprintf(&b, "  %s %s %s %s %s ref %q bank %q: %s\n", e.Origin, e.Direction, e.Amount, e.Status, e.BookedOn, e.Ref, e.BankRef, e.Text)
			return nil
		},
		Payment: func(p *formats.Payment) error {
			fmt.Fprintf(&b, "    %d. line %d %s %s %s %q to %s %s\n", p.Ordinal, p.Line, p.Direction, money.Of(p.Amount, p.Currency), p.BookedOn, p.BankRef, p.PaidToScheme, p.PaidTo)
			fmt.Fprintf(&b, "       from %q %s %s id %q: %q\n", p.Payer, p.PayerScheme, p.PayerAccount, p.PayerID, p.Info)
			for _, ref := range p.Refs {
				fmt.Fprintf(&b, "       ref %d %c %q %d %v\n", ref.Line, ref.Kind, ref.Text, ref.Amount, ref.Priced)
			}
			for _, text := range p.Text {
				fmt.Fprintf(&b, "       text %q\n", text)
			}
			return nil
		},
		EntryEnd: func(e *formats.Entry) error {
			fmt.Fprintf(&b, "  %d payments, rest %d\n", e.Payments, e.Rest)
			return nil
		},
		StatementEnd: func(s *formats.Statement) error { b.WriteString("end\n"); return nil },
	})
	if err != nil {
		return "refused: " + err.Error(), sum, err
	}
	fmt.Fprintf(&b, "%s, %s: %d sections, %d deposits, %d payments, %v\n", sum.Format, sum.Version, len(sum.Statements), sum.Entries, sum.Details, sum.Totals)
	for _, f := range sum.Findings {
		fmt.Fprintf(&b, "finding %s %s: %s (doubt %v)\n", f.Origin, f.Code, f.Text, f.Doubt)
	}
	return b.String(), sum, nil
}

const samples = "../../testdata/samples/bgmax"

func TestOwnSamples(t *testing.T) {
	files, err := filepath.Glob(samples + "/*.txt")
	if err != nil || len(files) < 7 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		t.Run(name, func(t *testing.T) {
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !Is(file) {
				t.Error("not recognised")
			}
			got, sum, err := story(bytes.NewReader(file), formats.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if sum.InDoubt() != nil {
				t.Error(sum.InDoubt())
			}
			golden(t, filepath.Join("testdata", name+".golden"), got)
		})
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != got {
		t.Errorf("%s (%v):\n%s", path, err, got)
	}
}

// The same file in other dresses tells the same story, but for lines and a finding.
func TestDressesTellTheSame(t *testing.T) {
	plain := sample(t, "domestic")
	want, _, _ := story(bytes.NewReader(plain), formats.Limits{})
	for name, file := range map[string][]byte{
		"LF":             bytes.ReplaceAll(plain, []byte("\r"), nil),
		"no line breaks": bytes.ReplaceAll(plain, []byte("\r\n"), nil),
		"trimmed":        []byte(strings.ReplaceAll(strings.Join(strings.FieldsFunc(string(plain), func(r rune) bool { return r == '\r' || r == '\n' }), "\n"), "  \n", "\n")),
		"UTF-8":          sample(t, "resaved-utf8"),
	} {
		got, _, err := story(bytes.NewReader(file), formats.Limits{})
		got, _, _ = strings.Cut(got, "finding")
		if err != nil || got != want {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
	got, _, err := story(io.MultiReader(bytes.NewReader(plain)), formats.Limits{}) // cannot seek
	if err != nil || got != want {
		t.Errorf("through a pipe: %v\n%s", err, got)
	}
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(samples, name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// What a clerk is told of each broken file.
func TestErrorGallery(t *testing.T) {
	want := map[string]string{
		"amount":               `3: record 3, columns 38-55: "00000000000,005000": want digits only: the amount in öre`,
		"day":                  `14: record 14, columns 38-45: "20260230": want a day of the calendar as YYYYMMDD: the day of the deposit`,
		"truncated":            `9: record 9: want record 15, which closes the section, and record 70; the file ends within a section`,
		"no-end":               `18: record 18: want record 70 at the end; a part of the file is missing`,
		"section-not-closed":   `14: record 14, columns 1-2: "05": want record 15, which closes the section before it`,
		"line-long":            `5: record 5, columns from 81: "102x": want a record of at most 80 characters`,
		"test-file":            `doubt 1: record 1, column 45: a test file: its payments were never made`,
		"deposit-differs":      `doubt 14: record 14, columns 51-68: the payments less deductions sum to 47149.50 SEK, the deposit is 47148.50 SEK`,
		"count-differs":        `doubt 19: record 19, columns 3-10: the end record counts 5 payments (20), there are 4`,
		"deduction-alone":      `doubt 10: record 10, columns 3-12: a deduction whose payer has no payment by the same channel in the section`,
		"reference-of-another": `doubt 5: record 5, columns 3-69: an extra reference whose payer or serial number is not that of the payment before it`,
	}
	files, _ := filepath.Glob("../../testdata/errors/bgmax-*.txt")
	if len(files) != len(want) {
		t.Errorf("%d files, %d expectations", len(files), len(want))
	}
	for _, path := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "bgmax-"), ".txt")
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := Read(bytes.NewReader(file), formats.Limits{}, formats.Sink{})
		got := "read without a word"
		if err != nil {
			got = strings.TrimSpace(err.Error())
		} else if len(sum.Findings) == 1 {
			f := sum.Findings[0]
			got = fmt.Sprintf("doubt %s: %s", f.Origin, f.Text)
			if !f.Doubt {
				got = "no " + got
			}
		} else {
			got = fmt.Sprint(sum.Findings)
		}
		if got != want[name] {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want[name])
		}
	}
}

// Rules that no file of the gallery breaks, each broken in an own sample.
func TestRules(t *testing.T) {
	line := func(s string) string { return s + strings.Repeat(" ", max(0, 80-len(s))) + "\r\n" }
	for name, c := range map[string]struct {
		sample, old, new, want string
	}{
		"deductions exceed":     {"deduction", "000000000001000000", "000000000000100000", "deduction-exceeds"},
		"section negative":      {"deduction", "000000000001000000", "000000000000100000", "section-negative"},
		"count of the deposit":  {"domestic", "SEK00000003", "SEK00000004", "count-differs"},
		"count of deposits":     {"domestic", "00000000" + "00000002", "00000000" + "00000003", "count-differs"},
		"parts of a payment":    {"extended", "000000000000040000", "000000000000040001", "references-differ"},
		"negative, not form":    {"deduction", "220012342309                  1030014", "230012342309                  1030014", "reference-divided"},
		"parts, not form":       {"deduction", "1030014000000000000000000", "1030014000000000000000001", "reference-divided"},
		"other currency":        {"domestic", "004714950SEK", "004714950EUR", "currency-differs"},
		"bankgiro":              {"domestic", "050058056201", "050058056202", "bankgiro"},
		"version":               {"domestic", "BGMAX               01", "BGMAX               02", "version"},
		"mark":                  {"domestic", "4711P", "4711 ", "test"},
		"unknown records":       {"domestic", "26Bengt", "24Bengt", "unknown-records"},
		"not BgMax":             {"domestic", "BGMAX", "BGMIN", "bgmax-start"},
		"two starts":            {"domestic", line("050058056201          SEK"), line("01BGMAX"), "bgmax-start"},
		"payment outside":       {"domestic", line("050058056201          SEK"), "", "bgmax-section"},
		"text before payment":   {"domestic", line("050058056201          SEK"), line("050058056201          SEK") + line("25Hej"), "bgmax-payment"},
		"unknown currency":      {"domestic", "050058056201          SEK", "050058056201          XXX", "currency"},
		"no bankgiro":           {"domestic", "050058056201", "050000000000", "bankgiro"},
		"behind the end":        {"nothing-paid", line("70" + strings.Repeat("0", 32)), line("70"+strings.Repeat("0", 32)) + line("01BGMAX"), "bgmax-after-end"},
		"sums too large":        {"domestic", "000000000004500050", "999999999999999999", "details-differ"},
		"count is not a number": {"domestic", "7000000004", "70       4", "digits"},
	} {
		file := string(sample(t, c.sample))
		broken := strings.Replace(file, c.old, c.new, 1)
		if broken == file {
			t.Errorf("%s: nothing was broken", name)
			continue
		}
		sum, err := Read(strings.NewReader(broken), formats.Limits{}, formats.Sink{})
		var refusal *formats.Error
		found := errors.As(err, &refusal) && refusal.Code == c.want
		for _, f := range sum.Findings {
			found = found || f.Code == c.want
		}
		if !found {
			t.Errorf("%s: %v, %v, want %s", name, err, sum.Findings, c.want)
		}
	}
}

func TestSumsDoNotOverflow(t *testing.T) {
	var b strings.Builder
	b.WriteString("01BGMAX               0120260302173012004711P\n050058056201          SEK\n")
	for range 10 {
		b.WriteString("200000000000                         99999999999999999921000000000000\n")
	}
	b.WriteString("15" + strings.Repeat("0", 35) + "2026030200001999999999999999999SEK00000010\n70" + strings.Repeat("0", 32) + "\n")
	_, err := Read(strings.NewReader(b.String()), formats.Limits{}, formats.Sink{})
	var refusal *formats.Error
	if !errors.As(err, &refusal) || refusal.Code != "overflow" {
		t.Error(err)
	}
}

func TestLimits(t *testing.T) {
	_, err := Read(bytes.NewReader(sample(t, "domestic")), formats.Limits{Records: 3}, formats.Sink{})
	if err == nil || !strings.Contains(err.Error(), "at most 3 payments") {
		t.Error(err)
	}
	_, err = Read(bytes.NewReader(sample(t, "domestic")), formats.Limits{Bytes: 300}, formats.Sink{})
	if err == nil || !strings.Contains(err.Error(), "more than 300 bytes") {
		t.Error(err)
	}
	stop := errors.New("stop")
	_, err = Read(bytes.NewReader(sample(t, "domestic")), formats.Limits{}, formats.Sink{Payment: func(*formats.Payment) error { return stop }})
	if !errors.Is(err, stop) {
		t.Error(err)
	}
}
