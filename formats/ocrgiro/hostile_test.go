package ocrgiro

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"girod/formats"
	"girod/formats/reference"
)

// bank writes an OCR giro of n payments, so many to a settlement.
func bank(n, per int) []byte {
	var b bytes.Buffer
	rec := func(format string, args ...any) {
		line := fmt.Sprintf(format, args...)
		b.WriteString(line + strings.Repeat("0", 80-len(line)) + "\r\n")
	}
	rec("NY000010%s%07d%s", "00008080", 417, "00010417")
	rec("NY090020%s%07d%s", "008566001", 311, "86011123459")
	sum := 0
	for i := range n {
		kid, err := reference.MakeKID(fmt.Sprintf("00%010d", i), reference.KIDMod10)
		if err != nil {
			panic(err)
		}
		sum += 100 + i%90_000
		tt := 10 + i%8
		rec("NY09%d30%07d%s%s%05d0%017d%25s", tt, i+1, "021126", "13201", i/per%100_000, 100+i%90_000, kid)
		rec("NY09%d31%07d%010d%09d0000000%s%s", tt, i+1, 9636800000+i%100_000, 1+i, "021126", "97100500012")
	}
	rec("NY090088%08d%08d%017d%s%s%s", n, 2*n+2, sum, "021126", "021126", "021126")
	rec("NY000089%08d%08d%017d%s", n, 2*n+4, sum, "021126")
	return b.Bytes()
}

// cpu is the processor time of this process in nanoseconds: on a machine shared with
// others the clock on the wall says little.
func cpu() int64 {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Utime.Nano() + u.Stime.Nano()
}

func BenchmarkRead(b *testing.B) {
	for _, per := range []int{1, 100, 50_000} {
		b.Run(fmt.Sprintf("payments-a-settlement-%d", per), func(b *testing.B) {
			const n = 50_000
			src := bank(n, per)
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
			b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "payments/s")
			b.ReportMetric(float64(len(src))*float64(b.N)/float64(cpu()-start)*1000, "cpu-MB/s")
		})
	}
}

// A payment costs no allocation, however many there are.
func TestNoAllocationPerPayment(t *testing.T) {
	allocs := func(n int) float64 {
		src := bank(n, 1)
		return testing.AllocsPerRun(1, func() {
			if _, err := Read(bytes.NewReader(src), formats.Limits{}, formats.Sink{}); err != nil {
				t.Fatal(err)
			}
		})
	}
	few, many := allocs(100), allocs(50_000)
	if many-few > 150 { // strings for the entries are taken 256 KiB at a time
		t.Errorf("%v allocations for 100 payments, %v for 50,000", few, many)
	}
}

