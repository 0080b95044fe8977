package lb

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

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files")

// story writes down what a file tells.
func story(r io.Reader) (string, *formats.Summary, error) {
	var b strings.Builder
	sum, err := Read(r, formats.Limits{}, formats.Sink{Transfers: func(o *formats.TransferOrder) error {
		fmt.Fprintf(&b, "order of %s: %d transfers, %d\n", o.Created, o.Count, o.Sum)
		for _, g := range o.Groups {
			fmt.Fprintf(&b, "  %s: group %q on %q from %s %s %s: %d, %d\n", g.Origin, g.ID, g.On, g.From.Scheme, g.From.ID, g.From.Currency, g.Count, g.Sum)
			for _, t := range g.Transfer {
				fmt.Fprintf(&b, "    %s: %s to %s %s (%s) %q own %q ref %q text %q %s%s\n", t.Origin, t.Amount, t.To.Scheme, t.To.ID, t.Clearing,
					strings.TrimSpace(strings.Join([]string{t.Payee.Name, t.Payee.Street, t.Payee.PostCode, t.Payee.Town}, " ")), t.InstructionID, t.Ref, t.Text, t.Purpose, t.EndToEndID)
				for _, ref := range t.Invoices {
					fmt.Fprintf(&b, "      %c %q %d\n", ref.Kind, ref.Text, ref.Amount)
				}
			}
		}
		return nil
	}})
	if err != nil {
		return "", sum, err
	}
	fmt.Fprintf(&b, "%s, %s of %s: %d parts, %d details, %v\n", sum.Format, sum.Version, sum.CreatedAt, sum.Entries, sum.Details, sum.Totals)
	for _, f := range sum.Findings {
		fmt.Fprintf(&b, "finding %s %s: %s (doubt %v)\n", f.Origin, f.Code, f.Text, f.Doubt)
	}
	return b.String(), sum, nil
}

const samples = "../../testdata/samples/lb"

