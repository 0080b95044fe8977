package bgmax

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"girod/formats"
	"girod/formats/money"

	"pgregory.net/rapid"
)

// TestSamples reads the real files of GIROD_SAMPLES and compares with what an
// independent count found in them.
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
	c := csv.NewReader(f)
	c.Comma, c.LazyQuotes, c.FieldsPerRecord = '\t', true, -1
	rows, err := c.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if len(row) < 11 || row[5] != "BgMax" {
			continue
		}
		file, err := os.ReadFile(filepath.Join(dir, row[0]))
		if err != nil {
			t.Fatal(err)
		}
		sum, err := Read(bytes.NewReader(file), formats.Limits{}, formats.Sink{})
		if strings.HasSuffix(row[0], "isolated_payment.txt") {
			if err == nil || Is(file) {
				t.Error("a payment without its file was read")
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", row[0], err)
			continue
		}
		var credit, debit int64
		for _, total := range sum.Totals {
			credit += total.Credit
			debit += total.Debit
		}
		got := []string{strconv.Itoa(len(sum.Statements)), strconv.Itoa(sum.Entries), strconv.Itoa(sum.Details),
			"SEK:" + money.Of(credit, money.SEK).Decimal(), "SEK:" + money.Of(debit, money.SEK).Decimal()}
		if fmt.Sprint(got) != fmt.Sprint(row[6:11]) {
			t.Errorf("%s: %v, want %v", row[0], got, row[6:11])
		}
		if malformed := strings.HasPrefix(row[0], "malformed"); malformed != (sum.InDoubt() != nil) {
			t.Errorf("%s: %v", row[0], sum.Findings)
		}
		t.Logf("%s: %v", row[0], sum.Findings)
	}
}

// generated makes a valid file of sections of payments, and what it should sum to.
func generated(sections, payments int) []byte {
	var b bytes.Buffer
	names := []string{"\xc5sa \xd6berg", "Bengt & Son AB", "Maja Lind", "H\xe5kan J\xe4rv", "\xc4ngens F\xf6rskola"}
	fmt.Fprintf(&b, "%-80s\r\n", "01BGMAX               0120260302173012004711P")
	n := 0
	for s := range sections {
		fmt.Fprintf(&b, "%-80s\r\n", "050058056201          SEK")
		sum := 0
		for range payments {
			n++
			amount := 100 * (n%90_000 + 1)
			sum += amount
			fmt.Fprintf(&b, "20%010d%25d%018d21%012d0          \r\n", 50501055, n, amount, n)
			name := names[n%len(names)]
			b.WriteString("26" + name + strings.Repeat(" ", 78-len(name)) + "\r\n")
			fmt.Fprintf(&b, "27%-35s%-43s\r\n28Ume\xe5%s\r\n29%012d%66s\r\n", "Storgatan "+strconv.Itoa(n%99), "90432", strings.Repeat(" ", 74), 5560360793, "")
		}
		fmt.Fprintf(&b, "15%019d%04d%012d20260302%05d%018dSEK%08d \r\n", 0, 6789, 123456789, s+1, sum, payments)
	}
	fmt.Fprintf(&b, "70%08d%08d%08d%08d%46s\r\n", n, 0, 0, sections, "")
	return b.Bytes()
}

// Whatever is paid, by whom and how, the file's own sums and ours are one.
func TestEveryValidFileIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString("01BGMAX               0120260302173012004711P\n")
		var payments, deductions, references, sections, credit, debit int
		for range rapid.IntRange(0, 4).Draw(t, "sections") {
			sections++
			b.WriteString("050058056201          SEK\n")
			sum, count := 0, 0
			for range rapid.IntRange(1, 5).Draw(t, "payments") {
				payments++
				count++
				amount := rapid.IntRange(1000, 1_000_000_000).Draw(t, "amount")
				giro := rapid.SampledFrom([]int{0, 50501055, 12342309}).Draw(t, "giro")
				credit += amount
				sum += amount
				fmt.Fprintf(&b, "20%010d%25s%018d%d1%012d0\n", giro, rapid.StringMatching(`[0-9]{0,25}`).Draw(t, "ref"), amount, rapid.IntRange(0, 9).Draw(t, "code"), payments)
				for range rapid.IntRange(0, 3).Draw(t, "references") {
					references++
					fmt.Fprintf(&b, "22%010d%25s%018d21%012d0\n", giro, rapid.StringMatching(`[0-9]{1,25}`).Draw(t, "ref"), 0, payments)
				}
				if rapid.Bool().Draw(t, "deduct") {
					deductions++
					count++
					less := rapid.IntRange(0, amount).Draw(t, "less")
					debit += less
					sum -= less
					fmt.Fprintf(&b, "21%010d%25s%018d01%012d00\n", giro, "", less, 1000+deductions)
				}
			}
			fmt.Fprintf(&b, "15%035d20260302%05d%018dSEK%08d\n", 0, sections, sum, count)
		}
		fmt.Fprintf(&b, "70%08d%08d%08d%08d\n", payments, deductions, references, sections)
		sum, err := Read(strings.NewReader(b.String()), formats.Limits{}, formats.Sink{})
		if err != nil || len(sum.Findings) > 0 || sum.Entries != sections || sum.Details != payments+deductions {
			t.Fatalf("%v %+v\n%s", err, sum, b.String())
		}
		if sections > 0 && (sum.Totals[0].Credit != int64(credit) || sum.Totals[0].Debit != int64(debit)) {
			t.Fatal(sum.Totals, credit, debit)
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
		entries, details := 0, 0
		sum, err := Read(bytes.NewReader(file), formats.Limits{}, formats.Sink{
			Entry:   func(*formats.Entry) error { entries++; return nil },
			Payment: func(p *formats.Payment) error { details++; return nil },
		})
		if err != nil {
			var refusal *formats.Error
			if !errors.As(err, &refusal) || refusal.Want == "" || refusal.Code == "changed" {
				t.Fatal(err)
			}
			return
		}
		if sum.Entries != entries || sum.Details != details || len(sum.Statements) != entries {
			t.Fatalf("%+v, told of %d entries and %d payments", sum, entries, details)
		}
		Is(file)
	})
}

// cpu is the processor time of this process in nanoseconds: on a machine shared with
// others the clock on the wall says little.
func cpu() int64 {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Utime.Nano() + u.Stime.Nano()
}

func BenchmarkRead(b *testing.B) {
	for _, sections := range []int{1, 200} {
		b.Run(fmt.Sprintf("sections-%d", sections), func(b *testing.B) {
			const n = 20_000
			src := generated(sections, n/sections)
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			var total int64
			start := cpu()
			for b.Loop() {
				sum, err := Read(bytes.NewReader(src), formats.Limits{}, formats.Sink{Payment: func(p *formats.Payment) error {
					total += p.Amount
					return nil
				}})
				if err != nil || sum.Details != n || len(sum.Findings) > 0 {
					b.Fatal(sum, err)
				}
			}
			b.ReportMetric(float64(len(src))*float64(b.N)/float64(cpu()-start)*1000, "cpu-MB/s")
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "payments/s")
		})
	}
}