// day is our sample of one day, of which each test breaks one thing.
func day(t testing.TB) string {
	src, err := os.ReadFile(filepath.Join(ours, "day.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// set puts text into a record, from a column on.
func set(file string, record, column int, text string) string {
	at := (record-1)*82 + column - 1
	return file[:at] + text + file[at+len(text):]
}

// without leaves a record out.
func without(file string, record int) string {
	return file[:(record-1)*82] + file[record*82:]
}

func TestRefuses(t *testing.T) {
	file := day(t)
	for name, c := range map[string]struct{ file, want string }{
		"sum":             {set(file, 13, 41, "1"), `13: record 13, columns 25-41: "00000000000380901": want the sum of the assignment in øre, 380900 (reversals are added, credit notes taken off)`},
		"sum of all":      {set(file, 14, 41, "1"), `14: record 14, columns 25-41: "00000000000380901": want the sum of the transmission in øre, 380900 (reversals are added, credit notes taken off)`},
		"count":           {set(file, 13, 16, "6"), `13: record 13, columns 9-16: "00000006": want the number of transactions in the assignment, 5`},
		"half":            {without(file, 4), `4: record 4, columns 7-8: "30": want amount item 2 (31) of the payment before`},
		"other half":      {set(file, 4, 15, "9"), `4: record 4, columns 5-15: "10310000009": want type and number of the transaction this belongs to`},
		"first half":      {without(file, 3), `3: record 3, columns 7-8: "31": want amount item 1 (30) first`},
		"amount":          {set(file, 3, 47, ","), `3: record 3, columns 33-49: "00000000000156,00": want digits only: the amount in øre`},
		"sign":            {set(file, 3, 32, "+"), `3: record 3, column 32: "+": want 0, or - for a credit note`},
		"day":             {set(file, 3, 16, "310226"), `3: record 3, columns 16-21: "310226": want a day of the calendar as DDMMYY: the day of settlement`},
		"type":            {set(file, 3, 5, "22"), `3: record 3, columns 5-6: "22": want a type of payment from 10 to 21: of another the sign of its money is not known`},
		"record":          {set(file, 3, 7, "40"), `3: record 3, columns 7-8: "40": want amount item 1, 2 or 3 (30, 31, 32), or the end of the assignment (88)`},
		"not NY":          {set(file, 3, 1, "XX"), `3: record 3, columns 1-2: "XX": want NY, with which each record begins`},
		"service":         {set(file, 2, 3, "04"), `2: record 2, columns 3-4: "04": want service 09 (OCR giro) or 21 (AvtaleGiro)`},
		"service within":  {set(file, 3, 3, "21"), `3: record 3, columns 3-8: "211030": want a record of the assignment of service 09 that began at line 2, or its end (88)`},
		"account":         {set(file, 2, 25, "8601.1"), `2: record 2, columns 25-35: "8601.123459": want digits only: the account, 11 digits`},
		"end of all":      {without(file, 14), `13: record 13: want the end (NY000089) of the transmission that began at line 1; the file ends before it`},
		"end":             {without(file, 13), `13: record 13, columns 3-8: "000089": want a record of the assignment of service 09 that began at line 2, or its end (88)`},
		"start":           {without(file, 1), `1: record 1, columns 1-8: "NY090020": want NY000010, the start of a transmission`},
		"nothing":         {"", `1: want NY000010, the start of a transmission`},
		"two at a time":   {file[:82] + file, `2: record 2, columns 1-8: "NY000010": want the start of an assignment (20) or the end of the transmission (89)`},
		"overflow":        {strings.Replace(file, "00000000000156000", "99999999999999999", 1), `13: record 13, columns 25-41: "00000000000380900": want the sum of the assignment in øre, 100000000000224899 (reversals are added, credit notes taken off)`},
		"letter for zero": {set(file, 13, 41, "O"), `13: record 13, columns 25-41: "0000000000038090O": want digits only: the sum in øre`},
	} {
		told := 0
		_, err := Read(strings.NewReader(c.file), formats.Limits{}, formats.Sink{Statement: func(*formats.Statement) error { told++; return nil }})
		var e *formats.Error
		if !errors.As(err, &e) || err.Error() != c.want || e.Code == "" || told > 0 {
			t.Errorf("%s\n got %v\nwant %s", name, err, c.want)
		}
	}
}

// What is read, but with a word to the clerk.
func TestFindings(t *testing.T) {
	file := day(t)
	for name, c := range map[string]struct {
		file, code string
		doubt      bool
	}{
		"KID":        {set(file, 3, 74, "9"), "kid", false},
		"records":    {set(file, 13, 24, "9"), "control-records", true},
		"days":       {set(file, 13, 48, "011126"), "control-days", false},
		"settlement": {set(file, 7, 22, "1320304711"), "settlement-split", false},
	} {
		if name == "settlement" { // 1, 1, other, 1
			c.file = set(set(file, 5, 22, "1320304711"), 7, 22, "1320104711")
		}
		sum, err := Read(strings.NewReader(c.file), formats.Limits{}, formats.Sink{})
		if err != nil || len(sum.Findings) != 1 || sum.Findings[0].Code != c.code || sum.Findings[0].Doubt != c.doubt {
			t.Errorf("%s: %v, %+v", name, err, sum)
		}
	}
}

// R-COL-41: a KID names the invoice, whichever way its check digit was made; leading
// zeros belong to it.
func TestKIDs(t *testing.T) {
	for _, c := range []struct {
		kid     string
		finding bool
	}{
		{"              00120261144", false}, {"              77400200117", false}, {"                 1000005-", false}, {"              00120261145", true},
		{"0012026114012345678901234", true}, {"                       26", false}, {"                        1", true},
		{"                         ", false}, {"0000000000000000000000000", false}, {"              001202611X4", true},
	} {
		var got string
		sum, err := Read(strings.NewReader(set(day(t), 3, 50, c.kid)), formats.Limits{}, formats.Sink{Payment: func(p *formats.Payment) error {
			if p.Line == 3 && len(p.Refs) == 1 {
				got = string(p.Refs[0].Text)
			}
			return nil
		}})
		want := strings.TrimSpace(c.kid)
		if strings.Trim(want, "0") == "" {
			want = ""
		}
		if err != nil || (len(sum.Findings) > 0) != c.finding || got != want {
			t.Errorf("%q is %q: %v, %+v", c.kid, got, err, sum.Findings)
		}
	}
}

// The dress of a file says nothing about its content.
func TestLineBreaks(t *testing.T) {
	file := day(t)
	want, _, _, err := story([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	for name, other := range map[string]string{
		"LF": strings.ReplaceAll(file, "\r\n", "\n"), "none": strings.ReplaceAll(file, "\r\n", ""), "one at the end": strings.ReplaceAll(file, "\r\n", "") + "\r\n",
		"empty lines": file + "\r\n\r\n", "no last one": strings.TrimSuffix(file, "\r\n"),
	} {
		if got, _, _, err := story([]byte(other)); err != nil || got != want && !strings.Contains(name, "none") && name != "one at the end" {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

// Two transmissions one behind the other are two, in one file.
func TestTwoTransmissions(t *testing.T) {
	file := day(t)
	sum, err := Read(strings.NewReader(file+file), formats.Limits{}, formats.Sink{})
	if err != nil || len(sum.Statements) != 2 || sum.Details != 10 {
		t.Error(sum, err)
	}
}

// Every limit ends the reading.
func TestLimits(t *testing.T) {
	claims, err := os.ReadFile(filepath.Join(ours, "claims.txt"))
	if err != nil {
		t.Fatal(err)
	}
	many := string(bank(2000, 1))
	for _, c := range []struct {
		file, code string
		l          formats.Limits
	}{
		{many, "limit-held", formats.Limits{Held: 1000}},
		{day(t), "limit-bytes", formats.Limits{Bytes: 1000}},
		{day(t), "too-many-records", formats.Limits{Records: 4}},
		{string(claims), "limit-held", formats.Limits{Held: 1000}},
	} {
		_, err := Read(strings.NewReader(c.file), c.l, formats.Sink{})
		var e *formats.Error
		if !errors.As(err, &e) || e.Code != c.code {
			t.Errorf("%s: %v", c.code, err)
		}
	}
}

// A hundred of the largest amounts are more than 64 bits hold.
func TestOverflow(t *testing.T) {
	lines := strings.SplitAfter(day(t), "\r\n")
	lines[2] = lines[2][:32] + strings.Repeat("9", 17) + lines[2][49:]
	file := lines[0] + lines[1] + strings.Repeat(lines[2]+lines[3], 100)
	_, err := Read(strings.NewReader(file), formats.Limits{}, formats.Sink{})
	var e *formats.Error
	if !errors.As(err, &e) || e.Code != "overflow" || e.Line != 187 {
		t.Error(err)
	}
}

// A sink's error ends the reading and is given as it is.
func TestSinkStops(t *testing.T) {
	stop := errors.New("stop")
	for _, sink := range []formats.Sink{
		{Statement: func(*formats.Statement) error { return stop }}, {Entry: func(*formats.Entry) error { return stop }},
		{Payment: func(*formats.Payment) error { return stop }}, {EntryEnd: func(*formats.Entry) error { return stop }},
		{StatementEnd: func(*formats.Statement) error { return stop }},
	} {
		if _, err := Read(strings.NewReader(day(t)), formats.Limits{}, sink); !errors.Is(err, stop) {
			t.Error(err)
		}
	}
}

// FuzzRead: no bytes make the reader panic; what it refuses it refuses with a line before
// anything is told; what it accepts it tells as often as it counts.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join(ours, "*.txt"))
	for _, path := range files {
		src, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		Is(src)
		var h heard
		rest, claimed := int64(0), int64(0)
		sum, err := Read(bytes.NewReader(src), formats.Limits{Records: 1000}, formats.Sink{
			Statement: func(*formats.Statement) error { h.statements++; return nil },
			Entry: func(e *formats.Entry) error {
				h.entries++
				rest = e.Amount.Minor
				if e.Direction == formats.Debit {
					rest = -rest
				}
				return nil
			},
			Payment: func(p *formats.Payment) error {
				h.payments++
				if p.Direction == formats.Credit {
					h.credit, rest = h.credit+p.Amount, rest-p.Amount
				} else {
					h.debit, rest = h.debit+p.Amount, rest+p.Amount
				}
				return nil
			},
			EntryEnd: func(e *formats.Entry) error {
				if rest != 0 || e.Payments == 0 {
					t.Fatalf("%s: payments and entry differ by %d", e.Origin, rest)
				}
				return nil
			},
			Debits: func(o *formats.DebitOrder) error {
				for _, g := range o.Groups {
					h.claims += len(g.Debits)
				}
				claimed += o.Sum
				return nil
			},
			Mandate: func(*formats.MandateChange) error { h.mandates++; return nil },
		})
		if err != nil {
			var e *formats.Error
			if !errors.As(err, &e) || e.Line == 0 || e.Want == "" || e.Code == "" || h != (heard{}) {
				t.Fatalf("%v after %+v", err, h)
			}
			return
		}
		credit := h.credit + claimed
		for _, s := range sum.Totals {
			credit, h.debit = credit-s.Credit, h.debit-s.Debit
		}
		if len(sum.Statements) != h.statements || sum.Details != h.payments+h.claims+h.mandates || credit != 0 || h.debit != 0 {
			t.Fatal(sum, h)
		}
	})
}