func sample(t testing.TB, name string) string {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(samples, name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	return string(file)
}

func TestOwnSamples(t *testing.T) {
	for _, name := range []string{"suppliers", "salaries", "specification", "rejected", "watched", "cash-returned", "salary-service"} {
		file := sample(t, name)
		if !Is([]byte(file)) {
			t.Errorf("%s is not recognised", name)
		}
		got, _, err := story(strings.NewReader(file))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		path := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(path); err != nil || string(want) != got {
			t.Errorf("%s (%v):\n%s", path, err, got)
		}
	}
}

// TestSamples reads Bankgirot's own examples, which have X for digits: their counts and
// sums are right all the same.
func TestSamples(t *testing.T) {
	dir := os.Getenv("GIROD_SAMPLES")
	if dir == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	files, err := filepath.Glob(dir + "/lb_bankgirot/*")
	if err != nil || len(files) == 0 {
		t.Fatal("no samples", err)
	}
	want := map[string]string{
		"lon_sv":                         "LB order: 1 groups, 7 details, 113300.00 less 0.00",
		"betalningsbevakning_sv":         "LB watch register: 1 groups, 14 details, 5297130.85 less 1560.00",
		"aterforda-kontantutbetalningar": "LB returned cash payments: 1 groups, 9 details, 0.00 less 7200.00",
	}
	for _, path := range files {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, sum, err := story(bytes.NewReader(file))
		if err != nil || !Is(file) {
			t.Errorf("%s: %v", path, err)
			continue
		}
		total := sum.Totals[0]
		got := fmt.Sprintf("%s: %d groups, %d details, %s less %s", sum.Version, sum.Entries, sum.Details,
			money.Of(total.Debit, money.SEK).Decimal(), money.Of(total.Credit, money.SEK).Decimal())
		for name, text := range want {
			if strings.Contains(path, name) && text != got {
				t.Errorf("%s: %s, want %s", path, got, text)
			}
		}
		for _, f := range sum.Findings {
			t.Log(filepath.Base(path), f.Origin, f.Code, f.Text, f.Doubt)
			if strings.Contains(f.Code, "differs") && !strings.Contains(path, "bevakning") {
				t.Error("its own sums do not hold")
			}
		}
	}
}

// What a clerk is told of each broken file.
func TestErrorGallery(t *testing.T) {
	want := map[string]string{
		"sum-differs":    `doubt 16: record 16, columns 21-33: the end record says 23680.01 SEK, the payments less deductions are 23680.00 SEK`,
		"count-differs":  `doubt 16: record 16, columns 13-20: the end record counts 7 records, there are 8`,
		"truncated":      `15: record 15: want record 29 at the end of the section; a part of the file is missing`,
		"amount":         `3: record 3, columns 38-49: "000012500,00": want digits only: the amount in öre`,
		"day":            `6: record 6, columns 50-55: "260231": want a day of the calendar as YYMMDD: a payment day, GENAST or blanks`,
		"bankgiro":       `doubt 6: record 6, columns 3-12: the payee's bankgiro 12342301 is no bankgiro number, or its check digit is wrong`,
		"unknown-record": `doubt 8: record 8, columns 1-2: a record of an unknown code was passed over: it may be money`,
		"two-openings":   `16: record 16, columns 1-2: "11": want record 29, which closes the section before it`,
		"rejected":       `doubt 3: record 3, columns 3-80: record 40 was rejected: MTRV 0013 MOTTAGARENS BANKKONTO ÄR FELAKTIGT`,
		"cash-sum":       `doubt 4: record 4, columns 41-52: the report says 3160.00 SEK, the payments are 3150.00 SEK`,
	}
	files, _ := filepath.Glob("../../testdata/errors/lb-*.txt")
	if len(files) != len(want) {
		t.Errorf("%d files, %d expectations", len(files), len(want))
	}
	for _, path := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), "lb-"), ".txt")
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := Read(bytes.NewReader(file), formats.Limits{}, formats.Sink{})
		said := []string{}
		if err != nil {
			said = append(said, strings.TrimSpace(err.Error()))
		}
		for _, f := range sum.Findings {
			if f.Doubt {
				said = append(said, fmt.Sprintf("doubt %s: %s", f.Origin, f.Text))
			}
		}
		if !strings.Contains(strings.Join(said, "\n"), want[name]) || want[name] == "" || len(said) == 0 {
			t.Errorf("%s:\n got %s\nwant %s", name, strings.Join(said, "\n     "), want[name])
		}
	}
}

func TestRules(t *testing.T) {
	line := func(s string) string { return s + strings.Repeat(" ", 80-len(s)) + "\r\n" }
	for name, c := range map[string]struct{ sample, old, new, want string }{
		"not LB":              {"suppliers", "LEVERANT", "LEVERANS", "lb-start"},
		"currency":            {"suppliers", "SEK", "XXX", "currency"},
		"text first":          {"salaries", "40" + "00001  ", "25" + "00001  ", "lb-text"},
		"plusgiro":            {"suppliers", "540000410548", "540000410542", "plusgiro"},
		"payee not listed":    {"suppliers", "400000104", "400000105", "payee-unknown"},
		"account not checked": {"suppliers", "6789000123456789", "6789000123456788", "account"},
		"behind the end":      {"suppliers", "2900", "2900", "lb-section"},
		"register":            {"watched", "0000001250000", "0000001250001", "sum-differs"},
		"cash, odd record":    {"cash-returned", "22113970002", "42113970002", "lb-record"},
		"cash, no total":      {"cash-returned", "3   ", "2   ", "digits"},
		"salaries, count":     {"salary-service", "000003000", "000004000", "count-differs"},
		"salaries, sum":       {"salary-service", "000006145050", "000006145051", "sum-differs"},
		"salaries, currency":  {"salary-service", "SEK", "EUR", "currency"},
		"salaries, record":    {"salary-service", "35260331", "36260331", "unknown-record"},
		"salaries, day":       {"salary-service", "35260331", "35260332", "day"},
		"salaries, no end":    {"salary-service", "09260323", "99260323", "truncated"},
		"salaries, two open":  {"salary-service", "35260331    6", "01260331  L\xd6N", "lb-section"},
		"unknown report":      {"watched", "2603092", "2603099", "report"},
	} {
		file := sample(t, c.sample)
		broken := strings.Replace(file, c.old, c.new, 1)
		if name == "behind the end" {
			broken += line("14")
		}
		if broken == file {
			t.Errorf("%s: nothing was broken", name)
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

func TestLimits(t *testing.T) {
	_, err := Read(strings.NewReader(sample(t, "suppliers")), formats.Limits{Records: 3}, formats.Sink{})
	if err == nil || !strings.Contains(err.Error(), "at most 3 payments") {
		t.Error(err)
	}
	stop := errors.New("stop")
	_, err = Read(strings.NewReader(sample(t, "suppliers")), formats.Limits{}, formats.Sink{Transfers: func(*formats.TransferOrder) error { return stop }})
	if !errors.Is(err, stop) {
		t.Error(err)
	}
}

// Whatever is ordered, the groups hold every record once and sum to the end record.
func TestGroupsHoldEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString("110058056201260302LEVERANT\xd6RSBETALNINGAR\n")
		net, n := 0, rapid.IntRange(1, 30).Draw(t, "records")
		for range n {
			code := rapid.SampledFrom([]string{"14", "14", "15", "16", "17"}).Draw(t, "code")
			amount := rapid.IntRange(0, 999_999_999_999).Draw(t, "amount")
			if code == "14" {
				net += amount
			} else {
				net -= amount
			}
			fmt.Fprintf(&b, "%s0050501055%-25s%012d%s\n", code, "F1", amount, rapid.SampledFrom([]string{"260305", "260306", "GENAST", ""}).Draw(t, "day"))
		}
		sign := ""
		if net < 0 {
			sign = "-"
		}
		fmt.Fprintf(&b, "290058056201%08d%012d%s\n", n, max(net, -net), sign)
		if max(net, -net) > 999_999_999_999 {
			return // does not fit its field
		}
		var order *formats.TransferOrder
		sum, err := Read(strings.NewReader(b.String()), formats.Limits{}, formats.Sink{Transfers: func(o *formats.TransferOrder) error { order = o; return nil }})
		if err != nil || len(sum.Findings) > 0 || order.Count != n || order.Sum != int64(net) || sum.Details != n {
			t.Fatalf("%v %+v %+v\n%s", err, sum, order, b.String())
		}
		for _, g := range order.Groups {
			for _, x := range g.Transfer {
				g.Count--
				g.Sum -= x.Amount.Minor
			}
			if g.Count != 0 || g.Sum != 0 {
				t.Fatal("a group does not hold what it counts", g)
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob(samples + "/*.txt")
	for _, path := range files {
		file, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		details := 0
		sum, err := Read(bytes.NewReader(file), formats.Limits{}, formats.Sink{Transfers: func(o *formats.TransferOrder) error {
			for _, g := range o.Groups {
				details += len(g.Transfer)
			}
			return nil
		}})
		if err != nil {
			var refusal *formats.Error
			if !errors.As(err, &refusal) || refusal.Want == "" {
				t.Fatal(err)
			}
			return
		}
		if sum.Version == "LB order" && sum.Details != details {
			t.Fatalf("%+v, told of %d transfers", sum, details)
		}
		Is(file)
	})
}

func BenchmarkRead(b *testing.B) {
	const n = 50_000
	var file bytes.Buffer
	file.WriteString("110058056201260302LEVERANT\xd6RSBETALNINGAR" + strings.Repeat(" ", 40) + "\r\n")
	for i := range n {
		fmt.Fprintf(&file, "140050501055%-25d%012d2603%02d     VER %-16d\r\n", i, i, i%28+1, i)
	}
	fmt.Fprintf(&file, "290058056201%08d%012d%48s\r\n", n, n*(n-1)/2, "")
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		sum, err := Read(bytes.NewReader(file.Bytes()), formats.Limits{}, formats.Sink{})
		if err != nil || sum.Details != n || len(sum.Findings) > 0 {
			b.Fatal(sum, err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "payments/s")
}
